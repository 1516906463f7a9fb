"""How the wording around a phrase changed from one use to the next: what was added, dropped, moved, aligned.

Compared is the sentence of each use with the latest earlier one that is like it; sentences that have nothing in common
but the phrase are no versions of each other. Alignment is by edit distance over letters.
"""

from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz, process

from index import Library
from rag.desk.draft_check.alignment import operations
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.letters import Letters, letters
from rag.desk.phrases.concordance import Concordance

ALIKE = 60.0
"""0 to 100: how like two sentences are (rapidfuzz's ratio of their letters) to be versions of one."""
_BACK = 1000  # sentences looked back through: of a phrase that thousands of speeches use
_PARTLY = 2  # letters of a piece that may have been moved

Sort = Literal["added", "dropped", "replaced", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of wording.

    :param before: The old words, verbatim; None if words were added.
    :param after: The new words; None if words were dropped.
    """

    sort: Sort
    before: Excerpt | None
    after: Excerpt | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "sort": self.sort,
            "before": self.before.to_dict() if self.before else None,
            "after": self.after.to_dict() if self.after else None,
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A sentence that says the phrase, and what it has become later.

    :param likeness: 0 to 100.
    """

    before: Excerpt
    after: Excerpt
    likeness: float
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "likeness": round(self.likeness, 1),
            "changes": [change.to_dict() for change in self.changes],
        }


def wording_changes(library: Library, found: Concordance, latest: int | None = None) -> tuple[Version, ...]:
    """Return the pairs of sentences, each with the latest earlier one that it is a version of, in order of date.

    Sentences that are the same but for form, and undated speeches, are passed over.

    :param latest: How many dated uses are looked at, the latest; None for all. Some thousands take seconds.
    """
    sources = Sources(library)
    seen: list[tuple[Excerpt, Letters]] = []  # in order of date
    texts: list[str] = []
    known: set[str] = set()
    earlier = 0  # how many of them are of an earlier date
    versions: list[Version] = []
    done: set[tuple[str, int]] = set()
    dated = sum(count for speech, count in found.uses.saying if speech.date)
    for use in found.uses[max(0, dated - latest) : dated] if latest is not None else found.uses:
        span = sources.sentence_at(use.speech, use.words.start, use.words.end)
        if not use.speech.date or (use.speech.id, span[0]) in done:
            continue
        done.add((use.speech.id, span[0]))
        here = sources.excerpt(use.speech, *span)
        words = letters(here.quote)
        if words.text in known:
            continue
        while earlier < len(seen) and (seen[earlier][0].speech.date or "") < use.speech.date:
            earlier += 1
        first = max(0, earlier - _BACK)
        best = process.extractOne(words.text, texts[first:earlier][::-1], scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is not None:
            before, text = seen[earlier - 1 - best[2]]  # the latest of those that are as like
            versions.append(Version(before, here, best[1], changes(sources, before, text, here, words)))
        known.add(words.text)
        texts.append(words.text)
        seen.append((here, words))
    return tuple(versions)


def changes(sources: Sources, before: Excerpt, old: Letters, after: Excerpt, new: Letters) -> tuple[Change, ...]:
    """Return what changed between two sentences, in the new one's order.

    :param old: The letters of `before.quote`, `new` of `after.quote`.
    """
    found: list[tuple[Sort, str, str, Excerpt | None, Excerpt | None]] = []
    for first, last, other_first, other_last in operations(old.text, new.text):
        gone = _part(sources, before, old, first, last)
        come = _part(sources, after, new, other_first, other_last)
        sort: Sort = "replaced" if gone and come else "dropped" if gone else "added"
        found.append((sort, old.text[first:last], new.text[other_first:other_last], gone, come))
    return _moved(found)


def _moved(found: list[tuple[Sort, str, str, Excerpt | None, Excerpt | None]]) -> tuple[Change, ...]:
    """Return the changes; what was dropped in one place and added in another was moved."""
    taken: set[int] = set()
    changes: list[Change] = []
    for number, (sort, _, words, gone, come) in enumerate(found):
        if number in taken:
            continue
        partner = None
        if sort == "added" and len(words) >= _PARTLY:
            partner = next((i for i, item in enumerate(found) if item[0] == "dropped" and item[1] == words), None)
        elif sort == "dropped" and len(found[number][1]) >= _PARTLY:
            old = found[number][1]
            partner = next((i for i, item in enumerate(found) if item[0] == "added" and item[2] == old), None)
        if partner is None or partner in taken:
            changes.append(Change(sort, gone, come))
            continue
        taken.add(partner)
        changes.append(Change("moved", gone or found[partner][3], come or found[partner][4]))
    return tuple(changes)


def _part(sources: Sources, whole: Excerpt, words: Letters, first: int, last: int) -> Excerpt | None:
    if first == last:
        return None
    start, end = words.span(first, last)
    return sources.excerpt(whole.speech, whole.start + start, whole.start + end)
