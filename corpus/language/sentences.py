"""Clean text is cut into sentences. Quotations and brackets stay whole where they are short.

Also finds what stands between quotation marks and between title marks.
"""

import re
from collections.abc import Iterator

from corpus.language.cleaning import HAN

MAX_SENTENCE = 120  # clean characters; a longer one is cut at its clauses
_MIN_CLAUSE = 40
_QUOTED = 100  # an opening mark this far back is taken for unclosed

_PAIRS = {"”": "“", "’": "‘", "」": "「", "』": "『", "）": "（", ")": "(", "》": "《", "】": "【", "〕": "〔"}
_MARK = re.compile(
    rf"(?P<open>[“‘「『（(《【〔])|(?P<close>[”’」』）)》】〕])|(?P<stop>[。！？!?；;]+|…{{2,}}|(?<=[{HAN}])．)"
)
_CLOSERS = re.compile(r"[”’」』）)》】〕\"]*")
# what follows a closing quotation mark and shows that the sentence goes on
_GOES_ON = re.compile(r"[，,、；;：:的等和与及之是—]|——|[）)》]")
_PAUSE = re.compile("[、。！？]")
_CLAUSE = re.compile(r"[，；：;]|(?<!\d)[,:]|[,:](?!\d)|——")

_OPEN, _CLOSE = "“‘", "”’"
_STRAIGHT = re.compile('"([^"]*)"')
_TITLE = re.compile("《([^》]+)》")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of one line of clean text, without surrounding blanks, in order.

    Every character that is not a blank lies in exactly one span. Linear in the length of the text.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        spans.extend(_pieces(text, start, end))
        start = end
    spans.extend(_pieces(text, start, len(text)))
    return spans


def _ends(text: str) -> Iterator[int]:
    """Yield where sentences end."""
    opened: list[tuple[str, int]] = []
    start = 0
    for match in _MARK.finditer(text):
        if match.start() < start:
            continue
        while opened and match.start() - opened[0][1] > _QUOTED:
            opened.pop(0)
        if match["open"]:
            opened.append((match["open"], match.start()))
        elif match["close"]:
            _close(opened, _PAIRS[match["close"]])
            if not opened and text[match.start() - 1] in "。！？!?…" and not _GOES_ON.match(text, match.end()):
                start = match.end()
                yield start
        elif not opened:
            start = _CLOSERS.match(text, match.end()).end()  # type: ignore[union-attr]  # matches the empty string
            yield start


def _close(opened: list[tuple[str, int]], opener: str) -> None:
    for index in range(len(opened) - 1, -1, -1):
        if opened[index][0] == opener:
            del opened[index:]
            return


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span trimmed, or its clauses if it is overlong."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        cut = _cut(text, start, end)
        stop = cut
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        yield start, stop
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """Return where to cut an overlong sentence: at the clause that leaves both sides readable."""
    limit = min(start + MAX_SENTENCE, end - 1)
    aim = start + MAX_SENTENCE if end - start > 2 * MAX_SENTENCE else (start + end) // 2
    for marks in (_CLAUSE, _PAUSE):
        cuts = [match.end() for match in marks.finditer(text, start + _MIN_CLAUSE, limit)]
        outside = [cut for cut in cuts if not _is_quoted(text, start, cut)]
        if cuts:
            return min(outside or cuts, key=lambda cut: abs(cut - aim))
    return limit


def _is_quoted(text: str, start: int, cut: int) -> bool:
    return any(text.count(left, start, cut) > text.count(right, start, cut) for left, right in ("“”", "《》", "（）"))


def quotations(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what stands between outermost quotation marks; an unclosed one reaches to the end.

    >>> [("要“把‘三个坚持’落实”。")[start:end] for start, end in quotations("要“把‘三个坚持’落实”。")]
    ['把‘三个坚持’落实']
    """
    text = _STRAIGHT.sub("“\\1”", folded)
    depth = start = 0
    for at, char in enumerate(text):
        if char in _OPEN:
            if not depth:
                start = at + 1
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if not depth and _has_words(text[start:at]):
                yield start, at
    if depth and _has_words(text[start:]):
        yield start, len(text)


def titles(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what stands between title marks, without the marks."""
    return (match.span(1) for match in _TITLE.finditer(folded) if _has_words(match[1]))


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)
