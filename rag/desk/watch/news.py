"""What is new for what is watched: in speeches that were added or changed since it was last looked.

A phrase is news where a speech says it; a question where a sentence of a speech has most of what it asks for.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus import Speech, fold
from corpus.language.segmentation import coverage
from index import Filters, Library
from rag.desk.excerpts import Excerpt, Sources, about
from rag.desk.phrases.concordance import concordance
from rag.desk.watch.store import News, Watch, Watches
from rag.question.analysis import read_alone

_COVERED = 0.6  # share of a question's content words that one sentence must have
_LINES = 3  # of one speech
_HITS = 40


def state_of(speech: Speech) -> str:
    """Return what tells a changed speech from the one that was looked at."""
    return "/".join(str(part) for part in (speech.start, speech.end, speech.date, speech.title))


def states(library: Library, filters: Filters | None = None) -> dict[str, str]:
    """Return the state of each speech by its id."""
    return {speech.id: state_of(speech) for speech in library.speeches(filters)}


def look(library: Library, watches: Watches) -> list[News]:
    """Look for all that is watched in what is new to it; return the news, those of one watch together.

    What was looked at is noted with what was found: the next call finds nothing twice.
    """
    found: list[News] = []
    with library.consistent():
        for watch in watches.all():
            now = states(library, watch.filters)
            known = watches.known(watch.id)
            fresh = {speech_id: state for speech_id, state in now.items() if known.get(speech_id) != state}
            if fresh:
                found += watches.found(watch.id, fresh, _bodies(library, watch, fresh))
    return found


def _bodies(library: Library, watch: Watch, fresh: Mapping[str, str]) -> list[dict[str, Any]]:
    filters = replace(watch.filters, ids=tuple(fresh))
    lines = _phrase(library, watch.text, filters) if watch.kind == "phrase" else _question(library, watch.text, filters)
    by_speech: dict[str, list[Excerpt]] = {}
    for line in lines:
        by_speech.setdefault(line.speech.id, []).append(line)
    return [
        {
            "watch": watch.id,
            "kind": watch.kind,
            "text": watch.text,
            "speech": about(found[0].speech),
            "uses": len(found),
            "lines": [{"start": line.start, "end": line.end, "quote": line.quote} for line in found[:_LINES]],
        }
        for found in by_speech.values()
    ]


def _phrase(library: Library, phrase: str, filters: Filters) -> list[Excerpt]:
    """Return the sentences that say a phrase, one for each use."""
    sources = Sources(library)
    return [
        sources.excerpt(use.speech, *sources.sentence_at(use.speech, use.words.start, use.words.end))
        for use in concordance(library, phrase, filters).uses
    ]


def _question(library: Library, question: str, filters: Filters) -> list[Excerpt]:
    """Return the sentences of the best passages that have most of a question's content words, the best first."""
    asked = read_alone(question)
    words = asked.mentions.words
    scored: list[tuple[float, Excerpt]] = []
    ranked = library.search_terms(asked.text, _HITS, filters)
    for hit in library.hits([(chunk_id, score, "terms") for chunk_id, score in ranked]):
        for sentence in hit.chunk.sentences:
            share = coverage(words, fold(sentence.text))
            if words and share >= _COVERED:
                quote = hit.text[sentence.start - hit.start : sentence.end - hit.start]
                scored.append((share, Excerpt(hit.speech, sentence.start, sentence.end, quote)))
    return [line for _, line in sorted(scored, key=lambda item: -item[0])]
