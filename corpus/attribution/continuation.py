"""Who most likely speaks where no utterance says so: on to a paragraph's end, and in quotation marks of their own.

他说，…。要…。希望…。        the paragraph's last sentences are his
他说，要以“…”反驳“…”          and so are these words, for nobody else is said to say them
"""

from collections.abc import Sequence

from corpus.attribution.speakers import find_mention, find_subject
from corpus.attribution.speech_verbs import MENTIONS, find_verbs
from corpus.datamodel import Utterance


def lent(folded: str, start: int, at: int) -> bool:
    """Say whether what stands in quotation marks within somebody's words is given to somebody else, or may be.

    :param start: Where his words begin.
    :param at: Where the quoted ones do.
    """
    begin = max(start, *(folded.rfind(mark, start, at) + 1 for mark in "。！？!?"))
    return MENTIONS.search(folded, begin, at) is not None or next(find_verbs(folded, begin, at), None) is not None


def goes_on(folded: str, utterances: Sequence[Utterance], at: int) -> str | None:
    """Return who spoke last before a place in its paragraph, not in a quotation, if nobody is named or speaks since.

    It is for news, and less sure than an utterance: a reporter may have gone on himself.

    :param folded: The source, folded.
    :param utterances: Of the speech, as `corpus.attribution.utterances` found them.
    """
    line = folded.rfind("\n", 0, at) + 1
    before = [one for one in utterances if line <= one.start and one.end <= at]
    last = max(before, key=lambda one: one.end, default=None)
    if last is None or last.direct or find_mention(folded, last.end, at) is not None:
        return None
    verbs = (match.start() for match in find_verbs(folded, last.end, at))  # 希望双方… has nobody else for its subject
    return None if any(find_subject(folded, last.end, verb) is not None for verb in verbs) else last.speaker
