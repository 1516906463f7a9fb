"""Whom 他 means: who spoke or acted last. Remembers the speakers of a text while it is read."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from corpus.attribution.speakers import Subject, find_mention
from corpus.datamodel import Utterance
from corpus.structure.lines import Line

_BACK = 8  # lines, and sentences of each, in which 他 may have been named
_KNOWN = 8  # speakers kept in mind


class Antecedents:
    """What has been read of a text so far.

    :param sentences: For each line the spans of its sentences.
    :param found: Utterances so far; the names in them are talked of and act no part.
    """

    def __init__(
        self, lines: Sequence[Line], sentences: Sequence[Sequence[tuple[int, int]]], found: list[Utterance]
    ) -> None:
        self.lines, self.cuts, self.found = lines, sentences, found
        self.heads: dict[int, list[tuple[int, str | None]]] = {}  # by line: (offset, who speaks from there)
        self.persons: dict[str, None] = {}
        self.whole: dict[int, list[tuple[int, int]]] = {}

    def name(self, number: int, subject: Subject | None, before: int) -> str | None:
        """Return the name of a subject as the text gives it; None if it is masked or cannot be told.

        :param before: Offset in the line before which 他 must have been named.
        """
        if subject is None or subject.kind == "masked":
            return None
        if subject.kind == "pronoun":
            return self._antecedent(number, before)
        name = self.lines[number].text[subject.start : subject.end]
        if subject.kind == "person":
            self.persons[name] = None
            while len(self.persons) > _KNOWN:
                del self.persons[next(iter(self.persons))]
        return name

    def _antecedent(self, number: int, before: int) -> str | None:
        """Return whom 他 means: who spoke or acted last, the first person named in the nearest sentence with one."""
        for back in range(number, max(-1, number - _BACK), -1):
            line = self.lines[back]
            limit = before if back == number else len(line.text)
            heads = self.heads.get(back, [])
            spoken = bisect_left(heads, limit, key=_offset) - 1
            sentences = self.sentences(back)
            last = bisect_left(sentences, (limit, 0))
            for start, end in reversed(sentences[max(0, last - _BACK) : last]):
                if spoken >= 0 and start <= heads[spoken][0] < end:
                    return heads[spoken][1]
                if self._is_said(line, start, min(end, limit)):
                    continue
                if (known := self._known(line, start, min(end, limit))) is not None:
                    return known
                mention = find_mention(line.folded, start, min(end, limit))
                if mention is not None:
                    return None if mention.kind == "masked" else line.text[mention.start : mention.end]
        return None

    def _known(self, line: Line, start: int, end: int) -> str | None:
        """Return the speaker so far that a clause begins with."""
        found = [
            (at, name)
            for name in self.persons
            if (at := line.text.find(name, start, end)) >= 0 and (at == start or line.folded[at - 1] in ",。、;")
        ]
        return min(found)[1] if found else None

    def sentences(self, number: int) -> list[tuple[int, int]]:
        """Return the spans of a line's whole sentences."""
        if number not in self.whole:
            if len(self.whole) > 2 * _BACK:
                del self.whole[next(iter(self.whole))]
            self.whole[number] = whole_sentences(self.lines[number].folded, self.cuts[number])
        return self.whole[number]

    def _is_said(self, line: Line, start: int, end: int) -> bool:
        first, last = line.span(start, end)
        return any(known.start <= first and last <= known.end for known in self.found[-6:])

    def note(self, number: int, offset: int, subject: Subject | None, speaker: str | None) -> None:
        """Keep in mind who speaks from an offset in a line. A meeting or a paper is never meant by 他."""
        if subject is None or subject.kind != "body":
            insort(self.heads.setdefault(number, []), (offset, speaker), key=_offset)


def _offset(head: tuple[int, str | None]) -> int:
    return head[0]


def whole_sentences(text: str, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of whole sentences: pieces of overlong ones and parts after a semicolon are joined."""
    whole: list[tuple[int, int]] = []
    fresh = True
    for start, end in cuts:
        if fresh:
            whole.append((start, end))
        else:
            whole[-1] = (whole[-1][0], end)
        last = text[end - 1]
        fresh = last in "。！？!?" or (last in "”’）)》" and end - start > 1 and text[end - 2] in "。！？!?")
    return whole
