"""The page of comparisons: passages side by side with what differs marked, what only one says, figures in one table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from index import Library
from rag import (
    AlignedPair,
    AlignedPassage,
    Compared,
    FigureCell,
    compare_sides,
    side_of,
)
from ui.i18n.texts import Pair
from ui.pages.desk import parts
from ui.pages.desk.phrases_page import marked
from ui.rendering.markup import both, escape, filled

_PAIRS, _ALONE = 150, 150  # passages shown
_OFFERED = 8  # pairs
_ALIKE: Pair = (
    "对应的语句 {} 对，其中一字不差 {} 对",
    "{:passage corresponds|passages correspond}, {} to the letter",
)
_EARLIER: Pair = ("另有较早的 {} 篇未列入。", "{:earlier one is|earlier ones are} left out.")
_NOTHING: Pair = ("资料库没有{}{}的内容，不作比较。", "The library has nothing of {} {}; nothing is compared.")
_CHANGES = {
    "": ("", ""),
    "rate": ("增速", "growth"),
    "amount": ("增减", "change"),
    "times": ("倍数", "times"),
    "rank": ("位次", "rank"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is compared, as a person writes it: years, places, people, titles or ids."""

    left: str = ""
    right: str = ""
    topic: str = ""


def form(library: Library, wanted: Wanted) -> str:
    """Return the form."""
    speeches = library.speeches()
    known = sorted(
        {s.date[:4] for s in speeches if s.date}
        | {s.place for s in speeches if s.place}
        | {f"《{s.title}》" for s in speeches[:300]}
    )
    hint = ("年份、地方、讲话人、《题名》或编号", "a year, place, speaker, 《title》 or id")
    return parts.form(
        "compare",
        parts.text_field("left", ("一方", "One side"), wanted.left, hint, known)
        + parts.text_field("right", ("另一方", "Other side"), wanted.right, hint, known)
        + parts.text_field(
            "topic", ("只看题目（可不填）", "Topic, if any"), wanted.topic, ("如 营商环境", "e.g. 营商环境")
        ),
        ("对照", "Compare"),
    )


def body(library: Library, wanted: Wanted) -> str:
    """Return the form and what was found.

    :raises NotFoundError: If an id or a title is that of no speech.
    """
    shown = form(library, wanted)
    if not (wanted.left and wanted.right):
        if wanted.left or wanted.right:
            return shown + parts.note(("两方都要填。", "Fill in both sides."))
        return shown + _offered(library)
    left, right = (side_of(library, words) for words in (wanted.left, wanted.right))
    found = compare_sides(library, left, right, topic=wanted.topic or None)
    texts = {s.id: library.source_text(s.id) for side in found.speeches for s in side}
    return shown + _missing(found) + _sides(found) + _figures(found, texts) + _pairs(found) + _alone(found)


def _offered(library: Library) -> str:
    """Return pairs that can be compared: the two last years, and the two last speeches of a speaker."""
    speeches = sorted(library.speeches(), key=lambda speech: speech.date or "", reverse=True)
    preferred = library.preferences(speech.id for speech in speeches)
    dated = [speech for speech in speeches if speech.date and preferred.get(speech.id, speech.id) == speech.id]
    years = list(dict.fromkeys((speech.date or "")[:4] for speech in dated))[:2]
    pairs = [(years[1], years[0], f"{years[1]} — {years[0]}")] if len(years) > 1 else []
    of: dict[str, list[Speech]] = defaultdict(list)
    for speech in dated:
        if speech.speaker:
            of[fold(speech.speaker)].append(speech)
    for two in (own[:2] for own in of.values() if len(own) > 1):
        later, earlier = two
        name = f"{later.speaker}：{earlier.date} — {later.date}"
        pairs.append((earlier.id, later.id, name))
    found = ((parts.address("compare", left=one, right=other), name) for one, other, name in pairs[:_OFFERED])
    return parts.links(("可以对照的", "Can be compared"), found)


def _missing(found: Compared) -> str:
    topic = f"“{found.topic}”" if found.topic else ""
    return "".join(f'<p role="alert">{both(filled(_NOTHING, name, topic))}</p>' for name in found.missing)


def _sides(found: Compared) -> str:
    columns = "".join(
        f"<div><h2>{escape(side.name)}</h2><ul>{''.join(f'<li>{parts.source(s)}</li>' for s in speeches)}</ul>"
        + (parts.note(filled(_EARLIER, out)) if out else "")
        + "</div>"
        for side, speeches, out in zip(found.sides, found.speeches, found.left_out, strict=True)
    )
    return f'<div class="two">{columns}</div>'


def _figures(found: Compared, texts: dict[str, str]) -> str:
    if not found.table:
        return ""
    rows: dict[tuple[str, str], dict[int, list[FigureCell]]] = defaultdict(lambda: defaultdict(list))
    for side, cell in found.table:
        rows[cell.measure, cell.change][side].append(cell)
    head: list[Pair | str] = [("指标", "Measure"), *(side.name for side in found.sides)]
    shown = parts.table(
        head,
        (
            [
                escape(measure) + (f" <small>{both(_CHANGES[change])}</small>" if change else ""),
                *("<br>".join(_cell(c, texts) for c in of.get(n, ())) or "—" for n in range(len(found.sides))),
            ]
            for (measure, change), of in sorted(rows.items())
        ),
    )
    return f"<section><h2>{both(('双方的数字', 'Figures of both'))}</h2>{shown}</section>"


def _cell(cell: FigureCell, texts: dict[str, str]) -> str:
    """Return a cell with its place and period: values of different years are not to be taken for one another."""
    shown = []
    for reading in cell.readings:
        figure = reading.rows[0].figure
        words = "".join(texts[figure.speech_id][figure.start : figure.end].split())
        fall = "-" if figure.amount < 0 else ""
        shown.append(parts.cited(figure.speech_id, figure.start, figure.end, escape(f"{fall}{words}")))
    kinds = {"result": "", "aim": "目标", "plan": "计划"}
    about = " ".join(part for part in (cell.place or "", cell.year, kinds[cell.kind]) if part)
    return f"{'；'.join(shown)} <small>{escape(about)}</small>"


def _pairs(found: Compared) -> str:
    if not found.pairs:
        return parts.note(("没有可对应的语句。", "No passages correspond.")) if not found.missing else ""
    same = sum(pair.score == 1 for pair in found.pairs)
    rows = "".join(_pair(pair, found) for pair in found.pairs[:_PAIRS])
    more = len(found.pairs) - _PAIRS
    rest = parts.note((f"另有 {more} 对未列出。", f"{more} more are not shown.")) if more > 0 else ""
    return parts.section(filled(_ALIKE, len(found.pairs), same), f'<ol class="pairs">{rows}</ol>{rest}')


def _pair(pair: AlignedPair, found: Compared) -> str:
    whole = parts.note(("一字不差", "the same to the letter")) if pair.score == 1 else ""
    gone = [m.left for m in pair.marks if m.how in ("replaced", "dropped")]
    come = [m.right for m in pair.marks if m.how in ("replaced", "added")]
    return (
        f'<li class="two"><div lang="zh">{_passage(pair.left, gone, "del", found)}</div>'
        f'<div lang="zh">{_passage(pair.right, come, "ins", found)}</div>{whole}</li>'
    )


def _passage(passage: AlignedPassage, spans: Sequence[tuple[int, int]], tag: str, found: Compared) -> str:
    words = marked(passage.text, passage.start, spans, tag)
    speech = _speech(found, passage)
    date = f" <small>{escape(speech.date or '')}</small>" if speech else ""
    return parts.cited(passage.speech_id, passage.start, passage.end, words) + date


def _speech(found: Compared, passage: AlignedPassage) -> Speech | None:
    return next((s for s in found.speeches[passage.side] if s.id == passage.speech_id), None)


def _alone(found: Compared) -> str:
    columns = "".join(
        f"<div><h2>{both((f'只有{side.name}说的 {len(only)} 句', f'Only {side.name}: {len(only)}'))}</h2><ul>"
        + "".join(f"<li>{_passage(one, (), 'ins', found)}</li>" for one in only[:_ALONE])
        + "</ul>"
        + (parts.note((f"另有 {len(only) - _ALONE} 句。", f"{len(only) - _ALONE} more.")) if len(only) > _ALONE else "")
        + "</div>"
        for side, only in zip(found.sides, found.only, strict=True)
    )
    title = both(("只有一方说的", "What only one says"))
    return f'<details class="alone"><summary>{title}</summary><div class="two">{columns}</div></details>'
