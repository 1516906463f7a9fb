"""Metadata that a person corrected by hand: durable, and over whatever the text or a side file says.

A correction belongs to a speech's id and is applied whenever the speech is written: when its file changes, when it is
parsed again, when it is removed and the same document comes back. An empty value says that the field is known to be
unknown. What was read from the text comes back with `forget`.
"""

import datetime
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol

from corpus import Fact, InputError, ParsedSpeech
from corpus.language.dates import find_date
from corpus.language.normalization import fold
from corpus.metadata.fields import CERTAIN, FIELDS, KINDS, NOWHERE


class Store(Protocol):
    """The part of the catalog that is needed here."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Lend a connection with one state of the data."""
        ...


TABLE = """
CREATE TABLE corrections (
    speech_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, corrected_at TEXT NOT NULL,
    PRIMARY KEY (speech_id, name)) WITHOUT ROWID
"""
LONGEST = 300  # characters of a title; of any other field a third

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def checked(fields: Mapping[str, str | None]) -> dict[str, str]:
    """Return corrections as they are kept: blanks collapsed, a date as `YYYY[-MM[-DD]]`, "" for what is unknown.

    :raises InputError: If a field is not one of a speech, or its value cannot be one; the message names both.
    """
    check_names(fields)
    return {name: _value(name, value) for name, value in fields.items()}


def check_names(names: Iterable[str]) -> None:
    """Raise InputError if one of the names is not a field of a speech."""
    for name in names:
        if name not in FIELDS:
            raise InputError("no field {name!r}; a speech has {fields}", code="no_field", name=name, fields=FIELDS)


def _value(name: str, value: str | None) -> str:
    text = " ".join((value or "").split())
    if _CONTROL.search(text):
        raise InputError(
            "{name} holds control characters: {value!r}; type it again",
            code="control_characters",
            name=name,
            value=text,
        )
    longest = LONGEST if name == "title" else LONGEST // 3
    if len(text) > longest:
        raise InputError(
            "{name} has {length} characters; write at most {limit}",
            code="field_too_long",
            name=name,
            length=len(text),
            limit=longest,
        )
    if not text:
        if name == "title":
            raise InputError("title is empty; a speech needs one", code="title_empty")
        return ""
    if name == "date":
        return _date(text)
    if name == "kind" and text not in KINDS:
        raise InputError("no kind {value!r}; write one of {kinds}", code="no_kind", value=text, kinds="、".join(KINDS))
    return text


def _date(text: str) -> str:
    if re.fullmatch(r"\d{4}", fold(text)):
        text = f"{text}年"
    found = find_date(fold(text))
    if found is None or found[2] - found[1] != len(fold(text)):
        raise InputError(
            "{name} is not a date: {value!r}; write 2024, 2024-05 or 2024-05-31",
            code="not_a_date",
            name="date",
            value=text,
        )
    return found[0]


def write(connection: sqlite3.Connection, speech_id: str, fields: Mapping[str, str]) -> None:
    """Keep checked corrections; those of other fields stay."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    connection.executemany(
        "INSERT INTO corrections VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " value = excluded.value, corrected_at = excluded.corrected_at",
        [(speech_id, name, value, now) for name, value in fields.items()],
    )


def forget(connection: sqlite3.Connection, speech_id: str, names: Sequence[str]) -> None:
    """Drop the corrections of these fields."""
    connection.executemany(
        "DELETE FROM corrections WHERE speech_id = ? AND name = ?", [(speech_id, name) for name in names]
    )


def of_speech(connection: sqlite3.Connection, speech_id: str) -> dict[str, str]:
    """Return a speech's corrections by field; "" where it is known to be unknown."""
    rows = connection.execute("SELECT name, value FROM corrections WHERE speech_id = ?", (speech_id,))
    return {str(name): str(value) for name, value in rows}


def corrected(store: Store, parsed: ParsedSpeech) -> ParsedSpeech:
    """Return what was parsed as the library will have it."""
    with store.reading() as connection:
        return apply(parsed, of_speech(connection, parsed.speech.id))


def apply(parsed: ParsedSpeech, fields: Mapping[str, str]) -> ParsedSpeech:
    """Return what was parsed with the corrections in the place of what was read; facts say so with certainty."""
    if not fields:
        return parsed
    values: dict[str, Any] = {name: value or None for name, value in fields.items()}
    kept = [fact for fact in parsed.facts if fact.name not in fields]
    kept += [Fact(name, value, *NOWHERE, CERTAIN) for name, value in fields.items() if value]
    order = {name: place for place, name in enumerate(FIELDS)}
    facts = tuple(sorted(kept, key=lambda fact: order.get(fact.name, len(order))))
    return replace(parsed, speech=replace(parsed.speech, **values), facts=facts)
