"""Questions for where a term occurs: which speeches mention it, how often, first, last or never; and which there are.

Texts are folded, with one kind of quotation mark. Each function returns an Intent, or None if that is not asked.
"""

import re
from dataclasses import replace

from corpus.language.lexicon import any_of
from rag.question.intent.intents import Intent, Kind

_TEXTS = any_of("texts", "text")
_SPEECHES = rf"(?:{_TEXTS}(?:(?:或者?|和|、){_TEXTS})*|领导|干部|人|同志)"
_SAY = rf"{any_of('speech_verbs', 'mentions')}(?:过|了)*"
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
    rf"^除了?(?P<who>[^，,。]{{2,10}}?){any_of('offices', 'head', 'address')}?"
    r"(?:以外|之外|外)?[，,]?(?:还|另外)?(?=有|谁|哪|多少)"
)
_CATALOGUE = re.compile(
    rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:都)?(?:有|收录了?|收了)?(?P<of>[^，。]{{2,12}}?的)?(?:多少|几|哪些|哪几)(?:篇|份|个)?"
    rf"(?P<what>{_TEXTS}(?:(?:或者?|和|、|与){_TEXTS})*)$"
)
_QUOTED_TERM = re.compile(
    r"[^“”]{0,6}“(?P<term>[^“”]{2,60})”(?:这|一|的|个|词|语|话|句|概念|提法|说法|字样|二字|四字|这句话)*"
)
UNSAID = re.compile(r"的|了$|^了|什么|哪|谁|多少|几|怎么|如何|为何|是否|吗|[，,。；;？?]")
"""What no term has, and no name: words that ask."""
_LONGEST_TERM = 12


def occurrences(text: str) -> Intent | None:
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
        inner = mentions(text[match.end() :])
        return replace(inner, without=match["who"]) if inner else None
    return None


def catalogue(text: str) -> Intent | None:
    """Recognise a question for the speeches themselves: 某人有几篇讲话."""
    match = _CATALOGUE.match(text)
    if not match or "“" in text:
        return None
    return Intent(Kind.CATALOGUE, match["what"], match["rest"] + (match["of"] or ""))


def earliest(text: str) -> Intent | None:
    """Recognise who was the first to say a term: 谁最早提出某词."""
    for pattern in _EARLIEST:
        if (match := pattern.match(text)) and (term := _term(match["what"])):
            return Intent(Kind.EARLIEST, term[0], match.groupdict().get("rest") or "", quoted=term[1])
    return None


def mentions(text: str) -> Intent | None:
    """Recognise which speeches say a term, or how often: 哪些讲话提到了某词."""
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
    if re.fullmatch(r"“[^“”]{1,12}”[\u4e00-\u9fff]{2,6}", what) and not UNSAID.search(what):
        return what, True
    what = re.sub(r"(?:这个|这一|这|一)?(?:词语?|字样|提法|说法|概念|字眼)$", "", what)
    if 2 <= len(what) <= _LONGEST_TERM and not UNSAID.search(what) and "“" not in what:
        return what, False
    return None
