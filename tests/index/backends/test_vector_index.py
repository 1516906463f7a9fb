import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from index import Filters, Library
from index.backends.vector_index import FILE_NAME, DenseIndex
from index.catalog import Catalog
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech

QUERY = HashEncoder().encode_queries(["茶叶产值"])[0]


def everything(directory: Path) -> list[tuple[int, float]]:
    catalog = Catalog(directory)
    try:
        return list(zip(*DenseIndex(catalog).search(QUERY, 500), strict=True))
    finally:
        catalog.close()


def test_it_agrees_with_plain_multiplication(library: Library) -> None:
    catalog = Catalog(library.directory)
    ids, vectors = catalog.vectors(catalog.vector_ids().tolist())
    scores = vectors @ QUERY
    best = sorted(zip(ids, scores.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))[:10]
    found, cosines = DenseIndex(catalog).search(QUERY, 10)
    assert cosines == pytest.approx([score for _, score in best], abs=1e-6)
    assert set(found) == {i for i, score in zip(ids, scores, strict=True) if score >= cosines[-1] - 1e-6} or found == [
        i for i, _ in best
    ]


def test_allowed_ids_fill_every_place(library: Library) -> None:
    catalog = Catalog(library.directory)
    allowed = catalog.vector_ids().tolist()[-7:]
    ids, _ = DenseIndex(catalog).search(QUERY, 5, allowed)
    assert len(ids) == 5 and set(ids) <= set(allowed)
    assert sorted(DenseIndex(catalog).search(QUERY, 500, allowed)[0]) == allowed
    assert DenseIndex(catalog).search(QUERY, 5, []) == ([], [])
    assert DenseIndex(catalog).search(QUERY, 5, [10**9]) == ([], [])


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"garbage" * 10_000),
        lambda path: path.write_bytes(path.read_bytes()[:-100]),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"crc32": ', b'"crc32": 1')),
        lambda path: path.write_bytes(b"yinzheng dense 1\n[]\n"),
        lambda path: path.write_bytes(b"yinzheng dense 1\n{}\n" + b"x" * 100),
    ],
)
def test_a_lost_or_damaged_file_is_made_again(library: Library, damage: object) -> None:
    path = library.directory / FILE_NAME
    expected = everything(library.directory)
    assert path.exists() and expected
    damage(path)  # type: ignore[operator]
    assert everything(library.directory) == expected
    with Library.open(library.directory, HashEncoder()) as again:
        again.add([])
    assert path.stat().st_size > 1000
    assert everything(library.directory) == expected


def test_an_old_file_is_brought_up_to_date(library: Library, tmp_path: Path) -> None:
    path = library.directory / FILE_NAME
    old = path.read_bytes()
    library.add(write_speech(tmp_path / "more", 99))
    library.remove(library.speeches()[0].id)
    path.unlink()
    expected = everything(library.directory)
    path.write_bytes(old)
    assert everything(library.directory) == expected


def test_the_file_of_another_library_is_not_taken(library: Library, tmp_path: Path) -> None:
    for number in range(50, 70):
        write_speech(tmp_path / "others", number)
    with Library.open(tmp_path / "other", HashEncoder()) as other:
        other.add(tmp_path / "others")
        expected = everything(other.directory)
        shutil.copy(library.directory / FILE_NAME, other.directory / FILE_NAME)
        assert everything(other.directory) == expected


def test_a_saved_file_spares_the_vectors(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = everything(library.directory)
    read: list[int] = []
    vectors = Catalog.vectors
    monkeypatch.setattr(Catalog, "vectors", lambda self, ids: read.append(len(ids)) or vectors(self, ids))
    assert everything(library.directory) == expected
    assert read == []


def test_nothing_else_stays_in_the_directory(library: Library, tmp_path: Path) -> None:
    leftover = library.directory / f".{FILE_NAME}.1.1.tmp"
    leftover.write_bytes(b"half an index")
    os.utime(leftover, (0, 0))
    library.add(write_speech(tmp_path / "more", 99))
    library.close()
    assert {file.name for file in library.directory.iterdir()} == {"library.sqlite3", FILE_NAME}


def test_a_directory_that_cannot_be_written_loses_nothing(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    report = library.add(write_speech(tmp_path / "more", 99))
    assert len(report.added) == 1
    assert len(library.search_dense("茶叶", 500)) == library.statistics().chunks


def test_searches_go_on_while_documents_come_and_go(library: Library, tmp_path: Path) -> None:
    errors: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                found = library.search_dense("茶叶产值", 5)
                assert len(found) == 5
                for hit in library.hits([(i, s, "dense") for i, s in found]):
                    assert hit.text
                assert library.search_terms("茶叶产值", 5, Filters(since="2001"))
        except BaseException as error:  # noqa: BLE001 - reported in the main thread
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(100, 115):
        [speech] = library.add(write_speech(tmp_path / "more", number)).added
        if number % 2:
            library.remove(speech.id)
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(library.search_dense("茶叶", 500)) == library.statistics().chunks
    assert np.isfinite([score for _, score in library.search_dense("茶叶", 500)]).all()
