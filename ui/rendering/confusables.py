"""Letters and digits that look like others: words that mix scripts (Unicode TR 39), as far as Chinese text has them.

Left alone is what honest text writes: `２０２４年` all in full width, μm, TNFα, Москва.
"""

import re
from collections.abc import Iterator

from ui.i18n import texts
from ui.i18n.texts import Pair

Run = tuple[int, int, Pair]

_STRANGE = "\u0400-\u058f\u13a0-\u13fd\uab70-\uabbf"  # Cyrillic, Armenian, Cherokee: never in one word with Latin
_MATH = "\U0001d400-\U0001d7ff"  # 𝐀 𝟐
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_MEASURED = "年月日亿万千百元%％吨人个倍"  # 5O亿
# what a reader takes for a letter of the Latin alphabet; of Greek's small ones most stand for quantities
_CAPITALS = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_FOREIGN = re.compile(f"[{_STRANGE}{_CAPITALS}νιυρ]")
_ALONE = re.compile(f"[{_CAPITALS}ЅІЈАВЕКМНОРСТУХѕіјаеорсухԁԛԝһ0-9]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024fＡ-Ｚａ-ｚ]")
_OTHER = re.compile(f"[{_MATH}]|[^\\D0-9０-９]")  # and digits of other numbering systems
_WIDTHS = (re.compile("[Ａ-Ｚａ-ｚ]"), re.compile("[A-Za-z]")), (re.compile("[０-９]"), re.compile("[0-9]"))

_GATE = re.compile(
    rf"[\u0370-\u03ff{_STRANGE}０-９Ａ-Ｚａ-ｚ{_MATH}ーニカロエハトタ]|[^\D0-9]|[0-9][OolI]+[0-9{_MEASURED}]"
)
_WORD = re.compile(rf"[A-Za-z\u00c0-\u03ff{_STRANGE}Ａ-Ｚａ-ｚ{_MATH}\d]+")
_NUMBER = re.compile(rf"\d+[Oo]+(?=[{_MEASURED}])|\d+(?:[OolI]+\d+)+[Oo]*")
# a kana that looks like 一 二 力 口 工 八 卜 夕, alone beside Han characters
_KANA = re.compile(
    rf"(?<![\u3040-\u30ff])[ーニカロエハトタ](?=[{_HAN}\d])|(?<=[{_HAN}\d])[ーニカロエハトタ](?![\u3040-\u30ff])"
)


def runs(text: str) -> list[Run]:
    """Return (start, end, what is wrong with it) of each run of such letters, in order."""
    if not _GATE.search(text):
        return []
    wrong: dict[int, Pair] = {match.start(): texts.ALIKE for match in _KANA.finditer(text)}
    for match in _WORD.finditer(text):
        start, word = match.start(), match[0]
        if not word.isascii():
            wrong.update((start + i, why) for i, why in _strangers(word))
        elif (number := _NUMBER.match(text, start)) and number.end() == match.end():
            wrong.update((start + i, texts.ALIKE_LETTER) for i, char in enumerate(word) if char in "OolI")
    found: list[Run] = []
    for at in sorted(wrong):
        if found and found[-1][1] == at and found[-1][2] == wrong[at]:
            found[-1] = found[-1][0], at + 1, wrong[at]
        else:
            found.append((at, at + 1, wrong[at]))
    return found


def _strangers(word: str) -> Iterator[tuple[int, Pair]]:
    """Yield the places of a word's letters and digits that do not belong to the others."""
    mixed = _LATIN.search(word) or _ALONE.fullmatch(word)
    widths = [wide for wide, narrow in _WIDTHS if narrow.search(word)]
    for i, char in enumerate(word):
        if _OTHER.match(char) or (mixed and _FOREIGN.match(char)):
            yield i, texts.ALIKE
        elif any(wide.match(char) for wide in widths):
            yield i, texts.ALIKE_WIDTH
