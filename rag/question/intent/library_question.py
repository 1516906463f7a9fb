"""A question about the library, in any wording: which texts say a word, how often, since when, which texts there are.

Learned (`learned`), not told by patterns: of 120 wordings of somebody who had seen none of it, patterns
understood 19 and this some 70 (docs/LOG.md). The term is what, masked, makes the question most like those learned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.segmentation import tagged
from rag.question.intent.learned import frame, load
from rag.question.intent.masking import (
    QUOTED,
    TEXT,
    TITLE,
    Region,
    candidates,
    features,
    features_of_each,
    masked,
    read,
)

LEAST = 0.5
"""Least chance of what was read; below it nothing was."""
WHOLE, TERMED = "catalogue", ("mentions", "earliest", "latest", "most", "years", "absent")


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """What a question asks of the library.

    :param kind: `mentions`, `earliest`, `latest`, `most`, `years` or `absent` of a term; `catalogue` has none.
    :param term: Its words, folded, without quotation marks; empty of a catalogue.
    :param quoted: Whether it stands in quotation marks, or is a title.
    :param rest: What else it names, and what no wording that was learned from has: 芷溪市, 2023年, 十八大以来.
    :param chance: 0 to 1.
    """

    kind: str
    term: str
    quoted: bool
    rest: str
    chance: float


@lru_cache(maxsize=256)
def library_question(question: str, least: float = LEAST) -> LibraryQuestion | None:
    """Return what a question asks of the library, or None if it asks nothing of it or that is not sure.

    >>> found = library_question("把含有“以竹代塑”的材料都找出来")
    >>> found and (found.kind, found.term)
    ('mentions', '以竹代塑')
    """
    folded, named = read(question)
    whole = load("catalogue").chance(features(masked(folded, named)))
    best, term = 0.0, None
    terms, model = candidates(folded, named), load("term")
    for one, pieces in zip(terms, features_of_each(folded, named, terms), strict=True):
        chance = model.chance(pieces)
        if chance > best:
            best, term = chance, one
    if max(whole, best) < least:
        return None
    if term is None or whole > best:
        return LibraryQuestion(WHOLE, "", False, _rest(folded, named, None), whole)
    kinds = load("kind")
    kind = kinds.names[int(kinds.chances(features(masked(folded, named, term))).argmax())]
    marked = [one.end for one in named if one.mask in (QUOTED, TITLE) and one.start == term.start]
    quoted, words = bool(marked), folded[term.start : term.end]
    return LibraryQuestion(
        kind, words[1:-1] if marked == [term.end] else words, quoted, _rest(folded, named, term), best
    )


def _rest(folded: str, named: Sequence[Region], term: Region | None) -> str:
    kept, at = "", 0
    for word, _ in tagged(folded):
        start, at = at, at + len(word)
        if term is not None and start < term.end and term.start < at:
            continue
        of_name = any(one.mask != TEXT and one.start < at and start < one.end for one in named)
        kept += word if of_name or word not in frame("library") else "，"
    return kept
