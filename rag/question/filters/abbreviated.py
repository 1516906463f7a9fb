"""Meetings that a question names in short: 竹农代表大会 of 澜川市竹农和竹匠代表大会.

A short name keeps characters of the long one in their order and ends as it does. It begins where a word of the question
does, behind no other noun: 溪州竹农代表大会 is another meeting. Which meetings there are, the library says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus import Speech, fold
from corpus.language.annotation import annotate
from corpus.language.segmentation import bare

_END = 2  # characters in which a short name ends as the long one
_LEAST = 5  # characters of a short name: 座谈会 is none
_NOUNS = "n"  # first letter of the tagger's flags for nouns and names
_COUNTED = "届次"  # 第三届竹农代表大会 is not any
_AT, _HELD = "在", "上的"  # 在……座谈会上的讲话


@dataclass(frozen=True, slots=True)
class Abbreviated:
    """A meeting that a question names in short.

    :param name: In full, bare.
    :param words: In short, bare.
    :param ids: The speeches that were made there.
    """

    name: str
    words: str
    ids: frozenset[str]


@dataclass(frozen=True)
class Meetings:
    """The names of meetings by their last characters, each with its speeches."""

    by_end: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, speeches: Iterable[Speech]) -> "Meetings":
        """Return those that some speeches state: as their occasion, or in their title."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for speech in speeches:
            for name in _names(speech):
                found[name[-_END:]][name].add(speech.id)
        return cls({end: {name: frozenset(ids) for name, ids in names.items()} for end, names in found.items()})

    def named_in(self, words: str) -> Abbreviated | None:
        """Return the one meeting that a question's words name in short; None if they name none, or one of several.

        :param words: Folded.
        """
        starts = list(_starts(words))
        best: dict[str, tuple[str, frozenset[str]]] = {}
        longest = _LEAST
        for end, names in self.by_end.items():
            at = words.find(end)
            while at >= 0:
                for name, ids in names.items():
                    short = _short(words, at + _END, name, starts)
                    if len(short) > longest:
                        best, longest = {}, len(short)
                    if len(short) == longest:
                        best[name] = short, ids
                at = words.find(end, at + 1)
        held = {ids for _, ids in best.values()}
        if len(held) != 1:
            return None
        name, (short, ids) = next(iter(best.items()))
        return None if short == name else Abbreviated(name, short, ids)


def _names(speech: Speech) -> Iterator[str]:
    """Yield what the meeting of a speech is called, bare, without the year before it."""
    title = fold(speech.title)
    held = title.find(_HELD)
    begins = title.rfind(_AT, 0, held) if held > 0 else -1
    for name in (speech.occasion, title[begins + 1 : held] if begins >= 0 else None):
        short = bare(name or "").lstrip("0123456789年")
        if len(short) > _LEAST:
            yield short


def _starts(folded: str) -> Iterator[tuple[int, bool]]:
    """Yield where each word begins, and whether a name may: behind no noun, and nothing that tells one of several."""
    noun = -1  # where the last noun ended
    for _, flag, start, end in annotate(folded).words:
        behind = start == noun and flag.startswith(_NOUNS)
        yield start, not behind and folded[start - 1 : start] not in tuple(_COUNTED)
        if flag.startswith(_NOUNS):
            noun = end


def _short(words: str, end: int, name: str, starts: Sequence[tuple[int, bool]]) -> str:
    """Return the longest words before a place that may be short for a name; nothing if none may."""
    at, rest = end, len(name)
    while at > 0 and (found := name.rfind(words[at - 1], 0, rest)) >= 0:
        at, rest = at - 1, found
    begin, may = next(((start, may) for start, may in starts if start >= at), (end, False))
    return words[begin:end] if may else ""
