"""Measures that a name is a part of: 竹纸产值 of 竹纸全产业链产值. They are two, and neither stands for the other.

Where the library has no measure by the very name, those are named, each by its own.
"""

import re
from collections.abc import Sequence

from corpus import fold
from corpus.language.figures.vocabulary import canonical
from index import Library
from rag.desk.figures import store
from rag.desk.figures.datamodel import FigureRecord

SHORTEST = 4
"""Characters of a name that is looked for: 产值 is contained in too many."""
_END = 2  # characters that both have at either end
_MOST = 6
_READ = 60  # speeches
_BEFORE = 60  # characters before a figure in which what it is of is named


def related(library: Library, wording: str) -> tuple[str, ...]:
    """Return the measures of a library that a name is a part of, those with most figures first."""
    name = canonical(wording)
    if len(name) < SHORTEST:
        return ()
    counts = store.measured(library)
    near = [key for key in counts if within(name, key)]
    return tuple(sorted(near, key=lambda key: (-counts[key], len(key), key))[:_MOST])


def named_alone(library: Library, wording: str, kin: Sequence[str]) -> bool:
    """Say whether some speech has a name otherwise than as a part of those that it is a part of."""
    speeches = library.holding([wording])
    if len(speeches) > _READ:
        return True
    texts = (fold(library.source_text(speech.id)) for speech in speeches)
    longer = re.compile("|".join(map(re.escape, sorted(map(fold, kin), key=len, reverse=True))))
    return any(fold(wording) in longer.sub("", text) for text in texts)


def without_subject(library: Library, name: str) -> tuple[str, ...]:
    """Return the measures of a library whose names lack words of a name that stand before their figures in the text."""
    near = ((key, added(key, name)) for key in store.measured(library) if within(key, name))
    return tuple(
        key for key, subject in near if any(told_of(library, one, subject) for one in store.records(library, [key]))
    )


def told_of(library: Library, figure: FigureRecord, subject: str) -> bool:
    """Say whether the words before a figure name a subject: 竹纸企业1127家，其中规模以上企业86家."""
    before = library.source_text(figure.speech_id)[max(0, figure.start - _BEFORE) : figure.start]
    return fold(subject) in fold(before)


def added(short: str, long: str) -> str:
    """Return the words that were put before a name or into it to make another; nothing if it was not made so.

    >>> added("规模以上企业", "规模以上竹纸企业")
    '竹纸'
    """
    size = len(long) - len(short)
    cuts = [0, *range(_END, len(short) - _END + 1)]
    return next((long[at : at + size] for at in cuts if long[:at] + long[at + size :] == short), "")


def within(short: str, long: str) -> bool:
    """Say whether one name is the other with words put before it or into it.

    >>> within("竹纸产值", "竹纸全产业链产值"), within("竹纸产值", "竹纸产值占比")
    (True, False)
    """
    if len(short) >= len(long) or len(short) < SHORTEST or long[-_END:] != short[-_END:]:
        return False
    return bool(added(short, long))
