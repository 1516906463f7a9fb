"""Several measures with several values: A、B和C分别增长1%、2%和3%. Each value under its own measure, or none at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.language.figures.amounts import Number
from corpus.language.figures.vocabulary import either, is_known
from corpus.language.lexicon import pattern
from corpus.language.segmentation import tagged
from rag.desk.figures.reading import measure_phrase
from rag.desk.figures.reading.measure_phrase import Phrase

_BETWEEN = re.compile(r"(?:、|和|及|与|以及|,)")
_ITEMS = re.compile(r"、|以及|(?<![共饱柔])和(?![谐平美睦])|(?<![普涉波危触提])及(?![其时格早])|(?<!参)与")
_OTHERS = pattern(r"^(?P<item>.+?)等(?:[{tens}\d]+{figure_phrases:kinds_of})?(?P<suffix>.+)$")
_GRADE = re.compile(r"^.{1,4}(?:级|类|型)$")
_GRADED = re.compile(r"^.{1,4}?(?:级|类|型)(?P<rest>.+)$")
_BOTH = re.compile(r"^城乡(?P<rest>.+)$")
_NAMED = re.compile(rf"(?:{either('indicator.words')}|[数率量额值费比重度])$")
_STOP = re.compile(r"[,;。:、和(]")
_INDICATOR = re.compile(rf"(?:{either('indicator.words')})$")


def values_together(folded: str, items: list[Number], index: int, several: int = 0) -> list[Number]:
    """Return the numbers that stand side by side from one on, if the words before say that each has its own measure.

    :param several: How many measures the numbers before had each its own of: then as many numbers need no 分别.
    """
    group = [items[index]]
    left = folded[max(0, items[index].start - 40) : items[index].start]
    clause = re.split("[;。:]", left)[-1]
    if "分别" not in clause.split(",")[-1] and not several:
        return group
    for number in items[index + 1 :]:
        if not _BETWEEN.fullmatch(folded[group[-1].after : number.start]):
            break
        group.append(number)
    return group if not several or len(group) == several else group[:1]


def shared_object(tail: str, folded: str, items: list[Number], following: int) -> str:
    """Return what a number counts whose noun stands behind a later one: 2个国家级|和22个省级区域医疗中心.

    :param tail: The words behind the number, to the next conjunction.
    :param following: Which of the numbers comes next.
    """
    if not _GRADE.match(tail):
        return tail
    for index in range(following, len(items)):
        end = items[index + 1].start if index + 1 < len(items) else len(folded)
        stop = _STOP.search(folded, items[index].after, end)
        words = folded[items[index].after : stop.start() if stop else end]
        if match := _GRADED.match(words):
            return tail + match["rest"] if match["rest"] else tail
        if stop and stop.group() not in "、和":
            return tail
    return tail


def distribute(
    head: str, group: list[Number], tail: str, before: Sequence[str] = ()
) -> Iterator[tuple[Number, Phrase]]:
    """Yield each number with its phrase; nothing if there are not as many measures as numbers.

    :param before: The measures of the values that stood side by side before; these are of them if none is named.
    """
    units = {number.base for number in group}
    if len(units) > 1 and not units <= measure_phrase.GROWTH.keys():
        return
    unit = group[-1]
    phrase = measure_phrase.read(head.replace("分别", ""), unit, tail if head.endswith(("惠及", "分别")) else "")
    if phrase is None:
        return
    nouns = measures_in(phrase.noun) or list(before)
    if len(nouns) != len(group):
        return
    for number, noun in zip(group, nouns, strict=True):
        grown = phrase.change in measure_phrase.GROWTH.values()
        change = measure_phrase.GROWTH.get(number.unit, phrase.change) if grown else phrase.change
        yield number, replace(phrase, noun=noun, change=change)


def measures_in(noun: str) -> list[str]:
    """Return the measures that a coordinated noun names, each whole.

    >>> measures_in("食品、石化等产业增加值")
    ['食品产业增加值', '石化产业增加值']
    >>> measures_in("企业营业收入、利润")
    ['企业营业收入', '企业利润']
    >>> measures_in("城乡低保标准")
    ['城镇低保标准', '农村低保标准']
    >>> measures_in("城镇、农村居民人均可支配收入")
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    """
    items = [item for item in _ITEMS.split(noun) if item]
    if len(items) < 2:
        match = _BOTH.match(noun)
        return [place + match["rest"] for place in ("城镇", "农村")] if match else items
    if match := _OTHERS.match(items[-1]):
        return [item + match["suffix"] for item in [*items[:-1], match["item"]]]
    last = items[-1]
    if all(_GRADE.match(item) for item in items[:-1]) and (match := _GRADED.match(last)):
        return [*(item + match["rest"] for item in items[:-1]), last]
    if all(len(item) == 1 for item in items[:-1]) and len(last) > 2:  # 一、二、三产业增加值
        return [*(item + last[1:] for item in items[:-1]), last]
    alike = [item + last[len(item) :] for item in items[:-1]]
    if is_known(last) and all(map(is_known, alike)):
        return [*alike, last]
    indicator = _INDICATOR.search(last)
    if indicator and not any(_NAMED.search(item) for item in items[:-1]):
        words = [word for word, _ in tagged(last)]
        kind = len(words) > 2 and all(len(tagged(item)) == 1 for item in items[:-1])
        if kind and len(words[0]) == len(items[0]):  # 城市、县城|建成区面积: what follows the last one's own word
            return [*(item + "".join(words[1:]) for item in items[:-1]), last]
        return [*(item + indicator.group() for item in items[:-1]), last]
    first = _INDICATOR.search(items[0])
    if first and first.start() and all(_INDICATOR.fullmatch(item) for item in items[1:]):
        return [items[0], *(items[0][: first.start()] + item for item in items[1:])]
    return [] if _NAMED.search(last) and not any(_NAMED.search(item) for item in items[:-1]) else items
