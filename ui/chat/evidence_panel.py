"""The evidence panel of an answer over the library as it is now: a kept answer's sources may have gone."""

from corpus import NotFoundError
from rag import Answer, Citation
from ui.backend import Backend, utterances_of
from ui.i18n.texts import Pair
from ui.rendering import answer_html
from ui.rendering.attribution_labels import whose_words


def panel(answer: Answer, anchor: str, backend: Backend) -> str:
    """Return the panel; of a source that was removed or has changed since, only what was quoted is shown."""
    sources: dict[str, str | None] = {}
    words: dict[int, Pair | None] = {}
    for citation in answer.citations:
        key = citation.speech.id
        if key not in sources:
            sources[key] = standing(citation, backend)
        elif sources[key] is not None and not _stands(citation, sources[key] or ""):
            sources[key] = None
    for citation in answer.citations:
        if sources[citation.speech.id] is not None:
            said = utterances_of(backend, citation.speech.id)
            words[citation.number] = whose_words(citation.speech, said, citation.start, citation.end)
    return answer_html.answer_panel(answer, anchor, sources, words)


def standing(citation: Citation, backend: Backend) -> str | None:
    """Return the text that a citation's offsets refer to; None if it was removed or has changed since."""
    try:
        source = backend.source_text(citation.speech.id)
    except NotFoundError:
        return None
    return source if _stands(citation, source) else None


def _stands(citation: Citation, source: str) -> bool:
    return source[citation.start : citation.end] == citation.quote
