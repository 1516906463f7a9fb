"""A speech as its outline, one cited line for each part, and a speech in n points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import InputError, Sentence, Speech, fold
from index import Library, term_set
from rag.desk.digest.centrality import centrality, matches, stands_alone
from rag.desk.digest.skeleton import Block, itemised, outlined, reaches, spoken
from rag.desk.digest.telling import labelled, weights
from rag.desk.excerpts import Excerpt, Sources, about
from rag.desk.letters import letters

_ALIKE = 0.5  # share of terms by which two lines say the same
_WITHOUT = 5  # points of a speech without headings and lists
_MANY = 2  # times as many parts as points: the longest of them are not what the speech says
_WEAK = 0.3  # weight below which a sentence stands for a part only where there is no other
_NAMED = 1.0  # what all words of the heading are worth, beside a rank of some 1
_LEADS, _LEAD = 0.5, 3.0  # what it is worth to open a part, and for how many sentences
_ITEM = 0.6  # an item of a list without the others
_CUT = ("，", ",", "、", "：", ":", "；", ";")  # what ends a piece of an overlong sentence
_LONGEST = 220  # characters of a line
MOST = 20
"""The most points."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a speech and the line that stands for it.

    :param level: Of its heading; 0 without one.
    :param heading: Its heading verbatim; None where the speech has none, and of its second line.
    :param line: A whole sentence of the part; None if it holds nothing but its heading.
    """

    heading: Excerpt | None
    level: int
    line: Excerpt | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "heading": self.heading.to_dict() if self.heading else None,
            "level": self.level,
            "line": self.line.to_dict() if self.line else None,
        }


@dataclass(frozen=True, slots=True)
class Digest:
    """A speech in parts.

    :param how: `outline`: the parts are the speech's own; `list`: the items of the list that it is built on; `said`:
        what is said in news of a meeting, paragraph by paragraph; `parts`: some of all these, or several lines of
        some; `central`: the most central sentences.
    :param of: How many parts the speech has; 0 where `how` is not `parts`.
    """

    speech: Speech
    how: str
    parts: tuple[Part, ...]
    of: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        parts = [part.to_dict() for part in self.parts]
        return {"speech": about(self.speech), "how": self.how, "of": self.of, "parts": parts}


def outline(library: Library, speech_id: str, *, depth: int = 2) -> Digest:
    """Return a speech's parts down to a level, each with the line that says most of it.

    A speech without headings is given by the list that it is built on, one without either in five points.

    :raises NotFoundError: If there is no such speech.
    :raises InputError: If the depth is below 1.
    """
    if depth < 1:
        raise InputError(f"a depth of {depth} shows nothing; give 1 or more")
    with library.consistent():
        writer = _Writer(library, library.speech(speech_id))
        if blocks := outlined(library, writer.speech, depth):
            return writer.digest("outline", blocks)
        if blocks := itemised(library, writer.speech):
            return writer.digest("list", blocks)
        if blocks := spoken(library, writer.speech):
            return writer.digest("said", blocks)
        return writer.central(_WITHOUT)


def points(library: Library, speech_id: str, count: int = 3, *, called: str | None = None) -> Digest:
    """Return a speech in so many points, in its order: its parts if there are as many, else its items, else sentences.

    If it has a few parts more, the longest are given; if it has fewer, some are given more than one line.
    There are fewer if it has not as many sentences.

    :param called: What so many things are called in the speech: 要求, of its three.
    :raises NotFoundError: If there is no such speech.
    :raises InputError: If the count is not 1 to 20.
    """
    if not 1 <= count <= MOST:
        raise InputError(f"{count} points cannot be given; ask for 1 to {MOST}")
    with library.consistent():
        writer = _Writer(library, library.speech(speech_id))
        if called and (blocks := itemised(library, writer.speech, count, called)):
            return writer.digest("list", blocks)
        if count == 1:
            return writer.central(1)
        every = outlined(library, writer.speech)
        levels = [[block for block in every if block.level == level] for level in sorted({b.level for b in every})]
        if same := next((blocks for blocks in levels if len(blocks) == count and writer.covers(blocks)), None):
            return writer.digest("outline", same)
        if blocks := itemised(library, writer.speech, count):
            return writer.digest("list", blocks)
        outermost = levels[0] if levels else itemised(library, writer.speech) or spoken(library, writer.speech)
        if not outermost or len(outermost) > _MANY * count:
            return writer.central(count)
        found = writer.some(outermost, count)
        return found if len(found.parts) == count else writer.central(count)  # its parts have not as many sentences


class _Writer:
    """Chooses the lines of one speech."""

    def __init__(self, library: Library, speech: Speech) -> None:
        self.speech = speech
        self._sources = Sources(library)
        self._sentences = _whole(self._sources.sentences(speech), self._sources.text(speech))
        self._weights = weights(library, speech, self._sentences)
        self._library = library
        self._starts = {block.start for block in outlined(library, speech)}

    def covers(self, blocks: Sequence[Block]) -> bool:
        return reaches([(block.start, block.end) for block in blocks], self._library, self.speech)

    def digest(self, how: str, blocks: Sequence[Block]) -> Digest:
        """Return a line for each part; of one whose own parts follow, a line of what stands before them."""
        following = [*(block.start for block in blocks[1:]), blocks[-1].end]
        own = [replace(block, end=min(block.end, end)) for block, end in zip(blocks, following, strict=True)]
        return Digest(self.speech, how, tuple(part for block in own for part in self._parts(block, 1)))

    def some(self, blocks: Sequence[Block], count: int) -> Digest:
        """Return the longest of too many parts, or several lines of some of too few."""
        if len(blocks) > count:
            longest = sorted(blocks, key=lambda block: block.start - block.end)[:count]
            shares = dict.fromkeys((block.start for block in longest), 1)
        else:
            shares = _shared(
                {block.start: (block.end - block.start, len(self._parts(block, count))) for block in blocks}, count
            )
        parts = tuple(part for block in blocks for part in self._parts(block, shares.get(block.start, 0)))
        return Digest(self.speech, "parts", parts, len(blocks))

    def central(self, count: int) -> Digest:
        """Return the most central sentences of the whole speech."""
        at = [i for i, s in enumerate(self._sentences) if s.start not in self._starts or stands_alone(s.text) >= 1]
        ranks = centrality([self._sentences[i].text for i in at])
        scores = ranks * [self._weights[i] * (_ITEM if labelled(self._sentences[i].text) else 1.0) for i in at]
        lines = self._best(at, scores, count)
        return Digest(self.speech, "central", tuple(Part(None, 0, line) for line in lines))

    def _parts(self, block: Block, count: int) -> list[Part]:
        """Return so many lines of a part, the first with its heading; of one that has no line its heading alone."""
        if not count:
            return []
        heading = self._sources.excerpt(self.speech, *block.heading) if block.heading else None
        inside = [i for i, s in enumerate(self._sentences) if block.start < s.end and s.start < block.end]
        first = [] if heading else inside[:1]
        if first and self._sentences[first[0]].end > block.end:  # one of the items that a single sentence has
            return [Part(None, block.level, self._sources.excerpt(self.speech, block.start, block.end))]
        at = [i for i in inside if i not in first and (not heading or self._says_more(self._sentences[i], heading.end))]
        at = [i for i in at if self._weights[i] >= _WEAK] or at
        texts = [self._sentences[i].text for i in at]
        opening = 1 + _LEADS * np.exp(-np.arange(len(at)) / _LEAD)
        scores = (centrality(texts) * len(at) + _NAMED * matches(block.words, texts)) * opening
        scores *= [self._weights[i] for i in at]
        lines: list[Excerpt | None] = [*self._best(at, scores, count, first)] or [None]
        return [Part(heading if not n else None, block.level if not n else 0, line) for n, line in enumerate(lines)]

    def _says_more(self, sentence: Sentence, heading_end: int) -> bool:
        """Say whether a sentence says something behind its heading."""
        rest = self._sources.text(self.speech)[max(sentence.start, heading_end) : sentence.end]
        return bool(letters(rest).text)

    def _best(
        self, at: Sequence[int], scores: NDArray[np.float64], count: int, chosen: Sequence[int] = ()
    ) -> list[Excerpt]:
        """Return the chosen sentences and those that score highest, no two of which say the same, in their order."""
        chosen = list(chosen)
        order = [at[n] for n in np.argsort(-np.asarray(scores), kind="stable")]
        for weak, alike in ((False, False), (False, True), (True, False), (True, True)):
            for i in order:
                if len(chosen) == count:
                    break
                if i not in chosen and (weak or self._weights[i] >= _WEAK) and (alike or not self._alike(i, chosen)):
                    chosen.append(i)
        spans = [(self._sentences[i].start, self._sentences[i].end) for i in sorted(chosen)]
        return [self._sources.excerpt(self.speech, *span) for span in spans]

    def _alike(self, one: int, chosen: Sequence[int]) -> bool:
        terms = term_set(fold(self._sentences[one].text))
        return any(_overlap(terms, term_set(fold(self._sentences[other].text))) >= _ALIKE for other in chosen)


def _whole(sentences: Sequence[Sentence], text: str) -> list[Sentence]:
    """Return sentences, the pieces of an overlong one joined again as far as can be read."""
    found: list[Sentence] = []
    for one in sentences:
        last = found[-1] if found else None
        cut = last is not None and last.text.rstrip().endswith(_CUT) and "\n" not in text[last.end : one.start]
        if last is not None and cut and one.end - last.start <= _LONGEST:
            found[-1] = Sentence(last.start, one.end, last.text + one.text)
        else:
            found.append(one)
    return found


def _shared(parts: Mapping[int, tuple[int, int]], count: int) -> dict[int, int]:
    """Return how many of `count` lines each part is given: one, and the rest by length.

    :param parts: Of each its length and how many lines it has.
    """
    whole = sum(length for length, _ in parts.values())
    shares = dict.fromkeys(parts, 1)
    while sum(shares.values()) < count:
        open_ones = [name for name, (_, lines) in parts.items() if shares[name] < lines]
        if not open_ones:
            break
        shares[max(open_ones, key=lambda name: parts[name][0] / whole * count - shares[name])] += 1
    return shares


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)
