"""The words that ask, each kind in one place: of whom, when, where, how many, why.

Parts of regular expressions, over folded or Simplified text, made of the lexicon's words.
"""

from corpus.language.lexicon import any_of, pattern, words

WHEN = any_of("question_words", "when")
WHY = any_of("question_words", "why")
WHERE = any_of("question_words", "where")
MUCH = any_of("question_words", "size")
COUNTED = "".join(words("units", "asked"))
"""What things are counted by, after 几."""

_TITLE = any_of("offices", "head", "office")
TITLED = pattern(r"哪一?[个位]?[\u4e00-\u9fff]{0,6}?{offices:head office}")
"""Who, by an office: 哪个自治区书记 asks for no place."""
DATE = any_of("question_words", "date")
PERSON = rf"{any_of('question_words', 'person')}|{TITLED.pattern}|{_TITLE}是$"
PLACE = rf"{any_of('question_words', 'place')}|在哪(?![个些年天]|方面)"
NUMBER = rf"{any_of('question_words', 'number')}|(?<![十好哪])几(?![乎何点号月时位大项]|个方面)"
REASON = any_of("question_words", "reason")
YESNO = rf"{any_of('question_words', 'yesno')}|(?P<polar>[\u4e00-\u9fff])[不没](?P=polar)"
"""Whether: words for it, and a verb beside its own denial, 赞不赞成."""
YESNO_END = r"(?:[吗嘛吧]|(?<![什怎多这那])么|没有|没)[？?]*$"
"""Whether, by a question's last words alone; behind another word that asks it is but polite."""

ASKS = pattern(
    r"{question_words:asks}|几(?=[{counted}年月天点号])|"
    r"{phrases:fact}是[？?]*$|吗[？?]*$",
    counted=COUNTED,
)
"""Anything that asks at all."""
