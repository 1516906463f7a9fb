"""Places and bodies of a sentence: named in the evidence, and in that sentence of it that says the rest.

A place known only from the document's header yields to one that the evidence sentence itself names: in a speech of
溪州市 the figure of 澜川市 stays that of 澜川市.
"""

from collections.abc import Iterator, Sequence

from corpus.language.annotation import annotate
from corpus.language.lexicon import pattern
from corpus.language.segmentation import coverage
from rag.verification.alignment import MARGIN, Place, most_alike
from rag.verification.claim import CandidateClaim, Finding, Span
from rag.verification.support import Support

_BODY = pattern(
    "(?P<kept>[\u4e00-\u9fff]{2}(?:{place_surroundings:institution}|"
    "[教财公商农水文卫民交税环审统司体旅发监林科住建人社育政安务业利化健通境计法障革管]{2}[局厅委]))"
)
_GENERAL = pattern("{place_surroundings:general}")
_NEAR = 0.8  # an evidence sentence with so much of the best one's words says the same


def wrong_places(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the places that the evidence does not have, or has elsewhere."""
    text = claim.text.folded
    mine = claim.text.places
    if not mine:
        return
    theirs = [(told.folded, span) for told in support.annotated for span in told.places]
    named = {text[start:end] for start, end in mine}
    runs = _runs(support)
    for start, end in mine:
        name = text[start:end]
        if any(name != other and name in other for other in named):
            continue
        if not _placed(claim, (start, end), runs) or _elsewhere(text, (start, end), theirs, support.texts):
            yield claim.finding("places", start, end)


def unknown_bodies(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the bodies (财政局, 某某集团) of which the evidence has no word."""
    everything = "\n".join((*support.texts, support.headers))
    for body in _BODY.finditer(claim.text.folded):
        if body["kept"] not in everything and not _GENERAL.match(body["kept"]):
            yield claim.finding("bodies", *body.span("kept"))


def _elsewhere(text: str, span: Span, theirs: Sequence[Place], texts: Sequence[str]) -> bool:
    """Say whether another place stands in the evidence where a sentence has this one."""
    name = text[slice(*span)]
    same = [(told, at) for told, at in theirs if _one(told[slice(*at)], name)]
    others = [(told, at) for told, at in theirs if told[at[1] - 1] == name[-1] and (told, at) not in same]
    if not others:
        return False
    if same:
        here: Place = (text, span)
        return most_alike(here, others) > most_alike(here, same) + MARGIN
    if any(name in told for told in texts):
        return False
    # the header's place, but the words are of another one
    return not any(told[slice(*at)] in text for told, at in others)


def _one(one: str, other: str) -> bool:
    return one in other or other in one


def _runs(support: Support) -> list[tuple[str, str]]:
    """Return (text, what is known of it) of evidence sentences, those that stand side by side as one."""
    return [("".join(item.annotated.folded for item in run), annotate(run[0].about).folded) for run in support.runs]


def _placed(claim: CandidateClaim, span: Span, runs: Sequence[tuple[str, str]]) -> bool:
    """Say whether what says the place's clause is of that place, by its words or its header."""
    text = claim.text.folded
    name = text[slice(*span)]
    clause = next((one.text for one in claim.text.clauses if one.start <= span[0] < one.end), text)
    rest = annotate(clause.replace(name, "")).content_words or claim.words
    shares = [coverage(rest, told) for told, _ in runs]
    stem = name[:-1] if len(name) > 2 else name
    return any(
        stem in told or stem in header
        for (told, header), share in zip(runs, shares, strict=True)
        if share >= _NEAR * max(shares)
    )
