"""Places before a colon, or alone in a line or heading, of which all that follows is (青岑县：产值增长6%)."""

from dataclasses import dataclass

from corpus import fold
from rag.desk.figures.reading.measure_phrase import strip_lead
from rag.desk.figures.reading.places import Places

_COLON = ":"
_BREAKS = frozenset(",;。!?" + _COLON)
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Label:
    """A label: from `at` on figures are of its place, where they name no other.

    :param place: None of several places together: which of them has how much is not told.
    :param heads: Whether what it labels only begins in the next line.
    """

    at: int
    place: str | None
    heads: bool = False


def labels(folded: str, places: Places) -> list[Label]:
    """Return the labels of a folded sentence, in order; words before a colon that are no place are none."""
    found: list[Label] = []
    begin = 0
    for at, char in enumerate(folded) if _COLON in folded else ():
        if char in _BREAKS:
            if char == _COLON and (label := _label(folded, begin, at, places)):
                found.append(label)
            begin = at + 1
    return found


def of_line(text: str, places: Places) -> Label | None:
    """Return a whole line or heading as a label: （二）青岑县; None if it is anything but a place."""
    folded = fold(text).rstrip("。")
    return _label(folded, 0, len(folded), places) if len(text) <= _LONGEST else None


def _label(folded: str, begin: int, at: int, places: Places) -> Label | None:
    words = strip_lead(folded[begin:at].strip(" *#"))
    heads = at + 1 >= len(folded.rstrip())
    if place := places.whole(words):
        return Label(at + 1, place, heads)
    named, others, _ = words.partition("等")
    parts = named.split("、")
    several = others or len(parts) > 1 or _are_two(named, places)
    if several and all(places.whole(part) or _are_two(part, places) for part in parts):
        return Label(at + 1, None, heads)
    return None


def _are_two(words: str, places: Places) -> bool:
    """Say whether words are two places: 青岑县和云水县."""
    joints = (at for at, char in enumerate(words) if char in "和与及")
    return any(places.whole(words[:at]) and places.whole(words[at + 1 :]) for at in joints)
