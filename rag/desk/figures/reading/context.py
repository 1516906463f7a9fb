"""When and whether: the years that a figure is of, and if they are past, by headings, cues and the speech's date.

State runs through a speech: 五年来 at the head of a paragraph holds until 2025年 or a new section says otherwise.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import Speech
from corpus.language.figures.vocabulary import either, words
from corpus.language.lexicon import pattern
from corpus.language.numerals import numeral
from corpus.language.periods import find_periods, resolve_years

_REVIEWS = 4  # a report of the first months of a year reviews the year before
_FUTURE = re.compile(either("aim.future"))
_PAST = re.compile(either("aim.past"))
_MODAL = pattern(
    "(?:{either_aim_modal})(?!的|完成|指标)|(?<!行动)(?<!列入)计划(?={figure_phrases:planned})",
    either_aim_modal=either("aim.modal"),
)
_OPEN = frozenset(words("aim", "open"))
_FACT = re.compile(either("aim.fact"))
_SINCE_PLAN = pattern(
    r"[“‘]?十(?P<plan>[{plan_digit}])五[”’]?+(?:{figure_phrases:plan_end}){0,2}+的?+"
    r"(?:(?P<first>{figure_phrases:plan_first})|(?P<last>{figure_phrases:plan_last})|(?!开局|收官|[^,;。]{0,10}[之一]年))"
)
_SPAN = pattern(
    r"{figure_phrases:recent_years}([{tens}两]|\d{1,2})年|([三四五六七八九十两])年(?:来|间)|([三五])年累计|"
    r"(?<![\d十])(\d)年(?={figure_phrases:grown})"
)
_COMING = pattern("(?:未来|今后)([{tens}])年")
_ONE = pattern("{figure_phrases:past_year}")
_PART = pattern(
    r"(?:前|1[-—至到])?([一二三四1-4])季度|上半年|前([{tens}]{1,2}|\d{1,2})个?月|1[-—至到](\d{1,2})月|前三季度|年\d{1,2}月"
)
_TO_YEAR = re.compile(r"到(20\d\d)年(?!来)")
_OPENING = re.compile(
    r"^(?:各位(?:代表|委员|同志)[!,:]*|同志们[!,:]*|刚刚过去的|即将过去的|在?过去的|回顾|回首|总的看,?|在|纵观|\s)*"
)
_COMPARED = re.compile(
    r"(?:[^，,。；;]{0,6}年[初末底]?|[“‘]?十.五[^，,。；;]{0,5}末期?)(?:相比|比|持平|的[\d.]+倍)"
)  # 同1987年相比, 是“十三五”末的2倍
_AIM_CUE = pattern("{figure_phrases:aim_of}目标(?:任务)?(?:是|为|:)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A period named in a sentence: from `at` on figures are of it."""

    at: int
    since: str | None
    until: str | None
    future: bool | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What holds at a point of the text.

    :param future: Whether it is about what is still to come; None if that is not told.
    """

    since: str | None = None
    until: str | None = None
    future: bool | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds the figures of a sentence.

    :param mentions: Periods named in it or, where it was cut for its length, before it (at -1).
    :param whole: Its folded text from the last full stop on; `shift` where the sentence itself begins in that.
    """

    mentions: Sequence[Mention]
    whole: str
    shift: int

    def before(self, at: int) -> str:
        """Return the words before a place in the sentence, from the last full stop on."""
        return self.whole[: self.shift + at]

    def mention(self, at: int) -> Mention | None:
        """Return the period named last before a place."""
        return next((one for one in reversed(self.mentions) if one.at < at and one.since), None)

    def without(self, begin: int, end: int) -> "Around":
        """Return the same without the periods named between two places, of which a value of before is: 由2020年的5%."""
        return replace(self, mentions=[one for one in self.mentions if not begin <= one.at < end])


class Calendar:
    """Years as one speech means them."""

    def __init__(self, speech: Speech) -> None:
        date = speech.told or ""
        self.date = date or None
        self.year = int(date[:4]) if date[:4].isdigit() else None
        month = int(date[5:7] or 0) if len(date) >= 7 else 0
        self.report = speech.kind == "报告" or "工作报告" in speech.title
        self.reviewed = self.year - 1 if self.year and self.report and month < _REVIEWS else self.year

    def of_headings(self, headings: Sequence[str]) -> State:
        """Return what the headings over a passage tell."""
        state = State()
        for depth, heading in enumerate(headings):
            mention = self._last(heading)
            future = self._heading_future(heading, mention)
            if depth and mention is None:
                continue  # （五）推进改革部署落地 is no plan
            if future is not None or (mention and mention.since):
                state = State(
                    mention.since if mention else state.since,
                    mention.until if mention else state.until,
                    state.future if future is None else future,
                )
        if state.since is None and state.future is not None and self.year and self.report:
            year = str(self.year if state.future else self.reviewed)
            state = replace(state, since=year, until=year)
        return state

    def _heading_future(self, heading: str, mention: Mention | None) -> bool | None:
        past, future = _PAST.search(heading), _FUTURE.search(heading)
        if past and not future:
            return False
        if past and future:
            return not past.start() < future.start()
        if future and not (mention and mention.until and self.year and int(mention.until[:4]) < self.year):
            return True
        if mention and mention.future is not None and self.report:
            return mention.future
        return None

    def _last(self, text: str) -> Mention | None:
        """Return the single year of a heading, else its period."""
        found = self.mentions(text)
        single = [one for one in found if one.since == one.until]
        return (single or found or [None])[-1]  # type: ignore[list-item]

    def mentions(self, folded: str) -> list[Mention]:
        """Return the periods that a folded text names, in order."""
        if "年" not in folded and not _SINCE_PLAN.search(folded):
            return []
        found: dict[int, Mention] = {}
        for at, since, until in (*self._named(folded), *self._spanning(folded)):
            found[at] = self._mention(at, since, until)
        for match in _TO_YEAR.finditer(folded):
            found.pop(match.start() + 1, None)
            found[match.start()] = self._mention(match.start(), int(match[1]), int(match[1]))
        return [found[at] for at in sorted(found)]

    def _mention(self, at: int, since: int | str, until: int | str | None) -> Mention:
        future = None
        if until is not None and self.year is not None:
            first, last = int(str(since)[:4]), int(str(until)[:4])
            future = last > self.year or (last == self.year and first >= self.year and self.report)
        return Mention(at, str(since), None if until is None else str(until), future)

    def _named(self, folded: str) -> Iterator[tuple[int, int | str, int | str | None]]:
        """Yield (offset, first, last) of the years and periods that are named as such."""
        if self.year is not None:
            for start, _, year in resolve_years(folded, self.date):
                yield start, year, year
        for period in find_periods(folded):
            if "年" not in folded[period.start : period.end]:
                continue  # a five-year plan, below
            if period.since and period.until is None and self.reviewed:
                yield period.start, period.since[:4], max(self.reviewed, int(period.since[:4]))
            elif period.since:
                yield period.start, period.since, period.until
        for match in _SINCE_PLAN.finditer(folded):
            first = 2006 + 5 * (numeral(match["plan"]) - 1)
            yield match.start(), first + 4 if match["last"] else first, first if match["first"] else first + 4

    def _spanning(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """Yield (offset, first, last) of the periods that are told by their length: 这五年, 未来三年, 一年来."""
        if self.year is None or self.reviewed is None:
            return
        for match in _SPAN.finditer(folded):
            text = next(group for group in match.groups() if group)
            count = numeral(text)
            if count > 1:
                yield match.start(), self.reviewed - count + 1, self.reviewed
        for match in _ONE.finditer(folded):
            yield match.start(), self.reviewed, self.reviewed
        for match in _COMING.finditer(folded):
            first = self.year if self.report else self.year + 1
            yield match.start(), first, first + numeral(match[1]) - 1

    def partial(self, folded: str) -> bool:
        """Say whether a text names a part of a year: what it counts is not the year's."""
        return bool(_PART.search(folded))

    def begin(self, folded: str, state: State, mentions: Sequence[Mention]) -> State:
        """Return the state after the beginning of a sentence that sets the period of what follows.

        :param mentions: The periods that the sentence names.
        """
        match = _OPENING.match(folded)
        opening = match.end() if match else 0
        mention = next((one for one in mentions if one.at <= max(2, opening)), None)
        if mention is not None and mention.since:
            multi = mention.since != mention.until
            if multi or self.report:
                future = state.future if mention.future is None else mention.future
                if mention.since == mention.until == str(self.year) and state.future is not False:
                    future = True if self.report and state.future else state.future
                return State(mention.since, mention.until, future)
        if state.future is None and _AIM_CUE.search(folded):
            return replace(state, future=True)
        return state


def is_aimed(before: str, *, past: bool) -> bool:
    """Say whether words before a figure in its sentence tell that it is still to be reached.

    :param past: Whether the passage is about what was: there, some of them tell what was reached.
    """
    return any(not past or match.group() not in _OPEN for match in _MODAL.finditer(before))


def is_fact(before: str) -> bool:
    """Say whether words before a figure tell that it is so already."""
    return bool(_FACT.search(before))


def is_compared(whole: str, at: int) -> bool:
    """Say whether a period named at a place is only what another is compared with."""
    return whole[:at].endswith(("比", "较")) or _COMPARED.match(whole, at) is not None
