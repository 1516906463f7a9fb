"""Where in a text each page of it begins: the characters of the pages of one file beside the text of another.

A Word document's text is read from its own file, its pages are drawn by LibreOffice: which page has which words is told
by the words. Knows nothing of files.
"""

from collections.abc import Sequence

from corpus.language.normalization import fold

_PROBE = 14  # letters that are looked for
_STEP = 7
_TRIED = 40  # probes of a page, from its beginning: a running head is not in the text


def page_starts(text: str, pages: Sequence[str]) -> tuple[int, ...]:
    """Return where in a text each page begins, none before the one before it.

    Of a page of which nothing is found it is where the page before it begins.

    :param text: As it was read.
    :param pages: The characters of each page.
    """
    letters, offsets = [], []
    for offset, char in enumerate(fold(text)):
        if not char.isspace():
            letters.append(char)
            offsets.append(offset)
    whole = "".join(letters)
    starts: list[int] = []
    last = 0  # in `whole`
    for page in pages:
        found = _found(whole, "".join(fold(page).split()), last) if starts else 0
        last = last if found is None else max(found, last)
        starts.append(offsets[last] if last < len(offsets) else len(text))
    return tuple(starts)


def _found(whole: str, page: str, since: int) -> int | None:
    """Return where in the text a page begins; None if none of its first words is there."""
    for at in range(0, min(len(page), _STEP * _TRIED), _STEP):
        probe = page[at : at + _PROBE]
        if len(probe) < _PROBE // 2:
            return None
        place = whole.find(probe, since)
        if place >= 0:
            return max(place - at, since) if at < _PROBE else place
    return None
