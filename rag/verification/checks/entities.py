"""Names in a sentence in whose place the evidence has another name of the same kind."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus import fold
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import COMPOUND_SURNAMES, LAZY_NAME, is_name
from corpus.language.segmentation import find, tagged
from rag.datamodel import Evidence
from rag.verification.alignment import MARGIN, Place, most_alike
from rag.verification.checks.attribution import speakers

PEOPLE = ("nr", "nrt", "nrfg")
"""The tagger's flags for people."""
_OFFICER = re.compile(
    rf"{OFFICE}(?P<name>{LAZY_NAME})"
    "(?=主持|出席|汇报|介绍|指出|强调|要求|表示|说|通报|作|在|讲|提出|宣布|参加|率|对|就|安排|部署|调研|陪同|一同|[，。、；：,;:]|$)"
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
    yield from _cut_short(claim, people)
    for kind in (PEOPLE, ("ns",), ("nt",)):
        known = people if kind is PEOPLE else frozenset[str]()
        mine = _spans(claim, kind, known)
        if not mine:
            continue
        theirs = [(text, span, name) for text in texts for span, name in _spans(text, kind, known)]
        places = {name: [(text, at) for text, at, found in theirs if found == name] for _, name in mine}
        for span, name in mine:
            here: Place = (claim, span)
            same = [(text, (at, at + len(name))) for text in texts for at in find(text, name)]
            others = [
                (text, other)
                for text, other, found in theirs
                if found not in name
                and name not in found
                and not _stays(claim, found, mine, places.get(found, []), same)
            ]
            if same:
                swapped = most_alike(here, others) > most_alike(here, same) + MARGIN
                swapped = swapped and not (_in_a_row(here) and any(map(_in_a_row, same)))
            else:  # known from the header alone
                following = claim[span[1] : span[1] + 2]
                swapped = kind is PEOPLE and any(text[end : end + 2] == following for text, (_, end) in others)
            if swapped:
                yield name


def _stays(
    claim: str,
    other: str,
    mine: Sequence[tuple[tuple[int, int], str]],
    own: Sequence[Place],
    wanted: Sequence[Place],
) -> bool:
    """Say whether a sentence has another name too, and has it where the evidence does.

    Two names that are swapped both stand in the other's place; one that stays in its own leaves none free.

    :param own: Where the evidence has that name.
    :param wanted: Where it has the one that may have been swapped with it.
    """
    spans = [span for span, name in mine if name == other]
    return bool(spans) and all(
        most_alike((claim, span), own) >= most_alike((claim, span), wanted) - MARGIN for span in spans
    )


def _in_a_row(place: Place) -> bool:
    """Say whether a name is one of several: their order is nobody's claim."""
    text, (start, end) = place
    return "、" in (text[start - 1 : start], text[end : end + 1])


def _cut_short(claim: str, people: Iterable[str]) -> Iterator[str]:
    """Yield names in a sentence that lack the last character of somebody's: 尉迟清 for 尉迟清和."""
    for name in people:
        short = name[:-1]
        if name not in claim and short in claim and is_name(short) and short not in (*people, *COMPOUND_SURNAMES):
            yield short


def _spans(text: str, flags: Sequence[str], known: Iterable[str]) -> list[tuple[tuple[int, int], str]]:
    spans, at = [], 0
    for word, flag in tagged(text):
        if flag in flags and len(word) >= 2 and (flag not in PEOPLE or is_name(word)):
            spans.append(((at, at + len(word)), word))
        at += len(word)
    spans += [((at, at + len(name)), name) for name in known for at in find(text, name)]
    return [
        found for found in dict.fromkeys(spans) if text.count("《", 0, found[0][0]) == text.count("》", 0, found[0][0])
    ]
