"""A follow-up worded anew by a model, and whether its words may be trusted.

    城镇居民人均住房建筑面积多大？（39.8平方米） + 农村呢 -> 农村居民人均住房建筑面积多大？

What takes whose place in a question is told by knowledge of the world, which no rule here has. A small model that sees
examples does it for three of four; what it gives is taken only if it has all that is asked, leaves out no time, place
or person that was spoken of, and has no word that nobody said.
"""

import re
from collections.abc import Callable

from corpus import fold
from corpus.language.annotation import annotate
from corpus.language.periods import NAMED_TIME
from corpus.language.segmentation import content_words
from rag.question.followup.context import Context
from rag.question.question_words import ASKS

Reword = Callable[[str, str, str], str]
"""From the question before, its answer and the follow-up to a whole question; empty if there is none."""

_TIME = re.compile(NAMED_TIME)
_LONGEST = 120  # characters of a question that is worded anew


def reworded(question: str, context: Context, reword: Reword) -> str | None:
    """Return a follow-up as a model words it; None if that may not be trusted."""
    if not context.before or len(question) + len(context.before) > _LONGEST:
        return None
    made = reword(context.before, context.said, question).strip().split("\n", maxsplit=1)[0]
    return made if made and faithful(made, question, context) else None


def faithful(made: str, question: str, context: Context) -> bool:
    """Say whether a question made of a follow-up asks what it asks, of what was spoken of.

    >>> context = Context("2019年城镇居民住房面积多大？", "39.8平方米。", ())
    >>> [faithful(made, "农村呢？", context) for made in ("2019年农村居民住房面积多大？", "农村住房面积多大？")]
    [True, False]
    """
    text, asked, before = fold(made), fold(question), fold(context.before)
    own, told = content_words(ASKS.sub("", asked)), content_words(text)
    if text.rstrip("？?。") == before.rstrip("？?。") or not all(word in text for word in own):
        return False
    if not (told & content_words(before)) - own:
        return False  # nothing of the conversation is in it
    said = f"{asked}{before}{fold(context.said)}"
    if any(word not in said for word in (*_named(text), *_times(text), *re.findall(r"\d+", text))):
        return False
    return all(kind(asked) or kind(before) <= kind(text) for kind in (_times, _named))


def _times(text: str) -> set[str]:
    return set(_TIME.findall(text))


def _named(text: str) -> set[str]:
    """Return the places that a text names, without their suffixes, and its people."""
    read = annotate(text)
    places = {text[start:end] for start, end in read.places} | {word.text for word in read.names if word.flag == "ns"}
    return {place[:-1] if len(place) > 2 else place for place in places} | {word.text for word in read.persons}
