"""Every use of a phrase in a library, with the words around it: keyword in context, exhaustive.

A use is the phrase's letters and marks in their order, whatever the script and width; blanks, line breaks, glosses and
quotation marks in it make no difference, so that “五位一体”总体布局 is a use of 五位一体总体布局. Uses do not overlap.
Searched is what stands between a speech's `start` and `end`, and its title where that stands outside them.

All uses are found by one search of the library's running text; what is shown of them is read when it is looked at.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus import NEWS, Speech
from index import Filters, Library
from index.search.running_text import RunningText
from rag.desk.excerpts import Sources
from rag.desk.letters import QUOTATION_MARKS
from rag.desk.phrases.searching import wording
from rag.desk.phrases.uses import Use, Uses
from rag.extractive.provenance import voice

Order = Literal["date", "left", "right", "speaker", "place"]
_BESIDE = 24  # letters by which uses are put in order


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through.

    :param speeches: How many.
    :param characters: Of their bodies, as they stand in the sources.
    :param undated: Speeches without a date.
    :param first: The earliest date, None if there is none; so `last`.
    """

    speeches: int
    characters: int
    undated: int
    first: str | None
    last: str | None

    @classmethod
    def of(cls, speeches: Sequence[Speech]) -> "Searched":
        """Count some speeches."""
        dates = [speech.date for speech in speeches if speech.date]
        return cls(
            len(speeches),
            sum(speech.end - speech.start for speech in speeches),
            len(speeches) - len(dates),
            min(dates, default=None),
            max(dates, default=None),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Concordance:
    """Every use of a phrase. What is read of it is to be read in the state of the library that it was made in.

    :param phrase: As it was asked for.
    :param uses: In order of date (undated last), then path, then place.
    :param searched: What was looked through; it all was.
    :param speeches: What was looked through, for counts per million characters.
    """

    phrase: str
    uses: Uses
    searched: Searched
    speeches: tuple[Speech, ...] = field(repr=False)
    _sources: Sources = field(repr=False)
    _wanted: tuple[str, ...] = field(repr=False)
    _running: RunningText = field(repr=False)
    _places: NDArray[np.int64] = field(repr=False)

    @property
    def first(self) -> Use | None:
        """The first use in a dated speech."""
        return self.uses[0] if self.uses and self.uses.saying[0][0].date else None

    @property
    def last(self) -> Use | None:
        """The last use in a dated speech."""
        dated = sum(count for speech, count in self.uses.saying if speech.date)
        return self.uses[dated - 1] if dated else None

    @property
    def counts(self) -> dict[str, int]:
        """How often each speech that says it does, by its id."""
        return {speech.id: count for speech, count in self.uses.saying}

    @property
    def forms(self) -> dict[str, int]:
        """How often each form is used, the most frequent first."""
        found: Counter[str] = Counter()
        alone = self._wanted[0] if len(self._wanted) == 1 else ""
        # where uses cannot overlap, a text that has the letters as often as it has uses has no other form
        tells = bool(alone) and not any(alone[:size] == alone[-size:] for size in range(1, len(alone)))
        texts = self._sources.library.source_texts(self.counts) if tells else {}
        for number, (speech, count) in enumerate(self.uses.saying):
            spans = ((speech.start, speech.end), self._running.titles.get(speech.id, (0, 0)))
            if speech.id in texts and sum(texts[speech.id].count(alone, *span) for span in spans) == count:
                found[alone] += count
            else:
                found.update(use.form for use in self.uses.of(number))
        return dict(found.most_common())

    @property
    def saying(self) -> int:
        """How many speeches say it."""
        return len(self.uses.saying)

    def ordered(self, by: Order, limit: int | None = None, first: int = 0) -> list[Use]:
        """Return the uses in another order: by what stands right or left of them (from the phrase outwards), ….

        :param limit: The most that are returned, from the one with the number `first`, from 0; None for all.
        """
        stop = len(self.uses) if limit is None else first + limit
        return self.uses.chosen(self._order(by)[first:stop])

    def _order(self, by: Order) -> Sequence[int]:
        numbers = range(len(self.uses))
        if by in ("left", "right"):
            beside = self.beside("right") if by == "right" else [words[::-1] for words in self.beside("left")]
            return sorted(numbers, key=beside.__getitem__)
        keys: dict[str, Callable[[Speech], Any]] = {
            "speaker": lambda speech: (speech.speaker is None, speech.speaker or ""),
            "place": lambda speech: (speech.place is None, speech.place or ""),
        }
        if by not in keys:
            return numbers
        each = [key for speech, count in self.uses.saying for key in [keys[by](speech)] * count]
        return sorted(numbers, key=each.__getitem__)

    def beside(self, side: Literal["left", "right"], numbers: Sequence[int] | None = None) -> list[str]:
        """Return the 24 letters and marks before or behind the uses, of the same speech, as exact words are compared.

        :param numbers: Of the uses, from 0; None for all.
        """
        text, places = self._running.text, self._places.tolist()
        chosen = places if numbers is None else [places[number] for number in numbers]
        if side == "left":
            return [text[max(0, at - _BESIDE) : at].rpartition("\n")[2] for at in chosen]
        lengths = sorted({len(words) for words in self._wanted}, reverse=True)
        ends = [at + next(n for n in lengths if text[at : at + n] in self._wanted) for at in chosen]
        return [text[end : end + _BESIDE].partition("\n")[0] for end in ends]

    def to_dict(self, order: Order = "date", limit: int | None = None) -> dict[str, Any]:
        """Return plain JSON types.

        :param limit: How many uses are listed; all are counted.
        """
        return {
            "phrase": self.phrase,
            "searched": self.searched.to_dict(),
            "uses": len(self.uses),
            "speeches": self.saying,
            "forms": self.forms,
            "first": self.first.to_dict() if self.first else None,
            "last": self.last.to_dict() if self.last else None,
            "lines": [use.to_dict() for use in self.ordered(order, limit)],
        }


def concordance(
    library: Library, phrase: str, filters: Filters | None = None, *, also: Sequence[str] = ()
) -> Concordance:
    """Return every use of a phrase.

    :param also: Other wordings of it that count as the same: 以竹代塑 and 以竹代替塑料. Where two of them match at
        one place the longer counts.
    :raises InputError: If the phrase has no letters or is longer than 200 characters.
    """
    wanted = tuple(wording(words) for words in (phrase, *also))
    with library.consistent():
        searched = library.speeches(filters)
        running = library.running_text(ignoring=QUOTATION_MARKS)
    places = running.places(wanted)
    owners = running.owners(places)
    by_id = {speech.id: speech for speech in searched}
    if len(searched) < len(running.ids):
        kept = np.fromiter((one in by_id for one in running.ids), bool, len(running.ids))[owners]
        places, owners = places[kept], owners[kept]
    indexes, counts = np.unique(owners, return_counts=True)
    saying = [(by_id[running.ids[i]], n) for i, n in zip(indexes.tolist(), counts.tolist(), strict=True)]
    sources = Sources(library)
    uses = Uses(sources, wanted, saying, running.titles)
    return Concordance(phrase, uses, Searched.of(searched), tuple(searched), sources, wanted, running, places)


def whose(library: Library, use: Use) -> str | None:
    """Return whose words a use is: a leader quoted in a speech stays himself; None if that is not certain."""
    said = voice(library, use.speech, use.words.start, use.words.end)
    if said.person is not None:
        return said.person
    # a term in quotation marks is the speaker's own wording
    return None if said.how in ("narrated", "direct") or use.speech.kind in NEWS else use.speech.speaker
