"""What a check of a draft says: a verdict for each sentence, where it was found, and what differs, to the character."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from rag.desk.excerpts import Excerpt

Kind = Literal["figure", "date", "office", "name", "negation", "direction", "omission", "wording", "form"]
"""What a difference is about. `form` is none of sense: 三百二十亿 for 320亿."""

FACTS = frozenset(("figure", "date", "office", "name"))


class Finding(StrEnum):
    """What is found of a sentence, the gravest first."""

    MISATTRIBUTED = "misattributed"
    DIFFERS = "differs"
    ALTERED = "altered"
    STITCHED = "stitched"
    OLDER = "older"
    NOT_FOUND = "not_found"
    FIGURES = "figures"
    FORM = "form"
    EXACT = "exact"
    SHORT = "short"


LABELS: dict[Finding, tuple[str, str]] = {
    Finding.MISATTRIBUTED: ("说话人不符", "put in another's mouth"),
    Finding.DIFFERS: ("与资料库所载不符", "a figure, date, office or name differs"),
    Finding.ALTERED: ("引文有改动", "altered"),
    Finding.STITCHED: ("由几处拼接", "stitched from several places"),
    Finding.OLDER: ("旧提法，已有新表述", "an older wording"),
    Finding.NOT_FOUND: ("资料库中没有", "not found"),
    Finding.FIGURES: ("文字是稿子自己的，数字与资料库一致", "words of its own, figures as the library has them"),
    Finding.FORM: ("仅字形、标点不同", "differs in form only"),
    Finding.EXACT: ("与原文一致", "exact"),
    Finding.SHORT: ("过短，未核对", "too short to check"),
}
"""Chinese and English words for each."""

ALARMS = frozenset((Finding.MISATTRIBUTED, Finding.DIFFERS, Finding.ALTERED, Finding.STITCHED, Finding.OLDER))
"""What a drafter has to look at. What is not found may be the drafter's own."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where draft and source differ.

    :param start: Span of the draft; empty if the draft lacks the words.
    :param draft: `draft[start:end]`.
    :param source_start: Span of the source; empty if the source lacks them.
    :param source: The source's words there.
    """

    kind: Kind
    start: int
    end: int
    draft: str
    source_start: int
    source_end: int
    source: str

    def __post_init__(self) -> None:
        if len(self.draft) != self.end - self.start or len(self.source) != self.source_end - self.source_start:
            raise ValueError(f"words {self.draft!r}, {self.source!r} are not as long as their spans")

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """A figure that the draft states in words of its own, and the library's figure of the same.

    :param measure: Canonical; `place` and `period` as the library has them.
    :param start: Span of the figure in the draft.
    :param draft: `draft[start:end]`.
    :param agrees: Whether both can be true.
    :param source: The library's figure.
    :param sentence: The sentence that says it.
    """

    measure: str
    place: str | None
    period: str
    start: int
    end: int
    draft: str
    agrees: bool
    source: Excerpt
    sentence: Excerpt

    def __post_init__(self) -> None:
        if len(self.draft) != self.end - self.start:
            raise ValueError(f"words {self.draft!r} are not as long as their span")

    @property
    def name(self) -> str:
        """What is measured, of where and when: 澜川市2023年地区生产总值."""
        return f"{self.place or ''}{self.period}{'年' if self.period[-1:].isdigit() else ''}{self.measure}"

    @property
    def difference(self) -> Difference:
        """The two as a difference of figures."""
        return Difference(
            "figure", self.start, self.end, self.draft, self.source.start, self.source.end, self.source.quote
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return told | {"source": self.source.to_dict(), "sentence": self.sentence.to_dict()}


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of the draft, or one quotation in it, and what was found.

    :param start: Span of what was compared.
    :param text: `draft[start:end]`.
    :param finding: The gravest of `findings`.
    :param findings: All that is found, the gravest first.
    :param sources: Where the library says it, or what comes nearest, best first. Of a stitched one its pieces in the
        draft's order.
    :param differences: From the first source; those of `figures` from theirs.
    :param said_by: Whom the draft gives it to; None if to nobody.
    :param really_by: Whose words they are in the library, where that is another's.
    :param newer: A later wording of the same.
    :param pieces: Spans of the draft that each of the sources says; of a stitched one.
    :param searched: How many speeches were searched.
    :param figures: Of words that the library has not: figures in them that it has.
    """

    start: int
    end: int
    text: str
    finding: Finding
    findings: tuple[Finding, ...]
    sources: tuple[Excerpt, ...] = ()
    differences: tuple[Difference, ...] = ()
    said_by: str | None = None
    really_by: str | None = None
    newer: Excerpt | None = None
    pieces: tuple[tuple[int, int], ...] = ()
    searched: int = 0
    figures: tuple[FigureCheck, ...] = ()

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start:
            raise ValueError(f"text of {len(self.text)} characters for span [{self.start}:{self.end}]")

    @property
    def alarm(self) -> bool:
        """Whether a drafter has to look at it."""
        return self.finding in ALARMS

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "finding": self.finding.value,
            "label": LABELS[self.finding][0],
            "findings": [finding.value for finding in self.findings],
            "sources": [source.to_dict() for source in self.sources],
            "differences": [difference.to_dict() for difference in self.differences],
            "said_by": self.said_by,
            "really_by": self.really_by,
            "newer": self.newer.to_dict() if self.newer else None,
            "pieces": [list(piece) for piece in self.pieces],
            "searched": self.searched,
            "figures": [figure.to_dict() for figure in self.figures],
        }


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A whole draft, checked.

    :param text: The draft that all `start` and `end` of `items` refer to.
    :param items: In order of their starts.
    :param searched: How many speeches the draft was compared with.
    :param seconds: What it took.
    """

    name: str
    text: str
    items: tuple[Checked, ...]
    searched: int
    seconds: float = field(default=0.0, compare=False)

    def counts(self) -> dict[str, int]:
        """Return how many sentences have each verdict, those that have any."""
        return dict(Counter(item.finding.value for item in self.items))

    @property
    def alarms(self) -> tuple[Checked, ...]:
        """What a drafter has to look at."""
        return tuple(item for item in self.items if item.alarm)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "name": self.name,
            "text": self.text,
            "searched": self.searched,
            "seconds": round(self.seconds, 3),
            "counts": self.counts(),
            "items": [item.to_dict() for item in self.items],
        }
