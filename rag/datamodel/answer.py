"""What a question is answered with: Claims with Citations, rows, or why there is no answer.

Every `quote` equals the source text at `[start:end]`; this is asserted where a Citation is made.
"""

import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from corpus import Speech, check_span
from index import Hit
from rag.datamodel.evidence import Statement, Verdict
from rag.datamodel.refusal import Refusal

VERBATIM = "verbatim"
"""`Answer.model` of an answer that no model wrote."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer to the exact characters that support a claim.

    :param number: As in the answer's `[1]`, from 1.
    :param quote: `source_text(speech.id)[start:end]`.
    :param page: The page of the file on which it begins, from 1; None where the file has no pages.
    """

    number: int
    speech: Speech
    start: int
    end: int
    quote: str
    page: int | None = None

    def __post_init__(self) -> None:
        check_span(self.start, self.end)
        if len(self.quote) != self.end - self.start:
            raise ValueError(f"quote of {len(self.quote)} characters for span [{self.start}:{self.end}]")

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self) | {"speech": self.speech.to_dict()}


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer with the numbers of the citations that support it.

    :param compared: What was compared with them, as `rag.verification.compared` names it; empty if that is not known.
        Without `kind` nobody checked that it is the kind of answer that was asked for.
    :param counted: The words of which it says how often they stand, over all texts; empty of what counts none.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    compared: tuple[str, ...] = ()
    counted: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "verdict": self.verdict.value,
            "compared": list(self.compared),
            "counted": self.counted,
        }


@dataclass(frozen=True, slots=True)
class Implied:
    """A condition on speeches that the question itself states, applied before the search.

    :param name: `speaker`, `office`, `place`, `date`, `occasion` or `title`.
    :param value: What was recognised, as the library writes it: the holder of an office, the name of a meeting.
    :param words: The words of the question that state it.
    :param speeches: How many speeches meet it.
    """

    name: Literal["speaker", "office", "place", "date", "occasion", "title"]
    value: str
    words: str
    speeches: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DeskLink:
    """The page of the desk that shows the whole of what an answer has the first lines of.

    :param tool: `figures`, `phrases`, `compare`, `check`, `digest` or `watch`.
    :param query: Its fields by name, in order.
    """

    tool: str
    query: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"tool": self.tool, "query": dict(self.query)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: a passage, and what is told of it beside its source.

    :param quote: `source_text(speech.id)[start:end]`.
    :param facts: (name, value) in the order of columns; of all rows of a list the same names. `times`: how often it is
        said there; `place`, `year`, `value`: a figure as it is written, `amount` in its base unit.
    """

    speech: Speech
    start: int
    end: int
    quote: str
    facts: tuple[tuple[str, str | float], ...] = ()

    def __post_init__(self) -> None:
        check_span(self.start, self.end)
        if len(self.quote) != self.end - self.start:
            raise ValueError(f"quote of {len(self.quote)} characters for span [{self.start}:{self.end}]")

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self) | {"speech": self.speech.to_dict(), "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """An answer that no model wrote: statements, or the reason why there is nothing to state.

    :param refusal: Why; None if there are statements.
    :param desk: The page that shows all of it, if there is one.
    :param rows: All of a list, where the statements are its first lines.
    """

    statements: tuple[Statement, ...] = ()
    refusal: Refusal | None = None
    desk: DeskLink | None = None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and why it may be believed.

    :param text: The answer with `[1]` markers, or the refusal.
    :param claims: Its sentences; empty when refused.
    :param citations: In order of their numbers.
    :param refused: True if the library does not answer the question.
    :param reason: Why it was refused, one line of Chinese; None otherwise.
    :param refusal: The same as data; None if it was not refused, or was kept before this was.
    :param unanswered: Of several things that were asked, those left open; the last lines of `text` say so, one each.
    :param confidence: The chance that it is right, 0 to 1, by `rag.answering.likelihood.confidence`; of a refusal, of
        what was written and is not shown; None if no model wrote anything.
    :param hits: The passages retrieved, best first. Of a refusal: the nearest ones, which do not answer.
    :param timings: Milliseconds by stage.
    :param model: The generator's name.
    :param question: The question as searched, after rewriting a follow-up.
    :param implied: The conditions on speeches that the question stated and that were applied.
    :param desk: The page of the desk that shows the whole of it; None if there is none.
    :param rows: Of an answer that is a list: every line of it, where `text` has the first ones.
    :param follows: The questions that this one could not be understood without, which `question` holds too.
    """

    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    refused: bool = False
    reason: str | None = None
    hits: tuple[Hit, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    model: str = ""
    question: str = ""
    implied: tuple[Implied, ...] = ()
    refusal: Refusal | None = None
    unanswered: tuple[str, ...] = ()
    confidence: float | None = None
    desk: DeskLink | None = None
    rows: tuple[Row, ...] = ()
    follows: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text without its last lines, those that say what is `unanswered`."""
        return "\n".join(self.text.split("\n")[: -len(self.unanswered) or None])

    @property
    def untold(self) -> tuple[Row, ...]:
        """All of a list of which the text has the first lines only; empty if it has every line, or is none."""
        return self.rows if len(self.rows) >= len(self.claims) else ()

    def __str__(self) -> str:
        """Return the text, each citation in a line, its number, its words and where they stand, and all of a list."""
        lines = [f"[{one.number}] “{_one_line(one.quote)}” {_source(one.speech)}" for one in self.citations]
        if self.untold:
            rows = [f"{number}. {_told(row)}" for number, row in enumerate(self.untold, 1)]
            lines += ["", f"清单（共 {len(rows)} 行）", *rows]
        return "\n".join([self.text, "", *lines]) if lines else self.text

    def _repr_markdown_(self) -> str:
        """Return the same for a notebook; no character of a document is taken for markup."""
        lines = [
            f"> \\[{one.number}\\] “{_escaped(_one_line(one.quote))}” — {_escaped(_source(one.speech))}"
            for one in self.citations
        ]
        if self.untold:
            lines.append(f"清单（共 {len(self.untold)} 行）")
            lines.append("\n".join(f"{number}. {_escaped(_told(row))}" for number, row in enumerate(self.untold, 1)))
        return "\n\n".join([_escaped(self.text).replace("\n", "  \n"), *lines])

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        names = "claims", "citations", "hits", "implied", "rows"
        several = {name: [one.to_dict() for one in values[name]] for name in names}
        single = {name: values[name].to_dict() if values[name] else None for name in ("refusal", "desk")}
        return (
            values
            | several
            | single
            | {
                "timings": dict(self.timings),
                "unanswered": list(self.unanswered),
                "follows": list(self.follows),
            }
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _source(speech: Speech) -> str:
    return "，".join(filter(None, (speech.speaker, f"《{speech.title}》", speech.date)))


def _told(row: Row) -> str:
    facts = " ".join(str(value) for name, value in row.facts if name not in ("amount", "times") and value)
    times = "".join(f"（{value} 次）" for name, value in row.facts if name == "times")
    return f"{facts}{'，' if facts else ''}{_source(row.speech)}{times}：“{_one_line(row.quote)}”"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~&$!+-])", r"\\\1", text)
