"""An answer to paste or to keep: text, Markdown, HTML, Word, a table, each with references as offices write them.

Of an answer that is a list each of them has every line, in a table; in text its cells are parted by tabs.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from corpus import InputError
from rag import Row
from ui.rendering import citation_markers, spreadsheet, word_paper
from ui.rendering.markup import escape
from ui.rendering.references import Paper, listed, one_line
from ui.rendering.references import reference as reference

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$])")
"""What means something in Markdown."""
_NAME = 40  # characters of a question in a file's name


def as_text(paper: Paper) -> str:
    """Return the answer and its numbered references."""
    lines = [paper.text.strip(), *_tabbed(paper)]
    if paper.citations:
        lines += [
            "",
            *(f"[{c.number}] {paper.cited(c)}。原文：“{one_line(c.quote)}”" for c in paper.citations),
        ]
    return "\n".join(lines) + "\n"


def as_markdown(paper: Paper) -> str:
    """Return Markdown with footnotes; what a source or a question says is escaped."""
    numbers = [citation.number for citation in paper.citations]
    body = "".join(
        f"[^{part.number}]" if part.number is not None else _escaped(paper.text[part.start : part.end])
        for part in citation_markers.parts(paper.text, (), numbers)
    )
    lines = [f"# {_escaped(one_line(paper.question))}", "", body.strip().replace("\n", "  \n"), ""]
    lines += markdown_table(paper.rows)
    lines += [
        f"[^{c.number}]: {_escaped(paper.cited(c))}。原文：“{_escaped(one_line(c.quote))}”" for c in paper.citations
    ]
    return "\n".join(lines).rstrip() + "\n"


def as_plain(paper: Paper) -> str:
    """Return the answer alone: no markers, no references."""
    numbers = [citation.number for citation in paper.citations]
    parts = citation_markers.parts(paper.text, (), numbers)
    words = "".join(paper.text[part.start : part.end] for part in parts if part.number is None).strip()
    return "\n".join([words, *_tabbed(paper)]) + "\n"


def as_html(paper: Paper) -> str:
    """Return what is pasted into Word or WPS with its formatting: raised numbers, and the references behind."""
    numbers = [citation.number for citation in paper.citations]
    body = "".join(
        f"<sup>[{part.number}]</sup>" if part.number is not None else escape(paper.text[part.start : part.end])
        for part in citation_markers.parts(paper.text.strip(), (), numbers)
    )
    body = "".join(f"<p>{line}</p>" for line in body.split("&#10;"))
    notes = "".join(
        f"<p><sup>[{c.number}]</sup> {escape(paper.cited(c))}。原文：“{escape(one_line(c.quote))}”</p>"
        for c in paper.citations
    )
    return f'<div lang="zh-CN">{body}{spreadsheet.paper_table(paper.rows)}{"<hr>" if notes else ""}{notes}</div>\n'


def as_docx(paper: Paper) -> bytes:
    """Return a Word document titled by the question; see `ui.rendering.word_paper`."""
    return word_paper.document([paper], paper.question)


def as_rows(ending: str) -> Callable[[Paper], bytes]:
    """Return what makes `csv` or `xlsx` of an answer: the lines of a list, or else what it cites, a line each."""

    def made(paper: Paper) -> bytes:
        cites = tuple(Row(c.speech, c.start, c.end, c.quote) for c in paper.citations)
        return spreadsheet.file_of(paper.rows or cites, ending)

    return made


def file_name(question: str, form: str, when: datetime.date | None = None) -> str:
    """Return what a file is called: by its question and the day, with no character that a file's name may not have."""
    name = re.sub(r'[\\/:*?"<>|？?。\x00-\x1f\s]+', " ", question).strip(" .")[:_NAME].strip() or "引证"
    return f"{name} {when or datetime.date.today():%Y%m%d}{SUFFIXES[form]}"


FORMATS: dict[str, tuple[str, Callable[[Paper], str | bytes]]] = {
    "plain": ("text/plain; charset=utf-8", as_plain),
    "html": ("text/html; charset=utf-8", as_html),
    "text": ("text/plain; charset=utf-8", as_text),
    "markdown": ("text/markdown; charset=utf-8", as_markdown),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "csv": ("text/csv; charset=utf-8", as_rows("csv")),
    "xlsx": (spreadsheet.XLSX, as_rows("xlsx")),
}
SUFFIXES = {"plain": ".txt", "html": ".html", "text": ".txt", "markdown": ".md"} | {
    name: f".{name}" for name in ("docx", "csv", "xlsx")
}


def form_of(name: str) -> str:
    """Return which of FORMATS a file's name asks for.

    :raises InputError: If its ending is that of none.
    """
    forms = {ending: form for form, ending in SUFFIXES.items() if form != "plain"}
    ending = PurePath(name).suffix.lower()
    if ending not in forms:
        raise InputError(
            "no answer is saved as {name!r}; let the name end in {endings}",
            code="no_export",
            name=name,
            endings=" ".join(forms),
        )
    return forms[ending]


def render(paper: Paper, form: str) -> tuple[bytes, str]:
    """Return (bytes, media type) in one of FORMATS."""
    media_type, make = FORMATS[form]
    made = make(listed(paper))
    return (made.encode("utf-8", "replace") if isinstance(made, str) else made), media_type


def markdown_table(rows: Sequence[Row]) -> list[str]:
    """Return the lines of the table of a list, an empty one behind it; none if the list is none for a table."""
    if not spreadsheet.is_table(rows):
        return []
    head, printed = spreadsheet.printed(rows)
    lines = [head, ["---"] * len(head), *([_escaped(cell) for cell in row] for row in printed)]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]


def _tabbed(paper: Paper) -> list[str]:
    if not spreadsheet.is_table(paper.rows):
        return []
    head, rows = spreadsheet.printed(paper.rows)
    return ["", *("\t".join(line) for line in (head, *rows))]


def _escaped(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", text)
