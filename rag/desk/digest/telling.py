"""How well each sentence of a speech can stand for what is said in it: his own words, not what is told around them.

In a speech: less for what somebody else is quoted with, and for captions that name the speaker himself. In news of a
meeting: more for what is said there, less for who came and who presided. Sentences that open a paragraph count more.
"""

from collections.abc import Sequence

from corpus import NEWS, Sentence, Speech, Utterance, fold
from corpus.language.lexicon import pattern
from corpus.language.names.persons import same_person
from index import Library
from rag.desk.digest.centrality import stands_alone

_OPENS, _SAYS = 1.3, 1.5
_AROUND, _BORROWED, _FURNITURE, _ASKS, _BROKEN, _OPEN, _ANNOUNCES, _CLOSING = 0.25, 0.4, 0.05, 0.4, 0.7, 0.4, 0.4, 0.4
_PRESENT = pattern("{drafts:presence}")
_SLOGAN = 16  # letters below which a sentence is a slogan or leads on to the next
_GREETING = 24  # letters of 各位委员、同志们！
_GREETS = pattern("^(?:{genres:greets})")
COUNTS = pattern("(?:{items}|几)(?:{list_labels:unit}|方面)的?(?P<thing>{list_labels:head})")
"""Words that count the things of a list, 三点意见, in a text that announces it or a question for it."""
_ANNOUNCED = 24  # letters of a sentence that only announces: 下面我讲三点意见。
_ENDS = ("。", "！", "!", "；", ";", "”", "）", ")")
_CREDIT = pattern(
    r"[/／]\s*{drafts:picture}|^\s*{drafts:picture}|^{genres:wire}[^。，]{0,16}[电讯]|^[^。，]{2,12}讯[（( ]"
)
_VERB = pattern("(?:{speech_verbs:told!})[^，。：]{0,4}[，,:：]")
_LABEL = pattern(r"^\s*(?:{label_is}|{nth}|{label_number}|{label_bracket}|{list_labels:ordinal}[，,])")
_BEFORE = 30  # characters from a sentence's start in which it may be said who speaks


def weights(library: Library, speech: Speech, sentences: Sequence[Sentence]) -> list[float]:
    """Return a weight for each sentence, some 0 to 2; higher stands better for what is said.

    Its factors were chosen by hand while digests of 25 public documents were read (docs/LOG.md); none was fitted.
    """
    source = library.source_text(speech.id)
    said = library.utterances(speech.id)
    news = speech.kind in NEWS
    own = "" if news else fold(speech.speaker or "")
    found = [_weight(source, sentence, said, speech, news, own) for sentence in sentences]
    closing = next((i for i in range(len(found) - 1, len(found) // 2, -1) if _greets(sentences[i].text)), len(found))
    return [weight * (_CLOSING if i >= closing else 1.0) for i, weight in enumerate(found)]


def labelled(sentence: str) -> bool:
    """Say whether a sentence begins as the item of a list does; by itself it is one of several."""
    return bool(_LABEL.match(fold(sentence)))


def _weight(source: str, one: Sentence, said: Sequence[Utterance], speech: Speech, news: bool, own: str) -> float:
    folded = fold(source[one.start : one.end])
    weight = stands_alone(one.text)
    inside = [item for item in said if item.start < one.end and one.start < item.end]
    opens = any(one.start <= item.start <= one.start + _BEFORE for item in inside) and _VERB.search(folded[:_BEFORE])
    if news:
        weight *= (_SAYS if opens else 1.0) if inside or not said else _AROUND
    elif any(_borrowed(item, one, speech) for item in inside):
        weight *= _BORROWED
    if _CREDIT.search(folded) or (own and own in folded):
        weight *= _FURNITURE
    if folded.rstrip("”」』）) ").endswith(("?", "？")):
        weight *= _ASKS
    if not folded.rstrip().endswith(_ENDS):
        weight *= _OPEN
    if len(folded) <= _ANNOUNCED and COUNTS.search(folded):
        weight *= _ANNOUNCES
    if "\n" in source[one.start : one.end].strip():
        weight *= _BROKEN
    return weight * (_OPENS if _paragraph_begins(source, one.start) else 1.0)


def _greets(sentence: str) -> bool:
    folded = fold(sentence).strip()
    return len(folded) <= _GREETING and bool(_GREETS.search(folded)) and folded.endswith(("!", ":", "！", "："))


def _borrowed(item: Utterance, one: Sentence, speech: Speech) -> bool:
    """Say whether most of a sentence is what another is quoted with."""
    shared = min(item.end, one.end) - max(item.start, one.start)
    another = not same_person(fold(item.speaker or ""), fold(speech.speaker or "")) if item.speaker else item.direct
    return another and 2 * shared > one.end - one.start


def _paragraph_begins(source: str, at: int) -> bool:
    before = source[max(0, at - 8) : at]
    return at == 0 or before.rstrip(" \u3000\t").endswith("\n")
