"""Content of a sentence: its nouns, and most of its other content words, occur in the evidence too."""

from collections.abc import Iterator

from corpus.language.segmentation import coverage
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support

MIN_COVERAGE = 0.6
"""Least share of a sentence's content words that its evidence must contain."""
_MIN_IN_TEXT = 0.34  # of the content words, to be in the evidence's own words and not in headings alone
_MOST_NAMED = 3  # words of a sentence that lacks more


def missing_content(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield nouns that the evidence lacks, other words if it lacks too many, or all of a sentence without any."""
    text, everything = claim.text, support.everything
    for word in text.words:
        if word.flag[:1] == "n" and word.text in claim.words and not _said(word.text, everything):
            yield claim.finding("content", word.start, word.end)
    if not claim.words:
        if _says_nothing(claim, support):
            yield claim.of_all("content")
        return
    own = coverage(claim.words, "\n".join(support.texts))
    if coverage(claim.words, everything) < MIN_COVERAGE or own < _MIN_IN_TEXT:
        for missing in sorted(word for word in claim.words if word not in everything)[:_MOST_NAMED]:
            yield claim.of_word("content", missing)
    if not own and not text.figures:
        yield claim.of_all("content")  # what is said of the document, and nothing that is said in it


def _says_nothing(claim: CandidateClaim, support: Support) -> bool:
    """Say whether a sentence without content words has nothing else that can be checked: 令."""
    text = claim.text
    if not text.figures and text.bare not in support.bare:
        return True
    return len(text.bare) < 4 and not claim.whole.quotations and not claim.whole.titles


def _said(word: str, everything: str) -> bool:
    """Say whether a noun occurs, whole or as its parts: 产业产值 in 产业实现产值."""
    if word in everything:
        return True
    return len(word) >= 4 and all(word[i : i + 2] in everything for i in range(0, len(word) - 1, 2))
