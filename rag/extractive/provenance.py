"""Claims made without the language model: their words, what they rest on, and who says them in the source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus import NEWS, Speech, fold, simplify
from corpus.attribution.continuation import goes_on, lent
from corpus.language.cleaning import clean
from corpus.language.lexicon import any_of, pattern
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import NAME, is_name, same_person
from corpus.language.segmentation import PERSON_FLAGS, dictionary_flag
from index import Library
from rag.datamodel import Evidence, Row

NAMED = re.compile(rf"(?P<name>{NAME})(?=同志|{OFFICE})")
"""A person before his office: 某某副书记."""
_BODY = pattern(
    "^(?:{texts:body}|党中央|{offices:doer}们|[{level}]委|《.+》)$|.{2}(?:{texts:meeting}|报告|[党{level}]委)$"
)
_BEFORE_NAME = any_of("offices", "office", "address", "doer", "head")
_LONG = 90  # characters of a quoted sentence from which only the clauses around the words are shown
_AROUND = 30
_BEGINNING = 200  # characters in which a speech's title stands
ROWS = 2_000
"""Rows of a list at most: it is kept with its answer. The desk and the library's page have the others."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words a span is.

    :param name: As the text names them; None if that is not certain.
    :param how: `direct` and `reported`: the text gives the words as theirs; `own`: the speech's; `quoted`: in quotation
        marks, whose is not told surely; `narrated`: the reporter's.
    :param within: Where the name is not certain, who speaks around them or right before them; None if nobody does.
    """

    name: str | None
    how: str
    within: str | None = None

    @property
    def person(self) -> str | None:
        """The name, but for that of a text: 《条例》 says."""
        return None if self.name is None or self.name.startswith("《") else self.name


class SourceTexts(Protocol):
    """Where the original texts are: a library, or texts that were given with a question."""

    def source_text(self, speech_id: str) -> str:
        """Return the text that a speech's offsets refer to."""
        ...


def evidence(library: SourceTexts, speech: Speech, start: int, end: int) -> Evidence:
    """Return a span of the source as evidence."""
    quote = library.source_text(speech.id)[start:end]
    return Evidence(speech, start, end, simplify(clean(quote).text), quote)


def row(library: Library, speech: Speech, span: tuple[int, int], **facts: str | float) -> Row:
    """Return a span of the source as a line of a list.

    :param facts: As `rag.datamodel.Row` names them.
    """
    start, end = span
    return Row(speech, start, end, library.source_text(speech.id)[start:end], tuple(facts.items()))


def sentence_at(library: Library, speech: Speech, start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole sentences around a span, or the span itself where there are none (a title)."""
    touched = [
        sentence
        for chunk in library.chunks(speech.id)
        if chunk.start < end and start < chunk.end
        for sentence in chunk.sentences
        if sentence.start < end and start < sentence.end
    ]
    if not touched:
        return start, end
    return min(start, touched[0].start), max(end, touched[-1].end)


def title_span(library: Library, speech: Speech) -> tuple[int, int]:
    """Return the span of a speech's title in its text, or else of its first sentence."""
    source = library.source_text(speech.id)
    start = source.find(speech.title, speech.start, speech.start + _BEGINNING + len(speech.title))
    if start < 0:
        start = source.find(speech.title)
    if start >= 0:
        return start, start + len(speech.title)
    first = next((s for chunk in library.chunks(speech.id) for s in chunk.sentences), None)
    return (first.start, first.end) if first else sentence_at(library, speech, speech.start, speech.start + 1)


def excerpt(source: str, within: tuple[int, int], start: int, end: int) -> str:
    """Return verbatim words around a span: the whole sentence, or of a long one the clauses around it, in “…”."""
    first, last = within
    if last - first <= _LONG:
        return f"“{source[first:last].strip()}”"
    left = max((match.end() for match in re.finditer("[，,。；;：:！？、]", source[first:start])), default=0) + first
    left = max(left, start - _AROUND)
    stop = re.search("[，,。；;！？]", source[end:last])
    right = min(end + stop.start() if stop else last, end + _AROUND)
    lead, tail = "……" if left > first else "", "……" if right < last else ""
    return f"{lead}“{source[left:right].strip()}”{tail}"


def voice(library: Library, speech: Speech, start: int, end: int) -> Voice:
    """Say whose words a span of a speech is: a leader quoted in somebody's speech stays the leader's."""
    source = fold(library.source_text(speech.id))
    around = [item for item in library.utterances(speech.id) if item.start <= start and end <= item.end]
    inner = min(around, key=lambda item: item.end - item.start, default=None)
    if inner is not None and inner.direct:
        # quotation marks inside it are the quoted one's own, or a quotation that the text does not tell apart
        return Voice(_attested(inner.speaker, speech, source), "direct")
    speaker = _attested(inner.speaker, speech, source) if inner else None
    if _in_quotes(source, inner.start if inner else speech.start, start):
        begin = inner.start if inner else source.rfind("\n", 0, start) + 1
        if lent(source, begin, start):
            return Voice(None, "quoted")
        return Voice(None, "quoted", speaker if inner else _going_on(library, speech, source, start))
    if inner is not None:
        opening = source[inner.start : start]
        if "”" in opening[:80] and "“" in opening[:4] and inner.speaker != speech.speaker:
            return Voice(None, "quoted")  # 要求我们“…”，全县要…: the words after the quotation are not his any more
        return Voice(speaker, "reported")
    if speech.kind in NEWS:
        return Voice(None, "narrated", _going_on(library, speech, source, start))
    return Voice(speech.speaker, "own")


def _going_on(library: Library, speech: Speech, folded: str, at: int) -> str | None:
    if speech.kind not in NEWS:
        return None
    return _attested(goes_on(folded, library.utterances(speech.id), at), speech, folded)


def _in_quotes(folded: str, floor: int, at: int) -> bool:
    line = max(floor, folded.rfind("\n", 0, at) + 1)
    before = folded[line : at + 1]  # a span may begin with its quotation mark
    return before.count("“") > before.count("”")


def _attested(name: str | None, speech: Speech, folded: str) -> str | None:
    """Return a speaker's name if the text shows that it is one: an office stands beside it, or it is a body's.

    从经济 and 应当, before 方面说, look like names and are none.
    """
    if name is None:
        return None
    bare = fold(name)
    if match := NAMED.match(bare):
        return name[: match.end()]
    if same_person(name, speech.speaker):
        return speech.speaker
    if _BODY.search(bare):
        return name
    beside = rf"{_BEFORE_NAME}{re.escape(bare)}|{re.escape(bare)}(?:同志|{OFFICE})"
    cut_office = bare.startswith("党委") or bare.endswith("副")  # 党委副书记
    if dictionary_flag(bare) in PERSON_FLAGS:  # 恩格斯 has no office here
        return name
    return name if is_name(bare) and not cut_office and re.search(beside, folded) else None


def credit(speech: Speech, *, speaker: bool = True) -> str:
    """Return 《title》 with who, when and where it was spoken, as far as known.

    :param speaker: Whether to name its speaker: not where the words are another's.
    """
    who = " ".join(part for part in (speech.role, speech.speaker) if part) if speaker else ""
    facts = "，".join(part for part in (who, speech.date, speech.occasion) if part)
    return f"《{speech.title}》（{facts}）" if facts else f"《{speech.title}》"


def once(library: Library, speeches: Sequence[Speech]) -> tuple[list[Speech], int]:
    """Return the speeches with copies of one counted once, in their order, and how many were left out.

    The preferred copy stands for the others if it is among them, otherwise the first.
    """
    groups: dict[str, list[Speech]] = {}
    preferred = library.preferences(speech.id for speech in speeches)
    for speech in speeches:
        groups.setdefault(preferred.get(speech.id, speech.id), []).append(speech)
    kept = {next((s.id for s in group if s.id == root), group[0].id) for root, group in groups.items()}
    return [speech for speech in speeches if speech.id in kept], len(speeches) - len(kept)
