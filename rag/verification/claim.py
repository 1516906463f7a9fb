"""A sentence that is to become a claim, as the checks read it, and what a check finds against it.

A title (《…》) is checked as a whole, so its words are cut out of the text that the other checks compare; findings
are spans of the sentence as written, whatever was cut out before them.
"""

from dataclasses import dataclass

from corpus.language.annotation import Annotated, annotate
from corpus.language.lexicon import pattern

Span = tuple[int, int]
"""Half-open, in characters."""

OF_ANOTHER_YEAR = "year of a figure"
"""What a finding is called by: the texts give the figure, but not for that year."""

_BY_TITLE = pattern("(?:(?<![^，。；,;]){narration:source})?《[^》]+》(?:(?:中|里|一文中?)?[，,])?")
_DOUBLE = str.maketrans("〈〉", "《》")


@dataclass(frozen=True, slots=True)
class Finding:
    """One item of a sentence that its evidence does not support.

    :param check: Which check found it: `figures`, `dates`, …
    :param item: What of the sentence, in its search form: `86.5亿元`; of a turned polarity with 不 before it: `不开通`.
    :param span: Where it stands in the sentence as written.
    """

    check: str
    item: str
    span: Span

    def __post_init__(self) -> None:
        if not 0 <= self.span[0] <= self.span[1]:
            raise ValueError(f"bad span {self.span} of {self.item!r}")


@dataclass(frozen=True, slots=True)
class CandidateClaim:
    """A sentence as it is checked.

    :param sentence: As the model wrote it, without markers.
    :param whole: The sentence, annotated; its spans are the sentence's own.
    :param text: Without titles and what leads them in, annotated: what the checks compare.
    :param words: Content words of `text` without numerals, which are checked as figures.
    """

    sentence: str
    whole: Annotated
    text: Annotated
    words: frozenset[str]
    _offsets: tuple[int, ...]

    @classmethod
    def read(cls, sentence: str) -> "CandidateClaim":
        """Return a sentence as it is checked."""
        whole = annotate(sentence)
        text, offsets = _without_titles(whole.folded)
        compared = annotate(text)
        numerals = {word.text for word in compared.words if word.flag == "m"}
        return cls(sentence, whole, compared, compared.content_words - numerals, offsets)

    def finding(self, check: str, start: int, end: int, item: str | None = None) -> Finding:
        """Return a finding about a span of `text`.

        :param item: What is missing, if it is not what stands there.
        """
        first = self._offsets[start]
        last = self._offsets[end - 1] + 1 if end > start else first
        return Finding(check, self.text.folded[start:end] if item is None else item, (first, last))

    def of_word(self, check: str, word: str) -> Finding:
        """Return a finding about the first place of a word in `text`; about all of it if it does not stand there."""
        at = self.text.folded.find(word)
        return self.finding(check, at, at + len(word)) if at >= 0 else self.of_all(check, word)

    def of_all(self, check: str, item: str | None = None) -> Finding:
        """Return a finding about the whole sentence."""
        return Finding(check, self.text.folded if item is None else item, (0, len(self.sentence)))


def _without_titles(folded: str) -> tuple[str, tuple[int, ...]]:
    """Return folded text without what stands between title marks, and where its characters stood, the end's last."""
    marked = folded.translate(_DOUBLE)
    kept: list[int] = []
    at = 0
    for cut in _BY_TITLE.finditer(marked):
        kept.extend(range(at, cut.start()))
        at = cut.end()
    kept.extend(range(at, len(marked)))
    return "".join(marked[i] for i in kept), (*kept, len(marked))
