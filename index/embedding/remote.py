"""An embedding model on a server: OpenAI-compatible `/v1/embeddings`, as TEI, vLLM, Infinity and llama-server have it.

Choosing it sends passages and questions to that server, and only the settings can choose it. What goes before a query
and before a passage is put there on this side, by the model's name; the server must add nothing. The name is what a
library records, so that one that was indexed in process goes on with the same model on a server.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from corpus import ModelError
from index.embedding.encoder import QUERY_CACHE, Progress, Vectors, length_batches, prompts_by_name

CONNECT = 5.0  # seconds until a server that is there has taken a connection


class RemoteEncoder:
    """An `Encoder` whose model another process runs. Thread-safe.

    A request that is not answered, or by 408, 409, 429 or 5xx, is tried again after a growing, random while.

    :param model: The served model's name; its last part is what libraries record.
    :param base_url: Such as `http://127.0.0.1:8080/v1`.
    :param parallel: Requests in flight while passages are encoded.
    :param timeout: Seconds without a byte before giving up.
    :param retries: How often a request is tried again.
    :raises ModelError: If the `openai` package is not installed, or the server cannot be used.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        api_key: str = "",
        parallel: int = 4,
        timeout: float = 60.0,
        retries: int = 4,
    ) -> None:
        try:
            import openai
        except ImportError:
            raise ModelError(
                "an embedding server needs a package; install it with: pip install 'yinzheng[openai]'",
                code="embedding_server_package",
            ) from None
        self.name = Path(model).name
        self._model = model
        self._server = base_url
        self._parallel = parallel
        self._errors = openai.OpenAIError
        self._client = openai.OpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            timeout=openai.Timeout(timeout, connect=CONNECT),
            max_retries=retries,
        )
        self._query_prompt, self._passage_prompt = prompts_by_name(self.name)
        self.dimension = 0  # of any length, until the first answer
        self.dimension = int(self._encode(["。"]).shape[1])
        self._encode_query = lru_cache(maxsize=QUERY_CACHE)(self._encode_one)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimension), of questions. The latest are remembered.

        :raises ModelError: If the server cannot be used just now.
        """
        rows = [self._encode_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimension), of passages, in the order given.

        :param progress: Called after each request with (passages done, passages in all).
        :raises ModelError: If the server cannot be used just now.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        batches = length_batches([len(text) for text in texts])
        done = 0
        with ThreadPoolExecutor(self._parallel) as pool:
            given = [[self._passage_prompt + texts[i] for i in batch] for batch in batches]
            for batch, rows in zip(batches, pool.map(self._encode, given), strict=True):
                vectors[batch] = rows
                done += len(batch)
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    def _encode_one(self, text: str) -> Vectors:
        vector: Vectors = self._encode([self._query_prompt + text])[0]
        return vector

    def _encode(self, texts: Sequence[str]) -> Vectors:
        try:
            answer: Any = self._client.embeddings.create(model=self._model, input=list(texts), encoding_format="float")
        except self._errors as error:
            raise ModelError(
                "the embedding server at {server!r} failed: {reason}; check YINZHENG_EMBEDDING_BASE_URL",
                code="embedding_server_failed",
                server=self._server,
                reason=" ".join(str(error).split()) or type(error).__name__,
            ) from None
        rows = sorted(answer.data, key=lambda row: row.index)
        try:
            vectors = np.asarray([row.embedding for row in rows], np.float32)
        except ValueError:  # of different lengths
            vectors = np.zeros((0, 0), np.float32)
        wanted = (len(texts), self.dimension or (vectors.shape[1] if vectors.ndim == 2 else 0))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.shape == wanted else np.zeros((1, 1))
        if vectors.shape != wanted or not np.isfinite(lengths).all() or not lengths.all():
            raise ModelError(
                "the embedding server at {server!r} gives vectors of shape {shape} for {texts} texts, or no numbers",
                code="embedding_server_answer",
                server=self._server,
                shape=str(vectors.shape),
                texts=len(texts),
            )
        return np.asarray(vectors / lengths, np.float32)
