"""Which one text a question names, however loosely: 江西今年的报告, 2015年总理报告, 竹农大会上的讲话.

A filter must not hide what may answer, and keeps whatever states no place or date (`rag.question.filters.self_query`).
Who asks how a text is built means one; here a text has to state what the question says of it.
"""

from dataclasses import replace

from corpus import Speech
from index import Filters, Library
from rag.datamodel import Implied
from rag.question.filters.conditions import is_a
from rag.question.filters.metadata_index import header
from rag.question.filters.speech_selection import Selection


def named_text(library: Library, selection: Selection, filters: Filters | None = None) -> tuple[Speech, Implied] | None:
    """Return the one text that a question names, and by what; None if it names none, or may mean several.

    :param selection: What the question says of it.
    """
    selection = replace(selection, titles=selection.called)
    found = [s for s in library.speeches(filters) if selection.accepts(s)] if selection else []
    such = [speech for speech in found if any(is_a(noun, header(speech)) for noun in selection.nouns)]
    found = such or (found if selection.called else [])  # a speaker alone is no text: what he said may stand elsewhere
    preferred = library.preferences(speech.id for speech in found)
    found = [speech for speech in found if preferred.get(speech.id, speech.id) == speech.id] or found
    if len(found) != 1:
        return None
    said = (*selection.speakers, *selection.places, *selection.dates, *selection.titles, selection.short)
    return found[0], Implied("title", found[0].title, "、".join(filter(None, said)), 1)
