"""How words are used in the reports of a kind: which of them have them, which have not, how often, until when.

    今年省里的报告没写低空经济的有哪几家   ->  reports of provinces, 低空经济, where it is not
    “以竹代塑”从哪年起不在国务院报告里提了  ->  reports of the nation, “以竹代塑”, until when

The words are those in quotation marks, or the longest that leave nothing of the question but what asks. As for figures
every word must be accounted for: whoever is not sure returns None.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.language.lexicon import pattern, table
from corpus.language.segmentation import tagged
from rag.question.desk.figure_words import with_whole_years
from rag.question.filters.reports import Reports, reports_meant
from rag.question.intent.learned import frame
from rag.question.intent.masking import QUOTED, Region, candidates, regions
from rag.question.intent.speaker_question import AUTHOR

_FORMAL = "mqruyeopcwxzdf"  # flags of words that name nothing
_CONTENT = pattern("{asking:content}")
_ASKS = pattern("{asking:which years times most when}|{reports:which_province}|[几多]少?[次份篇处家]|{reports:silent}")
_STOPPED, _SILENT = pattern("{reports:stopped}"), pattern("{reports:silent!}")
_SAYS = pattern("{asking:says}|{reports:silent}|{reports:stopped}")
_HOLDS = pattern("{asking:times}|[几多]少?[次份篇处]|有")
_DATES = pattern("{asking:when}")
_WHEN = pattern("{asking:when years}|[起后止]")
_MOST = 2


class Usage(StrEnum):
    """What is asked of the words."""

    WHICH = "which"
    SILENT = "silent"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class PhraseUsage:
    """What a question asks of words in reports.

    :param phrases: One, or two that are set against each other.
    """

    phrases: tuple[str, ...]
    reports: Reports
    asks: Usage


def phrase_usage(folded: str, held: Callable[[str], bool], places: Collection[str] = ()) -> PhraseUsage | None:
    """Return what a question asks of words in the reports of a kind, or None if it asks nothing of them.

    :param folded: A question that is complete by itself, folded.
    :param held: Says whether the library has some words.
    :param places: That it has reports of, as they may be called.
    """
    folded = with_whole_years(folded)
    reports = reports_meant(folded, places)
    if reports is None or not _ASKS.search(folded):
        return None
    rest = reports.rest
    named = regions(rest)
    quoted = [Region(one.start, one.end, one.mask) for one in named if one.mask == QUOTED]
    found = _quoted(rest, quoted, named, held) if quoted else _unquoted(rest, named, held)
    if not found:
        return None
    left = _without(rest, found)
    if _CONTENT.search(_DATES.sub("", left)) or AUTHOR.search(folded):
        return None
    if not _SAYS.search(left) and (reports.open or not _HOLDS.search(left)):
        return None  # 哪些省的竹纸产值增长了
    asks = Usage.WHICH
    if _STOPPED.search(left) and _WHEN.search(left):
        asks = Usage.UNTIL
    elif _SILENT.search(left):
        asks = Usage.SILENT
    if len(found) > 1 and asks is not Usage.WHICH:
        return None
    return PhraseUsage(tuple(_bare(rest[one.start : one.end]) for one in found), reports, asks)


def _quoted(rest: str, quoted: list[Region], named: tuple[Region, ...], held: Callable[[str], bool]) -> list[Region]:
    """Return the words in quotation marks with those behind them that belong to them: “内卷式”竞争."""
    if len(quoted) > _MOST:
        return []
    longer = [one for one in candidates(rest, named) if one.start == quoted[-1].start and one.end > quoted[-1].end]
    runs = [[*quoted[:-1], one] for one in (quoted[-1], *sorted(longer, key=lambda one: one.end))]
    return next((run for run in runs if _is_rest_idle(rest, run) and _are_held(rest, run, held)), [])


def _unquoted(rest: str, named: tuple[Region, ...], held: Callable[[str], bool]) -> list[Region]:
    """Return the longest words that leave nothing but what asks, have none of that at their ends, and are held."""
    runs = sorted(candidates(rest, named), key=lambda one: (one.start - one.end, one.start))
    whole = (one for one in runs if _is_name(rest[one.start : one.end]) and _is_rest_idle(rest, [one]))
    return next(([one] for one in whole if _are_held(rest, [one], held)), [])


def _is_name(words: str) -> bool:
    """Say whether neither the first nor the last of some words is one that asks, and they are no place's name."""
    ends = [word for word, _ in tagged(words)]
    place = all(flag.startswith("ns") for _, flag in tagged(words))
    return not place and not any(word in _asking() for word in (ends[0], ends[-1]))


def _are_held(rest: str, found: list[Region], held: Callable[[str], bool]) -> bool:
    return all(held(_bare(rest[one.start : one.end])) for one in found)


def _is_rest_idle(rest: str, found: list[Region]) -> bool:
    """Say whether the words beside some are none but those that ask."""
    known = frame("library") | _asking()
    return all(word.strip() in known or flag[:1] in _FORMAL for word, flag in tagged(_without(rest, found)))


@cache
def _asking() -> frozenset[str]:
    return frozenset((*table("asking").words(), *table("reports").words()))


def _without(rest: str, found: list[Region]) -> str:
    for one in found:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    return rest


def _bare(words: str) -> str:
    """Return words without the quotation marks around them; those within stay."""
    inner = words[1:-1]
    return inner if words[:1] in '“「"' and words[-1:] in '”」"' and "“" not in inner else words
