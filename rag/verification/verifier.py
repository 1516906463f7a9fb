"""Does the evidence say what a sentence says? The sentence is checked by the items that small models get wrong.

    figures      value and unit occur in the cited sentences (三百二十亿 = 320亿), in a clause of the same words, and no
                 other figure there stands in their place; dates as wholes, 去年 resolved by the document's date
    measures     and measure there what they measure in it: 营收 of 37亿元 is not 产值, in another sentence or not
    quotations   words between quotation marks occur in them, character for character
    attribution  words are given to whom the text gives them to, deeds (主持) to whom it says did them
    names        people, places, bodies and Latin words occur in them, their headings or their document's header, and
                 no other name there stands in their place
    polarity     what it denies they deny (未实现) and the reverse; what rises in it (增长) does not fall in them
    content      its nouns, and most of its other content words, occur there too

The checks are in `rag.verification.checks`; this looks for the evidence that passes them all. A sentence that fails is
not necessarily false. It is not shown as verified, which is all that is promised.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from corpus.language.segmentation import coverage
from rag.datamodel import Evidence
from rag.verification.checks import CHECKS
from rag.verification.checks.content import MIN_COVERAGE
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support, beside

MAX_SUPPORT = 3
"""Most evidence sentences that one sentence may rest on."""
MAX_LENGTH = 800
"""Most characters of a sentence that is checked: comparing its items with the evidence's is quadratic in them."""
_MIN_SHARE = 0.25  # of the content words, for an evidence sentence to be one of several
_HEAD_LINE = 30  # most characters of a line that only dates or names its document
_SHORTEST_CLAUSE = 4  # characters of a sentence that is passed for standing in the evidence as it is
_LAST_MARKS = "。，；！？,;!?. "


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome for one sentence.

    :param support: The evidence it rests on, best first; the best there is if it fails.
    :param findings: What the evidence does not support; empty if the sentence passes.
    """

    support: tuple[Evidence, ...]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether the sentence may be shown as supported."""
        return bool(self.support) and not self.findings

    @property
    def missing(self) -> tuple[str, ...]:
        """The items of the findings, each once."""
        return tuple(dict.fromkeys(finding.item for finding in self.findings))


def check(sentence: str, evidence: Sequence[Evidence], *, asked: Set[str] = frozenset()) -> Outcome:
    """Look for the fewest evidence sentences that contain all of a sentence's checkable items.

    :param sentence: One sentence of the model, without markers.
    :param evidence: What the model was given.
    :param asked: Content words of the question: of two sentences that support it equally, the one that answers comes
        first.
    """
    if not evidence or len(sentence) > MAX_LENGTH:
        what = "evidence" if not evidence else "length"
        return Outcome(tuple(evidence[:1]), (Finding(what, sentence, (0, len(sentence))),))
    claim = CandidateClaim.read(sentence)
    days = [claim.text.folded[day.start : day.end] for day in claim.text.dates]
    ranked = []
    for at, item in enumerate(evidence):
        alone = Support((item,), tuple(evidence))
        share = coverage(claim.words, alone.everything) if claim.words else 1.0
        answers, own = coverage(asked, alone.everything), coverage(claim.words, item.annotated.folded)
        # a day may be told by a document's header alone: the sentence that states it comes first
        stated = sum(day in item.annotated.folded for day in days)
        ranked.append(((-round(share, 1), -stated, -answers, -share, -own, at), share, alone))
    ranked.sort(key=lambda one: one[0])
    for rank, (_, share, alone) in enumerate(ranked):
        if rank and share < MIN_COVERAGE:
            break
        if next(_findings(claim, alone), None) is None:
            return Outcome(alone.items, ())
    return _together(claim, [alone.items[0] for _, _, alone in ranked], tuple(evidence))


def _findings(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield what the checks find, one after another; nothing if the sentence stands in the evidence as it is."""
    if not any(_verbatim(claim.whole.folded.strip(), text) for text in support.texts):
        for one in CHECKS:
            yield from one(claim, support)


def _together(claim: CandidateClaim, ranked: Sequence[Evidence], read: tuple[Evidence, ...]) -> Outcome:
    """Look for several evidence sentences that support what no single one does."""
    support = [ranked[0]]
    found = tuple(_findings(claim, Support((ranked[0],), read)))
    for item in ranked[1:]:
        if not found or len(support) == MAX_SUPPORT:
            break
        # what a sentence is about often stands in the one before it alone
        near = any(_follow(item, other) for other in support)
        if near or coverage(claim.words, item.annotated.folded) >= _MIN_SHARE:
            still = tuple(_findings(claim, Support((*support, item), read)))
            if _items(still) < _items(found):
                support, found = [*support, item], still
    if not found:
        for item in tuple(support):  # the first choice may have become needless
            rest = tuple(other for other in support if other is not item)
            if rest and next(_findings(claim, Support(rest, read)), None) is None:
                support = list(rest)
    return Outcome(tuple(support), found)


def _items(findings: Sequence[Finding]) -> int:
    return len({finding.item for finding in findings})


def _follow(one: Evidence, other: Evidence) -> bool:
    """Say whether two evidence sentences stand side by side, or are lines of one head: who, and when."""
    lines = max(len(one.text), len(other.text)) <= _HEAD_LINE
    return beside(one, other) or (lines and one.speech.id == other.speech.id)


def _verbatim(claim: str, text: str) -> bool:
    """Say whether a sentence is whole clauses of a text, but for its last mark."""
    body = claim.rstrip(_LAST_MARKS)
    at = text.find(body) if len(body) >= _SHORTEST_CLAUSE and "*" not in body else -1
    while at >= 0:
        end = at + len(body)
        if not _runs_on(text[max(0, at - 2) : at + 1]) and not _runs_on(text[end + 1 : end - 2 : -1]):
            return True
        at = text.find(body, at + 1)
    return False


def _runs_on(edge: str) -> bool:
    """Say whether the last of up to three characters goes on a word or number of those before it: 2. before 7."""
    within = len(edge) == 3 and edge[0].isdigit() and edge[1] in ".,:" and edge[2].isdigit()
    return len(edge) > 1 and (edge[-2].isalnum() or within)
