"""What stands right behind quoted words, or right before them, in the words of the source."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index import Filters, Hit, Library
from rag.datamodel import DirectAnswer, Statement, Verdict
from rag.extractive.fuzzy_search import Place, find_wording
from rag.extractive.provenance import credit, evidence, once
from rag.question.intent.intents import BEFORE, Intent

_LEAST = 2  # letters on the side asked for, from which they are what is asked
_OPENERS, _CLOSERS = "“‘《（「『【(", "”’》）」』】)"
_STRAIGHT = '"'  # opens and closes
_OF_FIGURES, _MINUS = "%％‰", "-－−"
"""Marks that belong to the figure before them, and to the one behind them."""


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
    sentences = sorted({(one.start, one.end) for chunk in library.chunks(speech.id) for one in chunk.sentences})
    here = [place for place in places if place.speech.id == speech.id]
    found = [one for place in here if (one := _beside(sentences, source, place, letters, ahead=ahead)) is not None]
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


def _beside(
    sentences: Sequence[tuple[int, int]], source: str, place: Place, letters: int, *, ahead: bool
) -> _Beside | None:
    """Return what stands beside a place: the rest of its sentence, or with too little left there the next one, too.

    :param sentences: Spans of all sentences of the text, in order.
    """
    at = max(0, bisect_right(sentences, (place.start, len(source))) - 1)
    touched = [one for one in takewhile(lambda one: one[0] < place.end, sentences[at:]) if one[1] > place.start]
    if touched:
        first, last = min(place.start, touched[0][0]), max(place.end, touched[-1][1])
    else:  # a title is no sentence
        first, last = _line(source, place.start, place.end)
    span = (first, place.start) if ahead else (place.end, last)
    if _letters(source, span) < max(_LEAST, letters):
        near = _next_sentence(sentences, source, first, last, ahead=ahead)
        first, last = min(first, near[0]), max(last, near[1])
        span = (near[0], span[1]) if ahead else (span[0], near[1])
    told = _bare(source, *span, ahead=ahead)
    return None if _letters(source, told) < max(_LEAST, letters) else _Beside(place, told, (first, last))


def _letters(source: str, span: tuple[int, int]) -> int:
    return sum(map(str.isalnum, source[slice(*span)]))


def _next_sentence(
    sentences: Sequence[tuple[int, int]], source: str, first: int, last: int, *, ahead: bool
) -> tuple[int, int]:
    """Return the span of the sentence behind whole sentences, or before them; an empty one where there is none."""
    at = bisect_left(sentences, (first, first)) - 1 if ahead else bisect_left(sentences, (last, last))
    none = (first, first) if ahead else (last, last)
    if not 0 <= at < len(sentences):
        return none
    start, end = sentences[at]
    between = source[end:first] if ahead else source[last:start]
    return none if any(map(str.isalnum, between)) else (start, end)


def _line(source: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the line that a span stands in."""
    stop = source.find("\n", end)
    return source.rfind("\n", 0, start) + 1, len(source) if stop < 0 else stop


def _bare(source: str, start: int, end: int, *, ahead: bool) -> tuple[int, int]:
    """Return a span without the punctuation and blanks at its ends, and within the marks that it stands in.

    What a quotation closes behind the words that are asked about is the last that stands beside them: 墨韵万变”，这是……
    Marks that are opened and closed in the span stay: 《竹业条例》今年施行.
    """
    paired, single = _marks(source, start, end)
    around = [at for at in single if source[at] not in (_CLOSERS if ahead else _OPENERS)]
    if around:
        start, end = (around[-1] + 1, end) if ahead else (start, around[0])
    while start < end and start not in paired and _is_mark(source, start):
        start += 1
    while start < end and end - 1 not in paired and _is_mark(source, end - 1):
        end -= 1
    return start, end


def _marks(source: str, start: int, end: int) -> tuple[frozenset[int], list[int]]:
    """Return where a span has marks of pairs that are whole, and where it has such as something around it has.

    What closes at the begin of a span, or opens at its end, is around nothing in it.
    """
    opened, paired, single = list[int](), set[int](), list[int]()
    inside = [at for at in range(start, end) if source[at].isalnum()]
    for at in range(start, end):
        char = source[at]
        if char in _OPENERS or (char == _STRAIGHT and not any(source[one] == _STRAIGHT for one in opened)):
            opened.append(at)
        elif char in _CLOSERS or char == _STRAIGHT:
            if opened:
                paired |= {opened.pop(), at}
            else:
                single.append(at)
    return frozenset(paired), [at for at in sorted((*single, *opened)) if inside and inside[0] < at < inside[-1]]


def _is_mark(source: str, at: int) -> bool:
    char, behind = source[at], source[at + 1 : at + 2]
    if char in _OF_FIGURES or (char in _MINUS and behind.isdigit()):
        return False
    return unicodedata.category(char)[0] in "PZC"
