"""Text without pinyin glosses, invisible characters and runs of blanks, with a map back to the original.

Script is kept: Traditional stays Traditional. Masks (`*`, `***`) stay where they are; nothing is joined over them.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

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
_LETTER = "a-z" + "".join(_TONES.values()) + "ńňǹḿɡ"

# bounded everywhere: a gloss is one syllable in brackets behind one Han character
_DIRT = re.compile(
    rf"(?<=(?P<han>[{HAN}]))(?P<gloss>[{_INVISIBLE}]{{0,3}}[(（][{BLANK}{_INVISIBLE}]{{0,3}}"
    rf"(?P<syllable>[{_LETTER}]{{1,6}})[1-5]?[{BLANK}{_INVISIBLE}]{{0,3}}[)）])"
    rf"|(?P<blank>[{BLANK}][{BLANK}{_INVISIBLE}]*)"
    rf"|[{_INVISIBLE}]+"
)

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
_UNITS = {("顷", "ha"), ("頃", "ha"), ("帕", "pa"), ("居", "ju")}


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
    for match in _DIRT.finditer(text, start, end):
        # a lookbehind sees the character before `start`, which does not belong to this span
        if match["gloss"] is not None and (match.start() == start or not _is_gloss(match["han"], match["syllable"])):
            continue
        if match["blank"] == " ":
            continue
        if done < match.start():
            kept.append((done, match.start()))
            parts.append(text[done : match.start()])
        if match["blank"] is not None:
            kept.append((match.start(), match.start() + 1))
            parts.append(" ")
        done = match.end()
    if done == start:
        return CleanText(text[start:end], range(start, end))
    if done < end:
        kept.append((done, end))
        parts.append(text[done:end])
    offsets = array("I")
    for first, last in kept:
        offsets.extend(range(first, last))
    return CleanText("".join(parts), offsets)


def _is_gloss(han: str, syllable: str) -> bool:
    plain = syllable.translate(_PLAIN).replace("ɡ", "g")
    if len(plain) == 1:
        return han in _LONE.get(plain, "")
    return plain in _SYLLABLES and (han, syllable) not in _UNITS
