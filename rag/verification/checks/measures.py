"""What a figure measures: 营收 of 37亿元 is not 产值, and 12% more is not a share of 12%.

    evidence  低空物流营收突破37亿元。竹纸产值突破58亿元、税收突破5亿元
    sentence  低空物流产值突破37亿元   ->  产值: the figure measures 营收 there

A measure is a noun that can have the figure's unit, before it with light words alone between them (产值去年已突破) or
after it (37亿元的营收). 产值、税收分别为 gives its figures in turn, 产值、税收均超 to both; 同比增长12% is of what was
measured last. A figure without any supports all. Of whom it is measured (竹纸, 低空物流) this does not know, nor any
measure that is not in its list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.language.annotation import Annotated, annotate
from corpus.language.figures.quantities import Figure
from corpus.language.lexicon import pattern, table, words
from rag.datamodel import Evidence
from rag.verification.checks.figures import same_figure
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support, beside

# measures are alike if one's key is within the other's: 收入 is every income; 进出口 has its own key, as it is not 出口
_KINDS = ("money", "people", "area", "length", "quantity")
_KEYS = {
    word: (entry.words[0], frozenset(words("units", kind)))
    for kind in _KINDS
    for entry in table("measures").of(kind)
    for word in entry.words
}
_PERCENT = ("%", "个百分点")
_SHARES = words("units", "share")  # of any measure
_OF_ANY = frozenset(_SHARES).union(*(units for _, units in _KEYS.values()))
_SMALL = 10**4  # a number without unit below it measures nothing
_RATE = "(?<![的率])[\u4e00-\u9fff]{2}(?<!增长)率"
_NOUN = pattern("{rate}|{measures:money people area length quantity}", rate=_RATE)
_PARTS = words("measures", "share")
_HOW = pattern("{measures:change}(?!了?[到至])|{measures:share}(?![地领据用])")
_CHANGED, _REACHED = pattern("{measures:change}"), pattern("{measures:result}|[达为至]")
_LIGHT = pattern(
    r"(?:{measures:change share light}|\d+年(?:\d+月)?(?:\d+日)?|“?十[{plan_digit}]五”?"
    "|[额由从到至升降跃攀净新均都皆同比较为是有共约近了的超将可仅只也就又再达已、,:“”()\\-~—在于年内底末初每个月])*+"
)
_JOINED = re.compile("(?:总额|额|余额|岗位)?(?:、|和|与|及|以及)[^,。:;!?\n]{0,16}")
_LISTED = ("、", "和", "与", "及", "以及")
_BASE = re.compile("(?:占(?!比)|[高低快慢多少]于|超过|相当于)[^,、。:;]{0,6}$")  # 占生产总值的12%: a share of that
_GOES_ON = re.compile("[多余几来][万亿]|[-~—至到]\\d")  # 130余万元, 4.5-5%
_AFTER = re.compile(r"(?:以上|左右)?(?:的[^\W\d]{0,4}?|[^\W\d用把带拉完实]{0,2}?)")
_HOW_AFTER = pattern("(?:以上|左右)?的(?:年均|平均)?(?P<how>{measures:change share})")
_WINDOW, _REACH = 80, 10  # characters before and after a figure


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with the keys of what it may measure and a word that says so, and a word that says how (增长, 占).

    No keys are all, and no word is either.

    :param base: Whether the keys are what it is compared with: 占生产总值的12%.
    """

    figure: Figure
    keys: frozenset[str] = frozenset()
    word: str = ""
    how: str = ""
    base: bool = False


def wrong_measures(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the measures whose figures measure something else in all of the evidence.

    What one evidence sentence measures is not lent to a bare figure of another that does not stand beside it.
    """
    mine = [one for one in claim.text.derive(measured_in) if one.keys or one.how]
    if not mine:
        return
    theirs = [(item, other) for item in support.items for other in item.annotated.derive(measured_in)]
    for one in mine:
        same = [(item, other) for item, other in theirs if same_figure(one.figure, other.figure)]
        if same and not any(
            _supports(one, other) and not _lent(one, item, other, support.items) for item, other in same
        ):
            other_sense = any(_alike(one, other) and not _supports(one, other) for _, other in same)
            yield _finding(claim, one, one.how if other_sense else one.word)


def _finding(claim: CandidateClaim, one: Measured, word: str) -> Finding:
    """Return a finding about a measure with its figure; the word may stand on either side of it."""
    text, figure = claim.text.folded, one.figure
    before, after = text.rfind(word, 0, figure.start), text.find(word, figure.end)
    if before >= 0 and (after < 0 or figure.start - before <= after - figure.end):
        return claim.finding("measures", before, before + len(word), word)
    if after >= 0:
        return claim.finding("measures", after, after + len(word), word)
    return claim.finding("measures", figure.start, figure.end, word)


def same_measure(one: Measured, other: Measured) -> bool:
    """Say whether two figures measure one thing in one way: both grow by them, or both come to them."""
    return (
        one.figure.unit == other.figure.unit
        and bool(one.keys and other.keys)
        and one.base == other.base
        and bool(one.how) == bool(other.how)
        and any(a in b or b in a for a in one.keys for b in other.keys)
    )


def _supports(one: Measured, other: Measured) -> bool:
    return _alike(one, other) and not (one.how and other.how and (one.how in _PARTS) != (other.how in _PARTS))


def _alike(one: Measured, other: Measured) -> bool:
    if not one.keys or not other.keys or one.base != other.base:
        return True
    return any(a in b or b in a for a in one.keys for b in other.keys)


def _lent(one: Measured, item: Evidence, other: Measured, support: Sequence[Evidence]) -> bool:
    """Say whether only another evidence sentence, elsewhere, names what a bare figure would measure."""
    if other.keys or not one.keys or len(support) < 2:
        return False
    naming = [near for near in support if any(_key(noun.group()) in one.keys for noun in _NOUN.finditer(_told(near)))]
    return bool(naming) and not any(near is item or beside(near, item) for near in naming)


def _told(item: Evidence) -> str:
    return "\n".join(annotate(part).folded for part in (item.about, item.lead, item.text))


def measured_in(annotated: Annotated) -> tuple[Measured, ...]:
    """Return the figures of a text with what they measure."""
    found: list[Measured] = []
    last: Measured | None = None  # that can measure something
    turns: list[re.Match[str]] = []  # of 产值、税收分别为: for the figures to come
    text, everything = annotated.folded, annotated.figures
    for figure, run in zip(everything, _runs(text, everything), strict=True):
        if not _measures(text, figure):
            found.append(Measured(figure))
            continue
        gap = text[max(last.figure.end if last else 0, figure.start - _WINDOW) : figure.start]
        nouns = _before(gap, figure)
        if nouns or gap not in _LISTED:
            turns = nouns if nouns and len(nouns) == run and "分别" in gap[nouns[-1].end() :] else []
        if not nouns and run > 1 and "," in gap:
            last = None  # 产值86亿元,税收5亿元,增长8%和9%: each of its own
        last = _read(text, gap, figure, [turns.pop(0)] if turns else nouns, last)
        found.append(last)
    return tuple(found)


def _read(text: str, gap: str, figure: Figure, nouns: Sequence[re.Match[str]], last: Measured | None) -> Measured:
    """Return what a figure measures: by the nouns before it, as the figure before it, or by what follows it."""
    clause = re.split("[,、。;!?\n]", gap)[-1]
    if nouns:
        base = bool(_BASE.search(gap[: nouns[-1].start()]))
        how = _how(gap[nouns[-1].end() :], figure) or (_how(clause, figure) if base else "")
        return Measured(figure, frozenset(_key(noun.group()) for noun in nouns), nouns[-1].group(), how, base)
    how = _how(clause, figure)
    if last and _goes_on(gap, figure, last):
        return replace(last, figure=figure, how=how or (last.how if gap in _LISTED else ""))
    noun = _NOUN.search(text, figure.end, figure.end + _REACH)
    while noun and (longer := _NOUN.match(text, noun.end())):  # 4亿中等收入人口
        noun = longer
    fits = noun and _fits(noun.group(), figure) and _AFTER.fullmatch(text, figure.end, noun.start())
    if noun and fits and not text[noun.end() : noun.end() + 1].isdigit():  # 30亿元税收5亿元
        return Measured(figure, frozenset([_key(noun.group())]), noun.group(), how)
    after = _HOW_AFTER.match(text, figure.end)
    return Measured(figure, how=_how(after["how"], figure) if after else how)


def _goes_on(gap: str, figure: Figure, last: Measured) -> bool:
    """Say whether a figure measures what the one before it does: 产值86亿元,同比增长12%,其中竹纸30亿元."""
    if last.word and not _fits(last.word, figure):
        return False
    head, part, _ = gap.partition("其中")
    changed = _CHANGED.search(gap) or (last.figure.unit in _SHARES and _REACHED.search(gap))
    return bool(_LIGHT.fullmatch(head) and (part or changed or "," not in gap))


def _key(word: str) -> str:
    return _KEYS[word][0] if word in _KEYS else word


def _measures(text: str, figure: Figure) -> bool:
    if figure.unit:
        return figure.unit in _OF_ANY
    return figure.value >= _SMALL or bool(_GOES_ON.match(text, figure.end))


def _units(word: str) -> frozenset[str]:
    return _KEYS[word][1] if word in _KEYS else frozenset(_PERCENT)  # a rate


def _fits(word: str, figure: Figure) -> bool:
    return figure.unit in _units(word) or (word in _KEYS and (not figure.unit or figure.unit in _SHARES))


def _before(gap: str, figure: Figure) -> list[re.Match[str]]:
    """Return the nouns before a figure that it measures, the nearest last; several if they are listed."""
    nouns = [noun for noun in _NOUN.finditer(gap) if _fits(noun.group(), figure)]
    if not nouns or not _LIGHT.fullmatch(gap, nouns[-1].end()):
        return []
    listed = [nouns[-1]]
    for noun in reversed(nouns[:-1]):
        compound = noun.end() == listed[0].start() and _units(noun.group()) == _units(
            listed[0].group()
        )  # 税收收入, 消费支出
        if not compound and not _JOINED.fullmatch(gap, noun.end(), listed[0].start()):
            break
        listed.insert(0, noun)
    return listed


def _runs(text: str, everything: Sequence[Figure]) -> list[int]:
    """Return for each figure how many are listed from it on: 5%、6%和7%."""
    runs = [1] * len(everything)
    for at in reversed(range(len(everything) - 1)):
        if text[everything[at].end : everything[at + 1].start] in _LISTED:
            runs[at] += runs[at + 1]
    return runs


def _how(words: str, figure: Figure) -> str:
    """Return a word for how a percentage is meant, if there are words of one kind alone or its noun is there."""
    found = _HOW.findall(words) if figure.unit in _PERCENT else []
    named = bool(found) and found[-1] in ("增速", "增幅", "增长率")
    return found[-1] if named or len({word in _PARTS for word in found}) == 1 else ""
