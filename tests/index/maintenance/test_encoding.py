"""Vectors that follow behind the terms: what is searched meanwhile, what an interruption costs, who makes them."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus import ModelError
from index import Library, ingestion
from index.maintenance.backup import restore
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech


class Slow(HashEncoder):
    """Remembers what it was given; takes its time if it is told to, a text at a time."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.given: list[str] = []
        self._seconds = seconds

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        for done, _ in enumerate(texts, 1):
            time.sleep(self._seconds)
            if progress is not None:
                progress(done, len(texts))
        self.given += texts
        return super().encode_passages(texts)


@pytest.fixture
def plain(tmp_path: Path, folder: Path) -> Iterator[Path]:
    """A library of which no passage has a vector."""
    with Library.open(tmp_path / "plain") as library:
        library.add(folder)
    yield tmp_path / "plain"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingestion, "_COMMIT", 8)
    monkeypatch.setattr(ingestion, "_WINDOW", 32)


def everything(library: Library) -> list[tuple[str, int, float]]:
    hits = library.hits([(i, score, "dense") for i, score in library.search_dense("茶叶产值", 10_000)])
    return sorted((hit.speech.path, hit.start, round(hit.score, 5)) for hit in hits)


def wrong(library: Library) -> list[str]:
    return [check.name for check in library.check() if not check.ok]


def test_what_is_added_is_found_by_its_terms_before_a_model_is_loaded(tmp_path: Path, folder: Path) -> None:
    loaded: list[HashEncoder] = []

    def load() -> HashEncoder:
        loaded.append(HashEncoder())
        return loaded[-1]

    with Library.open(tmp_path / "late", load) as library:
        report = library.add(folder, later=True)
        chunks = library.statistics().chunks
        assert len(report.added) == 20 and library.statistics().pending == library.count_pending() == chunks > 0
        assert library.search_terms("茶叶产值", 5) and library.search_dense("茶叶产值", 5) == []
        assert loaded == [] and wrong(library) == []
        steps: list[tuple[int, int]] = []
        library.embed(lambda done, total, _: steps.append((done, total)))
        assert steps[-1] == (chunks, chunks) and {total for _, total in steps} == {chunks}
        assert library.count_pending() == 0 and len(loaded) == 1 and wrong(library) == []
        with Library.open(tmp_path / "at once", HashEncoder()) as other:
            other.add(folder)
            assert everything(library) == everything(other)


@pytest.mark.usefixtures("small")
def test_an_interruption_keeps_every_batch_and_what_is_left_is_made_next_time(plain: Path) -> None:
    first, second = Slow(), Slow()

    def stop(done: int, _total: int, _path: str) -> None:
        if done >= 24:
            raise KeyboardInterrupt

    with Library.open(plain, first) as library, pytest.raises(KeyboardInterrupt):
        library.embed(stop)
    with Library.open(plain, second) as library:
        chunks = library.statistics().chunks
        assert library.count_pending() == chunks - 24
        assert len(library.search_dense("茶叶", 10_000)) == 24 and wrong(library) == []
        library.embed()
        assert library.count_pending() == 0 and wrong(library) == []
    assert not set(first.given) & set(second.given)
    assert len(set(first.given) | set(second.given)) == len(first.given) + len(second.given) <= chunks


def test_a_wording_is_encoded_once_whosever_it_is(library: Library, folder: Path, tmp_path: Path) -> None:
    encoder = Slow()
    with Library.open(library.directory, encoder) as again:
        path = folder / "0003.txt"
        path.write_text(speech_text(3) + "\n新添的一段：本市建成琉璃瓦厂两座，年产瓦片三百万片。\n", encoding="utf-8")
        again.add(path)  # a new version of a known text
        assert 0 < len(encoder.given) <= 2 and "琉璃瓦厂" in encoder.given[-1]
        encoder.given.clear()
        other = tmp_path / "elsewhere" / "另一份.txt"
        other.parent.mkdir()
        other.write_text(speech_text(5) + "\n（完）\n", encoding="utf-8")  # other bytes, the same passages
        [added] = again.add(other).added
        assert len(encoder.given) <= 1 < len(again.chunks(added.id))
        assert again.count_pending() == 0 and wrong(again) == []


def test_wordings_of_one_key_are_told_apart(plain: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in ("index.storage.schema", "index.storage.vector_rows"):
        monkeypatch.setattr(f"{module}.passage_key", lambda _text: 7)
    encoder = Slow()
    with Library.open(plain, encoder) as library:
        library.embed()
        encoder.given.clear()
        [added] = library.add(write_speech(tmp_path / "new", 501)).added
        assert len(set(encoder.given)) == len({c.text for c in library.chunks(added.id)})
        assert wrong(library) == []


def test_a_model_that_fails_leaves_a_library_that_is_searched_by_words(tmp_path: Path) -> None:
    class Broken(HashEncoder):
        def encode_passages(self, texts: Sequence[str], progress: object = None) -> NDArray[np.float32]:
            return np.full((len(texts), self.dimension), np.nan, np.float32)

    path = write_speech(tmp_path, 1)
    with Library.open(tmp_path / "library", Broken()) as library:
        with pytest.raises(ModelError):
            library.add(path)
        assert library.search_terms("茶叶") and library.count_pending() == library.statistics().chunks
        library.embed_soon()
        library._encoding.wait(120)
        assert "hash-bigram" in library._encoding.failure and wrong(library) == []
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        library.add(path)
        assert library.count_pending() == 0


def test_in_the_background_all_get_theirs_also_what_comes_in_meanwhile(plain: Path, tmp_path: Path) -> None:
    with Library.open(plain, Slow(0.002)) as library:
        library.embed_soon()
        added = library.add(write_speech(tmp_path / "new", 501), later=True).added[0]
        library.embed_soon()
        assert library.search_terms("第501次专题", 1)
        library._encoding.wait(120)
        library.embed_soon()  # with nothing to do it ends by itself
        library._encoding.wait(120)
        assert library.count_pending() == 0 and library._encoding.failure == ""
        assert added.id in {
            hit.speech.id for hit in library.hits([(i, s, "") for i, s in library.search_dense("专题", 9_999)])
        }
        assert wrong(library) == []


@pytest.mark.usefixtures("small")
def test_closing_ends_it_between_two_texts_and_nothing_is_lost(plain: Path) -> None:
    library = Library.open(plain, Slow(0.01))
    library.embed_soon()
    while library.count_pending() == library.statistics().chunks:
        time.sleep(0.01)
    library.close()  # some are left over
    with Library.open(plain, HashEncoder()) as again:
        assert 0 < again.count_pending() < again.statistics().chunks and wrong(again) == []
        again.embed()
        assert again.count_pending() == 0


@pytest.mark.usefixtures("small")
def test_two_at_it_at_once_share_the_work(plain: Path) -> None:
    encoders = [Slow(0.003), Slow(0.003)]
    libraries = [Library.open(plain, encoder) for encoder in encoders]
    threads = [threading.Thread(target=library.embed) for library in libraries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    chunks = libraries[0].statistics().chunks
    assert [library.count_pending() for library in libraries] == [0, 0]
    assert all(wrong(library) == [] for library in libraries)
    assert all(encoder.given for encoder in encoders)
    assert sum(len(encoder.given) for encoder in encoders) < 1.6 * chunks  # alone each would make all of them
    for library in libraries:
        library.close()


@pytest.mark.usefixtures("small")
def test_a_backup_in_mid_embedding_is_completed_where_it_is_put_back(plain: Path, tmp_path: Path) -> None:
    def stop(done: int, _total: int, _path: str) -> None:
        if done >= 16:
            raise KeyboardInterrupt

    with Library.open(plain, HashEncoder()) as library:
        with pytest.raises(KeyboardInterrupt):
            library.embed(stop)
        file = library.back_up(tmp_path / "backup.sqlite3")
        library.embed()
        reader = Library.open(plain, HashEncoder())
        whole = everything(reader)
        restore(file, plain, force=True)  # the reader goes on, and sees fewer vectors
        assert len(everything(reader)) == 16 and reader.count_pending() == len(whole) - 16
        reader.embed()
        assert everything(reader) == whole and wrong(reader) == []
        reader.close()


def test_correcting_one_speech_waits_for_its_own_vectors_alone(plain: Path) -> None:
    encoder = Slow()
    with Library.open(plain, encoder) as library:
        speech = library.correct(library.speeches()[0].id, {"title": "改过的题名"})
        assert len(encoder.given) == len(library.chunks(speech.id))
        assert library.count_pending() == library.statistics().chunks - len(library.chunks(speech.id))


def test_what_texts_say_is_not_read_again_for_vectors(plain: Path) -> None:
    with Library.open(plain, HashEncoder()) as library:
        before = library.speeches(), library._catalog.speeches(), library._catalog.saying("茶叶")
        library.embed()
        assert library._catalog.speeches() is before[1] and library._catalog.saying("茶叶") is before[2]
