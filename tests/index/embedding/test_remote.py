"""An embedding model behind a real HTTP server gives what it gives in process."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus import ModelError
from index import Library, RemoteEncoder, SentenceEncoder
from index.embedding.encoder import Encoder
from rag import Settings
from rag.models.loading import open_encoder
from rag.models.store import DEFAULT_EMBEDDING, ensure
from tests.support.fakes import HashEncoder
from tests.support.servers.model_server import ModelServer, serving

TEXTS = [f"第{n}家茶叶企业的产值是{n * 37}万元，" + "同比增长。" * (n % 7) for n in range(50)]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving(ModelServer(embed=HashEncoder().encode_passages)) as server:
        yield server


def test_vectors_are_the_models_in_the_order_asked_and_of_length_one(server: ModelServer) -> None:
    server.embed = lambda texts: 3 * HashEncoder().encode_passages(texts)
    encoder = RemoteEncoder("org/plain", base_url=server.url)
    assert isinstance(encoder, Encoder) and (encoder.name, encoder.dimension) == ("plain", 64)
    told: list[tuple[int, int]] = []
    found = encoder.encode_passages(TEXTS, lambda done, of: told.append((done, of)))
    np.testing.assert_allclose(found, HashEncoder().encode_passages(TEXTS), atol=1e-5)
    assert told[-1] == (50, 50) and max(len(body["input"]) for body in server.asked) <= 16
    assert encoder.encode_passages([]).shape == encoder.encode_queries([]).shape == (0, 64)


def test_what_goes_before_a_text_is_put_there_by_the_models_name(server: ModelServer) -> None:
    encoder = RemoteEncoder("intfloat/multilingual-e5-small", base_url=server.url)
    encoder.encode_queries(["茶叶", "茶叶"])
    encoder.encode_passages(["茶叶"])
    assert [body["input"] for body in server.asked[1:]] == [["query: 茶叶"], ["passage: 茶叶"]]  # remembered


def test_several_requests_are_in_flight(server: ModelServer) -> None:
    encoder = RemoteEncoder("m", base_url=server.url, parallel=3)
    server.seconds = 0.1
    encoder.encode_passages(TEXTS * 3)
    assert server.most_in_flight == 3


def test_what_fails_is_tried_again_and_in_the_end_is_one_line(server: ModelServer) -> None:
    encoder = RemoteEncoder("m", base_url=server.url, retries=2)
    server.faults = [503, 429]
    assert encoder.encode_queries(["茶叶"]).shape == (1, 64)
    server.faults = [500] * 3
    with pytest.raises(ModelError, match=r"(?s)^the embedding server at .* failed: [^\n]*$"):
        encoder.encode_queries(["别的"])


@pytest.mark.parametrize("wrong", [lambda v: v[:1], lambda v: v * np.nan, lambda v: v * 0, lambda v: v[:, :5]])
def test_what_are_no_vectors_is_refused(server: ModelServer, wrong: object) -> None:
    encoder = RemoteEncoder("m", base_url=server.url)
    server.embed = lambda texts: wrong(HashEncoder().encode_passages(texts))  # type: ignore[operator]
    with pytest.raises(ModelError, match="gives vectors of shape"):
        encoder.encode_passages(TEXTS[:3])


@pytest.mark.models
def test_a_library_goes_on_with_the_same_model_on_a_server(tmp_path: Path, folder: Path) -> None:
    local = SentenceEncoder(ensure(DEFAULT_EMBEDDING), name=DEFAULT_EMBEDDING, threads=1)
    lock = threading.Lock()

    def embed(texts: list[str]) -> np.ndarray:  # type: ignore[type-arg]
        with lock:
            return np.asarray(local._model.encode(texts, ""), np.float32)

    questions = ("茶叶产值达到多少", "水利工程的投资")
    with Library.open(tmp_path / "library", local) as library:
        library.add(folder / sorted(path.name for path in folder.iterdir())[0])
        wanted = [library.search_dense(question, 5) for question in questions]
    with serving(ModelServer(embed=embed)) as server:
        remote = open_encoder(Settings(embedding_base_url=server.url))
        assert isinstance(remote, RemoteEncoder)
        with Library.open(tmp_path / "library", remote) as library:
            for question, expected in zip(questions, wanted, strict=True):
                found = library.search_dense(question, 5)
                assert [i for i, _ in found] == [i for i, _ in expected]
                assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=2e-3)
            library.add(folder)
            assert len(library.search_dense("茶叶", 10_000)) == library.statistics().chunks
