"""Corrects a speech by hand: its document is parsed again and written as corrected, in one transaction.

What is corrected is its metadata, or which of its lines are the text.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence

from corpus import BusyError, InputError, Speech, fold, parse
from index.catalog import Catalog
from index.maintenance.reparse import known_vectors
from index.storage import corrections, line_rows, schema

_State = tuple[dict[str, str], frozenset[str]]
"""(corrected fields, lines that were put back)."""


def correct(catalog: Catalog, speech_id: str, fields: Mapping[str, str | None], forget: Sequence[str] = ()) -> Speech:
    """Correct fields of a speech and forget earlier corrections.

    Chunks keep their vectors unless what is embedded with them changed; those get theirs with the next `add`.

    :raises InputError: If a field or its value cannot be one.
    :raises NotFoundError: If there is no such speech.
    :raises ReadError: If its document can no longer be parsed.
    :raises BusyError: If its file is changed again and again meanwhile.
    """
    values = corrections.checked(fields)
    corrections.check_names(forget)

    def change(state: _State) -> _State:
        kept = {name: value for name, value in state[0].items() if name not in forget}
        return {**kept, **values}, state[1]

    def write(connection: sqlite3.Connection, _state: _State) -> None:
        corrections.forget(connection, speech_id, forget)
        corrections.write(connection, speech_id, values)

    return _rewrite(catalog, speech_id, change, write)


def put_back(catalog: Catalog, speech_id: str, starts: Collection[int] | None = None) -> Speech:
    """Make lines of a speech that were set aside part of its text; they stay so when it is parsed again.

    :param starts: Where those lines start; None for all that are set aside now, nothing for undoing all of it.
    :raises InputError: If no line that is set aside starts there.
    :raises NotFoundError: If there is no such speech.
    :raises BusyError: If its file is changed again and again meanwhile.
    """
    return keep_lines(catalog, speech_id, lines_after(catalog, speech_id, starts))


def lines_after(
    catalog: Catalog, speech_id: str, starts: Collection[int] | None
) -> Callable[[frozenset[str]], frozenset[str]]:
    """Return what makes the lines that are put back, of those that were: parameters and errors as of `put_back`."""
    with catalog.reading() as connection:
        aside = line_rows.set_aside_of(connection, speech_id)
    text = catalog.source_text(speech_id)
    by_start = {one.start: fold(text[one.start : one.end]) for one in aside}
    if unknown := sorted(set(starts or ()) - by_start.keys()):
        raise InputError(
            "no line that is set aside starts at {start}; see them with: yinzheng show {id} --aside",
            code="no_line_set_aside",
            start=unknown[0],
            id=speech_id,
        )
    lines = frozenset(by_start[start] for start in (by_start if starts is None else starts))
    return lambda before: (before | lines) if lines or starts is None else frozenset()


def keep_lines(catalog: Catalog, speech_id: str, after: Callable[[frozenset[str]], frozenset[str]]) -> Speech:
    """Put folded lines back into a speech.

    :param after: Makes them of those that were put back before.
    """

    def change(state: _State) -> _State:
        return state[0], after(state[1])

    def write(connection: sqlite3.Connection, state: _State) -> None:
        line_rows.write_put_back(connection, speech_id, state[1])

    return _rewrite(catalog, speech_id, change, write)


def _rewrite(
    catalog: Catalog,
    speech_id: str,
    change: Callable[[_State], _State],
    write: Callable[[sqlite3.Connection, _State], None],
) -> Speech:
    for _ in range(10):
        speech = catalog.speech(speech_id)
        document = catalog.document(speech.id)
        if document is None:
            continue
        with catalog.reading() as connection:
            known = _state(connection, speech.id)
        fields, lines = change(known)
        parsed = corrections.apply(parse(document, speech_id=speech.id, keep=lines), fields)
        vectors = known_vectors(catalog, speech, parsed)
        with catalog.changing() as connection:
            outcome, met, row_id = schema.fate(connection, document.path, document.sha256)
            if (outcome, met) != ("unchanged", speech.id) or row_id is None or _state(connection, speech.id) != known:
                connection.execute("ROLLBACK")
                continue
            write(connection, (fields, lines))
            return schema.insert_again(connection, row_id, document, parsed, vectors)
    raise BusyError("{speech!r} is being changed by another process; try again", code="speech_busy", speech=speech_id)


def _state(connection: sqlite3.Connection, speech_id: str) -> _State:
    return corrections.of_speech(connection, speech_id), line_rows.put_back_of(connection, speech_id)


def corrections_of(catalog: Catalog, speech_id: str) -> dict[str, str]:
    """Return what was corrected of the speech with this whole id, by field; "" for what is known to be unknown."""
    with catalog.reading() as connection:
        return corrections.of_speech(connection, speech_id)
