"""What a question says of the speeches that may answer it, recognised from the library's own metadata.

    顾望舒在会上说了什么？             speaker    his speeches, and those of others that quote him
    澜川市委书记2024年的讲话提到什么？ office     the same for the one who held it then
    2024年政府工作报告提出了什么？     date       if the library has such a report of that year
    市政协五届三次会议收到多少提案？   occasion   that session's speeches, and those that name it in these words
    《让一张竹纸……》引用了谁的话？     title
    溪州市产值是多少？                 place      see `rag.scope`

Only what is sure is recognised. A person who is merely mentioned, the year of a figure, or who asks *whether* somebody
said it, narrows nothing: a wrong condition hides the answer, a missing one costs little.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus import Speech, fold
from index.numerals import arabic
from rag.offices import ASKED, holders, office_named
from rag.offices import offices_of as _offices
from rag.scope import Says, gazetteer, named_places, words_of_places
from rag.statement import same_person
from rag.times import Period, find_periods, years_named

Utterers = Callable[[str], frozenset[str]]
"""From a speech's id to the folded names of those whose words it reports."""

_SAID = (
    "说|讲|谈|指出|强调|提出|提到|提及|要求|认为|表示|介绍|部署|号召|呼吁|希望|勉励|评价|总结|宣布|阐述|回顾|承诺|主张|"
    "引用|点名|批评|肯定|寄语|告诫|撰文|写|论述|解释|形容|比喻|概括|看待|看|作报告|作的|致辞|致词|发言|报告"
)
_WORKS = "讲话|报告|发言|文章|致辞|致词|署名文章|演讲|观点|原话|要求|主张|看法|论述|指示"
_WHO = "谁何哪"
_FREE = rf"[^，。；？?！{_WHO}]"
_SETTING = rf"(?:{_FREE}{{1,30}}?(?:上|中|里|时|期间|会议|大会|后)[，,]?|在[^，。；？?！的{_WHO}]{{2,12}}?)"
_ABOUT = rf"(?:(?:对|就|关于|围绕|针对|为|向|把|从|给){_FREE}{{1,20}}?)"
_ADVERB = (
    "是|曾经?|还|又|都|也|怎么|怎样|如何|明确|重点|特别|主要|分别|着重|专门|多次|一共|共|首先|最后|具体|到底|究竟|要|"
    "先后"
)
_TITLE = "(?:市委书记|县委书记|总书记|书记|市长|县长|省长|副市长|主席|主任|总理|同志|先生|女士)?"
_TAIL = re.compile(
    rf"(?:(?:当|任|担任|做){_FREE}{{2,8}}(?:的?时候?|期间|时)|{_TITLE})(?:\d{{4}}年(?:\d{{1,2}}月)?)?{_SETTING}?(?:{_ADVERB})*{_ABOUT}?(?:{_ADVERB})*(?:{_SAID})"
    rf"|{_TITLE}(?:\d{{4}}年(?:\d{{1,2}}月)?)?{_SETTING}?的?(?:重要)?(?:{_WORKS})"
)
_NOT_ASKED = re.compile(r"(?:关于|学习|传达|贯彻|落实|宣读|转述|引用|按照|对|除了?|非|让|请|由|向|给|跟|与)$")
_WHETHER = re.compile(rf"(?:是|还是)(?:不是)?$|[{_WHO}][^，。？?]*$|是否[^，。？?]*$")
_SPLIT = re.compile(r"[^\w]|_")

_SPEECH_NOUN = (
    "政府工作报告|工作报告|报告|讲话|发言|致辞|文章|座谈会|推进会|启动会|动员会|总结会|闭幕会|开幕会|全会|会议|大会|"
    "会上|调研|考察|两会|报道"
)
_QUALIFIED = re.compile(rf"(?P<mod>[^，。；？?！在于从由据对被{_WHO}几多]{{0,22}}?)(?P<noun>{_SPEECH_NOUN})")
_SPECIFIC = ("政府工作报告", "工作报告", "两会", "全会")
_TWO_STATES = re.compile(r"实际|完成情况|落实情况|相比|对比|比较|变化|不同|区别|以来|之后")

_DIGIT = "[一二三四五六七八九十百\\d]{1,4}"
_SESSION = re.compile(
    rf"第?(?P<term>{_DIGIT})届(?P<mid>[^，。；第次]{{0,10}}?)第?(?P<number>{_DIGIT})次(?:会议|全会|全体会议|常委会)"
)
_MANY = 300  # speeches that name a person: more are kept without a look at whose words they report
_TITLED = re.compile(r"《([^》]{2,})》")
_LEAST = {"occasion": 6, "title": 8}  # so many characters recognise a meeting's or a text's name without 《》
_LATER = re.compile(r"(?:召开|举行|闭幕)?(?:之?后|以来|之?前)")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a question says of its speeches.

    :param value: As the library writes it.
    :param words: The words of the question.
    :param ids: The speeches that meet it.
    """

    name: str
    value: str
    words: str
    ids: frozenset[str]


def conditions(question: str, speeches: Sequence[Speech], says: Says, utterers: Utterers) -> list[Condition]:
    """Return the sure conditions of a question, the most certain first.

    :param speeches: All that may be drawn on.
    """
    folded = fold(question)
    found = [*_works(folded, speeches, says), *_sessions(folded, speeches, says)]
    found += _people(folded, speeches, says, utterers)
    found += _dates(folded, speeches, found)
    found += _places(folded, speeches, says)
    return found


def _places(folded: str, speeches: Sequence[Speech], says: Says) -> Iterator[Condition]:
    places = gazetteer(speeches)
    asked = named_places(folded, places.known)
    if asked:
        words = "、".join(words_of_places(folded, speeches))
        yield Condition("place", words, words, places.kept(asked, says))


# -- who


def _people(folded: str, speeches: Sequence[Speech], says: Says, utterers: Utterers) -> Iterator[Condition]:
    names = {_folded(speech.speaker) for speech in speeches if speech.speaker}
    spoken = {name: words for name in names if len(name) >= 2 and "*" not in name if (words := _asked_of(folded, name))}
    joined = (
        re.search(rf"({'|'.join(map(re.escape, names))})[和与、]({'|'.join(map(re.escape, names))})", folded)
        if names
        else None
    )
    if joined and set(joined.groups()) & set(spoken):
        spoken |= dict.fromkeys(joined.groups(), joined.group())
    if spoken:
        kept = _words_of(frozenset(spoken), speeches, says, utterers)
        yield Condition("speaker", "、".join(sorted(spoken)), next(iter(spoken.values())), kept)
        return
    office = next((m for m in ASKED.finditer(folded) if _tail(folded, m.start(), m.end())), None)
    if office is None:
        return
    known = gazetteer(speeches).known
    places = named_places(folded, known)
    name = office_named(office.group())
    holding = (s for s in speeches if name in _offices(s.role or ""))
    there = [s for s in holding if not places or named_places(f"{s.place or ''}{s.role or ''}", known) & places]
    held_by = holders(name, there, years_named(folded))
    if len(held_by) == 1:
        kept = _words_of(frozenset(held_by), speeches, says, utterers)
        kept |= {s.id for s in speeches if s.speaker is None and (not s.role or name in _offices(s.role))}
        yield Condition("office", held_by[0], office.group(), kept)


def _asked_of(folded: str, name: str) -> str:
    """Return the words that ask what a person said; nothing if the question does not ask that."""
    start = folded.find(name)
    while start >= 0:
        if end := _tail(folded, start, start + len(name)):
            return folded[start:end]
        start = folded.find(name, start + 1)
    return ""


def _tail(folded: str, start: int, end: int) -> int:
    """Return where the words behind a name end that tell of its saying something; 0 if there are none."""
    said = _TAIL.match(folded, end)
    if not said or _NOT_ASKED.search(folded[:start]) or _WHETHER.search(folded[:start]):
        return 0
    if re.match(r"(?:过|了|的)*(?:这句话|这话|的)?[吗？?]*$", folded[said.end() :]) and re.search(
        r"[“”‘’「」]", folded
    ):
        return 0  # “……”是顾望舒说的吗
    return said.end()


def _words_of(names: frozenset[str], speeches: Sequence[Speech], says: Says, utterers: Utterers) -> frozenset[str]:
    """Return the speeches by one of these people, called after them, or reporting their words."""
    mentioned = frozenset().union(*(says(name) for name in names))

    def holds(speech: Speech) -> bool:
        if any(name in _folded(speech.speaker or "") or name in _folded(speech.title) for name in names):
            return True
        if speech.id not in mentioned:
            return False
        return (
            len(mentioned) > _MANY
            or speech.speaker is None
            or any(name in said or same_person(name, said) for said in utterers(speech.id) for name in names)
        )

    return frozenset(speech.id for speech in speeches if holds(speech))


# -- when


def _dates(folded: str, speeches: Sequence[Speech], others: Sequence[Condition]) -> Iterator[Condition]:
    if _TWO_STATES.search(folded):
        return
    newest = max(filter(None, map(_date_of, speeches)), default=None)
    periods = [(p, match) for p in find_periods(folded, newest) if (match := _QUALIFIED.match(folded, p.end))]
    sure = [(p, m) for p, m in periods if _has_such(p, m["mod"].strip("的"), m["noun"], speeches, others)]
    if not sure or len(sure) < len(periods):
        return
    kept = frozenset(s.id for s in speeches if not (date := _date_of(s)) or any(p.contains(date) for p, _ in sure))
    words = [folded[p.start : m.end()] for p, m in sure]
    value = "、".join(
        "–".join(dict.fromkeys(filter(None, (p.since, p.until)))) + ("" if p.until else "–") for p, _ in sure
    )
    yield Condition("date", value, "、".join(words), kept)


def _has_such(period: Period, mod: str, noun: str, speeches: Sequence[Speech], others: Sequence[Condition]) -> bool:
    """Say whether a speech of the period is what the question calls it; else its year may be that of a figure."""
    allowed = frozenset.intersection(*(other.ids for other in others)) if others else None
    pairs = {mod[i : i + 2] for i in range(len(mod) - 1)}
    for speech in speeches:
        date = _date_of(speech)
        if not date or not period.contains(date) or (allowed is not None and speech.id not in allowed):
            continue
        header = _header(speech)
        if not _is_a(noun, header):
            continue
        share = sum(pair in header for pair in pairs) / len(pairs) if pairs else None
        if share is not None and share >= 0.5:
            return True
        if share is None and (noun in _SPECIFIC or others):
            return True
    return False


def _date_of(speech: Speech) -> str | None:
    """Return a speech's date or, failing that, the one year that its title names."""
    return speech.date or _year_of(speech.title)


@lru_cache(maxsize=65536)
def _year_of(title: str) -> str | None:
    years = years_named(title)
    return str(years[0]) if len(years) == 1 else None


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=65536)
def _header(speech: Speech) -> str:
    fields = (speech.title, speech.occasion, speech.kind, speech.place, speech.role, speech.speaker)
    return fold("\n".join(field or "" for field in fields))


def _is_a(noun: str, header: str) -> bool:
    if noun == "两会":
        return bool(re.search("政协|人民代表大会|政府工作报告", header))
    if noun.endswith(("会", "会上", "会议")) and noun != "全会":
        return "会" in header
    return noun in header or (noun in ("发言", "致辞") and "讲话" in header) or (noun == "报道" and "新闻" in header)


# -- which meeting, which text


def _sessions(folded: str, speeches: Sequence[Speech], says: Says) -> Iterator[Condition]:
    asked = {session: match.group() for session, match in _sessions_in(folded)}
    if not asked:
        return
    kept = {s.id for s in speeches if asked.keys() & {session for session, _ in _sessions_in(_header(s))}}
    if kept:
        literal = frozenset().union(*(says(words) for words in asked.values()))
        words = "、".join(asked.values())
        yield Condition("occasion", words, words, frozenset(kept) | literal)


def _sessions_in(folded: str) -> list[tuple[tuple[str, int, int], re.Match[str]]]:
    """Return (body, term, number) of each session: 政协澜川市第五届委员会第四次会议 -> (政协, 5, 4)."""
    found = []
    for match in _SESSION.finditer(folded):
        before = folded[max(0, match.start() - 12) : match.start()] + match["mid"]
        body = "政协" if "政协" in before else "人大" if re.search("人大|人民代表", before) else "党"
        if "常" in match["mid"]:
            body += "常委会"
        found.append(((body, _value(match["term"]), _value(match["number"])), match))
    return found


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else int(arabic(numeral) or 0)


def _works(folded: str, speeches: Sequence[Speech], says: Says) -> Iterator[Condition]:
    """Yield what is named by its title or by its meeting's name."""
    bare = _bare(folded)
    for quoted in _TITLED.findall(folded):
        title = _bare(quoted)
        kept = {
            s.id
            for s in speeches
            if len(title) >= 4 and (title in _bare(fold(s.title)) or title == _bare(fold(s.title)))
        }
        if kept:
            yield Condition("title", quoted, f"《{quoted}》", frozenset(kept) | says(quoted))
            return
    matched: dict[tuple[str, str], set[str]] = {}
    for speech in speeches:
        for name, value in (("title", speech.title), ("occasion", speech.occasion)):
            for part in _parts(value or ""):
                if len(part) >= _LEAST[name] and part in bare and not _LATER.match(bare, bare.find(part) + len(part)):
                    matched.setdefault((name, part), set()).add(speech.id)
    if matched:
        (name, part), ids = max(matched.items(), key=lambda item: len(item[0][1]))
        yield Condition(name, part, part, frozenset(ids) | says(part))


@lru_cache(maxsize=65536)
def _parts(value: str) -> tuple[str, ...]:
    """Return the parts of a title that stand between blanks, folded, without punctuation."""
    return tuple(dict.fromkeys(_bare(part) for part in [*fold(value).split(), fold(value)]))


def _bare(folded: str) -> str:
    return _SPLIT.sub("", folded)
