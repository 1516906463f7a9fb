"""Chunks by their terms, and places by their exact words. Knows nothing of vectors or of writing."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence

from corpus import Speech, fold
from corpus.language.cleaning import HAN
from index.analysis.phrases import condense, find_phrase
from index.filters import Filters
from index.storage import schema

_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
_NUMBER = re.compile(r"\d+")
# of the FTS columns text, heading, title, about
_WEIGHTS = (1.0, 0.5, 0.5, 0.5)


def search_terms(
    connection: sqlite3.Connection, terms: Sequence[str], k: int, accepted: Sequence[str] | None = None
) -> list[tuple[int, float]]:
    """Return up to k (chunk id, BM25 score), higher is better, best first.

    FTS5's bm25 is Okapi's with k1 1.2 and b 0.75: https://www.sqlite.org/fts5.html#the_bm25_function

    :param terms: As `index.analysis.analyzer.query_terms` gives them: quoted, nothing in one is FTS5 syntax.
    :param accepted: Ids of the only speeches to search; None searches all.
    """
    if not terms or k < 1:
        return []
    parameters: list[object] = [" OR ".join(f'"{term}"' for term in terms)]
    condition = ""
    if accepted is not None:
        condition = "AND +rowid IN (SELECT id FROM chunks WHERE speech_id IN (SELECT value FROM json_each(?)))"
        parameters.append(json.dumps(list(accepted)))
    rows = connection.execute(
        f"SELECT rowid, -bm25(chunk_terms, {', '.join(map(str, _WEIGHTS))}) AS score FROM chunk_terms"
        f" WHERE chunk_terms MATCH ? {condition} ORDER BY score DESC, rowid LIMIT ?",
        (*parameters, k),
    )
    return [(int(row[0]), float(row[1])) for row in rows]


def find(connection: sqlite3.Connection, text: str, filters: Filters | None = None) -> list[tuple[Speech, int, int]]:
    """Return (speech, start, end) of every place that says `text`, in order of date; exhaustive.

    Searched is all that stands between a speech's `start` and `end`, and its title where that stands outside them.
    Script, width, case, glosses, blanks and line breaks make no difference. Matches do not overlap.
    """
    wanted = _wanted(text)
    if not wanted:
        return []
    parameters, within = [wanted], ""
    if filters and filters.ids:
        parameters, within = [wanted, json.dumps(filters.ids)], "s.id IN (SELECT value FROM json_each(?2)) AND"
    rows = connection.execute(
        f"SELECT {schema.SPEECH_COLUMNS}, instr(d.folded, ?1), t.start, t.end FROM speeches s"
        " JOIN documents d ON d.id = s.document_id"
        " LEFT JOIN titles t ON t.document_id = d.id AND instr(t.folded, ?1)"
        f" WHERE {within} (instr(d.folded, ?1) OR t.start IS NOT NULL) ORDER BY s.date IS NULL, s.date, d.path",
        parameters,
    ).fetchall()
    found: list[tuple[Speech, int, int]] = []
    for *columns, in_body, start, end in rows:
        speech = Speech(*columns)
        if filters and not filters.accepts(speech):
            continue
        source = schema.source_text(connection, speech.id) or ""
        spans = list(find_phrase(wanted, source, speech.start, speech.end)) if in_body else []
        if start is not None:
            spans += find_phrase(wanted, source, start, end)
        found += [(speech, *span) for span in sorted(spans)]
    return found


def count(connection: sqlite3.Connection, text: str) -> dict[str, int]:
    """Return how often each speech says `text`, by its id, of those that do: what `find` finds, sooner."""
    wanted = _wanted(text)
    if not wanted:
        return {}
    rows = connection.execute(
        "SELECT s.id, (length(d.folded) - length(replace(d.folded, ?1, ''))"
        " + coalesce(length(t.folded) - length(replace(t.folded, ?1, '')), 0)) / ?2"
        " FROM documents d JOIN speeches s ON s.document_id = d.id LEFT JOIN titles t ON t.document_id = d.id"
        " WHERE instr(d.folded, ?1) OR instr(t.folded, ?1)",
        (wanted, len(wanted)),
    )
    return dict(rows.fetchall())


def holding(connection: sqlite3.Connection, texts: Iterable[str], ignoring: str = "") -> frozenset[str]:
    """Return the ids of the speeches in which `find` finds any of some texts: all is read once, however many.

    :param ignoring: Folded characters that are left out of the speeches, such as quotation marks.
    """
    wanted = sorted({condensed for text in texts if (condensed := _wanted(text))})
    if not wanted:
        return frozenset()
    body, title = "d.folded", "t.folded"
    for char in ignoring:
        body, title = (f"replace({text}, char({ord(char)}), '')" for text in (body, title))
    either = " OR ".join(
        # a speech without one of the characters is passed over before anything is left out
        f"({_each(text, 'd.folded')} instr({body}, ?{n})) OR instr({title}, ?{n})"
        for n, text in enumerate(wanted, 1)
    )
    rows = connection.execute(
        "SELECT s.id FROM documents d JOIN speeches s ON s.document_id = d.id"
        f" LEFT JOIN titles t ON t.document_id = d.id WHERE {either}",
        wanted,
    )
    return frozenset(row[0] for row in rows)


def saying(connection: sqlite3.Connection, words: str) -> frozenset[str]:
    """Return the ids of the speeches that say some words; of words longer than two characters perhaps a few more.

    By the index, in milliseconds where `count` reads all text: each pair of characters stands in one chunk or title.
    """
    wanted = saying_terms(words)
    if not wanted:
        return frozenset()
    rows = connection.execute(
        "SELECT DISTINCT speech_id FROM chunks WHERE id IN (SELECT rowid FROM chunk_terms WHERE chunk_terms MATCH ?)",
        ("{text title heading} : (" + " AND ".join(f'"{term}"' for term in wanted) + ")",),
    )
    return frozenset(row[0] for row in rows)


def saying_terms(words: str) -> list[str]:
    """Return the distinct terms that a chunk must have to say some words: pairs of characters, and numbers."""
    folded = fold(words)
    pairs = [run[i : i + 2] for run in _HAN_RUN.findall(folded) for i in range(len(run) - 1)]
    return list(dict.fromkeys(pairs + _NUMBER.findall(folded)))


def _each(wanted: str, column: str) -> str:
    """Return the condition that a column holds each character, as cheap as it can be; each is its code point."""
    return " ".join(f"instr({column}, char({ord(char)})) AND" for char in sorted(set(wanted)))


def _wanted(text: str) -> str:
    wanted = condense(text)[0]
    return "" if any("\ud800" <= char <= "\udfff" for char in wanted) else wanted  # SQLite takes no lone surrogates
