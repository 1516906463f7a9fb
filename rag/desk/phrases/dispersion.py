"""How often a phrase is used by year, speaker, place or kind: in all, and per million characters."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from corpus import Speech
from index import Library
from rag.desk.phrases.concordance import Concordance, whose

By = Literal["year", "speaker", "place", "kind"]
_KEYS: dict[str, Callable[[Speech], str | None]] = {
    "year": lambda speech: (speech.date or "")[:4] or None,
    "speaker": lambda speech: speech.speaker,
    "place": lambda speech: speech.place,
    "kind": lambda speech: speech.kind,
}
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often something is said in one group of speeches.

    :param group: A year, a name …; None where that is not known.
    :param uses: Places.
    :param saying: Speeches that say it.
    :param speeches: Speeches of the group.
    :param characters: Of their bodies.
    """

    group: str | None
    uses: int
    saying: int
    speeches: int
    characters: int

    @property
    def per_million(self) -> float:
        """Uses per million characters; 0 of no characters."""
        return self.uses * MILLION / self.characters if self.characters else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "per_million": round(self.per_million, 2)}


def dispersion(found: Concordance, by: By = "year") -> tuple[Frequency, ...]:
    """Return the frequencies of a phrase by group: years in order, without gaps left out; others by uses.

    Groups that never say it are there too, with 0: a year of silence is an answer. `speaker` is the speech's: whose
    words a use is, `by_voice` tells.
    """
    key = _KEYS[by]
    uses: Counter[str | None] = Counter()
    for speech, count in found.uses.saying:
        uses[key(speech)] += count
    saying = Counter(key(speech) for speech, _ in found.uses.saying)
    speeches = Counter(key(speech) for speech in found.speeches)
    characters: Counter[str | None] = Counter()
    for speech in found.speeches:
        characters[key(speech)] += speech.end - speech.start
    rows = [Frequency(group, uses[group], saying[group], speeches[group], characters[group]) for group in speeches]
    if by == "year":
        return tuple(sorted(rows, key=lambda row: (row.group is None, row.group or "")))
    return tuple(sorted(rows, key=lambda row: (-row.uses, row.group is None, row.group or "")))


def by_voice(library: Library, found: Concordance) -> dict[str | None, int]:
    """Return how often each person says a phrase, the most frequent first; a leader quoted in a speech is himself.

    None: whose words they are is not certain, as in a reporter's narration.
    """
    return dict(Counter(whose(library, use) for use in found.uses).most_common())
