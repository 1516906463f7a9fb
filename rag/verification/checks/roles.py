"""Who did what, and as what.

A person who presided is named where the evidence says that somebody presided, and a deputy (副书记) is not the one he
stands in for, though every character of the one is in the other.
"""

import re
from collections.abc import Iterator

from corpus.language.annotation import Annotated, annotate
from corpus.language.lexicon import pattern
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import LAZY_NAME, is_name
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support

DEED = pattern("{deeds:role}")
"""What one person does and another beside him does not."""
_DOER = re.compile(rf"(?:{OFFICE}|由|，|^)(?P<name>{LAZY_NAME})(?=[^，。；]{{0,4}}(?:{DEED.pattern}))")
_SENTENCE_END = re.compile("[。；;]")
_REACH = 24  # characters between a person and what he did


def missing_deeds(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield what a sentence says that somebody did if no evidence sentence has both, or one without any name.

    会议由副书记主持 names nobody: whether he is the one of the sentence is left to the other checks.
    """
    text = claim.text.folded
    deeds = list(DEED.finditer(text))
    if not deeds:
        return
    known = {annotate(n).folded for item in support.items for n in (*item.speakers, item.speech.speaker or "") if n}
    known = known.union(claim.text.derive(_people), *(told.derive(_people) for told in support.annotated))
    for deed in deeds:
        before = text[max(0, deed.start() - _REACH) : deed.start()]
        doer = max(
            (name for name in known if name in before), key=lambda name: (before.rfind(name), len(name)), default=""
        )
        if not doer:
            continue
        clauses = [one for told in support.texts for one in _SENTENCE_END.split(told) if deed.group() in one]
        if not any(doer in clause or not any(name in clause for name in known) for clause in clauses):
            start = deed.start() - len(before) + before.rfind(doer)
            yield claim.finding("deeds", start, deed.end(), f"{doer}{deed.group()}")


def wrong_offices(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the offices that the evidence has only as a deputy's, or the reverse; somebody's that it has not at all."""
    offices = claim.text.offices
    if not offices:
        return
    held = {(office.deputy, office.name) for text in support.with_headers for office in text.offices}
    known = "\n".join(text.folded for text in support.with_headers)
    for office in offices:
        if (office.deputy, office.name) in held:
            continue
        if (not office.deputy, office.name) in held or (claim.text.persons and office.name not in known):
            yield claim.finding("offices", office.start, office.end)


def _people(text: Annotated) -> frozenset[str]:
    by_place = {match["name"] for match in _DOER.finditer(text.folded) if is_name(match["name"])}
    return frozenset(by_place.union(word.text for word in text.persons))
