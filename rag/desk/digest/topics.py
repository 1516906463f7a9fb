"""What somebody says on a topic, over all speeches in order of date, whose words they are told apart."""

from dataclasses import dataclass
from typing import Any

from corpus import InputError, Sentence, Speech, fold
from corpus.language.names.persons import same_person
from corpus.language.segmentation import content_words
from index import Filters, Library
from rag.desk.digest.centrality import stands_alone
from rag.desk.draft_check.attribution import owner
from rag.desk.excerpts import Excerpt, Sources, about
from rag.desk.letters import QUOTATION_MARKS, unquoted
from rag.desk.phrases.concordance import Searched
from rag.desk.phrases.searching import find_uses

_A_SPEECH = 3  # sentences of one speech


@dataclass(frozen=True, slots=True)
class OnTopic:
    """What one speech says on the topic.

    :param lines: Sentences that name it, at most three, in the speech's order.
    :param mentions: How many sentences name it.
    :param whose: Whose words each line is; None if that is not certain.
    """

    speech: Speech
    lines: tuple[Excerpt, ...]
    whose: tuple[str | None, ...]
    mentions: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "speech": about(self.speech),
            "mentions": self.mentions,
            "lines": [{**line.to_dict(), "whose": who} for line, who in zip(self.lines, self.whose, strict=True)],
        }


@dataclass(frozen=True, slots=True)
class Topic:
    """What is said on a topic.

    :param found: In order of date.
    :param searched: Every speech that could say it was looked through.
    """

    topic: str
    speaker: str | None
    found: tuple[OnTopic, ...]
    searched: Searched

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "topic": self.topic,
            "speaker": self.speaker,
            "searched": self.searched.to_dict(),
            "found": [item.to_dict() for item in self.found],
        }


def on_topic(library: Library, topic: str, *, speaker: str | None = None, filters: Filters | None = None) -> Topic:
    """Return the sentences that name a topic, speech by speech.

    A sentence names it if it says all of the topic's words: 竹纸 产业 in any order. Speeches are looked through whole.

    :param speaker: Only what is this person's: in his own speeches, and as his words in others'.
    :raises InputError: If the topic has no words.
    """
    words = topic.split() if " " in topic.strip() else sorted(content_words(topic)) or [topic]
    wanted = [letters for word in words if (letters := unquoted(word).text)]
    if not any(any(char.isalnum() for char in word) for word in wanted):
        raise InputError("{topic!r} is no topic; give a word or two", code="no_topic", topic=topic[:40])
    sources = Sources(library)
    with library.consistent():
        searched = library.speeches(filters)
        holding = {speech.id for speech in searched}
        for word in wanted:
            holding &= {speech.id for speech in library.holding([word], filters, ignoring=QUOTATION_MARKS)}
        found = [
            item
            for speech in searched
            if speech.id in holding and (item := _of_speech(library, sources, speech, wanted, speaker)) is not None
        ]
    return Topic(topic, speaker, tuple(found), Searched.of(searched))


def _of_speech(
    library: Library, sources: Sources, speech: Speech, wanted: list[str], speaker: str | None
) -> OnTopic | None:
    text = sources.text(speech)
    naming = [s for s in sources.sentences(speech) if all(any(find_uses(text, [w], s.start, s.end)) for w in wanted)]
    said: list[tuple[Sentence, Excerpt, str | None]] = []
    for sentence in naming:
        line = sources.excerpt(speech, sentence.start, sentence.end)
        at = next(find_uses(text, wanted[:1], sentence.start, sentence.end))
        who = owner(library, sources.excerpt(speech, *at))
        if speaker is None or same_person(fold(who or ""), fold(speaker)):
            said.append((sentence, line, who))
    if not said:
        return None
    best = sorted(said, key=lambda item: -stands_alone(item[0].text))[:_A_SPEECH]
    best.sort(key=lambda item: item[0].start)
    return OnTopic(speech, tuple(line for _, line, _ in best), tuple(who for *_, who in best), len(said))
