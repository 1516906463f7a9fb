"""Several processes keep one collection of Milvus: each may be late, or killed, at any place."""

import importlib.util
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from corpus import LibraryError
from index import Library, SearchSettings
from index.backends import milvus as backend
from index.backends.milvus import Milvus
from index.backends.milvus_collection import Collection, Row
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech

MILVUS = importlib.util.find_spec("milvus_lite") is not None and importlib.util.find_spec("pymilvus") is not None
pytestmark = pytest.mark.skipif(not MILVUS, reason="not installed: pip install 'yinzheng[milvus]'")
QUERY = "茶叶产值达到多少"


class _Killed(BaseException):
    """Ends a thread as SIGKILL ends a process: nothing of ours runs behind it."""


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Library]]:
    monkeypatch.setattr(backend, "_PATIENCE", 0.2)  # whoever is late has outstayed the others' patience
    settings = SearchSettings(backend="milvus", milvus_uri=str(tmp_path / "shared.db"))
    libraries: list[Library] = []

    def make() -> Library:
        libraries.append(Library.open(tmp_path / "library", HashEncoder(), settings))
        return libraries[-1]

    yield make
    for library in libraries:
        library.close()


def collection_of(library: Library) -> Collection:
    search = library._search
    assert isinstance(search, Milvus)
    return search._ready()


def broken(library: Library) -> list[str]:
    return [check.name for check in library.check() if not check.ok]


def late(library: Library, meanwhile: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a process read rows, then others do something, then let it write those rows and be killed."""
    search = library._search
    assert isinstance(search, Milvus)
    collection = search._collection  # as it was when last used
    assert collection is not None
    read, go = threading.Event(), threading.Event()
    write = collection.upsert

    def held(rows: Sequence[Row]) -> None:
        read.set()
        assert go.wait(120)
        write(rows)
        raise _Killed

    def use() -> None:
        with pytest.raises(_Killed):
            library.search_terms(QUERY, 5)

    monkeypatch.setattr(collection, "upsert", held)
    thread = threading.Thread(target=use)
    thread.start()
    assert read.wait(120)
    try:
        meanwhile()
    finally:
        go.set()
        thread.join()


def test_a_late_writer_takes_no_vector_away(
    opened: Callable[[], Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = opened(), opened(), opened()
    one.add(write_speech(tmp_path / "a", 1))
    for library in (two, three):
        library.search_terms(QUERY, 5)
    one.add(write_speech(tmp_path / "a", 2), later=True)
    late(two, one.embed, monkeypatch)
    chunks = one.statistics().chunks
    for library in (one, three, opened()):  # who wrote the vectors, who waited, and who comes
        assert len(library.search_dense(QUERY, 500)) == chunks
        found = [i for i, _ in library.search_terms(QUERY, 500)]
        assert found and len(found) == len(set(found))
    one.add(write_speech(tmp_path / "a", 3))
    assert one.searchable() == one.statistics().chunks and broken(one) == []


def test_a_late_writer_brings_nothing_back_for_long(
    opened: Callable[[], Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = opened(), opened()
    one.add(write_speech(tmp_path / "a", 1))
    two.search_terms(QUERY, 5)
    one.add(write_speech(tmp_path / "a", 2), later=True)
    [removed] = [speech for speech in one.speeches() if speech.path.endswith("0002.txt")]

    def remove() -> None:
        one.remove(removed.id)
        one.search_terms(QUERY, 5)

    late(two, remove, monkeypatch)
    one.add(write_speech(tmp_path / "a", 3))
    assert one.searchable() == one.statistics().chunks and broken(one) == []


def test_who_sees_an_older_state_of_the_library_takes_no_vector_away(
    opened: Callable[[], Library], tmp_path: Path
) -> None:
    one, two = opened(), opened()
    one.add(write_speech(tmp_path / "a", 1))
    two.search_terms(QUERY, 5)
    one.add(write_speech(tmp_path / "a", 2), later=True)
    with two.consistent():  # as while a question is answered
        one.embed()
        assert two.search_terms(QUERY, 5)
    assert len(one.search_dense(QUERY, 500)) == one.statistics().chunks == one.searchable()
    assert broken(one) == []


def test_searches_that_bring_it_up_to_date_at_once_all_answer(
    opened: Callable[[], Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = [opened() for _ in range(4)]
    for library in libraries:
        library.search_terms(QUERY, 5)
    together = threading.Barrier(len(libraries))
    record = Milvus._record

    def at_once(self: Milvus, generation: int) -> None:
        together.wait(120)
        record(self, generation)

    monkeypatch.setattr(Milvus, "_record", at_once)
    monkeypatch.setattr(Milvus, "_recorded", lambda self: -1)  # each does the work itself
    failed: list[LibraryError] = []

    def search(library: Library) -> None:
        try:
            assert library.search_terms(QUERY, 5)
        except LibraryError as error:
            failed.append(error)

    for number in range(8):
        libraries[0].add(write_speech(tmp_path / "a", number), later=True)
        threads = [threading.Thread(target=search, args=(library,)) for library in libraries]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []


def test_a_collection_that_another_process_dropped_is_made_again(opened: Callable[[], Library], tmp_path: Path) -> None:
    one, two = opened(), opened()
    one.add(write_speech(tmp_path / "a", 1))
    two.search_terms(QUERY, 5)
    one._search.forget()
    one.add(write_speech(tmp_path / "a", 2), later=True)
    assert {i for i, _ in two.search_terms(QUERY, 500)} == {i for i, _ in one.search_terms(QUERY, 500)}
    assert broken(two) == []


def test_a_check_sees_rows_without_their_vector_and_rows_too_many(
    opened: Callable[[], Library], tmp_path: Path
) -> None:
    one = opened()
    one.add(write_speech(tmp_path / "a", 1))
    assert broken(one) == []
    [chunk, *_] = [i for i, _ in one.search_dense(QUERY, 500)]
    collection, catalog = collection_of(one), one._catalog
    with catalog.reading() as connection:
        [row] = backend.rows_of(connection, [chunk], 64)
    bare = Row(row.chunk_id, row.speech, row.terms, None)
    collection.upsert([bare])  # as one did who was late
    assert broken(one) == ["dense"]
    assert broken(opened()) == ["dense"]  # who comes mends it, and says so
    assert broken(one) == []
    collection.delete([row.key])
    assert broken(one) == ["dense"]
    collection.delete([bare.key])
    collection.upsert([Row(row.chunk_id, row.speech, row.terms, -row.vector if row.vector is not None else None)])
    assert broken(one) == ["dense"]
    assert [check.name for check in one.mend() if not check.ok] == []
    assert len(one.search_dense(QUERY, 500)) == one.statistics().chunks


def test_while_others_write_faster_than_we_look_searches_answer_but_not_without_rows(
    opened: Callable[[], Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened()
    one.add(write_speech(tmp_path / "a", 1))
    with monkeypatch.context() as patch:
        patch.setattr(Milvus, "_whole", lambda *_: False)
        one.add(write_speech(tmp_path / "a", 2))
        assert len(one.search_dense(QUERY, 500)) == one.statistics().chunks
        patch.setattr(Collection, "upsert", lambda *_: None)
        one.add(write_speech(tmp_path / "a", 3), later=True)
        with pytest.raises(LibraryError, match="however often"):
            one.search_terms(QUERY, 5)
    assert one.search_terms(QUERY, 5) and one.searchable() == one.statistics().chunks
