"""Metadata that a person gave beside the text: the columns of a table, the rows of a side file `metadata.csv`.

It travels in `Document.meta` under names that begin with `OVERRIDE`, and wins over everything that the text states.
"""

import re
from collections.abc import Iterable, Mapping

from corpus.datamodel import OVERRIDE
from corpus.errors import SettingsError
from corpus.language.lexicon import table, words

SIDE_FILE = "metadata.csv"

Pairs = tuple[tuple[str, str], ...]

_NAMES = table("columns").tags  # a field each
_FILE = re.compile(r"[/\\]|\.[a-z]{2,5}\Z", re.IGNORECASE)
_FIELD_OF = {name: field for field in _NAMES for name in words("columns", field)}


def named_columns(texts: Iterable[str]) -> dict[str, str]:
    """Return {field: column} of texts such as `text=稿件`.

    :raises SettingsError: If one names no field or no column.
    """
    found: dict[str, str] = {}
    for text in texts:
        field, _, name = text.partition("=")
        if field not in _NAMES or field == "path" or not name:
            fields = ", ".join(field for field in _NAMES if field != "path")
            raise SettingsError(
                "no such column: {text!r}; write FIELD=COLUMN with one of {fields}",
                code="column_unknown",
                text=text,
                fields=fields,
            )
        found[field] = name
    return found


def map_columns(names: list[str], columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return {field: the column that holds it}: `text`, `path` and the fields of a Speech.

    :param names: The table's columns; the first that names a field is taken.
    :param columns: {field: column} for what goes by another name.
    """
    found = {field: name for field, name in (columns or {}).items() if name in names}
    for name in names:
        field = _FIELD_OF.get(name.strip().strip("\ufeff").lower())
        if field and name not in found.values():
            found.setdefault(field, name)
    return found


def given_pairs(row: Mapping[str, str], columns: Mapping[str, str]) -> Pairs:
    """Return the metadata in a row as pairs for `Document.meta`; empty cells say nothing."""
    values = ((field, row.get(name, "").strip()) for field, name in sorted(columns.items()))
    return tuple(
        (OVERRIDE + field, value)
        for field, value in values
        # exports of other programs name the file that a text came from its source: nobody who put it out
        if value and field not in ("text", "path") and not (field == "publisher" and _FILE.search(value))
    )
