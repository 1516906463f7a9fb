"""This system with its default settings, but for the engine, which is the served one. Its time-out is the peers'."""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lines import Json, serve

from index import Library
from rag import Assistant, Settings
from rag.models.engines.openai_compatible import OpenAICompatible
from rag.models.loading import open_encoder

PATIENCE = 600.0  # seconds


def begin(request: Json) -> Callable[[str], Json]:
    """Read the documents in; return what answers a question."""
    settings = Settings(
        engine="openai",
        generator=request["model"],
        openai_base_url=request["engine"],
        embedding=request["embedding"],
        context_tokens=request["window"],
    )
    encoder = cache(lambda: open_encoder(settings))
    library = Library.open(Path(request["place"]) / "library", encoder)
    model = OpenAICompatible(request["model"], base_url=request["engine"], parallel=1, timeout=PATIENCE)
    assistant = Assistant(library, encoder, lambda: model, settings)
    encoder()
    report = assistant.add(request["documents"])
    print(f"{len(report.added)} speeches", file=sys.stderr)
    return lambda question: {"answer": assistant.ask(question).to_dict()}


if __name__ == "__main__":
    serve(begin)
