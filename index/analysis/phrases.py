"""The form in which exact words are looked for: clean, folded, without blanks, with a map back to the source."""

from array import array
from collections.abc import Iterator, Sequence

from corpus import fold
from corpus.language.cleaning import clean


def condense(text: str, start: int = 0, end: int | None = None) -> tuple[str, Sequence[int]]:
    r"""Return what of `text[start:end]` is compared, and for each of its characters its offset in `text`.

    >>> condense("國(guó)家\n發 展")
    ('国家发展', array('I', [0, 6, 8, 10]))
    """
    cleaned = clean(text, start, end)
    folded = fold(cleaned.text)
    kept = array("I")
    for char, offset in zip(folded, cleaned.offsets, strict=True):
        if not char.isspace():
            kept.append(offset)
    return "".join(folded.split()), kept


def find_phrase(wanted: str, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the spans of `text[start:end]` whose condensed form is `wanted`, itself condensed; they do not overlap."""
    folded, offsets = condense(text, start, end)
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        after = at + len(wanted)
        yield offsets[at], offsets[after - 1] + 1
        at = folded.find(wanted, after)
