"""txtai's RAG pipeline as its documentation shows it, with what of the documented choices suits it best here.

Paragraphs as units, which in these texts are lines (`Segmentation(lines=True)`; `paragraphs=True` cuts at blank lines
only, and makes one unit of some of them), a hybrid index
(`hybrid=True`, "semantic search with a keyword index"), the prompt of its notebook on RAG with citations, the reference
that `output="reference"` names as the source, three passages (the default). The model is reached through LiteLLM, as
its page on external services shows.
"""

from collections.abc import Callable
from pathlib import Path

from lines import Json, serve
from txtai import LLM, RAG, Embeddings
from txtai.pipeline import Segmentation

# docs: pipeline/llm/rag, and the notebook "Build RAG pipelines with txtai"
SYSTEM = "You are a friendly assistant. You answer questions from users."
TEMPLATE = """Answer the following question using only the context below. \
Only include information specifically discussed.

question: {question}
context: {context}"""


def begin(request: Json) -> Callable[[str], Json]:
    """Read the documents in; return what answers a question."""
    segment = Segmentation(lines=True)
    passages: list[tuple[str, str, str]] = []
    for path in sorted(Path(request["documents"]).iterdir()):
        for number, paragraph in enumerate(segment(path.read_text(encoding="utf-8"))):
            if paragraph:
                passages.append((f"{path.name}#{number}", paragraph, ""))
    embeddings = Embeddings(
        path=request["embedding"],
        content=True,
        hybrid=True,
        instructions={"query": "query: ", "data": "passage: "},  # what the model wants; txtai's own way to say it
    )
    embeddings.index(passages)
    llm = LLM(f"openai/{request['model']}", method="litellm", api_base=request["engine"], api_key="none", timeout=600)
    rag = RAG(embeddings, llm, system=SYSTEM, template=TEMPLATE, output="reference")
    texts = {identity: text for identity, text, _ in passages}

    def ask(question: str) -> Json:
        said = rag([{"name": "x", "query": question, "question": question}])[0]
        named = said.get("reference")
        sources = [{"document": named.rpartition("#")[0], "text": texts[named]}] if named in texts else []
        return {"text": said["answer"] or "", "sources": sources}

    return ask


if __name__ == "__main__":
    serve(begin)
