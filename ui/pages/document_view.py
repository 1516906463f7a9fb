"""A whole document as HTML: the original as it is, and beside each of its paragraphs the cleaned text of it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus import Speech, Utterance
from corpus.language.cleaning import clean
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.answer_html import permalink
from ui.rendering.attribution_labels import whose_words
from ui.rendering.markup import attribute, both, escape

Span = tuple[int, int]

_PARAGRAPH = re.compile(r"[^\r\n]*(?:[\r\n]+[ \t\xa0\u3000]*(?=[\r\n]|\Z))*[\r\n]*")
_VIEWS: tuple[tuple[str, Pair], ...] = (
    ("original", texts.ORIGINAL),
    ("both", texts.SIDE_BY_SIDE),
    ("cleaned", texts.CLEANED),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph with the line breaks behind it, and its cleaned text.

    :param cleaned: HTML; empty for page furniture.
    """

    original: str
    cleaned: str


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
        found.append(Row("".join(shown), _cleaned(text, low, high, span) if low < high else ""))
    return found


def _cleaned(text: str, start: int, end: int, span: Span | None) -> str:
    """Return cleaned text as HTML, what comes from the span marked."""
    cleaned = clean(text, start, end)
    kept = cleaned.text
    low, high = len(kept) - len(kept.lstrip()), len(kept.rstrip())
    if span is None or low >= high:
        return escape(kept[low:high])
    first = min(max(bisect_left(cleaned.offsets, span[0]), low), high)
    last = min(max(bisect_left(cleaned.offsets, span[1]), low), high)
    marked = f"<mark>{escape(kept[first:last])}</mark>" if first < last else ""
    return escape(kept[low:first]) + marked + escape(kept[max(first, last) : high])


def document(speech: Speech, text: str, span: Span | None = None, utterances: Sequence[Utterance] = ()) -> str:
    """Return a whole document: what is known of it, whose words the span is, and the two columns."""
    body = (speech.start, speech.end or len(text))
    found = rows(text, body, span)
    original = "".join(f"<div>{row.original}</div>" for row in found)
    cleaned = "".join(f"<div>{row.cleaned}</div>" for row in found)
    return (
        f'<header class="document-head"><h1>{escape(speech.title)}</h1>{_facts(speech)}'
        f"{_about_span(speech, utterances, span)}</header>"
        f'<section class="columns" data-view="both"><div class="views" role="group" '
        f"{attribute('aria-label', texts.VIEW)}>{_views()}</div>"
        f'<p class="note">{both(texts.SOURCE_NOTE)}</p>'
        f'<h2 class="of-original">{both(texts.ORIGINAL)}</h2><h2 class="of-cleaned">{both(texts.CLEANED)}</h2>'
        f'<article class="original" lang="zh" {attribute("aria-label", texts.ORIGINAL)}>{original}</article>'
        f'<article class="cleaned" lang="zh" {attribute("aria-label", texts.CLEANED)}>{cleaned}</article></section>'
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


def _about_span(speech: Speech, utterances: Sequence[Utterance], span: Span | None) -> str:
    link = permalink(speech.id, *span) if span else f"/speech/{speech.id}"
    words = whose_words(speech, utterances, *span) if span else None
    whose = f'<p class="whose">{both(words)}</p>' if words else ""
    jump = f'<a href="#{span[0]}-{span[1]}" data-do="to-mark">{both(texts.TO_MARK)}</a>' if span else ""
    return (
        f'{whose}<p class="tools">{jump}<button type="button" data-do="copy-link" data-link="{escape(link)}">'
        f'{both(texts.COPY_LINK)}</button><a href="/?only={escape(speech.id)}">{both(texts.ONLY_THIS)}</a>'
        f'<a href="/speech/{escape(speech.id)}/file" download>{both(texts.FILE)}</a></p>'
    )


def _views() -> str:
    return "".join(
        f'<button type="button" data-do="view" data-view="{name}" aria-pressed="{str(name == "both").lower()}">'
        f"{both(pair)}</button>"
        for name, pair in _VIEWS
    )


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
