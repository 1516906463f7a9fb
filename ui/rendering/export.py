"""An answer or one passage to paste or to keep: text, Markdown, Word, each with references as offices write them.

    顾望舒：《在全市竹纸产业大会上的讲话》，2024年3月18日，全市竹纸产业大会，澜川日报

What is exported is quoted from the library again, so that no reference can say more than its source.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus import InputError, Speech, check_span
from rag import Citation
from ui.backend import Backend, consistent
from ui.rendering import citation_markers

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$])")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is exported.

    :param text: The answer with its markers.
    :param citations: In order of their numbers.
    """

    question: str
    text: str
    citations: tuple[Citation, ...] = ()
    refused: bool = False


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


def passage(citation: Citation) -> str:
    """Return one quotation with its reference, to paste."""
    return f"“{_line(citation.quote)}”（{cited(citation)}）"


def as_text(paper: Paper) -> str:
    """Return the answer and its numbered references."""
    lines = [paper.text.strip()]
    if paper.citations:
        lines += [
            "",
            *(f"[{c.number}] {cited(c)}。原文：“{_line(c.quote)}”" for c in paper.citations),
        ]
    return "\n".join(lines) + "\n"


def as_markdown(paper: Paper) -> str:
    """Return Markdown with footnotes; what a source or a question says is escaped."""
    numbers = [citation.number for citation in paper.citations]
    body = "".join(
        f"[^{part.number}]" if part.number is not None else _escaped(paper.text[part.start : part.end])
        for part in citation_markers.parts(paper.text, (), numbers)
    )
    lines = [f"# {_escaped(_line(paper.question))}", "", body.strip().replace("\n", "  \n"), ""]
    lines += [f"[^{c.number}]: {_escaped(cited(c))}。原文：“{_escaped(_line(c.quote))}”" for c in paper.citations]
    return "\n".join(lines).rstrip() + "\n"


def as_docx(paper: Paper) -> bytes:
    """Return a Word document: the question, the answer with raised numbers, the references with their quotations."""
    from docx import Document as Word
    from docx.oxml.ns import qn

    word = Word()
    for style in ("Normal", "Title", "Heading 1"):
        word.styles[style].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "SimSun")
    word.add_heading(_xml(_line(paper.question)), 0)
    paragraph = word.add_paragraph()
    for part in citation_markers.parts(paper.text, (), [citation.number for citation in paper.citations]):
        run = paragraph.add_run(_xml(paper.text[part.start : part.end]))
        run.font.superscript = part.number is not None or None
    if paper.citations:
        word.add_heading("引文出处", 1)
    for citation in paper.citations:
        line = word.add_paragraph(f"[{citation.number}] {_xml(cited(citation))}。原文：")
        line.add_run(f"“{_xml(_line(citation.quote))}”")
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()


FORMATS: dict[str, tuple[str, Callable[[Paper], str | bytes]]] = {
    "text": ("text/plain; charset=utf-8", as_text),
    "markdown": ("text/markdown; charset=utf-8", as_markdown),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
}
SUFFIXES = {"text": ".txt", "markdown": ".md", "docx": ".docx"}


def render(paper: Paper, form: str) -> tuple[bytes, str]:
    """Return (bytes, media type) in one of FORMATS."""
    media_type, make = FORMATS[form]
    made = make(paper)
    return (made.encode("utf-8", "replace") if isinstance(made, str) else made), media_type


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


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
