"""How far a library has followed which journal: a value of its own file, written in the transaction of each change."""

import json
import sqlite3

from index.journal.store import Position
from index.storage import schema
from index.storage.schema import FOLLOWS


class OvertakenError(Exception):
    """A change has come in meanwhile, by another thread or process of this machine."""


def read(stored: str) -> tuple[str, Position]:
    """Return the name of the journal, and how far it has been followed.

    :param stored: The library's value of `FOLLOWS`.
    """
    journal, number, stamp = json.loads(stored)
    return journal, Position(number, stamp)


def write(connection: sqlite3.Connection, journal: str, position: Position) -> None:
    """Write how far a library has followed a journal."""
    schema.set_meta(connection, FOLLOWS, json.dumps([journal, position.number, position.stamp]))


def advance(connection: sqlite3.Connection, journal: str, position: Position) -> None:
    """Write that a library has followed a journal by one change more.

    :raises OvertakenError: If it stands elsewhere than before this change.
    """
    if read(schema.get_meta(connection, FOLLOWS) or '["", 0, ""]')[1].number != position.number - 1:
        raise OvertakenError
    write(connection, journal, position)


def require(connection: sqlite3.Connection, position: Position) -> None:
    """Raise OvertakenError if a library does not stand at a position."""
    if read(schema.get_meta(connection, FOLLOWS) or '["", 0, ""]')[1] != position:
        raise OvertakenError
