"""One search form for every way a character is written. Length-preserving, so offsets survive.

Traditional becomes Simplified character by character, full width half width, capitals small letters, odd
blanks plain ones. `fold` is applied to both sides of every comparison: index and question, label and text.
It is never shown to a person.
"""

import unicodedata
from functools import lru_cache

from opencc import OpenCC

# what neither NFKC nor OpenCC's t2s unites
_SAME = {
    **dict.fromkeys("「＂〝", "“"),
    **dict.fromkeys("」〞", "”"),
    "『": "‘",
    "』": "’",
    **dict.fromkeys("•・‧∙⋅･", "·"),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("―─━", "—"),
    **dict.fromkeys("⻓", "长"),
    **dict.fromkeys("麽麼", "么"),
    **dict.fromkeys("\v\f\x85\u2028\u2029", "\n"),
}


@lru_cache(maxsize=1)
def _t2s() -> OpenCC:
    return OpenCC("t2s")


class _Table(dict[int, str]):
    """Translation table that fills itself: building it whole would cost every start 300 ms."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


_table = _Table()


def fold(text: str) -> str:
    """Return the search form of a text; `len(fold(text)) == len(text)` always, and folding twice changes nothing.

    >>> fold("國際瓷都　ＧＤＰ")
    '国际瓷都 gdp'
    """
    return text.translate(_table)


class _SimplifiedTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        simple = _t2s().convert(char) if code >= 0x2E80 and unicodedata.category(char) != "Cs" else char
        simplified = self[code] = str(simple) if len(simple) == 1 else char
        return simplified


_simplified = _SimplifiedTable()


def simplify(text: str) -> str:
    """Return the text in Simplified characters, nothing else changed; `len(simplify(text)) == len(text)` always.

    >>> simplify("國際瓷都　ＧＤＰ")
    '国际瓷都　ＧＤＰ'
    """
    return text.translate(_simplified)


def _fold_char(char: str) -> str:
    if char in "\n\r":
        return char
    for _ in range(4):  # one step may enable another: a full-width capital, a compatibility ideograph
        folded = _step(char)
        if folded == char:
            break
        char = folded
    return char


def _step(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    category = unicodedata.category(char)
    if category in ("Zs", "Cc") and char != "\n":
        return " "
    if category in ("No", "Cs"):
        return char  # NFKC makes a 1 of ① and a 2 of ²: digits would run together; lone surrogates OpenCC rejects
    for candidate in (unicodedata.normalize("NFKC", char), char.lower()):
        if len(candidate) == 1 and candidate != char:
            return candidate
    if ord(char) >= 0x2E80:
        simple = _t2s().convert(char)
        if len(simple) == 1:
            return str(simple)
    return char
