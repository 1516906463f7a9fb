"""Does it concern what was asked? A true sentence about another city or another year is no answer.

Knows nothing of whether a sentence is true; `rag.verification.verifier` does.
"""

import re
from collections.abc import Iterable, Sequence

from corpus import fold, simplify
from corpus.language.annotation import PERSON_FLAGS, annotate
from corpus.language.segmentation import about, content_words, coverage, tagged
from rag.datamodel import Evidence
from rag.verification.checks.roles import DEED
from rag.verification.evidence_dates import dates_of, header_day

_MIN_ASKED = 0.5  # of a question's content words, for an evidence sentence to speak of what was asked
_MIN_IN_TEXT = 0.2  # of them, to be in its own words: a heading alone is shared by everything below it
_OTHER_WORDS = 2
_ENOUGH = 2  # words of a question that say what it is about
_REAL = re.compile("实际|已经?|累计|共完成|到底")
_AIM = re.compile("[要将]达到?|力争|争取|目标[是为]|预计|将[增超突]|确保[^，。；]{0,12}达")
_COMMON = ("n", "v", "vn", "a", "an", "l", "i")  # the tagger's flags for words that are no names
_NUMBER = re.compile("多少|几(?!乎)|多[大高长久快]|占比|比例是")
_PERSON = re.compile("谁|哪位|什么人|何人")
_TIME = re.compile("什么时候|何时|哪[一]?年|哪[一]?天|几月|几号|什么时间")
_UNIT = re.compile("(?:多少|几)(?:[百千万亿]*)([个家项件亩元钱人名位次座条场篇倍户吨米斤只辆张])")
_SAME_UNIT = {"钱": "元", "人": "人名位", "名": "人名位", "位": "人名位", "个": "个名人家项处座"}
_ORDINAL = re.compile("第[一二三四五六七八九十百\\d]+[届次期批轮]|[一二三四五六七八九十]+届[一二三四五六七八九十]+次")
_OF_A_SPEECH = re.compile("会|讲话|报告|发言|时说|提出|指出|强调|文章|要求|表示")
_LEVELS = {"省": 0, "市": 1, "州": 1, "盟": 1, "县": 2, "区": 2, "旗": 2}
_WHEN = re.compile(r"\d|年|月|日|季度|[前之以]后|上午|下午|底前|之前|以前")


def nearest(text: str, evidence: Sequence[Evidence]) -> Evidence:
    """Return the evidence sentence that shares the most content words with a text."""
    words = content_words(text)
    return max(evidence, key=lambda item: coverage(words, item.annotated.folded))


def answers_to(question: str, item: Evidence) -> bool:
    """Say whether an evidence sentence may be quoted as an answer.

    It has half of a question's content words, places aside, some of them in its own words; it is of the place and the
    year asked for; and if a number, a person or a time is asked for, it has one.
    """
    words = about(question)
    text = item.annotated.folded
    if words and coverage(words, item.searchable) < _MIN_ASKED:
        return False
    deeds = set(DEED.findall(fold(question))) if _PERSON.search(question) else set()
    if deeds and not any(deed in text for deed in deeds):
        return False  # who presided is told where somebody presides
    if words and not deeds and coverage(words, text) < _MIN_IN_TEXT:
        return False
    if any(ordinal not in item.searchable for ordinal in _ORDINAL.findall(fold(question))):
        return False  # 第二届 is not 第三届
    if _counts_the_same(question, item) is False:
        return False
    if _REAL.search(fold(question)) and _AIM.search(text) and not _REAL.search(text):
        return False  # what was aimed at is not what came about
    return _has_kind(fold(question), item, text) and concerns(question, item.text, [item])


def fallback(question: str, sentence: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the evidence sentence to quote where a sentence of the model failed, or None if none answers."""
    fit = [item for item in evidence if answers_to(question, item)]
    if not fit:
        return None
    asked, said = content_words(question), content_words(sentence)
    return max(
        fit,
        key=lambda item: (
            coverage(asked, item.searchable)
            + coverage(asked, item.annotated.folded)
            + coverage(said, item.annotated.folded)
        ),
    )


def off_topic(question: str, claim: str, support: Sequence[Evidence]) -> bool:
    """Say whether neither a claim nor its evidence has anything of what is asked, beyond what names the document.

    A small model may copy a true sentence of the right document that answers something else.
    """
    headers = fold("\n".join(item.about for item in support))
    words = [word for word in about(question) if word not in headers]
    said = fold("\n".join((claim, *(item.text for item in support))))
    return len(words) >= _ENOUGH and not any(word in said for word in words)


def in_other_words(missing: Sequence[str], question: str) -> bool:
    """Say whether all that a sentence has and its evidence has not are one or two common words of the question."""
    kinds = dict(tagged(fold(question)))
    return 0 < len(missing) <= _OTHER_WORDS and all(kinds.get(word) in _COMMON for word in missing)


def _counts_the_same(question: str, item: Evidence) -> bool | None:
    """Say whether a sentence counts in the unit that is asked for, 多少家 wants 家; None if none is named."""
    wanted = _UNIT.search(fold(question))
    if wanted is None:
        return None
    return any(set(figure.unit) & set(_SAME_UNIT.get(wanted[1], wanted[1])) for figure in item.annotated.figures)


def concerns(question: str, sentence: str, support: Sequence[Evidence]) -> bool:
    """Say whether a sentence, by its words or its evidence, is of a place and a year that the question names.

    A question that names none is concerned by everything; so is one about a place, by what names no other of its level.
    """
    asked = fold(simplify(question))
    told = fold(sentence)
    return _of_place(asked, told, support) and _of_year(asked, told, support)


def _of_place(asked: str, told: str, support: Sequence[Evidence]) -> bool:
    wanted = _names(asked)
    known = "\n".join((told, *(item.searchable for item in support)))
    if not wanted or any((name[:-1] if len(name) > 2 else name) in known for name in wanted):
        return True
    # a county of the city asked for may be meant, another city or the province around it is not
    smallest = max(_LEVELS.get(name[-1], 0) for name in wanted)
    return not any(_LEVELS.get(name[-1], 9) <= smallest for name in _names(known))


def _names(text: str) -> list[str]:
    return [text[start:end] for start, end in annotate(text).places]


def _of_year(asked: str, told: str, support: Sequence[Evidence]) -> bool:
    wanted = {day.year for day in annotate(asked).dates} - {None}
    if not wanted:
        return True
    own = {day.year for day in annotate(told).dates} - {None}
    own = own or _years(date.year for item in support for date in dates_of(item))
    # what stands under 2024年目标完成情况 in a report of 2025 is of 2024
    own = own or _years(day.year for item in support for day in annotate(item.heading).dates)
    if own and not _OF_A_SPEECH.search(asked):
        return bool(wanted & own)  # its document's year is when that was told
    known = own | _years(header.year for item in support if (header := header_day(item)))
    known |= _years(day.year for item in support for day in annotate(f"{item.heading}\n{item.speech.title}").dates)
    return not known or bool(wanted & known)


def _years(years: Iterable[int | None]) -> set[int | None]:
    return {year for year in years if year is not None}


def _has_kind(question: str, item: Evidence, text: str) -> bool:
    if _NUMBER.search(question):
        return bool(item.annotated.figures)
    if _PERSON.search(question):
        named = any(name.flag in PERSON_FLAGS for name in item.annotated.names)
        return bool(named or item.speakers or item.speech.speaker)
    return not _TIME.search(question) or bool(_WHEN.search(text) or dates_of(item))
