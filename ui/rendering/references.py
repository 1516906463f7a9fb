"""Where words come from, as offices write it, and an answer with its references as it is exported.

    顾望舒：《在全市竹纸产业大会上的讲话》，2024年3月18日，全市竹纸产业大会，澜川日报

What is exported is quoted from the library again, so that no reference can say more than its source.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus import InputError, NotFoundError, Speech, check_span
from rag import Citation, Row
from ui.backend import Backend, consistent
from ui.rendering import citation_markers
from ui.rendering.spreadsheet import is_table

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is exported.

    :param text: The answer with its markers.
    :param citations: In order of their numbers.
    :param rows: Every line of a list.
    :param remarks: What a reference says beside its source, by the citation's number: whose words they are, if not its
        speaker's own.
    """

    question: str
    text: str
    citations: tuple[Citation, ...] = ()
    refused: bool = False
    rows: tuple[Row, ...] = ()
    remarks: Mapping[int, str] = field(default_factory=dict)

    def cited(self, citation: Citation) -> str:
        """Return where a citation's words come from, and whose they are if not its speaker's own."""
        remark = self.remarks.get(citation.number)
        return f"{cited(citation)}（{remark}）" if remark else cited(citation)


def listed(paper: Paper) -> Paper:
    """Return an answer without what the table of its list says: the first lines of it, and which source they are of.

    What is left is what the list is, and whatever stands below it that cites nothing. An answer without a table stays.
    """
    if not is_table(paper.rows):
        return paper
    numbers = [citation.number for citation in paper.citations]
    kept = []
    for at, line in enumerate(paper.text.strip().split("\n")):
        parts = citation_markers.parts(line, (), numbers)
        if at == 0 or all(part.number is None for part in parts):
            kept.append("".join(line[part.start : part.end] for part in parts if part.number is None))
    if len({one.speech.id for one in paper.rows}) == 1:  # then the table has no column that says it
        kept.append(f"出处：{reference(paper.rows[0].speech)}。")
    return replace(paper, text="\n".join(kept), citations=())


def cite(backend: Backend, number: int, speech_id: str, start: int, end: int) -> Citation:
    """Quote a span of a speech from the library.

    :raises NotFoundError: If there is no such speech.
    :raises InputError: If it has no such span.
    """
    with consistent(backend):
        speech, text = backend.speech(speech_id), backend.source_text(speech_id)
    try:
        check_span(start, end, len(text))
    except ValueError as error:
        raise InputError(
            "citation {number} of {speech!r}: {reason}",
            code="citation_off",
            number=number,
            speech=speech_id,
            reason=str(error),
        ) from None
    return Citation(number, speech, start, end, text[start:end])


def sources_of(citations: Sequence[Citation], backend: Backend) -> dict[str, str | None]:
    """Return the text of each source, by the speech's id; None of one that was removed or has changed since."""
    sources: dict[str, str | None] = {}
    for citation in citations:
        key = citation.speech.id
        if key not in sources:
            sources[key] = standing(citation, backend)
        elif sources[key] is not None and not _stands(citation, sources[key] or ""):
            sources[key] = None
    return sources


def standing(citation: Citation, backend: Backend) -> str | None:
    """Return the text that a citation's offsets refer to; None if it was removed or has changed since."""
    try:
        source = backend.source_text(citation.speech.id)
    except NotFoundError:
        return None
    return source if _stands(citation, source) else None


def _stands(citation: Citation, source: str) -> bool:
    return source[citation.start : citation.end] == citation.quote


def row(backend: Backend, speech_id: str, start: int, end: int, facts: Mapping[str, str | float]) -> Row:
    """Quote a line of a list from the library.

    :raises NotFoundError, InputError: As `cite`.
    """
    found = cite(backend, 0, speech_id, start, end)
    return Row(found.speech, start, end, found.quote, tuple(facts.items()))


def reference(speech: Speech, page: int | None = None) -> str:
    """Return where words come from: speaker, title, day, occasion or place, publisher, page: what is known."""
    who = f"{speech.speaker}：" if speech.speaker else ""
    where = speech.occasion or speech.place
    parts = [f"{who}《{speech.title}》", day(speech.date), where, speech.publisher, f"第{page}页" if page else ""]
    return "，".join(" ".join(part.split()) for part in parts if part)


def cited(citation: Citation) -> str:
    """Return where a citation's words come from."""
    return reference(citation.speech, citation.page)


def day(date: str | None) -> str:
    """Return a date as Chinese documents write it: `2024年3月18日`; empty if it is not known."""
    match = _DATE.fullmatch(date or "")
    if match is None:
        return date or ""
    year, month, of_month = match.groups()
    return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(of_month)}日" if of_month else "")


def passage(citation: Citation, remark: str = "") -> str:
    """Return one quotation with its reference, to paste.

    :param remark: Whose words they are, if not its speaker's own.
    """
    return f"“{one_line(citation.quote)}”（{cited(citation)}{f'；{remark}' if remark else ''}）"


def numbered(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return citations in order of their numbers.

    :raises InputError: If two have one number.
    """
    numbers = [citation.number for citation in citations]
    if len(set(numbers)) < len(numbers):
        raise InputError(
            "two citations have one number: {numbers}", code="citation_numbers", numbers=str(sorted(numbers))
        )
    return tuple(sorted(citations, key=lambda citation: citation.number))


def one_line(text: str) -> str:
    """Return text on one line."""
    return " ".join(text.split())
