"""What kind of thing a question asks for: a list, a quotation, a count, a comparison. By its wording alone.

Knows nothing of the library. An ordinary question has no intent; so has one whose wording is not wholly understood,
because a wrong direct answer is worse than none.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus import fold
from corpus.announcements import numeral


class Kind(StrEnum):
    """What is asked for."""

    LIST = "list"  # “五个坚持”是哪五个
    QUOTATION = "quotation"  # “……”是谁说的
    WORDING = "wording"  # 某人关于某事的原话是什么
    MENTIONS = "mentions"  # 哪些讲话提到了某词
    EARLIEST = "earliest"  # 谁最早提出某词
    LATEST = "latest"  # 最近一次提到某词是什么时候
    ABSENT = "absent"  # 哪些讲话没有提到某词
    CATALOGUE = "catalogue"  # 某人有几篇讲话
    COMPARISON = "comparison"  # 两次讲话有什么不同


@dataclass(frozen=True, slots=True)
class Intent:
    """A question taken apart.

    :param phrase: The exact words asked about: the name of the list, the quoted words, the term, the subject.
    :param rest: The other words, which say whose, where and when; without what asks.
    :param number: Of a list how many items the question counts; 0 if it counts none.
    :param quoted: Whether the phrase is surely meant word for word: it stands in quotation marks, or the number of a
        list is asked again (五个坚持是哪五个).
    :param claimed: Of a quotation whose words the question takes it for: 这句话是某人说的吗.
    :param without: Who is left out: 除了某人，还有谁提到.
    :param detail: What of the mentions is wanted beside them: `years`, `people` or `most`.
    """

    kind: Kind
    phrase: str
    rest: str = ""
    number: int = 0
    quoted: bool = False
    claimed: str = ""
    without: str = ""
    detail: str = ""


_NUMBER = r"[二三四五六七八九两]?十[一二三四五六七八九]?|[二三四五六七八九两]|\d{1,2}"
_UNITS = "个大项点条件种类句场步道篇新化者不"
_LISTED = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>[{_UNITS}])(?P<noun>[\u4e00-\u9fff]{{1,8}})")
_QUOTED_LIST = re.compile(rf"“(?P<name>(?P<number>{_NUMBER})[\u4e00-\u9fff]{{2,10}})”")
_FILL = r"(?:具体|分别|各|都|究竟|到底|主要|一共|的|又|呢|啊|[，,])*"
# what may stand behind the name of a list when its items are asked for
_ASKS_ITEMS = re.compile(
    rf"{_FILL}(?:(?:是指|是|指的?是?|包括|包含|有|涵盖|讲的是){_FILL}"
    rf"(?:什么(?:内容|意思|方面)?|哪些(?:内容|方面|项目|要点)?|哪几?(?:{_NUMBER})?(?:个|项|条|点|件|大|种|类|步|篇|句|场)?(?:方面|内容|工程|任务)?)"
    rf"|(?:内容|含义)(?:是|有|包括)(?:什么|哪些)|是?(?:怎么|如何|怎样)(?:安排|走|规定|表述)的?){_FILL}[？?。]*"
)
_TELLS = re.compile(r"(?:请|帮我)?(?:列出|列举|说出|写出|逐[条项]列出|介绍一下)")
_NAME_ENDS = re.compile(
    r"(?:具体|分别|究竟|到底|主要|都)*"
    r"(?:是|有哪|有什么|指|包括|包含|涵盖|的具体|的内容|怎么|如何|的要求|的任务|的工作|$)"
)
_WHICH = re.compile(r"哪(?:几)?$")
_TRAILING = re.compile(r"(?:的(?:要求|内容|意见|希望|任务|工作))?[？?。呢]*")

_SAID = (
    r"(?:这句(?:话|名言|俗语)|这段话|这(?:个|一)(?:说法|提法|表述|比喻)|这话|一语|的(?:说法|提法|表述))?"
    r"(?:最早|原本|最初|到底|究竟|，|,|是)*"
)
_TAIL = r"(?:出来|时候|说|讲|提出|提到|强调|写|出现|引用|过|了|的|中|里|上|呢|吗)*"
_WHO = r"(?:谁|哪位(?:领导|同志|书记|市长)?|哪个人|什么人)"
_WHO_SAID = re.compile(
    rf"{_SAID}(?:由|出自)?{_WHO}(?:在(?:哪|什么)[^“]{{1,8}})?"
    rf"(?:(?:对[^“]{{2,8}})?(?:说|讲|提出|提|写|强调|指出)(?:过|出来|出)?(?:了)?的?(?:话|观点|要求)?|的(?:原)?(?:话|名言|说法|提法|口中|手笔)?|之口)"
)
_FROM = re.compile(
    rf"{_SAID}(?:的)?(?:(?:出自|来自|出处|在|从)(?:是|于)?(?:哪|什么|谁|何)(?:里|儿|处)?(?:一)?(?:篇|次|场|个|份)?"
    rf"(?:讲话|文章|报告|文件|会议|会|场合|地方|时候|人)?(?:来|里|口中)?{_TAIL}"
    rf"|的?出处(?:是|在)(?:什么|哪里|哪儿)|(?:[这那]句(?:话)?)?的?(?:完整的?)?(?:原话|原文|原句|全文|表述|说法)(?:到底|究竟)?(?:是什么|怎么说的?|是怎么说的|在哪里?|是怎样的))"
)
_WHO_BEFORE = re.compile(
    r"(?:谁|哪位(?:领导|同志)?)(?:[^“，。？]{0,16})(?:说过?|讲过?|提出过?|强调过?|指出过?)(?:过|了|的)?(?:这句话|这样的话)?[：:，,]?$"
)
_SAYS_WHO = re.compile(rf"(?:这句话)?的(?:人|领导)?是{_WHO}[的呢]?")  # 常说“…”的是哪位领导
_QUOTATION = re.compile(r"“(?P<quoted>[^“”]+(?:“[^“”]*”[^“”]*)*)”")
_TITLE = re.compile(r"《[^《》]*》")
_BARE_SAID = re.compile(
    r"^(?P<said>[^“”？?]{8,120}?)[，,]?(?:这句话)?(?:最早)?是(?:谁(?:说|讲|写)的|谁的(?:原)?话|哪位领导说的)[？?。]*$"
)

_TEXTS = r"(?:讲话稿|讲话|文章|报告|文件|材料|新闻|报道|稿子|发言|文稿)"
_SPEECHES = rf"(?:{_TEXTS}(?:(?:或者?|和|、){_TEXTS})*|领导|干部|人|同志)"
_SAY = r"(?:提到|提及|提过|说到|谈到|讲到|写到|引用|出现|涉及|说过|讲过)(?:过|了)*"
_MENTIONS = (
    re.compile(
        rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:有)?(?:多少|几|哪些|哪几)(?:篇|份|位|次|个(?=人|领导|干部|同志))?"
        rf"{_SPEECHES}(?:中|里|里面|当中)?(?:都|曾经|曾)?{_SAY}(?P<what>.+?)$"
    ),
    re.compile(rf"^(?P<rest>.*?)(?:多少|几|哪几)(?:篇|份)(?:中|里)?(?:都|曾经|曾)?{_SAY}(?P<what>.+?)$"),
    re.compile(rf"^(?P<rest>.*?)(?:都有|有)?(?:谁|哪位)(?:都|曾经|曾|在讲话[中里])?{_SAY}(?P<what>.+?)$"),
    re.compile(
        rf"^(?P<rest>.*?)(?:有没有|是否有|是否|是不是有)(?:哪篇|哪位|任何|一篇)?(?:{_SPEECHES})?(?:中|里)?(?:曾经|曾)?{_SAY}(?P<what>.+?)$"
    ),
    re.compile(rf"^(?P<rest>.*?)(?:曾经|曾|一共|总共|共)*{_SAY}(?:多少|几)(?:次|回|处|遍)(?P<what>.+?)$"),
    re.compile(
        rf"^(?P<rest>.*?)(?:曾经|曾|一共|总共|共)*{_SAY}(?P<what>.+?)(?:一共|总共|共)?(?:多少|几)(?:次|回|处|遍)$"
    ),
    re.compile(rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:有)?(?:多少|几)(?:次|回)(?:曾)?{_SAY}(?P<what>.+?)$"),
    re.compile(rf"^(?P<what>.+?)(?P<rest>(?:在.{{0,20}})?)(?:一共|总共|共|被)*{_SAY}(?:多少|几)(?:次|回|处|遍)$"),
    re.compile(
        rf"^(?P<rest>.*?){_SAY}(?P<what>.+?)的?{_SPEECHES}(?:一共|总共|共|都|分别)?(?:有|是)(?:哪些|多少|几|哪几)(?:篇|份|位|个|次)?$"
    ),
    re.compile(
        rf"^(?P<what>.+?)(?:一共|总共|共|在|被|都)*(?:多少|几|哪些|哪几)(?:篇|份|位)?{_SPEECHES}(?:中|里)?(?:都)?{_SAY}$"
    ),
    re.compile(
        rf"^(?P<what>“[^”]+”)(?:这个|这一)?(?:名字|词|说法|提法|概念)?(?:一共|共|都)?(?:出现|见)(?:在|于)"
        rf"(?:多少|几|哪些|哪几)(?:篇|份)?{_SPEECHES}?(?:中|里|当中)?$"
    ),
    re.compile(rf"^{_SAY}(?:过|了)*(?P<what>“[^”]+”)的(?:一共|共)?有(?:多少|几|哪些|哪几)(?:篇|份)?{_SPEECHES}?$"),
)
_EARLIEST = (
    re.compile(
        r"^(?P<rest>.*?)(?:是)?(?:谁|哪位(?:领导)?|哪一?篇(?:讲话|文章|报告|材料)?|哪一?次讲话)(?:最早|最先|首先|首次|率先|第一个|第一次)(?:提出|提到|提及|说到|说|讲到|使用|用|出现)(?:过|了|的)*(?P<what>.+?)(?:的)?$"
    ),
    re.compile(
        r"^(?P<rest>.*?)(?:最早|最先|首次|第一次|率先)(?:提出|提到|提及|说到|使用)(?:过|了)*(?P<what>.+?)的?是(?:谁|哪篇(?:讲话|文章|报告)?|哪次讲话|什么时候|何时|哪一?年|哪位领导)$"
    ),
    re.compile(
        r"^(?=.*(?:提出|提到|提及|出现|见于|说|使用))(?P<what>.+?)(?:这个(?:词|提法|说法|概念))?(?:是)?(?:由)?(?:谁|哪位(?:领导)?)?(?:最早|最先|最初|首次|第一次|率先)(?:是)?(?:(?:由)?谁|哪位领导|(?:出现|见于|提出|提到|使用)?(?:是)?(?:在)?(?:哪一?篇|哪一?次|哪里|什么时候|何时|哪一?年|哪个)|提出|提到|说)(?:讲话|文章|报告|场合|会议)?(?:提出|提到|出现|说|使用|的|里|中|上)*$"
    ),
)
_NOT = r"(?:都)?(?:没有?|从未|从没有?|未曾|不曾|未)"
_ABSENT = (
    re.compile(
        rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:还)?(?:有)?(?:多少|几|哪些|哪几|哪)(?:篇|份|位)?(?:{_SPEECHES})?(?:中|里|当中)?{_NOT}{_SAY}(?P<what>.+?)$"
    ),
    re.compile(rf"^(?P<rest>.*?)(?P<people>谁|哪位|哪些人){_NOT}(?:在讲话[中里])?{_SAY}(?P<what>.+?)$"),
    re.compile(
        rf"^(?P<rest>.*?){_NOT}{_SAY}(?P<what>.+?)的?{_SPEECHES}(?:一共|总共|都)?(?:有|是)(?:哪些|多少|几|哪几)(?:篇|份|位)?$"
    ),
)
_LAST = r"(?:最近一?次|最后一?次|最新一?次|上一?次|最近|最后|最晚)"
_WHERE = r"(?:谁|在?哪一?[篇次年天个]|在?哪里|什么时候|何时|哪位领导)(?:讲话|文章|报告|场合|会议|材料)?(?:里|中|上|的)*"
_LATEST = (
    re.compile(rf"^(?P<rest>.*?){_LAST}(?:被)?(?:在讲话[中里])?{_SAY}(?P<what>.+?)的?(?:是)?(?:在)?{_WHERE}$"),
    re.compile(rf"^(?P<rest>.*?)(?:是)?{_WHERE}{_LAST}{_SAY}(?P<what>.+?)(?:的)?$"),
    re.compile(rf"^(?P<what>.+?){_LAST}(?:被)?(?:出现|提到|提及|见于){{0,2}}(?:是)?(?:在)?{_WHERE}(?:提到|出现)?的?$"),
)
_YEARS = re.compile(
    rf"^(?P<rest>.*?)(?:在|有)?(?:哪些|哪几个?|几个)(?:年份|年度?)(?:的)?(?:{_SPEECHES})?(?:中|里)?(?:都|曾)?{_SAY}(?P<what>.+?)$"
)
_YEARS_AFTER = re.compile(
    rf"^(?P<what>“[^”]+”|[^，。？?]{{2,12}}?)(?P<rest>)(?:都)?(?:在|于)?(?:哪些|哪几个?)(?:年份|年度?)(?:的)?(?:{_SPEECHES})?(?:中|里)?(?:都|曾)?(?:被)?(?:{_SAY}|出现)(?:过|了)?$"
)
_MOST = re.compile(
    rf"^(?P<rest>.*?)(?:{_SAY}(?P<what>.+?)(?:的)?(?:次数)?最多的?(?:是)?(?:哪一?[篇份个]|哪位)(?:{_SPEECHES})?"
    rf"|(?:哪一?[篇份位])(?:{_SPEECHES})?{_SAY}(?P<other>.+?)(?:的)?(?:次数)?最多)$"
)
_EXCEPT = re.compile(
    r"^除了?(?P<who>[^，,。]{2,10}?)(?:同志|书记|市长|县长)?(?:以外|之外|外)?[，,]?(?:还|另外)?(?=有|谁|哪|多少)"
)
_CATALOGUE = re.compile(
    rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:都)?(?:有|收录了?|收了)?(?P<of>[^，。]{{2,12}}?的)?(?:多少|几|哪些|哪几)(?:篇|份|个)?"
    rf"(?P<what>{_TEXTS}(?:(?:或者?|和|、|与){_TEXTS})*)$"
)
_BELIEVES = r"(?:我(?:记得|听说|以为|觉得|印象中)|听说|据说|好像|印象中|记得)?[，,]?"
_RIGHT = (
    r"[，,]?(?:这)?(?:是)?(?:对吗|对吧|对不对|是吗|是吧|是不是|没错吧|吗|吧|真的吗|属实吗|是这样吗|有这回事吗|是真的吗)"
)
_THIS = r"(?:这句话|这个说法|这一提法|这话|这段话|的话|这样的话)?"
_SAID_BY = (
    re.compile(
        rf"^{_BELIEVES}(?P<who>[^“，。]{{2,12}}?)(?P<asks>是不是|是否|有没有)?(?:曾经?)?(?:在[^“]{{2,16}})?(?:说|讲|提出|强调|指出)(?:过|了)?[：:，,]?"
        rf"“(?P<quoted>[^“”]+)”{_THIS}(?P<right>{_RIGHT})?$"
    ),
    re.compile(
        rf"^{_BELIEVES}“(?P<quoted>[^“”]+)”{_THIS}[，,]?(?P<asks>是不是|是否)?(?:是|由|出自)?(?P<who>[^“，。谁哪]{{2,12}}?)(?:最早)?"
        rf"(?:说|讲|提出|强调|指出)?过?(?:的|之口)?(?:原创|原话|话)?(?P<right>{_RIGHT})?$"
    ),
)
_COMPARISON = re.compile(
    r"(?:有什么|有哪些|有何)(?:主要)?(?:不同|异同|区别|差异|差别|变化)|的(?:异同|区别|差异)(?:是什么|在哪里?)?$|对比一?下|比较一?下"
)
_WORDING = re.compile(
    r"^(?P<rest>.*?)(?:关于|对于|就|谈到|论述|谈|讲到|提到|对)(?P<what>[^，,。？?]{2,20}?)(?:的|时|时的|是|问题)*"
    r"(?:原话|原文|原句|(?:原文|原话|具体)?是?(?:怎么|如何|怎样)(?:说|讲|表述|论述|写|要求|提)的?)(?:是|都|分别|有)*(?:什么|哪些|怎么说的?|怎样的|如何)?$"
)
_HOW_SAID = re.compile(
    r"^(?P<rest>.*?)(?:是)?(?:怎么|如何|怎样)(?:说|讲|谈|论述|表述|评价|形容)(?:的)?(?P<what>[^的，,。？?]{2,20})(?:的)?$"
)
_QUOTED_TERM = re.compile(
    r"[^“”]{0,6}“(?P<term>[^“”]{2,60})”(?:这|一|的|个|词|语|话|句|概念|提法|说法|字样|二字|四字|这句话)*"
)
_END = re.compile(r"[？?。！!\s]+$|(?<=[多少几])(?=个字)")
_POLITE = re.compile(r"^(?:请问|请|麻烦|帮我|查一下|查查|找一下|告诉我|我想知道|统计一下|统计|资料库[中里]?)+[，,]?")
_UNSAID = re.compile(r"的|了$|^了|什么|哪|谁|多少|几|怎么|如何|为何|是否|吗|[，,。；;？?]")
_LONGEST_TERM = 12


def recognise(question: str) -> Intent | None:
    """Return what a question asks for, or None if it is an ordinary one.

    :param question: Complete by itself; either script.

    >>> recognise("哪些讲话提到了“以竹代塑”？")
    Intent(kind=<Kind.MENTIONS: 'mentions'>, phrase='以竹代塑', rest='', number=0, quoted=True)
    """
    text = _POLITE.sub("", _END.sub("", _straight(fold(question).strip())))
    if text.startswith("先问:"):  # a follow-up that could not be rewritten is two questions
        return None
    if _COMPARISON.search(text):
        return Intent(Kind.COMPARISON, text)
    if claimed := _claimed(text):
        return claimed
    return (
        _occurrences(text)
        or _earliest(text)
        or _listed(text)
        or _quotation(text)
        or _mentions(text)
        or _catalogue(text)
        or _wording(text)
    )


def _straight(text: str) -> str:
    """Return the text with one kind of quotation mark."""
    text = text.replace("‘", "“").replace("’", "”") if "“" not in text else text
    if text.count('"') == 2:
        first, second = (match.start() for match in re.finditer('"', text))
        text = f"{text[:first]}“{text[first + 1 : second]}”{text[second + 1 :]}"
    return text


def _listed(text: str) -> Intent | None:
    for match in (*_QUOTED_LIST.finditer(text), *_LISTED.finditer(text)):
        quoted = "name" in match.re.groupindex
        before, after = text[: match.start()], text[match.end() :]
        name = match["name"] if quoted else match.group()
        if not quoted:
            if before.endswith(("第", "“", "十", "百", ".", "年")) or before[-1:].isdigit():
                continue
            # the noun ran on into what asks: 四大工程有哪些
            cut = _NAME_ENDS.search(name, 2)
            end = cut.start() if cut else len(name)
            name, after = name[:end], name[end:] + after
            if len(name) < 3:
                continue
        which = _WHICH.search(before)
        if which is not None:
            asks, before = bool(_TRAILING.fullmatch(after)), before[: which.start()]
        else:
            tells = _TELLS.search(before)
            asks = bool(_ASKS_ITEMS.fullmatch(after)) or bool(tells and _TRAILING.fullmatch(after))
            before = _TELLS.sub("", before)
        if asks:
            again = f"哪{match['number']}" in after
            return Intent(Kind.LIST, name, before, numeral(match["number"]), quoted or again)
    return None


def _quotation(text: str) -> Intent | None:
    bare = _TITLE.sub(lambda match: "〇" * len(match.group()), text)  # quotation marks in a title are no quotation
    for match in _QUOTATION.finditer(bare):
        after, before = bare[match.end() :], bare[: match.start()]
        if (
            _SAYS_WHO.fullmatch(after)
            or _WHO_SAID.fullmatch(after)
            or _FROM.fullmatch(after)
            or (_WHO_BEFORE.search(before) and len(after) <= 6)
        ):
            return Intent(Kind.QUOTATION, match["quoted"], before + after, quoted=True)
    if "“" not in text and (said := _BARE_SAID.match(text)):
        return Intent(Kind.QUOTATION, said["said"])
    return None


def _claimed(text: str) -> Intent | None:
    """Recognise who is taken for the speaker of quoted words: 我记得某人说过“……”，对吗."""
    for pattern in _SAID_BY:
        match = pattern.match(text)
        if match and (match["asks"] or match["right"]) and not _UNSAID.search(match["who"]):
            return Intent(Kind.QUOTATION, match["quoted"], quoted=True, claimed=match["who"].removeprefix("是"))
    return None


def _occurrences(text: str) -> Intent | None:
    """Recognise the last mention, the years of mentions, the most of them, and what mentions nothing."""
    for years in (_YEARS, _YEARS_AFTER):
        if (match := years.match(text)) and (term := _term(match["what"])):
            return Intent(Kind.MENTIONS, term[0], match["rest"], quoted=term[1], detail="years")
    if (match := _MOST.match(text)) and (term := _term(match["what"] or match["other"])):
        return Intent(Kind.MENTIONS, term[0], match["rest"], quoted=term[1], detail="most")
    for kind, patterns in ((Kind.ABSENT, _ABSENT), (Kind.LATEST, _LATEST)):
        for pattern in patterns:
            if (match := pattern.match(text)) and (term := _term(match["what"])):
                found = match.groupdict()
                detail = "people" if found.get("people") else ""
                return Intent(kind, term[0], found.get("rest") or "", quoted=term[1], detail=detail)
    if match := _EXCEPT.match(text):
        inner = _mentions(text[match.end() :])
        return replace(inner, without=match["who"]) if inner else None
    return None


def _catalogue(text: str) -> Intent | None:
    """Recognise a question for the speeches themselves: 某人有几篇讲话."""
    match = _CATALOGUE.match(text)
    if not match or "“" in text:
        return None
    return Intent(Kind.CATALOGUE, match["what"], match["rest"] + (match["of"] or ""))


def _earliest(text: str) -> Intent | None:
    for pattern in _EARLIEST:
        if (match := pattern.match(text)) and (term := _term(match["what"])):
            return Intent(Kind.EARLIEST, term[0], match.groupdict().get("rest") or "", quoted=term[1])
    return None


def _mentions(text: str) -> Intent | None:
    for pattern in _MENTIONS:
        if (match := pattern.match(text)) and (term := _term(match["what"])):
            return Intent(Kind.MENTIONS, term[0], match.groupdict().get("rest") or "", quoted=term[1])
    return None


def _term(what: str) -> tuple[str, bool] | None:
    """Return the exact words to look for and whether they were quoted, or None if they are no term but a subject."""
    what = what.strip(" ，,：:")
    if match := _QUOTED_TERM.fullmatch(what):
        return match["term"], True
    if match := re.fullmatch(r"《(?P<term>[^《》]{2,40})》", what):
        return match["term"], True
    if re.fullmatch(r"“[^“”]{1,12}”[\u4e00-\u9fff]{2,6}", what) and not _UNSAID.search(what):
        return what, True
    what = re.sub(r"(?:这个|这一|这|一)?(?:词语?|字样|提法|说法|概念|字眼)$", "", what)
    if 2 <= len(what) <= _LONGEST_TERM and not _UNSAID.search(what) and "“" not in what:
        return what, False
    return None


def _wording(text: str) -> Intent | None:
    if "“" in text or "《" in text:
        return None
    if match := _WORDING.match(text):
        return Intent(Kind.WORDING, match["what"], match["rest"], quoted=True)
    if match := _HOW_SAID.match(text):
        return Intent(Kind.WORDING, match["what"], match["rest"])
    return None
