"""Two texts against each other in the chat: what both name, what only one names, their aims, and the sentences for it.

The two are reports of two years, of two places, or texts that the question calls by their meetings or places. A term is
said to be only one side's where the other text has it nowhere.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus import Sentence, Speech, fold
from corpus.language.figures.kinds import Change, Kind
from corpus.language.segmentation import tagged
from index import Filters, Library
from rag.datamodel import DeskLink, DirectAnswer, Evidence, Statement, Verdict
from rag.desk.digest.centrality import stands_alone
from rag.desk.excerpts import Sources
from rag.desk.figures import Cell, cells, figures
from rag.desk.figures.wording import lead, quote
from rag.extractive.provenance import credit, evidence
from rag.question.desk.request import DeskRequest
from rag.question.filters.reports import Reports, year_of
from rag.question.filters.two_texts import TwoTexts

_TERMS, _SENTENCES, _AIMS = 16, 12, 16
_FIGURES = 4  # terms that a figure in a sentence is worth
_LENGTHS = range(3, 11)  # characters of a term
_LONG, _ALIKE = 6, 3  # characters: more tell no more; so many of another are too many
_OFTEN = 0.3  # of all sentences: a word of so many tells no topic
_BEGINS_NO_TERM = frozenset(("v", "vd", "ad", "d"))
_FLAGS = "nvaijlbz"  # ICTCLAS: what a term is made of
_LEAST = 3  # sentences of a topic
_OPENING = 24  # characters in which a paragraph says what it is about
_ENDS_TERM = ("n", "vn", "j", "l", "i")


@dataclass(frozen=True, slots=True)
class _Side:
    """One text with what of it is compared.

    :param sentences: Of the topic, or all.
    :param terms: How often each term stands in them.
    """

    name: str
    speech: Speech
    text: str
    sentences: list[Sentence]
    terms: Counter[str]


def of_two_texts(library: Library, request: DeskRequest) -> DirectAnswer | None:
    """Compare the two texts that a question means, or return None if it does not mean two texts surely."""
    asked = request.two
    pair = _pair(library, asked) if asked else None
    if asked is None or pair is None:
        return None
    names = [_name(speech, pair) for speech in pair]
    topic = [word for word in asked.topic if _tells(library, word, pair)]
    sides = [_side(library, name, speech, topic) for name, speech in zip(names, pair, strict=True)]
    if topic and min(len(side.sentences) for side in sides) < _LEAST:
        topic = []
        sides = [_side(library, name, speech, topic) for name, speech in zip(names, pair, strict=True)]
    statements = _aims(library, sides) if asked.aims else []
    if not statements:
        statements = _named(library, sides)
        for side, other in zip(sides, reversed(sides), strict=True):
            statements += _lines(library, side, other)
    elif topic:
        topic = []
    about = f"关于“{'、'.join(topic)}”，" if topic else ""
    sizes = "，".join(f"{side.name} {len(side.sentences)} 句" for side in sides)
    head = f"{about}{'与'.join(credit(side.speech) for side in sides)}对照：{'各自的目标' if asked.aims else sizes}。"
    supports = tuple(dict.fromkeys(one.support[0] for one in statements))
    query = (("left", pair[0].id), ("right", pair[1].id), *((("topic", topic[0]),) if topic else ()))
    return DirectAnswer((Statement(head, supports, Verdict.SUPPORTED), *statements), desk=DeskLink("compare", query))


def _pair(library: Library, asked: TwoTexts) -> list[Speech] | None:
    speeches = library.speeches()
    preferred = library.preferences(speech.id for speech in speeches)
    once = [speech for speech in speeches if preferred.get(speech.id, speech.id) == speech.id]
    if asked.years:
        found = Reports(asked.nation, asked.years, places=asked.places).among(once)
    elif len(asked.places) > 1:
        each = [Reports(None, places=(place,)).among(once)[-1:] for place in asked.places]
        found = [speech for one in each for speech in one]
    else:
        found = _called(once, asked.called, asked.speakers)
    apart = len({speech.id for speech in found}) == len(found) == 2
    return found if apart and (not asked.years or year_of(found[0]) != year_of(found[1])) else None


def _called(speeches: Sequence[Speech], called: Collection[str], speakers: Collection[str]) -> list[Speech]:
    """Return the texts that the words of a question each call, as they stand in a title, a meeting or a place."""
    told = {one.id: fold(f"{one.title}\n{one.place or ''}\n{one.speaker or ''}") for one in speeches}
    pool = [one for one in speeches if not speakers or any(name in told[one.id] for name in speakers)]
    held = [one for one in pool if one.occasion and fold(one.occasion) in called]
    if held:
        own = [one for one in held if fold(one.occasion or "") in fold(one.title)]
        return own if len(own) > 1 else held
    each = [[one for one in pool if word in told[one.id]] for word in called if speakers]
    single = {one[0].id: one[0] for one in each if len(one) == 1}
    return list(single.values())


def _name(speech: Speech, pair: Sequence[Speech]) -> str:
    """Return by what the two are told apart: their places, years, meetings, or titles."""
    ways: tuple[Callable[[Speech], str], ...] = (
        lambda one: one.place or "",
        lambda one: f"{year_of(one)}年" if year_of(one) else "",
        lambda one: one.occasion or "",
    )
    way = next((way for way in ways if all(map(way, pair)) and way(pair[0]) != way(pair[1])), None)
    return way(speech) if way else f"《{speech.title}》"


def _tells(library: Library, word: str, pair: Sequence[Speech]) -> bool:
    """Say whether a word tells a topic: not so common that it stands in many sentences, but in both texts."""
    sources = Sources(library)
    for speech in pair:
        sentences = sources.sentences(speech)
        having = sum(word in fold(sentence.text) for sentence in sentences)
        if not having or having > _OFTEN * len(sentences):
            return False
    return True


def _side(library: Library, name: str, speech: Speech, topic: Sequence[str]) -> _Side:
    every, text = Sources(library).sentences(speech), library.source_text(speech.id)
    kept = [one for one in every if not topic or _is_about(text, one, topic)]
    terms: Counter[str] = Counter()
    for sentence in kept:
        terms.update(set(_terms(fold(sentence.text))))
    return _Side(name, speech, fold(library.source_text(speech.id)), kept, terms)


def _is_about(text: str, one: Sentence, topic: Sequence[str]) -> bool:
    """Say whether a sentence names a topic, or stands in a paragraph that begins with it."""
    begin = text.rfind("\n", 0, one.start) + 1
    told = (fold(one.text), fold(text[begin : begin + _OPENING]))
    return any(word in words for words in told for word in topic)


def _terms(folded: str) -> list[str]:
    """Return what may be terms in a sentence: its long words, and its whole runs of content words."""
    found, run, last = [], "", ""
    for word, flag in (*tagged(folded), ("", "")):
        han = word != "" and all("\u4e00" <= char <= "\u9fff" for char in word)
        begins = not run and flag in _BEGINS_NO_TERM
        if han and flag[:1] in _FLAGS and not begins:
            run, last = run + word, flag
            found += [word] if len(word) in _LENGTHS and flag.startswith(_ENDS_TERM) else []
            continue
        found += [run] if len(run) in _LENGTHS and last.startswith(_ENDS_TERM) else []
        run = ""
    return found


def _named(library: Library, sides: Sequence[_Side]) -> list[Statement]:
    """Return what both texts name, and what only one does, each term with a sentence of it."""
    one, other = sides
    both = _longest({term: min(count, other.terms[term]) for term, count in one.terms.items() if other.terms[term]})
    statements = []
    if both:
        supports = [_first(library, side, term) for term in both for side in sides]
        text = f"都提到：{'、'.join(both)}。"
        statements.append(Statement(text, tuple(dict.fromkeys(supports)), Verdict.SUPPORTED))
    for side, another in ((one, other), (other, one)):
        own = _longest({term: count for term, count in side.terms.items() if term not in another.text})
        if own:
            text = f"只有{side.name}提到：{'、'.join(own)}。"
            found = tuple(dict.fromkeys(_first(library, side, term) for term in own))
            statements.append(Statement(text, found, Verdict.SUPPORTED))
    return statements


def _longest(counts: dict[str, int]) -> list[str]:
    """Return terms, the most frequent first, none of which has much of one before it."""
    found: list[str] = []
    for term in sorted(counts, key=lambda term: (-counts[term] * min(len(term), _LONG), -len(term), term)):
        runs = [term[at : at + _ALIKE] for at in range(max(1, len(term) - _ALIKE + 1))]
        if not any(run in other or other in term for other in found for run in runs):
            found.append(term)
        if len(found) >= _TERMS:
            break
    return found


def _first(library: Library, side: _Side, term: str) -> Evidence:
    sentence = next(one for one in side.sentences if term in fold(one.text))
    return evidence(library, side.speech, sentence.start, sentence.end)


def _lines(library: Library, side: _Side, other: _Side) -> list[Statement]:
    """Return sentences of one side, those first that have most of what the other has not."""

    def own(sentence: Sentence) -> float:
        new = {term for term in _terms(fold(sentence.text)) if term not in other.text}
        return (len(new) + _FIGURES * any(map(str.isdigit, sentence.text))) * stands_alone(sentence.text)

    chosen = sorted(side.sentences, key=own, reverse=True)[:_SENTENCES]
    chosen.sort(key=lambda sentence: sentence.start)
    found = []
    for sentence in chosen:
        support = evidence(library, side.speech, sentence.start, sentence.end)
        found.append(Statement(f"{side.name}：“{' '.join(support.quote.split())}”", (support,), Verdict.QUOTED))
    return found


def _aims(library: Library, sides: Sequence[_Side]) -> list[Statement]:
    """Return the aims of both for the years of their reports, side by side: equal, different, of one alone."""
    tables = [_aims_of(library, side) for side in sides]
    names = list(dict.fromkeys([*tables[0], *tables[1]]))[:_AIMS]
    statements = []
    for name in sorted(names, key=lambda name: (name not in tables[0]) + (name not in tables[1])):
        there = [(side, table[name]) for side, table in zip(sides, tables, strict=True) if name in table]
        supports = tuple(_of_cell(library, cell) for _, cell in there)
        each = "；".join(f"{side.name}：{quote(library, cell)}" for side, cell in there)
        values = {(lead(cell).figure.amount, lead(cell).figure.bound) for _, cell in there}
        word = f"只有{there[0][0].name}" if len(there) == 1 else "相同" if len(values) == 1 else "不同"
        label = f"{name[0]}{'增速' if name[1] is Change.RATE else ''}"
        statements.append(Statement(f"目标{word}，{label}：{each}。", supports, Verdict.SUPPORTED))
    whole = dict.fromkeys(one for table in tables for one in (_of_cell(library, cell) for cell in table.values()))
    for support in list(whole)[:_SENTENCES]:
        whose = next(side.name for side in sides if side.speech.id == support.speech.id)
        statements.append(Statement(f"{whose}：“{' '.join(support.quote.split())}”", (support,), Verdict.QUOTED))
    return statements


def _aims_of(library: Library, side: _Side) -> dict[tuple[str, Change], Cell]:
    rows = figures(library, years=[year_of(side.speech)], filters=Filters(ids=[side.speech.id]))
    aims = [row for row in rows if row.figure.kind is Kind.AIM and row.figure.change in (Change.NONE, Change.RATE)]
    aims.sort(key=lambda row: row.figure.start)
    return {(cell.measure, cell.change): cell for cell in cells(aims) if cell.reading is not None}


def _of_cell(library: Library, cell: Cell) -> Evidence:
    row = lead(cell).rows[0]
    return evidence(library, row.speech, row.figure.sentence_start, row.figure.sentence_end)
