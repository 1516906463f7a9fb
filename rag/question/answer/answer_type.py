"""What kind of answer a question wants, and whether a sentence can be one.

Both are careful in one direction: a question that asks two things wants just text, and a sentence fails only if it
surely has nothing of the kind. Texts may be Traditional.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus import fold
from corpus.language.annotation import annotate
from corpus.language.figures.quantities import Figure
from corpus.language.figures.vocabulary import units
from corpus.language.lexicon import fill, pattern, words
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import NAME
from corpus.language.periods import find_periods, resolve_years
from corpus.language.segmentation import NOUNS, content_words, names, tagged
from rag.question.answer.statement import states
from rag.question.answer.word_length import QUOTED, has_run, letters_asked, without_letters
from rag.question.question_words import DATE, NUMBER, PERSON, PLACE, REASON, TITLED, YESNO, YESNO_END

Expected = Literal["number", "duration", "person", "date", "place", "list", "reason", "yesno", "text"]

_COUNT = fill(r"[{tens}两几\d]+")
_KINDS: tuple[tuple[Expected, re.Pattern[str]], ...] = (
    ("reason", re.compile(REASON)),
    ("date", re.compile(DATE)),
    ("person", re.compile(PERSON)),
    ("place", re.compile(PLACE)),
    ("number", re.compile(NUMBER)),
)
_WHETHER = re.compile(YESNO)
_WHETHER_END = re.compile(YESNO_END)
_LIST = pattern(
    r"哪些|哪{count}(?![年天日月号点届位])|哪“|有什么{phrases:several}|列(?:出|举|一?下|全)|逐[条项一]|全部|"
    r"{count}[个大项条篇件][^？?]{1,12}(?:是什么|指什么|包括什么|具体内容)",
    count=_COUNT,
)
_ASKED = pattern(r"{question_words:asks}|[啥咋]|几(?!乎)|多[快远重宽]|何(?!况)|吗(?=$)|[了过]没有?(?=$)")
_EACH = pattern("{question_words:each!}")
_WHAT = pattern("{question_words:what}")

_LONG = pattern(r"(?:多少|(?<!哪)几)个?(?:{units:time}|星期|周)|多久")
_OF_TIME = frozenset(words("units", "time"))
_FAMILIES = {
    unit: family for family in ("money", "share", "area", "length", "people") for unit in words("units", family)
}
_FAMILIES |= dict.fromkeys(words("units", "person"), "people")
_KINDS_OF_UNIT = frozenset({*_FAMILIES.values(), "count"})
_COUNTABLE = frozenset(words("units", "asked", "counter")) - _FAMILIES.keys()
_NTH = pattern(r"第[\d{tens}]+[\u4e00-\u9fff]?")
_SCALED = pattern(r"(?:多少|几)[十百千万亿]+(?P<unit>[\u4e00-\u9fff]{2,4})(?=[,;?、]|$)")
_IN_UNIT = pattern(
    r"(?P<share>百分之)(?:几|多少)|(?:多少|几)(?:(?P<points>个?(?:百分)?点)(?![钟半开])|[十百千万亿]*(?P<unit>{unit})(?!点))",
    unit="|".join(map(re.escape, sorted({*words("units"), *units()}, key=len, reverse=True))),
)
_UNITS = frozenset(words("units"))
_LONGEST_UNITS = sorted(_UNITS, key=len, reverse=True)
_SHARES = ("百分之", "点")
_TITLES = re.compile("《[^》]*》")
_CLAUSE = re.compile(r"[^，,；;？?。]+")
_ENDS_CLAUSE = "，,；;？?。 \u3000"
_VAGUE = pattern(r"[数几上][十百千万亿]|[十百千万]几|[{tens}]+[多余]|分之")
_AMOUNT = pattern(r"翻.{0,2}番|首[次个批家座例条]|{phrases:amount}")
_LASTS = pattern(r"[\d{tens}两数几半多余]个?[半多余]?(?:工作)?(?:{units:time}|{times:lasting})|{times:for_ever}")
_BARE_YEAR = pattern("{year}年?")
_TIME_WORDS = pattern(r"[\d年月日号季初底末前后今去明昨晚早春夏秋冬]|{times:vague}")
_WHOM = pattern(
    r"{name}|{office}|{offices:doer head address}|百姓|"
    r"[委局部厅办院会组团司党府队室者家们人员\*＊某]",
    name=NAME,
    office=OFFICE,
)
OF_HIM = pattern(
    r"(?:{phrases:held}|代表|现在|[又都各是任在他她的])*"
    r"(?:什么|啥|何|哪[个家所]?)(?:{phrases:office}|{phrases:body})(?:的|来着|[啊呢])*"
)
"""A clause that asks what somebody is whom the clause before asks for: 由谁主持，什么身份."""


def wants_list(question: str) -> bool:
    """Say whether several items are asked for.

    >>> wants_list("哪八条要求？"), wants_list("批示开头是哪八个字？")
    (True, False)
    """
    return bool(_LIST.search(without_letters(fold(question))))


def asks(question: str) -> int:
    """Return how many things a question asks: its clauses that have a question word; at least 1, of several each 2.

    >>> asks("大会由谁主持？哪位代表宣读了倡议书？"), asks("产值是多少？"), asks("竹纸竹席各卖了多少？")
    (2, 1, 2)
    """
    clauses = re.split(r"[，,；;？?。、]", QUOTED.sub("“”", fold(question)))
    return max(2 if _EACH.search(fold(question)) else 1, sum(bool(_ASKED.search(clause)) for clause in clauses))


def asking_clauses(question: str) -> tuple[str, ...]:
    """Return what each thing that a question asks is asked with; none if it is one, or that is not sure.

    What asks nothing goes with the clause behind it, at the end with the one before.

    >>> asking_clauses("2023年修了多少座渡口？竹纸产值是多少？"), asking_clauses("请问，产值是多少？")
    (('2023年修了多少座渡口', '竹纸产值是多少'), ())
    """
    folded = QUOTED.sub(lambda match: "“" * len(match.group()), fold(question))
    if len(folded) != len(question):
        return ()
    found: list[str] = []
    begin = 0
    for match in _CLAUSE.finditer(folded):
        if found and OF_HIM.fullmatch(match.group().strip(_ENDS_CLAUSE)):
            found[-1] = f"{found[-1]}，{question[begin : match.end()].strip(_ENDS_CLAUSE)}"
            begin = match.end()
        elif _ASKED.search(match.group()):
            found.append(question[begin : match.end()].strip(_ENDS_CLAUSE))
            begin = match.end()
    if found and (left := question[begin:].strip(_ENDS_CLAUSE)):
        found[-1] += f"，{left}"
    return tuple(found) if len(found) > 1 else ()


def expected(question: str) -> Expected:
    """Return the kind of answer that a question wants; `text` if it wants none of them, or several.

    >>> expected("澜川市2023年竹纸产值是多少？"), expected("由谁主持？"), expected("五个坚持是哪五个？")
    ('number', 'person', 'list')
    >>> expected("增速定在5%，对不对？"), expected("知道是谁主持的吗？")  # 增速 asks nothing there, 吗 is but polite
    ('yesno', 'person')
    """
    folded = fold(question)
    if wants_list(question):
        return "list"
    clauses = re.split(r"[，,；;？?。]", QUOTED.sub("“”", folded))
    found = [(kind, clause) for clause in clauses if (kind := _kind(clause)) is not None]
    whether = any(kind == "yesno" for kind, _ in found)
    kinds = {kind for kind, clause in found if not whether or kind == "yesno" or _ASKED.search(clause)}
    bare = folded.rstrip()
    if not (found or _ASKED.search(bare)) and bare.endswith("?") and states(tagged(bare)):
        return "yesno"
    return kinds.pop() if len(kinds) == 1 else "text"


def _kind(clause: str) -> Expected | None:
    """Return what one clause of a question wants; None if it asks nothing."""
    end = _WHETHER_END.search(clause)
    if _WHETHER.search(clause) or (end and not _ASKED.search(clause[: end.start()])):
        return "yesno"
    clause = TITLED.sub("谁", clause)
    found = [kind for kind, pattern in _KINDS if pattern.search(clause)]
    if found == ["number"] and _LONG.search(clause):
        return "duration"
    if found:
        return found[0] if len(found) == 1 or found[0] == "reason" else "text"
    return "text" if _WHAT.search(clause) else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer must be like.

    :param kind: Of answer.
    :param unit: The kind of unit that a figure is asked for in: `money`, `share`, `area`, `length`, `people`, `count`;
        or the unit itself, where no table tells its kind; or empty.
    :param ranked: Whether a place in an order is asked for: only then 第九届 is an answer.
    :param said: The words that ask, folded: whom they name is not who is asked for.
    :param letters: How many characters the words have that are asked for: 哪八个字; 0 if that is not said.
    :param asking: Its content words that only ask whether: 没有 of 开过没有.
    """

    kind: Expected = "text"
    unit: str = ""
    ranked: bool = False
    said: str = ""
    letters: int = 0
    asking: frozenset[str] = frozenset()

    def may_be(self, sentence: str) -> bool:
        """Say whether a sentence may be such an answer; False only if it surely is none.

        >>> wanted("零售是多少亿元？").may_be("零售增长5%。"), wanted("谁说江上好风光？").may_be("江上好风光。")
        (False, False)
        """
        folded = fold(sentence)
        match self.kind:
            case "person":
                told = _TITLES.sub("", folded)  # a text is nobody
                return satisfies("person", told) and self._names_another(told)
            case "number":
                counted = folded if self.ranked else _NTH.sub("", folded)
                return satisfies("number", counted) and self._in_unit(counted)
            case kind:
                return satisfies(kind, folded)

    def may_quote(self, sentence: str) -> bool:
        """Say whether a sentence of a source may be such an answer: words of the length asked for stand in it."""
        return self.may_be(sentence) and (not self.letters or has_run(fold(sentence), self.letters))

    def _names_another(self, folded: str) -> bool:
        """Say whether a text has a noun, which a name that nobody knows is to the tagger, that the question has not."""
        others = (word for word in annotate(folded).words if word.text not in self.said)
        return any(word.flag[:1] in NOUNS and word.text.isalnum() for word in others)

    def _in_unit(self, folded: str) -> bool:
        """Say whether a text has a figure of the kind of unit, as far as its units are known."""
        if self.unit and self.unit not in _KINDS_OF_UNIT:
            return self.unit in folded
        of = [one.unit for one in _amounts(folded)]
        if not of and _VAGUE.search(folded):
            return True
        kinds = {_FAMILIES.get(unit, "count") for unit in of}
        return not self.unit or not all(of) or self.unit in kinds or (self.unit == "count" and "people" in kinds)


def units_asked(folded: str) -> Iterator[str]:
    """Yield the units that figures are asked for in, without their scales: 元 of 多少亿元, 百分之 of 百分之几.

    >>> list(units_asked("产值多少亿元，高几个百分点")), list(units_asked("谁主持"))
    (['元', '个百分点'], [])
    """
    for match in _IN_UNIT.finditer(folded):
        yield match["share"] or match["points"] or match["unit"]


def wanted(question: str) -> Wanted:
    """Return what an answer to a question must be like."""
    folded = fold(question)
    asked = next((one for one in units_asked(folded) if one in _UNITS or one.endswith(_SHARES)), "")
    unit = _FAMILIES.get("%" if asked.endswith(_SHARES) else asked, "count" if asked in _COUNTABLE else "")
    if not unit and (scaled := _SCALED.search(folded)):
        unit = next((known for known in _LONGEST_UNITS if scaled["unit"].startswith(known)), scaled["unit"])
    ranked = any(word in folded for word in ("第几", "排名", "排第", "排在"))
    whether = [match.group() for form in (_WHETHER, _WHETHER_END) for match in form.finditer(folded)]
    asking = frozenset(word for word in content_words(folded) if any(word in asked for asked in whether))
    kind = expected(question)
    letters = letters_asked(folded) if kind == "text" else 0  # 那六个字是谁题的 asks for a person
    return Wanted(kind, unit, ranked, folded, letters, asking)


ANY = Wanted()
"""Anything may be an answer."""


def satisfies(kind: Expected, sentence: str) -> bool:
    """Say whether a sentence may be an answer of a kind; False only if it surely is none.

    A figure is any that is read as one, 半数 or 首次, but none of years and days, which tell when something is so; a
    duration has a unit of time or two dates. A date is also 年底 or 目前, a person also an office or a body. Of the
    other kinds every sentence may be one, of places too.
    """
    folded = fold(sentence)
    match kind:
        case "number":
            return bool(_amounts(folded) or _VAGUE.search(folded) or _AMOUNT.search(_timeless(folded)))
        case "duration":
            return _lasts(folded)
        case "date":
            return bool(_TIME_WORDS.search(folded) or find_periods(folded) or resolve_years(folded, "2000"))
        case "person":
            return bool(_WHOM.search(folded) or names(folded))
        case _:
            return bool(folded.strip())


def items(kind: Expected, text: str, besides: str = "") -> frozenset[str]:
    """Return the figures, people or dates of a text, as a kind of answer wants them; none of kinds without such.

    >>> sorted(items("number", "表彰12个集体，2024年产值50亿元", "2024年产值多少"))
    ['12个', '50亿元']

    :param text: Titles in it name nothing.
    :param besides: What these words name is left out: the question's.
    """
    read, known = annotate(_TITLES.sub("", fold(text))), fold(besides)
    match kind:
        case "number":
            spans = [(one.start, one.end) for one in read.figures if one.unit not in _OF_TIME]
        case "date":
            spans = [(one.start, one.end) for one in read.dates]
        case "person":
            return frozenset(one.text for one in read.persons if one.text not in known)
        case _:
            spans = []
    return frozenset(one for start, end in spans if (one := read.folded[start:end]) not in known)


def repeats(kind: Expected, sentence: str, before: str, question: str) -> bool:
    """Say whether all figures, people or dates that a sentence adds to a question were said before it was asked.

    >>> repeats("number", "竹编卖了90万元。", "竹纸卖了90万元。", "竹编呢，卖了多少")
    True
    """
    told = items(kind, sentence, question)
    return bool(told) and not items(kind, sentence, f"{question}\n{before}")


def _timeless(folded: str) -> str:
    """Return a text without its figures of years, months, days: 这五年 and 2025年 count nothing."""
    for figure in reversed(annotate(folded).figures):
        if figure.unit in _OF_TIME:
            folded = folded[: figure.start] + folded[figure.end :]
    return folded


def _amounts(folded: str) -> list[Figure]:
    """Return the figures of a text that count or measure: those of calendars do not, nor does a bare 2024."""
    return [
        one
        for one in annotate(folded).figures
        if one.unit not in _OF_TIME and (one.unit or not _BARE_YEAR.fullmatch(folded[one.start : one.end]))
    ]


def _lasts(folded: str) -> bool:
    """Say whether a text may tell how long something takes: 11月29日 alone does not, nor does a figure of things."""
    days = annotate(folded).dates
    for day in reversed(days):
        folded = folded[: day.start] + folded[day.end :]
    return len(days) > 1 or bool(_LASTS.search(_BARE_YEAR.sub("", folded)))
