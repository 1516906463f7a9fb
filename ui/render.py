"""Answers, hits and citations as HTML. Pure functions; knows nothing of Gradio or of HTTP.

Every text from a document, a question or a model passes through `escape`. What is returned has no line break, so
that a Markdown renderer takes it for one HTML block and leaves it alone. A quotation's words are, as the browser
reads them back (`textContent`), exactly `source_text[start:end]`.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus import Speech
from index import Hit
from rag.answer import Answer, Citation, Verdict
from ui import texts
from ui.markers import Part

_STOPS = "。！？；!?;"
_REACH = 160  # characters of the paragraph shown on either side of a quotation
_OPEN_HITS = 3  # retrieved passages shown open before the answer begins


def escape(text: str) -> str:
    """Return text as HTML, line breaks as references: safe in an element and in a quoted attribute."""
    return html.escape(text, quote=True).replace("\r", "&#13;").replace("\n", "&#10;")


def both(pair: tuple[str, str]) -> str:
    """Return Chinese with small English beside it."""
    return f'{escape(pair[0])} <small lang="en">{escape(pair[1])}</small>'


def speech_link(speech_id: str, start: int, end: int) -> str:
    """Return the address of a span in its whole document, as a path of the service."""
    return f"/speech/{speech_id}?span={start}-{end}#{start}-{end}"


def byline(speech: Speech) -> str:
    """Return `speaker（role） · date · publisher`, what is known of it."""
    who = speech.speaker or ""
    if speech.role:
        who = f"{who}（{speech.role}）" if who else speech.role
    return escape(" · ".join(part for part in (who, speech.date, speech.publisher) if part))


def paragraph(text: str, start: int, end: int, reach: int = _REACH) -> tuple[int, int]:
    """Return the span of the paragraph around `text[start:end]`, at most `reach` characters more on each side.

    Where the paragraph goes on farther, the cut is made behind a full stop if there is one within reach.
    """
    low, high = max(0, start - reach), min(len(text), end + reach)
    line = max(text.rfind("\n", low, start), text.rfind("\r", low, start))
    if line >= 0:
        first = line + 1
    elif low == 0:
        first = 0
    else:
        stops = [low + m.end() for m in re.finditer(f"[{_STOPS}]", text[low:start])]
        first = stops[0] if stops else low
    breaks = [i for i in (text.find("\n", end, high), text.find("\r", end, high)) if i >= 0]
    if breaks:
        last = min(breaks)
    elif high == len(text):
        last = high
    else:
        stop = max(text.rfind(mark, end, high) for mark in _STOPS)
        last = stop + 1 if stop >= 0 else high
    return first, last


def marked(text: str, start: int, end: int) -> str:
    """Return the paragraph around a span, the span in `<mark>`, with `…` where the paragraph goes on."""
    first, last = paragraph(text, start, end)
    before = "" if first == 0 or text[first - 1] in "\r\n" else "<i>…</i>"
    after = "" if last == len(text) or text[last] in "\r\n" else "<i>…</i>"
    lead, rest = escape(text[first:start].lstrip()), escape(text[end:last].rstrip())
    return f"{before}{lead}<mark>{escape(text[start:end])}</mark>{rest}{after}"


def answer_text(text: str, parts: Iterable[Part], anchor: str) -> str:
    """Return an answer with its markers as links to the evidence cards.

    :param parts: Of `ui.markers`; they cover the text.
    :param anchor: Distinguishes this answer on the page; marker 2 links to `#c{anchor}-2`.
    """
    pieces = []
    for part in parts:
        words = escape(text[part.start : part.end])
        if part.number is not None:
            pieces.append(f'<a class="cite" href="#c{anchor}-{part.number}">{words}</a>')
        elif part.claim is not None:
            title = f' title="{texts.QUOTED_TITLE}"' if part.claim.verdict is Verdict.QUOTED else ""
            pieces.append(f'<span class="claim {part.claim.verdict.value}"{title}>{words}</span>')
        else:
            pieces.append(words)
    return "".join(pieces)


def stage(pair: tuple[str, str], kind: str) -> str:
    """Return a line that says what is going on."""
    return f'<div class="stage {kind}">{both(pair)}</div>'


def tally(answer: Answer) -> str:
    """Return how the sentences of an answer were verified: `✓ 2 句已核对 · “” 1 句原文引用`."""
    checked = sum(claim.verdict is Verdict.SUPPORTED for claim in answer.claims)
    quoted = sum(claim.verdict is Verdict.QUOTED for claim in answer.claims)
    parts = []
    if checked:
        parts.append(f'<span title="supported">✓ {checked} {texts.CHECKED}</span>')
    if quoted:
        parts.append(f'<span title="quoted">“ ” {quoted} {texts.QUOTED}</span>')
    return " · ".join(parts)


def duration(milliseconds: float) -> str:
    """Return a duration as a person reads it: `12 ms`, `3.1 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def retrieved_panel(hits: Sequence[Hit]) -> str:
    """Return the evidence panel before anything is generated."""
    if not hits:
        return _heading(texts.RETRIEVED) + f'<p class="empty">{both(texts.NOTHING)}</p>'
    return _heading(texts.RETRIEVED, len(hits)) + "".join(
        hit_card(h, opened=i < _OPEN_HITS) for i, h in enumerate(hits)
    )


def answer_panel(answer: Answer, anchor: str, sources: Mapping[str, str]) -> str:
    """Return the evidence panel of a finished answer: cited passages, then the others, collapsed.

    :param sources: `source_text` of each speech cited, by its id.
    """
    cards = "".join(citation_card(citation, anchor, sources[citation.speech.id]) for citation in answer.citations)
    others = [hit for hit in answer.hits if not any(_covers(hit, citation) for citation in answer.citations)]
    panel = _heading(texts.CITED, len(answer.citations)) + cards
    if others:
        inner = "".join(hit_card(hit, opened=False) for hit in others)
        panel += (
            f'<details class="others"><summary>{both(texts.OTHERS)} <b>{len(others)}</b></summary>{inner}</details>'
        )
    return panel


def refusal_panel(answer: Answer, speeches: int) -> str:
    """Return the evidence panel of a refusal: what was searched, why it was refused, and what comes nearest.

    :param speeches: How many speeches the library holds.
    """
    rows = [(texts.SEARCHED, answer.question)] if answer.question else []
    rows.append((texts.SCOPE, texts.SCOPE_ALL.format(speeches)))
    if answer.reason:
        rows.append((texts.REASON, answer.reason))
    facts = "".join(f"<dt>{both(label)}</dt><dd>{escape(value)}</dd>" for label, value in rows)
    hits = "".join(hit_card(hit, opened=i < _OPEN_HITS) for i, hit in enumerate(answer.hits))
    nearest = hits or f'<p class="empty">{both(texts.NOTHING)}</p>'
    return f'<dl class="refusal">{facts}</dl>' + _heading(texts.NEAREST, len(answer.hits)) + nearest


def _covers(hit: Hit, citation: Citation) -> bool:
    return hit.speech.id == citation.speech.id and hit.start < citation.end and citation.start < hit.end


def citation_card(citation: Citation, anchor: str, source: str) -> str:
    """Return the card of one citation: number, document, and the paragraph with the quoted words marked.

    :raises ValueError: If the source does not have the quotation where the citation says.
    """
    if source[citation.start : citation.end] != citation.quote:
        raise ValueError(f"citation {citation.number} is not the source's text at [{citation.start}:{citation.end}]")
    link = escape(speech_link(citation.speech.id, citation.start, citation.end))
    name = f"c{anchor}-{citation.number}"
    return (
        f'<article class="card cited" id="{name}" tabindex="-1" aria-label="引文 {citation.number}">'
        f'<header><a class="number" href="#" data-back="{name}" title="{texts.TO_ANSWER}">{citation.number}</a>'
        f"{_title(citation.speech, link)}</header>"
        f'<blockquote lang="zh">{marked(source, citation.start, citation.end)}</blockquote></article>'
    )


def hit_card(hit: Hit, *, opened: bool) -> str:
    """Return a retrieved passage that can be folded away."""
    link = escape(speech_link(hit.speech.id, hit.start, hit.end))
    heading = " › ".join(hit.chunk.heading_path)
    path = f'<p class="path">{escape(heading)}</p>' if heading else ""
    return (
        f'<details class="card hit"{" open" if opened else ""}>'
        f'<summary><b>{escape(hit.speech.title)}</b> <span class="byline">{byline(hit.speech)}</span></summary>'
        f'{path}<blockquote lang="zh">{escape(hit.text)}</blockquote>'
        f'<p class="more"><a href="{link}" target="_blank">{both(texts.OPEN)}</a></p></details>'
    )


def _title(speech: Speech, link: str) -> str:
    opens = escape(" ".join(texts.OPEN))
    return (
        f'<div><h3><a href="{link}" target="_blank" title="{opens}">{escape(speech.title)}</a></h3>'
        f'<p class="byline">{byline(speech)}</p></div>'
    )


def _heading(pair: tuple[str, str], count: int | None = None) -> str:
    number = "" if count is None else f" <b>{count}</b>"
    return f"<h2>{both(pair)}{number}</h2>"


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
