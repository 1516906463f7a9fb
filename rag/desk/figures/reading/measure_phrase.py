"""The words before and behind a number, read: what is measured, how it changes, against what. Works on one clause.

规模以上工业增加值同比增长 | 8.4%                -> 规模以上工业增加值, RATE
新建 | 12所 | 公办幼儿园                          -> 新建公办幼儿园
高于全国平均水平 | 0.7个百分点                    -> (the measure before), AMOUNT against 全国平均水平
"""

import re
from dataclasses import dataclass

from corpus.language.figures.amounts import Number
from corpus.language.figures.kinds import Change
from corpus.language.figures.vocabulary import either, is_known, is_thing, words
from corpus.language.lexicon import pattern
from corpus.language.segmentation import dictionary_count

_THAN = r"(?<![占对同环])(?:比|较)(?![例重率值强好大快高为])[^,、]{1,14}?"
_BESIDE = f"(?:{either('verbs.around')}){{0,6}}"  # bounded: words that are made of others would be tried in every way
_AROUND = f"{_BESIDE}(?:{_THAN})?{_BESIDE}"
_UP, _DOWN = either("verbs.up"), either("verbs.down")
_REACHED = either("verbs.reached")
_CHANGE = re.compile(rf"^(?P<noun>.*?)(?P<around>{_AROUND})(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?P<around2>{_AROUND})$")
_TURNED = pattern(
    "^(?P<noun>.*?)(?:{around})(?:(?![增降减][速幅])(?:{up}|{down})|{act}|{figure_phrases:grows})(?:{reached})"
    r"(?:\d{4}年(?:的|底的|末的)?)?(?:{around})$",
    around=_AROUND,
    up=_UP,
    down=_DOWN,
    act=either("verbs.act"),
    reached=_REACHED,
)
_RANK = pattern("^(?P<noun>.*?){figure_phrases:ranks}?(?P<among>{figure_phrases:among}|[^,]{0,6})$")
_AGAINST = re.compile(rf"^(?P<noun>.*?)(?P<verb>{either('verbs.against')})(?P<against>[^,、]{{2,16}})$")
_BELOW = re.compile("低于|慢于|少于")
_COMPARED = pattern("(?:比|较)(?P<against>[^,、]{1,14}?){figure_phrases:between}*$")
_FROM = pattern(
    r"^(?P<noun>.*?)(?:由|从)(?:(?:\d{4}年|[“‘]?十[{plan_digit}]五[”’]?(?:{figure_phrases:plan_end})?)[底末]?"
    r"(?:{figure_phrases:plan_last})?的?|{figure_phrases:from})?$"
)
_GOAL = pattern("^{figure_phrases:goal}*(?:目标|计划|任务)(?:任务|数)?$")
_MEASURED = re.compile(rf"(?:略|稍|均|双双)?(?:{either('verbs.against')}|达到|完成|实现|(?:比|较)[^,]{{0,6}}的)$")
_GRANTED = pattern(
    "(?P<noun>.*(?:{indicator}|率))(?:{figure_phrases:granted})$", indicator=either("indicator.words")
)  # 竹乡建设投资拟安排
_SET = pattern(
    "^(?P<noun>.*?)(?:{granted}|{either_aim_modal})?按照?(?:{figure_phrases:over}|{figure_phrases:under})?"
    "#(?:的?(?P<grown>增长|{figure_phrases:growth_noun}))?的?[^,;。#]{0,3}?{figure_phrases:set_at}",
    granted="将|计划|预算|初步", either_aim_modal=either("aim.modal"),
)  # fmt: skip
_EACH = re.compile("(?<![户人平年日月])均$")
_ACTING = f"(?:{either('verbs.act')})(?:(?:、|和|并|及)?(?:{either('verbs.act', 'verbs.beside_act')})){{0,4}}"
_CAUSING = re.compile(
    rf"^[^“‘]{{2,}}?(?:{either('lead.causing')})(?=[^,]{{3}})|^[“‘][^”’]+[”’](?:{either('lead.causing')})(?=[^,]{{3}})"
)
_WHERE = re.compile(rf"^(?:优先)?在[^,;]{{2,24}}?(?=(?:{_ACTING})[^,、]{{2}})")
_SPAN_END = pattern(r"(?<=[\u4e00-\u9fff])(?:近|过去|这)?(?:\d{1,2}|[{tens}])年(?:来|间|累计)?$")
_YEAR_BY_YEAR = re.compile("(?:每[年月日]|逐年)$")
_GRADE = pattern("{figure_phrases:grade}级$")
_LINKS = re.compile(either("verbs.link", "verbs.act", "lead.link"))
_LINK = re.compile(rf"^(?P<noun>.*?)(?:{either('verbs.link')}){{0,6}}$")
_ACT = re.compile(f"^(?P<noun>.*?)(?P<act>{_ACTING})$")
_ACTS = re.compile(_ACTING)
_LEAD = pattern(
    r"^(?:{link}|[{tens}][是要]|第[{tens}](?=[,、:是要])|[-—]+|(?!一、二)\(?[{tens}\d]{1,3}[).、]|[:,;]|\s)",
    link=either("lead.link"),
)
_TIMES = pattern(
    "^(?:(?:到|至|截至)?{year}年{figure_phrases:year_end}?|(?:{times:asked_year}|本年度)(?:底|末|全年|以来)?|"
    r"(?:到|至|截至)?[“‘]?十[{plan_digit}]五[”’]?(?:{figure_phrases:plan_end}){0,2}的?(?:{figure_phrases:plan_last})?|{figure_phrases:span}?[{tens}两\d]{1,2}年(?:来|间|累计|内)?|"
    r"\d{1,2}月(?:份|底|末)?|(?:上|下)半年|{figure_phrases:quarter}[一二三]?季度|年(?:均|底|末))"
)
_TARGET = re.compile(r"^(?:的)?[^,。;]{0,10}?(?:目标|预期|任务|计划)")
_GROWTH_NOUN = pattern("(?:同比)?(?P<word>{figure_phrases:growth_noun})$")
_PREDICATE = re.compile(
    rf"(?:{either('predicate.words')}|(?!(?:{either('verbs.nominal')})[\u4e00-\u9fff])(?:{either('verbs.act')}))"
)
_MOVES = re.compile(either("verbs.up", "verbs.down"))
_STARTS = re.compile(f"(?!成功|顺利)(?:{either('predicate.words')})")
_SUCH_AS = pattern(r"^(?P<before>.*)等(?:[{tens}\d]+(?:大类|大|类|方面))?$")
_YEARS_END = pattern(r"(?:\d{4}年|今年|[{tens}\d]+大类|年度)+$")
_TAIL_END = re.compile(r"[,;。:!?、()]|(?<!^)(?<!”)[“‘]")
_SINGLE = re.compile(r"[\u4e00-\u9fff](?:[,;。、]|$)")
_STEP = re.compile(r"^(?:的|[两三四五2345]个|个)?(?:[千百万]亿元)?(?:台阶|大关|关口|门槛)")
_STEPS = pattern("{figure_phrases:steps}$")
_YEARLY = re.compile(rf"年均(?:{_UP}|{_DOWN}|[^,、]{{0,2}}$)|每年(?:{either('verbs.link')}){{0,3}}$")
_VAGUE = pattern("^{figure_phrases:vague}$")
_FIRST = re.compile(r"[\u4e00-\u9fffa-z\d“‘]")
_HAN = re.compile(r"[\u4e00-\u9fffa-z]")
_BAD = pattern(
    "(?:连续|累计|第|目标)$|^(?:{figure_phrases:no_measure}|[a-z]?$)|[,;。!?]|(?:高|低|快|优)于|[“‘][^”’]*$|^[^“‘]*[”’]"
)
_WORD_PART = re.compile("[性率化型式度]")  # 预期|性指标: the word before goes on
_CAPACITY = re.compile(f"(?:{either('indicator.capacity')})$")
_HAVING = re.compile("有.{2,12}的.")  # 有进出口实绩的企业
_JOB = re.compile(rf"(?P<job>[^,;。:!?、()达至为超]{{2,20}}(?:{either('verbs.nominal')}))(?:[,;。、]|任务|工程|$)")
_JOB_ACT = re.compile(f"(?:{either('verbs.job')})$")
_AND = re.compile("^(?:和(?![谐平美睦])|与|及)+|(?:和|与|(?<!普)及)+$")
_LONGEST = 34
_EARLY = 6  # characters in which a verb makes the measure an action: 分区分类建设…
GROWTH = {"%": Change.RATE, "倍": Change.TIMES, "番": Change.TIMES}
"""What a number of a unit says behind a verb of change."""
_DIFFERENCE = frozenset(("%", "个百分点", "百分点", "倍", "番", "成", "‰", "个基点"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the words around a number say.

    :param noun: The measure's words; empty if they are those of the figure before.
    :param sign: -1 of a fall.
    :param aim: Whether the number is called a target: 7%的目标.
    :param act: The verb of action that the measure begins with, for those that follow without one.
    """

    noun: str
    change: Change = Change.NONE
    sign: int = 1
    against: str | None = None
    aim: bool = False
    average: bool = False
    act: str = ""
    start: bool = False  # the value that something rose from
    thing: bool = False  # what is counted follows the number
    linked: bool = False  # a verb links measure and number: 达到, 超过
    arranged: bool = False  # so much is set: 赤字率按3%安排


def strip_lead(text: str) -> str:
    """Return a clause without what stands before its measure: labels, adverbs, times."""
    while match := _LEAD.match(text) or _TIMES.match(text):
        if _goes_on(text, match.end()):
            break
        text = text[match.end() :]
    return text


def _goes_on(text: str, at: int) -> bool:
    """Say whether a cut would go through a word of the dictionary: 近|岸海域, 约|束性指标, 京津城际运|能."""
    rest = text[at:]
    if _WORD_PART.match(rest):
        return at > 1
    return at == 1 and not _LINKS.match(rest) and dictionary_count(text[:2]) > 0


def read(head: str, number: Number, tail: str) -> Phrase | None:
    """Read the words around a number; None where it is not sure what the number measures.

    :param head: Folded words from the clause's beginning, or from the figure before, to the number.
    :param tail: Folded words from the number's end to the clause's, or to the next figure.
    """
    head = head.strip(" (")
    if number.unit in ("位", "名") and head.endswith("第"):
        return _rank(head[:-1])
    if _STEPS.search(head):
        return None
    if arranged := _SET.match(f"{head}#{tail}"):
        noun, grown = growth(_noun(arranged["noun"]))
        grown = number.unit in GROWTH and (grown or bool(arranged["grown"]))
        return Phrase(noun, Change.RATE if grown else Change.NONE, arranged=True)
    tail = _STEP.sub("", tail)
    average = bool(_YEARLY.search(head))
    if _TARGET.match(tail) and (tail.startswith("的") or number.after > number.end):
        noun = _noun(_MEASURED.sub("", head))
        return Phrase(noun, aim=True, average=average) if not noun or is_known(noun) else None
    if (against := _against_named(head, number)) is not None:
        return against
    if head.strip("的") == "" and head:
        return None
    if _GOAL.match(head):
        return Phrase("", aim=True) if number.unit not in _DIFFERENCE and not head.startswith(("超", "出")) else None
    if start := _FROM.match(head):
        return Phrase(_noun(start["noun"]), start=True)
    if turned := _TURNED.match(head):
        noun, grown = growth(_noun(turned["noun"]))
        return Phrase(noun, Change.RATE if grown else Change.NONE, average=average)
    changed = _CHANGE.match(head)
    if changed and (phrase := _changed(changed, number, tail, average)) is not None:
        return phrase
    return _value(head, number, tail, average)


def stepped(head: str) -> str:
    """Return the measure of which a number counts the steps that it went over: 地区生产总值跨越|3个千亿元台阶."""
    match = _STEPS.search(head)
    noun = _noun(head[: match.start()]) if match else ""
    return noun if well_formed(noun) else ""


def _against_named(head: str, number: Number) -> Phrase | None:
    """Read 高于全国平均水平, and 的预期目标低 behind a target."""
    if head.startswith("的") and "目标" in head:
        match = _CHANGE.match(head)
        sign = -1 if match and match["down"] else 1
        return Phrase("", Change.AMOUNT, sign, match["noun"].strip("的") or "目标") if match else None
    match = _AGAINST.match(head)
    if match is None or number.unit not in ("个百分点", "百分点", "位"):
        return None
    noun, _ = growth(_noun(match["noun"]))
    return Phrase(noun, Change.AMOUNT, -1 if _BELOW.match(match["verb"]) else 1, match["against"])


def _changed(match: re.Match[str], number: Number, tail: str, average: bool) -> Phrase | None:
    """Read 增长8.4%, 增加1207元; not 减少用房12处, where the verb has an object, and not 新增12处."""
    difference = number.unit in _DIFFERENCE
    noun, _ = growth(_noun(_whole(match.string, match.end("noun")) if match["around"] else match["noun"]))
    word = match["up"] or match["down"]
    if not difference and not noun and (len(word) == 1 or _object(tail)):
        return None
    if (noun and not _HAN.search(noun)) or noun.endswith("新"):
        return None
    change = GROWTH.get(number.unit, Change.AMOUNT)
    return Phrase(noun, change, -1 if match["down"] else 1, _against(match["around"]), average=average)


def _value(head: str, number: Number, tail: str, average: bool) -> Phrase | None:
    if _JOB_ACT.search(head) and (job := _JOB.match(tail)) and (act := _ACT.match(head)):
        return Phrase(act["act"] + job["job"], act=act["act"], thing=True)  # 完成46.1万亩高标准农田建设
    thing = _object(tail)
    if thing:
        head = _YEARS_END.sub("", head)
        if such := _SUCH_AS.match(head):  # 甲、乙等8个更新项目
            begins = _ACTS.match(strip_lead(such["before"]))
            head = begins.group() if begins else ""
        elif (begins := _ACTS.match(strip_lead(head))) and _names(strip_lead(head)[begins.end() :]) == number.value:
            head = begins.group()  # 甲、乙、丙3家5A级景区: as many names as are counted
    act = _ACT.match(head)
    noun = _noun(head)
    counts = is_thing(number.unit.lstrip("十百千万亿"))
    if thing and act:
        counts = counts or bool(_CAPACITY.search(thing))
        return Phrase(act["act"] + thing, act=act["act"], thing=True) if counts else None
    if counts and _SINGLE.match(tail):
        return None  # 抓好某某、某某3件事: what is counted has no name
    if thing and not noun:
        return Phrase(thing, thing=True) if counts and not _VAGUE.match(thing) else None
    if thing or (act and act["act"] == noun):
        return None  # a size that belongs to what follows: 吉化120万吨乙烯项目
    noun, grown = growth(noun)
    if not noun:
        return Phrase("", Change.RATE if grown else Change.NONE, average=average) if head else None
    if _VAGUE.match(noun):
        return None
    begins = _ACTS.search(noun, 0, _EARLY)
    change = Change.RATE if grown and number.unit in ("%", "个百分点") else Change.NONE
    linked = not head.endswith(noun[-2:])
    average = average and "年均" not in noun  # PM2.5年均浓度 is of one year
    return Phrase(noun, change, average=average, linked=linked, act=noun[: begins.end()] if begins else "")


def _names(text: str) -> int:
    """Return how many names stand side by side; 0 of a single one."""
    return text.count("、") + 1 if "、" in text else 0


def _rank(head: str) -> Phrase | None:
    match = _RANK.match(head)
    if match is None:
        return None
    among = match["among"] or None
    return Phrase(_noun(match["noun"]), Change.RANK, against=among)


def _whole(text: str, at: int) -> str:
    """Return a text up to a verb that would be cut off, or with it if it is the end of a word: 全天运|能, 功|能."""
    if text[:at].endswith(words("indicator", "words")):
        return text[:at]  # 占比|达
    ends = dictionary_count(text[at - 1 : at + 1]) if at else 0
    apart = dictionary_count(text[at - 2 : at]) if at > 1 else 0  # 收入|超
    return text[: at + 1] if ends > apart else text[:at]


def _noun(text: str) -> str:
    """Return the measure in the words before a number, or nothing if there is none."""
    text = strip_lead(text.strip())
    link = _LINK.match(text)
    text = _whole(text, link.end("noun")) if link else text
    text = text.strip(" 、的-—:")
    text = granted["noun"] if (granted := _GRANTED.match(text)) else text
    text = _CAUSING.sub("", text)
    text = _WHERE.sub("", text)
    while (lead := strip_lead(text)) != text:
        text = lead
    return _EACH.sub("", _SPAN_END.sub("", _YEAR_BY_YEAR.sub("", text)))


def growth(noun: str) -> tuple[str, bool]:
    """Return a measure without 增速 and its like, and whether it had one."""
    match = _GROWTH_NOUN.search(noun)
    if match is None or not noun[: match.start()].strip("的"):
        return ("", True) if match else (noun, False)
    bare = noun[: match.start()].strip("的")
    return (noun, False) if match["word"] == "涨幅" else (bare, True)


def _against(around: str) -> str | None:
    match = _COMPARED.search(around)
    if match is not None:
        return match["against"]
    return "上年同期" if "同比" in around else None


def _object(tail: str) -> str:
    """Return the counted noun behind a number, or nothing."""
    text = tail
    end = _TAIL_END.search(text)  # behind 融入“六链五群” a verb has its object
    if end is not None:
        text = text[: end.start()]
    if text.startswith("的"):
        return ""
    if (cut := _PREDICATE.search(text, 2)) is not None and (cut.end() < len(text) or (end and end.group() in "“‘")):
        text = text[: cut.start()]
    text = _AND.sub("", text.strip())
    if _STARTS.match(text) or _GRADE.search(text):
        return ""
    return text if len(text) >= 2 and _FIRST.match(text) else ""


def counted(tail: str) -> str:
    """Return the words between a number and the verb behind what it counts; nothing if there is no such verb."""
    cut = _PREDICATE.search(tail, 2)
    return tail[: cut.start()] if cut and not _MOVES.match(tail, cut.start()) else ""


def is_vague(noun: str) -> bool:
    """Say whether words do not tell by themselves what is measured: 产值 tells not of what."""
    return bool(_VAGUE.match(noun))


def well_formed(noun: str) -> bool:
    """Say whether words can be the name of a measure."""
    if noun.startswith("有") and not _HAVING.match(noun) and not dictionary_count(noun[:2]):
        return False
    return 2 <= len(noun) <= _LONGEST and bool(_HAN.search(noun)) and not _BAD.search(noun)
