"""Every figure of a speech, read: what it measures, of where, of when, reached or aimed at. Knows no library.

    chunks -> sentences -> clauses with numbers -> FigureRecord

What is not sure is left out: a figure without a measure helps nobody, one with a wrong measure misleads.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus import Chunk, Sentence, Speech, fold
from corpus.language.cleaning import clean
from corpus.language.figures.amounts import Number, numbers
from corpus.language.figures.kinds import Bound, Change, Kind
from corpus.language.figures.vocabulary import canonical, either, is_known
from corpus.language.lexicon import pattern
from rag.desk.figures.datamodel import FigureRecord
from rag.desk.figures.reading import context, measure_phrase
from rag.desk.figures.reading.context import Around, Calendar, Mention, State
from rag.desk.figures.reading.coordination import distribute, shared_object, values_together
from rag.desk.figures.reading.labels import Label, labels, of_line
from rag.desk.figures.reading.measure_phrase import Phrase
from rag.desk.figures.reading.places import Places
from rag.desk.figures.reading.tables import Row, Tables

VERSION = "12"
"""Raise it when the reader finds other figures: what is kept of older ones is read again."""

_BOUNDARY = re.compile(r"[,;。:!?]|——")
_TELLS = re.compile(r"\d|年|目[标標]|[零一二两兩三四五六七八九十百千万萬亿億半]")
_GOES_ON = tuple(",，;；、:：")
_ENDS = re.compile(r"[。！？!?]")
_CONJUNCTION = re.compile("、|(?:^|(?<=级))(?:和(?![谐平美睦])|及|与)|(?:以及|和|(?<![普涉波危])及|(?<!参)与)$")
_JOINED = re.compile("、|和(?![谐平美睦])|及|与")
_POINTS = ("个百分点", "百分点")
_COUNTER = re.compile(r"(?:点击|浏览|阅读|访问)(?:次数|量|数)?:")
_DONE = pattern("{figure_phrases:done}")
_ACT = re.compile(rf"^(?:{either('verbs.act')})")
ANY = "*"  # a unit that was not told


@dataclass(slots=True)
class _Said:
    """What holds within a sentence from one figure to the next."""

    noun: str = ""
    nouns: tuple[str, ...] = ()  # of values that stood side by side
    act: str = ""
    place: str | None = None
    base: str = ""
    change: Change = Change.NONE


@dataclass(slots=True)
class _Run:
    """The state of one reading."""

    calendar: Calendar
    places: Places
    state: State
    section: State = field(default_factory=State)
    said: _Said = field(default_factory=_Said)
    label: Label | None = None  # 青岑县: and what follows it in the paragraph
    titled: Label | None = None  # a heading that is a place
    before: str = ""  # of the sentence so far, where it was cut for its length
    mentions: list[Mention] = field(default_factory=list)


def read_figures(speech: Speech, source: str, chunks: Sequence[Chunk]) -> list[FigureRecord]:
    """Return the figures of a speech in order.

    :param source: Its original text.
    :param chunks: Its chunks in order, with their sentences.
    """
    calendar, places = Calendar(speech), Places(speech)
    run = _Run(calendar, places, State())
    found: list[FigureRecord] = []
    headings: tuple[str, ...] | None = None
    tables = Tables()
    ended = 0
    for chunk in chunks:
        if chunk.heading_path != headings:
            headings = chunk.heading_path
            told = calendar.of_headings(headings)
            if told not in (State(), run.section):  # a heading that tells nothing ends nothing
                run.section = run.state = told
            titles = (of_line(heading, places) for heading in reversed(headings))
            run.titled = run.label = next(filter(None, titles), None)
        for sentence in chunk.sentences:
            _begin(run, source[ended : sentence.start], sentence)
            ended = sentence.end
            row = tables.read(sentence)
            if row is not None:
                found += _tabled(run, speech, sentence, source, row)
            else:
                found += _sentence(run, speech, sentence, source)
    return found


def _begin(run: _Run, between: str, sentence: Sentence) -> None:
    """Begin a paragraph: the place that a line is holds for it and the next; a year that was aimed at no longer.

    :param between: What stands between the sentence and the one before.
    """
    if "\n" not in between:
        return
    if not (run.label and run.label.heads):
        run.label = run.titled
    elif not run.before:
        run.label = replace(run.label, heads=False)
    run.label = of_line(sentence.text, run.places) or run.label
    if not run.before and _is_ahead(run):
        run.state = run.section


def _is_ahead(run: _Run) -> bool:
    """Say whether what holds is of a year to come, in a section of the speech's own: 到2030年 among a year's tasks."""
    year = str(run.calendar.year or "")
    return run.section.since == run.section.until == year < (run.state.since or "")


def _sentence(run: _Run, speech: Speech, sentence: Sentence, source: str) -> Iterator[FigureRecord]:
    if not _TELLS.search(sentence.text) and not sentence.text.endswith(_GOES_ON):
        run.before, run.mentions = "", []
        run.label = next(reversed(labels(fold(sentence.text), run.places)), run.label)
        return
    folded = fold(sentence.text)
    if _COUNTER.search(folded):
        return
    whole, shift = run.before + folded, len(run.before)
    mentions = [one for one in run.calendar.mentions(folded) if not context.is_compared(whole, shift + one.at)]
    if not run.before:
        run.state = run.calendar.begin(folded, run.state, mentions)
        run.said = _Said()
        run.mentions = []
    items = numbers(folded)
    labelled = labels(folded, run.places)
    spans = _spans(sentence, source) if items else None
    around = Around([*run.mentions[-1:], *mentions], whole, shift)
    if spans is not None:
        for item, phrase, at in _phrases(run, folded, items, labelled):
            start, end = spans(item.start, item.end)
            fields = _record(run, speech, phrase, item, around, at)
            if phrase[0].start:
                around = around.without(at, item.start)
            yield FigureRecord(
                speech.id, **fields, start=start, end=end, sentence_start=sentence.start, sentence_end=sentence.end
            )
    run.label = labelled[-1] if labelled else run.label
    closed = bool(_ENDS.search(folded[-2:])) or folded[-1:] not in _GOES_ON
    run.before = "" if closed else whole
    run.mentions = [] if closed else [*run.mentions, *(replace(one, at=-1) for one in mentions)]


def _spans(sentence: Sentence, source: str) -> Callable[[int, int], tuple[int, int]] | None:
    """Return what takes spans of a sentence's clean text to those of the source; None if the two do not agree."""
    if sentence.text == source[sentence.start : sentence.end]:
        return lambda start, end: (sentence.start + start, sentence.start + end)
    cleaned = clean(source, sentence.start, sentence.end)
    return cleaned.original_span if cleaned.text == sentence.text else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """The words around one number, or around several that stand side by side.

    :param head: From the clause's beginning, or from the number before, to the number.
    :param tail: From the number to the clause's end, or to the next number.
    :param joined: Whether it is joined to the number before: 、 or 和.
    :param alone: Whether a clause begins between the two.
    :param crowded: Whether another number follows in its clause.
    """

    head: str
    tail: str
    begin: int
    joined: bool
    alone: bool
    crowded: bool


def _piece(folded: str, items: list[Number], index: int, group: list[Number]) -> _Piece:
    floor = items[index - 1].after if index else 0
    breaks = [match.end() for match in _BOUNDARY.finditer(folded, floor, items[index].start)]
    begin = breaks[-1] if breaks else floor
    head = folded[begin : items[index].start]
    behind = bool(index) and not breaks
    joined = behind and bool(_JOINED.match(head))
    if joined:
        head = head[1:]
    elif behind and (cut := _CONJUNCTION.search(head)) is not None:
        head, joined = head[cut.end() :], True  # 2000个项目、完成投资
    stop = _BOUNDARY.search(folded, group[-1].after)
    end = stop.start() if stop else len(folded)
    following = index + len(group)
    crowded = following < len(items) and items[following].start < end
    if crowded:
        end = items[following].start
    return _Piece(head, folded[group[-1].after : end], begin, joined, not behind, crowded)


def _phrases(
    run: _Run, folded: str, items: list[Number], labelled: Sequence[Label]
) -> Iterator[tuple[Number, tuple[Phrase, str | None], int]]:
    """Yield each number with its phrase and place, and where its clause begins."""
    index = 0
    while index < len(items):
        group = values_together(folded, items, index, len(run.said.nouns))
        piece = _piece(folded, items, index, group)
        label = next((one for one in reversed(labelled) if one.at <= piece.begin), run.label)
        if label is not run.label:
            run.label, run.said.place = label, None
        if len(group) > 1:
            found = list(distribute(piece.head, group, piece.tail, run.said.nouns))
        else:
            found = list(_single(run, piece, folded, items, index))
        told = [(number, _complete(run, phrase, number, piece.joined)) for number, phrase in found]
        run.said.nouns = tuple(whole[0].noun for _, whole in told if whole) if len(told) > 1 else ()
        for number, whole in told:
            if whole is not None:
                yield number, whole, piece.begin
        index += len(group)


def _single(run: _Run, piece: _Piece, folded: str, items: list[Number], index: int) -> Iterator[tuple[Number, Phrase]]:
    item, tail = items[index], piece.tail
    behind = index > 0 and not piece.alone and not piece.joined
    if behind and item.bound is Bound.OVER and items[index - 1].base != item.base:
        return  # 191家企业营业收入超百亿元: of each of them
    if piece.crowded:
        if not tail:
            return  # 3座35万千瓦光热电站
        cut = _CONJUNCTION.search(tail)
        if cut is None and not tail.startswith("的"):
            tail = measure_phrase.counted(tail)  # 1000个省级重点产业项目|完成投资
        elif cut is not None:
            tail = tail[: cut.start()]
        tail = shared_object(tail, folded, items, index + 1)
    phrase = measure_phrase.read(piece.head, item, tail)
    if phrase is not None and not phrase.change and piece.tail.startswith("的") and run.places.whole(phrase.noun):
        run.said.noun = ""  # 青岑县60%的学校: of what it counts, not of the measure before
    elif phrase is not None:
        yield item, phrase
    elif not piece.joined and (stepped := measure_phrase.stepped(piece.head)):
        place, noun = run.places.scope(stepped)
        run.said = _Said(noun or stepped, place=place, base=ANY)  # 跨越3个千亿元台阶, 达到1.5万亿元
    elif not piece.joined:
        run.said.noun = ""  # what follows is not of the measure before the one that was not understood


def _complete(run: _Run, phrase: Phrase, number: Number, joined: bool) -> tuple[Phrase, str | None] | None:
    """Return a phrase with the measure and place that it leaves to the figure before it."""
    said = run.said
    noun = phrase.noun
    place, rest = (None, noun) if phrase.thing else run.places.scope(noun)
    alone = None if phrase.thing or place else run.places.whole(noun)
    if alone:  # 其中青岑县增长8%
        same = phrase.change is Change.NONE and number.base == said.base
        place, rest, phrase = alone, "", replace(phrase, change=said.change if same else phrase.change)
    if run.label and not (run.label.place or place or said.place):
        return None  # 青岑县、云水县: of which of them is not told
    if place is not None:
        rest = measure_phrase.strip_lead(rest.lstrip("的"))
    if noun and not rest:
        noun = ""
    elif noun:
        noun = rest
    if not noun:
        grown = said.change in (Change.RATE, Change.TIMES)  # 增长3.5%、达到20.6厘米: the unit was not told
        same = grown or said.base in (ANY, number.base) or phrase.change in (Change.RATE, Change.TIMES, Change.RANK)
        if not said.noun or not (same or number.unit in _POINTS):
            return None
        said.place = place or said.place
        change = said.change if phrase.aim and number.base == said.base else phrase.change
        return replace(phrase, noun=said.noun, change=change), said.place
    carried = joined and said.act and _ACT.match(said.noun) and not (phrase.act or phrase.change or phrase.linked)
    if carried and not _ACT.match(noun):
        noun = said.act + noun
        phrase = replace(phrase, act=said.act)
    if not measure_phrase.well_formed(noun):
        said.noun = ""
        return None
    said.noun, said.act = noun, phrase.act
    said.place, said.base, said.change = place, number.base, phrase.change
    return replace(phrase, noun=noun), place


def _record(
    run: _Run, speech: Speech, complete: tuple[Phrase, str | None], item: Number, around: Around, begin: int
) -> dict[str, Any]:
    """Return the fields of a figure but its spans."""
    phrase, place = complete
    mention = around.mention(item.start)
    since, until = (mention.since, mention.until) if mention else (run.state.since, run.state.until)
    kind = _kind(run, speech, phrase, mention, around.before(item.start))
    if run.calendar.partial(around.whole) and since == until:
        since = until = None
    if phrase.start and not (mention and mention.at >= begin):
        since = until = None  # a value of before: of when is not told
    if mention is None and phrase.act and _is_ahead(run):
        since = until = None  # 到2030年……。新建道路40公里: then, or this year
    if phrase.average and since == until:
        many = run.section.since != run.section.until
        since, until = (run.section.since, run.section.until) if many else (None, None)
    signed = phrase.change in (Change.RATE, Change.AMOUNT)
    return {
        "measure": canonical(phrase.noun) + ("位次" if phrase.change is Change.RANK else ""),
        "wording": phrase.noun,
        "value": item.value,
        "upper": item.upper,
        "unit": item.unit,
        "amount": item.amount * phrase.sign if signed else item.amount,
        "base": item.base,
        "bound": Bound.EXACT if phrase.aim and item.after == item.end else item.bound,
        "change": phrase.change,
        "against": phrase.against,
        "place": place or (run.label and run.label.place) or run.places.home,
        "since": since,
        "until": until,
        "average": phrase.average,
        "kind": kind,
    }


def _kind(run: _Run, speech: Speech, phrase: Phrase, mention: Mention | None, before: str) -> Kind:
    if phrase.aim:
        return Kind.AIM
    future = run.state.future
    if mention is not None and mention.future is not None:
        gone = int((mention.until or "0")[:4]) < (run.calendar.year or 0)
        if mention.future or future is None or gone:
            future = mention.future
    aimed = future or context.is_aimed(before, past=future is False) or (phrase.arranged and future is None)
    if aimed and not context.is_fact(before) and not phrase.start:
        return Kind.PLAN if phrase.act and not is_known(phrase.noun) else Kind.AIM
    since = mention.since if mention else run.state.since
    return Kind.PLAN if _is_planned(run, speech, phrase, since, before) else Kind.RESULT


def _is_planned(run: _Run, speech: Speech, phrase: Phrase, since: str | None, before: str) -> bool:
    """Say whether a speech says of its own year that something is to be done: 今年建设起降场3个."""
    return bool(
        phrase.act and speech.kind == "讲话" and run.calendar.year and since == str(run.calendar.year)
        and not _DONE.search(before[-30:] + phrase.act)
    )  # fmt: skip


def _tabled(run: _Run, speech: Speech, sentence: Sentence, source: str, row: Row) -> Iterator[FigureRecord]:
    """Yield the figures of one row of a table."""
    spans = _spans(sentence, source)
    if spans is None:
        return
    for cell in row.cells:
        number = cell.number
        place, noun = (run.places.called(row.label), cell.measure) if cell.measure else run.places.scope(row.label)
        noun, grown = measure_phrase.growth(noun)
        if not noun or (cell.measure and measure_phrase.is_vague(noun)):
            continue
        start, end = spans(number.start, number.end)
        change = Change.RATE if grown or cell.rate else Change.NONE
        yield FigureRecord(
            speech.id, canonical(noun), noun, number.value, number.upper, number.unit, number.amount, number.base,
            number.bound, change, None, place or run.places.home,
            cell.year or run.state.since, cell.year or run.state.until, False,
            Kind.AIM if cell.aim else Kind.RESULT, start, end, sentence.start, sentence.end,
        )  # fmt: skip
