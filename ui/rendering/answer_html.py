"""Answers, hits and citations as HTML. Pure functions; knows nothing of Gradio or of HTTP.

Every text from a document, a question or a model passes through `escape`. What is returned has no line break, so
that a Markdown renderer takes it for one HTML block and leaves it alone. A quotation's words are, as the browser
reads them back (`textContent`), exactly `source_text[start:end]`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from urllib.parse import urlencode

from corpus import Speech
from index import Hit
from rag import Answer, Citation, Claim, DeskLink
from ui.i18n import refusals, texts
from ui.i18n.texts import Pair
from ui.rendering.citation_markers import Part
from ui.rendering.markup import attribute, filled
from ui.rendering.markup import both as both
from ui.rendering.markup import dates as dates
from ui.rendering.markup import escape as escape
from ui.rendering.references import cited
from ui.rendering.verdicts import verdict

_STOPS = "。！？；!?;"
_REACH = 160  # characters of the paragraph shown on either side of a quotation
_TOGETHER = 1_200  # characters of a passage that several citations share a card for
_CLOSING = 4  # characters of punctuation behind the markers of a claim, at most
_IN_LINE = 3  # markers that stay on one line with what they follow
_PREVIEW = 180  # characters of the passage shown while an answer is written
_OPEN_HITS = 3  # retrieved passages shown open before the answer begins


def speech_link(speech_id: str, start: int, end: int) -> str:
    """Return the address of a span in its whole document, as a path of the service."""
    return f"/speech/{speech_id}?span={start}-{end}#{start}-{end}"


def permalink(speech_id: str, start: int, end: int) -> str:
    """Return the short address of a span that people keep; a script on that page has the span marked."""
    return f"/speech/{speech_id}#{start}-{end}"


def desk_link(desk: DeskLink | None) -> str:
    """Return the link to the desk's page that shows the whole of an answer; nothing if there is none."""
    if desk is None or desk.tool not in texts.TOOLS:
        return ""
    name = texts.TOOLS[desk.tool]
    said = texts.TO_DESK[0].format(name[0]), texts.TO_DESK[1].format(name[1])
    said = texts.TO_WATCH if desk.tool == "watch" else said
    query = f"?{urlencode(desk.query)}" if desk.query else ""
    href = escape(f"/desk/{desk.tool}{query}")
    return f'<p class="to-desk"><a href="{href}" target="_blank">{both(said)}</a></p>'


def byline(speech: Speech) -> str:
    """Return `speaker（role） · date · publisher`, what is known of it."""
    who = speech.speaker or ""
    if speech.role:
        who = f"{who}（{speech.role}）" if who else speech.role
    return dates(escape(" · ".join(part for part in (who, speech.date, speech.publisher) if part)))


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
    return _lit(text, [(start, end, "")])


def _lit(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """Return the paragraphs from the first span to the last, each in `<mark>`, with `…` where the text goes on.

    :param spans: (start, end, attributes), in order; they do not overlap.
    """
    first, _ = paragraph(text, *spans[0][:2])
    _, last = paragraph(text, *spans[-1][:2])
    before = "" if first == 0 or text[first - 1] in "\r\n" else "<i>…</i>"
    after = "" if last == len(text) or text[last] in "\r\n" else "<i>…</i>"
    pieces, at = [], first
    for start, end, attributes in spans:
        between = text[at:start] if at > first else text[at:start].lstrip()
        pieces += [escape(between), f"<mark{attributes}>{escape(text[start:end])}</mark>"]
        at = end
    return f"{before}{''.join(pieces)}{escape(text[at:last].rstrip())}{after}"


def answer_text(
    text: str, parts: Iterable[Part], anchor: str, unanswered: Sequence[Pair] = (), *, listed: bool = False
) -> str:
    """Return an answer with its markers as links to the evidence cards, and behind each sentence how it was verified.

    :param text: An answer's body.
    :param parts: Of `ui.rendering.citation_markers`; they cover the text.
    :param unanswered: The lines behind it that say what is left open.
    :param anchor: Distinguishes this answer on the page; marker 2 links to `#c{anchor}-2`.
    :param listed: Whether what follows its first sentence gives way to a table.
    """
    shown = list(parts)
    ends = _claim_ends(shown)
    pieces = []
    open_tail, lines, row = False, 0, 0
    for i, part in enumerate(shown):
        follows = i + 1 < len(shown) and shown[i + 1].number is not None
        if part.number is not None:
            row += 1
            if not follows and not open_tail and row > 1:
                open_tail = True
                pieces.append('<span class="tail">')
            pieces.append(f'<a class="cite" href="#c{anchor}-{part.number}">{escape(text[part.start : part.end])}</a>')
            if open_tail and row == 1 and _many(shown, i):
                open_tail = False
                pieces.append("</span>")
        else:
            # the last character stays on one line with its markers and what is said of the claim
            row = 0
            last = part.end - 1 if not open_tail and (follows or i in ends) else part.end
            pieces.append(_words(text[part.start : last], part))
            if last < part.end:
                open_tail = True
                pieces.append(f'<span class="tail">{_words(text[last : part.end], part)}')
        if i in ends:
            pieces.append(verdict(ends[i]))
        if open_tail and not follows and (i in ends or not _closes(shown, i + 1, ends)):
            open_tail = False
            pieces.append("</span>")
        if listed and i in ends and not open_tail:
            listed, lines = False, len(pieces)
    if lines:
        pieces[lines:] = [f'<span class="lines">{"".join(pieces[lines:])}</span>']
    pieces += ["&#10;" + both(line) for line in unanswered]
    return "".join(pieces)


def _words(words: str, part: Part) -> str:
    if part.claim is None or not words:
        return dates(escape(words))
    return f'<span class="claim {part.claim.verdict.value}">{dates(escape(words))}</span>'


def _many(parts: Sequence[Part], i: int) -> bool:
    """Return whether more markers begin here than a narrow line has room for: then lines may break between them."""
    return i + _IN_LINE < len(parts) and all(part.number is not None for part in parts[i : i + _IN_LINE + 1])


def _closes(parts: Sequence[Part], i: int, ends: Mapping[int, Claim]) -> bool:
    """Return whether a part is a claim's closing punctuation, behind its markers."""
    return i in ends and i < len(parts) and parts[i].number is None and parts[i].end - parts[i].start <= _CLOSING


def _claim_ends(parts: Sequence[Part]) -> dict[int, Claim]:
    """Return behind which part each claim ends: its last words or, if nothing follows them, its last marker."""
    ends: dict[int, Claim] = {}
    current, at = None, -1
    for i, part in enumerate(parts):
        if part.claim is not None and part.claim is not current:
            if current is not None:
                ends[at] = current
            current = part.claim
        if part.claim is not None or part.number is not None:
            at = i
    if current is not None:
        ends[at] = current
    return ends


def stage(pair: Pair, kind: str, more: Pair | None = None) -> str:
    """Return a line that says what is going on.

    :param more: Behind it, such as how long it takes; the page's script counts the seconds between the two.
    """
    behind = f' <span class="usual">{both(more)}</span>' if more else ""
    return f'<div class="stage {kind}">{both(pair)}{behind}</div>'


def action(name: str, anchor: str, pair: Pair) -> str:
    """Return a link that the page's script makes a button: the chat shows no other that a program could press."""
    return f'<a class="act {name}" href="#{name}-{anchor}">{both(pair)}</a>'


def duration(milliseconds: float) -> Pair:
    """Return a duration as a person reads it: `0.2 秒`, `12 秒`."""
    seconds = milliseconds / 1000
    said = f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"
    return f"{said} 秒", f"{said} s"


def preview(hit: Hit) -> str:
    """Return the best passage, in the source's own words: what the chat shows while an answer is written."""
    text = hit.text.strip()
    cut = text if len(text) <= _PREVIEW else text[: _PREVIEW - 1].rstrip() + "…"
    return (
        f'<figure class="preview"><figcaption>{both(texts.BEST)} {escape(hit.speech.title)}</figcaption>'
        f'<blockquote lang="zh">{escape(" ".join(cut.split()))}</blockquote></figure>'
    )


def retrieved_panel(hits: Sequence[Hit]) -> str:
    """Return the evidence panel before anything is generated."""
    if not hits:
        return _heading(texts.RETRIEVED) + f'<p class="empty">{both(texts.NOTHING)}</p>'
    return _heading(texts.RETRIEVED, len(hits)) + "".join(
        hit_card(h, opened=i < _OPEN_HITS) for i, h in enumerate(hits)
    )


def answer_panel(
    answer: Answer, anchor: str, sources: Mapping[str, str | None], words: Mapping[int, Pair | None] | None = None
) -> str:
    """Return the evidence panel of a finished answer: cited passages, then the others, collapsed.

    :param sources: `source_text` of each speech cited, by its id; None if it is gone or has changed.
    :param words: Whose words each citation is, by its number.
    """
    cards = "".join(
        citation_card(group, anchor, sources[group[0].speech.id], (words or {}).get(group[0].number))
        for group in passages(answer.citations, words or {})
    )
    others = [hit for hit in answer.hits if not any(_covers(hit, citation) for citation in answer.citations)]
    panel = f'{_heading(texts.CITED, len(answer.citations))}<p class="keys">{both(texts.KEYS)}</p>{cards}'
    if others:
        inner = "".join(hit_card(hit, opened=False) for hit in others)
        panel += (
            f'<details class="others"><summary>{both(texts.OTHERS)} <b>{len(others)}</b></summary>{inner}</details>'
        )
    return panel


def refusal_panel(answer: Answer, speeches: int, scope: Pair = texts.SCOPE_ALL) -> str:
    """Return the evidence panel of a refusal: what was searched, why it was refused, and what comes nearest.

    :param speeches: How many speeches were searched.
    :param scope: What they are.
    """
    rows = [(texts.SEARCHED, escape(answer.question))] if answer.question else []
    searched = filled(scope, speeches)
    for known in answer.implied:
        names, (zh, en) = texts.FILTER_LABELS[known.name], texts.SCOPE_IMPLIED
        said = {"value": known.value, "count": known.speeches}
        searched = searched[0] + zh.format(name=names[0], **said), searched[1] + en.format(name=names[1], **said)
    rows.append((texts.SCOPE, both(searched)))
    if answer.reason:
        rows.append((texts.REASON, both(refusals.reason(answer))))
    facts = "".join(f"<dt>{both(label)}</dt><dd>{value}</dd>" for label, value in rows)
    hits = "".join(hit_card(hit, opened=i < _OPEN_HITS) for i, hit in enumerate(answer.hits))
    nearest = hits or f'<p class="empty">{both(texts.NOTHING)}</p>'
    return f'<dl class="refusal">{facts}</dl>' + _heading(texts.NEAREST, len(answer.hits)) + nearest


def _covers(hit: Hit, citation: Citation) -> bool:
    return hit.speech.id == citation.speech.id and hit.start < citation.end and citation.start < hit.end


def passages(citations: Sequence[Citation], words: Mapping[int, Pair | None]) -> list[list[Citation]]:
    """Return citations by the passage that they stand in, each in order of their places: a card for each.

    Whose words they are is said of the whole card, so those of others are not put together.
    """
    found: list[list[Citation]] = []
    for citation in sorted(citations, key=lambda c: (c.speech.id, c.start, c.end)):
        group = found[-1] if found else []
        near = bool(group) and group[-1].speech.id == citation.speech.id
        if (
            near
            and citation.start - group[-1].end <= _REACH
            and words.get(group[0].number) == words.get(citation.number)
        ):
            group.append(citation)
        else:
            found.append([citation])
    return sorted(found, key=lambda group: min(citation.number for citation in group))


def citation_card(
    citations: Sequence[Citation] | Citation, anchor: str, source: str | None, words: Pair | None = None
) -> str:
    """Return the card of the citations of one passage: numbers, document, whose words, all quoted words marked.

    :param citations: Of one speech, in order of their places.
    :param source: None if the document is gone or has changed; the quotations alone are shown then.
    :raises ValueError: If the source does not have a quotation where its citation says.
    """
    group = [citations] if isinstance(citations, Citation) else list(citations)
    for one in group:
        if source is not None and source[one.start : one.end] != one.quote:
            raise ValueError(f"citation {one.number} is not the source's text at [{one.start}:{one.end}]")
    first, numbers = group[0], sorted(one.number for one in group)
    said = "、".join(map(str, numbers))
    label = attribute("aria-label", (f"引文 {said}", f"Citation {', '.join(map(str, numbers))}"))
    head = (
        f'<article class="card cited" id="c{anchor}-{numbers[0]}" tabindex="-1" '
        f'aria-keyshortcuts="n p Escape" data-reference="{escape(cited(first))}" {label}>'
        f"<header>{''.join(_number(anchor, number, own=i > 0) for i, number in enumerate(numbers))}"
    )
    if source is None:
        quotes = "<i>…</i>".join(f'<mark data-of="{one.number}">{escape(one.quote)}</mark>' for one in group)
        return (
            f'{head}<div><h3>{escape(first.speech.title)}</h3><p class="byline">{byline(first.speech)}</p></div>'
            f'</header><p class="gone">{both(texts.GONE)}</p>'
            f'<blockquote lang="zh">{quotes}</blockquote></article>'
        )
    link = escape(speech_link(first.speech.id, first.start, first.end))
    whose = f'<p class="whose">{both(words)}</p>' if words else ""
    return (
        f"{head}{_title(first.speech, link, first.page)}</header>{whose}"
        f'<blockquote lang="zh">{_lit(source, _apart(group))}</blockquote>'
        f"{_tools(first.speech.id, first.start, first.end, quote=True)}</article>"
    )


def _number(anchor: str, number: int, *, own: bool) -> str:
    """Return a card's number, which leads back to its marker.

    :param own: Whether the marker leads to it; else to the card.
    """
    name = f"c{anchor}-{number}"
    place = f' id="{name}"' if own else ""
    return (
        f'<a class="number"{place} href="#" data-back="{name}" {attribute("title", texts.TO_ANSWER)} '
        f"{attribute('aria-label', (f'{number} 回到答案', f'{number} Back to the answer'))}>{number}</a>"
    )


def _apart(group: Sequence[Citation]) -> list[tuple[int, int, str]]:
    """Return the spans of citations cut where another begins or ends, each with the numbers that it belongs to."""
    edges = sorted({edge for one in group for edge in (one.start, one.end)})
    spans = []
    for start, end in pairwise(edges):
        numbers = sorted(one.number for one in group if one.start <= start and end <= one.end)
        if numbers:
            spans.append((start, end, f' data-of="{" ".join(map(str, numbers))}"'))
    return spans


def hit_card(hit: Hit, *, opened: bool) -> str:
    """Return a retrieved passage that can be folded away."""
    heading = " › ".join(hit.chunk.heading_path)
    path = f'<p class="path">{escape(heading)}</p>' if heading else ""
    return (
        f'<details class="card hit"{" open" if opened else ""}>'
        f'<summary><b>{escape(hit.speech.title)}</b> <span class="byline">{byline(hit.speech)}</span></summary>'
        f'{path}<blockquote lang="zh">{escape(hit.text)}</blockquote>'
        f"{_tools(hit.speech.id, hit.start, hit.end, quote=False)}</details>"
    )


def _tools(speech_id: str, start: int, end: int, *, quote: bool) -> str:
    link = escape(speech_link(speech_id, start, end))
    copy = f'<button type="button" data-do="copy-quote">{both(texts.COPY_QUOTE)}</button>' if quote else ""
    return (
        f'<p class="tools"><a class="document" href="{link}" target="_blank">{both(texts.OPEN_DOCUMENT)}</a>'
        f'<button type="button" data-do="copy-link" data-link="{escape(permalink(speech_id, start, end))}">'
        f'{both(texts.COPY_LINK)}</button>{copy}<button type="button" data-do="only" data-id="{escape(speech_id)}">'
        f"{both(texts.ONLY_THIS)}</button></p>"
    )


def _title(speech: Speech, link: str, page: int | None) -> str:
    about = escape(" · ".join(part for part in (speech.occasion, speech.place) if part))
    below = f'<p class="byline about">{about}</p>' if about else ""
    on_page = f' <span class="on-page">{both(filled(texts.ON_PAGE, page))}</span>' if page else ""
    return (
        f'<div><h3><a href="{link}" target="_blank" {attribute("title", texts.OPEN)}>{escape(speech.title)}</a></h3>'
        f'<p class="byline">{byline(speech)}{on_page}</p>{below}</div>'
    )


def _heading(pair: Pair, count: int | None = None) -> str:
    number = "" if count is None else f" <b>{count}</b>"
    return f"<h2>{both(pair)}{number}</h2>"
