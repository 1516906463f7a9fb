"""The library as a LlamaIndex retriever: each passage a `TextNode` with the span it is. Needs the extra `llamaindex`.

YinzhengRetriever(Assistant.open("library/")).retrieve("竹纸产业产值")
"""

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index import Filters
from ui.backend import Backend


class YinzhengRetriever(BaseRetriever):
    """Finds passages of a library, best first.

    :param assistant: A `rag.Assistant`; it stays the caller's to close.
    :param k: How many passages at most.
    :param filters: Which speeches may be drawn on.
    """

    def __init__(self, assistant: Backend, *, k: int = 10, filters: Filters | None = None) -> None:
        self._assistant, self._k, self._filters = assistant, k, filters
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=TextNode(
                    id_=f"{hit.speech.id}:{hit.start}-{hit.end}",
                    text=hit.text,
                    start_char_idx=hit.start,
                    end_char_idx=hit.end,
                    metadata={"speech": hit.speech.to_dict(), "heading_path": list(hit.chunk.heading_path)},
                ),
                score=hit.score,
            )
            for hit in self._assistant.search(query_bundle.query_str, self._k, self._filters)
        ]
