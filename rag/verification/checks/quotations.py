"""Quoted words and titles: what stands between marks must stand so in the evidence, character for character.

Punctuation, blanks, script and width are no matter; the characters and their order are. Marks may nest.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.language.annotation import annotate
from corpus.language.segmentation import bare
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support

_ELLIPSIS = re.compile("…+|\\.{3,}|⋯+")


def unknown_titles(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the titles that the evidence does not name: 《不扩散…条约》 does not name 《扩散…条约》."""
    for start, end in claim.whole.titles:
        title = claim.whole.folded[start:end]
        if not re.search(f"(?<![不非]){re.escape(bare(title))}", support.bare):
            yield Finding("titles", title, (start, end))


def altered_quotations(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the quotations that the evidence does not have word for word."""
    if not claim.whole.quotations:
        return
    said = ["".join(item.annotated.bare for item in run) for run in support.runs]
    said += [annotate(part).bare for item in support.items for part in (item.about, item.heading)]
    for start, end in claim.whole.quotations:
        quoted = claim.whole.folded[start:end]
        if not contains(said, quoted):
            yield Finding("quotations", quoted, (start, end))


def contains(said: Sequence[str], quoted: str) -> bool:
    """Say whether one of the texts has the quoted words, left-out parts (……) apart, in order.

    :param said: Bare texts: `corpus.language.segmentation.bare`.
    """
    parts = [part for part in map(bare, _ELLIPSIS.split(quoted)) if part]
    return any(_in_order(text, parts) for text in said)


def _in_order(text: str, parts: Sequence[str]) -> bool:
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
