"""Facts of a document's card that a question asks for: who spoke, as what, when, at which meeting, in which paper.

Given as `corpus` read them where the text states them, each with the line that states it. What the card does not have
is no matter of it: then a model reads the text.
"""

from collections.abc import Sequence

from corpus import Fact, Speech, fold
from corpus.language.dates import in_words
from corpus.metadata.credits import find_credits
from index import Hit, Library
from rag.datamodel import DirectAnswer, Evidence, Statement, Verdict, describe
from rag.extractive.meant_speech import meant
from rag.extractive.provenance import evidence
from rag.question.analysis import Question
from rag.question.intent.card_question import CardAsked

_CALLED = {
    "speaker": "讲话人", "role": "职务", "date": "日期", "place": "地点", "occasion": "场合", "publisher": "来源",
    "title": "标题", "kind": "体裁", "reporter": "记者", "editor": "编辑",
}  # fmt: skip
_WRITTEN = {"speaker": "作者"}  # of an article
_ARTICLE = "文章"
_LEADS = 3  # hits of which most must be of one speech, where none is named
_KNOWN = 0.5  # share of what a question for a publication speaks of that the text must have
_APART = 7  # characters from one of a short name to the next, of what it is short for
_SURE = 0.5  # confidence of a fact from which it is given


def card_answer(library: Library, question: Question, hits: Sequence[Hit]) -> DirectAnswer | None:
    """Answer with the facts that a question asks for; None if it asks for none, or it is not sure of which document.

    :param question: Read with the library.
    :param hits: What retrieval found, best first.
    """
    asked = question.in_library.card if question.in_library else None
    speech = _speech(library, question, asked, hits) if asked else None
    if asked is None or speech is None:
        return None
    facts = {fact.name: fact for fact in library.facts(speech.id) if fact.confidence >= _SURE and fact.start < fact.end}
    for one in find_credits(library.source_text(speech.id)):
        known = Fact(one.role, "、".join(one.people), one.start, one.end, 1.0)
        facts.setdefault(one.role, known)
    if any(name not in facts for name in asked.fields):
        return None
    called = _CALLED | (_WRITTEN if speech.kind == _ARTICLE else {})
    if speech.speaker and "speaker" not in asked.fields:
        called |= {"role": f"{called['speaker']}{speech.speaker}的职务"}
    told = [f"{called[name]}是{_worded(speech, facts[name])}" for name in asked.fields]
    support: list[Evidence] = [evidence(library, speech, facts[name].start, facts[name].end) for name in asked.fields]
    text = f"《{speech.title}》的{'，'.join(told)}。"
    return DirectAnswer((Statement(text, tuple(dict.fromkeys(support)), Verdict.SUPPORTED),))


def _speech(library: Library, question: Question, asked: CardAsked, hits: Sequence[Hit]) -> Speech | None:
    """Return the document that a question means, if it surely is one, and none of somebody else."""
    if asked.texts:
        speech = meant(library, asked.texts, question.mentions.words, hits)
    else:
        first = [hit.speech.id for hit in hits[:_LEADS]]
        speech = hits[0].speech if hits and first.count(first[0]) * 2 > len(first) else None
    if speech is None:
        return None
    card = fold("\n".join(filter(None, (describe(speech), speech.occasion, speech.place))))
    others = {word for word in asked.others.union(question.mentions.people) if not _named(word, asked)}
    others -= asked.about
    if any(word not in card for word in others):
        return None  # of whom or what else the question speaks would not be respected
    text = fold(library.source_text(speech.id)) if asked.about else ""
    if sum(word in text or _short_for(word, card) for word in asked.about) < _KNOWN * len(asked.about):
        return None
    # whose office is asked must be the speaker's own: 谁作的，什么职务
    theirs = bool(speech.speaker and fold(speech.speaker) in question.mentions.folded) or asked.author
    theirs = theirs or "speaker" in asked.fields
    return speech if "role" not in asked.fields or theirs else None


def _named(word: str, asked: CardAsked) -> bool:
    """Say whether a word is one that a speaker's name was cut into."""
    return any(word in fold(name) for name in asked.texts.speakers)


def _short_for(word: str, card: str) -> bool:
    """Say whether a card has all characters of a word in order and near each other: 劳模 of 劳动模范."""
    for begin in (at for at, char in enumerate(card) if char == word[0]):
        at = begin
        for char in word[1:]:
            at = card.find(char, at + 1, at + 1 + _APART)
            if at < 0:
                break
        else:
            return True
    return False


def _worded(speech: Speech, fact: Fact) -> str:
    value = str(getattr(speech, fact.name, fact.value))
    return in_words(value) if fact.name == "date" else value
