"""Where the lists of one name stand in a library, as `corpus.structure.listings` found them where texts are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Listing, Speech, fold
from corpus.structure.list_names import ListName
from corpus.structure.listings import name_key
from index import Filters, Library
from rag.question.intent.recognition import Intent

_UNITS = {"paragraphs": "段", "sentences": "句", "clauses": "处"}
_MANY = 200  # speeches that say the name, from which only those that the search found are read


@dataclass(frozen=True, slots=True)
class Found:
    """One list in one speech.

    :param items: Their spans in the source, in order.
    :param heads: The short form of each.
    """

    speech: Speech
    start: int
    end: int
    items: tuple[tuple[int, int], ...]
    heads: tuple[str, ...]

    @classmethod
    def of(cls, speech: Speech, listing: Listing) -> "Found":
        """Return a list of a speech."""
        return cls(speech, listing.start, listing.end, listing.items, listing.heads)


def lists_named(
    library: Library, intent: Intent, filters: Filters | None, order: Sequence[tuple[str, int, int]]
) -> Iterator[Found]:
    """Yield the lists of that name; of a speech that has none, those with nothing but that name before them."""
    lists: dict[str, list[tuple[Speech, Listing]]] = {}
    for speech, one in library.listings_called(_number(intent), filters):
        if _meant(one, intent):
            lists.setdefault(speech.id, []).append((speech, one))
    longer = [name for name, found in lists.items() if not any(_is_called(one, intent.phrase) for _, one in found)]
    if longer:  # 三个重点突破 is 三个突破, where the speech calls it so too
        held = {speech.id for speech in library.holding(list(intent.spellings), Filters(ids=longer))}
        lists = {name: found for name, found in lists.items() if name not in longer or name in held}
    if len(lists) > _MANY:  # 三个方面 of half the library: no list that the search did not find is meant
        best = {speech_id for speech_id, _, _ in order}
        lists = {speech_id: found for speech_id, found in lists.items() if speech_id in best}
    for found in lists.values():
        known = [pair for pair in found if pair[1].kind == "enumeration"]
        for speech, one in known or found:
            yield Found.of(speech, one)


def lists_before(library: Library, intent: Intent, filters: Filters | None) -> Iterator[Found]:
    """Yield the lists whose items stand right before a place that says their quoted name."""
    for speech, one in library.listings_called(name_key(intent.phrase), filters):
        if one.kind == "before" and _is_called(one, intent.phrase):
            yield Found.of(speech, one)


@dataclass(frozen=True, slots=True)
class Alike:
    """A list that only its form tells.

    :param form: How its items are alike: `坚持…` or `…不松劲`.
    :param unit: What they are, in Chinese.
    """

    found: Found
    form: str
    unit: str


def lists_alike(library: Library, name: ListName) -> Iterator[Alike]:
    """Yield the lists of as many items that are alike by the noun of a name."""
    for form in (f"{name.noun}…", f"…{name.noun}"):
        for speech, one in library.listings_called(name_key(form)):
            if one.kind in _UNITS and form in one.names and len(one.items) == name.number:
                yield Alike(Found.of(speech, one), form, _UNITS[one.kind])


def _number(intent: Intent) -> str:
    """Return how the keys of a name's spellings and of longer names of it begin: 3个."""
    return f"{intent.name.number}{intent.name.unit}" if intent.name else name_key(intent.phrase)


def _meant(listing: Listing, intent: Intent) -> bool:
    if listing.kind == "enumeration":
        return any(_same_name(name, intent) for name in listing.names)
    return listing.kind == "behind" and _is_called(listing, intent.phrase)


def _is_called(listing: Listing, asked: str) -> bool:
    key = name_key(asked)
    return any(name_key(name) == key for name in listing.names)


def _same_name(name: str, intent: Intent) -> bool:
    """Say whether a list's name is that which is asked for: the same number of the same things."""
    own = ListName.read(name)
    return own.same_as(intent.name) if own and intent.name else fold(name) == intent.phrase
