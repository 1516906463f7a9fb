"""Whose words a passage is: the speaker's own, somebody quoted in it, narration, or no words of the text at all.

What stands above and below a text, its title, its day, its credits, nobody says in it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any, Literal

from corpus import NEWS, Fact, SetAside, Speech, Utterance, fold
from corpus.language.names.persons import same_person
from corpus.metadata.credits import find_credits
from rag import Answer, Citation, Voice
from ui.backend import Backend, facts_of, set_aside_of, utterances_of, voice_of
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.markup import filled
from ui.rendering.references import sources_of

_SHARE = 0.6  # of a passage that somebody's words must be, so that "he stressed," before them does not count
_SOME = 4  # characters of somebody's words that a passage must have to be said to have them
_CREDIT = 24  # characters that may stand before the names of a credit, as its label
_CLOSES = re.compile(r"[^\S\n]*[)）】\]]")
# what a line of running text has: the end of a sentence, a salutation's colon
_TEXT = re.compile(r"[。！？；!?;]|[:：]\s*$")

Kind = Literal[
    "own", "direct", "reported", "quoting", "retelling", "context", "quoted", "unknown", "narration", "title",
    "header", "footer", "credit", "furniture",
]  # fmt: skip
_FRAME: dict[Kind, Pair] = {
    "title": texts.TITLE_WORDS,
    "header": texts.HEADER_WORDS,
    "footer": texts.FOOTER_WORDS,
    "credit": texts.CREDIT_WORDS,
    "furniture": texts.FURNITURE_WORDS,
}
_ASIDE: dict[str, Kind] = {"credit": "credit", "title": "title"}
_SALUTES = (":", "：")  # what tells the kind of a text may be its salutation, which is spoken
_REMARKS: dict[Kind, str] = {
    "direct": "{speaker}的原话",
    "reported": "{speaker}的话，转述",
    "quoting": "引用{speaker}的原话",
    "retelling": "转述{speaker}的话",
    "context": "没有注明是谁的话，据上下文可能是{speaker}的",
    "quoted": "引号里的话，文中没有注明是谁的",
    "unknown": "他人的话，说话人不明",
    "title": "题名",
    "header": "文首信息",
    "footer": "文末信息",
    "credit": "署名行",
    "furniture": "页面上的文字",
}
"""What is said behind a reference, in papers; of the speaker's own words and of narration the reference says enough."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose words a passage is.

    :param kind: `own` of the document's speaker, who may be `quoting` or `retelling` another; `direct` and `reported`
        words of somebody in an article; `context` words that the text gives to nobody and that stand within or right
        behind somebody's; `quoted` words in quotation marks, `unknown` of whom; `narration` of a report. Or no part:
        its `title`, its `header` or `footer` (speaker, day, source), a line of `credit`, page `furniture`.
    :param speaker: Who says them; None if nobody does, or that is unknown.
    :param label: That in words, in both languages.
    :param others: Who else has words in it, though most of it is its speaker's own or the report's.
    """

    kind: Kind
    speaker: str | None
    label: Pair
    others: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        others = list(self.others)
        return {"kind": self.kind, "speaker": self.speaker, "label": self.label[0], "others": others}


@dataclass(frozen=True, slots=True)
class Part:
    """A span of a document that is no running text, and what it is."""

    start: int
    end: int
    kind: Kind


def _deaf(start: int, end: int) -> Voice | None:
    return None


def whose_of(backend: Backend, speech: Speech, source: str) -> "Known":
    """Return what tells whose words the passages of a speech are, as the library has it."""
    parts = frame(source, facts_of(backend, speech.id), set_aside_of(backend, speech.id))
    hear = partial(voice_of, backend, speech)
    return Known(speech, source, tuple(utterances_of(backend, speech.id)), tuple(parts), hear)


@dataclass(frozen=True, slots=True)
class Known:
    """A speech with who says what in it.

    :param parts: What of it is no running text.
    :param hear: What tells whose words a span is where its utterances do not.
    """

    speech: Speech
    source: str
    utterances: Sequence[Utterance] = ()
    parts: Sequence[Part] = ()
    hear: Callable[[int, int], Voice | None] = _deaf

    def words(self, start: int, end: int) -> Whose | None:
        """Say whose words `[start:end]` is; None if that is not known."""
        kind = _part_of(self.source, self.parts, start, end)
        if kind is not None:
            return Whose(kind, None, _FRAME[kind])
        said = _said(self.utterances, start, end)
        return self._unsaid(start, end, said) or (self._said_by(said) if said else self._unquoted(start, end))

    def _said_by(self, said: Utterance) -> Whose:
        speech = self.speech
        if said.speaker is None:
            return Whose("unknown", None, filled(texts.UNKNOWN_WORDS, title=speech.title))
        if speech.speaker and speech.kind not in NEWS and not same_person(speech.speaker, said.speaker):
            pair = texts.QUOTING if said.direct else texts.RETELLING
            label = filled(pair, owner=speech.speaker, speaker=said.speaker)
            return Whose("quoting" if said.direct else "retelling", said.speaker, label)
        pair = texts.DIRECT_WORDS if said.direct else texts.REPORTED_WORDS
        label = filled(pair, speaker=said.speaker, title=speech.title)
        return Whose("direct" if said.direct else "reported", said.speaker, label)

    def _unquoted(self, start: int, end: int) -> Whose | None:
        """Say whose a passage is most of which nobody is said to say, and who has words in it."""
        owner, news = self.speech.speaker, self.speech.kind in NEWS
        if not owner and not news:
            return None
        inside = [u for u in self.utterances if min(end, u.end) - max(start, u.start) >= _SOME]
        if not news:
            inside = [u for u in inside if not same_person(owner, u.speaker)]
        others = tuple(dict.fromkeys(u.speaker for u in inside if u.speaker))
        if not inside:
            label = texts.NARRATION if news else filled(texts.OWN_WORDS, speaker=owner)
        elif not others:
            label = texts.NARRATION_AND_SOMEBODY if news else filled(texts.OWN_AND_SOMEBODY, speaker=owner)
        else:
            pair = texts.NARRATION_AND if news else texts.OWN_AND
            zh, en = "、".join(others), ", ".join(others)
            label = pair[0].format(speaker=owner, others=zh), pair[1].format(speaker=owner, others=en)
        return Whose("narration", None, label, others) if news else Whose("own", owner, label, others)

    def _unsaid(self, start: int, end: int, said: Utterance | None) -> Whose | None:
        """Say by what stands around it whose a passage may be that the text gives to nobody.

        A passage within one quotation, or of a report right behind somebody's words; None if it is neither.
        """
        ends = [i for i in range(start, end) if self.source[i : i + 1].isalnum()]
        if not ends or (said is not None and said.direct):
            return None
        first, last = (self.hear(i, i + 1) for i in (ends[0], ends[-1]))
        if first is None or last is None or first.how != last.how or first.how not in ("quoted", "narrated"):
            return None
        if first.how == "quoted" and not _closes(self.source, ends[-1] + 1):
            return None
        title, name = self.speech.title, first.within
        if name is not None and name == last.within:
            return Whose("context", name, filled(texts.CONTEXT_WORDS, speaker=name, title=title))
        return Whose("quoted", None, filled(texts.QUOTED_WORDS, title=title)) if first.how == "quoted" else None


def _closes(source: str, at: int) -> bool:
    """Say whether a quotation that is open at a place closes in its line; a mark may be missing before."""
    rest = fold(source[at : source.find("\n", at) % (len(source) + 1)])
    return -1 < rest.find("”") < (rest + "“").find("“")


def whose_words(speech: Speech, utterances: Sequence[Utterance], start: int, end: int) -> Pair | None:
    """Say whose words `[start:end]` of a running text are; None if that is not known."""
    found = Known(speech, "", utterances).words(start, end)
    return found.label if found else None


def notes(backend: Backend, citations: Iterable[Citation], sources: dict[str, str | None]) -> dict[int, Whose]:
    """Return whose words citations are, by their numbers, as far as that is known.

    :param sources: The text of each speech by its id; None of one that is gone or has changed since.
    """
    known: dict[str, Known] = {}
    found = {}
    for citation in citations:
        key = citation.speech.id
        if (source := sources.get(key)) is None:
            continue
        if key not in known:
            known[key] = whose_of(backend, citation.speech, source)
        if whose := known[key].words(citation.start, citation.end):
            found[citation.number] = whose
    return found


def answer_dict(answer: Answer, backend: Backend) -> dict[str, Any]:
    """Return an answer as JSON types, with whose words each citation is; null where that is not known."""
    return with_whose(answer.to_dict(), told(answer.citations, backend))


def told(citations: Sequence[Citation], backend: Backend) -> dict[int, dict[str, Any]]:
    """Return whose words citations are over the library as it is now, by their numbers, as JSON types."""
    return {number: one.to_dict() for number, one in notes(backend, citations, sources_of(citations, backend)).items()}


def with_whose(answer: dict[str, Any], whose: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    """Return an answer, as JSON types, with whose words each citation is; null where that is not known."""
    cited = [{**one, "whose": whose.get(one["number"])} for one in answer["citations"]]
    return {**answer, "citations": cited}


def remarks_of(citations: Sequence[Citation], backend: Backend) -> dict[int, str]:
    """Return `remarks` of citations over the library as it is now."""
    return remarks(notes(backend, citations, sources_of(citations, backend)))


def remarks(whose: dict[int, Whose]) -> dict[int, str]:
    """Return what a reference must say beside its source: that the words are another's, or no words of the text."""
    return {
        number: _REMARKS[one.kind].format(speaker=one.speaker) for number, one in whose.items() if one.kind in _REMARKS
    }


def frame(source: str, facts: Sequence[Fact], aside: Sequence[SetAside]) -> list[Part]:
    """Return what of a document is no running text: what was set aside, credits, and lines that only state its facts.

    Such lines stand above the first line of running text and below the last.
    """
    found = [Part(one.start, one.end, _ASIDE.get(one.reason, "furniture")) for one in aside]
    found += _credits(source)
    stated = [
        Part(one.start, one.end, "title" if one.name == "title" else "header")
        for one in facts
        if one.end and not _salutes(source, one)
    ]
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", source) if match[0].strip()]
    for kind, order in (("header", lines), ("footer", reversed(lines))):
        for start, end in order:
            what = _part_of(source, [*found, *stated], start, end)
            if what in ("header", "title"):
                found.append(Part(start, end, "title" if what == "title" else kind))  # type: ignore[arg-type]
            elif what is None and _TEXT.search(source[start:end]):
                break
    return found


def _salutes(source: str, fact: Fact) -> bool:
    return fact.name == "kind" and any(mark in source[fact.start : fact.end + 1] for mark in _SALUTES)


def _credits(source: str) -> list[Part]:
    """Return the credits with their labels: between brackets, or else from the beginning of the line."""
    found = []
    for one in find_credits(source):
        before = source[max(0, one.start - _CREDIT) : one.start]
        label = max(before.rfind(mark) for mark in "\n（(【[。") + 1
        start = one.start - len(before) + label
        closes = _CLOSES.match(source, one.end)
        found.append(Part(start, closes.end() if closes else one.end, "credit"))
    return found


def _part_of(source: str, parts: Sequence[Part], start: int, end: int) -> Kind | None:
    """Return what a passage is, if most of its letters and digits are no running text; None if they are."""
    touching = [part for part in parts if part.start < end and start < part.end]
    if not touching:
        return None
    before = [0, *accumulate(char.isalnum() for char in source[start:end])]
    length = before[-1]
    covered: dict[Kind, int] = {}
    at = start
    for part in sorted(touching, key=lambda part: (part.start, -part.end)):
        low, high = max(at, part.start), min(end, part.end)
        if low < high:
            covered[part.kind] = covered.get(part.kind, 0) + before[high - start] - before[low - start]
            at = high
    if not length or sum(covered.values()) < _SHARE * length:
        return None
    return max(covered, key=lambda kind: covered[kind])


def _said(utterances: Sequence[Utterance], start: int, end: int) -> Utterance | None:
    """Return the innermost utterance that covers most of the passage."""

    def shared(utterance: Utterance) -> int:
        return max(0, min(end, utterance.end) - max(start, utterance.start))

    covering = [u for u in utterances if shared(u) >= _SHARE * (end - start)]
    return max(covering, key=lambda u: (shared(u), u.start - u.end), default=None)
