"""Names in a sentence in whose place the evidence has another name of the same kind."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus import fold
from corpus.names import LAZY_NAME, OFFICE, is_name
from rag.attributing import speakers
from rag.evidence import Evidence
from rag.surroundings import MARGIN, Place, most_alike
from rag.words import find, tagged

PEOPLE = ("nr", "nrt", "nrfg")
"""The tagger's flags for people."""
_OFFICER = re.compile(
    rf"{OFFICE}(?P<name>{LAZY_NAME})"
    "(?=主持|出席|汇报|介绍|指出|强调|要求|表示|说|通报|作|在|讲|提出|宣布|参加|率|对|就|[，。、；：,;:]|$)"
)
_ACTOR = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>{LAZY_NAME})"
    "(?=主持|出席|汇报|介绍|指出|强调|要求|表示|说|通报|宣布|参加|担任|当选|任)"
)


def swapped_names(claim: str, support: Sequence[Evidence], texts: Sequence[str]) -> Iterator[str]:
    """Yield names in whose place the evidence has another name of the same kind."""
    known_by_header = {fold(name) for item in support for name in (*speakers(item), item.speech.speaker or "")}
    officers = {match["name"] for text in texts for known in (_OFFICER, _ACTOR) for match in known.finditer(text)}
    people = {name for name in known_by_header | officers if is_name(name)}
    for kind in (PEOPLE, ("ns",), ("nt",)):
        known = people if kind is PEOPLE else frozenset[str]()
        mine = _spans(claim, kind, known)
        if not mine:
            continue
        theirs = [(text, span, name) for text in texts for span, name in _spans(text, kind, known)]
        for span, name in mine:
            here: Place = (claim, span)
            same = [(text, (at, at + len(name))) for text in texts for at in find(text, name)]
            others = [(text, other) for text, other, found in theirs if found not in name and name not in found]
            if same:
                swapped = most_alike(here, others) > most_alike(here, same) + MARGIN
            else:  # known from the header alone
                following = claim[span[1] : span[1] + 2]
                swapped = kind is PEOPLE and any(text[end : end + 2] == following for text, (_, end) in others)
            if swapped:
                yield name


def _spans(text: str, flags: Sequence[str], known: Iterable[str]) -> list[tuple[tuple[int, int], str]]:
    spans, at = [], 0
    for word, flag in tagged(text):
        if flag in flags and len(word) >= 2 and (flag not in PEOPLE or is_name(word)):
            spans.append(((at, at + len(word)), word))
        at += len(word)
    spans += [((at, at + len(name)), name) for name in known for at in find(text, name)]
    return list(dict.fromkeys(spans))
