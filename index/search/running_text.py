"""All that the speeches of a library say as one running text, in the form exact words are looked for in.

One search of one text is what a phrase costs, however often it is said: thousands of texts searched by themselves cost
ten times as much. It is remembered until the library changes, at two bytes a character.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import Speech
from index.storage import schema

Title = tuple[int, int]
"""Where the title of a speech stands that is not in its body: offsets in the source."""

_SEPARATOR = "\n"  # condensed text has no blanks: nothing is found across it
_READ = (
    "SELECT s.id, s.start, d.folded, t.start, t.end, t.folded FROM speeches s JOIN documents d ON d.id = s.document_id"
    " LEFT JOIN titles t ON t.document_id = d.id"
)


@dataclass(frozen=True, slots=True)
class RunningText:
    """The condensed texts of all speeches one behind the other, each with its title where that stands outside it.

    :param text: Title and body are parted, and speeches, by a line break, which is in none of them.
    :param ids: Of the speeches, in their order.
    :param starts: Offset in `text` of each speech, shape (speeches,), ascending.
    :param titles: By id where the titles stand that are not in their bodies.
    """

    text: str
    ids: tuple[str, ...]
    starts: NDArray[np.int64]
    titles: dict[str, Title]

    def places(self, wanted: Sequence[str]) -> NDArray[np.int64]:
        """Return the offset in `text` of each place that says any of some condensed wordings, ascending.

        Places do not overlap; of two that begin at one place the longer is meant.
        """
        found: list[int] = []
        if len(wanted) == 1:
            word, at = wanted[0], self.text.find(wanted[0]) if wanted[0] else -1
            while at >= 0:
                found.append(at)
                at = self.text.find(word, at + len(word))
        else:
            ordered = sorted({word for word in wanted if word}, key=lambda word: (-len(word), word))
            if ordered:
                found = [match.start() for match in re.finditer("|".join(map(re.escape, ordered)), self.text)]
        return np.array(found, np.int64)

    def owners(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each offset in `text` the index of its speech."""
        return np.searchsorted(self.starts, places, "right") - 1


class RunningTexts:
    """The running text of one library's tables, remembered until they change. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[tuple[str, ...], RunningText] | None = None

    def of(self, connection: sqlite3.Connection, speeches: Iterable[Speech], ignoring: str) -> RunningText:
        """Return the running text of some speeches, all of the library, in their order.

        :param connection: In a transaction: all that is read is of one state.
        :param ignoring: Folded characters that are left out, such as quotation marks.
        """
        key = (*(schema.get_meta(connection, name) or "" for name in ("life", "generation")), ignoring)
        with self._lock:
            if self._known is None or self._known[0] != key:
                self._known = key, _read(connection, [speech.id for speech in speeches], ignoring)
            return self._known[1]


def _read(connection: sqlite3.Connection, ids: Sequence[str], ignoring: str) -> RunningText:
    pieces: dict[str, str] = {}
    titles: dict[str, Title] = {}
    for speech_id, start, folded, first, last, title in connection.execute(_READ):
        if title is None:
            pieces[speech_id] = f"{folded}{_SEPARATOR}"
            continue
        titles[speech_id] = first, last
        both = (title, folded) if first < start else (folded, title)
        pieces[speech_id] = f"{both[0]}{_SEPARATOR}{both[1]}{_SEPARATOR}"
    known = tuple(speech_id for speech_id in ids if speech_id in pieces)
    bare = {speech_id: _without(pieces[speech_id], ignoring) for speech_id in known}
    lengths = np.fromiter((len(bare[speech_id]) for speech_id in known), np.int64, len(known))
    return RunningText("".join(bare[one] for one in known), known, np.cumsum(lengths) - lengths, titles)


def _without(text: str, ignoring: str) -> str:
    for char in ignoring:
        text = text.replace(char, "")
    return text
