"""A question for so many things that a text counts, or for those of one of its parts: 哪五点希望, 第三部分六条要求.

More than one may be asked for: 对农户提了哪四条、对企业提了哪六条. Which text is meant is told by what else it names.
"""

from dataclasses import dataclass

from corpus.language.lexicon import pattern, words
from corpus.language.numerals import numeral

_UNITS = "".join(words("list_labels", "unit"))
_COUNT = pattern(
    r"(?<![第\d.{tens}百千年成作为])(?P<which>哪)?(?P<number>{items}|\d{1,2})(?:[{units}]|个?方面|件大?)(?P<thing>{list_labels:head}|{texts:words})?",
    units=_UNITS,
)
_PART = pattern(r"第(?P<number>[{tens}\d]{1,3})(?:个?大?部分|[章节])")
_MOST = 30


@dataclass(frozen=True, slots=True)
class CountedParts:
    """Things that a text counts, as a question asks for them.

    :param counts: How many of each and what they are called; empty where it does not say.
    :param part: Which of the text's main parts they stand in, from 1; None if it does not say.
    """

    counts: tuple[tuple[int, str], ...]
    part: int | None = None


def counted_parts(folded: str) -> CountedParts | None:
    """Return the counted things that a question asks for; None if it asks for none.

    >>> counted_parts("顾望舒对农户提了哪四条、对企业提了哪六条")
    CountedParts(counts=((4, ''), (6, '')), part=None)
    >>> counted_parts("竹纸大会讲话第三部分六条要求是啥，简单说")
    CountedParts(counts=((6, '要求'),), part=3)
    """
    part = _PART.search(folded)
    found = [match for match in _COUNT.finditer(folded) if match["which"] or part]
    counts = [(numeral(match["number"].replace("两", "二")), match["thing"] or "") for match in found]
    if not counts or any(not 1 < number <= _MOST for number, _ in counts):
        return None
    if len(counts) == 1 and not counts[0][1] and part is None:
        return None  # 哪六种精神: of a list that is called so
    return CountedParts(tuple(dict.fromkeys(counts)), numeral(part["number"]) if part else None)
