"""Tables as files: comma- or tab-separated values and JSON lines. Knows nothing of files.

As a rule one document a row: a column holds the text, others say of what. A table of short values, where no column is
a text, is one document, each row a line.
"""

import csv
import io
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import Message, UnreadableError
from corpus.readers.encoding import decode
from corpus.readers.sidecar import Pairs, given_pairs, map_columns
from corpus.readers.tabular.grid import Cell, plain_rows, table_lines

SUFFIXES = (".csv", ".jsonl", ".ndjson", ".tsv")

_PROSE = 100  # characters of a cell on average, from which on a column is a text and not a value
_MAX_ROWS = 50_000  # of a table that is one document
_TITLE_ROWS = 5  # above the header, at most

# csv refuses cells over 128 KiB unless told otherwise; a report is longer. Files are limited before they come here
csv.field_size_limit(2**30)


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a table.

    :param number: Of the row, from 1; a header does not count, blank rows do.
    :param text: The cell that holds the text, as it is.
    :param given: What its other columns say, for `Document.meta`.
    :param error: Why it cannot be read, else None.
    """

    number: int
    text: str
    given: Pairs = ()
    error: Message | None = None


def iter_rows(data: bytes, suffix: str, columns: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Yield the rows of a table that are not blank.

    :param columns: {field: column} for columns that go by another name than those known, such as `{"text": "稿件"}`.
    :raises UnreadableError: If no column holds the text, or the bytes are no text.
    """
    text, _, _ = decode(data)
    records = _json_records(text) if suffix in (".jsonl", ".ndjson") else _csv_records(text)
    mapping: dict[str, str] = {}
    for number, record in records:
        if isinstance(record, Message):
            yield Row(number, "", error=record)
            continue
        if "text" not in mapping:  # JSON lines need not all have the same keys
            mapping = map_columns(list(record), columns)
        if "text" not in mapping:
            raise NoTextError(list(record))
        if any(value.strip() for value in record.values()):
            body = record.get(mapping["text"], "")
            error = None if body.strip() else Message("its text is empty", code="row_empty")
            yield Row(number, body, given_pairs(record, mapping), error)


def read_table(data: bytes, suffix: str) -> tuple[str, str]:
    """Return a table without a text column as lines, one a row with the names of its columns, and its encoding.

    :raises NoTextError: If one of its columns seems to be the text, so that each row is a document.
    """
    text, encoding, _ = decode(data)
    rows: list[list[Cell]]
    if suffix in (".jsonl", ".ndjson"):
        records = [record for _, record in _json_records(text) if isinstance(record, dict)]
        names = list(dict.fromkeys(name for record in records for name in record))
        values = [[record.get(name, "") for name in names] for record in records]
        rows = [[Cell(name, header=True) for name in names], *plain_rows(values)]
    else:
        cells = [row for row in _csv_rows(text) if any(cell.strip() for cell in row)]
        at = _header_row(cells)
        names, values = cells[at] if cells else [], cells[at + 1 :]
        rows = plain_rows(cells)
    for column, name in enumerate(names):
        column_values = [row[column] for row in values if column < len(row) and row[column].strip()]
        if len(values) > _MAX_ROWS or sum(map(len, column_values)) > _PROSE * max(1, len(column_values)):
            raise NoTextError(names, name)
    return "\n".join(table_lines(rows)), encoding


class NoTextError(UnreadableError):
    """No column of a table is known to hold the text. The message says how to name it.

    :param likely: The column that seems to be the text.
    """

    def __init__(self, names: list[str], likely: str | None = None) -> None:
        shown = ", ".join(repr(name[:20]) for name in names[:12])
        example = likely or next((name for name in names if name.strip()), "")
        super().__init__(
            "no column holds the text; name it text or 正文; its columns are {columns}; "
            "or say which it is: --column text={example}",
            code="table_no_text_column",
            columns=shown,
            example=example[:20],
        )


def read_side_file(data: bytes) -> dict[str, Pairs]:
    """Return {path as the side file names it, with forward slashes: what it says of that file}.

    :raises UnreadableError: If no column holds the path.
    """
    text, _, _ = decode(data)
    found: dict[str, Pairs] = {}
    for _, record in _csv_records(text):
        columns = map_columns(list(record))
        if "path" not in columns:
            raise UnreadableError("no column names the files; name it path or 文件名", code="side_file_no_path_column")
        if path := record[columns["path"]].strip():
            found[path.replace("\\", "/").removeprefix("./")] = given_pairs(record, columns)
    return found


def _csv_rows(text: str) -> Iterator[list[str]]:
    head = "\n".join(text.split("\n", _TITLE_ROWS)[:_TITLE_ROWS])
    delimiter = max(",\t;|", key=head.count)  # the first of equals: a comma
    try:
        yield from csv.reader(io.StringIO(text.replace("\0", " "), newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableError("a damaged table: {reason}", code="table_damaged", reason=str(error)) from None


def _header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return which row names the columns: the first, or that behind rows of a single cell, which are a title."""
    for number, row in enumerate(rows):
        if sum(1 for cell in row if cell.strip()) > 1:
            return number
    return 0


def _csv_records(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    rows = _csv_rows(text)
    first = list(itertools.islice(rows, _TITLE_ROWS + 1))
    at = _header_row(first)
    names = [cell.strip() for cell in first[at]] if first else []
    for number, cells in enumerate(itertools.chain(first[at + 1 :], rows), 1):
        yield number, dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=False))


def _json_records(text: str) -> Iterator[tuple[int, dict[str, str] | Message]]:
    # not splitlines: JSON strings may hold U+2028 as it is
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Message("not JSON; one object a line is expected", code="row_not_json")
            continue
        if not isinstance(record, dict):
            yield number, Message("not a JSON object", code="row_not_object")
            continue
        yield number, _flat(record)


def _flat(record: dict[str, object]) -> dict[str, str]:
    """Return a JSON object as texts; what a nested object says stands beside what the outer one does not say itself."""
    flat = {key: value if isinstance(value, str) else _plain(value) for key, value in record.items()}
    for value in record.values():
        if isinstance(value, dict):
            for key, inner in value.items():
                flat.setdefault(key, inner if isinstance(inner, str) else _plain(inner))
    return {key: value for key, value in flat.items() if not isinstance(record.get(key), dict)}


def _plain(value: object) -> str:
    if value is None or isinstance(value, (dict, bool)):
        return ""
    if isinstance(value, list):  # paragraphs
        return "\n".join(item for item in value if isinstance(item, str))
    return str(value)
