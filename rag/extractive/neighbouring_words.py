"""What stands right behind quoted words, or right before them, in the words of the source."""

from collections.abc import Sequence

from corpus import Speech
from index import Filters, Hit, Library
from rag.datamodel import DirectAnswer, Statement, Verdict
from rag.extractive.fuzzy_search import find_wording
from rag.extractive.provenance import credit, evidence, once, sentence_at
from rag.question.intent.intents import BEFORE, Intent

_LEAST = 2  # letters on the side asked for, from which they are what is asked
_FURTHER = 3  # characters beyond a sentence in which the next one begins


def beside_quoted(
    library: Library, intent: Intent, filters: Filters | None, hits: Sequence[Hit], letters: int = 0
) -> DirectAnswer | None:
    """Answer with the words on the side asked for, shown in their sentences; None if it is not sure where they stand.

    They stand in one text of the library, or in the one that the search puts first.

    :param intent: Its phrase is what is quoted.
    :param letters: How many characters are asked for; 0 if that is not said.
    """
    places = find_wording(library, intent.phrase, filters)
    firsts = {place.speech.id: place for place in reversed(places)}
    kept, _ = once(library, [place.speech for place in firsts.values()])
    best = next((hit.speech.id for hit in hits), "")
    place = firsts.get(kept[0].id if len(kept) == 1 else best)
    if place is None:
        return None
    speech, source = place.speech, library.source_text(place.speech.id)
    first, last = sentence_at(library, speech, place.start, place.end)
    if (first, last) == (place.start, place.end):  # a title is no sentence
        first, last = _line(source, first, last)
    ahead = intent.detail == BEFORE
    span = (first, place.start) if ahead else (place.end, last)
    if sum(map(str.isalnum, source[slice(*span)])) < max(_LEAST, letters):
        near = _next_sentence(library, speech, first, last, ahead=ahead)
        first, last = min(first, near[0]), max(last, near[1])
        span = (near[0], span[1]) if ahead else (span[0], near[1])
    told = _bare(source, *span)
    if told is None or sum(map(str.isalnum, source[slice(*told)])) < letters:
        return None
    where = "前面" if ahead else "后面"
    whole = source[first:last].strip()
    shown = f"“{intent.phrase}”{where}是：“{source[slice(*told)]}”，见{credit(speech)}，原文：“{whole}”"
    support = (evidence(library, speech, *told), evidence(library, speech, first, last))
    return DirectAnswer((Statement(shown, support, Verdict.QUOTED),))


def _next_sentence(library: Library, speech: Speech, first: int, last: int, *, ahead: bool) -> tuple[int, int]:
    """Return the span of the sentence behind whole sentences, or before them; an empty one where there is none."""
    if ahead:
        start = max(speech.start, first - _FURTHER)
        return (sentence_at(library, speech, start, first)[0], first) if start < first else (first, first)
    stop = min(speech.end, last + _FURTHER)
    return (last, sentence_at(library, speech, last, stop)[1]) if last < stop else (last, last)


def _line(source: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the line that a span stands in."""
    stop = source.find("\n", end)
    return source.rfind("\n", 0, start) + 1, len(source) if stop < 0 else stop


def _bare(source: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span without the marks and blanks at its ends; None if nothing is left."""
    while start < end and not source[start].isalnum():
        start += 1
    while start < end and not source[end - 1].isalnum():
        end -= 1
    return (start, end) if end - start >= _LEAST else None
