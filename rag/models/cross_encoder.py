"""A cross-encoder reads question and passage together and scores how well one answers the other. Optional.

None is needed for what is measured in docs/LOG.md, and on two cores one takes longer than all the rest of a search; it
is for machines that have a GPU, and for collections on which the searches are not enough.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus import ModelError
from rag.settings import Settings

Scores = npt.NDArray[np.float64]

MAX_TOKENS = 512
"""Of question and passage together; a chunk has some 90 characters, so that nothing is cut off."""


class Reranker(Protocol):
    """Anything that tells how well passages answer a question."""

    name: str

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return one score a passage, shape (n,), higher is better; log-odds of relevance."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder with one output, such as BAAI/bge-reranker-v2-m3.

    :param path: Its folder.
    :raises ModelError: If the folder holds none, or one with several outputs.
    """

    def __init__(self, path: Path, *, name: str) -> None:
        import torch
        from sentence_transformers import CrossEncoder

        self.name = name
        try:
            # its scores are wanted before the sigmoid that squeezes the sure ones together
            self._model = CrossEncoder(
                str(path), local_files_only=True, max_length=MAX_TOKENS, activation_fn=torch.nn.Identity()
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ModelError(
                "cannot load reranker {path!r}: {reason}; name a CrossEncoder's folder in "
                "YINZHENG_RERANKER, or leave it empty",
                code="reranker_broken",
                path=str(path),
                reason=reason,
            ) from None
        if self._model.num_labels != 1:
            raise ModelError(
                "reranker {path!r} has {outputs} outputs; YINZHENG_RERANKER wants one with one",
                code="reranker_outputs",
                path=str(path),
                outputs=self._model.num_labels,
            )

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return one score a passage; see `Reranker`."""
        pairs = [(question, passage) for passage in passages]
        found = self._model.predict(pairs, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(found, dtype=np.float64).reshape(-1)


def open_reranker(settings: Settings) -> Reranker | None:
    """Load the reranker that the settings name, None if they name none.

    :raises ModelError: If it cannot be loaded.
    :raises NotFoundError: If there is none of that name.
    """
    if not settings.reranker:
        return None
    from rag.models.resolver import resolve

    return CrossEncoderReranker(resolve(settings.reranker), name=Path(settings.reranker).name)
