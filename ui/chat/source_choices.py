"""What a reader may choose from: people, places, kinds, documents, folders and tags of a library, as it is now.

Traditional and Simplified spellings are one value. What is no name of a person or place, as a scraped page leaves in
such a field, is not offered; it stands in the document's own details still.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus import Speech, fold, simplify
from corpus.language.names.persons import is_name
from corpus.language.names.places import find_place, find_zone
from corpus.metadata.fields import KINDS
from ui.rendering.invisible_characters import told

MOST = 2_000  # of one list: more make the page slow
_LONGEST = 15  # characters of a name
_ODD = re.compile(r"[\d\s，。、；：！？,;:!?“”‘’《》（）()【】\[\]<>/\\|*＊#@=+]")
_OFTEN = 2  # speeches that state a value, for it to be no slip

Choice = tuple[str, str]
"""What is shown, and the value."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists, each as (shown, value), in order of their sounds; documents the newest first."""

    speakers: list[Choice]
    places: list[Choice]
    kinds: list[Choice]
    documents: list[Choice]
    folders: list[Choice]
    tags: list[Choice]

    def all(self) -> list[list[Choice]]:
        """Return them in the order of the fields."""
        return [self.speakers, self.places, self.kinds, self.documents, self.folders, self.tags]


def choices(speeches: Sequence[Speech], tags: Mapping[str, Sequence[str]]) -> Choices:
    """Return what some speeches can be chosen by.

    :param tags: What each is filed under, by its id.
    """
    kinds = {speech.kind for speech in speeches}
    newest = sorted(speeches, key=lambda speech: (speech.date or "", speech.title), reverse=True)
    return Choices(
        _ranked((speech.speaker for speech in speeches), _person),
        _ranked((speech.place for speech in speeches), _place),
        [(kind, kind) for kind in KINDS if kind in kinds],
        [(document(speech), speech.id) for speech in newest[:MOST]],
        folders(speeches),
        _ranked((tag for speech in speeches for tag in tags.get(speech.id, ())), lambda value, count: True),
    )


def document(speech: Speech) -> str:
    """Return how a document is called where one is chosen."""
    day = f"（{speech.date}）" if speech.date else ""
    return told(f"{speech.title}{day}")


def folders(speeches: Sequence[Speech]) -> list[Choice]:
    """Return the folders and archives below the one that holds all; the value is what `Filters.folders` takes.

    >>> folders([Speech("1", "/a/in/2023/x.txt", "甲"), Speech("2", "/a/in/2024/y.zip!/z.txt", "乙")])
    [('2023', 'in/2023'), ('2024', 'in/2024'), ('2024/y.zip', 'in/2024/y.zip')]
    """
    every = [_parts(speech.path)[:-1] for speech in speeches]
    if not every:
        return []
    shortest, longest = min(every), max(every)
    depth = next((i for i, part in enumerate(shortest) if longest[i : i + 1] != [part]), len(shortest))
    above = shortest[max(0, depth - 1) : depth]  # one part more, or 2023 would be found in the path of all
    found = {tuple(parts[depth:end]) for parts in every for end in range(depth + 1, len(parts) + 1)}
    return [(told("/".join(parts)), "/".join([*above, *parts])) for parts in sorted(found)[:MOST]]


def _parts(path: str) -> list[str]:
    return [part for part in path.replace("!/", "/").replace("\\", "/").split("/") if part]


def _ranked(values: Iterable[str | None], offered: Callable[[str, int], bool]) -> list[Choice]:
    counts: dict[str, Counter[str]] = {}
    for value in values:
        if value:
            counts.setdefault(fold(value), Counter())[value] += 1
    kept = [spellings for spellings in counts.values() if offered(max(spellings), spellings.total())]
    kept.sort(key=lambda spellings: (-spellings.total(), max(spellings)))  # the rare ones are left out
    found = [(told(simplify(name)), name) for s in kept[:MOST] for name in [s.most_common(1)[0][0]]]
    return sorted(found, key=lambda choice: by_sound(choice[0]))


def by_sound(text: str) -> bytes:
    """Return what puts names in the order of their sounds (pinyin), digits and Latin before them.

    The national character set has its 3,755 frequent characters in that order; behind them are the others, by radical.
    """
    return text.encode("gb18030", "replace")


def _person(value: str, count: int) -> bool:
    return _plain(value) and (is_name(fold(value)) or count >= _OFTEN)


def _place(value: str, count: int) -> bool:
    folded = fold(value)
    return _plain(value) and bool(find_place(folded) or find_zone(folded) or count >= _OFTEN)


def _plain(value: str) -> bool:
    return 2 <= len(value) <= _LONGEST and not _ODD.search(value)
