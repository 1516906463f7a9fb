"""Where the lists of one name stand in a library, as `corpus.structure.listings` found them where texts are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Listing, Speech, fold
from corpus.language.numerals import chinese, numeral
from corpus.structure.list_announcements import NAME
from corpus.structure.listings import head_of, name_key
from index import Filters, Library
from rag.question.intent.recognition import Intent

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
    for speech, one in library.listings_called(_number(intent.phrase), filters):
        if _meant(one, intent.phrase):
            lists.setdefault(speech.id, []).append((speech, one))
    longer = [name for name, found in lists.items() if not any(_is_called(one, intent.phrase) for _, one in found)]
    if longer:  # 三个重点突破 is 三个突破, where the speech calls it so too
        held = {speech.id for speech in library.holding(spellings_of(intent.phrase), Filters(ids=longer))}
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


def _number(name: str) -> str:
    """Return how the keys of a name's spellings and of longer names of it begin: 3个."""
    match = NAME.fullmatch(fold(name))
    return name_key(match["number"] + match["unit"]) if match else name_key(name)


def _meant(listing: Listing, asked: str) -> bool:
    if listing.kind == "enumeration":
        return any(_same_name(name, asked) for name in listing.names)
    return listing.kind == "behind" and _is_called(listing, asked)


def _is_called(listing: Listing, asked: str) -> bool:
    key = name_key(asked)
    return any(name_key(name) == key for name in listing.names)


def spellings_of(name: str) -> list[str]:
    """Return a list's name with its number in Chinese and in Arabic digits."""
    match = NAME.fullmatch(name)
    if match is None:
        return [name]
    number = numeral(match["number"])
    rest = match["unit"] + match["noun"]
    return list(dict.fromkeys([name, f"{number}{rest}", f"{'两' if number == 2 else chinese(number)}{rest}"]))


def _same_name(name: str, asked: str) -> bool:
    """Say whether two names are one list's: the same number of the same things."""
    one, other = NAME.fullmatch(fold(name)), NAME.fullmatch(fold(asked))
    if one is None or other is None:
        return fold(name) == fold(asked)
    same_noun = one["noun"] == other["noun"] or (
        min(len(one["noun"]), len(other["noun"])) >= 2
        and (one["noun"].endswith(other["noun"]) or other["noun"].endswith(one["noun"]))
    )
    return numeral(one["number"]) == numeral(other["number"]) and one["unit"] == other["unit"] and same_noun


def heads_of(source: str, items: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the short forms of the items."""
    return tuple(head_of(source[start:end]) for start, end in items)
