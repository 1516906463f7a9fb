"""The numbers that Word puts before paragraphs by itself: they are in no run of text, and an outline hangs on them."""

from typing import Any

from docx.oxml.ns import qn

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting taiwaneseCountingThousand "
    "ideographDigital koreanCounting chineseLegalSimplified".split()
)
_CIRCLED = frozenset("decimalEnclosedCircle decimalEnclosedCircleChinese".split())


class Numbering:
    """The counters of one document's lists.

    :param part: The main part of a document that python-docx opened.
    """

    def __init__(self, part: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # list -> level -> (format, pattern, first)
        self._lists: dict[str, str] = {}  # numId -> list: several numIds count on together
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, Any] = {style.get(qn("w:styleId")): style for style in _all(part, "styles", "w:style")}
        for abstract in _all(part, "numbering", "w:abstractNum"):
            self._levels[abstract.get(qn("w:abstractNumId"))] = {
                int(level.get(qn("w:ilvl"))): (
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    int(_value(level, "w:start") or 1),
                )
                for level in abstract.iter(qn("w:lvl"))
            }
        for num in _all(part, "numbering", "w:num"):
            self._lists[num.get(qn("w:numId"))] = _value(num, "w:abstractNumId") or ""

    def label(self, paragraph: Any) -> str:
        """Return what Word shows before a paragraph (`一、`), and count it; empty for bullets and plain paragraphs."""
        number = self._number(paragraph)
        if number is None:
            return ""
        name = self._lists.get(_value(number, "w:numId") or "", "")
        level = int(_value(number, "w:ilvl") or 0)
        levels = self._levels.get(name, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for below in [other for other in counts if other > level]:
            del counts[below]
        form, pattern, _ = levels[level]
        if form in ("bullet", "none"):
            return ""
        for other, (shown, _, first) in levels.items():
            pattern = pattern.replace(f"%{other + 1}", write_number(counts.get(other, first), shown))
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
    """Return a number as a list format of Word writes it: `3` is 三 in `chineseCounting`, ③ in the circled ones.

    Formats that are not known are written as decimals.
    """
    if form in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    if form in _CIRCLED and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form in ("lowerRoman", "upperRoman") and 0 < number < 40:
        tens, ones = divmod(number, 10)
        roman = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
        return roman.lower() if form == "lowerRoman" else roman
    return str(number)


def _all(part: Any, kind: str, tag: str) -> list[Any]:
    """Return the elements of a part that the document is related to; none if it has no such part."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/" + kind):
            return list(relation.target_part.element.iter(qn(tag)))
    return []


def _value(element: Any, tag: str) -> str | None:
    child = element.find(qn(tag))
    return child.get(qn("w:val")) if child is not None else None
