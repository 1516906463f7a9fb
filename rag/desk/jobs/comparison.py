"""Two sides compared in the chat: every side answered for, or named as missing; no winner is called."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from corpus import InputError
from index import Library
from rag.datamodel import DeskLink, DirectAnswer, Evidence, Refusal, RefusalCode, Statement, Verdict
from rag.desk.alignment import Pair, Passage
from rag.desk.compare import Compared, Side, compare, side_of, speeches_of
from rag.desk.digest.centrality import stands_alone
from rag.desk.figures import Cell
from rag.desk.letters import letters
from rag.extractive.meant_speech import by_title
from rag.extractive.provenance import credit, evidence
from rag.question.answer.answer_type import Expected
from rag.question.desk.request import DeskRequest
from rag.question.desk.slots import Slots

_PAIRS, _ALONE, _FIGURES = 4, 3, 6
FACTS = ("number", "duration", "person", "date")  # kinds of answers; 差别在哪 asks for no place
_SAME = 0.97  # likeness from which two passages are no change worth showing


def compared(
    library: Library, request: DeskRequest, expects: Expected, words: Collection[str] = ()
) -> DirectAnswer | None:
    """Compare the two years, places, texts or people that a question names; None unless it names two of one sort.

    Named once, the others narrow both sides: 澜川市 of 2024 and of 2025. Whose speech is the earlier asks for a fact of
    both, which no text beside another answers.

    :param expects: What kind of answer the question wants.
    :param words: Its content words: 某人两次报告 means the two texts of his that are called so.
    """
    if expects in FACTS:
        return None
    sides = _sides(request.slots, request.texts.dates) or _two_texts(library, request, words)
    if sides is None:
        return None
    named = request.titles  # 两年的政府工作报告: of a year these alone
    topic = request.topic
    if topic and any(topic in title for title in named):
        topic = None
    if topic and not library.holding([topic]):
        params: dict[str, str | int | tuple[str, ...]] = {"phrase": topic, "speeches": len(library.speeches())}
        return DirectAnswer(refusal=Refusal(RefusalCode.NOT_IN_LIBRARY, params), desk=DeskLink("compare"))
    try:
        left, right = (_of_texts(library, side_of(library, words), named) for words in sides)
    except InputError as error:  # a title that no speech has
        called = error.params.get("title")
        params = {"phrase": str(called), "speeches": len(library.speeches())}
        refusal = Refusal(RefusalCode.NOT_IN_LIBRARY, params)
        return DirectAnswer(refusal=refusal, desk=DeskLink("compare")) if called else None
    found = compare(library, left, right, topic=topic)
    speeches = {speech.id: speech for side in found.speeches for speech in side}
    if not any(found.speeches):
        return None

    def support(passage: Passage) -> Evidence:
        return evidence(library, speeches[passage.speech_id], passage.start, passage.end)

    names = [side.name for side in found.sides]
    about = f"关于“{topic}”，" if topic else ""
    link = DeskLink("compare", (("left", sides[0]), ("right", sides[1]), *((("topic", topic),) if topic else ())))
    if found.missing:
        shown = sorted((one for side in found.only for one in side), key=lambda one: -stands_alone(one.text))[:_ALONE]
        lines = [_line(one, support(one)) for one in shown]
        if not lines:
            return None
        head = f"{about}资料库没有{'、'.join(found.missing)}的内容，不作比较；有的一方是"
        return DirectAnswer(
            (Statement(f"{head}：", tuple(s.support[0] for s in lines), Verdict.SUPPORTED), *lines), desk=link
        )
    statements = [*_figures(library, found), *(_changed(pair, support) for pair in _changes(found))]
    for name, only in zip(names, found.only, strict=True):
        best = sorted(only, key=lambda one: -stands_alone(one.text))[:_ALONE]
        kept = sorted(best, key=lambda one: (one.speech_id, one.start))
        statements += [_line(one, support(one), f"只有{name}说，") for one in kept]
    if not statements:
        return None
    counts = [f"{name} {len(side)} 篇" for name, side in zip(names, found.speeches, strict=True)]
    same = sum(pair.score == 1 for pair in found.pairs)
    alone = "，".join(f"只有{name}说的 {len(only)} 句" for name, only in zip(names, found.only, strict=True))
    head = f"{about}{'，'.join(counts)}：对应的语句 {len(found.pairs)} 对，其中一字不差 {same} 对；{alone}。"
    supports = tuple(dict.fromkeys(one.support[0] for one in statements))
    return DirectAnswer((Statement(head, supports, Verdict.SUPPORTED), *statements), desk=link)


def _of_texts(library: Library, side: Side, titles: Sequence[str]) -> Side:
    """Return a side with the texts alone whose titles or meetings the question names, if it has any."""
    if side.ids or not titles:
        return side
    wanted = [letters(title).text for title in titles]
    found = [
        speech
        for speech in speeches_of(library, side)
        if any(title in letters(f"{speech.title}{speech.occasion or ''}").text for title in wanted)
    ]
    return replace(side, ids=tuple(speech.id for speech in found)) if found else side


def _two_texts(library: Library, request: DeskRequest, words: Collection[str]) -> tuple[str, str] | None:
    """Return the ids of the two texts that a question means without naming a side of either, or None."""
    if not request.texts:
        return None
    pool = request.texts.among(library, library.speeches())
    preferred = library.preferences(speech.id for speech in pool)
    meant = by_title(words, [one for one in pool if preferred.get(one.id, one.id) == one.id])
    if len(meant) != 2:
        return None
    first, second = sorted(meant, key=lambda speech: speech.date or "9")
    return first.id, second.id


def _sides(slots: Slots, dates: Sequence[str]) -> tuple[str, str] | None:
    """Return the two sides in words, or None.

    :param dates: Beginnings of dates that the question means, 今年 and 去年 among them.
    """
    titles = tuple(f"《{title}》" for title in slots.titles)
    told = tuple(sorted({date[:4] for date in dates}))
    years = slots.years if slots.years or len(told) != 2 else told
    slots = replace(slots, years=years)
    sorts = (titles, slots.years, slots.places, slots.speakers)
    two = next((sort for sort in sorts if len(sort) == 2), None)
    if two is None or any(len(sort) > 2 for sort in sorts):
        return None
    common = [sort[0] for sort in (slots.years, slots.places, slots.speakers) if sort is not two and len(sort) == 1]
    others = [sort for sort in (slots.years, slots.places, slots.speakers) if sort is not two and len(sort) == 2]
    if others:  # 2023年甲市和2024年乙市: each with its own
        return tuple(" ".join((one, *(sort[at] for sort in others))) for at, one in enumerate(two))  # type: ignore[return-value]
    return f"{two[0]} {' '.join(common)}".strip(), f"{two[1]} {' '.join(common)}".strip()


def _figures(library: Library, found: Compared) -> list[Statement]:
    """Return the figures that both sides have, measure by measure, each with its place and period."""
    rows: dict[tuple[str, str], dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for side, cell in found.table:
        if cell.kind == "result" and len(cell.readings) == 1:
            rows[cell.measure, cell.change][side].append(cell)
    both = [(key, of) for key, of in rows.items() if len(of) > 1 and all(len(cells) == 1 for cells in of.values())]
    statements = []
    for (measure, change), of in both[:_FIGURES]:
        parts, supports = [], []
        for side, (cell,) in sorted(of.items()):
            row = cell.readings[0].rows[0]
            figure = row.figure
            words = "".join(library.source_text(row.speech.id)[figure.start : figure.end].split())
            fall = "下降" if change == "rate" and figure.amount < 0 else ""
            parts.append(f"{found.sides[side].name}：{fall}{words}（{cell.place or ''}{cell.year}）")
            supports.append(evidence(library, row.speech, figure.sentence_start, figure.sentence_end))
        grows = "增速" if change == "rate" else ""
        statements.append(Statement(f"{measure}{grows}，{'；'.join(parts)}", tuple(supports), Verdict.SUPPORTED))
    return statements


def _changes(found: Compared) -> list[Pair]:
    """Return the pairs that differ most in what they say of the same, longest first, each side's passage once."""
    differing = [pair for pair in found.pairs if pair.score < _SAME]
    best = sorted(differing, key=lambda pair: -pair.score * min(len(pair.left.text), 60))[:_PAIRS]
    return sorted(best, key=lambda pair: pair.left.start)


def _changed(pair: Pair, support: Callable[[Passage], Evidence]) -> Statement:
    left, right = support(pair.left), support(pair.right)
    words = [f"{one.speech.date or credit(one.speech)}“{' '.join(one.quote.split())}”" for one in (left, right)]
    return Statement(f"说法不同：{' ／ '.join(words)}", (left, right), Verdict.QUOTED)


def _line(passage: Passage, support: Evidence, lead: str = "") -> Statement:
    return Statement(f"{lead}{credit(support.speech)}：“{' '.join(passage.text.split())}”", (support,), Verdict.QUOTED)
