"""Which one speech a question means: the one that it names, or else the best hit's."""

from collections.abc import Collection, Sequence

from corpus import Speech, fold
from index import Hit, Library
from rag.question.filters.speech_selection import Selection


def meant(library: Library, selection: Selection, words: Collection[str], hits: Sequence[Hit]) -> Speech | None:
    """Return the one speech that a question names; of several the best hit's, of none named the best hit's.

    :param selection: Which speeches it means.
    :param words: Its content words.
    """
    named = selection.among(library, library.speeches()) if selection else []
    preferred = library.preferences(speech.id for speech in named)
    named = [speech for speech in named if preferred.get(speech.id, speech.id) == speech.id] or named
    named = by_title(words, named)
    if len(named) == 1:
        return named[0]
    ids = {speech.id for speech in named}
    best = [hit.speech for hit in hits if hit.speech.id in ids] if named else [hit.speech for hit in hits[:1]]
    if selection and not named:
        return None  # what it names the library has not
    return best[0] if best else None


def by_title(words: Collection[str], named: Sequence[Speech]) -> list[Speech]:
    """Return those of some speeches that are called by most of the question's words: 工作报告 is no closing speech.

    Whose they are is told of all alike; where one was given its title may not say: 政协……闭幕会上的讲话.
    """
    called = {s.id: fold(f"{s.title}\n{s.occasion or ''}").replace(fold(s.speaker or "\n"), "") for s in named}
    shared = {name: sum(word in text for word in words) for name, text in called.items()}
    most = max(shared.values(), default=0)
    return [speech for speech in named if shared[speech.id] == most]
