"""A whole document as HTML: the original as it is, and beside each of its paragraphs the cleaned text of it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus import Speech
from corpus.language.cleaning import CleanText, clean
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.answer_html import permalink
from ui.rendering.attribution_labels import Known
from ui.rendering.markup import attribute, both, escape, filled

Span = tuple[int, int]

_PARAGRAPH = re.compile(r"[^\r\n]*(?:[\r\n]+[ \t\xa0\u3000]*(?=[\r\n]|\Z))*[\r\n]*")
_VIEWS: dict[str, Pair] = {
    "sheets": texts.SHEETS,
    "original": texts.ORIGINAL,
    "both": texts.SIDE_BY_SIDE,
    "cleaned": texts.CLEANED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph with the line breaks behind it, and its cleaned text.

    :param cleaned: HTML; empty for page furniture.
    :param changed: Whether cleaning changed more than blanks.
    """

    original: str
    cleaned: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of the file that a text is from.

    :param count: How many; 0 of a file that is yet to be laid out.
    :param first: Which is shown first, from 1.
    :param version: What changes when the file does.
    :param needs: The command that brings what would lay it out; empty if that is here.
    """

    count: int
    first: int
    version: str
    needs: str = ""


def paragraphs(text: str) -> list[Span]:
    """Cut a text into paragraphs that cover it, each with the blank lines that follow it."""
    return [match.span() for match in _PARAGRAPH.finditer(text) if match.end() > match.start()]


def rows(text: str, body: Span, span: Span | None) -> list[Row]:
    """Return a document's paragraphs, the span marked in both columns.

    The first mark's id is `start-end`, so that a link's fragment finds it. The originals joined are the text.
    """
    cut = pieces(len(text), body, span)
    ends = [piece.end for piece in cut]
    found: list[Row] = []
    anchored = False
    for start, end in paragraphs(text):
        shown = []
        for piece in cut[bisect_left(ends, start + 1) :]:
            if piece.start >= end:
                break
            words = escape(text[max(start, piece.start) : min(end, piece.end)])
            if piece.kind == "mark" and span:
                anchor = "" if anchored else f' id="{span[0]}-{span[1]}"'
                shown.append(f"<mark{anchor}>{words}</mark>")
                anchored = True
            else:
                shown.append(words if piece.kind == "body" else f'<span class="outside">{words}</span>')
        low, high = max(start, body[0]), min(end, body[1])
        cleaned = clean(text, low, high) if low < high else None
        changed = cleaned is not None and "".join(cleaned.text.split()) != "".join(text[low:high].split())
        found.append(Row("".join(shown), _cleaned(cleaned, span) if cleaned else "", changed))
    return found


def _cleaned(cleaned: CleanText, span: Span | None) -> str:
    """Return cleaned text as HTML, what comes from the span marked."""
    kept = cleaned.text
    low, high = len(kept) - len(kept.lstrip()), len(kept.rstrip())
    if span is None or low >= high:
        return escape(kept[low:high])
    first = min(max(bisect_left(cleaned.offsets, span[0]), low), high)
    last = min(max(bisect_left(cleaned.offsets, span[1]), low), high)
    marked = f"<mark>{escape(kept[first:last])}</mark>" if first < last else ""
    return escape(kept[low:first]) + marked + escape(kept[max(first, last) : high])


def document(
    speech: Speech,
    text: str,
    span: Span | None = None,
    known: Known | None = None,
    sheets: Sheets | None = None,
) -> str:
    """Return a whole document: what is known of it, whose words the span is, and its text.

    The cleaned text stands beside it only where cleaning changed something, and the pages of its file where there are.
    """
    needs, sheets = (sheets.needs, None) if sheets and sheets.needs else ("", sheets)
    body = (speech.start, speech.end or len(text))
    found = rows(text, body, span)
    changed = any(row.changed for row in found)
    views = [*(["sheets"] if sheets else []), "original", *(["both", "cleaned"] if changed else [])]
    view = views[0] if sheets else "both" if changed else "original"
    original = "".join(f"<div>{row.original}</div>" for row in found)
    cleaned = "".join(f"<div>{row.cleaned}</div>" for row in found) if changed else ""
    notes = [("both", texts.SOURCE_NOTE)] * changed
    if sheets:
        notes.append(("sheets", texts.SHEETS_NOTE if sheets.count else texts.LAID_OUT_NOTE))
    wanting = f'<p class="needs">{both(filled(texts.LAID_OUT_NEEDS, needs))}</p>' if needs else ""
    return (
        f'<header class="document-head"><h1>{escape(speech.title)}</h1>{_facts(speech)}'
        f"{_about_span(known or Known(speech, text), span)}{wanting}</header>"
        f'<section class="columns" data-view="{view}">{_switch(views, view)}'
        + "".join(f'<p class="note of-{name}">{both(note)}</p>' for name, note in notes)
        + (
            f'<h2 class="of-original">{both(texts.ORIGINAL)}</h2><h2 class="of-cleaned">{both(texts.CLEANED)}</h2>'
            if changed
            else ""
        )
        + f'<article class="original" lang="zh" {attribute("aria-label", texts.ORIGINAL)}>{original}</article>'
        + (
            f'<article class="cleaned" lang="zh" {attribute("aria-label", texts.CLEANED)}>{cleaned}</article>'
            if changed
            else ""
        )
        + (_sheets(speech, sheets, span) if sheets else "")
        + "</section>"
    )


def _sheets(speech: Speech, sheets: Sheets, span: Span | None) -> str:
    """Return the place of the file's pages: one is shown at a time, drawn when it is asked for.

    What is yet to be laid out gets its pages by `static/source.js`, when it is seen.
    """
    number, hidden = sheets.first, "" if sheets.count else " hidden"
    page = f"/speech/{escape(speech.id)}/page/{number}?v={escape(sheets.version)}"
    link, source = (f' href="{page}&width=1600"', f' src="{page}"') if sheets.count else ("", "")
    marked = f' data-span="{span[0]}-{span[1]}"' if span else ""
    laying = "" if sheets.count else f'<p class="laying" role="status">{both(texts.LAYING_OUT)}</p>'
    return (
        f'<aside class="sheets" data-speech="{escape(speech.id)}" data-version="{escape(sheets.version)}" '
        f'data-page="{number}" data-count="{sheets.count}"{marked} {attribute("aria-label", texts.SHEETS)}>{laying}'
        f'<p class="turn"{hidden}><button type="button" data-do="sheet-before">{both(texts.SHEET_BEFORE)}</button>'
        f'<span role="status">{both(filled(texts.SHEET_OF, number, sheets.count))}</span>'
        f'<button type="button" data-do="sheet-next">{both(texts.SHEET_NEXT)}</button></p>'
        f'<figure{hidden}><a{link} target="_blank"><img loading="lazy"{source} '
        f"{attribute('alt', filled(texts.SHEET, number))}></a></figure>"
        f'<p class="gone" hidden>{both(texts.SHEET_GONE)}</p></aside>'
    )


def _facts(speech: Speech) -> str:
    known = [(label, _known(speech, name)) for name, label in texts.FIELDS.items()]
    facts = "".join(f"<div><dt>{both(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in known if value)
    return f'<dl class="facts">{facts}</dl>'


def _known(speech: Speech, name: str) -> str | None:
    """Return a field as it is shown: of the path the file's own name, for where it lies is nobody's business here."""
    value: str | None = getattr(speech, name)
    if name != "path" or not value:
        return value
    return " › ".join(re.split(r"[/\\]", part)[-1] for part in value.split("!/"))


def _about_span(known: Known, span: Span | None) -> str:
    speech = known.speech
    link = permalink(speech.id, *span) if span else f"/speech/{speech.id}"
    words = known.words(*span) if span else None
    whose = f'<p class="whose">{both(words.label)}</p>' if words else ""
    jump = f'<a href="#{span[0]}-{span[1]}" data-do="to-mark">{both(texts.TO_MARK)}</a>' if span else ""
    return (
        f'{whose}<p class="tools">{jump}<button type="button" data-do="copy-link" data-link="{escape(link)}">'
        f'{both(texts.COPY_LINK)}</button><a href="/?only={escape(speech.id)}">{both(texts.ONLY_THIS)}</a>'
        f'<a href="/speech/{escape(speech.id)}/file" download>{both(texts.FILE)}</a></p>'
    )


def _switch(views: Sequence[str], shown: str) -> str:
    """Return the buttons that change what is shown; nothing if there is nothing else to show."""
    if len(views) < 2:
        return ""
    buttons = "".join(
        f'<button type="button" data-do="view" data-view="{name}" aria-pressed="{str(name == shown).lower()}">'
        f"{both(_VIEWS[name])}</button>"
        for name in views
    )
    return f'<div class="views" role="group" {attribute("aria-label", texts.VIEW)}>{buttons}</div>'


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a document's text and how it is shown: `body`, `outside` (page furniture) or `mark`."""

    start: int
    end: int
    kind: str


def pieces(length: int, body: tuple[int, int], span: tuple[int, int] | None) -> list[Piece]:
    """Cut a text of `length` characters at the ends of its body and of the marked span."""
    cuts = {0, length, *(min(edge, length) for edge in body), *(span or ())}
    edges = sorted(cuts)
    result = []
    for start, end in pairwise(edges):
        if span and span[0] <= start and end <= span[1]:
            kind = "mark"
        else:
            kind = "body" if body[0] <= start and end <= body[1] else "outside"
        result.append(Piece(start, end, kind))
    return result
