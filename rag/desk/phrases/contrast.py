"""Two phrases against each other: who says which, since when, and where both are said."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from corpus import Speech
from index import Filters, Library
from rag.desk.excerpts import about
from rag.desk.phrases.concordance import Concordance, concordance
from rag.desk.phrases.dispersion import By, Frequency, dispersion


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two phrases over the same speeches.

    :param both: Speeches that say both, in order of date.
    :param only_one: Speeches that say the first alone; so `only_other`.
    :param groups: By year or what was asked for: the frequency of the one and of the other.
    """

    one: Concordance
    other: Concordance
    both: tuple[Speech, ...]
    only_one: tuple[Speech, ...]
    only_other: tuple[Speech, ...]
    groups: tuple[tuple[Frequency, Frequency], ...]

    def to_dict(self, limit: int | None = 50) -> dict[str, Any]:
        """Return plain JSON types.

        :param limit: How many uses and speeches are listed of each; all are counted.
        """
        return {
            "one": self.one.to_dict(limit=limit),
            "other": self.other.to_dict(limit=limit),
            **{
                name: {"speeches": len(found), "list": [about(speech) for speech in found[:limit]]}
                for name, found in (("both", self.both), ("only_one", self.only_one), ("only_other", self.only_other))
            },
            "groups": [{"one": one.to_dict(), "other": other.to_dict()} for one, other in self.groups],
        }


def contrast(library: Library, one: str, other: str, filters: Filters | None = None, *, by: By = "year") -> Contrast:
    """Return two phrases against each other.

    :raises InputError: If one of them is no phrase.
    """
    with library.consistent():
        first, second = concordance(library, one, filters), concordance(library, other, filters)
    mine, theirs = first.counts.keys(), second.counts.keys()
    rows = {row.group: row for row in dispersion(second, by)}
    return Contrast(
        first,
        second,
        _among(first.speeches, mine & theirs),
        _among(first.speeches, mine - theirs),
        _among(first.speeches, theirs - mine),
        tuple((row, rows[row.group]) for row in dispersion(first, by)),
    )


def _among(speeches: Sequence[Speech], ids: Set[str]) -> tuple[Speech, ...]:
    return tuple(speech for speech in speeches if speech.id in ids)
