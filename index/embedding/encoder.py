"""Texts become unit vectors. Knows nothing of chunks, of storage or of where a model's files come from.

Importing this module is cheap; torch is imported when a model is loaded.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from corpus import EmbeddingMismatchError, ModelError, ModelMissingError

Vectors = NDArray[np.float32]  # (n, dimension), each row of length 1, so that a dot product is the cosine
Progress = Callable[[int, int], None]  # (texts done, texts in all)

QUERY_CACHE = 256  # questions remembered
BATCH_TEXTS = 16  # more is slower: the activations leave the CPU's cache; TEI takes 32 a request
BATCH_CHARACTERS = 4096  # padding included; bounds the memory that long texts take

PASSAGE_PROMPTS = ("passage", "document", "corpus")
# of folders that state no prompts, though their model cards do: (query, passage)
PROMPTS_BY_NAME = (
    (re.compile(r"\be5-(small|base|large)\b"), ("query: ", "passage: ")),
    (re.compile(r"\bbge-(small|base|large)-zh\b"), ("为这个句子生成表示以用于检索相关文章：", "")),
)


@runtime_checkable
class Encoder(Protocol):
    """What a library needs of an embedding model.

    :ivar name: Recorded in the library; a library opened with another name is refused.
    :ivar dimension: Length of a vector.
    """

    name: str
    dimension: int

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimension), of questions."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimension), of passages, in the order given."""
        ...


class SentenceEncoder:
    """An embedding model in sentence-transformers' format, read from disk; nothing is ever fetched.

    Plain BERT folders, the default among them, are run by `index.embedding.bert` and load in two seconds; any other
    by the sentence-transformers library, which takes several to import.

    :param path: The folder.
    :param name: What libraries record; the folder's name if not given.
    :param device: `cpu`, `cuda` ...; None: a GPU if there is one.
    :param threads: CPU threads for passages, and for all else that torch does in this process; None: one a core.
        A query takes one.
    :raises ModelMissingError: If there is no such folder.
    :raises ModelError: If it does not hold such a model.
    """

    def __init__(
        self, path: str | Path, name: str | None = None, *, device: str | None = None, threads: int | None = None
    ) -> None:
        folder = Path(path).expanduser()
        if not folder.is_dir():
            raise ModelMissingError(
                "no embedding model in {path!r}; get the default one with: yinzheng models --fetch",
                code="no_embedding_model",
                path=str(path),
            )
        self.name = name or folder.resolve().name
        load = _loader(folder, device, threads)
        try:
            self._model = load()
            self._query_prompt, self._passage_prompt = read_prompts(folder, self.name)
        except Exception as error:  # whatever four libraries make of a bad file
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ModelError(
                "cannot load an embedding model from {path!r}: {reason}; name a sentence-transformers folder",
                code="embedding_model_broken",
                path=str(path),
                reason=reason,
            ) from error
        self.dimension = self._model.dimension
        self._encode_query = lru_cache(maxsize=QUERY_CACHE)(self._encode_one)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimension), of questions. The latest are remembered."""
        rows = [self._encode_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimension), of passages, in the order given.

        :param progress: Called after each batch with (passages done, passages in all).
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        done = 0
        for batch in length_batches([len(text) for text in texts]):
            vectors[batch] = self._model.encode([texts[i] for i in batch], self._passage_prompt)
            done += len(batch)
            if progress is not None:
                progress(done, len(texts))
        return vectors

    def _encode_one(self, text: str) -> Vectors:
        with _one_thread():
            vector: Vectors = self._model.encode([text], self._query_prompt)[0]
        return vector


class _Model(Protocol):
    """One batch of texts in, unit vectors out."""

    dimension: int

    def encode(self, texts: Sequence[str], prompt: str) -> Vectors: ...


class _LibraryModel:
    """Any model that the sentence-transformers library opens."""

    def __init__(self, folder: Path, device: str) -> None:
        from sentence_transformers import SentenceTransformer

        from index.embedding.bert import fast_dtype

        self._model = SentenceTransformer(
            str(folder), device=device, local_files_only=True, model_kwargs={"dtype": fast_dtype(device)}
        )
        self.dimension = len(self.encode(["。"], "")[0])

    def encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = self._model.encode(
            list(texts), prompt=prompt, batch_size=len(texts), convert_to_tensor=True, show_progress_bar=False
        ).float()
        return np.asarray((vectors / vectors.norm(dim=1, keepdim=True)).cpu(), np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep one query off the other cores.

    A second thread would save it 2 ms. But OpenMP threads spin while they wait for each other, and where another
    process or the generator holds a core they wait at each of a hundred barriers: measured 250 to 900 ms for 15.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _loader(folder: Path, device: str | None, threads: int | None) -> Callable[[], _Model]:
    import torch

    from index.embedding.bert import Bert, is_bert

    if threads:
        torch.set_num_threads(threads)
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    return lambda: Bert(folder, device=device) if is_bert(folder) else _LibraryModel(folder, device)


def read_prompts(folder: Path, name: str) -> tuple[str, str]:
    """Return what goes before a query and before a passage.

    :param name: The model's; decides if the folder states no prompts.
    """
    path = folder / "config_sentence_transformers.json"
    config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    prompts: dict[str, str] = config.get("prompts") or {}
    if any(prompts.values()):
        return prompts.get("query", ""), next((prompts[key] for key in PASSAGE_PROMPTS if key in prompts), "")
    return prompts_by_name(name)


def prompts_by_name(name: str) -> tuple[str, str]:
    """Return what goes before a query and before a passage, of a model that is known by its name alone."""
    return next((pair for pattern, pair in PROMPTS_BY_NAME if pattern.search(name)), ("", ""))


def length_batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group texts of like length, shortest first, so that little is padded.

    :param lengths: Of each text, in characters.
    :return: Indices of the texts; each index once.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    cuts, start = [0], 0
    for at, index in enumerate(order):
        if at > start and (at - start == BATCH_TEXTS or (at - start + 1) * lengths[index] > BATCH_CHARACTERS):
            cuts.append(at)
            start = at
    return [order[a:b] for a, b in pairwise([*cuts, len(order)]) if a < b]


def mismatch(directory: Path, stored: tuple[str, int], given: tuple[str, int]) -> EmbeddingMismatchError:
    """Return the error for a library that was indexed with another embedding model."""
    return EmbeddingMismatchError(
        "{path!r} was indexed with {stored!r} ({stored_dimensions} dimensions), not {given!r} "
        "({given_dimensions}); use that model, or index it again with this one: yinzheng add "
        "--rebuild",
        code="embedding_mismatch",
        path=str(directory),
        stored=stored[0],
        stored_dimensions=stored[1],
        given=given[0],
        given_dimensions=given[1],
    )
