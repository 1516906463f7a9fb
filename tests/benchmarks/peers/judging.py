"""Answers of all systems before one judge, `rag.evaluation.judge`. A peer's plain text becomes an Answer first.

Its sentences are claims. A sentence cites the sources that its markers name: `[1]`, `[1, 2]`, `[Source 3]`, `Source 3`,
also after its full stop; where nothing in the whole text is marked, each sentence cites all the sources that the system
gave. A source has the speaker, date and place of its document, which help to support a sentence, whether or not the
system knew them. A marker that names no source is a citation that supports nothing.

It is a refusal if it has one of the wordings of `refusals.toml` and not all parts of the gold answer: whatever else it
says beside, so that a hedge counts for the peer.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.datamodel import Answer, Citation, Claim, Verdict
from rag.evaluation.gold import Gold
from rag.evaluation.judge import has_all, right, supports
from tests.benchmarks.peers.documents import Documents
from ui.services.answer_json import read_answer

REFUSALS: list[dict[str, str]] = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))["refusal"]
_REFUSES = re.compile("|".join(f"(?:{entry['pattern']})" for entry in REFUSALS), re.IGNORECASE)
_MARKER = re.compile(
    r"[\[［【(（]\s*(?:source|来源)?\s*(\d{1,3}(?:\s*[,，、;]\s*(?:source|来源)?\s*\d{1,3})*)\s*[\]］】)）]",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:according to|根据)?\s*\bsource\s*(\d{1,3})\s*[,，:：]?", re.IGNORECASE)  # outside of brackets
_BRACKETED = re.compile(r"[(（]\s*\d")  # a number in round brackets alone is an item's, (1), or a year's
_SENTENCE = re.compile(
    r"(?:[^。！？!?\n.]|\.(?!\s|$))*(?:[。！？!?.\n]+|$)(?:[ \t]*[\[［【][^\]］】\n]{1,40}[\]］】])*"
)
_ITEM = re.compile(r"\A\s*(?:[(（]\d{1,2}[)）]|\d{1,2}[.、)](?!\d)|[-*•])\s*")  # its number is no figure of it
_WORDS = re.compile(r"\w{2}")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is found of one answer.

    :param unanswerable: Its question has no answer.
    :param claims: Sentences of an answer that does not refuse.
    :param uncited: Those that cite nothing.
    :param citations: How many times a sentence cites, markers that name no source included.
    :param unsupported: How many of these do not bear out their sentence, taken together.
    """

    unanswerable: bool
    right: bool
    refused: bool
    claims: int
    uncited: int
    citations: int
    unsupported: int


def native(stored: dict[str, Any]) -> Answer:
    """Return an answer of this system, as its worker sent it."""
    return read_answer(stored)


def refuses(text: str) -> bool:
    """Say whether a text says that the sources do not tell. No text at all says so."""
    return not text.strip() or _REFUSES.search(text) is not None


def plain(item: Gold, text: str, sources: Sequence[Mapping[str, str]], documents: Documents) -> tuple[Answer, int]:
    """Return a peer's answer as one of ours, and how many markers of it name no source.

    :param sources: `document` and `text` of each, in the order of the markers, which count from 1.
    """
    if refuses(text) and not (item.answers and has_all(text, item.answers)):
        return Answer(text, refused=True, question=item.question), 0
    citations = tuple(
        Citation(number, documents.speech(source["document"]), 0, len(source["text"]), source["text"])
        for number, source in enumerate(sources, 1)
    )
    known = {citation.number for citation in citations}
    marked = any(_markers(text))
    claims, invented = list[Claim](), 0
    for match in _SENTENCE.finditer(text):
        numbers = _markers(match.group())
        words = _unmarked(match.group())
        if not _WORDS.search(words):
            continue
        invented += sum(number not in known for number in numbers)
        cited = (
            tuple(dict.fromkeys(number for number in numbers if number in known)) if marked else tuple(sorted(known))
        )
        claims.append(Claim(words, cited, Verdict.SUPPORTED))
    return Answer(text, tuple(claims), citations, question=item.question), invented


def judged(item: Gold, answer: Answer, invented: int, names: Collection[str]) -> Verdicts:
    """Judge an answer.

    :param invented: Markers that name no source.
    :param names: Speakers and places that must be in what a sentence cites, if they are in the sentence.
    """
    claims = () if answer.refused else answer.claims
    cited = {citation.number: citation for citation in answer.citations}
    citations = unsupported = uncited = 0
    for claim in claims:
        own = [cited[number] for number in claim.citations if number in cited]
        citations += len(own)
        uncited += not own
        unsupported += 0 if not own or supports(claim, own, names, item.answers) else len(own)
    return Verdicts(
        item.unanswerable,
        right(item, answer),
        answer.refused,
        len(claims),
        uncited,
        citations + invented,
        unsupported + invented,
    )


def _markers(text: str) -> list[int]:
    found = (match for match in _MARKER.finditer(text) if not _BRACKETED.match(match.group()))
    numbers = [int(number) for match in found for number in re.findall(r"\d+", match.group(1))]
    return numbers + [int(match.group(1)) for match in _NAMED.finditer(_MARKER.sub("", text))]


def _unmarked(text: str) -> str:
    bare = _MARKER.sub(lambda match: match.group() if _BRACKETED.match(match.group()) else "", text)
    return _ITEM.sub("", _NAMED.sub("", bare)).strip()
