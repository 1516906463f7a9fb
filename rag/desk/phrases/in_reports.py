"""How words are used in the reports of a kind, in the chat: each report looked at whole, and every one accounted for.

What is counted is a concordance's: a copy of a report is not counted beside it, and those that have not the words are
named as well as those that have.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus import Speech
from index import Filters, Library
from rag.datamodel import DeskLink, DirectAnswer, Evidence, Refusal, RefusalCode, Statement, Verdict
from rag.desk.phrases.concordance import Concordance, concordance
from rag.extractive.provenance import ROWS, credit, evidence, once, row, sentence_at, title_span
from rag.question.filters.reports import year_of
from rag.question.intent.phrase_usage import PhraseUsage, Usage

LISTED = 12
"""Reports of which a line is shown; all are named and counted, and are in the rows."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The uses of one phrase in some reports.

    :param counts: How often each report says it, by its id.
    """

    phrase: str
    uses: Concordance
    saying: list[Speech]
    silent: list[Speech]
    counts: dict[str, int]

    @property
    def times(self) -> int:
        """How often all say it."""
        return sum(self.counts[speech.id] for speech in self.saying)


def answer_usage(library: Library, asked: PhraseUsage | None, filters: Filters | None = None) -> DirectAnswer | None:
    """Answer how words are used in the reports that a question means, or return None.

    :param asked: None if it asks nothing of them that is sure.
    """
    if asked is None:
        return None
    reports, _copies = once(library, asked.reports.among(library.speeches(filters)))
    if len(reports) < 2:
        return None
    found = [_uses(library, phrase, reports) for phrase in asked.phrases]
    link = DeskLink("phrases", (("q", asked.phrases[0]),))
    if not any(one.saying for one in found):
        params: dict[str, str | int | tuple[str, ...]] = {"phrase": asked.phrases[0], "speeches": len(reports)}
        return DirectAnswer(refusal=Refusal(RefusalCode.NOT_IN_LIBRARY, params), desk=link)
    of_nation = not any(speech.place for speech in reports)
    years = sorted({year_of(speech) for speech in reports})
    dated = of_nation or len(years) > 1
    label: Callable[[Speech], str] = lambda one: (  # noqa: E731
        f"{one.place or ('' if of_nation else '国务院')}{f'{year_of(one)}年' if dated else ''}"
    )
    span = years[0] if len(years) == 1 else f"{years[0]} 至 {years[-1]}"
    head = f"已查 {len(reports)} 份{'国务院政府' if of_nation else ''}工作报告（{span}年）"
    if asked.asks is Usage.SILENT:
        return _silent(library, found[0], head, label, link)
    lines = [_line(library, one, head if not at else "", label, by_year=of_nation) for at, one in enumerate(found)]
    if asked.asks is Usage.UNTIL:
        lines += _until(library, found[0], reports, label)
    elif len(found) > 1:
        lines.append(_against(library, found[0], found[1], label))
    shown = [_quoted(library, one, speech, label) for one in found for speech in one.saying[: LISTED // len(found)]]
    rows = [
        row(library, speech, _first(library, one, speech), times=one.counts[speech.id])
        for one in found
        for speech in one.saying
    ]
    return DirectAnswer((*lines, *shown), desk=link, rows=tuple(rows[:ROWS]))


def _shown(found: _Found) -> str:
    return found.phrase if "“" in found.phrase else f"“{found.phrase}”"


def _uses(library: Library, phrase: str, reports: Sequence[Speech]) -> _Found:
    uses = concordance(library, phrase, Filters(ids=[speech.id for speech in reports]))
    counts = uses.counts
    saying = [speech for speech in reports if speech.id in counts]
    return _Found(phrase, uses, saying, [speech for speech in reports if speech.id not in counts], counts)


def _line(library: Library, found: _Found, head: str, label: Callable[[Speech], str], *, by_year: bool) -> Statement:
    """Return who says a phrase how often, the most frequent first or year by year, and who does not."""
    order = found.saying if by_year else sorted(found.saying, key=lambda one: -found.counts[one.id])
    each = "、".join(f"{label(speech)} {found.counts[speech.id]} 次" for speech in order)
    told = f"{head}：" if head else ""
    text = f"{told}{_shown(found)}见于 {len(found.saying)} 份，共 {found.times} 次"
    text += f"：{each}" if each else ""
    top = [one for one in found.saying if found.counts[one.id] == max(found.counts.values())]
    if 0 < len(top) < len(found.saying):
        text += f"；最多的是{'、'.join(map(label, top))}"
    if by_year and len(order) > 1:
        text += f"，最早的是{label(order[0])}，最近的是{label(order[-1])}"
    if found.silent:
        text += f"；没有写到的 {len(found.silent)} 份：{'、'.join(map(label, found.silent))}"
    supports = [_said(library, found, one) for one in order] or [_named(library, one) for one in found.silent]
    return Statement(f"{text}。", tuple(supports[:LISTED]), Verdict.SUPPORTED, found.phrase)


def _silent(library: Library, found: _Found, head: str, label: Callable[[Speech], str], link: DeskLink) -> DirectAnswer:
    if not found.silent:
        params: dict[str, str | int | tuple[str, ...]] = {"phrase": found.phrase, "speeches": len(found.saying)}
        return DirectAnswer(refusal=Refusal(RefusalCode.SAID_BY_ALL, params), desk=link)
    supports = tuple(_named(library, speech) for speech in found.silent)
    text = f"{head}：没有写到{_shown(found)}的有 {len(found.silent)} 份：{'、'.join(map(label, found.silent))}"
    text += f"；写到的有 {len(found.saying)} 份"
    rows = tuple(row(library, one.speech, (one.start, one.end)) for one in supports)
    return DirectAnswer((Statement(f"{text}。", supports[:LISTED], Verdict.SUPPORTED),), desk=link, rows=rows[:ROWS])


def _until(
    library: Library, found: _Found, reports: Sequence[Speech], label: Callable[[Speech], str]
) -> list[Statement]:
    """Return the last report that says a phrase, and the first behind it that does not."""
    if not found.saying:
        return []
    last = found.saying[-1]
    later = [speech for speech in reports if year_of(speech) > year_of(last)]
    text = f"最后一份写到{_shown(found)}的是{label(last)}的报告"
    text += f"；库中其后的第一份是{label(later[0])}的，没有写到" if later else "，库中其后没有报告"
    supports = (_said(library, found, last), *(_named(library, speech) for speech in later[:1]))
    return [Statement(f"{text}。", supports, Verdict.SUPPORTED)]


def _against(library: Library, one: _Found, other: _Found, label: Callable[[Speech], str]) -> Statement:
    """Return which of two phrases is used more, and which reports have both."""
    more, less = (one, other) if one.times >= other.times else (other, one)
    text = f"{_shown(more)}比{_shown(less)}多 {more.times - less.times} 次" if more.times > less.times else "次数相同"
    both = [speech for speech in one.saying if speech.id in other.counts]
    text += f"；两者都写到的有 {len(both)} 份" + (f"：{'、'.join(map(label, both))}" if both else "，没有同在一份的")
    supports = [_said(library, found, found.saying[0]) for found in (one, other) if found.saying]
    return Statement(f"{text}。", tuple(supports), Verdict.SUPPORTED)


def _quoted(library: Library, found: _Found, speech: Speech, label: Callable[[Speech], str]) -> Statement:
    support = _said(library, found, speech)
    words = f"{label(speech)}，{credit(speech)}：“{' '.join(support.quote.split())}”"
    return Statement(words, (support,), Verdict.QUOTED)


def _said(library: Library, found: _Found, speech: Speech) -> Evidence:
    return evidence(library, speech, *_first(library, found, speech))


def _first(library: Library, found: _Found, speech: Speech) -> tuple[int, int]:
    """Return the sentence of the first use in a report."""
    number = next(at for at, (one, _) in enumerate(found.uses.uses.saying) if one.id == speech.id)
    words = found.uses.uses.of(number)[0].words
    return sentence_at(library, speech, words.start, words.end)


def _named(library: Library, speech: Speech) -> Evidence:
    return evidence(library, speech, *title_span(library, speech))
