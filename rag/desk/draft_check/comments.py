"""A report as a Word document: the draft with a comment at each sentence that has to be looked at.

Of a Word draft it is the draft itself, its formatting kept; runs are cut where a sentence begins or ends within one.
"""

import copy
import io
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.run import Run

from rag.desk.draft_check.drafts import Draft, runs_by_paragraph
from rag.desk.draft_check.verdicts import LABELS, Checked, DraftReport, Finding
from rag.desk.excerpts import Excerpt

AUTHOR = "引证"
_QUOTE = 160  # characters of a source that a comment shows
_LISTED = 3  # sources that a comment names
_SILENT = (Finding.EXACT, Finding.SHORT)
KINDS = {
    "figure": "数字",
    "date": "日期",
    "office": "职务",
    "name": "名称",
    "negation": "否定",
    "direction": "增减",
    "omission": "删节",
    "wording": "措辞",
    "form": "写法",
}
"""Chinese words for each kind of difference."""


def with_comments(report: DraftReport, draft: Draft) -> bytes:
    """Return a Word document with a comment for each sentence but those that are exact.

    :param draft: What the report is of.
    """
    document = docx.Document(io.BytesIO(draft.word)) if draft.word is not None else _written(draft.text)
    at = 0
    items = [item for item in report.items if item.finding not in _SILENT]
    for runs in list(runs_by_paragraph(document)):
        length = sum(len(run.text) for run in runs)
        for item in items:
            if at <= item.start < at + length:
                marked = _marked(runs, item.start - at, min(item.end, at + length) - at)
                if marked:
                    document.add_comment(marked, text=comment(item), author=AUTHOR, initials="证")
        at += length + 1
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def comment(item: Checked) -> str:
    """Return what a comment says of a sentence: the verdict, what differs, the sources."""
    lines = remarks(item)
    if item.finding is Finding.NOT_FOUND:
        lines.append(f"已查 {item.searched} 篇" + ("，最接近的是：" if item.sources else ""))
    lines += [f"“{_short(source.quote)}”{_named(source)}" for source in item.sources[:_LISTED]]
    return "\n".join(lines)


def remarks(item: Checked) -> list[str]:
    """Return what is to be said of a sentence, a line each: the verdict, whose it is, what differs, what is newer."""
    lines = ["；".join(LABELS[finding][0] for finding in item.findings)]
    if item.really_by:
        lines.append(f"稿中归于{item.said_by}，资料库中是{item.really_by}的话")
    lines += [
        f"{KINDS[found.kind]}：稿作“{found.draft or '（无）'}”，原文作“{found.source or '（无）'}”"
        for found in item.differences
        if found.kind != "form"
    ]
    lines += [f"{found.name}：稿作“{found.draft}”，与资料库一致" for found in item.figures if found.agrees]
    if item.newer is not None:
        lines.append(f"新表述：“{item.newer.quote}”{_named(item.newer)}")
    return lines


def _named(source: Excerpt) -> str:
    speech = source.speech
    facts = "，".join(part for part in (speech.speaker, speech.date) if part)
    return f"——《{speech.title}》" + (f"（{facts}）" if facts else "") + f" {speech.id}#{source.start}-{source.end}"


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _QUOTE else words[:_QUOTE] + "……"


def _written(text: str) -> Any:
    document = docx.Document()
    for line in text.split("\n"):
        # what XML cannot hold would fail the whole report; one blank keeps the offsets
        document.add_paragraph("".join(char if char == "\t" or char.isprintable() else " " for char in line))
    return document


def _marked(runs: list[Run], start: int, end: int) -> list[Run]:
    """Return the runs that are exactly a span of their paragraph, cut where they have to be; `runs` is kept up."""
    _cut(runs, start)
    _cut(runs, end)
    found, at = [], 0
    for run in runs:
        length = len(run.text)
        if length and start <= at and at + length <= end:
            found.append(run)
        at += length
    if not found:  # within a run that could not be cut
        at = 0
        for run in runs:
            if at < end and start < at + len(run.text):
                found.append(run)
            at += len(run.text)
    return found


def _cut(runs: list[Run], place: int) -> None:
    """Cut the run in which an offset of the paragraph lies in two of the same format, if it holds nothing but text."""
    at = 0
    for number, run in enumerate(runs):
        text = run.text
        if at < place < at + len(text):
            parts = [child for child in run._r if child.tag != qn("w:rPr")]
            if all(child.tag == qn("w:t") for child in parts):
                element = copy.deepcopy(run._r)
                run._r.addnext(element)
                other = Run(element, run._parent)
                run.text, other.text = text[: place - at], text[place - at :]
                runs.insert(number + 1, other)
            return
        at += len(text)
