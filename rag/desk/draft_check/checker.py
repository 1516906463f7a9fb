"""A draft against a library: the verdict of each sentence.

The order of the questions: does the library say it exactly; nearly, and what differs; is it put together from several
places; is it given to the right person; was it said otherwise since.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus import fold
from corpus.language.names.persons import same_person
from index import Filters, Library
from rag.desk.draft_check import attribution
from rag.desk.draft_check.candidates import Candidates, Place, Window
from rag.desk.draft_check.differences import cut_off, differences
from rag.desk.draft_check.drafts import Draft, Passage, Unit, draft_of_text, passages
from rag.desk.draft_check.newer_wording import newer
from rag.desk.draft_check.own_figures import OwnFigures
from rag.desk.draft_check.stitching import Piece, is_abridged, pieces
from rag.desk.draft_check.verdicts import FACTS, Checked, Difference, DraftReport, Finding
from rag.desk.excerpts import Excerpt
from rag.desk.figures import refresh
from rag.desk.letters import Letters, letters

Progress = Callable[[int, int], None]
"""Told how many sentences are done, and how many there are."""

_SHORT = 5  # letters up to which nothing can be said
_LISTED = 5  # sources shown
_OTHER = 0.88  # below this likeness a sentence of another place or year with another figure is another statement
_QUOTED = 0.84  # below it words that the draft does not give as quoted are taken for its own, if no fact differs
_JOINED = 8  # letters by which a near place must differ before a sentence is taken for stitched
_CLAUSE = 6  # letters of a clause that is looked for by itself
_FRAME = 0.8  # likeness from which the words around a quotation are compared too
_GRAVITY = {finding: number for number, finding in enumerate(Finding)}


def check_draft(
    library: Library, draft: Draft | str, *, filters: Filters | None = None, progress: Progress | None = None
) -> DraftReport:
    """Compare a draft with the library, sentence by sentence.

    :param draft: As `read_draft` gives it, or a text.
    :param filters: Which speeches it is compared with.
    :raises InputError: If it is empty or too long.
    """
    begin = time.perf_counter()
    read = draft_of_text(draft) if isinstance(draft, str) else draft
    if any(char.isdigit() for char in read.text):
        refresh(library)  # before the state is held
    with library.consistent():
        sentences = passages(read)
        checker = _Checker(library, read, sentences, filters)
        items: list[Checked] = []
        for done, passage in enumerate(sentences, 1):
            items += checker.passage(passage)
            if progress is not None:
                progress(done, len(sentences))
    return DraftReport(read.name, read.text, tuple(items), checker.searched, time.perf_counter() - begin)


class _Checker:
    def __init__(self, library: Library, draft: Draft, sentences: Sequence[Passage], filters: Filters | None) -> None:
        self.library, self.text = library, draft.text
        self.candidates = Candidates(library, filters)
        self.figures = OwnFigures(self.candidates.sources, draft.text, sentences, filters)
        speeches = library.speeches(filters)
        self.searched = len(speeches)
        self.known = frozenset(fold(speech.speaker) for speech in speeches if speech.speaker)

    def passage(self, passage: Passage) -> list[Checked]:
        """Return what is found of a sentence: one item, or one for each thing that somebody is said to have said."""
        return [self._with_figures(item) for item in self._of_words(passage)]

    def _with_figures(self, item: Checked) -> Checked:
        """Return a sentence that the library has not with those of its figures that it has."""
        if item.finding is not Finding.NOT_FOUND:
            return item
        found = self.figures.within(item.start, item.end)
        if not found:
            return item
        wrong = [one for one in found if not one.agrees]
        finding = Finding.DIFFERS if wrong else Finding.FIGURES
        sources = dict.fromkeys(one.sentence for one in (*wrong, *found))
        return replace(
            item,
            finding=finding,
            findings=(finding,),
            sources=tuple(sources),
            differences=tuple(one.difference for one in wrong),
            figures=found,
        )

    def _of_words(self, passage: Passage) -> list[Checked]:
        whole = Unit(passage.start, passage.end)
        units = [unit for unit in passage.units if attribution.person(unit.said_by, self.known) or unit.direct]
        item = self.unit(whole)
        if not units or item.finding in (Finding.EXACT, Finding.FORM, Finding.SHORT):
            return [item]
        items = [self.unit(unit, passage) for unit in units]
        if all(one.finding in (Finding.NOT_FOUND, Finding.SHORT) for one in items):
            return [item]
        return self._with_frame(item, items, passage, units)

    def _with_frame(
        self, whole: Checked, items: list[Checked], passage: Passage, units: Sequence[Unit]
    ) -> list[Checked]:
        """Add to the first item what differs before and after what is said, where the source has these words too."""
        around: tuple[Difference, ...] = ()
        for start, end in ((passage.start, units[0].start), (units[-1].end, passage.end)):
            inside = [found for found in whole.differences if start <= found.start and found.end <= end]
            changed = sum(len(letters(found.draft).text) for found in inside)
            if 2 * changed <= len(letters(self.text[start:end]).text):  # else another sentence stands before it there
                around += tuple(found for found in inside if found.kind in FACTS and found.draft and found.source)
        first = items[0]
        same = {source.speech.id for source in whole.sources} & {source.speech.id for source in first.sources}
        if not around or not same or first.finding is Finding.MISATTRIBUTED:
            return items
        findings = _ordered((Finding.DIFFERS, *first.findings))
        known = {(found.start, found.end) for found in first.differences}
        added = tuple(found for found in around if (found.start, found.end) not in known)
        return [
            replace(first, finding=findings[0], findings=findings, differences=(*first.differences, *added)),
            *items[1:],
        ]

    def unit(self, unit: Unit, passage: Passage | None = None) -> Checked:
        """Return what is found of some words of the draft."""
        words = letters(self.text, unit.start, unit.end)
        telling = sum(not char.isdigit() for char in words.text)  # 2024年3月18日 is no sentence
        if telling <= _SHORT and not (unit.direct and telling == _SHORT):
            return self._made(unit, [Finding.SHORT])
        text = self.text[unit.start : unit.end]
        windows = self.candidates.windows(text)
        places = self.candidates.places(words.text, windows)
        exact = [self._excerpt(place) for place in places if not place.fit.distance]
        if not exact:
            exact = self.candidates.exactly(text.strip().rstrip("。；，！？.;,!? "))
        if exact:
            return self._said(unit, passage, words, exact, places)
        near = places[0] if places else None
        if near is None or near.fit.distance >= _JOINED:
            joined = pieces(words.text, [*windows, *self._clauses(unit)])
            if joined and not (near is not None and is_abridged(joined) and near.fit.likeness > _FRAME):
                return self._joined(unit, passage, words, joined)
        if near is None:
            return self._made(unit, [Finding.NOT_FOUND], sources=self._nearest(windows))
        return self._altered(unit, passage, words, places)

    def _said(
        self, unit: Unit, passage: Passage | None, words: Letters, exact: list[Excerpt], places: Sequence[Place]
    ) -> Checked:
        """Return the verdict of words that the library says."""
        mine = _bare(self.text[slice(*words.span(0, len(words.text)))])
        same = [place for place in exact if mine in _bare(place.quote)]
        finding = Finding.EXACT if same else Finding.FORM
        exact = [*same, *(place for place in exact if place not in same)]
        if (cut := self._cut(words, exact)) is not None:
            found = Finding.DIFFERS if cut.kind in FACTS else Finding.ALTERED
            return self._made(unit, [found], sources=exact, differences=(cut,))
        findings, exact, changed, other = self._attributed(unit, passage, exact, exhaustive=True)
        everywhere = self.candidates.exactly(self.text[unit.start : unit.end].strip("。；，！？.;,!? ")) or exact
        later = newer(self.candidates, self.text, words, everywhere, [place for place in places if place.fit.distance])
        if later is not None:
            findings.append(Finding.OLDER)
        return self._made(unit, [*findings, finding], sources=exact, differences=changed, really_by=other, newer=later)

    def _cut(self, words: Letters, exact: Sequence[Excerpt]) -> Difference | None:
        """Return what every place has right before the words that changes their sense."""
        span = words.span(0, len(words.text))
        every = (*exact, *self.candidates.exactly(self.text[slice(*span)]))
        found = [cut_off(self.text, span, self.candidates.sources.text(one.speech), one.start) for one in every]
        return found[0] if all(found) else None

    def _altered(self, unit: Unit, passage: Passage | None, words: Letters, places: Sequence[Place]) -> Checked:
        """Return the verdict of words that the library says nearly so."""
        best = self._best(unit, places)
        source = self.candidates.sources.text(best.speech)
        span = (best.fit.start, best.fit.end)
        found = differences(
            self.text, words, (0, len(words.text)), source, best.window.letters, span, sorted(self.known)
        )
        kinds = {difference.kind for difference in found}
        others = [self._excerpt(place) for place in places if place.fit.distance <= best.fit.distance]
        sources = [self._excerpt(best), *(place for place in others if place != self._excerpt(best))]
        if best.fit.likeness < _OTHER and "figure" in kinds and kinds & {"date", "name"}:
            return self._made(unit, [Finding.NOT_FOUND], sources=sources[:1])
        if best.fit.likeness < _QUOTED and kinds <= {"wording", "form"} and not unit.said_by and not unit.direct:
            return self._made(unit, [Finding.NOT_FOUND], sources=sources[:1])
        if kinds <= {"form"}:
            return self._said(unit, passage, words, sources[:1], ())
        findings, sources, changed, other = self._attributed(unit, passage, sources, exhaustive=False)
        if kinds & FACTS:
            findings.append(Finding.DIFFERS)
        if kinds - FACTS - {"form"}:
            findings.append(Finding.ALTERED)
        return self._made(unit, findings, sources=sources, differences=(*found, *changed), really_by=other)

    def _best(self, unit: Unit, places: Sequence[Place]) -> Place:
        """Return the nearest place, of equally near ones that of whom the draft gives the words to."""
        least = [place for place in places if place.fit.distance == places[0].fit.distance]
        preferred = self.library.preferences(place.speech.id for place in least)
        least.sort(key=lambda place: preferred.get(place.speech.id) != place.speech.id)
        name = attribution.person(unit.said_by, self.known)
        own = [place for place in least if name and same_person(place.speech.speaker, name)]
        return (own or least)[0]

    def _joined(self, unit: Unit, passage: Passage | None, words: Letters, joined: Sequence[Piece]) -> Checked:
        """Return the verdict of words put together from several places."""
        sources = [self.candidates.sources.excerpt(piece.window.speech, *piece.span) for piece in joined]
        spans = tuple(words.span(piece.start, piece.end) for piece in joined)
        if not is_abridged(joined):
            return self._made(unit, [Finding.STITCHED], sources=sources, pieces=spans)
        left_out = []
        for one, other, at, then in zip(sources, sources[1:], spans, spans[1:], strict=False):
            source = self.candidates.sources.text(one.speech)[one.end : other.start]
            draft = self.text[at[1] : then[0]]
            left_out.append(Difference("omission", at[1], then[0], draft, one.end, other.start, source))
        whole = self.candidates.sources.excerpt(sources[0].speech, sources[0].start, sources[-1].end)
        findings, kept, changed, other_name = self._attributed(unit, passage, [whole], exhaustive=False)
        return self._made(
            unit, [*findings, Finding.ALTERED], sources=kept, differences=(*left_out, *changed), really_by=other_name
        )

    def _attributed(
        self, unit: Unit, passage: Passage | None, places: list[Excerpt], *, exhaustive: bool
    ) -> tuple[list[Finding], list[Excerpt], tuple[Difference, ...], str | None]:
        """Return the findings on whom the draft gives words to, the places with his first, and whose they really are.

        :param exhaustive: Whether to look through the whole library before anything is held against the draft.
        """
        name = attribution.person(unit.said_by, self.known)
        if name is None:
            return [], places, (), None
        own, other = attribution.judge(self.library, name, places)
        if not own and exhaustive:
            everywhere = self.candidates.exactly(self.text[unit.start : unit.end].strip("。；，！？.;,!? "))
            if everywhere:
                own, other = attribution.judge(self.library, name, everywhere)
        if other is not None:
            return [Finding.MISATTRIBUTED], places, (), other
        if not own:
            return [], places, (), None
        changed: list[Difference] = []
        if passage is not None and passage.start < unit.start:
            options = [
                attribution.frame_differences(self.library, self.text, passage.start, unit.start, name, place)
                for place in own
            ]
            changed = min(options, key=len)
        findings = [Finding.DIFFERS] if changed else []
        return findings, [*own, *(place for place in places if place not in own)], tuple(changed), None

    def _clauses(self, unit: Unit) -> list[Window]:
        """Return passages for each clause by itself: pieces of a sentence may be from anywhere."""
        found: list[Window] = []
        text = self.text[unit.start : unit.end]
        for clause in "".join(char if char.isalnum() or char in ".%" else " " for char in text).split():
            if len(clause) >= _CLAUSE and len(clause) < len(text) - 2:
                found += self.candidates.windows(clause, 4)
        return found

    def _nearest(self, windows: Sequence[Window]) -> list[Excerpt]:
        return [
            self.candidates.sources.excerpt(window.speech, window.chunk.start, window.chunk.end)
            for window in windows[:1]
        ]

    def _excerpt(self, place: Place) -> Excerpt:
        return self.candidates.sources.excerpt(place.speech, *place.span)

    def _made(
        self,
        unit: Unit,
        findings: Sequence[Finding],
        *,
        sources: Sequence[Excerpt] = (),
        differences: Sequence[Difference] = (),
        really_by: str | None = None,
        newer: Excerpt | None = None,
        pieces: tuple[tuple[int, int], ...] = (),
    ) -> Checked:
        ordered = _ordered(findings)
        return Checked(
            unit.start,
            unit.end,
            self.text[unit.start : unit.end],
            ordered[0],
            ordered,
            tuple(sources if pieces else sources[:_LISTED]),
            tuple(differences),
            unit.said_by,
            really_by,
            newer,
            pieces,
            self.searched,
        )


def _ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=_GRAVITY.__getitem__))


def _bare(text: str) -> str:
    """Return a text without blanks and Markdown's emphasis."""
    return "".join(text.split()).replace("**", "")
