"""Measures that a question names by a part of their names, or several by the words that they share.

竹纸产值                                  ->  竹纸全产业链产值, if the library has no other of which that is a part
城镇和农村居民人均可支配收入              ->  城镇居民人均可支配收入, 农村居民人均可支配收入
竹纸、低空物流, 哪个产业增长最快          ->  those that begin so and end alike
几个产业里哪个产值最低                    ->  those that have 产业 in their names and end in 产值
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.language.figures.vocabulary import canonical
from corpus.language.lexicon import pattern
from rag.question.desk.figure_question import FigureNames

_JOINS = pattern("以及|还是|[、,及和与跟同]")
_COUNTED = pattern("(?<=.)的?{comparisons:count}$")
_SHORTEST = 2  # characters that the names of several measures end in alike


class MeasureNames(FigureNames, Protocol):
    """What a library's figures are called, by parts of their names as well."""

    def related(self, name: str) -> Sequence[str]:
        """Return the measures that a name is a part of."""
        ...

    def within(self, name: str) -> Sequence[str]:
        """Return measures whose names lack words that stand before their figures: 规模以上企业 of 规模以上竹纸企业."""
        ...

    def beginning(self, start: str) -> Collection[str]:
        """Return the measures whose names begin so."""
        ...

    def of_things(self, thing: str, end: str) -> Sequence[str]:
        """Return the measures whose names have a word in them and end so."""
        ...


@dataclass(frozen=True, slots=True)
class Compared:
    """Measures that a question names.

    :param called: For each what the question calls it, where that is but a part of its name or more; else empty.
    :param whole: Whether they are all that there are of a kind, none of them named.
    """

    measures: tuple[str, ...]
    called: tuple[str, ...]
    whole: bool = False


def compared_measures(names: MeasureNames, pieces: Sequence[str], thing: str) -> Compared | None:
    """Return the measures that the words left of a question name, or None if that is not sure.

    :param pieces: The words in their order, what was understood of the question being cut out.
    :param thing: What the measures are of: 产业; empty if the question does not say.
    """
    rows = [[item.replace("的", "") for item in _JOINS.split(piece) if item] for piece in pieces]
    listed = [row for row in rows if len(row) > 1]
    names_alone = [row[0] for row in rows if len(row) == 1]
    single = [one for one in names_alone if not any(other != one and other.endswith(one) for other in names_alone)]
    if len(listed) > 1 or len(single) > 1 or not rows:
        return None
    if not listed:
        if thing:
            found = tuple(names.of_things(thing, single[0]))
            return Compared(found, ("",) * len(found), whole=True) if len(found) > 1 else None
        return _resolved(names, single)
    if single:
        return _resolved(names, [item + single[0] for item in listed[0]])
    return _joined(names, listed[0]) or (_alike(names, listed[0]) if thing else None)


def beside(names: MeasureNames, measure: str, other: str) -> Compared | None:
    """Return a measure and the one that another word has with what is left of its name; None if there is none."""
    found = _joined(names, (other.replace("的", ""), measure), whole=False)
    return Compared(found.measures[::-1], found.called[::-1]) if found else None


def _resolved(names: MeasureNames, called: Sequence[str], *, exact: bool = False) -> Compared | None:
    """Return the measure of each name: of the very name, else the only one that it is a part of or has all words of."""
    found: list[tuple[str, str]] = []
    for name in called:
        bare = _COUNTED.sub("", name)
        same = [one for one in dict.fromkeys((canonical(name), canonical(bare))) if names.measured({one})]
        kin = [] if same or exact else list(names.related(bare) or names.within(bare))
        if not same and len(kin) != 1:
            return None
        found.append((same[0], "") if same else (kin[0], bare))
    measures = tuple(measure for measure, _ in found)
    return Compared(measures, tuple(name for _, name in found)) if len(set(measures)) == len(measures) else None


def _joined(names: MeasureNames, items: Sequence[str], *, whole: bool = True) -> Compared | None:
    """Return the measures of names side by side, of which the last may have the words that they share.

    :param whole: Whether each may be a name by itself.
    """
    last = items[-1]
    for exact in (True, False):
        for size in (*((0,) if whole else ()), *range(len(last) - 1, _SHORTEST - 1, -1)):
            shared = last[len(last) - size :]
            found = _resolved(names, [*(item + shared for item in items[:-1]), last], exact=exact)
            if found is not None:
                return found
    return None


def _alike(names: MeasureNames, items: Sequence[str]) -> Compared | None:
    """Return one measure for each of some words that it begins with, if only one way of ending fits all of them."""
    groups = [names.beginning(canonical(item)) for item in items]
    ends = {end for name in groups[0] for end in _ends(name)}
    fits = [[[name for name in group if name.endswith(end)] for group in groups] for end in ends]
    sets = {tuple(row[0] for row in rows) for rows in fits if all(len(row) == 1 for row in rows)}
    return Compared(found := sets.pop(), ("",) * len(found)) if len(sets) == 1 else None


def _ends(name: str) -> Iterator[str]:
    return (name[at:] for at in range(1, len(name) - _SHORTEST + 1))
