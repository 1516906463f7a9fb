"""The library as a LangChain retriever: each passage a `Document` with the span it is. Needs the extra `langchain`.

YinzhengRetriever(assistant=Assistant.open("library/")).invoke("竹纸产业产值")
"""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index import Filters
from ui.backend import Backend


class YinzhengRetriever(BaseRetriever):
    """Finds passages of a library, best first.

    :ivar assistant: A `rag.Assistant`; it stays the caller's to close.
    :ivar k: How many passages at most.
    :ivar filters: Which speeches may be drawn on.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    assistant: Any  # Backend: a protocol, which pydantic cannot check
    k: int = 10
    filters: Filters | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        backend: Backend = self.assistant
        return [
            Document(
                id=f"{hit.speech.id}:{hit.start}-{hit.end}",
                page_content=hit.text,
                metadata={
                    "speech": hit.speech.to_dict(),
                    "start": hit.start,
                    "end": hit.end,
                    "score": hit.score,
                    "heading_path": list(hit.chunk.heading_path),
                },
            )
            for hit in backend.search(query, self.k, self.filters)
        ]
