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
_LIBRARY: tuple[str, ...] = ("asking",)
_CARD: tuple[str, ...] = ("asking", "asking_of_card")
_TAGS = {tag: chr(0xE110 + at) for at, tag in enumerate(tag for name in _CARD for tag in table(name).tags)}
"""The weights know a class by its place here: a new tag goes behind the others."""
_CLASS_OF = {word: _TAGS[min(one.tags)] for name in _CARD for one in table(name).entries for word in one.words}
_CLASS = {tables: re.compile("|".join(_longest_first(tables))) for tables in (_LIBRARY, _CARD)}
_QUOTES = re.compile(r"[“「『\"‘【]([^”」』\"’】]{1,40})[”」』\"’】]")
_MARKS = frozenset('“”「」『』"《》‘’【】')
_TITLES = re.compile(r"《[^《》]+》")
_TEXTS = pattern("{texts:text}")
_YEARS = pattern(r"{year}年?|{times:asked_year}|\d\d年")
PAUSES = re.compile(r"[\s，,。？?！!：:；;、]+")
_ASPECT = re.compile(rf"(?<={_TAGS['says']})[过了着]+")
_CALLED = pattern(r"(?<=TERM)[这个一的几]*{phrases:term}|[“”]".replace("TERM", TERM))
_OTHERS = re.compile(r"[^\ue100-\ue1ff^$]+")
_BEGINS_NO_TERM = frozenset("了过着的在有是把对和与或被从到于跟就还都也中里")
_ENDS_NO_TERM = frozenset("的了过着在有是把对和与或被从到于跟就还都也这那几")
_IN_NO_TERM = pattern(r"{question_words:asks}|{phrases:polite}|几[次遍回处篇份个位]|次数|[，,。；;：:？?！!]")
_NO_TERM = pattern(r".的$|(?:这个|[这一几]+个)$|.(?:这个|[的了这一]+)?{phrases:term}$")
"""What a term does not end with; `_IN_NO_TERM` is in none."""
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
    if term is None:
        return f"^{_bare(_with_masks(folded, named, 0, len(folded)))}$"
    return _before(folded, named, term.start) + TERM + _behind(folded, named, term.end)


def _before(folded: str, named: Sequence[Region], start: int) -> str:
    return "^" + _bare(_with_masks(folded, named, 0, start))


def _behind(folded: str, named: Sequence[Region], end: int) -> str:
    return _bare(TERM + _with_masks(folded, named, end, len(folded)))[1:] + "$"


def _with_masks(folded: str, named: Sequence[Region], start: int, end: int) -> str:
    pieces, at = [], start
    for region in named:
        if start <= region.start and region.end <= end:
            pieces += [folded[at : region.start], region.mask]
            at = region.end
    return "".join(pieces) + folded[at:end]


def _bare(text: str) -> str:
    return _CALLED.sub("", PAUSES.sub("", text))


@dataclass(frozen=True, slots=True)
class _Part:
    """A masked question, or what stands on one side of its term.

    :param rows: Its classes of words in order, with a dot for words of none.
    :param classes: The same without the dots.
    :param pieces: What `features` takes of it alone.
    """

    text: str
    rows: str
    classes: str
    pieces: frozenset[str]


def _part(text: str, tables: tuple[str, ...] = _LIBRARY) -> _Part:
    rows = _OTHERS.sub("·", _ASPECT.sub("", _CLASS[tables].sub(lambda match: _CLASS_OF[match[0]], text)))
    classes = rows.replace("·", "")
    pieces = [text[at : at + size] for size in range(1, _RUNS + 1) for at in range(len(text) - size + 1)]
    pieces += ["C" + rows[at : at + size] for size in range(1, _ROWS + 1) for at in range(len(rows) - size + 1)]
    pieces += ["D" + classes[at : at + size] for size in range(2, _ROWS + 1) for at in range(len(classes) - size + 1)]
    return _Part(text, rows, classes, frozenset(pieces))


def _pairs(classes: str) -> list[str]:
    seen = sorted(set(classes) - set("^$"))
    return ["P" + one + other for at, one in enumerate(seen) for other in seen[at + 1 :]]


def features(mask: str, *, card: bool = False) -> frozenset[str]:
    """Return the pieces of a masked question: its runs of characters, and its classes of words in a row and in pairs.

    :param card: Whether the words that ask for facts of a document are told from others.
    """
    part = _part(mask, _CARD if card else _LIBRARY)
    return part.pieces.union(_pairs(part.classes))


def features_of_each(folded: str, named: Sequence[Region], terms: Sequence[Region]) -> Iterator[frozenset[str]]:
    """Yield `features(masked(folded, named, term))` of each term; what stands on either side is taken apart once."""
    before = {start: _part(_before(folded, named, start)) for start in {one.start for one in terms}}
    behind = {end: _part(_behind(folded, named, end)) for end in {one.end for one in terms}}
    for one in terms:
        left, right = before[one.start], behind[one.end]
        yield left.pieces.union(
            right.pieces,
            _over_term(left.text, right.text, 1, _RUNS),
            ["C" + run for run in _over_term(left.rows, right.rows, 1, _ROWS)],
            ["D" + run for run in _over_term(left.classes, right.classes, 2, _ROWS)],
            _pairs(left.classes + TERM + right.classes),
        )


def _over_term(left: str, right: str, least: int, most: int) -> list[str]:
    """Return the runs of so many characters that have the term between two texts in them."""
    text = left[1 - most :] + TERM + right[: most - 1]
    at = min(len(left), most - 1)
    return [
        text[start : start + size]
        for size in range(least, most + 1)
        for start in range(max(0, at - size + 1), min(at, len(text) - size) + 1)
    ]


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
                PAUSES.search(word)
                or word in _ENDS_NO_TERM
                or _IN_NO_TERM.search(word)
                or _NO_TERM.search(word)
                or _CLASS[_LIBRARY].fullmatch(word)
            ):
                break
            runs.append(Region(one.start, end, TERM))
    ends = [at for at, (_, _, word) in enumerate(words) if PAUSES.search(word) or not _MARKS.isdisjoint(word)]
    for first, (start, _, head) in enumerate(words):
        if head in _BEGINS_NO_TERM:
            continue
        last = next((at for at in ends if at >= first), len(words))
        for _, end, tail in words[first : min(first + _WORDS, last)]:
            run = folded[start:end]
            if end - start > _LONGEST or _IN_NO_TERM.search(run):
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
