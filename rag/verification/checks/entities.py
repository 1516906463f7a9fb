"""Names of a sentence: in the evidence, and not where the evidence has another name of the same kind."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.language.annotation import Annotated, annotate
from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern
from corpus.language.names.persons import COMPOUND_SURNAMES, LAZY_NAME, is_name
from corpus.language.segmentation import PERSON_FLAGS, bare, find
from rag.verification.alignment import MARGIN, Place, most_alike
from rag.verification.claim import CandidateClaim, Finding, Span
from rag.verification.support import Support

_OFFICER = pattern(
    "{offices:office}(?P<name>{person})(?={deeds:meeting}|{speech_verbs:told}|{speech_verbs:says}|[讲作在对就]|部署|[，。、；：,;:]|$)",
    person=LAZY_NAME,
)
_ACTOR = pattern(
    "(?<![{han}])(?P<name>{person})(?={deeds:meeting career}|{speech_verbs:says}|说)", person=LAZY_NAME, han=HAN
)
_LATIN = re.compile(r"[a-z][a-z0-9+\-]+")
_ITEM = re.compile(r"[^、]+")
_ENUMERATED = re.compile(r"[^、，,。；;：:]{2,}(?:、[^、，,。；;：:]{2,}){2,}")
_MASK = re.compile(r"[*＊]+")
_KINDS = (PERSON_FLAGS, ("ns",), ("nt",))

_Named = tuple[Span, str]


def unknown_names(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the names and Latin words of which the evidence has no word."""
    for name in claim.text.names:
        if name.text not in support.everything:
            yield claim.finding("names", name.start, name.end)
    for word in _LATIN.finditer(claim.text.folded):
        if word.group() not in support.everything:
            yield claim.finding("names", *word.span())


def altered_items(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the items of an enumeration that stand nowhere in the evidence as they are, where most of the others do.

    A small model that lists three names makes one of two of them.
    """
    text = claim.text.folded
    for listed in _ENUMERATED.finditer(text):
        items = [(m.start() + listed.start(), m.end() + listed.start()) for m in _ITEM.finditer(listed.group())]
        altered = [(start, end) for start, end in items if bare(text[start:end]) not in support.bare]
        known = len(items) - len(altered)
        # the first is not told from what leads it in, the last not from what follows
        altered = [span for span in altered if span in items[1:-1]]
        if known >= len(altered):
            yield from (claim.finding("items", start, end) for start, end in altered)


def masked_names(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield what stands for a name that is kept back: it answers nothing, whatever the evidence has."""
    return (claim.finding("masked names", *mask.span()) for mask in _MASK.finditer(claim.text.folded))


def swapped_names(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield names in whose place the evidence has another name of the same kind, and names cut short."""
    people = _people(support)
    for start, end in _cut_short(claim.text.folded, people):
        yield claim.finding("swapped names", start, end)
    for kind in _KINDS:
        known = people if kind is PERSON_FLAGS else frozenset[str]()
        mine = _spans(claim.text, kind, known)
        if not mine:
            continue
        theirs = [(text.folded, span, name) for text in support.annotated for span, name in _spans(text, kind, known)]
        for span, _ in mine:
            if _swapped(claim.text.folded, span, mine, theirs, support.texts, of_people=kind is PERSON_FLAGS):
                yield claim.finding("swapped names", *span)


def _swapped(
    claim: str,
    span: Span,
    mine: Sequence[_Named],
    theirs: Sequence[tuple[str, Span, str]],
    texts: Sequence[str],
    *,
    of_people: bool,
) -> bool:
    """Say whether the evidence has another name in the place of one of a sentence.

    :param mine: All names of this kind in the sentence.
    :param theirs: All of the evidence, with their texts.
    """
    name = claim[slice(*span)]
    here: Place = (claim, span)
    rivals = [(text, at, found) for text, at, found in theirs if found not in name and name not in found]
    if not rivals:
        return False
    same = [(text, (at, at + len(name))) for text in texts for at in find(text, name)]
    others = [
        (text, at)
        for text, at, found in rivals
        if not _stays(claim, found, mine, [(told, place) for told, place, one in theirs if one == found], same)
    ]
    if not same:  # known from the header alone
        following = claim[span[1] : span[1] + 2]
        return of_people and any(text[end : end + 2] == following for text, (_, end) in others)
    if most_alike(here, others) <= most_alike(here, same) + MARGIN:
        return False
    return not (_in_a_row(here) and any(map(_in_a_row, same)))


def _stays(claim: str, other: str, mine: Sequence[_Named], own: Sequence[Place], wanted: Sequence[Place]) -> bool:
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


def _people(support: Support) -> frozenset[str]:
    """Return the names of those who speak or act in the evidence, by its documents' metadata and by its words."""
    by_header = (name for item in support.items for name in (*item.speakers, item.speech.speaker or "") if name)
    known = {annotate(name).folded for name in by_header if is_name(annotate(name).folded)}
    return frozenset(known).union(*(text.derive(_actors) for text in support.annotated))


def _actors(text: Annotated) -> frozenset[str]:
    found = {match["name"] for known in (_OFFICER, _ACTOR) for match in known.finditer(text.folded)}
    return frozenset(name for name in found if is_name(name))


def _cut_short(claim: str, people: Iterable[str]) -> Iterator[Span]:
    """Yield names in a sentence that lack the last character of somebody's: 尉迟清 for 尉迟清和."""
    for name in people:
        short = name[:-1]
        if name not in claim and short in claim and is_name(short) and short not in (*people, *COMPOUND_SURNAMES):
            yield claim.find(short), claim.find(short) + len(short)


def _spans(text: Annotated, flags: Sequence[str], known: Iterable[str]) -> list[_Named]:
    """Return the names of a kind that stand in no title: those that the tagger sees and those known."""
    spans = [
        ((word.start, word.end), word.text)
        for word in text.words
        if word.flag in flags and len(word.text) >= 2 and (flags is not PERSON_FLAGS or is_name(word.text))
    ]
    spans += [((at, at + len(name)), name) for name in known for at in find(text.folded, name)]
    return [found for found in dict.fromkeys(spans) if not any(a <= found[0][0] < b for a, b in text.titles)]
