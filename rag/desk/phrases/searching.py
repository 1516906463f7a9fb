"""Where a text says some wordings, whatever the script and width: blanks, glosses and quotation marks are no matter."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus import InputError, fold
from corpus.language.cleaning import clean
from rag.desk.letters import QUOTATION_MARKS, unquoted

_LONGEST = 200


def find_uses(text: str, wanted: Sequence[str], start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the spans of `text[start:end]` that say any of some wordings, themselves without quotation marks.

    They do not overlap; of two that begin at one place the longer is taken.
    """
    cleaned = clean(text, start, len(text) if end is None else end)
    for match in _pattern(tuple(wanted)).finditer(fold(cleaned.text)):
        yield cleaned.original_span(*match.span())


def wording(phrase: str) -> str:
    """Return a phrase as `find_uses` looks for it.

    :raises InputError: If it has no letters or is longer than 200 characters.
    """
    wanted = unquoted(phrase).text
    if not any(char.isalnum() for char in wanted) or len(wanted) > _LONGEST:
        raise InputError(
            "{phrase!r} is no phrase; give 1 to {limit} characters with letters in them",
            code="no_phrase",
            phrase=phrase[:40],
            limit=_LONGEST,
        )
    return wanted


@lru_cache(maxsize=256)
def _pattern(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches the wordings in clean, folded text: between their characters nothing or what is ignored."""
    between = f"[\\s{re.escape(QUOTATION_MARKS)}]*"
    ordered = sorted(set(wanted), key=lambda words: (-len(words), words))
    return re.compile("|".join(between.join(map(re.escape, words)) for words in ordered))
