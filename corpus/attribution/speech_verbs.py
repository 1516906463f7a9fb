"""Verbs of speech with their subjects, in folded text: 他强调，, 会议要求各地…, and not 按照上级要求， or 提出的任务.

Works on one line with offsets into it. Knows nothing of where the words end; `corpus.attribution.utterances` finds
that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.attribution.speakers import Subject, find_subject
from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern, table

_TABLE = table("speech_verbs")
FORMAL = frozenset(_TABLE.words("formal"))
"""Verbs of officials and meetings, whose words go on into the sentences that follow."""
MENTIONS = pattern("{speech_verbs:mentions}")
"""A text has a term or a saying by these: whose it is they do not tell."""
_VERB = pattern("(?<!的)(?P<verb>{speech_verbs:told!})")
# the same words without what may not stand around them: a plain alternation is searched for ten times faster
_ANY = pattern("{speech_verbs:told}")
_AFTER_VERB = pattern(
    r"(?:道|说|过|了)?(?:(?P<pause>[，,：: ]{1,2})|(?=(?P<quote>“))"
    r"|{narration:hearer}(?:[，,：:]|(?=(?P<told>“)))"
    r"|(?P<object>[{han}\d、]{1,24})(?P<colon>[：:]))",
    han=HAN,
)
_BARE = pattern("要(?!求|闻)|{narration:demand}")
_NEEDS_PAUSE = frozenset(_TABLE.words("pause"))
_BARE_TELLS = frozenset(_TABLE.words("bare"))
_THANKS = pattern("{narration:thanks}")
_NO_OBJECT = re.compile(r"的|了$|[出]$|着")
_NOUNLIKE = frozenset(_TABLE.words("noun"))
_ORDERED = re.compile("[作做]出(?:重要)?[指批]示[，,]$")  # who does speaks on in the next clause: 作出批示，要求各地…
_GOVERNED = pattern("{narration:obeys}")


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """A verb of speech with its subject.

    :param begin: Of the subject, or of the verb where that is left out.
    :param content: Where the words begin.
    :param pause: Whether a comma or colon stands before them.
    """

    begin: int
    start: int
    end: int
    content: int
    pause: bool
    subject: Subject | None
    verb: str


def find_verbs(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Yield the words that may be verbs of speech, in order."""
    for match in _ANY.finditer(text, start, len(text) if end is None else end):
        if verb := _VERB.match(text, match.start()):
            yield verb


def find_speech_verbs(text: str, quoted: list[tuple[int, int]], sentences: list[tuple[int, int]]) -> list[SpeechVerb]:
    """Return the verbs of speech outside quotations that somebody says words with, in order.

    :param quoted: Spans of quotations, marks included, in order.
    :param sentences: Spans of whole sentences, in order.
    """
    heads: list[SpeechVerb] = []
    coming = sentence = 0
    for match in find_verbs(text):
        while coming < len(quoted) and quoted[coming][1] <= match.start():
            coming += 1
        if coming < len(quoted) and quoted[coming][0] < match.start():
            continue
        while sentence + 1 < len(sentences) and sentences[sentence][1] <= match.start():
            sentence += 1
        if (head := _head(text, sentences[sentence][0], match)) is not None:
            heads.append(head)
    return heads


def _head(text: str, begin: int, match: re.Match[str]) -> SpeechVerb | None:
    verb, end = match["verb"], match.end()
    after = _AFTER_VERB.match(text, end)
    if after is None:
        if text[end : end + 2] == "的“" and verb in ("强调", "指出", "提出", "说"):
            subject = find_subject(text, begin, match.start())
            if subject is not None and subject.kind in ("person", "pronoun"):
                return SpeechVerb(subject.start, match.start(), end, end + 1, False, subject, verb)
            return None
        return _bare(text, begin, match)
    if after["object"] and _NO_OBJECT.search(after["object"]) and not after["object"].endswith("的话"):
        return None
    subject = find_subject(text, begin, match.start())
    if subject is None or subject.kind == "author":
        return None
    pause = after["pause"] or ""
    if verb in _NOUNLIKE and "," in pause and not _is_verb(text, begin, match, subject):
        return None
    content = after.end()
    while content < len(text) and text[content] == " ":
        content += 1
    return SpeechVerb(
        subject.start, match.start(), end, content, after["quote"] is None and after["told"] is None, subject, verb
    )


def _is_verb(text: str, begin: int, match: re.Match[str], subject: Subject) -> bool:
    """Say whether 要求 before a comma is done by the subject, not one of the things that it has."""
    verb = match["verb"]
    if verb in ("指示", "嘱托", "号召", "寄语") or (verb == "要求" and subject.kind == "role"):
        return text.startswith("要", match.end() + 1)
    clause = max(begin, text.rfind(",", begin, match.start()) + 1)
    between = text[subject.end : match.start()]
    return "的" not in between and "重要" not in between and _GOVERNED.search(text, clause, match.start()) is None


def _bare(text: str, begin: int, match: re.Match[str]) -> SpeechVerb | None:
    """Return the head of 他强调要…, 会议要求各地…, with nothing between verb and words."""
    verb, end = match["verb"], match.end()
    tells = _BARE.match(text, end) or (
        verb in _BARE_TELLS and re.match(rf"[{HAN}“《]{{4}}", text[end : end + 4]) and text[end] not in "的了过着"
    )
    if not tells or verb in _NEEDS_PAUSE or (verb == "表示" and _THANKS.search(text, end, end + 30)):
        return None
    ordered = _ORDERED.search(text, begin, match.start())
    subject = find_subject(text, begin, ordered.start() if ordered else match.start())
    if subject is None or subject.kind == "author" or not subject.near:
        return None
    if verb in _NOUNLIKE and not _BARE.match(text, end):
        clause = max(begin, text.rfind(",", begin, match.start()) + 1)
        if subject.kind == "role" or _GOVERNED.search(text, clause, match.start()):
            return None
    return SpeechVerb(subject.start, match.start(), end, end, False, subject, verb)
