"""What people file speeches under: batches, topics. A tag belongs to a speech's id, as a correction does.

It outlives updates, another parsing and the removal of the speech. Its table is made when the first tag is set: a
library without it is none of another format, and an older program passes it over.
"""

import json
import re
import sqlite3
from collections.abc import Collection, Iterable

from corpus import InputError
from corpus.language.normalization import fold

LONGEST = 40  # characters of a tag
MOST = 50  # tags of a speech

_TABLE = """
CREATE TABLE IF NOT EXISTS tags (
    speech_id TEXT NOT NULL, folded TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (speech_id, folded)) WITHOUT ROWID
"""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff,，、;；]")


def checked(tags: Iterable[str]) -> list[str]:
    """Return tags as they are kept, each once.

    :raises InputError: If one is empty, too long or holds characters that no tag may have.
    """
    found: dict[str, str] = {}
    for given in tags:
        tag = " ".join(given.split())
        if not tag or len(tag) > LONGEST or _CONTROL.search(tag):
            raise InputError(
                "{tag!r} is no tag: write 1 to {limit} characters without commas", code="no_tag", tag=tag, limit=LONGEST
            )
        found.setdefault(_key(tag), tag)
    return list(found.values())


def of_all(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return the tags of each speech that has any, whether it is there or was removed."""
    found: dict[str, list[str]] = {}
    if _is_there(connection):
        for speech_id, tag in connection.execute("SELECT speech_id, tag FROM tags ORDER BY speech_id, tag"):
            found.setdefault(speech_id, []).append(tag)
    return {speech_id: tuple(tags) for speech_id, tags in found.items()}


def tagged(connection: sqlite3.Connection, tags: Iterable[str]) -> set[str]:
    """Return the ids of the speeches that have any of some tags, Traditional or Simplified, wide or narrow."""
    if not _is_there(connection):
        return set()
    wanted = json.dumps([_key(tag) for tag in tags])
    query = "SELECT speech_id FROM tags WHERE folded IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(query, (wanted,))}


def change(
    connection: sqlite3.Connection, speech_ids: Collection[str], add: Collection[str], remove: Collection[str]
) -> None:
    """Give speeches tags and take tags from them.

    :param add: As `checked` gives them; so `remove`.
    :raises InputError: If one would have too many.
    """
    _prepare(connection)
    for speech_id in speech_ids:
        connection.executemany(
            "DELETE FROM tags WHERE speech_id = ? AND folded = ?", [(speech_id, _key(tag)) for tag in remove]
        )
        connection.executemany(
            "INSERT INTO tags VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [(speech_id, _key(tag), tag) for tag in add]
        )
        (count,) = connection.execute("SELECT count(*) FROM tags WHERE speech_id = ?", (speech_id,)).fetchone()
        if count > MOST:
            raise InputError("more than {limit} tags of one speech", code="too_many_tags", limit=MOST)


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the table; one with its key's columns apart is made anew: `integrity_check` of SQLite 3.40 misreads it."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(tags)")]
    if columns and columns != ["speech_id", "folded", "tag"]:
        rows = connection.execute("SELECT speech_id, folded, tag FROM tags").fetchall()
        connection.execute("DROP TABLE tags")
        connection.execute(_TABLE)
        connection.executemany("INSERT INTO tags VALUES (?, ?, ?)", rows)
    connection.execute(_TABLE)


def _key(tag: str) -> str:
    return "".join(fold(tag).split()).lower()


def _is_there(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tags'"
    return connection.execute(query).fetchone() is not None
