"""Quoted words: what stands between quotation marks must stand so in the evidence, character for character.

Punctuation, blanks, script and width are no matter; the characters and their order are. Marks may nest.
"""

import re
from collections.abc import Sequence

from corpus import fold
from corpus.language.segmentation import bare

_OPEN, _CLOSE = "“‘", "”’"
_STRAIGHT = re.compile('"([^"]*)"')
_TITLE = re.compile("《([^》]+)》")
_BY_TITLE = re.compile("(?:(?<![^，。；,;])(?:根据|依据|据|按照|在))?《[^》]+》(?:(?:中|里|一文中?)?[，,])?")
_ELLIPSIS = re.compile("…+|\\.{3,}|⋯+")


def quotations(text: str) -> list[str]:
    """Return what stands between outermost quotation marks; an unclosed one reaches to the end."""
    folded = _STRAIGHT.sub("“\\1”", fold(text))
    found, depth, start = [], 0, 0
    for at, char in enumerate(folded):
        if char in _OPEN:
            if not depth:
                start = at + 1
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if not depth:
                found.append(folded[start:at])
    if depth:
        found.append(folded[start:])
    return [quoted for quoted in found if bare(quoted)]


def titles(text: str) -> list[str]:
    """Return what stands between title marks."""
    return [title for title in _TITLE.findall(fold(text)) if bare(title)]


def without_titles(text: str) -> str:
    """Return the text without what stands between title marks: a title is checked as a whole, not by its words."""
    return _BY_TITLE.sub("", text.replace("〈", "《").replace("〉", "》"))


def contains(said: Sequence[str], quoted: str) -> bool:
    """Say whether one of the texts has the quoted words, left-out parts (……) apart, in order.

    :param said: Bare texts: `corpus.language.segmentation.bare`.
    """
    parts = [part for part in map(bare, _ELLIPSIS.split(quoted)) if part]
    return any(_in_order(text, parts) for text in said)


def _in_order(text: str, parts: Sequence[str]) -> bool:
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
