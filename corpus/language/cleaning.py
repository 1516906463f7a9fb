"""Text without pinyin glosses, invisible characters and runs of blanks, with a map back to the original.

Script is kept: Traditional stays Traditional. Masks (`*`, `***`) stay where they are; nothing is joined over them.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.lexicon import words
from corpus.language.normalization import simplify

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
BLANK = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0100-\U000e01ef"
)
_TONES = {
    plain: marked
    for plain, marked in zip("aeiouü", ("āáǎàăâ", "ēéěèĕê", "īíǐìĭî", "ōóǒòŏô", "ūúǔùŭû", "ǖǘǚǜü"), strict=True)
}
_PLAIN = str.maketrans({mark: plain for plain, marks in _TONES.items() for mark in marks})
_TONED = "".join(_TONES.values()).replace("ü", "")
# full-width letters and combining tone marks too
_LETTER = "a-zA-Zａ-ｚü" + _TONED + _TONED.upper() + "ńňǹḿɡ\u0300-\u030c"

# bounded everywhere: a gloss is a few syllables in brackets behind the Han character that the last of them reads
_DIRT = re.compile(
    rf"(?<=(?P<han>[{HAN}]))(?P<gloss>[{_INVISIBLE}]{{0,3}}(?P<bracket>[(（［【〔\[])[{BLANK}{_INVISIBLE}]{{0,3}}"
    rf"(?P<syllables>[{_LETTER}][{_LETTER}:'’ -]{{0,25}})(?P<tone>[1-5]?)[{BLANK}{_INVISIBLE}]{{0,3}}[)）］】〕\]])"
    rf"|(?P<blank>[{BLANK}][{BLANK}{_INVISIBLE}]*)"
    rf"|[{_INVISIBLE}]+"
)

_DIGITS = "0123456789０１２３４５６７８９"
_POINTS = ".．"
_BEHIND_NUMBER = "年月日号％%万亿"
_UNIT_STARTS = frozenset(word[0] for word in words("units")) | frozenset("年月日号％%万亿")

_INITIALS = {
    "": "a o e ai ei ao ou an en ang eng er",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u iao",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un v ve ue ü üe",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue ü üe",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u ua uo ui uan un",
    "z": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "s": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "y": "a o e ao ou an ang i in ing ong u ue uan un",
    "w": "a o ai ei an en ang eng u",
}
_SYLLABLES = frozenset(initial + final for initial, finals in _INITIALS.items() for final in finals.split())
# a lone letter in brackets is a label, 图(a), unless the character can be read so; 公顷(ha), 兆帕(pa) are units
_LONE = {"a": "啊阿呵吖", "e": "鹅鵝额額恶惡俄饿餓娥峨厄扼遏鄂讹訛", "o": "哦噢喔"}
_UNITS = {("帕", "pa"), ("居", "ju")}
# GB 2312 orders its first 3,755 characters by their reading: the code at which each first letter begins
_LETTERS = "abcdefghjklmnopqrstwxyz"
_FIRST_CODES = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LAST_CODE = 0xD7F9
# common characters with readings of different first letters
_POLYPHONES = frozenset(
    "重长行乐调曾传系校会降参藏朝盛车弹大都还和见角觉卡强切区省石提宿圈单折属着薄便给期差奇识似说术厦泊"
    "陆率畜恶炸扎轧择翟仇查种尺臭椎攒叶亚约脏幢伯否尾吓祭景贾巷合红夹茄颈隙其仔剥"
)


@dataclass(frozen=True, slots=True)
class CleanText:
    """Clean text and where each of its characters comes from.

    :param text: The clean text.
    :param offsets: For each character of `text` its offset in the original; strictly increasing.
    """

    text: str
    offsets: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of a non-empty clean span. Cleaning it gives the clean span's text back.

        :raises ValueError: If the span is empty or outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"bad span [{start}:{end}] in a clean text of {len(self.text)} characters")
        return self.offsets[start], self.offsets[end - 1] + 1


def clean(text: str, start: int = 0, end: int | None = None) -> CleanText:
    """Clean `text[start:end]`; offsets refer to the whole of `text`.

    Every clean character equals the original at its offset, or is a plain blank that stands for a run of blanks.
    """
    end = len(text) if end is None else end
    kept: list[tuple[int, int]] = []  # original spans, or (offset, offset) for a blank
    parts: list[str] = []
    done = start
    at = start
    while match := _DIRT.search(text, at, end):
        first, at = match.span()
        last = at
        # a lookbehind sees the character before `start`, which does not belong to this span
        if match["gloss"] is not None and (
            first == start or not _is_gloss(match["han"], match["syllables"], match["tone"])
        ):
            last = match.start("bracket")  # real brackets stay; what is invisible before and inside them does not
            at = last + 1
        inside = match["blank"] is not None and _in_number(text, first, last, start, end)
        if first == last or (match["blank"] == " " and not inside):
            continue
        if done < first:
            kept.append((done, first))
            parts.append(text[done:first])
        if match["blank"] is not None and not inside:
            kept.append((first, first + 1))
            parts.append(" ")
        done = last
    if done == start:
        return CleanText(text[start:end], range(start, end))
    if done < end:
        kept.append((done, end))
        parts.append(text[done:end])
    offsets = array("I")
    for first, last in kept:
        offsets.extend(range(first, last))
    return CleanText("".join(parts), offsets)


def _in_number(text: str, first: int, last: int, start: int, end: int) -> bool:
    """Say whether the blank at `text[first:last]` is inside a figure or a date: 4 9 2 5 0 万吨, 1997 年 5 月.

    Single digits in a row are one figure where a unit follows them: others are cells of a table.
    """
    if first == start or last >= end or last - first > 1:
        return False
    before, behind = text[first - 1], text[last]
    if behind in _DIGITS and before in _DIGITS:
        alone = first - 2 < start or text[first - 2] not in _DIGITS
        return alone and _single_digits(text, last, end)
    if before in _DIGITS:
        return behind in _BEHIND_NUMBER or (behind in _POINTS and last + 1 < end and text[last + 1] in _DIGITS)
    if behind in _DIGITS:
        pointed = before in _POINTS and first - 2 >= start and text[first - 2] in _DIGITS
        rest = text[last : min(end, last + 4)].lstrip(_DIGITS).lstrip()
        return pointed or (before in "年月" and rest[:1] in ("月", "日"))
    return False


def _single_digits(text: str, at: int, end: int) -> bool:
    """Say whether single digits with blanks between them, and points, go on from a place until a unit."""
    while at < end and text[at] in _DIGITS:
        at += 1
        while at < end and (text[at].isspace() or text[at] in _POINTS) and text[at] != "\n":
            at += 1
        if at + 1 < end and text[at] in _DIGITS and text[at + 1] in _DIGITS:
            return False
    return at < end and text[at] in _UNIT_STARTS


@lru_cache(maxsize=4096)
def _is_gloss(han: str, syllables: str, tone: str) -> bool:
    """Say whether bracketed letters read the character before them.

    Tone marks are proof enough; a bare syllable, which may be a word or an abbreviation, must begin as the
    character's reading does. Several syllables need marks, and the last must read the character.
    """
    text = unicodedata.normalize("NFKC", syllables.strip()).replace("ɡ", "g").replace("u:", "ü")
    small = text.lower()
    if text != small and (tone or text != small[:1].upper() + small[1:] or small.translate(_PLAIN) == small):
        return False
    plain = small.translate(_PLAIN)
    toned = bool(tone) or plain != small
    if len(plain) == 1:
        return han in _LONE.get(plain, "")
    if plain in _SYLLABLES:
        return (han, plain) not in _UNITS and (toned or _may_read(han, plain))
    return toned and any(_may_read(han, last) for last in _last_syllables(re.sub("[:'’ -]", "", plain)))


def _may_read(han: str, syllable: str) -> bool:
    """Say whether a syllable may be the reading of a character, by its first letter where that is known."""
    simple = simplify(han)
    try:
        code = int.from_bytes(simple.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return True
    if not _FIRST_CODES[0] <= code <= _LAST_CODE or simple in _POLYPHONES:
        return True
    return _LETTERS[bisect_right(_FIRST_CODES, code) - 1] == syllable[0]


def _last_syllables(letters: str) -> set[str]:
    """Return what the last of two to four syllables can be, in letters that are nothing but syllables."""
    counts: list[set[int]] = [{0}] + [set() for _ in letters]  # into how many syllables each prefix can be cut
    last: set[str] = set()
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            syllable = letters[start:end]
            if not counts[start] or syllable not in _SYLLABLES:
                continue
            found = {count + 1 for count in counts[start] if count < 4}
            counts[end] |= found
            if end == len(letters) and found & {2, 3, 4}:
                last.add(syllable)
    return last
