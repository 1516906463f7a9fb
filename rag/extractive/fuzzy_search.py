"""Places that say given words nearly so: other punctuation, or one or two characters that differ.

Edit distance (Levenshtein 1966, by rapidfuzz), the ends of the place left free. Of words with e errors one of e + 1
parts is without error, so those are looked up and only their surroundings compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from corpus import Speech
from index import Filters, Library, condense

_PER_ERROR = 6  # characters of the words for each error allowed
_ERRORS = 2
_SHORTEST = 3  # characters of a part looked up
_PLACES = 400  # surroundings compared; a part found oftener tells nothing
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A place that says the words.

    :param errors: Characters that differ; 0 if only punctuation does, or nothing.
    :param exact: Whether the punctuation is the same too.
    """

    speech: Speech
    start: int
    end: int
    errors: int
    exact: bool


def find_wording(library: Library, words: str, filters: Filters | None = None) -> list[Place]:
    """Return the places that say the words with the fewest errors, in order of date; all have equally many.

    Exact ones are returned alone if there are any.
    """
    exact = [Place(*found, 0, True) for found in library.find(words, filters)]
    letters = _letters(condense(words)[0])
    if exact or not _SHORTEST < len(letters) <= _LONGEST:
        return exact
    allowed = min(_ERRORS, len(letters) // _PER_ERROR)
    found: dict[tuple[str, int], Place] = {}
    compared = 0
    parts = list(_parts(words, letters, allowed))
    holding = [speech.id for speech in library.holding((part for part, _ in parts), filters)]
    for part, offset in parts if holding else ():
        if compared >= _PLACES:
            break
        for speech, start, _ in library.find(part, Filters(ids=holding)):
            if compared >= _PLACES:
                break
            compared += 1
            place = _compare(library, letters, speech, start, offset, allowed)
            if place is not None:
                known = found.get((speech.id, place.end))
                if known is None or place.errors < known.errors:
                    found[speech.id, place.end] = place
    fewest = min((place.errors for place in found.values()), default=0)
    best = [place for place in found.values() if place.errors == fewest]
    return sorted(best, key=lambda place: (place.speech.date is None, place.speech.date or "", place.speech.path))


def _letters(condensed: str) -> str:
    return "".join(char for char in condensed if char.isalnum())


def _parts(words: str, letters: str, allowed: int) -> Iterator[tuple[str, int]]:
    """Yield pieces to look up with their offset in `letters`, of which one is surely without error.

    Punctuation may stand within any piece of the source, so that clauses are looked up too.
    """
    size = max(_SHORTEST, len(letters) // (allowed + 1))
    cuts = list(range(0, len(letters) - size + 1, size)) or [0]
    clauses, at = [], 0
    for clause in "".join(char if char.isalnum() else " " for char in condense(words)[0]).split():
        if len(clause) >= _SHORTEST:
            clauses.append((clause, at))
        at += len(clause)
    seen = set()
    for piece in sorted(clauses, key=lambda piece: -len(piece[0])) + [(letters[i : i + size], i) for i in cuts]:
        if piece not in seen:
            seen.add(piece)
            yield piece


def _compare(library: Library, letters: str, speech: Speech, at: int, offset: int, allowed: int) -> Place | None:
    source = library.source_text(speech.id)
    # glosses, blanks and punctuation take room in the source
    first, last = max(0, at - 4 * offset - 40), min(len(source), at + 4 * (len(letters) - offset) + 40)
    condensed, offsets = condense(source, first, last)
    kept = [(char, place) for char, place in zip(condensed, offsets, strict=True) if char.isalnum()]
    here = next((i for i, (_, place) in enumerate(kept) if place >= at), None)
    if here is None:
        return None
    left = max(0, here - offset - allowed)
    window = kept[left : left + len(letters) + 3 * allowed]
    found = _nearest("".join(char for char, _ in window), letters, allowed)
    if found is None:
        return None
    start, end, errors = found
    return Place(speech, window[start][1], window[end - 1][1] + 1, errors, False)


def _nearest(text: str, words: str, allowed: int) -> tuple[int, int, int] | None:
    """Return (start, end, errors) of the part of a text that is nearest to the words, or None if none is near."""
    size, near = len(words), list[tuple[int, int, int, int]]()
    for end in range(max(1, size - allowed), len(text) + 1):
        starts = range(max(0, end - size - allowed), min(end, end - size + allowed + 1))
        errors = [(Levenshtein.distance(text[start:end], words, score_cutoff=allowed), start) for start in starts]
        if errors:
            fewest, start = min(errors)
            near.append((fewest, abs(end - start - size), end, start))
    # of equally near parts the one as long as the words: a differing last character is still shown
    errors_of_best, _, end, start = min(near, default=(allowed + 1, 0, 0, 0))
    return (start, end, errors_of_best) if errors_of_best <= allowed else None
