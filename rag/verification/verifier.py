"""Does the evidence say what a sentence says? The sentence is checked by the items that small models get wrong.

    figures      value and unit occur in the cited sentences (三百二十亿 = 320亿), in a clause of the same words, and no
                 other figure there stands in their place; dates as wholes, 去年 resolved by the document's date
    measures     and measure there what they measure in it: 营收 of 37亿元 is not 产值, in another sentence or not
    quotations   words between quotation marks occur in them, character for character
    speakers     words are given to whom the text gives them to, deeds (主持) to whom it says did them
    names        people, places, bodies and Latin words occur in them, their headings or their document's header, and
                 no other name there stands in their place
    polarity     what it denies they deny (未实现) and the reverse; what rises in it (增长) does not fall in them
    content      its nouns, and most of its other content words, occur there too

A sentence that fails is not necessarily false. It is not shown as verified, which is all that is promised.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import fold
from corpus.language.quantities import figures
from corpus.language.segmentation import bare, content_words, coverage, names, tagged
from rag.datamodel import Evidence
from rag.verification.answer_relevance import answers_to, nearest, searchable
from rag.verification.checks.attribution import misattributed, speakers
from rag.verification.checks.dates import missing_days, of_another_office, of_another_year
from rag.verification.checks.entities import swapped_names
from rag.verification.checks.figures import missing_figures
from rag.verification.checks.made import mismatched
from rag.verification.checks.measures import mismeasured
from rag.verification.checks.offices import promoted
from rag.verification.checks.places import misplaced
from rag.verification.checks.polarity import denied, turned
from rag.verification.checks.quotations import contains, quotations, titles, without_titles
from rag.verification.checks.roles import not_before, undone

__all__ = ["Check", "answers_to", "check", "content_words", "names", "nearest"]

MIN_COVERAGE = 0.6
"""Least share of a sentence's content words that its evidence must contain."""
MAX_SUPPORT = 3
"""Most evidence sentences that one sentence may rest on."""
MAX_LENGTH = 800
"""Most characters of a sentence that is checked: comparing its items with the evidence's is quadratic in them."""
_MIN_SHARE = 0.25  # of the content words, for an evidence sentence to be one of several
_HEAD_LINE = 30  # most characters of a line that only dates or names its document
_MIN_IN_TEXT = 0.34  # of the content words, to be in the evidence's own words and not in headings alone
_MASK = re.compile(r"[*＊]+")
_LATIN = re.compile(r"[a-z][a-z0-9+\-]+")


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome for one sentence.

    :param support: The evidence it rests on, best first; the best there is if it fails.
    :param missing: What the evidence does not contain; empty if the sentence passes.
    """

    support: tuple[Evidence, ...]
    missing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the sentence may be shown as supported."""
        return bool(self.support) and not self.missing


def check(sentence: str, evidence: Sequence[Evidence], *, question: str = "") -> Check:
    """Look for the fewest evidence sentences that contain all of a sentence's checkable items.

    :param sentence: One sentence of the model, without markers.
    :param evidence: What the model was given.
    :param question: What was asked: of two sentences that support it equally, the one that answers comes first.
    """
    if not evidence:
        return Check((), ("no evidence",))
    if len(sentence) > MAX_LENGTH:
        return Check(tuple(evidence[:1]), (f"{len(sentence)} characters",))
    claim = _Claim.read(sentence)
    asked = content_words(question) if question else frozenset()
    shares = {item: coverage(claim.words, searchable(item)) if claim.words else 1.0 for item in evidence}
    ranked = sorted(
        evidence,
        key=lambda item: (
            -round(shares[item], 1),
            -coverage(asked, searchable(item)),
            -shares[item],
            -coverage(claim.words, fold(item.text)),
        ),
    )
    closest: list[str] | None = None
    for item in ranked:
        if closest is not None and shares[item] < MIN_COVERAGE:
            break
        missing = _missing(claim, [item])
        if not missing:
            return Check((item,), ())
        closest = missing if closest is None else closest
    return _together(claim, ranked, closest or [])


def _together(claim: "_Claim", ranked: Sequence[Evidence], missing: list[str]) -> Check:
    """Look for several evidence sentences that support what no single one does.

    :param missing: What the first of them lacks.
    """
    support = [ranked[0]]
    for item in ranked[1:]:
        if not missing or len(support) == MAX_SUPPORT:
            break
        # what a sentence is about often stands in the one before it alone
        beside = any(_follow(item, other) for other in support)
        if beside or coverage(claim.words, fold(item.text)) >= _MIN_SHARE:
            still = _missing(claim, [*support, item])
            if len(still) < len(missing):
                support, missing = [*support, item], still
    if not missing:
        for item in tuple(support):  # the first choice may have become needless
            rest = [other for other in support if other is not item]
            if rest and not _missing(claim, rest):
                support = rest
    return Check(tuple(support), tuple(missing))


def _follow(one: Evidence, other: Evidence) -> bool:
    """Say whether two evidence sentences stand side by side, or are lines of one head: who, and when."""
    gap = max(one.start, other.start) - min(one.end, other.end)
    lines = max(len(one.text), len(other.text)) <= _HEAD_LINE
    return one.speech.id == other.speech.id and (0 <= gap <= 2 or lines)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence as it is checked.

    :param text: Folded, without what stands between title marks.
    """

    text: str
    titles: tuple[str, ...]
    quoted: tuple[str, ...]
    words: frozenset[str]
    whole: str

    @classmethod
    def read(cls, sentence: str) -> "_Claim":
        text = fold(without_titles(fold(sentence)))
        return cls(
            text, tuple(titles(sentence)), tuple(quotations(fold(sentence))), _checkable(text), fold(sentence).strip()
        )


def _checkable(text: str) -> frozenset[str]:
    """Return the content words of folded text without numerals, which are checked as figures."""
    return content_words(text) - {word for word, flag in tagged(text) if flag == "m"}


def _missing(claim: _Claim, support: Sequence[Evidence]) -> list[str]:
    texts = [fold(item.text) for item in support]
    if any(_verbatim(claim.whole, text) for text in texts):
        return []
    headers = "\n".join({item.about: None for item in support})
    said_by = "\n".join(name for item in support for name in speakers(item))
    everything = "\n".join((*texts, fold(headers), fold(said_by)))
    return list(
        dict.fromkeys(
            [
                *_missing_titles(claim, support, everything),
                *_missing_quotations(claim, support),
                *missing_days(claim.text, support),
                *of_another_year(claim.text, support),
                *of_another_office(claim.text, support),
                *missing_figures(claim.text, texts, fold(headers)),
                *mismeasured(claim.text, support),
                *(name for name in names(claim.text) if name not in everything),
                *(word for word in _LATIN.findall(claim.text) if word not in everything),
                *misplaced(claim.text, claim.words, support),
                *swapped_names(claim.text, support, texts),
                *misattributed(claim.text, support),
                *undone(claim.text, support),
                *mismatched(claim.whole, texts),
                *not_before(claim.text, texts),
                *promoted(claim.text, [*texts, fold(headers)]),
                *denied(claim.text, [*texts, fold(headers)]),
                *turned(claim.text, [*texts, fold(headers)]),
                *_missing_content(claim, texts, everything),
                *_MASK.findall(claim.text),  # a masked name is unknown: it answers nothing
            ]
        )
    )


def _verbatim(claim: str, text: str) -> bool:
    """Say whether a sentence is whole clauses of a text, but for its last mark."""
    body = claim.rstrip("。，；！？,;!?. ")
    at = text.find(body) if len(body) > 3 and "*" not in body else -1
    while at >= 0:
        end = at + len(body)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            return True
        at = text.find(body, at + 1)
    return False


def _missing_titles(claim: _Claim, support: Sequence[Evidence], everything: str) -> Iterator[str]:
    whole = bare(everything)
    for title in claim.titles:
        if not re.search(f"(?<![不非]){re.escape(bare(title))}", whole):  # 《不扩散…条约》 is not 《扩散…条约》
            yield title


def _missing_quotations(claim: _Claim, support: Sequence[Evidence]) -> Iterator[str]:
    if not claim.quoted:
        return
    runs: list[str] = []  # evidence sentences that follow one another are one text
    last: Evidence | None = None
    for item in sorted(support, key=lambda item: (item.speech.id, item.start)):
        joined = last is not None and last.speech.id == item.speech.id and item.start - last.end <= 2
        if joined:
            runs[-1] += bare(item.text)
        else:
            runs.append(bare(item.text))
        last = item
    runs += [bare(part) for item in support for part in (item.about, item.heading)]
    for quoted in claim.quoted:
        if not contains(runs, quoted):
            yield quoted


def _missing_content(claim: _Claim, texts: Sequence[str], everything: str) -> Iterator[str]:
    for word, flag in tagged(claim.text):
        if flag[:1] == "n" and word in claim.words and not _said(word, everything):
            yield word
    if not claim.words and not figures(claim.text) and bare(claim.text) not in bare(everything):
        yield claim.text  # 令: nothing in it can be checked
    elif not claim.words and len(bare(claim.text)) < 4 and not claim.quoted and not claim.titles:
        yield claim.text
    own = coverage(claim.words, "\n".join(texts))
    if claim.words and (coverage(claim.words, everything) < MIN_COVERAGE or own < _MIN_IN_TEXT):
        yield from sorted(word for word in claim.words if word not in everything)[:3]
    if claim.words and not own and not figures(claim.text):
        yield claim.text  # what is said of the document, and nothing that is said in it


def _said(word: str, everything: str) -> bool:
    """Say whether a noun occurs, whole or as its parts: 产业产值 in 产业实现产值."""
    if word in everything:
        return True
    return len(word) >= 4 and all(word[i : i + 2] in everything for i in range(0, len(word) - 1, 2))
