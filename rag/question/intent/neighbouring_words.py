"""Questions for what stands right behind quoted words, or right before them: “……”的下一句是什么, 后面那六个字是."""

from corpus.language.lexicon import pattern, words
from corpus.language.segmentation import content_words, tagged
from rag.question.answer.answer_type import asks, expected
from rag.question.answer.word_length import without_letters
from rag.question.intent.intents import BEFORE, Intent, Kind

_STEPS = {word: "" for word in words("phrases", "behind")} | dict.fromkeys(words("phrases", "ahead"), BEFORE)
_BETWEEN = "的这那一句话诗字,， "  # what may stand between a quotation and the word that says on which side
_REACH = 9  # characters of that
_SHORTEST = 4  # characters of quoted words: of fewer it is a term
_SAID = ("句", "话", "语", "字", "诗", "截")  # what such words are called: 半句, 大白话, 古语
_SAYS = tuple("是接又还怎说讲写") + words("question_words", "what")  # how the rest begins where it calls them nothing
_ENDS = "的是?？。 "
_SEVERAL = pattern("(?!一)[两{tens}]句")  # 后面两句
_SPOKE = tuple(f"{verb}了" for verb in words("speech_verbs"))  # 接下来讲了什么 asks for what, not for the words
_OTHERS = frozenset(words("texts")) - frozenset(words("texts", "text"))
_OF_SAYING = (
    frozenset(word for name in ("speech_verbs", "question_words", "frame", "followups") for word in words(name))
    | frozenset(words("texts", "text"))
) - _OTHERS  # 后面是什么会议


def neighbouring(text: str) -> Intent | None:
    """Recognise a question for the words beside quoted ones.

    >>> found = neighbouring("讲话里“竹海听涛”后面那四个字是什么")
    >>> found.phrase, found.detail, neighbouring("“修渠引水”的下一条是什么")
    ('竹海听涛', '', None)

    :param text: Folded, with one kind of quotation mark.
    """
    before, _, rest = text.partition("“")
    quoted, closed, after = rest.partition("”")
    if not closed or len(quoted) < _SHORTEST or "“" in after:
        return None
    found = [(at, word) for word in _STEPS if 0 <= (at := after.find(word)) <= _REACH]
    at, word = min(found, key=lambda one: (one[0], -len(one[1])), default=(0, ""))
    if not word or without_letters(after[:at]).strip(_BETWEEN):
        return None  # 是谁说的，后面还说了什么 asks two things, 提出之后怎么说的 what came then
    asked = after[at + len(word) :]
    if expected(asked) not in ("text", "list") or asks(asked) > 1 or _SEVERAL.search(asked):
        return None  # who, when, whether; two things, two sentences
    if any(_STEPS[other] != _STEPS[word] and other in asked for other in _STEPS):
        return None  # both sides
    behind = without_letters(asked).lstrip("的那一半跟着")
    called = any(one in behind for one in _SAID) or (word.endswith(_SAID) and not behind.strip(_ENDS))
    if not (called or behind.startswith(_SAYS)) or any(one in behind for one in _SPOKE):
        return None
    things = {word for word, flag in tagged(behind) if flag.startswith("n")} | content_words(behind)
    if any(one not in _OF_SAYING and not one.endswith(_SAID) for one in things):
        return None  # something else than words: 后面是怎么修渠的
    return Intent(Kind.BESIDE, quoted, before + behind, quoted=True, detail=_STEPS[word])
