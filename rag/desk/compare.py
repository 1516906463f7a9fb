"""Speeches, years or places against each other: what they share, what only one says, and their figures in one table.

    compare(library, Side(years=["2024"]), Side(years=["2025"]), topic="竹纸产业")

Every side is answered for, or named as missing; figures stand side by side and no winner is called.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus import InputError, Speech, fold
from corpus.language.lexicon import pattern
from corpus.language.names.place_levels import same_place
from index import Encoder, Filters, Library
from index.analysis.analyzer import terms
from rag.desk.alignment import Pair, Passage, align, passage_dict
from rag.desk.figures.query import Cell, Row, cells, figures
from rag.desk.figures.store import refresh

_SPEECHES = 12  # of a side that are compared, the newest; the others are counted
_SENTENCES = 1500  # of a side
_YEAR = pattern("({year})年?")
_ID = re.compile(r"[0-9a-f]{6,12}")
_WORD = re.compile(r"《[^》]+》|[^\s，,、；;]+")


@dataclass(frozen=True, slots=True)
class Side:
    """One side: speeches by their ids, or those of places, years and speakers; all that is given must hold.

    :param years: Of the speeches' dates.
    :param titles: What the speeches of `ids` are called, if that is known.
    """

    ids: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in a table."""
        other = self.places or self.years or self.speakers
        names = self.titles or (() if other else self.ids)  # ids within a year are those of the texts that are meant
        return "、".join((*self.places, *(f"{year}年" for year in self.years), *self.speakers, *names)) or "全部"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found.

    :param sides: As asked.
    :param speeches: Of each side, in order of date.
    :param left_out: How many speeches of each side were too many.
    :param pairs: Passages of the first side with those of the second; of more sides, of the first with each.
    :param only: What no other side says, by side.
    :param table: Figures of measures that at least two sides have, or that the topic names.
    :param missing: Names of the sides of which the library has nothing, on the topic if there is one.
    """

    sides: tuple[Side, ...]
    topic: str | None
    speeches: tuple[tuple[Speech, ...], ...]
    left_out: tuple[int, ...]
    pairs: tuple[Pair, ...]
    only: tuple[tuple[Passage, ...], ...]
    table: tuple[tuple[int, Cell], ...]
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "topic": self.topic,
            "sides": [
                {
                    "name": side.name,
                    "speeches": [speech.to_dict() for speech in speeches],
                    "left_out": left_out,
                    "only": [passage_dict(one) for one in only],
                }
                for side, speeches, left_out, only in zip(
                    self.sides, self.speeches, self.left_out, self.only, strict=True
                )
            ],
            "pairs": [pair.to_dict() for pair in self.pairs],
            "figures": [{"side": side, **cell.to_dict()} for side, cell in self.table],
            "missing": list(self.missing),
        }


def side_of(library: Library, words: str) -> Side:
    """Return a side by words as people write it: years, ids or 《titles》 of speeches, speakers, places.

        side_of(library, "澜川市 2024")  ->  Side(places=("澜川市",), years=("2024",))

    :raises InputError: If there are no words, or a title is that of no speech.
    """
    ids: list[str] = []
    titles: list[str] = []
    places: list[str] = []
    years: list[str] = []
    speakers: list[str] = []
    speeches = library.speeches()
    people = {fold(speech.speaker) for speech in speeches if speech.speaker}
    for word in _WORD.findall(words):
        if word.startswith("《"):
            wanted = fold(word.strip("《》"))
            found = [s for s in speeches if fold(s.title) == wanted] or [s for s in speeches if wanted in fold(s.title)]
            if not found:
                raise InputError(
                    "no speech is called {title}; list them: yinzheng list", code="no_speech_called", title=word
                )
            ids += [speech.id for speech in found]
            titles.append(word)
        elif year := _YEAR.fullmatch(word):
            years.append(year[1])
        elif _ID.fullmatch(word):
            ids.append(word)
        else:
            (speakers if fold(word) in people else places).append(word)
    if not (ids or places or years or speakers):
        raise InputError(
            "one side of the comparison is empty; give a year, a place, a speaker or a title", code="no_side"
        )
    return Side(tuple(ids), tuple(places), tuple(years), tuple(speakers), tuple(titles))


def compare(
    library: Library, left: Side, right: Side, *others: Side, topic: str | None = None, encoder: Encoder | None = None
) -> Compared:
    """Compare two sides or more.

    :param topic: Words; only sentences that have all of their terms are compared. None for whole speeches.
    :param encoder: Pairs passages by meaning too.
    :raises NotFoundError: If an id is not that of one speech.
    """
    sides = (left, right, *others)
    refresh(library)  # before the state is held: what is written then is not seen in it
    with library.consistent():
        chosen = [speeches_of(library, side) for side in sides]
        kept = [speeches[-_SPEECHES:] for speeches in chosen]
        passages = [_passages(library, n, speeches, topic) for n, speeches in enumerate(kept)]
        tables = [_cells(library, speeches, topic) for speeches in kept]
    pairs: list[Pair] = []
    for other in passages[1:]:
        pairs += align(passages[0], other, encoder)
    for first in range(1, len(passages)):
        for second in range(first + 1, len(passages)):
            pairs += align(passages[first], passages[second], encoder)
    paired = {(p.side, p.speech_id, p.start) for pair in pairs for p in (pair.left, pair.right)}
    only = [[one for one in side if (one.side, one.speech_id, one.start) not in paired] for side in passages]
    return Compared(
        sides,
        topic,
        tuple(map(tuple, kept)),
        tuple(len(all_) - len(some) for all_, some in zip(chosen, kept, strict=True)),
        tuple(pairs),
        tuple(map(tuple, only)),
        tuple(_table(tables, topic)),
        tuple(side.name for side, side_passages in zip(sides, passages, strict=True) if not side_passages),
    )


def speeches_of(library: Library, side: Side) -> list[Speech]:
    """Return the speeches of a side, of a speech and its reprint one.

    :raises NotFoundError: If an id is not that of one speech.
    """
    ids = [library.speech(one).id for one in side.ids]
    found = library.speeches(Filters(speakers=side.speakers, ids=ids))
    if side.years:
        found = [speech for speech in found if (speech.date or "")[:4] in side.years]
    if side.places:
        found = [s for s in found if any(same_place(s.place or "", place) for place in side.places)]
    preferred = library.preferences(speech.id for speech in found)
    there = {speech.id for speech in found}
    # of a speech and its reprint one is compared
    return [s for s in found if preferred.get(s.id, s.id) == s.id or preferred[s.id] not in there]


def _passages(library: Library, side: int, speeches: Sequence[Speech], topic: str | None) -> list[Passage]:
    wanted = set(terms(topic)) if topic else set()
    found: list[Passage] = []
    for speech in speeches:
        source = library.source_text(speech.id)
        for chunk in library.chunks(speech.id):
            heading = fold("".join(chunk.heading_path))
            for sentence in chunk.sentences:
                if not speech.start <= sentence.start < speech.end:
                    continue
                if wanted and not _about(fold(sentence.text), heading, topic or "", wanted):
                    continue
                text = source[sentence.start : sentence.end]
                found.append(Passage(side, speech.id, sentence.start, sentence.end, text))
    return found[:_SENTENCES]


def _about(folded: str, heading: str, topic: str, wanted: set[str]) -> bool:
    """Say whether a sentence, or the heading over it, has the topic's words or all of its terms."""
    if fold(topic) in folded or fold(topic) in heading:
        return True
    return all(term in folded for term in wanted)


def _cells(library: Library, speeches: Sequence[Speech], topic: str | None) -> list[Cell]:
    if not speeches:
        return []
    rows: list[Row] = figures(library, filters=Filters(ids=[speech.id for speech in speeches]))
    if topic:
        wanted = fold(topic)
        rows = [row for row in rows if wanted in fold(row.figure.measure) or wanted in fold(row.figure.wording)]
    return cells(rows)


def _table(tables: Sequence[Sequence[Cell]], topic: str | None) -> list[tuple[int, Cell]]:
    having: dict[tuple[str, str], set[int]] = {}
    for side, found in enumerate(tables):
        for cell in found:
            having.setdefault((cell.measure, cell.change), set()).add(side)
    rows = [
        (side, cell)
        for side, found in enumerate(tables)
        for cell in found
        if topic or len(having[(cell.measure, cell.change)]) > 1
    ]
    return sorted(rows, key=lambda row: (row[1].measure, row[1].change, row[1].year, row[0]))
