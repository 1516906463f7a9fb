"""What is new for what is watched: in speeches that were added or changed since it was last looked.

A phrase is news where a speech says it; a question where a sentence of a speech has most of what it asks for.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
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
AT_ONCE = 300
"""Speeches that one look notes for one watch, the latest; how many others there are stands with the last of them."""

_Found = tuple[Speech, int, Callable[[], list[Excerpt]]]  # with how many uses, and the lines to show


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
    found = _phrase(library, watch.text, filters) if watch.kind == "phrase" else _question(library, watch.text, filters)
    shown = found[-AT_ONCE:]
    return [
        {
            "watch": watch.id,
            "kind": watch.kind,
            "text": watch.text,
            "speech": about(speech),
            "uses": uses,
            "lines": [{"start": line.start, "end": line.end, "quote": line.quote} for line in lines()[:_LINES]],
            **({"others": len(found) - len(shown)} if number == len(shown) and len(found) > len(shown) else {}),
        }
        for number, (speech, uses, lines) in enumerate(shown, 1)
    ]


def _phrase(library: Library, phrase: str, filters: Filters) -> list[_Found]:
    """Return the speeches that say a phrase, in order of date, with the sentences of their first uses."""
    sources = Sources(library)
    uses = concordance(library, phrase, filters).uses
    sources.preload([speech for speech, _ in uses.saying[-AT_ONCE:]])

    def lines(number: int) -> list[Excerpt]:
        spans = [
            (use.speech, *sources.sentence_at(use.speech, use.words.start, use.words.end))
            for use in uses.of(number)[:_LINES]
        ]
        return [sources.excerpt(*span) for span in dict.fromkeys(spans)]

    return [(speech, count, partial(lines, number)) for number, (speech, count) in enumerate(uses.saying)]


def _question(library: Library, question: str, filters: Filters) -> list[_Found]:
    """Return the speeches with a sentence, in the best passages, that has most of a question's content words.

    The best come first, and so do the best sentences of each.
    """
    asked = read_alone(question)
    words = asked.mentions.words
    scored: list[tuple[float, Excerpt]] = []
    ranked = library.search_terms(asked.mentions.terms, _HITS, filters)
    for hit in library.hits([(chunk_id, score, "terms") for chunk_id, score in ranked]):
        for sentence in hit.chunk.sentences:
            share = coverage(words, fold(sentence.text))
            if words and share >= _COVERED:
                quote = hit.text[sentence.start - hit.start : sentence.end - hit.start]
                scored.append((share, Excerpt(hit.speech, sentence.start, sentence.end, quote)))
    by_speech: dict[str, list[Excerpt]] = {}
    for _, line in sorted(scored, key=lambda item: -item[0]):
        by_speech.setdefault(line.speech.id, []).append(line)
    return [(found[0].speech, len(found), partial(list, found)) for found in by_speech.values()]
