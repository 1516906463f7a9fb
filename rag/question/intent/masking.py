"""A question as what is learned from sees it: what it names masked, and the words that ask by what they do.

    芷溪市哪些讲话提到了“以竹代塑”？  ->  ‹place›哪些‹text›提到了‹term›  ->  ‹place› ‹which› ‹text› ‹says› ‹term›

Both are taken to pieces, runs of characters and runs of classes. What a question is about tells nothing of what it asks
for, and of two words that do the same one may never have been learned.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus import fold
from corpus.language.lexicon import pattern, table
from corpus.language.names.persons import is_name
from corpus.language.names.places import find_places
from corpus.language.segmentation import tagged


def _longest_first(tables: Sequence[str]) -> list[str]:
    return sorted((re.escape(word) for name in tables for word in table(name).words()), key=len, reverse=True)


TERM, PLACE, PERSON, YEAR, TEXT, QUOTED, TITLE = (chr(0xE100 + at) for at in range(7))
"""The characters that stand for what a question names; those of classes of words come behind them."""
_LIBRARY, _CARD = ("asking",), ("asking", "asking_of_card")
_TAGS = {tag: chr(0xE110 + at) for at, tag in enumerate(tag for name in _CARD for tag in table(name).tags)}
"""The weights know a class by its place here: a new tag goes behind the others."""
_CLASS_OF = {word: _TAGS[min(one.tags)] for name in _CARD for one in table(name).entries for word in one.words}
_CLASS = {tables: re.compile("|".join(_longest_first(tables))) for tables in (_LIBRARY, _CARD)}
_QUOTES = re.compile(r"[“「『\"‘【]([^”」』\"’】]{1,40})[”」』\"’】]")
_MARKS = '“”「」『』"《》‘’【】'
_TITLES = re.compile(r"《[^《》]+》")
_TEXTS = pattern("{texts:text}")
_YEARS = pattern(r"{year}年?|{times:asked_year}|\d\d年")
_PAUSES = re.compile(r"[\s，,。？?！!：:；;、]+")
_ASPECT = re.compile(rf"(?<={_TAGS['says']})[过了着]+")
_CALLED = pattern(r"(?<=TERM)(?:这个|[这一的几]+)*{phrases:term}|[“”]".replace("TERM", TERM))
_OTHERS = re.compile(r"[^\ue100-\ue1ff^$]+")
_BEGINS_NO_TERM = frozenset("了过着的在有是把对和与或被从到于跟就还都也中里")
_ENDS_NO_TERM = frozenset("的了过着在有是把对和与或被从到于跟就还都也这那几")
_NO_TERM = pattern(
    r"{question_words:asks}|{phrases:polite}|几[次遍回处篇份个位]|次数|[，,。；;：:？?！!]|.的$|(?:这个|[这一几]+个)$"
    r"|.(?:这个|[的了这一]+)?{phrases:term}$"
)
_LONGEST, _WORDS = 20, 9  # characters and words of a term
_RUNS, _ROWS = 3, 5  # characters, classes in a row


def classes() -> str:
    """Return the words by what they do, as one text: weights that were learned with others do not fit."""
    return "\n".join(f"{word} {tag}" for word, tag in sorted(_CLASS_OF.items()))


@dataclass(frozen=True, slots=True)
class Region:
    """Something that a question names, by the mask that stands for it."""

    start: int
    end: int
    mask: str


def regions(folded: str) -> tuple[Region, ...]:
    """Return what a question names, in order, none within another.

    :param folded: The question, folded.
    """
    found: list[Region] = []
    for start, end, mask in _named(folded):
        if all(end <= other.start or other.end <= start for other in found):
            found.append(Region(start, end, mask))
    return tuple(sorted(found, key=lambda region: region.start))


def _named(folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield what may be named, what is surest first."""
    for match in _TITLES.finditer(folded):
        yield match.start(), match.end(), TITLE
    for match in _QUOTES.finditer(folded):
        yield match.start(), match.end(), QUOTED
    for start, end in find_places(folded):
        yield start, end, PLACE
    at = 0
    for word, flag in tagged(folded):
        if flag.startswith("ns"):
            yield at, at + len(word), PLACE
        elif flag.startswith("nr") and len(word) > 1 and is_name(word):
            yield at, at + len(word), PERSON
        at += len(word)
    for mask, form in ((YEAR, _YEARS), (TEXT, _TEXTS)):
        for match in form.finditer(folded):
            yield match.start(), match.end(), mask


def masked(folded: str, named: Sequence[Region], term: Region | None = None) -> str:
    """Return a question with a mask for what it names, and for its term, between ^ and $."""
    kept = [one for one in named if term is None or one.end <= term.start or term.end <= one.start]
    if term is not None:
        kept = sorted([*kept, term], key=lambda region: region.start)
    pieces, at = [], 0
    for region in kept:
        pieces += [folded[at : region.start], region.mask]
        at = region.end
    return f"^{_CALLED.sub('', _PAUSES.sub('', ''.join(pieces) + folded[at:]))}$"


def features(mask: str, *, card: bool = False) -> frozenset[str]:
    """Return the pieces of a masked question: its runs of characters, and its classes of words in a row and in pairs.

    :param card: Whether the words that ask for facts of a document are told from others.
    """
    classes = _CLASS[_CARD if card else _LIBRARY]
    rows = _OTHERS.sub("·", _ASPECT.sub("", classes.sub(lambda match: _CLASS_OF[match[0]], mask)))
    bare = rows.replace("·", "")
    seen = sorted(set(bare) - set("^$"))
    return frozenset(
        [mask[at : at + size] for size in range(1, _RUNS + 1) for at in range(len(mask) - size + 1)]
        + ["C" + rows[at : at + size] for size in range(1, _ROWS + 1) for at in range(len(rows) - size + 1)]
        + ["D" + bare[at : at + size] for size in range(2, _ROWS + 1) for at in range(len(bare) - size + 1)]
        + ["P" + one + other for at, one in enumerate(seen) for other in seen[at + 1 :]]
    )


def candidates(folded: str, named: Sequence[Region]) -> tuple[Region, ...]:
    """Return what may be the term that a question is about: what it quotes, and runs of whole words."""
    quoted = [Region(one.start, one.end, TERM) for one in named if one.mask in (QUOTED, TITLE)]
    words, at = [], 0
    for word, _ in tagged(folded):
        words.append((at, at + len(word), word))
        at += len(word)
    runs = []
    for one in quoted:  # “五新”战略行动
        behind = [(end, word) for start, end, word in words if one.end <= start][:2]
        for end, word in behind:
            if (
                _PAUSES.search(word)
                or word in _ENDS_NO_TERM
                or _NO_TERM.search(word)
                or _CLASS[_LIBRARY].fullmatch(word)
            ):
                break
            runs.append(Region(one.start, end, TERM))
    for first, (start, _, head) in enumerate(words):
        if head in _BEGINS_NO_TERM or _PAUSES.fullmatch(head):
            continue
        for _, end, tail in words[first : first + _WORDS]:
            run = folded[start:end]
            if end - start > _LONGEST or any(mark in tail for mark in _MARKS) or _PAUSES.search(tail):
                break
            parted = any(
                one.start < end and start < one.end and not (start <= one.start and one.end <= end) for one in named
            )
            if len(run) > 1 and tail not in _ENDS_NO_TERM and not parted and not _NO_TERM.search(run):
                runs.append(Region(start, end, TERM))
    return tuple(dict.fromkeys((*quoted, *runs)))


@lru_cache(maxsize=256)
def read(question: str) -> tuple[str, tuple[Region, ...]]:
    """Return a question folded, and what it names."""
    folded = fold(question)
    return folded, regions(folded)
