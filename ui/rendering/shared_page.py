"""A conversation as one HTML file to hand on: questions, answers, and the sources that they cite, whole, inside it.

It needs nothing but itself: no script, no other file, no network. Every quotation is marked in its source's own text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import Speech
from rag import Answer, Citation
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering import citation_markers, spreadsheet
from ui.rendering.answer_html import byline, paragraph
from ui.rendering.invisible_characters import shown
from ui.rendering.markup import escape
from ui.rendering.references import Paper, listed, one_line

_STYLE = """
:root{color-scheme:light dark}
body{font:1.05rem/1.9 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:46rem;
margin:2rem auto;padding:0 1.2rem;background:Canvas;color:CanvasText}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.4rem}
small,.by{opacity:.75;font-size:.85rem}small *{opacity:1}a{color:#8f2d22}sup a{text-decoration:none;padding:0 .1em}
mark{background:#fbe7a1;color:#24262b}.notes{font-size:.92rem;line-height:1.75;padding-left:1.4rem}
table{font-size:.92rem;line-height:1.6;margin:1rem 0}th,td{padding:.2rem .5rem;text-align:left;vertical-align:top}
th{white-space:nowrap}.notes li:target,mark:target{outline:2px solid #8f2d22}
details{border-top:1px solid #8884;padding:.6rem 0}summary{cursor:pointer}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:1rem/1.9 "Songti SC","Noto Serif CJK SC",SimSun,serif}
@media(prefers-color-scheme:dark){a{color:#e8a595}}
""".replace("\n", "")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One question with its answer.

    :param answer: None if there is none.
    :param said: What is shown then.
    """

    question: str
    answer: Answer | None
    said: str = ""


def page(
    title: str,
    exchanges: Sequence[Exchanged],
    source_of: Callable[[Citation], str | None],
    remarks_of: Callable[[Sequence[Citation]], Mapping[int, str]] = lambda citations: {},
    *,
    passages: Pair | None = None,
) -> str:
    """Return the file.

    :param source_of: The text that a citation's offsets refer to; None if it is gone or has changed since.
    :param remarks_of: Whose words citations are, by their numbers, if not their speaker's own.
    :param passages: Of the sources only the passages that are cited, and this said of the page; None: whole.
    """
    sources: dict[str, str | None] = {}
    speeches: dict[str, Speech] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for exchange in exchanges:
        for citation in _evidence(exchange.answer) if exchange.answer else ():
            key = citation.speech.id
            speeches.setdefault(key, citation.speech)
            if key not in sources:
                sources[key] = source_of(citation)
            spans.setdefault(key, []).append((citation.start, citation.end))
    body = "".join(_exchange(number, exchange, sources, remarks_of) for number, exchange in enumerate(exchanges, 1))
    kept = "".join(
        _source(speech, text, spans[key], whole=passages is None)
        for key, speech in speeches.items()
        if (text := sources[key]) is not None
    )
    sheet = f"<h2>{'原文' if passages is None else '所引段落'}</h2>{kept}" if kept else ""
    about = (
        f"<p><small>{escape(passages[0])} <span lang='en'>{escape(passages[1])}</span></small></p>" if passages else ""
    )
    return shown(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<small>{texts.NAME}：{texts.SLOGAN[0]}。引文逐字取自下面所附的原文。</small>{about}{body}{sheet}</body></html>"
    )


def _exchange(
    number: int,
    exchange: Exchanged,
    sources: Mapping[str, str | None],
    remarks_of: Callable[[Sequence[Citation]], Mapping[int, str]],
) -> str:
    head = f'<section><h2 id="q{number}">{escape(exchange.question)}</h2>'
    answer = exchange.answer
    if answer is None:
        return f"{head}<p>{escape(exchange.said)}</p></section>"
    paper = listed(Paper(exchange.question, answer.text, answer.citations, rows=answer.rows))
    paper = replace(paper, remarks=remarks_of(paper.citations))
    words = "".join(
        f'<sup><a href="#n{number}-{part.number}">[{part.number}]</a></sup>'
        if part.number is not None
        else escape(paper.text[part.start : part.end])
        for part in citation_markers.parts(paper.text, answer.claims, [c.number for c in paper.citations])
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in words.split("&#10;"))
    notes = "".join(_note(number, citation, paper, sources) for citation in paper.citations)
    noted = f'<ol class="notes">{notes}</ol>' if notes else ""
    table = spreadsheet.paper_table(
        paper.rows, lambda row: f"#{_place(row.speech.id, row.start)}" if sources[row.speech.id] is not None else ""
    )
    return f"{head}{paragraphs}{table}{noted}</section>"


def _evidence(answer: Answer) -> Sequence[Citation]:
    """Return what an answer rests on: of a list that is shown as a table each of its lines."""
    if not spreadsheet.is_table(answer.rows):
        return answer.citations
    return [Citation(0, row.speech, row.start, row.end, row.quote) for row in answer.rows]


def _note(number: int, citation: Citation, paper: Paper, sources: Mapping[str, str | None]) -> str:
    there = sources[citation.speech.id] is not None
    to = f' <a href="#{_place(citation.speech.id, citation.start)}">看原文</a>' if there else ""
    return (
        f'<li id="n{number}-{citation.number}" value="{citation.number}">{escape(paper.cited(citation))}：'
        f"“{escape(one_line(citation.quote))}”{to}</li>"
    )


def _source(speech: Speech, text: str, spans: Sequence[tuple[int, int]], *, whole: bool = True) -> str:
    pieces, at = [], 0
    for start, end in _apart(spans):
        pieces.append(escape(text[at:start]) if whole else _near(text, at, start))
        pieces.append(f'<mark id="{_place(speech.id, start)}">{escape(text[start:end])}</mark>')
        at = end
    pieces.append(escape(text[at:]) if whole else _near(text, at, len(text)))
    return (
        f"<details open><summary><b>{escape(speech.title)}</b> "
        f'<span class="by">{byline(speech)}</span></summary><pre>{"".join(pieces)}</pre></details>'
    )


def _near(text: str, start: int, end: int) -> str:
    """Return what of a text between two quotations stands in their paragraphs, and dots for the rest."""
    after = paragraph(text, start, start)[1] if start else 0
    before = paragraph(text, end, end)[0] if end < len(text) else len(text)
    if after >= before:
        return escape(text[start:end])
    return f"{escape(text[start:after])}<i>…</i>&#10;{escape(text[before:end])}"


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap cut where the next one begins, so that each has its mark."""
    starts = sorted(set(spans))
    ends = {start: max(end for first, end in starts if first == start) for start, _ in starts}
    firsts = sorted(ends)
    return [
        (start, min(ends[start], following))
        for start, following in zip(firsts, [*firsts[1:], max(ends.values(), default=0)], strict=True)
    ]


def _place(speech_id: str, start: int) -> str:
    return f"s-{escape(speech_id)}-{start}"
