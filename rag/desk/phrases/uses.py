"""The uses of a phrase, all counted, each read from its text only when it is looked at."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, overload

from corpus import NotFoundError, Speech
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.phrases.searching import find_uses

_AROUND = 24  # characters of context on each side
_REMEMBERED = 512  # speeches


@dataclass(frozen=True, slots=True)
class Use:
    """One place that says the phrase.

    :param words: The place.
    :param form: Its words without blanks: which form of the phrase it is.
    :param left: Up to 24 characters before it, verbatim, of the same line; `right` behind it.
    """

    words: Excerpt
    form: str
    left: str
    right: str

    @property
    def speech(self) -> Speech:
        """The speech."""
        return self.words.speech

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**self.words.to_dict(), "form": self.form, "left": self.left, "right": self.right}


class Uses(Sequence[Use]):
    """The uses of some wordings, in the order of their speeches, then of place. Read them in the library's one state.

    :param wanted: The wordings, as `find_uses` takes them.
    :param saying: The speeches that say any, each with how many uses it has, at least one.
    :param titles: By id where a title stands that is not in its speech's body.
    :raises NotFoundError: When a use is looked at of a text that has changed since it was counted.
    """

    def __init__(
        self,
        sources: Sources,
        wanted: Sequence[str],
        saying: Sequence[tuple[Speech, int]],
        titles: dict[str, tuple[int, int]],
    ) -> None:
        self.saying = saying
        self._sources = sources
        self._wanted = wanted
        self._titles = titles
        self._ends = list(accumulate(count for _, count in saying))
        self._read = lru_cache(maxsize=_REMEMBERED)(self._of)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Use]:
        for number in range(len(self.saying)):
            yield from self._read(number)

    @overload
    def __getitem__(self, at: int) -> Use: ...
    @overload
    def __getitem__(self, at: slice) -> list[Use]: ...
    def __getitem__(self, at: int | slice) -> Use | list[Use]:
        if isinstance(at, slice):
            return self.chosen(range(*at.indices(len(self))))
        return self.chosen([range(len(self))[at]])[0]

    def chosen(self, numbers: Sequence[int]) -> list[Use]:
        """Return the uses with some numbers, from 0, in their order; their texts are read together."""
        owners = [bisect_right(self._ends, number) for number in numbers]
        self._sources.preload([self.saying[owner][0] for owner in dict.fromkeys(owners)])
        first = [self._ends[owner] - self.saying[owner][1] for owner in owners]
        return [self._read(owner)[number - start] for number, owner, start in zip(numbers, owners, first, strict=True)]

    def of(self, number: int) -> tuple[Use, ...]:
        """Return the uses of a speech, by its place in `saying`."""
        return self._read(number)

    def _of(self, number: int) -> tuple[Use, ...]:
        speech, count = self.saying[number]
        text = self._sources.text(speech)
        spans = list(find_uses(text, self._wanted, speech.start, speech.end))
        if speech.id in self._titles:
            spans += find_uses(text, self._wanted, *self._titles[speech.id])
        if len(spans) != count:
            raise NotFoundError(f"《{speech.title}》 has changed while it was read; ask again")
        return tuple(self._use(speech, text, *span) for span in sorted(spans))

    def _use(self, speech: Speech, text: str, start: int, end: int) -> Use:
        line = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
        stop = text.find("\n", end)
        right = min(end + _AROUND, stop if stop >= 0 else len(text))
        words = self._sources.excerpt(speech, start, end)
        return Use(words, "".join(words.quote.split()), text[line:start], text[end:right])
