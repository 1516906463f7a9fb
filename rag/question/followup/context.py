"""What a conversation carries over to the next question: its subject, its last place and meeting, what was answered.

Texts are Simplified. By the words alone; knows nothing of the library.
"""

import re
from dataclasses import dataclass

from corpus.language.figures.quantities import figures
from corpus.language.lexicon import fill, pattern
from corpus.language.names.places import find_place
from corpus.language.numerals import whole
from corpus.language.periods import NAMED_TIME
from rag.question.question_words import ASKS, MUCH

TAIL = re.compile(r"呢?[？?。！!]*$")
"""What a question ends with and means nothing by."""
TIME = re.compile(NAMED_TIME)
PLACE = pattern(
    r"(?!(?<=\d)[年月日])[\u4e00-\u9fff]{2,6}?(?:自治区|开发区|{places:named}|(?!州)[{level}镇乡])(?![委长场政级])"
)
_HAN = r"[\u4e00-\u9fff]"
SO = fill("那么?(?![里儿边个些年次项篇场份位趟回句本家种{level}吗呢哪])")
"""那 and 那么 that begin a question and mean nothing by it; not 那个研究院."""
_BEGINS = pattern(r"^(?:请问|{so}[，,]?)", so=SO)
# where a question's subject ends; 有 in 有限 and 在 in 存在 are no such places
_PREDICATE = pattern(
    r"(?<=.)(?:是(?!否)|有(?![限机色关效志])|由(?=谁|哪|什么)|(?<![存现所])在(?=哪|什么|何)|什么|多少|{much}|几(?=[个项家条])|"
    r"{question_words:asks why}|要(?=[发实建做求])|增长了?(?=多少|几)|"
    r"要求(?=什么)|完成了?(?=多少|什么)|启动(?=低|试|什)|{followups:predicate})",
    much=MUCH,
)
_ATTRIBUTE = pattern(
    r"(?:的)?{followups:qualifier}?{followups:attribute}"
    r"$"
)
_VERBS = pattern(r"{followups:no_subject}")
INTENDS = pattern(r"(?:还|又)?{followups:intend}(?:在|于)?(?=[哪何几多]|什么)")
"""What is intended, asked without saying of whom: 计划哪年开放."""
MEASURED = pattern(r"{han}{0,6}{followups:measured}(?:稳定在|保持在|达到?|提高到|为|是|有)?(?=多少|多大|几)", han=_HAN)
"""A measure asked for without its owner: 森林覆盖率稳定在多少."""
HAS = re.compile(r"(?:都|还)?有(?=哪|什么)")
_SPEAKS = pattern(r"{speech_verbs:quotable}(?:了|的|过)?$")
_MEASURE = pattern(r"^(?:[{tens}\d]*[个项家条处件场届次篇座种位名](?={han}|$))?", han=_HAN)
_LEADS_IN = "从由于"  # what a question has before what it asks: 从哪年开始
_MARK = re.compile(r"\[\d+\]")
_NUMBERED = pattern(
    r"(?:[{tens}]是|第[{tens}]步?[，,、]?是?|{label_bracket}|"
    r"(?:^|\n)\s*(?:[-*•]|\d+(?:[．、]|\.(?!\d))))\s*(?P<item>[^；;。\n]+)"
)
_NTH = pattern(r"第(?P<number>[{tens}]|\d{1,2})(?:[个项条点位大步]|方面)|最后一?[个项条点步]")
_QUOTED = re.compile(r"[“「][^”」]{2,}[”」]")
_SHOWN = re.compile(r"《[^》]+》(?:（[^）]*）)?：“(?P<words>.{4,200}?)”(?=[。\s]*$)", re.DOTALL)
_SPOKEN = 200  # characters of an answer that a model is told again
_STATED = (8, 120)  # characters of a sentence whose speaker can be asked


@dataclass(frozen=True, slots=True)
class Context:
    """A conversation as its next question sees it.

    :param before: The last question, as complete as it could be made.
    :param said: The last answer; empty if there is none.
    """

    before: str
    said: str
    people: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """The question and its answer."""
        return [self.before, self.said]


def starts_with_attribute(question: str) -> bool:
    """Say whether a question begins with what only something else can have, or with a verb: 总投资多少, 立案多少件."""
    if re.match(r"[A-Za-z]", question):
        return False
    head = re.match(rf"(?:(?!多少|在哪|[几是有由]){_HAN}){{0,8}}", question)
    return not head or not head.group() or bool(_ATTRIBUTE.fullmatch(head.group()) or _VERBS.match(question))


COUNTS = re.compile(r"(?:多少|几)[个项家条处件场届次名座位种人]")
"""What asks for a number of things."""


def is_attribute(text: str) -> bool:
    """Say whether words name what only something else can have: 总投资, 税收."""
    return bool(_ATTRIBUTE.fullmatch(text))


def attribute(topic: str) -> str:
    """Return the attribute that words end in, as 产值 in 竹纸产值; empty if in none."""
    found = _ATTRIBUTE.search(topic)
    return found.group().removeprefix("的") if found else ""


def unmarked(question: str) -> str:
    """Return a question without its end mark and 请问."""
    return _BEGINS.sub("", TAIL.sub("", question))


def stem(before: str) -> str:
    """Return what a question is about, all that stands before what it asks.

    >>> stem("澜川市2023年竹纸产值是多少？"), stem("竹编博物馆什么时候开工？")
    ('澜川市2023年竹纸产值', '竹编博物馆')
    """
    text = unmarked(before)
    cut = _PREDICATE.search(text)
    return text[: cut.start()].rstrip(_LEADS_IN) if cut else text


def subject(before: str) -> str:
    """Return the thing itself that a question is about, without the attribute it asks for.

    >>> subject("竹编博物馆建筑面积多大？"), subject("清泉护源工程投资多少？")
    ('竹编博物馆', '清泉护源工程')
    """
    text = stem(before)
    if not text or ASKS.match(text):
        return quotation(before) or ""
    text = _SPEAKS.sub("", text)
    while (shorter := _ATTRIBUTE.sub("", text)) != text and len(shorter) >= 2 and not TIME.fullmatch(shorter):
        text = shorter
    return text


def counted(before: str) -> str:
    """Return what a question counts, with its owner: 澜川市有多少项改革任务 -> 澜川市的改革任务; else its subject."""
    text = unmarked(before)
    cut = re.search(r"(?P<verb>有|提出了?|收到了?|开通了?|实施了?|安排了?)(?:多少|几|哪)", text)
    if not cut:
        return subject(before)
    noun = _MEASURE.sub("", text[cut.end() :])
    owner = text[: cut.start()] + ("" if cut["verb"] == "有" else cut["verb"].removesuffix("了"))
    return f"{owner}的{noun}" if owner and noun else text[: cut.start()] or noun


def last_place(texts: list[str], suffix: str = "") -> str | None:
    """Return the last place named, newest text first; with one suffix if given (县)."""
    for text in texts:
        pattern = re.compile(rf"{_HAN}{{2,6}}?{suffix}") if suffix and f"{suffix}委" in text else PLACE
        found = [match.group() for match in pattern.finditer(text) if match.group().endswith(suffix)]
        if found:
            place = found[-1] if len(found) == 1 or suffix else found[0]
            span = find_place(place)
            return place[span[0] : span[1]] if span else place
    return None


def last_called(texts: list[str], head: str) -> str | None:
    """Return the last thing called by a common noun (工程, 会议): the words before it, as far as they belong to it."""
    heads = "会议|大会|会" if head in ("会议", "大会") else re.escape(head)
    for text in texts:
        pattern = rf"(?:\d{{4}}年)?(?:{_HAN}|[“”‘’\dA-Za-z])*(?:{heads})(?!议)"
        for match in reversed(list(re.finditer(pattern, text))):
            name = re.split(r"[，。、；：？?]|主持了?|召开了?|宣读了?|参加了?|出席了?|是|由|在(?!线)", match.group())[
                -1
            ]
            if len(name) > len(head) and not re.search(r"[这那该此]", name):
                return name
    return None


def items(said: str) -> list[str]:
    """Return the items that an answer lists, in order; nothing if it lists none."""
    text = _MARK.sub("", said)
    numbered = [match["item"].strip(" ，,、") for match in _NUMBERED.finditer(text)]
    if len(numbered) >= 2:
        return numbered
    for sentence in re.split(r"[。；;\n]", text):
        parts = sentence.split("、")
        if len(parts) < 2:
            continue
        first = re.split(r"是|包括|有|为|：|:", parts[0])[-1]
        last = re.split(r"[，,]", parts[-1])[0]
        ends = [part for part in re.split(r"以及|和|及|与", last, maxsplit=1) if part]
        return [part.strip("“”‘’ ") for part in (first, *parts[1:-1], *ends)]
    return []


def ordinal(question: str) -> tuple[int, int, int] | None:
    """Return (index, start, end) of words such as 第二个 and 最后一项; the index of the last one is -1."""
    if last := re.search(r"倒数第(?P<number>[一二三四五])[个项条点步]", question):
        return -(whole(last["number"]) or 1), last.start(), last.end()
    found = _NTH.search(question)
    if not found:
        return None
    number = found["number"]
    index = (whole(number) or 0) - 1 if number else -1
    return index, found.start(), found.end()


def spoken(said: str) -> str:
    """Return an answer as it was spoken, without its markers, cut at a sentence's end where it is long.

    >>> spoken("澜川市的竹纸产值达到86亿元[1][2]。")
    '澜川市的竹纸产值达到86亿元。'
    """
    text = _MARK.sub("", said).strip()
    if len(text) <= _SPOKEN:
        return text
    cut = max(text.rfind(end, 0, _SPOKEN) for end in "。；\n")
    return text[: cut + 1] if cut > 0 else text[:_SPOKEN]


def first_figure(said: str) -> str | None:
    """Return the figure that an answer gives: the last that is not a date."""
    text = _MARK.sub("", said)
    found = [f for f in figures(text) if f.unit not in ("年", "月", "日", "号")]
    return text[found[0].start : found[0].end] if found else None


def told(said: str) -> str | None:
    """Return what an answer states, in one sentence: what it quotes of a title, in quotation marks, or its own words.

    >>> told("澜川市的竹纸产值达到86亿元[1]。"), told("《在大会上的讲话》：“竹纸产值86亿元。”[1]")
    ('澜川市的竹纸产值达到86亿元', '“竹纸产值86亿元”')
    """
    text = _MARK.sub("", said).strip()
    if shown := _SHOWN.match(text):
        inner = shown["words"].rstrip("。，；！？,;!? ")
        return f"“{inner}”" if "“" not in inner and "”" not in inner else None
    first = re.split(r"[。；;\n]", text)[0].strip()
    plain = _STATED[0] <= len(first) <= _STATED[1] and not re.search("[“”？?：:（）《》]", first)
    return first if plain and len(items(said)) < 2 else None


def quotation(*texts: str) -> str | None:
    """Return the first words in quotation marks, marks included."""
    return next((match.group() for text in texts if (match := _QUOTED.search(text))), None)
