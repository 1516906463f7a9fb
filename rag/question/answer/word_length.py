"""Questions for the words of a source: its own, 原话, and words of a length, 哪八个字, 哪两句诗, which count no things.

Not 用三十字概括, which says how long a text is to be; what stands in a quotation, “五字工作法”; nor what a quotation is
said to be, “以竹代塑”四个字.
"""

import re
from itertools import accumulate

from corpus import fold
from corpus.language.lexicon import pattern
from corpus.language.numerals import numeral

QUOTED = re.compile(r"[“‘「『《][^”’」』》]*[”’」』》]")
"""A quotation or a title, with its marks."""
_VERBATIM = pattern(
    r"原[话文句]|原封不动|逐字|一字不差|哪一?句|句什么话|(?<![第\d{tens}用成作])(?P<pair>[两二])句|"
    r"(?:(?<=[哪那])|(?<=什么))(?P<letters>{items})个?[汉大]?字(?![号辈头段眼])|"  # 哪三个字号 are shops
    r"(?<![第\d{tens}用成作”」』》])(?P<counted>{items})个[汉大]?字(?![号辈头段眼])"
)
_LONGEST = 16  # characters of words that are asked for by their length; an order counts how long a text is to be


def verbatim(question: str) -> bool:
    """Say whether a question asks for the words of the source: 原话, 原句, words of a length.

    >>> verbatim("他关于竹纸的原话是什么？"), verbatim("批示打头的八个字是啥"), verbatim("竹纸产值是多少？")
    (True, True, False)
    """
    return bool(_found(fold(question)))


def without_letters(folded: str) -> str:
    """Return a question without the number of characters or of paired verses that it asks for.

    >>> without_letters("后面那六个字是什么"), without_letters("引了哪两句诗")
    ('后面那字是什么', '引了哪句诗')
    """
    for match, number in reversed(_found(folded)):
        if number is not None:
            folded = folded[: match.start()] + match.group()[-1] + folded[match.end() :]
    return folded


def letters_asked(folded: str) -> int:
    """Return how many characters the words have that a question asks for; 0 if it does not say.

    >>> letters_asked("批示打头的八个字是啥"), letters_asked("用三十字概括竹纸讲话")
    (8, 0)
    """
    lengths = [number for _, number in _found(folded) if number]
    return lengths[0] if len(lengths) == 1 else 0


def has_run(folded: str, letters: int) -> bool:
    """Say whether a sentence has words of so many characters that marks set apart, one clause or several.

    >>> has_run("他批示：“业以才兴，事由人成”。", 8), has_run("要办好竹纸厂。", 8)
    (True, False)
    """
    runs = [len(run) for run in "".join(char if char.isalnum() else " " for char in folded).split()]
    sums = list(accumulate(runs, initial=0))
    return not set(sums).isdisjoint(one - letters for one in sums)


def _found(folded: str) -> list[tuple[re.Match[str], int | None]]:
    """Return what asks for a source's words, and of how many characters: 0 of a pair of verses, None of any words."""
    bare = QUOTED.sub(lambda match: f"“{'_' * (len(match.group()) - 2)}”", folded)
    found = [(match, match["letters"] or match["counted"] or "零") for match in _VERBATIM.finditer(bare)]
    lengths = [(match, numeral(number.replace("两", "二")) if match.lastgroup else None) for match, number in found]
    return [(match, length) for match, length in lengths if length is None or length <= _LONGEST]
