"""Libraries of several machines over one journal, and what each of them holds, to be compared."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index import Encoder, Library, open_library
from index.journal.shared_library import SharedLibrary
from index.storage import originals
from tests.support.fakes import HashEncoder

ALL = 10_000  # passages: of equal ones, which come in the order of rows, some would be cut off
QUERIES = ("港口 产值", "茶叶 人才", "安全第一 责任", "新开工项目", "竹编")


def machine(directory: Path, url: str, encoder: Encoder | None = None) -> SharedLibrary:
    """Return the library of a machine."""
    library = open_library(directory, encoder or HashEncoder(), journal_url=url)
    assert isinstance(library, SharedLibrary)
    return library


def until(true: Callable[[], bool], seconds: float = 60.0) -> float:
    """Wait until something is so, and return how long that took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it has not come about"
        time.sleep(0.005)
    return time.monotonic() - begun


def same(one: SharedLibrary, other: SharedLibrary) -> None:
    """Wait until two machines are at the same change, and assert that they hold the same."""
    until(lambda: one.following().number == other.following().number == one.following().head)
    ones, others = contents(one), contents(other)
    for what, held in ones.items():
        assert held == others[what], what


def contents(library: Library) -> dict[str, Any]:
    """Return all that a library holds and finds, without the numbers of its rows."""
    speeches = library.speeches()
    ids = [speech.id for speech in speeches]
    chunks = {one: library.chunks(one) for one in ids}
    with library._catalog.reading() as connection:
        stored = connection.execute("SELECT speech_id, ordinal, hex(embedding) FROM chunks ORDER BY 1, 2").fetchall()
        corrected = connection.execute("SELECT speech_id, name, value FROM corrections ORDER BY 1, 2").fetchall()
        lines = connection.execute("SELECT speech_id, line FROM put_back ORDER BY 1, 2").fetchall()
        earlier = connection.execute("SELECT speech_id, sha256, title, text FROM versions ORDER BY id").fetchall()
        copies = connection.execute(
            "SELECT x.id, y.id, shared FROM copies JOIN speeches x ON x.document_id = a"
            " JOIN speeches y ON y.document_id = b"
        ).fetchall()
        added = connection.execute("SELECT path, added_at FROM documents ORDER BY 1").fetchall()
    return {
        "speeches": [speech.to_dict() for speech in speeches],
        "texts": {one: library.source_text(one) for one in ids},
        "documents": {one: library.document_of(one) for one in ids},
        "chunks": chunks,
        "facts": {one: library.facts(one) for one in ids},
        "sections": {one: library.sections(one) for one in ids},
        "utterances": {one: library.utterances(one) for one in ids},
        "lists": {one: (library.listings(one), library.enumerations(one)) for one in ids},
        "aside": {one: library.set_aside(one) for one in ids},
        "versions": earlier,
        "corrections": corrected,
        "put back": lines,
        "tags": library.tags(),
        "copies": {(frozenset(pair), shared) for *pair, shared in copies},
        "added": added,
        "vectors": stored,
        "originals": {file.name: file.read_bytes() for file in originals.kept(library.directory)},
        "words": {query: _found(library, library.search_terms(query, ALL)) for query in QUERIES},
        "meaning": {query: _found(library, library.search_dense(query, ALL)) for query in QUERIES if any(ids)},
        "exact": [(speech.id, start) for speech, start, _ in library.find("安全第一")],
    }


def _found(library: Library, hits: list[tuple[int, float]]) -> list[tuple[str, int, float]]:
    made = library.hits([(number, score, "") for number, score in hits])
    # equal scores come in the order of rows, which another history numbers otherwise
    return sorted(((hit.speech.id, hit.start, round(hit.score, 4)) for hit in made), key=lambda one: (-one[2], one))
