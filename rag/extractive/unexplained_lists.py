"""Is a name that counts something, “四个自信”, nowhere explained by its items? Then nothing can be answered but that.

Whoever says so has asked all of the library: each place that says the name must be a bare mention, and no text may have
what could be the items without it. At any doubt the answer is no.
"""

from collections.abc import Sequence

from corpus import Speech
from corpus.language.lexicon import pattern
from corpus.structure.bare_names import may_be_told, may_have_items
from index import Filters, Library
from rag.datamodel import Refusal, RefusalCode
from rag.question.intent.intents import Intent

_MANY = 300  # speeches that say the name, or in which its items could stand: more are not read
_CALLED = pattern("{list_labels:ends}$")


def unlisted(library: Library, intent: Intent, every: Sequence[Speech], filters: Filters | None) -> Refusal | None:
    """Return why a list cannot be told: the library names it and nowhere has its items; None if that is not sure.

    :param every: The speeches that the filters accept.
    """
    name = intent.name
    if name and not name.is_a_name:
        return None
    noun = name.noun if name else intent.phrase[-1]
    noun = _CALLED.sub("", noun) if len(noun) > 3 else noun
    naming = library.holding(intent.written, filters)
    if not naming or len(naming) > _MANY:
        return None
    if not intent.quoted and not library.holding([way for way in intent.written if "“" in way], filters):
        return None  # 三个小组有哪些: a number of things, not surely a name
    for speech in naming:
        lists = library.enumerations(speech.id)
        source = library.source_text(speech.id)
        spans = [span[1:] for way in intent.written for span in library.find(way, Filters(ids=[speech.id]))]
        if any(may_be_told(source, span, noun, intent.number, lists) for span in spans):
            return None
    if _elsewhere(library, noun, intent.number, every):
        return None
    return Refusal(RefusalCode.NOT_LISTED, {"phrase": intent.phrase, "speeches": len(every), "naming": len(naming)})


def _elsewhere(library: Library, noun: str, number: int, every: Sequence[Speech]) -> bool:
    """Say whether any text may have the items without the name."""
    often = [speech for speech, count in library.count(noun) if count >= number] if len(noun) > 1 else list(every)
    return len(often) > _MANY or any(
        may_have_items(library.source_text(speech.id), speech.start, speech.end, noun, number) for speech in often
    )
