"""What kind of thing a question asks for: a list, a quotation, a count, a comparison. By its wording alone.

Knows nothing of the library. An ordinary question has no intent; so has one whose wording is not wholly understood,
because a wrong direct answer is worse than none.
"""

import re
from dataclasses import replace

from corpus import fold
from corpus.language.lexicon import any_of, fill, pattern, words
from corpus.language.numerals import numeral
from corpus.language.segmentation import PERSON_FLAGS, content_words, names
from corpus.structure.list_names import ListName
from rag.question.answer.word_length import without_letters
from rag.question.intent.intents import FIRST, WHERE, Intent, Kind
from rag.question.intent.library_question import library_question
from rag.question.intent.neighbouring_words import neighbouring
from rag.question.intent.speaker_question import AUTHOR
from rag.question.intent.term_queries import UNSAID, catalogue, earliest, mentions, occurrences
from rag.question.question_words import ASKS

__all__ = ["Intent", "Kind", "recognise"]


_NUMBER = fill("{items}")
_UNITS = "".join(words("list_labels", "unit"))
_LISTED = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>[{_UNITS}])(?P<noun>[\u4e00-\u9fff]{{1,8}})")
_QUOTED_LIST = re.compile(rf"“(?P<name>(?P<number>{_NUMBER})[\u4e00-\u9fff]{{2,10}})”")
_SHORT_LIST = re.compile(rf"“(?P<name>(?P<number>{_NUMBER})[\u4e00-\u9fff])”")  # “五新”
_PARTLY_QUOTED = pattern(
    r"(?<![第“{tens}百\d.])(?P<count>{items}[{units}])“(?P<noun>[\u4e00-\u9fff]{1,8})”", units=_UNITS
)
# what may follow the quoted name of a list and belong to it: “五新”战略行动
_CALLED = pattern(r"(?:(?:重大|重要|重点)?{list_labels:called})(?={phrases:stress include}|[是指有])")
_FILL = rf"(?:{any_of('phrases', 'filler')}|[，,])*"
# what may stand behind the name of a list when its items are asked for
_ASKS_ITEMS = pattern(
    r"{fill}(?:(?:是指|是|指的?是?|有|{phrases:include}|讲的是){fill}"
    r"(?:什么(?:内容|意思|方面)?|哪些(?:内容|方面|项目|要点)?|哪几?(?:{number})?{list_labels:unit}?(?:方面|内容|工程|任务)?)"
    r"|(?:内容|含义)(?:是|有|包括)(?:什么|哪些)|是?(?:怎么|如何|怎样)(?:安排|走|规定|表述)的?){fill}[？?。]*",
    fill=_FILL,
    number=_NUMBER,
)
_TELLS = pattern(r"(?:请|帮我)?{phrases:tell}")
_NAME_ENDS = pattern(
    r"{phrases:stress}*"
    r"(?:是|有哪|有什么|指|{phrases:include}|的具体|的{phrases:aspect}|怎么|如何|$)"
)
_WHICH = re.compile(r"哪(?:几)?$")
_ONLY_ASKS = pattern(
    r"(?:{phrases:filler}|{phrases:include}|{phrases:aspect}|{question_words:each}|{question_words:what}"
    r"|哪(?:几|些|{number})(?:{list_labels:unit}|[张样种])?|[：:，,都有是叫指的为呢])+",
    number=_NUMBER,
)
_TRAILING = pattern(r"(?:的{phrases:aspect})?[？?。呢]*")

_SAID = (
    r"(?:这句(?:话|名言|俗语)|这段话|这(?:个|一)(?:说法|提法|表述|比喻)|这话|一语|的(?:说法|提法|表述))?"
    rf"(?:{any_of('phrases', 'origin')}|[，,是])*"
)
_TAIL = rf"{any_of('phrases', 'source_tail')}*"
_ASKED = any_of("speech_verbs", "quotable", "terse")
_CLAIMED = any_of("speech_verbs", "claims")
_WHO = r"(?:谁|哪位(?:领导|同志|书记|市长)?|哪个人|什么人)"
_WHO_SAID = pattern(
    r"{said}(?:由|出自)?{who}(?:在(?:哪|什么)[^“]{1,8})?"
    r"(?:(?:对[^“]{2,8})?{asked}(?:过|出来|出)?(?:了)?的?{phrases:said_thing}?|的(?:原)?{phrases:mouth}?|之口)",
    said=_SAID,
    who=_WHO,
    asked=_ASKED,
)
_FROM = pattern(
    r"{said}(?:的)?(?:{phrases:from}(?:是|于)?(?:哪|什么|谁|何)(?:里|儿|处)?(?:一)?[篇次场个份]?"
    r"{phrases:venue}?(?:来|里|口中)?{tail}"
    r"|的?出处(?:是|在)(?:什么|哪里|哪儿)|(?:[这那]句(?:话)?)?的?(?:完整的?)?{phrases:wording}(?:到底|究竟)?(?:是什么|怎么说的?|是怎么说的|在哪里?|是怎样的))",
    said=_SAID,
    tail=_TAIL,
)
_WHO_BEFORE = re.compile(
    rf"(?:谁|哪位(?:领导|同志)?)(?:[^“，。？]{{0,16}}){_CLAIMED}(?:过|了|的)*(?:这句话|这样的话)?[：:，,]?$"
)
_SAYS_WHO = re.compile(rf"(?:这句话)?的(?:人|领导)?是{_WHO}[的呢]?")  # 常说“…”的是哪位领导
_QUOTATION = re.compile(r"“(?P<quoted>[^“”]+(?:“[^“”]*”[^“”]*)*)”")
_TITLE = re.compile(r"《[^《》]*》")
_BARE_SAID = re.compile(
    r"^(?P<said>[^“”？?]{8,120}?)[，,]?(?:这句话)?(?:最早)?是(?:谁(?:说|讲|写)的|谁的(?:原)?话|哪位领导说的)[？?。]*$"
)

_WHO_SPOKE = pattern(  # 这话是哪个书记在接待中心讲的
    r"{phrases:this_saying}[^。；;]*?(?:{question_words:person}|哪[位个名][^，,。；;]{1,8}?)[^，,。；;]{0,14}(?:{asked})(?:过|出来|出)?了?的?$",
    asked=_ASKED,
)
_SENTENCE = 6  # characters from which quoted words are a sentence, no term
_WHOSE = re.compile(rf"{any_of('question_words', 'person')}|哪|还是|{any_of('question_words', 'source')}")
_OF_SAYING = frozenset(words("frame", "answer")).union(
    *map(words, ("texts", "speech_verbs", "offices", "question_words"))
)

_BELIEVES = rf"(?:我?{any_of('phrases', 'belief')})?[，,]?"
_RIGHT = rf"[，,]?(?:这)?(?:是)?{any_of('phrases', 'confirm')}"
_THIS = rf"{any_of('phrases', 'this_saying')}?"
_SAID_BY = (
    re.compile(
        rf"^{_BELIEVES}(?P<who>[^“，。]{{2,12}}?)(?P<asks>是不是|是否|有没有)?(?:曾经?)?(?:在[^“]{{2,16}})?{_CLAIMED}(?:过|了)?[：:，,]?"
        rf"“(?P<quoted>[^“”]+)”{_THIS}(?P<right>{_RIGHT})?$"
    ),
    pattern(
        r"^{believes}“(?P<quoted>[^“”]+)”{this}[，,]?(?P<asks>是不是|是否)?(?:是|由|出自)?(?P<who>[^“，。谁哪]{2,12}?)(?:最早)?"
        r"{speech_verbs:claims}?过?(?:的|之口)?(?:原创|原话|话)?(?P<right>{right})?$",
        believes=_BELIEVES,
        this=_THIS,
        right=_RIGHT,
    ),
)
_COMPARISON = pattern(
    r"(?:有什么|有哪些|有何)(?:主要)?{phrases:differ}|的(?:异同|区别|差异)(?:是什么|在哪里?)?$|对比一?下|比较一?下"
)
_WORDING = pattern(
    r"^(?P<rest>.*?){phrases:about}(?P<what>[^，,。？?]{2,20}?)(?:[的时是]|问题)*"
    r"(?:原话|原文|原句|(?:原文|原话|具体)?是?(?:怎么|如何|怎样){phrases:put}的?)(?:是|都|分别|有)*(?:什么|哪些|怎么说的?|怎样的|如何)?$"
)
_HOW_SAID = pattern(r"^(?P<rest>.*?)(?:是)?(?:怎么|如何|怎样){phrases:put}(?:的)?(?P<what>[^的，,。？?]{2,20})(?:的)?$")
_WHOM = pattern("{question_words:person}")
_FIRST = pattern("{asking:first}")
_END = re.compile(r"[？?。！!\s]+$|(?<=[多少几])(?=个字)")
_POLITE = pattern(r"^(?:{phrases:polite}[中里]?)+[，,]?")


def recognise(question: str) -> Intent | None:
    """Return what a question asks for, or None if it is an ordinary one.

    :param question: Complete by itself; either script.

    >>> intent = recognise("哪些讲话提到了“以竹代塑”？")
    >>> str(intent.kind), intent.phrase, intent.quoted
    ('mentions', '以竹代塑', True)
    """
    text = _POLITE.sub("", _END.sub("", _straight(fold(question).strip())))
    if _COMPARISON.search(text):
        return Intent(Kind.COMPARISON, text)
    if claimed := _claimed(text):
        return claimed
    if (quotation := _quotation(text)) and not quotation.detail and _FIRST.search(quotation.rest):
        quotation = replace(quotation, detail=FIRST)
    return (
        neighbouring(text)
        or occurrences(text)
        or earliest(text)
        or _listed(text if _names_list(text) else without_letters(text))  # 哪八个字 is none
        or quotation
        or mentions(text)
        or catalogue(text)
        or _wording(text)
        or _of_library(text)
    )


def _names_list(text: str) -> bool:
    """Say whether a quotation counts things, as “两句承诺” does."""
    return any(ListName.read(match["quoted"]) for match in _QUOTATION.finditer(text))


def _of_library(text: str) -> Intent | None:
    """Recognise what is asked of the library in words that no pattern has."""
    found = library_question(text)
    if found is None or (not found.quoted and UNSAID.search(found.term)) or AUTHOR.search(text):
        return None
    if found.kind == "earliest" and _WHOM.search(text) and not _FIRST.search(text):
        return None  # 说这话的是哪位: whoever it was, not who was the first
    kind = Kind.MENTIONS if found.kind in ("most", "years") else Kind(found.kind)
    detail = found.kind if found.kind in ("most", "years") else ""
    if kind is Kind.ABSENT and _WHOM.search(text):
        detail = "people"
    return Intent(kind, found.term, found.rest, quoted=found.quoted, detail=detail)


def _straight(text: str) -> str:
    """Return the text with one kind of quotation mark."""
    text = text.replace("‘", "“").replace("’", "”") if "“" not in text else text
    if text.count('"') == 2:
        first, second = (match.start() for match in re.finditer('"', text))
        text = f"{text[:first]}“{text[first + 1 : second]}”{text[second + 1 :]}"
    return text


def _listed(text: str) -> Intent | None:
    text = _PARTLY_QUOTED.sub(r"“\g<count>\g<noun>”", text)
    for match in (*_QUOTED_LIST.finditer(text), *_SHORT_LIST.finditer(text), *_LISTED.finditer(text)):
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
        elif called := _CALLED.match(after):
            after = after[called.end() :]
        again = f"哪{match['number']}" in after
        if match.re is _SHORT_LIST and not again:  # “三农” has no items; whoever asks 哪三农 says that it has
            continue
        after = re.sub(rf"哪{re.escape(name)}|哪“{re.escape(name)}”", "哪些", after)
        which = _WHICH.search(before)
        if which is not None:
            asks, before = bool(_TRAILING.fullmatch(after)), before[: which.start()]
        else:
            tells = _TELLS.search(before)
            asks = bool(_ASKS_ITEMS.fullmatch(after)) or bool(tells and _TRAILING.fullmatch(after))
            only = match.re is _QUOTED_LIST and ASKS.search(after.replace("啥", "什么"))
            asks = asks or bool(only and _ONLY_ASKS.fullmatch(after.replace("啥", "什么")))
            before = _TELLS.sub("", before)
        if asks:
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
    if source := _source_asked(bare):
        return source
    if "“" not in text and (said := _BARE_SAID.match(text)):
        return Intent(Kind.QUOTATION, said["said"])
    return None


def _source_asked(text: str) -> Intent | None:
    """Recognise a sentence in quotation marks of which nothing is asked but who says it, and where.

    Whatever the wording: beside the sentence the question has no content words but people and those for texts and
    speaking, or it asks at its end who said this.
    """
    for match in _QUOTATION.finditer(text):
        rest = text[: match.start()] + text[match.end() :]
        if len(match["quoted"]) < _SENTENCE or "“" in rest or not _WHOSE.search(rest) or AUTHOR.search(rest):
            continue
        people = names(rest, PERSON_FLAGS)
        others = content_words(rest).difference(_OF_SAYING, people)
        if _WHO_SPOKE.search(rest):
            return Intent(Kind.QUOTATION, match["quoted"], rest, quoted=True)
        if all(word.startswith("哪") for word in others):
            claimed = people[0] if len(people) == 1 and not _WHOM.search(rest) else ""
            return Intent(
                Kind.QUOTATION, match["quoted"], rest, quoted=True, claimed=claimed, detail=WHERE if claimed else ""
            )
    return None


def _claimed(text: str) -> Intent | None:
    """Recognise who is taken for the speaker of quoted words: 我记得某人说过“……”，对吗."""
    for form in _SAID_BY:
        match = form.match(text)
        if match and (match["asks"] or match["right"]) and not UNSAID.search(match["who"]):
            return Intent(Kind.QUOTATION, match["quoted"], quoted=True, claimed=match["who"].removeprefix("是"))
    return None


def _wording(text: str) -> Intent | None:
    if "“" in text or "《" in text:
        return None
    if match := _WORDING.match(text):
        return Intent(Kind.WORDING, match["what"], match["rest"], quoted=True)
    if match := _HOW_SAID.match(text):
        return Intent(Kind.WORDING, match["what"], match["rest"])
    return None
