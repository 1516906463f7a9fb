"""Where on a page the words of a span stand: the characters of the page beside those of its text.

Knows nothing of files. A page's characters come in the order of the file, its text in the order of reading, without
page furniture and with tables written out: so words are looked for, not counted.
"""

from collections.abc import Iterator, Sequence

from corpus.language.normalization import fold
from corpus.readers.pdf.page_pictures import Letter

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, 0 to 1."""

_AROUND = 24  # letters on either side that tell one place of the same words from another
_LEAST = 4  # letters of a part that is looked for by itself
_NEXT = 6  # letters within which even a shorter part is what follows
_CELL = fold("｜")  # between the cells of a row of a table that was written out
_NAMED = fold("：")  # between a cell's column and its value


def quoted_boxes(letters: Sequence[Letter], text: str, start: int, end: int) -> list[Box]:
    """Return boxes that together hold the words `text[start:end]`, one a line or cell; none if they are not found.

    :param letters: Of the page, as `page_pictures.letters` gives them.
    :param text: Of the page, as it was read.
    """
    page, owners = _condensed(letters)
    before, quote, behind = (fold("".join(part.split())) for part in (text[:start], text[start:end], text[end:]))
    if not quote or not page:
        return []
    if quote in page:
        at = _likeliest(page, before, quote, behind)
        found = list(range(at, at + len(quote)))
    elif _CELL in quote:
        found = _cells(page, letters, owners, quote)
    else:
        found = list(_in_parts(page, before, quote))
    return _lines([letters[owners[index]] for index in found])


def _condensed(letters: Sequence[Letter]) -> tuple[str, list[int]]:
    """Return the page's characters in one form, and of which letter each is."""
    page, owners = [], []
    for index, letter in enumerate(letters):
        for char in fold(letter[0]):
            if not char.isspace():
                page.append(char)
                owners.append(index)
    return "".join(page), owners


def _places(page: str, words: str) -> Iterator[int]:
    at = page.find(words)
    while at >= 0:
        yield at
        at = page.find(words, at + 1)


def _likeliest(page: str, before: str, words: str, behind: str) -> int:
    """Return the place of some words around which most is as it should be.

    :param before: All that stands before them in the text: of places that are alike it tells the how-manieth it is.
    """

    def alike(at: int) -> int:
        same = 0
        for step in range(1, _AROUND + 1):
            same += at >= step and step <= len(before) and page[at - step] == before[-step]
            after = at + len(words) + step - 1
            same += after < len(page) and step <= len(behind) and page[after] == behind[step - 1]
        return same

    scores = {at: alike(at) for at in _places(page, words)}
    best = [at for at, score in scores.items() if score == max(scores.values())]
    return best[min(sum(1 for _ in _places(before, words)), len(best) - 1)]


def _in_parts(page: str, before: str, quote: str) -> Iterator[int]:
    """Yield where a quotation stands whose lines or columns are apart in the file, or that differs here and there."""
    at, last = 0, -1
    while at < len(quote):
        size = _longest(page, quote, at)
        part = quote[at : at + size]
        if size >= _LEAST:
            ahead = before + quote[:at]
            near = [place for place in _places(page, part) if last <= place <= last + _AROUND]
            place = near[0] if near and last >= 0 else _likeliest(page, ahead, part, quote[at + size :])
        elif size and last >= 0 and (close := page.find(part, last, last + _NEXT + size)) >= 0:
            place = close
        else:
            at += max(size, 1) if size >= _LEAST else 1
            continue
        yield from range(place, place + size)
        at, last = at + size, place + size


def _longest(page: str, quote: str, at: int) -> int:
    """Return how many letters of the quotation, from one on, stand together somewhere on the page."""
    low, high = 0, len(quote) - at
    while low < high:
        middle = (low + high + 1) // 2
        if quote[at : at + middle] in page:
            low = middle
        else:
            high = middle - 1
    return low


def _cells(page: str, letters: Sequence[Letter], owners: Sequence[int], quote: str) -> list[int]:
    """Return where the values of a table's row stand: of places that say the same, those most level with the others."""
    values = [value for cell in quote.split(_CELL) if (value := cell.rpartition(_NAMED)[2])]
    places = [[(at, len(value)) for at in _places(page, value)] for value in values]
    known = [found for found in places if found]
    if not known:
        return []

    def middle(at: int) -> float:
        _, _, top, _, bottom = letters[owners[at]]
        return (top + bottom) / 2

    def distance(y: float) -> float:
        return sum(min(min(abs(middle(at) - y) for at, _ in found), 0.1) for found in known)

    level = min((middle(at) for found in known for at, _ in found), key=distance)
    chosen = [min(found, key=lambda place: abs(middle(place[0]) - level)) for found in known]
    return [index for at, size in chosen if abs(middle(at) - level) < 0.1 for index in range(at, at + size)]


def _lines(letters: Sequence[Letter]) -> list[Box]:
    """Return a box for each run of letters that follow each other on one line."""
    boxes: list[Box] = []
    for _, left, top, right, bottom in letters:
        if boxes and _follows(boxes[-1], (left, top, right, bottom)):
            last = boxes[-1]
            boxes[-1] = min(last[0], left), min(last[1], top), max(last[2], right), max(last[3], bottom)
        else:
            boxes.append((left, top, right, bottom))
    return boxes


def _follows(line: Box, letter: Box) -> bool:
    """Return whether a character stands beside a run on its line, or above or below it in one that is written so."""
    wide, high = letter[2] - letter[0], letter[3] - letter[1]
    across = max(letter[0] - line[2], line[0] - letter[2])
    along = max(letter[1] - line[3], line[1] - letter[3])
    if along < -high / 2 or along < -(line[3] - line[1]) / 2:  # level with it
        return across < 2 * high
    return across < -wide / 2 and line[2] - line[0] < 1.5 * wide and along < wide
