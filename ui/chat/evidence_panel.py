"""The evidence panel of an answer over the library as it is now: a kept answer's sources may have gone."""

from rag import Answer
from ui.backend import Backend
from ui.rendering import answer_html
from ui.rendering.attribution_labels import notes
from ui.rendering.references import sources_of


def panel(answer: Answer, anchor: str, backend: Backend) -> str:
    """Return the panel; of a source that was removed or has changed since, only what was quoted is shown."""
    sources = sources_of(answer.citations, backend)
    words = {number: one.label for number, one in notes(backend, answer.citations, sources).items()}
    return answer_html.answer_panel(answer, anchor, sources, words)
