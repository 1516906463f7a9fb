"""Tables of documents: comma- or tab-separated values and JSON lines, one document a row. Knows nothing of files."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.errors import UnreadableError
from corpus.readers.encoding import decode
from corpus.readers.sidecar import Pairs, given_pairs, map_columns

SUFFIXES = (".csv", ".jsonl", ".ndjson", ".tsv")

# csv refuses cells over 128 KiB unless told otherwise; a report is longer. Files are limited before they come here
csv.field_size_limit(2**30)


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a table.

    :param number: Of the row, from 1; a header does not count, blank rows do.
    :param text: The cell that holds the text, as it is.
    :param given: What its other columns say, for `Document.meta`.
    :param error: Why it cannot be read, else empty.
    """

    number: int
    text: str
    given: Pairs = ()
    error: str = ""


def iter_rows(data: bytes, suffix: str, columns: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Yield the rows of a table that are not blank.

    :param columns: {field: column} for columns that go by another name than those known, such as `{"text": "稿件"}`.
    :raises UnreadableError: If no column holds the text, or the bytes are no text.
    """
    text, _, _ = decode(data)
    records = _json_records(text) if suffix in (".jsonl", ".ndjson") else _csv_records(text)
    mapping: dict[str, str] = {}
    for number, record in records:
        if isinstance(record, str):
            yield Row(number, "", error=record)
            continue
        if "text" not in mapping:  # JSON lines need not all have the same keys
            mapping = map_columns(list(record), columns)
        if "text" not in mapping:
            names = ", ".join(repr(name[:20]) for name in list(record)[:12])
            raise UnreadableError(f"no column holds the text; name it text or 正文; its columns are {names}")
        if any(value.strip() for value in record.values()):
            body = record.get(mapping["text"], "")
            error = "" if body.strip() else "its text is empty"
            yield Row(number, body, given_pairs(record, mapping), error)


def read_side_file(data: bytes) -> dict[str, Pairs]:
    """Return {path as the side file names it, with forward slashes: what it says of that file}.

    :raises UnreadableError: If no column holds the path.
    """
    text, _, _ = decode(data)
    found: dict[str, Pairs] = {}
    for _, record in _csv_records(text):
        columns = map_columns(list(record))
        if "path" not in columns:
            raise UnreadableError("no column names the files; name it path or 文件名")
        if path := record[columns["path"]].strip():
            found[path.replace("\\", "/").removeprefix("./")] = given_pairs(record, columns)
    return found


def _csv_records(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;|", key=head.count)  # the first of equals: a comma
    rows = csv.reader(io.StringIO(text.replace("\0", " "), newline=""), delimiter=delimiter)
    names: list[str] = []
    try:
        for number, cells in enumerate(rows):
            if not names:
                names = [cell.strip() for cell in cells]
                continue
            yield number, dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=False))
    except csv.Error as error:
        raise UnreadableError(f"a damaged table: {error}") from None


def _json_records(text: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    # not splitlines: JSON strings may hold U+2028 as it is
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "not JSON; one object a line is expected"
            continue
        if not isinstance(record, dict):
            yield number, "not a JSON object"
            continue
        yield number, {key: value if isinstance(value, str) else _plain(value) for key, value in record.items()}


def _plain(value: object) -> str:
    if value is None or isinstance(value, (dict, bool)):
        return ""
    if isinstance(value, list):  # paragraphs
        return "\n".join(item for item in value if isinstance(item, str))
    return str(value)
