"""What a text is recognised by, whoever publishes it, and which documents of a library have to be compared.

A text is compared by its shingles, all runs of `SHINGLE` characters of its condensed body without punctuation. To
find what is worth comparing, it is cut where its own words say so (the least hash for `_REACH` characters around), so
that an excerpt is cut where the full text is; each part has a MinHash from datasketch whose bands are keys, and
texts that share a key are compared exactly. So are texts that have `_CLAUSES` clauses in common: a report quotes
sentences here and there, and no part of it is like a part of the speech. Keys and comparisons depend on nothing but
the texts: documents may come in any order, and be updated or removed, without a second look at the others.

MinHash and bands: Broder 1997; Leskovec et al., Mining of Massive Datasets, 3.4. Cuts at local minima: Schleimer et
al., Winnowing, 2003.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from index.analysis.text_similarity import compare

Hashes = NDArray[np.uint64]

SHINGLE = 6  # characters
LEAST = 0.2  # containment from which two texts are kept as a pair

_REACH = 60  # characters to either side of a cut; parts have twice as many on average
_BANDS, _ROWS = 10, 3  # a key is shared with probability 1 - (1 - s**3)**10: .91 at .6, .24 at .3, .001 at .05
_SHORTEST = 20  # shingles of a part that has keys of its own
_FEW = 20  # shared shingles below which nothing is said of two texts

_MINHASH = MinHash(num_perm=_BANDS * _ROWS, seed=1, scheme="affine32")
_POWERS = np.array([pow(0x9E3779B97F4A7C15, n, 1 << 64) for n in range(SHINGLE)], np.uint64)
_BAND_POWERS = np.array([pow(0xC2B2AE3D27D4EB4F, n + 1, 1 << 64) for n in range(_ROWS)], np.uint64)
_UNSAID = re.compile(r"[\W_]+")
_CLAUSE = re.compile(r"[^\W_]{12,}")  # characters between marks that are hardly said twice by chance
_CLAUSES = 3  # in common from which two texts are compared
_CLAUSE_BIT = 1 << 47  # marks the keys of clauses
_MOST = 4_000  # clauses of a text that have keys: the first


def shingles(condensed: str) -> Hashes:
    """Return the hashes of a condensed text's shingles in order; a shorter text has one, an empty one none."""
    said = _UNSAID.sub("", condensed)
    codes = np.frombuffer(said.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    if not len(codes):
        return codes
    codes = np.pad(codes, (0, max(0, SHINGLE - len(codes))))
    count = len(codes) - SHINGLE + 1
    hashes = np.zeros(count, np.uint64)
    for place, power in enumerate(_POWERS):
        hashes += codes[place : place + count] * power
    return _mix(hashes)


def keys(hashes: Hashes) -> NDArray[np.int64]:
    """Return the keys of a text's parts, ascending, each once. Texts with a part in common share one, most likely."""
    found = [np.empty(0, np.uint64)]
    for part in _parts(hashes):
        minhash = MinHash(num_perm=_BANDS * _ROWS, hashfunc=int, permutations=_MINHASH.permutations, scheme="affine32")
        minhash.update_batch((part >> np.uint64(32)).tolist())
        values = minhash.hashvalues.astype(np.uint64).reshape(_BANDS, _ROWS)
        found.append(_mix((values * _BAND_POWERS).sum(axis=1, dtype=np.uint64) + np.arange(_BANDS, dtype=np.uint64)))
    # 47 bits: SQLite keeps them in six bytes, and a chance match costs one comparison
    return np.unique(np.concatenate(found) >> np.uint64(17)).astype(np.int64)


def clause_keys(condensed: str) -> NDArray[np.int64]:
    """Return the keys of a condensed text's longer clauses, ascending, each once."""
    found = {match[0] for match in islice(_CLAUSE.finditer(condensed), _MOST)}
    digests = (blake2b(clause.encode("utf-8", "surrogatepass"), digest_size=6).digest() for clause in found)
    return np.array(sorted(int.from_bytes(digest, "big") >> 1 | _CLAUSE_BIT for digest in digests), np.int64)


def enter(connection: sqlite3.Connection, document_id: int, condensed: str) -> None:
    """Record a document that has just been inserted, and what it shares with the others."""
    hashes = shingles(condensed)
    mine, wanted = np.unique(hashes), np.concatenate([keys(hashes), clause_keys(condensed)])
    connection.execute(
        "INSERT INTO signatures VALUES (?, ?, ?)", (document_id, len(mine), wanted.astype("<i8").tobytes())
    )
    listed = wanted.tolist()
    others = connection.execute(
        "SELECT document_id FROM copy_keys WHERE key IN (SELECT value FROM json_each(?)) GROUP BY document_id"
        " HAVING min(key) < ? OR count(*) >= ? ORDER BY document_id",
        (json.dumps(listed), _CLAUSE_BIT, _CLAUSES),
    ).fetchall()
    connection.executemany("INSERT INTO copy_keys VALUES (?, ?)", [(key, document_id) for key in listed])
    said = _UNSAID.sub("", condensed)
    for (other,) in others:
        (text,) = connection.execute("SELECT folded FROM documents WHERE id = ?", (other,)).fetchone()
        theirs = _UNSAID.sub("", text)
        (_, shorter), (_, longer) = sorted(((len(said), said), (len(theirs), theirs)))
        their_hashes = shingles(text)
        few, many = (hashes, their_hashes) if shorter is said else (their_hashes, hashes)
        likeness = compare(shorter, longer, few, many, shingle=SHINGLE)
        if likeness.shared >= max(_FEW, LEAST * min(len(mine), len(np.unique(their_hashes)))):
            connection.execute(
                "INSERT INTO copies VALUES (?, ?, ?, ?)", (other, document_id, likeness.shared, likeness.agreement)
            )


def leave(connection: sqlite3.Connection, document_id: int) -> None:
    """Take out what `enter` recorded, before the document is deleted; its pairs go with it."""
    row = connection.execute("SELECT keys FROM signatures WHERE document_id = ?", (document_id,)).fetchone()
    if row is not None:
        listed = np.frombuffer(row[0], "<i8").tolist()
        connection.executemany(
            "DELETE FROM copy_keys WHERE key = ? AND document_id = ?", [(key, document_id) for key in listed]
        )


def _parts(hashes: Hashes) -> Iterator[Hashes]:
    """Yield runs of shingles between cuts; a short text is one part."""
    cuts: list[int] = []
    if len(hashes) > 2 * _REACH:
        least = np.lib.stride_tricks.sliding_window_view(hashes, _REACH).min(axis=1)
        inner = hashes[_REACH:-_REACH]
        # less than all before, not more than any after: a text that repeats itself is not cut at every turn
        cuts = (np.flatnonzero((inner < least[: len(inner)]) & (inner <= least[_REACH + 1 :])) + _REACH).tolist()
    for start, end in zip([0, *cuts], [*cuts, len(hashes)], strict=True):
        if end - start >= _SHORTEST or not cuts:
            yield hashes[start:end]


def _mix(values: Hashes) -> Hashes:
    """Spread values over all bits, one to one: MurmurHash3's finalizer."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))
