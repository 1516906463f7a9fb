"""Who says it: a sentence that gives somebody's words must give them to the one the text gives them to.

    evidence  闻人楷指出，……顾望舒书记要求我们“把竹山当码头”
    sentence  闻人楷要求“把竹山当码头”  ->  顾望舒 says that

The sentence is read by the same rules as the documents (`corpus.attribution.utterances`).
"""

import re
from collections.abc import Iterator

from corpus import Utterance
from corpus.attribution.utterances import find_utterances
from corpus.language.annotation import Annotated, annotate
from corpus.language.lexicon import fill, pattern
from corpus.language.names.persons import NAME, bare_name, is_name
from corpus.structure.lines import split_lines
from rag.datamodel import Evidence, Said
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support

_OWN = ("讲话", "报告", "文章")  # kinds whose words, if nobody else's, are the speaker's
_MOST = 0.75  # share of the words found that must lie in somebody's words for them to be his
_LEAST = 0.35  # share of the words that a sentence must have to be what is reported
_SAYS = fill("{speech_verbs:told}")
_TITLE = fill("{offices:head address}?")
_SAYING = re.compile(_SAYS)
_NAMED_FOR = pattern(
    r"(?P<who>{name}){title}(?:{speech_verbs:terse})(?:出|过)?的“(?P<words>[^”]+)”", name=NAME, title=_TITLE
)


def misattributed(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the persons to whom a sentence gives words that its evidence does not give them."""
    sentence = claim.text.folded
    given = [(match["who"], match["words"]) for match in _NAMED_FOR.finditer(sentence)]  # 某某提的“五个坚持”
    if _SAYING.search(sentence):
        told = claim.text.derive(_utterances)
        given += [(one.speaker, sentence[one.start : one.end]) for one in told if one.speaker is not None]
    for claimed, words in given:
        pairs = annotate(words).derive(_pairs)
        ranked = sorted(((_share(pairs, item), -at) for at, item in enumerate(support.items)), reverse=True)
        best = [support.items[-at] for share, at in ranked if share >= max(_LEAST, 0.9 * ranked[0][0])]
        if len(pairs) > 2 and not any(_gives(item, claimed, pairs) for item in best):
            yield claim.of_word("attribution", claimed)


def may_be_same(one: str, other: str) -> bool:
    """Say whether two ways to name somebody may mean the same: 顾望舒 and 市委书记顾望舒同志."""
    a, b = bare_name(one), bare_name(other)
    return len(a) > 1 and len(b) > 1 and (a.startswith(b) or a.endswith(b) or b.startswith(a) or b.endswith(a))


def _utterances(text: Annotated) -> tuple[Utterance, ...]:
    lines = split_lines(text.folded)
    return tuple(find_utterances(lines, [[(0, len(line.text))] for line in lines], kind=None))


def _pairs(text: Annotated) -> frozenset[str]:
    return frozenset(text.bare[i : i + 2] for i in range(len(text.bare) - 1))


def _share(pairs: frozenset[str], item: Evidence) -> float:
    return len(pairs & item.annotated.derive(_pairs)) / (len(pairs) or 1)


def _gives(item: Evidence, claimed: str, pairs: frozenset[str]) -> bool:
    """Say whether an evidence sentence gives the words to the one claimed."""
    text = item.annotated.folded
    found = pairs & item.annotated.derive(_pairs)
    owner: Said | None = None
    for one in item.said:  # outermost first: the last that holds the words is whose they are
        held = found & annotate(text[one.start : one.end]).derive(_pairs)
        if len(held) >= _MOST * len(found):
            owner = one
    if owner is not None and owner.speaker is not None:
        if may_be_same(owner.speaker, claimed):
            return True
        if is_name(claimed) or is_name(annotate(owner.speaker).folded):
            return _also_named(text, claimed, owner) or _by_role(item, claimed, owner.speaker)
        return claimed in text
    about = annotate(item.about).folded
    if owner is None and not item.said and item.speech.kind in _OWN and item.speech.speaker:
        own = item.speech.speaker
        if may_be_same(own, claimed) or _by_role(item, claimed, own):
            return True
    # 报告指出, 会议强调: the paper or the meeting itself
    return _says_in_text(text, claimed) or (not is_name(claimed) and claimed in f"{text}\n{about}\n{item.speech.kind}")


def _by_role(item: Evidence, claimed: str, speaker: str) -> bool:
    """Say whether somebody is named by the office that the document's header gives him."""
    own = item.speech.speaker
    role = annotate(item.speech.role or "").folded
    return bool(own and role and may_be_same(own, speaker) and (claimed in role or role in claimed))


def _also_named(text: str, claimed: str, owner: Said) -> bool:
    """Say whether the claimed speaker stands right at the words' verb, where the reading of the text may have erred."""
    return bool(re.search(f"{re.escape(claimed)}{_TITLE}[，,]?(?:{_SAYS})[^。]{{0,6}}$", text[: owner.start]))


def _says_in_text(text: str, claimed: str) -> bool:
    return bool(re.search(f"{re.escape(claimed)}[^。；;]{{0,24}}(?:{_SAYS})", text))
