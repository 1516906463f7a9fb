"""One answer beside its gold question: is it right, do its citations support it, are its quotations exact.

An answer is right if it contains, of each part, at least one alternative. Comparison is on folded text without
punctuation, in which a number may also match by value. An unanswerable question is answered right by refusing; one
whose sources were left out also by an answer that contains all parts, for another document may hold it.

Support is judged apart from `rag.verification.verifier`, which attached the citations: no code of it is used. A
claim is supported by its citations if in their quotes, together with title, speaker, role, date, place, occasion and
publisher of their documents

    figures    each number of the claim occurs, by value (units may differ in wording, not in value); a year may come
               from the date of the document, and 去年 in its words is the year before that
    quotations the words that the claim puts in quotation marks occur, character for character after folding
    names      each speaker or place that the library knows and the claim names occurs
    content    at least half of the claim's character pairs occur, numbers aside; or all that the claim states of the
               gold answer does, in the quotes themselves

A claim in the source's own words (`Verdict.QUOTED`) is supported by each citation whose quote it holds, or that holds
it: an item of a list is shown by its first words. Its number, and the name of its document, are not counted.
A claim of how often words stand somewhere (`Claim.counted`) is no span's to support: each of its citations must show
them.

A citation is precise if its claim is supported, and it either supports the claim alone or the others do not without it,
or if its quote has three characters on end of the claim that the others' quotes lack, such as its subject
(after the citation precision of ALCE: Gao et al., "Enabling Large Language Models to Generate Text with Citations",
EMNLP 2023).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from corpus import Speech, fold, simplify
from corpus.language.figures.quantities import figures
from corpus.language.lexicon import any_of
from index import Hit
from rag.datamodel import Answer, Citation, Claim, Passage, Verdict, describe
from rag.evaluation.gold import Gold

MIN_OVERLAP = 0.5
"""Least share of a claim's character pairs that what it cites must contain."""

_PUNCTUATION = re.compile(r"[^\w%.+|]|_")
_GAP = re.compile(r"(?<=\d)\s+(?=\d)")  # 07:30, and on the next line 4月2日: two numbers, not one
_DATE = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")
_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,})[”」』\"]")
_ITEM = re.compile(r"^\s*\d{1,3}(?:、|\.(?!\d))\s*|\[\d{1,3}\]", re.MULTILINE)  # numbers that are none of the words
_GLOSS = re.compile(r"[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+[）)]")
_RELATIVE = {any_of("times", offset=offset): int(offset) for offset in ("-2", "-1", "0", "1")}
_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one gold question went. What was not tried, or does not apply, is None.

    :param asked: The question as searched, after rewriting a follow-up.
    :param ranked: The library was searched and source documents are named, so that `rank` counts.
    :param rank: Rank among the hits, from 1, of the first from a source document; None if there is none.
    :param document_rank: Likewise, every document counted once.
    :param evidence: What the model was given to read is enough for the answer; see `has_evidence`.
    :param found: The hits are.
    :param refused: No answer was given; None if only retrieval was tried.
    :param right: All parts present; for an unanswerable question: refused, or `Gold.answers` if it has any.
    :param cited: A cited speech is a source document.
    :param claims: How many claims the answer makes.
    :param supported: How many of them their citations support.
    :param citations: How many times a claim cites.
    :param precise: How many of these are precise.
    :param exact: Every quotation equals its span of the source.
    :param confidence: `Answer.confidence`, 0 to 1; None if the answer has none.
    :param left_out: It was asked with its source documents left out, as an unanswerable one.
    :param timings: Milliseconds by stage.
    :param tokens: `read`, `cached` (of those read before, and so nearly free) and `written`; empty if unknown.
    :param error: Why there is no answer, if the model failed.
    :param digest: Of the gold question.
    """

    id: str
    type: str
    question: str
    unanswerable: bool
    asked: str = ""
    ranked: bool = False
    rank: int | None = None
    document_rank: int | None = None
    evidence: bool | None = None
    found: bool | None = None
    refused: bool | None = None
    right: bool | None = None
    cited: bool | None = None
    claims: int = 0
    supported: int = 0
    citations: int = 0
    precise: int = 0
    exact: bool | None = None
    answer: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    error: str | None = None
    digest: str = ""
    confidence: float | None = None
    left_out: bool = False


def contains(answer: str, part: Sequence[str]) -> bool:
    """Say whether an answer contains one of the alternatives of a part."""
    text = _normal(_ITEM.sub("|", answer))  # else 2. 2025年 has 2.2025
    values = {figure.key for figure in figures(simplify(answer))}
    for alternative in part:
        wanted = _normal(alternative)
        before = r"(?<![\d.])" if wanted[:1].isdigit() else ""  # 5条 is not in 25条
        after = r"(?![\d.])" if wanted[-1:].isdigit() else ""
        if wanted and re.search(before + re.escape(wanted) + after, text):
            return True
        own = figures(simplify(alternative))
        if len(own) == 1 and own[0].end - own[0].start == len(alternative) and own[0].key in values:
            return True
    return False


def has_all(text: str, answers: Iterable[Sequence[str]]) -> bool:
    """Say whether a text contains every part of an answer."""
    return all(contains(text, part) for part in answers)


def rank_of(hits: Sequence[Hit], sources: Collection[str]) -> tuple[int | None, int | None]:
    """Return the rank of the first hit from a source document, and its rank when each document counts once."""
    names = [Path(hit.speech.path).name for hit in hits]
    for rank, name in enumerate(names, 1):
        if name in sources:
            return rank, len({hit.speech.id for hit in hits[:rank]})
    return None, None


def evidence_text(passages: Sequence[Passage]) -> str:
    """Return what the model reads of passages: their documents' headers, headings and sentences."""
    return _written("\n".join(f"{passage.header}\n{passage.heading}\n{passage.text}" for passage in passages))


def hits_text(hits: Sequence[Hit]) -> str:
    """Return what hits say, with the headers of their documents and the headings above them."""
    parts = [(describe(hit.speech), *hit.chunk.heading_path, hit.chunk.text) for hit in hits]
    return _written("\n".join("\n".join(part) for part in parts))


def has_evidence(item: Gold, text: str, speeches: Iterable[Speech]) -> bool:
    """Say whether passages are enough for the answer: every part occurs, or for a count every source document does.

    :param text: What they say.
    :param speeches: Where they are from.
    """
    if item.type == "count" and item.sources:
        return set(item.sources) <= {Path(speech.path).name for speech in speeches}
    return has_all(text, item.answers)


def right(item: Gold, answer: Answer) -> bool:
    """Say whether an answer is the right one."""
    if answer.refused:
        return item.unanswerable
    return bool(item.answers) and has_all(answer.text, item.answers)


def exact(answer: Answer, source_text: Callable[[str], str]) -> bool:
    """Say whether every citation is its span of the source, and every claim that quotes is in its words."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    return all(
        source_text(citation.speech.id)[citation.start : citation.end] == citation.quote
        for citation in answer.citations
    ) and all(
        all(_in_its_words(claim, quotes[number]) for number in claim.citations)
        for claim in answer.claims
        if claim.verdict is Verdict.QUOTED
    )


@dataclass(frozen=True, slots=True)
class Support:
    """Counts of one answer; see `Outcome`."""

    claims: int
    supported: int
    citations: int
    precise: int


def support(answer: Answer, names: Collection[str] = (), answers: Sequence[Sequence[str]] = ()) -> Support:
    """Count claims and citations, and how many of them hold, as the module's docstring defines.

    :param names: Speakers and places that the library knows.
    :param answers: The gold answer: of each part the acceptable alternatives.
    """
    cited = {citation.number: citation for citation in answer.citations}
    supported = citations = precise = 0
    for claim in answer.claims:
        own = [cited[number] for number in claim.citations if number in cited]
        whole = bool(own) and supports(claim, own, names, answers)
        supported += whole
        citations += len(own)
        for citation in own if whole else ():
            rest = [other for other in own if other is not citation]
            precise += (
                supports(claim, [citation], names, answers)
                or not (rest and supports(claim, rest, names, answers))
                or _adds(claim, citation, rest)
            )
    return Support(len(answer.claims), supported, citations, precise)


def supports(
    claim: Claim,
    citations: Sequence[Citation],
    names: Collection[str] = (),
    answers: Sequence[Sequence[str]] = (),
) -> bool:
    """Say whether citations, taken together, support a claim; the definition is in the module's docstring."""
    if claim.verdict is Verdict.QUOTED and all(_in_its_words(claim, citation.quote) for citation in citations):
        return True
    if claim.counted:
        return all(_normal(claim.counted) in _normal(citation.quote) for citation in citations)
    headers = [_header(citation.speech) for citation in citations]
    source = "\n".join([*(_GLOSS.sub("", citation.quote) for citation in citations), *headers])
    said, given = fold(claim.text), fold(source)
    values = {figure.value.normalize() for figure in figures(given)}
    values |= {Decimal(year) for citation in citations for year in _years_meant(citation)}
    bare = _normal(source)
    return (
        all(figure.value.normalize() in values for figure in figures(said))
        and all(_normal(words) in bare for words in _QUOTED.findall(said))
        and all(name in given for name in map(fold, names) if len(name) > 1 and name in said)
        and (_overlap(said, given) >= MIN_OVERLAP or _has_the_answer(claim, citations, answers))
    )


def _has_the_answer(claim: Claim, citations: Sequence[Citation], answers: Sequence[Sequence[str]]) -> bool:
    stated = [part for part in answers if contains(claim.text, part)]
    quotes = "\n".join(_GLOSS.sub("", citation.quote) for citation in citations)
    return bool(stated) and all(contains(quotes, part) for part in stated)


def _adds(claim: Claim, citation: Citation, rest: Sequence[Citation]) -> bool:
    said, quote = _normal(claim.text), _normal(citation.quote)
    others = [_normal(other.quote) for other in rest]
    runs = {said[at : at + 3] for at in range(len(said) - 2)}
    return any(run in quote and not any(run in other for other in others) for run in runs if not run.isdigit())


def _years_meant(citation: Citation) -> Iterator[int]:
    """Yield the years that a quote names by the date of its document."""
    date = citation.speech.told
    for word, offset in _RELATIVE.items() if date else ():
        if date and re.search(word, fold(citation.quote)):
            yield int(date[:4]) + offset


def _in_its_words(claim: Claim, quote: str) -> bool:
    body = _normal(_ITEM.sub("", claim.text))
    return quote in claim.text or (len(body) > 1 and body in _normal(quote))


def _header(speech: Speech) -> str:
    parts = (speech.title, speech.speaker, speech.role, speech.place, speech.occasion, speech.publisher, speech.date)
    return _written("，".join(part for part in parts if part))


def _written(text: str) -> str:
    """Write 2024-03-18 as 2024年3月18日, as answers do."""
    return _DATE.sub(lambda match: f"{match[1]}年{int(match[2])}月" + (f"{int(match[3])}日" if match[3] else ""), text)


def _overlap(said: str, given: str) -> float:
    """Return the share of a text's character pairs that occur in another text, numbers aside; 1 if it has none."""
    for figure in figures(said):
        said = said[: figure.start] + "，" * (figure.end - figure.start) + said[figure.end :]
    pairs = _pairs(said)
    return len(pairs & _pairs(given)) / len(pairs) if pairs else 1.0


def _pairs(text: str) -> set[str]:
    return {run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run) - 1)}


def _normal(text: str) -> str:
    return _PUNCTUATION.sub("", fold(_GAP.sub("|", re.sub(r"\[\d+\]", "", text))))
