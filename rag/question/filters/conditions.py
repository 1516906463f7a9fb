"""What a question says of the speeches that may answer it, recognised from the library's own metadata.

    顾望舒在会上说了什么？             speaker    his speeches, and those of others that quote him
    澜川市委书记2024年的讲话提到什么？ office     the same for the one who held it then
    2024年政府工作报告提出了什么？     date       if the library has such a report of that year
    市政协五届三次会议收到多少提案？   occasion   that session's speeches, and those that name it in these words
    《让一张竹纸……》引用了谁的话？     title
    溪州市产值是多少？                 place      see `rag.question.filters.gazetteer`

Only what is sure is recognised. A person who is merely mentioned, the year of a figure, or who asks *whether* somebody
said it, narrows nothing: a wrong condition hides the answer, a missing one costs little.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from corpus.language.lexicon import any_of, fill, pattern
from corpus.language.names.offices import ASKED, office_named, offices_of
from corpus.language.names.persons import same_person
from corpus.language.periods import Period, find_periods, years_named
from corpus.language.segmentation import bare
from rag.question.filters.gazetteer import Says, gazetteer, named_places, words_of_places
from rag.question.filters.metadata_index import Known, header, known, sessions_in

Utterers = Callable[[str], frozenset[str]]
"""From a speech's id to the folded names of those whose words it reports."""

_SAID = any_of("speech_verbs", "asked")
_WORKS = any_of("texts", "work")
_WHO = "谁何哪"
_FREE = rf"[^，。；？?！{_WHO}]"
_SETTING = rf"(?:{_FREE}{{1,30}}?(?:[上中里时后]|期间|会议|大会)[，,]?|在[^，。；？?！的{_WHO}]{{2,12}}?)"
_ABOUT = rf"(?:{any_of('phrases', 'toward')}{_FREE}{{1,20}}?)"
_ADVERB = fill("是|曾经?|{phrases:emphasis}")
_TITLE = rf"{any_of('offices', 'asked', 'head', 'address')}?"
_TIME = fill("(?:{year_month})?")
_TAIL = re.compile(
    rf"(?:(?:当|任|担任|做){_FREE}{{2,8}}(?:的?时候?|期间|时)|{_TITLE}){_TIME}{_SETTING}?(?:{_ADVERB})*{_ABOUT}?(?:{_ADVERB})*(?:{_SAID})"
    rf"|{_TITLE}{_TIME}{_SETTING}?的?(?:重要)?(?:{_WORKS})"
)
_NOT_ASKED = pattern(r"(?:{narration:obeys}|关于|除了?|宣读|(?:转述|引用)|[对非让请由向给跟与])$")
_WHETHER = re.compile(rf"(?:是|还是)(?:不是)?$|[{_WHO}][^，。？?]*$|是否[^，。？?]*$")

_SPEECH_NOUN = any_of("texts", "asked")
_QUALIFIED = re.compile(rf"(?P<mod>[^，。；？?！在于从由据对被{_WHO}几多]{{0,22}}?)(?P<noun>{_SPEECH_NOUN})")
_SPECIFIC = ("政府工作报告", "工作报告", "两会", "全会")
_TWO_STATES = pattern(r"{phrases:two_states}")

_MANY = 300  # speeches that name a person: more are kept without a look at whose words they report
_TITLED = re.compile(r"《([^》]{2,})》")
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
    folded, those = fold(question), known(speeches)
    found = [*_works(folded, those, says), *_sessions(folded, those, says)]
    found += _people(folded, those, says, utterers)
    found += _dates(folded, those, found)
    found += _places(folded, those, says)
    return found


def _places(folded: str, those: Known, says: Says) -> Iterator[Condition]:
    places = gazetteer(those.speeches)
    asked = named_places(folded, places.known)
    if asked:
        words = "、".join(words_of_places(folded, those.speeches))
        yield Condition("place", words, words, places.kept(asked, says))


# -- who


def _people(folded: str, those: Known, says: Says, utterers: Utterers) -> Iterator[Condition]:
    named = [name for name in those.by_speaker if name in folded]
    spoken = {
        name: words for name in named if len(name) >= 2 and "*" not in name and (words := _asked_of(folded, name))
    }
    if spoken:
        either = "|".join(map(re.escape, sorted(named, key=len, reverse=True)))
        joined = re.search(rf"({either})[和与、]({either})", folded)
        if joined and set(joined.groups()) & set(spoken):
            spoken |= dict.fromkeys(joined.groups(), joined.group())
        kept = _words_of(frozenset(spoken), those, says, utterers)
        yield Condition("speaker", "、".join(sorted(spoken)), next(iter(spoken.values())), kept)
        return
    office = next((m for m in ASKED.finditer(folded) if _tail(folded, m.start(), m.end())), None)
    if office is None:
        return
    places_known = gazetteer(those.speeches).known
    places = named_places(folded, places_known)
    name = office_named(office.group())
    holding = (s for s in those.in_office if name in offices_of(s.role or ""))
    there = [s for s in holding if not places or named_places(f"{s.place or ''}{s.role or ''}", places_known) & places]
    held_by = holders(name, there, years_named(folded))
    if len(held_by) == 1:
        kept = _words_of(frozenset(held_by), those, says, utterers)
        others = {s.id for s in those.in_office if name not in offices_of(s.role or "")}
        yield Condition("office", held_by[0], office.group(), kept | (those.anonymous - others))


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


def _words_of(names: frozenset[str], those: Known, says: Says, utterers: Utterers) -> frozenset[str]:
    """Return the speeches by one of these people, called after them, or reporting their words."""
    theirs = {one for speaker, ids in those.by_speaker.items() if any(name in speaker for name in names) for one in ids}
    theirs |= {one for one, title in those.titles if any(name in title for name in names)}
    mentioned = frozenset().union(*(says(name) for name in names))
    others = (mentioned - theirs) & those.ids
    if len(mentioned) > _MANY:
        return others | theirs

    def reports(speech_id: str) -> bool:
        return any(name in said or same_person(name, said) for said in utterers(speech_id) for name in names)

    return frozenset(theirs | {one for one in others if one in those.anonymous or reports(one)})


# -- when


def _dates(folded: str, those: Known, others: Sequence[Condition]) -> Iterator[Condition]:
    if _TWO_STATES.search(folded):
        return
    found = find_periods(folded, those.newest)
    periods = [(p, match) for p in found if (match := _QUALIFIED.match(folded, p.end))]
    sure = [(p, m) for p, m in periods if _has_such(p, m["mod"].strip("的"), m["noun"], those, others)]
    if not sure or len(sure) < len(periods):
        return
    dates = [date for date in those.by_date if any(p.contains(date) for p, _ in sure)]
    kept = those.undated.union(speech.id for date in dates for speech in those.by_date[date])
    words = [folded[p.start : m.end()] for p, m in sure]
    value = "、".join(
        "–".join(dict.fromkeys(filter(None, (p.since, p.until)))) + ("" if p.until else "–") for p, _ in sure
    )
    yield Condition("date", value, "、".join(words), kept)


def _has_such(period: Period, mod: str, noun: str, those: Known, others: Sequence[Condition]) -> bool:
    """Say whether a speech of the period is what the question calls it; else its year may be that of a figure."""
    allowed = frozenset.intersection(*(other.ids for other in others)) if others else those.ids
    then = (speech for date, there in those.by_date.items() if period.contains(date) for speech in there)
    such = [about for speech in then if speech.id in allowed and is_a(noun, about := header(speech))]
    mod = ASKED.sub("", mod)  # 总理的报告: whoever held the office then, and the text may not say
    pairs = {mod[i : i + 2] for i in range(len(mod) - 1)}
    if not pairs:
        return len(such) == 1 or bool(such and (noun in _SPECIFIC or others))
    return any(sum(pair in about for pair in pairs) >= 0.5 * len(pairs) for about in such)


def is_a(noun: str, header: str) -> bool:
    """Say whether a speech is what a question calls it: 讲话, 两会, 座谈会.

    :param header: `metadata_index.header`.
    """
    if noun == "两会":
        return bool(re.search("政协|人民代表大会|政府工作报告", header))
    if noun.endswith(("会", "会上", "会议")) and noun != "全会":
        return "会" in header
    return noun in header or (noun in ("发言", "致辞") and "讲话" in header) or (noun == "报道" and "新闻" in header)


# -- which meeting, which text


def _sessions(folded: str, those: Known, says: Says) -> Iterator[Condition]:
    asked = {session: match.group() for session, match in sessions_in(folded)}
    kept = frozenset(one for session in asked for one in those.by_session.get(session, ()))
    if kept:
        literal = frozenset().union(*(says(words) for words in asked.values()))
        words = "、".join(asked.values())
        yield Condition("occasion", words, words, kept | literal)


def _works(folded: str, those: Known, says: Says) -> Iterator[Condition]:
    """Yield what is named by its title or by its meeting's name."""
    for quoted in _TITLED.findall(folded):
        title = bare(quoted)
        kept = frozenset(one for one, other in those.bare_titles if title in other) if len(title) >= 4 else None
        if kept:
            yield Condition("title", quoted, f"《{quoted}》", kept | says(quoted))
            return
    text = bare(folded)
    named = [work for work in those.works_in(text) if not _LATER.match(text, work[2] + len(work[1]))]
    if named:
        kind, name, _, ids = max(named, key=lambda work: len(work[1]))
        yield Condition(kind, name, name, says(name).union(ids))
    elif (short := those.meetings.named_in(folded)) and not _LATER.match(
        folded, folded.find(short.words) + len(short.words)
    ):
        yield Condition("occasion", short.name, short.words, short.ids | says(short.name) | says(short.words))


def holders(office: str, speeches: Sequence[Speech], years: Sequence[int] = ()) -> list[str]:
    """Return the folded names of those who held an office, each once.

    :param speeches: Those of the place asked about.
    :param years: Only by speeches of these years; an undated speech then tells nothing.
    """
    found: dict[str, None] = {}
    for speech in speeches:
        if not speech.speaker or office not in offices_of(speech.role or ""):
            continue
        if not years or (speech.date and int(speech.date[:4]) in years):
            found[fold(speech.speaker)] = None
    return list(found)
