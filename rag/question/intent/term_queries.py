"""Questions for where a term occurs: which speeches mention it, how often, first, last or never; and which there are.

Texts are folded, with one kind of quotation mark. Each function returns an Intent, or None if that is not asked.
"""

import re
from dataclasses import replace

from corpus.language.lexicon import any_of, pattern
from rag.question.intent.intents import Intent, Kind

_TEXTS = any_of("texts", "text")
_SPEECHES = rf"(?:{_TEXTS}(?:(?:或者?|和|、){_TEXTS})*|领导|干部|人|同志)"
_SAY = rf"{any_of('speech_verbs', 'mentions')}(?:过|了)*"
_MENTIONS = (
    re.compile(
        rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:有)?(?:多少|几|哪些|哪几)(?:[篇份位次]|个(?=人|领导|干部|同志))?"
        rf"{_SPEECHES}(?:中|里|里面|当中)?(?:都|曾经|曾)?{_SAY}(?P<what>.+?)$"
    ),
    re.compile(rf"^(?P<rest>.*?)(?:多少|几|哪几)(?:篇|份)(?:中|里)?(?:都|曾经|曾)?{_SAY}(?P<what>.+?)$"),
    re.compile(rf"^(?P<rest>.*?)(?:都有|有)?(?:谁|哪位)(?:都|曾经|曾|在讲话[中里])?{_SAY}(?P<what>.+?)$"),
    pattern(r"^(?P<rest>.*?)(?:{phrases:total}|曾经?)*{say}(?:多少|几)(?:次|回|处|遍)(?P<what>.+?)$", say=_SAY),
    pattern(
        r"^(?P<rest>.*?)(?:{phrases:total}|曾经?)*{say}(?P<what>.+?)(?:一共|总共|共)?(?:多少|几)(?:次|回|处|遍)$",
        say=_SAY,
    ),
    re.compile(rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:有)?(?:多少|几)(?:次|回)(?:曾)?{_SAY}(?P<what>.+?)$"),
    re.compile(rf"^(?P<what>.+?)(?P<rest>(?:在.{{0,20}})?)(?:一共|总共|共|被)*{_SAY}(?:多少|几)(?:次|回|处|遍)$"),
    pattern(
        r"^(?P<what>.+?)(?:{phrases:total}|[在被都])*(?:多少|几|哪些|哪几)(?:篇|份|位)?{speeches}(?:中|里)?(?:都)?{say}$",
        speeches=_SPEECHES,
        say=_SAY,
    ),
)
_EARLIEST = (
    pattern(
        r"^(?P<rest>.*?)(?:是)?(?:谁|哪位(?:领导)?|哪一?篇(?:讲话|文章|报告|材料)?|哪一?次讲话){phrases:first}{phrases:coins}(?:过|了|的)*(?P<what>.+?)(?:的)?$"
    ),
    pattern(
        r"^(?P<rest>.*?){phrases:first}{phrases:coins}(?:过|了)*(?P<what>.+?)的?是(?:谁|哪篇(?:讲话|文章|报告)?|哪次讲话|什么时候|何时|哪一?年|哪位领导)$"
    ),
    pattern(
        r"^(?=.*{phrases:coins})(?P<what>.+?)(?:这个(?:词|提法|说法|概念))?(?:是)?(?:由)?(?:谁|哪位(?:领导)?)?{phrases:first}(?:是)?(?:(?:由)?谁|哪位领导|{phrases:coins}?(?:是)?(?:在)?(?:哪一?[篇次年]|哪个|哪里|什么时候|何时)|提出|提到|说){phrases:venue}?(?:{phrases:coins}|[的里中上])*$"
    ),
)
_NOT = r"(?:都)?(?:没有?|从未|从没有?|未曾|不曾|未)"
_ABSENT = (
    re.compile(rf"^(?P<rest>.*?)(?P<people>谁|哪位|哪些人){_NOT}(?:在讲话[中里])?{_SAY}(?P<what>.+?)$"),
    re.compile(
        rf"^(?P<rest>.*?){_NOT}{_SAY}(?P<what>.+?)的?{_SPEECHES}(?:一共|总共|都)?(?:有|是)(?:哪些|多少|几|哪几)(?:篇|份|位)?$"
    ),
)
_LAST = r"(?:最近一?次|最后一?次|最新一?次|上一?次|最近|最后|最晚)"
_WHERE = rf"(?:谁|在?哪一?[篇次年天个]|在?哪里|什么时候|何时|哪位领导){any_of('phrases', 'venue')}?(?:里|中|上|的)*"
_LATEST = (
    re.compile(rf"^(?P<rest>.*?){_LAST}(?:被)?(?:在讲话[中里])?{_SAY}(?P<what>.+?)的?(?:是)?(?:在)?{_WHERE}$"),
    re.compile(rf"^(?P<what>.+?){_LAST}(?:被)?(?:出现|提到|提及|见于){{0,2}}(?:是)?(?:在)?{_WHERE}(?:提到|出现)?的?$"),
)
_YEARS = re.compile(
    rf"^(?P<what>“[^”]+”|[^，。？?]{{2,12}}?)(?:都)?(?:在|于)?(?:哪些|哪几个?)(?:年份|年度?)(?:的)?(?:{_SPEECHES})?(?:中|里)?(?:都|曾)?(?:被)?(?:{_SAY}|出现)(?:过|了)?$"
)
_EXCEPT = pattern(
    r"^除了?(?P<who>[^，,。]{2,10}?){offices:head address}?"
    r"(?:以外|之外|外)?[，,]?(?:还|另外)?(?=有|谁|哪|多少)"
)
_CATALOGUE = re.compile(
    rf"^(?P<rest>.*?)(?:一共|总共|共)?(?:都)?(?:有|收录了?|收了)?(?P<of>[^，。]{{2,12}}?的)?(?:多少|几|哪些|哪几)(?:篇|份|个)?"
    rf"(?P<what>{_TEXTS}(?:(?:或者?|和|、|与){_TEXTS})*)$"
)
_TIMES = pattern(
    r"^(?P<rest>.+?){phrases:total}?有?(?:(?:讲话|发言)[过了]?(?:多少|几)[次回场]"
    r"|{deeds:delivers}[过了]?(?:多少|几)[次回场]的?(?:话|言|讲话|发言))$"
)
"""Whoever counts how often somebody spoke asks for his speeches: 某人讲过几次话, 某人讲话几次."""
_QUOTED_TERM = pattern(r"[^“”]{0,6}“(?P<term>[^“”]{2,60})”{phrases:term_tail}*")
UNSAID = pattern(r"的|了$|^了|{question_words:asks}|[几吗]|[，,。；;？?]")
"""What no term has, and no name: words that ask."""
_LONGEST_TERM = 12


def occurrences(text: str) -> Intent | None:
    """Recognise the last mention, the years of mentions, and what mentions nothing."""
    if (match := _YEARS.match(text)) and (term := _term(match["what"])):
        return Intent(Kind.MENTIONS, term[0], quoted=term[1], detail="years")
    for kind, patterns in ((Kind.ABSENT, _ABSENT), (Kind.LATEST, _LATEST)):
        for form in patterns:
            if (match := form.match(text)) and (term := _term(match["what"])):
                found = match.groupdict()
                detail = "people" if found.get("people") else ""
                return Intent(kind, term[0], found.get("rest") or "", quoted=term[1], detail=detail)
    if match := _EXCEPT.match(text):
        inner = mentions(text[match.end() :])
        return replace(inner, without=match["who"]) if inner else None
    return None


def catalogue(text: str) -> Intent | None:
    """Recognise a question for the speeches themselves: 某人有几篇讲话."""
    if "“" in text:
        return None
    if match := _TIMES.match(text):
        return Intent(Kind.CATALOGUE, "讲话", match["rest"])
    match = _CATALOGUE.match(text)
    return Intent(Kind.CATALOGUE, match["what"], match["rest"] + (match["of"] or "")) if match else None


def earliest(text: str) -> Intent | None:
    """Recognise who was the first to say a term: 谁最早提出某词."""
    for form in _EARLIEST:
        if (match := form.match(text)) and (term := _term(match["what"])):
            return Intent(Kind.EARLIEST, term[0], match.groupdict().get("rest") or "", quoted=term[1])
    return None


def mentions(text: str) -> Intent | None:
    """Recognise which speeches say a term, or how often: 哪些讲话提到了某词."""
    for form in _MENTIONS:
        if (match := form.match(text)) and (term := _term(match["what"])):
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
    what = re.sub(rf"(?:这个|这一|这|一)?{any_of('phrases', 'term')}$", "", what)
    if 2 <= len(what) <= _LONGEST_TERM and not UNSAID.search(what) and "“" not in what:
        return what, False
    return None
