"""What stands right behind quoted words, or right before them, in the words of the source."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Speech
from index import Filters, Hit, Library
from rag.datamodel import DirectAnswer, Statement, Verdict
from rag.extractive.fuzzy_search import Place, find_wording
from rag.extractive.provenance import credit, evidence, once, sentence_at
from rag.question.intent.intents import BEFORE, Intent

_LEAST = 2  # letters on the side asked for, from which they are what is asked
_FURTHER = 3  # characters beyond a sentence in which the next one begins
_OPENERS, _CLOSERS = "“‘《（「『【(", "”’》）」』】)"
_OF_FIGURES = "%‰"  # marks that belong to the figure before them


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words beside a place, and the sentences that both stand in: half-open spans of the source."""

    place: Place
    told: tuple[int, int]
    whole: tuple[int, int]


def beside_quoted(
    library: Library, intent: Intent, filters: Filters | None, hits: Sequence[Hit], letters: int = 0
) -> DirectAnswer | None:
    """Answer with the words on the side asked for, shown in their sentences; None if it is not sure which they are.

    They stand in one text of the library, or in the one that the search puts first; there in one place, in several that
    go on alike, or in the best passage.

    :param intent: Its phrase is what is quoted.
    :param letters: How many characters are asked for; 0 if that is not said.
    """
    places = find_wording(library, intent.phrase, filters)
    kept, _ = once(library, list({place.speech.id: place.speech for place in places}.values()))
    speech = kept[0] if len(kept) == 1 else hits[0].speech if hits else None
    if speech is None:
        return None
    source, ahead = library.source_text(speech.id), intent.detail == BEFORE
    here = [place for place in places if place.speech.id == speech.id]
    found = [one for place in here if (one := _beside(library, source, place, letters, ahead=ahead)) is not None]
    if len({source[slice(*one.told)] for one in found}) > 1:
        best = hits[0] if hits else None
        found = [one for one in found if best is not None and best.start <= one.place.start < best.end]
    if not found or len({source[slice(*one.told)] for one in found}) > 1:
        return None
    only = found[0]
    said, told, whole = (
        source[slice(*span)].strip() for span in ((only.place.start, only.place.end), only.told, only.whole)
    )
    shown = f"“{said}”{'前面' if ahead else '后面'}是：“{told}”，见{credit(speech)}，原文：“{whole}”"
    support = (evidence(library, speech, *only.told), evidence(library, speech, *only.whole))
    return DirectAnswer((Statement(shown, support, Verdict.QUOTED),))


def _beside(library: Library, source: str, place: Place, letters: int, *, ahead: bool) -> _Beside | None:
    """Return what stands beside a place: the rest of its sentence, or with too little left there the next one, too."""
    speech = place.speech
    first, last = sentence_at(library, speech, place.start, place.end)
    if (first, last) == (place.start, place.end):  # a title is no sentence
        first, last = _line(source, first, last)
    span = (first, place.start) if ahead else (place.end, last)
    if _letters(source, span) < max(_LEAST, letters):
        near = _next_sentence(library, speech, first, last, ahead=ahead)
        first, last = min(first, near[0]), max(last, near[1])
        span = (near[0], span[1]) if ahead else (span[0], near[1])
    told = _bare(source, *span, ahead=ahead)
    return None if _letters(source, told) < max(_LEAST, letters) else _Beside(place, told, (first, last))


def _letters(source: str, span: tuple[int, int]) -> int:
    return sum(map(str.isalnum, source[slice(*span)]))


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


def _bare(source: str, start: int, end: int, *, ahead: bool) -> tuple[int, int]:
    """Return a span without the punctuation and blanks at its ends, and within the marks that it stands in.

    What a quotation closes behind the words that are asked about is the last that stands beside them: 墨韵万变”，这是……
    """
    while start < end and _is_mark(source[start]):
        start += 1
    opened, cut = 0, end
    for at in range(end - 1, start - 1, -1) if ahead else range(start, end):
        opened += (source[at] in _OPENERS) - (source[at] in _CLOSERS)
        if opened == (1 if ahead else -1):
            cut = at
            break
    if cut < end:
        start, end = (cut + 1, end) if ahead else (start, cut)
    while start < end and _is_mark(source[end - 1]):
        end -= 1
    return start, end


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PZC" and char not in _OF_FIGURES
