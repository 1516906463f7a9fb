"""Questions that state something and ask by their mark alone, 大会是他主持的？."""

from collections.abc import Sequence

from corpus.language.lexicon import words
from corpus.language.segmentation import DEEDS_AS_NOUNS, NOUNS

_ASSERTS, _TELLS, _TRAILS = (frozenset(words("question_words", tag)) for tag in ("asserts", "tells", "trails"))
_IS, _EITHER, _OF = "是", "还是", "的"


def states(tagged: Sequence[tuple[str, str]]) -> bool:
    """Say whether the words of a question that has none that ask state something, and are no clipped noun phrase.

    >>> from corpus.language.segmentation import tagged
    >>> [states(tagged(text)) for text in ("大会是市长主持的", "竹纸产值涨了五倍多", "竹纸产值", "由市长主持的会议")]
    [True, True, False, False]

    :param tagged: Its words with their flags, as `corpus.language.segmentation.tagged` gives them.
    """
    read = [word for word in tagged if word[0].isalnum()]
    said = [word for word, _ in read]
    if not read or said[-1] in _TRAILS | _ASSERTS or _EITHER in said:  # 主持人是？ 是市长还是书记？
        return False
    noun = read[-1][1][:1] in NOUNS or read[-1][1] in DEEDS_AS_NOUNS or said[-2:-1] == [_OF]
    if noun and _OF in said[1:] and _IS not in said:
        return False  # 由市长主持的会议？
    whole = any(word in _ASSERTS for word in said[1:]) and said[0] not in _ASSERTS
    return whole or (any(word in _TELLS for word in said) and not noun)
