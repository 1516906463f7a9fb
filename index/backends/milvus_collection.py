"""One collection of a Milvus server or of Milvus Lite: its fields, its filters as expressions, its rows.

Knows nothing of where rows come from. BM25 is Milvus's own, over our terms: each term is one word of letters and
digits, so that every analyzer keeps it whole, and what stands in the text counts double, which with `k1` doubled is
FTS5's weights of 1 and 0.5. Milvus counts words of the text twice in a chunk's length too, which FTS5 does not; and its
IDF is ln(1 + x) where FTS5's is ln(x). Milvus Lite counts documents by segment, and gives scores below 0.

All values in expressions are hexadecimal: nothing that a document or a question says can be syntax.

A row's key is its chunk's id doubled, and one more if it has a vector, so that a key stands for the same row for ever:
whoever writes a row late writes what is there, or one that was superseded beside it, and never takes a vector away.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import LibraryError, SettingsError, Speech, fold
from index.embedding.encoder import Vectors
from index.filters import Filters
from index.search.backend import Found

BATCH = 1_024  # rows written at a time: some 10 MB
PAGE = 8_192  # chunks read at a time
_MOST = 2 * PAGE  # rows of so many chunks, and the most that a server gives
K1, B = 2.4, 0.75  # of BM25, `k1` doubled
_SECONDS = 60.0  # that a call may take
_NOT_LOADED = 101  # Milvus's code for a collection that is on disk only
_ROOM = 65_000  # bytes of a text field, which takes 65,535
_SHORT = 12  # hexadecimal digits of a term of three characters; longer ones are hashed to as many


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk as it is searched.

    :param terms: Of its text, its headings, its title and what is said about its speech, each joined by blanks.
    :param vector: Shape (dimension,), of length 1; None if it has none yet.
    """

    chunk_id: int
    speech: Speech
    terms: tuple[str, str, str, str]
    vector: Vectors | None

    @property
    def key(self) -> int:
        """What it is kept under."""
        return key_of(self.chunk_id, embedded=self.vector is not None)


class Collection:
    """One named collection. Thread-safe, as the client is.

    :param client: A `pymilvus.MilvusClient`.
    :param dimension: Of the vectors; 0 for a library without any.
    :raises LibraryError: Where a method finds the server unusable.
    """

    def __init__(self, client: Any, name: str, dimension: int, uri: str) -> None:
        self.name = name
        self._client = client
        self._dimension = dimension
        self._uri = uri

    @property
    def exists(self) -> bool:
        """Whether there is such a collection, or another name for one."""
        with errors(self._uri):
            return bool(self._client.has_collection(self.name))

    def create(self) -> None:
        """Make it, empty."""
        from pymilvus import DataType, Function, FunctionType

        fields = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        fields.add_field("id", DataType.INT64, is_primary=True)
        for name, length in (("speech", 32), ("speaker", 65_535), ("place", 65_535), ("kind", 1_024)):
            fields.add_field(name, DataType.VARCHAR, max_length=length)
        for name in ("first_day", "last_day"):
            fields.add_field(name, DataType.INT64)
        fields.add_field("embedded", DataType.BOOL)
        analysed = {"max_length": 65_535, "enable_analyzer": True, "analyzer_params": {"tokenizer": "standard"}}
        fields.add_field("terms", DataType.VARCHAR, **analysed)
        fields.add_field("words", DataType.VARCHAR, enable_match=True, **analysed)
        fields.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        fields.add_function(
            Function(
                name="bm25", function_type=FunctionType.BM25, input_field_names=["terms"], output_field_names=["sparse"]
            )
        )
        indexes = self._client.prepare_index_params()
        bm25 = {"bm25_k1": K1, "bm25_b": B}
        indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=bm25)
        if self._dimension:
            fields.add_field("dense", DataType.FLOAT_VECTOR, dim=self._dimension)
            lite = self._uri.endswith(".db")  # which searches so few that exact is fast enough
            indexes.add_index("dense", index_type="FLAT" if lite else "AUTOINDEX", metric_type="IP")
        with errors(self._uri):
            # read-your-writes: what `add` has acknowledged the next search finds
            self._client.create_collection(
                self.name, schema=fields, index_params=indexes, consistency_level="Strong", timeout=_SECONDS
            )

    def drop(self) -> None:
        """Delete it, if it is there."""
        with errors(self._uri):
            self._client.drop_collection(self.name, timeout=_SECONDS)

    def upsert(self, rows: Sequence[Row]) -> None:
        """Write rows, in place of those of the same keys."""
        with errors(self._uri):
            self._client.upsert(self.name, [self._values(row) for row in rows], timeout=_SECONDS)

    def delete(self, keys: Sequence[int]) -> None:
        """Delete the rows with these keys."""
        with errors(self._uri):
            for first in range(0, len(keys), PAGE):
                some = [int(key) for key in keys[first : first + PAGE]]
                self._client.delete(self.name, filter=f"id in {some}", timeout=_SECONDS)

    def count(self, condition: str = "") -> int:
        """Return how many rows meet a condition."""
        rows = self._read(
            lambda: self._client.query(self.name, filter=condition, output_fields=["count(*)"], timeout=_SECONDS)
        )
        return int(rows[0]["count(*)"])

    def keys(self, newest: int) -> NDArray[np.int64]:
        """Return the keys of the rows of the chunks up to an id, ascending."""
        found: list[int] = []
        for first in range(1, newest + 1, PAGE):
            rows = self._rows(_span(first, min(first + PAGE, newest + 1)), ["id"])
            found += sorted(int(row["id"]) for row in rows)
        return np.asarray(found, np.int64)

    def vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of some chunks, as they are kept, by id."""
        rows = self._rows(f"id in {[key_of(int(i), embedded=True) for i in ids]}", ["id", "dense"])
        return {int(row["id"]) // 2: np.asarray(row["dense"], np.float32) for row in rows}

    def speeches(self, condition: str, newest: int) -> frozenset[str]:
        """Return the ids of the speeches that have rows of a condition."""
        found: set[str] = set()
        rows = self._rows(condition, ["speech"])
        found.update(str(row["speech"]) for row in rows)
        if len(rows) == _MOST:  # there may be more
            for first in range(1, newest + 1, PAGE):
                rows = self._rows(f"{_span(first, first + PAGE)} and {condition}", ["speech"])
                found.update(str(row["speech"]) for row in rows)
        return frozenset(found)

    def search_terms(self, terms: Sequence[str], k: int, condition: str) -> Found:
        """Return up to k rows by BM25."""
        return self._search(" ".join(map(word, terms)), "sparse", "BM25", k, condition)

    def search_dense(self, vector: Vectors, k: int, condition: str) -> Found:
        """Return up to k rows by inner product, of those that have a vector."""
        condition = f"embedded == true and {condition}" if condition else "embedded == true"
        return self._search([float(x) for x in vector], "dense", "IP", k, condition)

    def _search(self, query: Any, field: str, metric: str, k: int, condition: str) -> Found:
        answers = self._read(
            lambda: self._client.search(
                self.name,
                data=[query],
                anns_field=field,
                limit=k,
                filter=condition,
                search_params={"metric_type": metric},
                timeout=_SECONDS,
            )
        )
        found: dict[int, float] = {}
        for one in answers[0]:
            # above 0 on a server, below it in Milvus Lite
            score = abs(float(one["distance"])) if metric == "BM25" else float(one["distance"])
            chunk = int(one["id"]) // 2  # twice, while a row with a vector takes the place of one without
            found[chunk] = max(score, found.get(chunk, score))
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def _rows(self, condition: str, fields: list[str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._read(
            lambda: self._client.query(self.name, filter=condition, output_fields=fields, limit=_MOST, timeout=_SECONDS)
        )
        return rows

    def _read(self, ask: Callable[[], Any]) -> Any:
        """Return what a search or a query gives. Milvus Lite, started anew, has its collections unloaded."""
        from pymilvus.exceptions import MilvusException

        with errors(self._uri):
            try:
                return ask()
            except MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
                self._client.load_collection(self.name, timeout=_SECONDS)
                return ask()

    def _values(self, row: Row) -> dict[str, Any]:
        text, heading, title, about = (one.split() for one in row.terms)
        first, last = days(row.speech.date)
        values: dict[str, Any] = {
            "id": row.key,
            "speech": row.speech.id,
            "speaker": spaced(row.speech.speaker)[:_ROOM],
            "place": spaced(row.speech.place)[:_ROOM],
            "kind": (row.speech.kind or "").encode("utf-16-be").hex()[:1_024],
            "first_day": first,
            "last_day": last,
            "embedded": row.vector is not None,
            "terms": _joined([*title, *heading, *about, *text, *text]),
            "words": _joined(dict.fromkeys([*title, *heading, *text])),
        }
        if self._dimension:
            values["dense"] = [0.0] * self._dimension if row.vector is None else [float(x) for x in row.vector]
        return values


def key_of(chunk_id: int, *, embedded: bool) -> int:
    """Return the key of a chunk's row, with its vector or without."""
    return 2 * chunk_id + embedded


def condition_of(filters: Filters | None) -> str:
    """Return filters as an expression that holds of the same speeches as `Filters.accepts`; empty for none."""
    if not filters:
        return ""
    conditions: list[str] = []
    if filters.ids:
        conditions.append(f"speech in {_listed(one for one in filters.ids if one.isalnum() and one.isascii())}")
    if filters.kinds:
        conditions.append(f"kind in {_listed(kind.encode('utf-16-be').hex() for kind in filters.kinds)}")
    if filters.speakers:
        conditions.append(f"speaker in {_listed(map(spaced, filters.speakers))}")
    if filters.places:
        either = " or ".join(f'place like "%{spaced(place)}%"' for place in filters.places)
        conditions.append(f"({either})")
    if filters.since:
        conditions.append(f"last_day >= {_day(filters.since, '0')}")
    if filters.until:
        conditions.append(f"first_day > 0 and first_day <= {_day(filters.until, '9')}")
    return " and ".join(conditions)


def saying_of(terms: Iterable[str]) -> str:
    """Return the expression that a chunk's own words hold every term."""
    return " and ".join(f'text_match(words, "{word(term)}")' for term in terms)


def word(term: str) -> str:
    """Return a term as one word of lower-case letters and digits, different for different terms."""
    digits = term.encode("utf-16-be", "surrogatepass").hex()
    if len(digits) <= _SHORT:
        return digits
    return hashlib.blake2b(digits.encode(), digest_size=_SHORT // 2).hexdigest()


def spaced(text: str | None) -> str:
    """Return a folded text as its code units in hexadecimal, each with a stop behind: what is within it is found so."""
    digits = fold(text or "").encode("utf-16-be", "surrogatepass").hex(".", 2)
    return f"{digits}." if digits else ""


def days(date: str | None) -> tuple[int, int]:
    """Return the first and the last day that a date may mean, as YYYYMMDD; (0, 0) if there is none."""
    return (0, 0) if date is None else (_day(date, "0"), _day(date, "9"))


def _span(first: int, end: int) -> str:
    """Return the expression that a row is of a chunk from one id to before another."""
    return f"id >= {2 * first} and id < {2 * end}"


def _day(date: str, filler: str) -> int:
    return int(date.replace("-", "").ljust(8, filler))


def _listed(values: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def _joined(terms: Iterable[str]) -> str:
    """Return terms as a field of at most `_ROOM` bytes; a chunk of more than 5,000 terms is no passage."""
    text = " ".join(map(word, terms))
    return text if len(text) <= _ROOM else text[:_ROOM].rpartition(" ")[0]


@contextmanager
def errors(uri: str) -> Iterator[None]:
    """Give what the client raises as an error of ours."""
    try:
        from pymilvus.exceptions import MilvusException
    except ImportError:
        raise SettingsError(
            "the backend 'milvus' needs packages; install them with: pip install 'yinzheng[milvus]'",
            code="milvus_not_installed",
        ) from None
    try:
        yield
    except MilvusException as error:
        raise LibraryError(
            "the search engine at {uri!r} failed: {reason}; check that it runs, or set YINZHENG_BACKEND=embedded",
            code="search_engine_failed",
            uri=uri,
            reason=(str(error.message) or type(error).__name__).splitlines()[0],
        ) from error
