"""What every search backend must do, over the embedded one and over Milvus (Milvus Lite, in this process)."""

import importlib.util
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus import LibraryError
from index import Filters, Library, SearchSettings
from index.backends.milvus import Milvus
from index.backends.milvus_collection import key_of
from index.search.backend import BACKENDS
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech

MILVUS = importlib.util.find_spec("milvus_lite") is not None and importlib.util.find_spec("pymilvus") is not None
QUERIES = ("茶叶产值达到多少", "水利工程的投资", "市长在大会上说", "no such words at all", '"AND" OR (', "")
FILTERS = (
    None,
    Filters(since="2021-06"),
    Filters(until="2022"),
    Filters(since="2021", until="2021-09-30"),
    Filters(kinds=["讲话"]),
)


@pytest.fixture(params=BACKENDS)
def search(request: pytest.FixtureRequest) -> SearchSettings:
    if request.param == "milvus" and not MILVUS:
        pytest.skip("pymilvus and milvus-lite are not installed: pip install 'yinzheng[milvus]'")
    return SearchSettings(backend=request.param)


@pytest.fixture
def library(tmp_path: Path, folder: Path, search: SearchSettings) -> Iterator[Library]:
    with Library.open(tmp_path / "library", HashEncoder(), search) as library:
        library.add(folder)
        yield library


@pytest.fixture
def embedded(library: Library) -> Iterator[Library]:
    with Library.open(library.directory, HashEncoder()) as other:
        yield other


def all_filters(library: Library) -> list[Filters | None]:
    speeches = library.speeches()
    people = sorted({speech.speaker for speech in speeches if speech.speaker})
    places = sorted({speech.place for speech in speeches if speech.place})
    own = [
        Filters(ids=[speech.id for speech in speeches[:3]]),
        Filters(speakers=people[:2]),
        Filters(places=[place[:2] for place in places[:1]]),
        Filters(places=["%", "_"]),
        Filters(speakers=['"] or id > 0 or speech in ["']),
    ]
    return [*FILTERS, *own]


def test_dense_search_is_exact_and_filters_come_before_the_best_k(library: Library, embedded: Library) -> None:
    for query in QUERIES[:3]:
        for filters in all_filters(library):
            found, wanted = library.search_dense(query, 7, filters), embedded.search_dense(query, 7, filters)
            assert [score for _, score in found] == pytest.approx([score for _, score in wanted], abs=2e-3)
            accepted = set(library.chunk_ids(filters)) if filters else set(library.chunk_ids(Filters()))
            assert {i for i, _ in found} <= accepted
            assert len(found) == min(7, len(accepted))


def test_bm25_finds_what_fts5_finds_in_nearly_its_order(library: Library, embedded: Library) -> None:
    for query in QUERIES:
        for filters in all_filters(library):
            found, wanted = library.search_terms(query, 500, filters), embedded.search_terms(query, 500, filters)
            assert {i for i, _ in found} == {i for i, _ in wanted}, (query, filters)
            scores = [score for _, score in found]
            assert scores == sorted(scores, reverse=True) and all(score > 0 for score in scores)
            best = dict(wanted)
            if wanted and len(wanted) < 400:  # the best one of the one is among the best of the other
                assert best[found[0][0]] >= 0.8 * wanted[0][1]


def test_the_speeches_that_say_some_words_are_those_of_fts5(library: Library, embedded: Library) -> None:
    for words in ("产值", "茶叶", "水利工程", "市长", "这些字哪里都没有", "2021", "a"):
        assert library.saying(words) == embedded.saying(words)


def test_it_counts_what_it_may_find(library: Library) -> None:
    for filters in all_filters(library):
        assert library.searchable(filters) == len(library.chunk_ids(filters or Filters()))


def test_what_changed_is_found_and_what_was_removed_is_not(library: Library, folder: Path) -> None:
    path = write_speech(folder, 777)
    path.write_text(path.read_text(encoding="utf-8") + "\n\n独一无二的琉璃瓦厂在这里开工。\n", encoding="utf-8")
    library.add(folder)
    [(first, _), *_] = library.search_terms("琉璃瓦厂", 1)
    [added] = library.hits([(first, 1.0, "terms")])
    assert "琉璃瓦厂" in added.text
    path.write_text(path.read_text(encoding="utf-8").replace("琉璃瓦厂", "蓄电池厂"), encoding="utf-8")
    library.add(folder)
    old = library.hits([(i, score, "terms") for i, score in library.search_terms("琉璃瓦厂", 50)])
    assert not any("琉璃瓦厂" in hit.text for hit in old)
    [changed] = library.hits([(library.search_terms("蓄电池厂", 1)[0][0], 1.0, "terms")])
    assert changed.speech.id == added.speech.id
    library.remove(changed.speech.id)
    left = library.search_terms("蓄电池厂", 500) + library.search_dense("蓄电池厂", 500)
    assert changed.speech.id not in {hit.speech.id for hit in library.hits([(i, s, "") for i, s in left])}
    assert library.searchable() == library.statistics().chunks
    assert [check.name for check in library.check() if not check.ok] == []


def test_a_library_without_vectors_is_searched_by_terms_and_gets_them_later(
    tmp_path: Path, folder: Path, search: SearchSettings
) -> None:
    with Library.open(tmp_path / "plain", search=search) as library:
        library.add(folder)
        terms = library.search_terms("茶叶产值", 5)
        assert terms and library.search_dense(np.ones(64, np.float32) / 8, 5) == []
    with Library.open(tmp_path / "plain", HashEncoder(), search) as library:
        library.add(folder)
        assert [i for i, _ in library.search_terms("茶叶产值", 5)] == [i for i, _ in terms]
        assert len(library.search_dense("茶叶产值", 500)) == library.statistics().chunks


def test_vectors_that_follow_are_found_as_they_come(tmp_path: Path, folder: Path, search: SearchSettings) -> None:
    def stop(done: int, _total: int, _path: str) -> None:
        if done:
            raise KeyboardInterrupt

    with Library.open(tmp_path / "late", HashEncoder(), search) as library:
        library.add(folder, later=True)
        chunks, terms = library.statistics().chunks, library.search_terms("茶叶产值", 50)
        assert terms and library.searchable() == chunks == library.count_pending()
        assert library.search_dense("茶叶产值", 5) == []
        with pytest.raises(KeyboardInterrupt):
            library.embed(stop)
        some = library.search_dense("茶叶产值", 10_000)
        assert 0 < len(some) == chunks - library.count_pending() < chunks
        assert not library.pending(i for i, _ in some)
        assert [i for i, _ in library.search_terms("茶叶产值", 50)] == [i for i, _ in terms]
        assert [check.name for check in library.check() if not check.ok] == []
        with Library.open(library.directory, HashEncoder(), SearchSettings()) as another:
            another.embed()  # another process makes the rest
        assert len(library.search_dense("茶叶产值", 10_000)) == chunks
        library.remove(library.speeches()[0].id)
        assert len(library.search_dense("茶叶产值", 10_000)) == library.statistics().chunks
        assert [check.name for check in library.check() if not check.ok] == []


def test_another_embedding_model_gets_an_index_of_its_own(tmp_path: Path, folder: Path, search: SearchSettings) -> None:
    with Library.open(tmp_path / "library", HashEncoder(), search) as library:
        library.add(folder)
    with Library.open(tmp_path / "library", HashEncoder(32, "other"), search) as library:
        library.rebuild()
        assert len(library.search_dense("茶叶产值", 500)) == library.statistics().chunks
        assert [check.name for check in library.check() if not check.ok] == []


def test_while_it_is_made_anew_the_old_one_answers_and_progress_is_told(library: Library) -> None:
    wanted = library.search_dense("茶叶产值", 10), library.search_terms("茶叶产值", 10)
    told: list[tuple[int, int]] = []
    answers: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answers.append((library.search_dense("茶叶产值", 10), library.search_terms("茶叶产值", 10)))

    reader = threading.Thread(target=ask)
    reader.start()
    try:
        for _ in range(3):
            library.reindex(progress=lambda done, of: told.append((done, of)))
    finally:
        stop.set()
        reader.join()
    assert told and told[-1][0] == told[-1][1] == library.statistics().chunks
    assert answers and all(answer == wanted for answer in answers)
    assert (library.search_dense("茶叶产值", 10), library.search_terms("茶叶产值", 10)) == wanted


def test_what_was_lost_is_made_again(library: Library) -> None:
    wanted = library.search_dense("茶叶产值", 10)
    library._search.forget()
    assert library.search_dense("茶叶产值", 10) == wanted
    assert [check.name for check in library.check() if not check.ok] == []


@pytest.mark.skipif(not MILVUS, reason="pymilvus and milvus-lite are not installed: pip install 'yinzheng[milvus]'")
def test_what_others_did_to_the_collection_is_mended_with_the_next_change_and_seen_by_the_check(
    tmp_path: Path, folder: Path
) -> None:
    with Library.open(tmp_path / "library", HashEncoder(), SearchSettings(backend="milvus")) as library:
        library.add(folder)
        search = library._search
        assert isinstance(search, Milvus)
        lost = library.search_dense("茶叶产值", 2)
        search._ready().delete([key_of(i, embedded=True) for i, _ in lost])
        assert not {i for i, _ in library.search_dense("茶叶产值", 5)} & {i for i, _ in lost}
        assert [check.name for check in library.check() if not check.ok] == ["dense"]
        write_speech(folder, 888)
        library.add(folder)
        assert set(lost) <= set(library.search_dense("茶叶产值", 500))
        assert [check.name for check in library.check() if not check.ok] == []
        search._ready().delete([key_of(i, embedded=True) for i, _ in lost])
        assert [check.name for check in library.mend() if not check.ok] == []
        assert set(lost) <= set(library.search_dense("茶叶产值", 500))


@pytest.mark.skipif(not MILVUS, reason="pymilvus and milvus-lite are not installed: pip install 'yinzheng[milvus]'")
def test_a_collection_that_a_server_started_anew_has_on_disk_only_is_loaded(tmp_path: Path, folder: Path) -> None:
    with Library.open(tmp_path / "library", HashEncoder(), SearchSettings(backend="milvus")) as library:
        library.add(folder)
        search = library._search
        assert isinstance(search, Milvus)

        def found() -> object:
            return library.search_dense("茶叶产值", 5), library.search_terms("茶叶产值", 5), library.saying("茶叶")

        wanted = found()
        for name in search._client.list_collections():
            search._client.release_collection(name)
        assert found() == wanted
        for name in search._client.list_collections():
            search._client.release_collection(name)
        write_speech(folder, 555)
        library.add(folder)
        assert library.searchable() == library.statistics().chunks


@pytest.mark.skipif(not MILVUS, reason="pymilvus and milvus-lite are not installed: pip install 'yinzheng[milvus]'")
def test_two_processes_keep_one_collection_and_a_server_that_is_gone_is_one_line(tmp_path: Path, folder: Path) -> None:
    settings = SearchSettings(backend="milvus", milvus_uri=str(tmp_path / "shared.db"))
    with (
        Library.open(tmp_path / "library", HashEncoder(), settings) as one,
        Library.open(tmp_path / "library", HashEncoder(), settings) as two,
        Library.open(tmp_path / "another", HashEncoder(), settings) as another,
    ):
        one.add(folder)
        another.add(next(iter(sorted(folder.iterdir()))))
        assert two.search_dense("茶叶产值", 10) == one.search_dense("茶叶产值", 10)
        two.remove(two.speeches()[0].id)
        write_speech(folder, 999)
        one.add(folder)
        for library in (one, two, another):
            assert library.searchable() == library.statistics().chunks
        assert two.search_terms("茶叶产值", 10) == one.search_terms("茶叶产值", 10)
    gone = SearchSettings(backend="milvus", milvus_uri="http://127.0.0.1:1")
    with Library.open(tmp_path / "library", HashEncoder(), gone) as library:
        with pytest.raises(LibraryError, match="check that it runs") as error:
            library.search_terms("茶叶", 3)
        assert "\n" not in str(error.value) and library.speeches()
