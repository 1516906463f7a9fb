"""What stands around a chunk, and how much a term tells: what a ranking needs beyond the chunk's own words."""

import functools
import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.language.periods import year_of_report
from index.analysis.analyzer import terms


@dataclass(frozen=True, slots=True)
class Context:
    """A chunk and its surroundings in the same speech.

    :param text: Its own.
    :param near: Those of the chunks right before and behind it, and of its headings.
    :param wide: Those of the chunks up to `reach` away.
    :param about: Title, speaker, role, place, occasion and date of its speech.
    :param date: Of its speech, as `Speech.told`.
    """

    text: str
    near: tuple[str, ...]
    wide: tuple[str, ...]
    about: str
    date: str | None = None


def contexts(connection: sqlite3.Connection, ids: Sequence[int], reach: int = 3) -> dict[int, Context]:
    """Return the context of each chunk by its id; chunks that are gone are left out.

    :param reach: How many chunks away is still around.
    """
    rows = connection.execute(
        "SELECT c.id, c.ordinal, c.heading_path, n.ordinal, n.text, c.speech_id FROM chunks c JOIN chunks n"
        " ON n.speech_id = c.speech_id AND n.ordinal BETWEEN c.ordinal - ?2 AND c.ordinal + ?2"
        " WHERE c.id IN (SELECT value FROM json_each(?1)) ORDER BY c.id, n.ordinal",
        (json.dumps(list(ids)), reach),
    ).fetchall()
    speeches = sorted({row[5] for row in rows})
    about = {
        speech: (words, date or year_of_report(title))
        for speech, words, date, title in connection.execute(
            "SELECT id, title || ' ' || coalesce(speaker, '') || ' ' || coalesce(role, '') || ' ' ||"
            " coalesce(place, '') || ' ' || coalesce(occasion, '') || ' ' || coalesce(date, ''), date, title"
            " FROM speeches WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(speeches),),
        )
    }
    own: dict[int, str] = {}
    near: dict[int, list[str]] = {}
    wide: dict[int, list[str]] = {}
    speech_of: dict[int, str] = {}
    for chunk, ordinal, headings, other, text, speech in rows:
        if chunk not in speech_of:
            speech_of[chunk], near[chunk], wide[chunk] = speech, list(json.loads(headings)), []
        if other == ordinal:
            own[chunk] = text
        elif abs(other - ordinal) == 1:
            near[chunk].append(text)
        else:
            wide[chunk].append(text)
    return {
        chunk: Context(own[chunk], tuple(near[chunk]), tuple(wide[chunk]), *about.get(speech, ("", None)))
        for chunk, speech in speech_of.items()
    }


def term_weights(connection: sqlite3.Connection, wanted: Iterable[str]) -> dict[str, float]:
    """Return the inverse document frequency of each term that the library has: how much it tells; above 0.

    As FTS5's bm25 has it, ln((N - n + 0.5) / (n + 0.5)) of N chunks, n with the term.
    """
    chunks = connection.execute("SELECT count(*) FROM chunks").fetchone()[0]
    weights = {}
    for term in wanted:  # one by one: with IN, fts5vocab reads the whole vocabulary
        row = connection.execute("SELECT doc FROM term_counts WHERE term = ?", (term,)).fetchone()
        if row is not None:
            weights[term] = max(math.log((chunks - row[0] + 0.5) / (row[0] + 0.5)), 1e-6)
    return weights


@functools.lru_cache(maxsize=1 << 15)
def term_set(text: str) -> frozenset[str]:
    """Return the distinct terms of a text; remembered, as one chunk is a candidate of many questions."""
    return frozenset(terms(text))
