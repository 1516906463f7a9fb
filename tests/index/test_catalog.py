from pathlib import Path

import numpy as np
import pytest

from corpus import Document, EmbeddingMismatchError, ParsedSpeech, iter_documents, parse
from index import Filters
from index.catalog import Catalog
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech

ENCODER = HashEncoder()
MODEL = (ENCODER.name, ENCODER.dimension)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / "library").mkdir()
    return Catalog(tmp_path / "library")


def read(folder: Path, number: int, name: str | None = None) -> tuple[Document, ParsedSpeech]:
    [document] = iter_documents([write_speech(folder, number, name)])
    assert isinstance(document, Document)
    return document, parse(document, speech_id=document.sha256[:12])


def vectors_of(parsed: ParsedSpeech) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return ENCODER.encode_passages([chunk.text for chunk in parsed.chunks])


def test_a_document_is_read_back_as_it_was(catalog: Catalog, tmp_path: Path) -> None:
    document, parsed = read(tmp_path, 1)
    outcome, speech = catalog.put(document, parsed, vectors_of(parsed), MODEL)
    assert (outcome, speech) == ("added", parsed.speech)
    assert catalog.document(speech.id) == document
    assert catalog.chunks_of(speech.id) == list(parsed.chunks)
    assert catalog.sections_of(speech.id) == list(parsed.sections)


def test_warnings_and_meta_are_kept(catalog: Catalog, tmp_path: Path) -> None:
    from dataclasses import replace

    document, parsed = read(tmp_path, 1)
    document = replace(document, warnings=("两处\n乱码",), meta=(("title", "题"), ("date", "2024-01-01")))
    _, speech = catalog.put(document, parsed, None, None)
    assert catalog.document(speech.id) == document


def test_vectors_lose_less_than_a_thousandth(catalog: Catalog, tmp_path: Path) -> None:
    document, parsed = read(tmp_path, 1)
    vectors = vectors_of(parsed)
    catalog.put(document, parsed, vectors, MODEL)
    ids, stored = catalog.vectors(catalog.vector_ids().tolist())
    assert ids == sorted(ids) and stored.shape == vectors.shape
    assert np.abs(stored @ vectors.T - vectors @ vectors.T).max() < 1e-3
    assert catalog.vectors([])[0] == catalog.vectors([10**9])[0] == []


def test_a_document_whose_vectors_are_of_another_model_is_not_written(catalog: Catalog, tmp_path: Path) -> None:
    document, parsed = read(tmp_path, 1)
    catalog.put(document, parsed, vectors_of(parsed), MODEL)
    generation = catalog.generation()
    for model in (("another", MODEL[1]), (MODEL[0], 32)):
        other, found = read(tmp_path, 2)
        # checked inside the transaction too: another process may have been first
        with pytest.raises(EmbeddingMismatchError, match="yinzheng add --rebuild"):
            catalog.put(other, found, vectors_of(found), model)
    assert len(catalog.speeches()) == 1
    assert catalog.generation() == generation


def test_an_update_that_fails_leaves_the_old_document(catalog: Catalog, tmp_path: Path) -> None:
    document, parsed = read(tmp_path, 1, "a.txt")
    _, speech = catalog.put(document, parsed, vectors_of(parsed), MODEL)
    before = catalog.search_terms(["茶叶", "产值"], 100)
    changed, found = read(tmp_path, 2, "a.txt")
    with pytest.raises(IndexError):
        catalog.put(changed, found, vectors_of(found)[:1], MODEL)  # fails after the old rows are deleted
    assert catalog.document(speech.id) == document
    assert catalog.search_terms(["茶叶", "产值"], 100) == before


def test_each_change_and_nothing_else_raises_the_generation(catalog: Catalog, tmp_path: Path) -> None:
    seen = [catalog.generation()]
    document, parsed = read(tmp_path, 1)
    for change in (
        lambda: catalog.put(document, parsed, None, None),
        lambda: catalog.put_vectors([i for i, _ in catalog.pending(99)], vectors_of(parsed), MODEL),
        lambda: catalog.put_again(document, parsed, vectors_of(parsed), MODEL),
        lambda: catalog.change_embedding(("another", 32)),
        lambda: catalog.remove(parsed.speech.id),
    ):
        change()
        seen.append(catalog.generation())
    assert seen == sorted(set(seen))
    catalog.put(document, parsed, None, None)
    generation = catalog.generation()
    catalog.put(document, parsed, None, None)
    catalog.search_terms(["茶叶"], 5)
    catalog.find("茶叶")
    assert catalog.generation() == generation


def test_chunk_ids_are_never_used_twice(catalog: Catalog, tmp_path: Path) -> None:
    document, parsed = read(tmp_path, 1)
    ids: set[int] = set()
    for _ in range(3):
        _, speech = catalog.put(document, parsed, None, None)
        new = set(catalog.chunk_ids(Filters(ids=[speech.id])))
        assert new and not new & ids
        ids |= new
        catalog.remove(speech.id)


def test_a_document_that_changed_meanwhile_is_not_put_again(catalog: Catalog, tmp_path: Path) -> None:
    old, parsed = read(tmp_path, 1, "a.txt")
    catalog.put(old, parsed, None, None)
    new, found = read(tmp_path, 2, "a.txt")
    _, speech = catalog.put(new, found, None, None)
    assert catalog.put_again(old, parsed, None, None) is None
    assert catalog.document(speech.id) == new
