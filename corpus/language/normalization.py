"""One search form for every way a character is written. Length-preserving, so offsets survive.

Traditional becomes Simplified character by character, full width half width, capitals small letters, odd
blanks plain ones. `fold` is applied to both sides of every comparison: index and question, label and text.
It is never shown to a person.
"""

import unicodedata
from functools import lru_cache

from opencc import OpenCC

# radicals of the supplement, which have no compatibility form; after EquivalentUnifiedIdeograph of the Unicode database
_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王"
    "⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝"
    "⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
# U+2E80-2FD5: what fonts map to instead of the characters that look the same, as a table for `str.translate`
RADICALS = {
    **dict(zip(map(ord, _SUPPLEMENT[::2]), _SUPPLEMENT[1::2], strict=True)),
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
}
# what neither NFKC nor OpenCC's t2s unites
_SAME = {
    **dict.fromkeys("「＂〝", "“"),
    **dict.fromkeys("」〞", "”"),
    "『": "‘",
    "』": "’",
    **dict.fromkeys("•・‧∙⋅･", "·"),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("―─━", "—"),
    **dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)),
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
