"""What differs between a sentence of a draft and the place that it is from, and what the difference is about.

Digits, negation, names and offices are judged strictly: one character of them is a difference of fact. A number that is
only written otherwise is one of form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from corpus.language.figures.quantities import Figure, figures
from corpus.language.lexicon import pattern
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import NAME, is_name
from corpus.language.names.places import find_place
from corpus.language.segmentation import PERSON_FLAGS, tagged
from rag.datamodel import Evidence
from rag.desk.draft_check.alignment import operations
from rag.desk.draft_check.verdicts import Difference, Kind
from rag.desk.letters import Letters
from rag.verification.checks.polarity import opposite_directions
from rag.verification.claim import CandidateClaim
from rag.verification.support import Support

_DATE_UNITS = ("年", "月", "日", "号")
_NAMES = (*PERSON_FLAGS, "ns", "nt")
_NEGATOR = re.compile(
    "不(?![断仅但光单同少久管论止禁愧妨惜])|未(?![来免])|没(?!收)|无(?![论数限比疑私偿线])|非(?![常遗公法凡])|勿|莫(?!大)|别(?![人的样])"
)
_OFFICER = re.compile(rf"(?P<office>{OFFICE})|(?P<name>{NAME})(?=同志|{OFFICE})|(?<=同志){NAME}")
_CUT_NEGATOR = pattern("(?:[绝决并从毫]?不|没有|没|[并尚]?未|勿|莫)[能可得准许要会是应该]{0,2}$")
_CUT_OFFICE = pattern("[副代前原]$")
_DENIAL = 3  # letters of 并没有, 不能够
_GRAVITY: dict[Kind, int] = {
    "figure": 0,
    "date": 1,
    "name": 2,
    "office": 3,
    "negation": 4,
    "direction": 5,
    "omission": 6,
    "wording": 7,
    "form": 8,
}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts, with what in it is judged strictly; spans refer to the whole text."""

    text: str
    folded: str
    figures: tuple[tuple[Span, Figure], ...]
    names: tuple[Span, ...]
    offices: tuple[Span, ...]

    @classmethod
    def of(cls, text: str, start: int, end: int, known: Sequence[str]) -> "_Side":
        folded = fold(text[start:end])
        numbers = tuple(((start + figure.start, start + figure.end), figure) for figure in figures(folded))
        names = tuple((start + a, start + b) for a, b in _names(folded, known))
        offices = tuple(
            (start + match.start(), start + match.end()) for match in _OFFICER.finditer(folded) if match["office"]
        )
        return cls(text, fold(text), numbers, names, offices)


def differences(
    draft: str, here: Letters, mine: Span, source: str, there: Letters, theirs: Span, known: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """Return where a sentence of a draft differs from its place in a source, in the draft's order.

    :param here: The letters of the draft, of which `mine` is a span.
    :param there: Those of the source, and `theirs`.
    :param known: Names of people that the library knows, folded.
    """
    a, b = here.span(*mine), there.span(*theirs)
    left, right = _Side.of(draft, *a, known), _Side.of(source, *b, known)
    opposite = _turned(left.folded[slice(*a)], right.folded[slice(*b)])
    words, text = here.text[slice(*mine)], there.text[slice(*theirs)]
    found: list[tuple[Kind, Span, Span]] = []
    for first, last, other_first, other_last in operations(words, text):
        span = _inside(here.span(mine[0] + first, mine[0] + last), a)
        other = _inside(there.span(theirs[0] + other_first, theirs[0] + other_last), b)
        kind, span, other = _judge(left, right, span, other, opposite)
        if found and found[-1][0] == kind and _overlap(found[-1][1], span) and _overlap(found[-1][2], other):
            span = min(found[-1][1][0], span[0]), max(found[-1][1][1], span[1])
            other = min(found[-1][2][0], other[0]), max(found[-1][2][1], other[1])
            found.pop()
        found.append((kind, span, other))
    return tuple(
        Difference(kind, *span, draft[slice(*span)], *other, source[slice(*other)]) for kind, span, other in found
    )


def _turned(draft: str, source: str) -> set[str]:
    """Return the words of a sentence that its source has the opposite of: 增长 for 下降."""
    told = Evidence(Speech(id="", path="", title=""), 0, len(source), source, source)
    return {finding.item for finding in opposite_directions(CandidateClaim.read(draft), Support((told,)))}


def gravest(found: Sequence[Difference]) -> Kind | None:
    """Return the kind of the gravest difference, None of none."""
    return min((difference.kind for difference in found), key=_GRAVITY.__getitem__, default=None)


def _judge(left: _Side, right: _Side, span: Span, other: Span, opposite: set[str]) -> tuple[Kind, Span, Span]:
    numbers = [item for item in left.figures if _touch(item[0], span)]
    others = [item for item in right.figures if _touch(item[0], other)]
    if numbers or others or _has_digit(left, span) or _has_digit(right, other):
        grown, grown_other = _grow(span, [s for s, _ in numbers]), _grow(other, [s for s, _ in others])
        same = [figure.key for _, figure in numbers] == [figure.key for _, figure in others] and bool(numbers)
        # 五大工程 and 五项工程 have one number: what differs is the word behind it
        if same and _only_numbers(left, grown, numbers) and _only_numbers(right, grown_other, others):
            return "form", grown, grown_other
        units = {figure.unit for _, figure in (*numbers, *others)}
        values = [figure.value for _, figure in numbers] != [figure.value for _, figure in others]
        if values or not (numbers and others):
            return ("date" if units & set(_DATE_UNITS) else "figure"), grown, grown_other
    if span[0] == span[1] or other[0] == other[1]:  # 不 put in or left out, even where a tagger takes it into a name
        added = left.folded[slice(*span)] or right.folded[slice(*other)]
        if _denies(left, span) != _denies(right, other) and len(added) <= _DENIAL:
            return "negation", span, other
        if added == "副":  # whatever a tagger takes it for, what follows is an office and another one
            return "office", _grow(span, _beside(left.offices, span)), _grow(other, _beside(right.offices, other))
    strict: tuple[tuple[Kind, Sequence[Span], Sequence[Span]], ...] = (
        ("office", left.offices, right.offices),
        ("name", left.names, right.names),
    )
    for kind, mine, theirs in strict:
        if _touching(mine, span) or _touching(theirs, other):
            # 副书记 for 书记: what was added has no letters on the other side, but a word beside it
            return (
                kind,
                _grow(span, _touching(mine, span) or _beside(mine, span)),
                _grow(other, _touching(theirs, other) or _beside(theirs, other)),
            )
    if _denies(left, span) != _denies(right, other):
        return "negation", span, other
    if any(word in left.folded[max(0, span[0] - 1) : span[1] + 1] for word in opposite):
        return "direction", span, other
    if span[0] < span[1] and other[0] < other[1] and (_is_place(left, span) or _is_place(right, other)):
        return "name", span, other
    return "wording", span, other


def _is_place(side: _Side, span: Span) -> bool:
    """Say whether what differs is a place by itself; the suffix may be common to both: 溪州市, 青岑市."""
    return bool(find_place(side.folded[span[0] : span[1]]) or find_place(side.folded[span[0] : span[1] + 1]))


def _denies(side: _Side, span: Span) -> int:
    """Return how many negators there are; what follows tells 不断 from 不."""
    return sum(match.start() < span[1] for match in _NEGATOR.finditer(side.folded, span[0], span[1] + 1))


def _has_digit(side: _Side, span: Span) -> bool:
    return any(char.isdigit() for char in side.folded[slice(*span)])


def _only_numbers(side: _Side, span: Span, numbers: Sequence[tuple[Span, Figure]]) -> bool:
    rest = "".join(
        char
        for at, char in enumerate(side.folded[slice(*span)], span[0])
        if char.isalnum() and not any(first <= at < last for (first, last), _ in numbers)
    )
    return not rest


def _names(folded: str, known: Sequence[str]) -> Iterator[Span]:
    at = 0
    for word, flag in tagged(folded):
        if flag in _NAMES and len(word) >= 2 and (flag in ("ns", "nt") or is_name(word)):
            yield at, at + len(word)
        at += len(word)
    for match in _OFFICER.finditer(folded):
        if not match["office"] and is_name(match.group()):
            yield match.span()
    for name in known:
        at = folded.find(name)
        while at >= 0:
            yield at, at + len(name)
            at = folded.find(name, at + 1)
    if place := find_place(folded):
        yield place


def _touch(one: Span, other: Span) -> bool:
    """Say whether a span is touched by a difference; an empty one, where a word is lacking, touches inside alone."""
    if other[0] == other[1]:
        return one[0] < other[0] < one[1]
    return one[0] < other[1] and other[0] < one[1]


def _touching(spans: Sequence[Span], span: Span) -> list[Span]:
    return [one for one in spans if _touch(one, span)]


def _beside(spans: Sequence[Span], span: Span) -> list[Span]:
    return [one for one in spans if span[0] == span[1] and span[0] in one][:1]


def _grow(span: Span, others: Sequence[Span]) -> Span:
    return min([span[0], *(s for s, _ in others)]), max([span[1], *(e for _, e in others)])


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _inside(span: Span, whole: Span) -> Span:
    return max(whole[0], min(span[0], whole[1])), max(whole[0], min(span[1], whole[1]))


def cut_off(draft: str, span: Span, source: str, start: int) -> Difference | None:
    """Return what stands right before a place and changes its sense, if a draft's words begin behind it.

    “允许带病上天” of 绝不允许带病上天; 省长某某 of 副省长某某.

    :param span: Of the draft's words.
    :param start: Where they begin in the source.
    """
    while start < len(source) and not source[start].isalnum():
        start += 1
    before, words = fold(source[max(0, start - 6) : start]), fold(draft[slice(*span)])
    office = re.match(OFFICE, words)
    cut = (_CUT_OFFICE if office else _CUT_NEGATOR).search(before)
    if cut is None:
        return None
    kind: Kind = "office" if office else "negation"
    size = len(office.group()) if office else 1
    first = start - len(cut.group())
    at = span[0]
    return Difference(kind, at, at + size, draft[at : at + size], first, start + size, source[first : start + size])
