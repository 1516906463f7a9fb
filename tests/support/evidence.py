"""Fictional evidence for tests of the verifier and its checks."""

from collections.abc import Iterator
from typing import Protocol

from corpus import Speech
from rag.datamodel import Evidence
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support

SPEECH = Speech(
    id="a",
    path="a.txt",
    title="澜川市竹纸产业发展大会上的讲话",
    speaker="顾望舒",
    role="市委书记",
    date="2024-03-18",
    place="澜川市",
    kind="讲话",
)
NEWS = Speech(
    id="b", path="b.txt", title="溪州市竹纸产业推进会召开", date="2024-05-06", place="溪州市", kind="会议新闻"
)


def evidence(
    *texts: str, speech: Speech = SPEECH, apart: int = 100, heading: str = "", lead: str = ""
) -> list[Evidence]:
    """Return sentences of one document with so many characters between them."""
    sentences: list[Evidence] = []
    for text in texts:
        start = sentences[-1].end + apart if sentences else 0
        sentences.append(Evidence(speech, start, start + len(text), text, text, heading=heading, lead=lead))
    return sentences


class _Check(Protocol):
    def __call__(self, claim: CandidateClaim, support: Support, /) -> Iterator[Finding]: ...


def found(one: _Check, claim: str, *support: str | Evidence) -> list[str]:
    """Return the items that a check finds in a claim; assert that each stands where it says."""
    items = [item for part in support for item in (evidence(part) if isinstance(part, str) else [part])]
    findings = list(one(CandidateClaim.read(claim), Support(tuple(items))))
    for finding in findings:
        start, end = finding.span
        assert 0 <= start < end <= len(claim), finding
    return [finding.item for finding in findings]
