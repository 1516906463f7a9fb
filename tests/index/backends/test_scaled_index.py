"""Beyond a size vectors are found approximately, and scored exactly; what changes since is found exactly."""

from pathlib import Path

import numpy as np
import pytest

from index import Filters, Library
from index.backends import inverted_lists
from index.backends.scaled_index import ScaledIndex
from index.backends.vector_index import DenseIndex
from index.catalog import Catalog
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech

QUERY = HashEncoder().encode_queries(["茶叶产值"])[0]


@pytest.fixture
def scaled(library: Library) -> ScaledIndex:
    index = ScaledIndex(Catalog(library.directory), least=20)
    index.save()
    index.wait()
    assert (library.directory / "ivf.json").exists()
    return index


def exact(library: Library, k: int, allowed: list[int] | None = None) -> tuple[list[int], list[float]]:
    return DenseIndex(Catalog(library.directory)).search(QUERY, k, allowed)


def assert_alike(found: tuple[list[int], list[float]], wanted: tuple[list[int], list[float]]) -> None:
    assert found[1] == pytest.approx(wanted[1], abs=1e-5)


def test_scores_are_exact_and_the_nearest_are_found(library: Library, scaled: ScaledIndex) -> None:
    assert_alike(scaled.search(QUERY, 10), exact(library, 10))
    assert scaled.ids() == Catalog(library.directory).vector_ids().tolist()


def test_filters_come_before_the_best_k(library: Library, scaled: ScaledIndex) -> None:
    for speech in library.speeches()[:3]:
        allowed = library.chunk_ids(Filters(ids=[speech.id]))
        assert_alike(scaled.search(QUERY, 5, allowed), exact(library, 5, allowed))


def test_many_allowed_are_searched_in_the_lists_and_nothing_else_is_found(
    library: Library, scaled: ScaledIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.backends.scaled_index._FEW", 0)
    monkeypatch.setattr("index.backends.scaled_index._LEAST", 20)
    allowed = library.chunk_ids(Filters())[::2]
    found = scaled.search(QUERY, 5, allowed)
    assert_alike(found, exact(library, 5, allowed))
    assert set(found[0]) <= set(allowed)


def test_what_is_added_or_removed_since_the_build_is_found_or_not(
    library: Library, folder: Path, scaled: ScaledIndex
) -> None:
    scaled.search(QUERY, 5)
    write_speech(folder, 555)
    library.add(folder)
    for speech in library.speeches()[:5]:
        library.remove(speech.id)
    assert_alike(scaled.search(QUERY, 50), exact(library, 50))
    assert scaled.ids() == Catalog(library.directory).vector_ids().tolist()
    assert len(scaled._exact.ids()) < 20  # only what is new


def test_another_process_sees_the_build_and_a_later_one(library: Library, folder: Path, scaled: ScaledIndex) -> None:
    other = ScaledIndex(Catalog(library.directory), least=20)
    assert_alike(other.search(QUERY, 10), exact(library, 10))
    assert other._exact.ids() == []
    for number in range(600, 620):
        write_speech(folder, number)
    library.add(folder)
    scaled.save()
    scaled.wait()
    assert_alike(other.search(QUERY, 10), exact(library, 10))
    assert other._exact.ids() == [] and len(list(library.directory.glob("ivf-*"))) == 1


@pytest.mark.parametrize("damage", [b"", b"x" * 500_000])
def test_a_damaged_build_is_not_read_and_all_vectors_are(library: Library, scaled: ScaledIndex, damage: bytes) -> None:
    [codes] = library.directory.glob("ivf-*/codes.faiss")
    codes.write_bytes(damage)
    other = ScaledIndex(Catalog(library.directory), least=20)
    assert_alike(other.search(QUERY, 10), exact(library, 10))


def test_another_set_of_vectors_has_no_build(library: Library, scaled: ScaledIndex) -> None:
    assert inverted_lists.load(library.directory, "another") is None
    with Library.open(library.directory, HashEncoder(32, "other")) as again:
        again.rebuild()
        found = ScaledIndex(Catalog(library.directory), least=10**9).search(np.ones(32, np.float32) / 32**0.5, 5)
    assert len(found[0]) == 5


def test_while_it_is_made_anew_it_answers_and_forgetting_makes_it_exact(library: Library, scaled: ScaledIndex) -> None:
    told: list[tuple[int, int]] = []
    scaled.rebuild(lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] > 20
    assert_alike(scaled.search(QUERY, 10), exact(library, 10))
    scaled.forget()
    assert not list(library.directory.glob("ivf*")) or not (library.directory / "ivf.json").exists()
    assert_alike(scaled.search(QUERY, 10), exact(library, 10))
