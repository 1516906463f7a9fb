"""Small deterministic stand-ins that need no weights."""

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


class HashEncoder:
    """Encoder of `index.embedding.encoder` by hashing character bigrams: texts that share bigrams are near.

    :param dimension: Length of the vectors.
    :param name: What a library records as its embedding model.
    """

    def __init__(self, dimension: int = 64, name: str = "hash-bigram") -> None:
        self.dimension = dimension
        self.name = name
        self.calls = 0  # how many times texts were encoded: lets a test see that nothing was encoded twice

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension)."""
        self.calls += 1
        return self._encode(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension); `progress(done, total)` is called as they come."""
        self.calls += 1
        vectors = self._encode(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return vectors

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            padded = f"^{text}$"  # so that one character, or none, still has a bigram
            for i in range(len(padded) - 1):
                vectors[row, zlib.crc32(padded[i : i + 2].encode()) % self.dimension] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else 1
        return vectors
