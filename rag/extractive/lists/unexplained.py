"""Is a name that counts something, “四个自信”, nowhere explained by its items? Then nothing can be answered but that.

Whoever says so has asked all of the library: each place that says the name must be a bare mention, and no text may have
what could be the items without it. At any doubt the answer is no.
"""

from collections.abc import Sequence

from corpus import ListMention, Speech
from corpus.structure.listings import name_key
from index import Filters, Library
from rag.datamodel import Refusal, RefusalCode
from rag.question.intent.intents import Intent

_MANY = 300  # speeches that say the name, or in which its items could stand: more are not looked into
_APART = 40  # characters from one item that has the noun to the next, where the name is not said
_COUNT = 6  # characters from a number to what it counts, its unit and a quotation mark included


def unlisted(library: Library, intent: Intent, every: Sequence[Speech], filters: Filters | None) -> Refusal | None:
    """Return why a list cannot be told: the library names it and nowhere has its items; None if that is not sure.

    :param every: The speeches that the filters accept.
    """
    name = intent.name
    if name and not name.is_a_name:
        return None
    mentions = library.list_mentions_called(name_key(intent.phrase), filters)
    naming = {speech.id for speech, _ in mentions}
    if not naming or len(naming) > _MANY:
        return None
    if not intent.quoted and not any(mention.quoted for _, mention in mentions):
        return None  # 三个小组有哪些: a number of things, not surely a name
    if not all(_bare(places, intent.phrase) for places in _by_place(mentions)):
        return None
    if _elsewhere(library, name.own_noun if name else intent.phrase[-1], intent.number, every):
        return None
    return Refusal(RefusalCode.NOT_LISTED, {"phrase": intent.phrase, "speeches": len(every), "naming": len(naming)})


def _by_place(mentions: Sequence[tuple[Speech, ListMention]]) -> list[list[ListMention]]:
    places: dict[tuple[str, int], list[ListMention]] = {}
    for speech, mention in mentions:
        places.setdefault((speech.id, mention.start), []).append(mention)
    return list(places.values())


def _bare(place: Sequence[ListMention], phrase: str) -> bool:
    """Say whether a place says just this name and nothing around it; a longer name that begins so may be told by it."""
    return any(name_key(one.name) == name_key(phrase) and not one.told for one in place)


def _elsewhere(library: Library, noun: str, number: int, every: Sequence[Speech]) -> bool:
    """Say whether any text may have the items without the name: so many words with the noun near one another."""
    if len(noun) == 1:
        rows, known = library.letters_in_rows(noun), {speech.id for speech in every}
        return len(known) > _MANY or any(many >= number for speech_id, many in rows.items() if speech_id in known)
    often = [speech.id for speech, count in library.count(noun) if count >= number]
    if len(often) > _MANY:
        return True
    said: dict[str, list[int]] = {}
    for speech, start, _ in library.find(noun, Filters(ids=often)) if often else ():
        said.setdefault(speech.id, []).append(start)
    return any(_near(library.list_mentions(speech_id), places, number) for speech_id, places in said.items())


def _near(mentions: Sequence[ListMention], places: Sequence[int], number: int) -> bool:
    """Say whether so many places that nothing counts, as in 四个“自信”, stand near one another."""
    free = [at for at in places if not any(one.start < at < min(one.end, one.start + _COUNT) for one in mentions)]
    return any(last - first <= _APART * number for first, last in zip(free, free[number - 1 :], strict=False))
