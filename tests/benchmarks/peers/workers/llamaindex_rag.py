"""LlamaIndex's CitationQueryEngine as its documentation shows it, with its defaults.

`SimpleDirectoryReader`, `VectorStoreIndex.from_documents`, and `CitationQueryEngine.from_args` with the values of the
example: three nodes, cited in pieces of 512 tokens. The model is reached by `OpenAILike`, the embedding by
`HuggingFaceEmbedding` with the model's two prefixes.
"""

import re
from collections.abc import Callable
from pathlib import Path

from lines import Json, serve
from llama_index.core import Settings, SimpleDirectoryReader, VectorStoreIndex
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.openai_like import OpenAILike

_NUMBERED = re.compile(r"\ASource \d+:\n")  # what the engine puts before each piece


def begin(request: Json) -> Callable[[str], Json]:
    """Read the documents in; return what answers a question."""
    Settings.llm = OpenAILike(
        model=request["model"],
        api_base=request["engine"],
        api_key="none",
        context_window=request["window"],
        is_chat_model=True,
        is_function_calling_model=False,
        timeout=600,
    )
    Settings.embed_model = HuggingFaceEmbedding(
        model_name=request["embedding"], query_instruction="query: ", text_instruction="passage: "
    )
    documents = SimpleDirectoryReader(request["documents"]).load_data()
    index = VectorStoreIndex.from_documents(documents)
    engine = CitationQueryEngine.from_args(index, similarity_top_k=3, citation_chunk_size=512)

    def ask(question: str) -> Json:
        said = engine.query(question)
        return {
            "text": str(said),
            "sources": [
                {
                    "document": Path(found.node.metadata.get("file_name", "")).name,
                    "text": _NUMBERED.sub("", found.node.get_content()),
                }
                for found in said.source_nodes
            ],
        }

    return ask


if __name__ == "__main__":
    serve(begin)
