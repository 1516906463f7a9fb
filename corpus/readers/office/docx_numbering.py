"""The numbers that Word puts before paragraphs by itself: they are in no run of text, and an outline hangs on them."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from corpus.language.lexicon import shapes

_DIGITS = "〇" + shapes()["ones"].text
_COUNTING = frozenset(
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting taiwaneseCountingThousand "
    "koreanCounting".split()
)
_PLACES = {"ideographDigital": _DIGITS, "japaneseDigitalTenThousand": _DIGITS, "taiwaneseDigital": "○" + _DIGITS[1:]}
_LEGAL = {  # digits, then the units from ten on
    "chineseLegalSimplified": "零壹贰叁肆伍陆柒捌玖拾佰仟",
    "ideographLegalTraditional": "零壹貳參肆伍陸柒捌玖拾佰仟",
    "japaneseLegal": "零壱弐参四五六七八九拾百阡",
}
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
# the first of a row of characters that have the numbers in them, and how many there are
_ENCLOSED = {
    "decimalEnclosedCircle": (0x2460, 20),
    "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20),
    "decimalEnclosedFullstop": (0x2488, 20),
    "ideographEnclosedCircle": (0x3280, 10),
}
_ROMAN = list(
    zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True)
)


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered.

    :param restarts: Whether it begins anew under each number of the level above.
    :param legal: Whether the numbers of the levels above are written as decimals.
    """

    form: str
    pattern: str
    first: int
    restarts: bool
    legal: bool


class Numbering:
    """The counters of one document's lists.

    :param part: The main part of a document that python-docx opened.
    """

    def __init__(self, part: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # list -> level
        self._lists: dict[str, str] = {}  # numId -> list: several numIds count on together
        self._own: dict[str, dict[int, _Level]] = {}  # numId -> levels that it defines anew
        self._restarts: dict[str, dict[int, int]] = {}  # numId -> level -> where it begins; gone once it has begun
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, Any] = {style.get(qn("w:styleId")): style for style in _all(part, "styles", "w:style")}
        linked: dict[str, str] = {}  # list style -> list
        links: dict[str, str] = {}  # list -> the list style in which its levels are
        for abstract in _all(part, "numbering", "w:abstractNum"):
            name = abstract.get(qn("w:abstractNumId"))
            self._levels[name] = dict(_level(level) for level in abstract.iter(qn("w:lvl")))
            if style := _value(abstract, "w:styleLink"):
                linked[style] = name
            if style := _value(abstract, "w:numStyleLink"):
                links[name] = style
        for num in _all(part, "numbering", "w:num"):
            key, name = num.get(qn("w:numId")), _value(num, "w:abstractNumId") or ""
            self._lists[key] = linked.get(links.get(name, ""), name)
            for override in num.iter(qn("w:lvlOverride")):
                if (start := _value(override, "w:startOverride")) is not None:
                    self._restarts.setdefault(key, {})[int(override.get(qn("w:ilvl")))] = int(start)
                for level in override.iter(qn("w:lvl")):
                    self._own.setdefault(key, {}).update([_level(level)])

    def label(self, paragraph: Any) -> str:
        """Return what Word shows before a paragraph (`一、`), and count it; empty for bullets and plain paragraphs."""
        number = self._number(paragraph)
        if number is None:
            return ""
        key = _value(number, "w:numId") or ""
        name = self._lists.get(key, "")
        level = int(_value(number, "w:ilvl") or 0)
        levels = {**self._levels.get(name, {}), **self._own.get(key, {})}
        if level not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        for other, first in self._restarts.pop(key, {}).items():
            counts[other] = first - 1
        counts[level] = counts.get(level, levels[level].first - 1) + 1
        for below in [other for other in counts if other > level and levels.get(other, levels[level]).restarts]:
            del counts[below]
        if levels[level].form in ("bullet", "none"):
            return ""
        pattern = levels[level].pattern
        for other, shown in levels.items():
            form = "decimal" if levels[level].legal and other != level else shown.form
            pattern = pattern.replace(f"%{other + 1}", write_number(counts.get(other, shown.first), form))
        return pattern + (" " if pattern[-1:].isascii() and pattern else "")

    def _number(self, paragraph: Any) -> Any:
        """Return the `w:numPr` of a paragraph, its own or its style's."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        number = properties.find(qn("w:numPr"))
        style = _value(properties, "w:pStyle")
        for _ in range(10):  # styles are based on styles
            if number is not None or style not in self._styles:
                break
            found = self._styles[style]
            inner = found.find(qn("w:pPr"))
            number = inner.find(qn("w:numPr")) if inner is not None else None
            style = _value(found, "w:basedOn")
        return number


def write_number(number: int, form: str) -> str:
    """Return a number as a list format of Word writes it: `3` is 三 in `chineseCounting`, 丙 in `ideographTraditional`.

    Formats that are not known, and numbers that a format has no sign for, are written as decimals.
    """
    if not 0 < number < 10_000:
        return str(number)
    if form in _COUNTING:
        return _counted(number, _DIGITS + "十百千")
    if form in _LEGAL:
        return _counted(number, _LEGAL[form], short=False)
    if form in _PLACES:
        return "".join(_PLACES[form][int(digit)] for digit in str(number))
    if form in _ENCLOSED and number <= _ENCLOSED[form][1]:
        return chr(_ENCLOSED[form][0] + number - 1)
    return _plain(number, form)


def _plain(number: int, form: str) -> str:
    """Return a number in letters, cyclic signs or digits."""
    if form == "ideographTraditional" and number <= 10:
        return _STEMS[number - 1]
    if form == "ideographZodiac" and number <= 12:
        return _BRANCHES[number - 1]
    if form == "ideographZodiacTraditional" and number <= 60:
        return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("lowerLetter", "upperLetter") and number <= 26 * 9:  # a … z, aa, bb
        letter = chr((97 if form == "lowerLetter" else 65) + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    if form in ("lowerRoman", "upperRoman") and number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman.lower() if form == "lowerRoman" else roman
    return str(number)


def _counted(number: int, signs: str, *, short: bool = True) -> str:
    """Return a number in Chinese words.

    :param signs: Nought to nine, ten, hundred, thousand.
    :param short: Whether ten is 十 and not 一十.
    """
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        ten = short and place == 1 and digit == 1 and not text
        zero = "零" if gap and text else ""
        text += zero + ("" if ten else signs[digit]) + (signs[9 + place] if place else "")
        gap = False
    return text


def _level(element: Any) -> tuple[int, _Level]:
    return int(element.get(qn("w:ilvl"))), _Level(
        _value(element, "w:numFmt") or "decimal",
        _value(element, "w:lvlText") or "",
        int(_value(element, "w:start") or 1),
        _value(element, "w:lvlRestart") != "0",
        element.find(qn("w:isLgl")) is not None,
    )


def _all(part: Any, kind: str, tag: str) -> list[Any]:
    """Return the elements of a part that the document is related to; none if it has no such part."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/" + kind):
            return list(relation.target_part.element.iter(qn(tag)))
    return []


def _value(element: Any, tag: str) -> str | None:
    child = element.find(qn(tag))
    return child.get(qn("w:val")) if child is not None else None
