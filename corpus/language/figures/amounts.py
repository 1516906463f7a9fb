"""Numbers of a sentence with their units, ranges and bounds. Knows nothing of what is measured.

约1.2万亿元以上 -> value 1.2, unit 万亿元, amount 1200000000000 元, OVER
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.language.figures.kinds import Bound
from corpus.language.figures.quantities import Figure
from corpus.language.figures.quantities import figures as quantities
from corpus.language.figures.vocabulary import base_of, either, is_thing, units
from corpus.language.lexicon import pattern, words

_UNIT = re.compile("|".join(map(re.escape, units())))
_WRITTEN = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>[十百千]?[万亿]{0,2})(?P<about>[多余几](?=[\u4e00-\u9fff]))?(?P<scale2>(?<=[多余几])[万亿]{1,2})?"
)
_SCALE_CHARS = "十百千万亿"
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NO_FIGURES = frozenset(words("figure_phrases", "no_figure"))
_VAGUE = frozenset(words("figure_phrases", "counter"))
_HAN_KEPT = frozenset(("%", *words("figure_phrases", "in_words")))
_SPELT = "|".join(map(re.escape, {*units(), *_HAN_KEPT} - _VAGUE | set("家所座户")))
_MAY_COUNT = re.compile(
    rf"\d|百分之|[〇零一二两三四五六七八九十百千万亿半]{{2}}|[二两三四五六七八九十](?:{_SPELT})"
    rf"|[几百千万亿](?:[多余几来]?(?:{_UNIT.pattern})|[百千万])"
)
_TO = re.compile(r"[-—~至到]{1,2}")
_BEFORE = pattern(
    "(?P<over>(?<!不){figure_phrases:over})了?$|(?P<under>{figure_phrases:under})$|"
    "(?P<about>{figure_phrases:about_figure})$"
)
_AFTER = re.compile(r"(?P<over>以上|之上|多|余)|(?P<under>以内|以下|之内)|(?P<about>左右|上下)")
_COUNT = r"[\d二两三四五六七八九十]"
_ATTRIBUTE = pattern(r"(?:{figure_phrases:bound}的?|的)[^,;。:、\d]{1,12}{count}", count=_COUNT)
_MONEY_ATTRIBUTE = re.compile(
    rf"(?!{either('verbs.act', 'verbs.link', 'verbs.up', 'verbs.down')})[^,;。:、\d]{{2,8}}\d"
)
_AGES = re.compile(r"以[上下][\u4e00-\u9fff]")
_STUCK = re.compile(r"[a-z+#_.]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit.

    :param value: As written; `upper` likewise of a range's upper end.
    :param start: Span in the folded sentence, of a range both ends and the unit.
    :param after: Where its trailing words of bound end: 左右, 以上.
    """

    value: Decimal
    upper: Decimal | None
    unit: str
    amount: Decimal
    base: str
    bound: Bound
    start: int
    end: int
    after: int


def numbers(folded: str) -> list[Number]:
    """Return the numbers of a folded sentence that are figures: with a unit, and neither dates, ordinals nor names."""
    if not _MAY_COUNT.search(folded):  # most sentences: 一起, 三个方面
        return []
    found: list[Number] = []
    pending: Figure | None = None  # the lower end of a range
    for figure in quantities(folded):
        gap = folded[pending.end : figure.start] if pending else ""
        lower = pending if pending and _TO.fullmatch(gap) else None
        number = _number(folded, figure, lower)
        pending = figure
        if number is None:
            continue
        if lower and found and found[-1].start == lower.start:
            found.pop()
        found.append(number)
    kept: list[Number] = []
    for number in found:
        if _is_attribute(folded, number):
            continue
        if kept and kept[-1].after == number.start and not is_thing(number.unit.lstrip(_SCALE_CHARS)):
            continue  # 14个|750千伏|电网工程
        kept.append(number)
    return kept


def _is_attribute(folded: str, number: Number) -> bool:
    """Say whether a number only describes what another counts: 十亿元以上项目11个, 3岁以下婴幼儿."""
    if number.unit == "岁" and _AGES.match(folded, number.end):
        return True
    if number.base == "元" and _MONEY_ATTRIBUTE.match(folded, number.end):
        return True
    return bool(_ATTRIBUTE.match(folded, number.end)) and not folded.startswith("的", number.end + 2)


def _number(folded: str, figure: Figure, lower: Figure | None) -> Number | None:
    start = figure.start
    if start and _STUCK.match(folded[start - 1]):
        return None
    ordinal = start > 0 and folded[start - 1] == "第"
    written = _WRITTEN.match(folded, start)
    if written is None:
        return _spelled(folded, figure, ordinal)
    at = written.end()
    unit_match = _UNIT.match(folded, at)
    if folded.startswith("年", at) or unit_match is None or unit_match.group() in _NO_FIGURES:
        return None
    unit = unit_match.group()
    end = unit_match.end()
    if unit in _NO_FIGURES or folded.startswith(("数", "级"), end) or _STUCK.match(folded[end : end + 1] or " "):
        return None
    if ordinal and unit not in ("位", "名"):
        return None
    scale = Decimal(1)
    scales = written["scale"] + (written["scale2"] or "")
    for char in scales:
        scale *= _SCALES[char]
    number = Decimal(written["number"].replace(",", ""))
    low = number
    begin = start
    upper = None
    if lower is not None and (below := _WRITTEN.match(folded, lower.start)) is not None:
        begin = lower.start
        low, upper = Decimal(below["number"].replace(",", "")), number
        if below["scale"] and below["scale"] != scales:
            return None
        if low >= upper:
            low, upper, begin = number, None, start
    base, factor = base_of(unit)
    bound, after = _bound(folded, begin, end, written["about"])
    return Number(low, upper, scales + unit, low * scale * Decimal(factor), base, bound, begin, end, after)


def _spelled(folded: str, figure: Figure, ordinal: bool) -> Number | None:
    """Read a Chinese numeral: only where it surely counts. 三个方面, 一批, 两位数 do not."""
    text = folded[figure.start : figure.end]
    if ordinal or not figure.unit or figure.unit in _NO_FIGURES or folded.startswith(("数", "级"), figure.end):
        return None
    if folded[max(0, figure.start - 1) : figure.start] in tuple("“‘《十百千万亿几数"):
        return None
    numeral = text[: len(text) - len(figure.unit)] if text.endswith(figure.unit) else text
    if numeral == "一":
        return None
    large = any(char in "百千万亿" for char in numeral) and len(numeral) >= 2
    if figure.unit in _VAGUE and not large and figure.unit not in ("家", "所", "座", "户"):
        return None
    if figure.unit not in _HAN_KEPT and figure.unit not in units():
        return None
    base, factor = base_of(figure.unit)
    bound, after = _bound(folded, figure.start, figure.end, None)
    amount = figure.value * Decimal(factor)
    return Number(figure.value, None, figure.unit, amount, base, bound, figure.start, figure.end, after)


def _bound(folded: str, start: int, end: int, about: str | None) -> tuple[Bound, int]:
    before = _BEFORE.search(folded, max(0, start - 4), start)
    after = _AFTER.match(folded, end)
    last = after.end() if after else end
    for match in (after, before):
        if match is not None:
            return Bound[(match.lastgroup or "about").upper()], last
    return (Bound.OVER if about else Bound.EXACT), last
