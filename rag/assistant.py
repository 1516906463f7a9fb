"""The loop: a question in, a stream of events out, an Answer at the end.

question -> understand -> retrieve -> gather evidence -> [Retrieved] -> rag.answering.pipeline -> [Delta]* -> [Finished]
"""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, cached_property, partial
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus import NotFoundError, Speech
from index import AddReport, Encoder, Filters, Hit, Library, open_library
from rag.answering.citation import Citer, paged
from rag.answering.events import Clock, Event, Finished, Retrieved
from rag.answering.pipeline import answer, refuse, state
from rag.answering.refusal.early import refused_early
from rag.answering.task import Part, Task
from rag.datamodel import Answer, DirectAnswer, RefusalCode, Scope, Turn
from rag.desk.figures import answer_comparison, answer_each, answer_from_figures, refresh
from rag.desk.figures.names import Names
from rag.desk.figures.of_evidence import with_figures
from rag.desk.jobs.answers import answer_job
from rag.desk.jobs.counted_parts import answer_counted
from rag.desk.jobs.figure_grid import answer_grid
from rag.desk.phrases.in_reports import answer_usage
from rag.extractive.dispatch import answer_directly
from rag.extractive.lists.outline_answers import listed
from rag.models.cross_encoder import Reranker, open_reranker
from rag.models.language_model import LanguageModel
from rag.models.loading import open_encoder, open_language_model
from rag.question.analysis import Question, narrow, read, read_alone, understand, with_library
from rag.question.filters.self_query import Narrowed
from rag.question.suggestions import example_questions, next_questions
from rag.retrieval import in_memory
from rag.retrieval.finder import HITS, Finder
from rag.retrieval.injection_filter import gives_orders
from rag.settings import Settings


def _merged(hits: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of several searches in turn, each once, as many as of one."""
    merged: dict[tuple[str, int], Hit] = {}
    for row in zip_longest(*hits):
        for hit in row:
            if hit is not None:
                merged.setdefault((hit.speech.id, hit.start), hit)
    return list(merged.values())[:HITS]


class Assistant:
    """Answers questions over a library.

    Methods may be called from several threads; a model in this process writes one answer at a time, a server several.

    :param library: Where speeches are found.
    :param encoder: Loads the embedding model, the library's own.
    :param model: Loads the model that writes the answers.
    """

    def __init__(
        self,
        library: Library,
        encoder: Callable[[], Encoder],
        model: Callable[[], LanguageModel],
        settings: Settings,
    ) -> None:
        self.library = library
        self.settings = settings
        self._encoder = encoder
        self._load_model = model
        self._writing = threading.BoundedSemaphore(settings.in_flight)
        self._loading = threading.Lock()
        self._finder = Finder(library, encoder, lambda: self.reranker, settings)

    @classmethod
    def open(cls, directory: str | Path | None = None, *, settings: Settings | None = None) -> Self:
        """Open a library, creating it if absent. Models load when first needed; `warm` loads them now.

        :param directory: Default: that of the settings.
        :param settings: Default: `Settings.load()`.
        :raises LibraryError: If the directory holds something else, or another version's library.
        """
        settings = settings or Settings.load()
        path = Path(directory) if directory is not None else settings.library_path
        encoder = cache(lambda: open_encoder(settings))
        library = open_library(path, encoder, settings.search, journal_url=settings.journal_url)
        return cls(library, encoder, lambda: open_language_model(settings), settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library and free the models."""
        with ExitStack() as idle:
            for _ in range(self.settings.in_flight):  # whoever writes ends first
                idle.enter_context(self._writing)
            if "model" in self.__dict__:
                self.model.close()
                del self.__dict__["model"]
        self.library.close()

    @cached_property
    def model(self) -> LanguageModel:
        """The language model, loaded when first used.

        :raises ModelError: If its weights are missing or cannot be loaded.
        """
        with self._loading:
            if "model" in self.__dict__:
                return self.__dict__["model"]  # type: ignore[no-any-return]
            self.__dict__["model"] = model = self._load_model()
            return model

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder that the settings name, loaded when first used; None if they name none.

        :raises ModelError: If it cannot be loaded.
        """
        with self._loading:
            if "reranker" in self.__dict__:
                return self.__dict__["reranker"]  # type: ignore[no-any-return]
            self.__dict__["reranker"] = reranker = open_reranker(self.settings)
            return reranker

    @property
    def name(self) -> str:
        """The generator's name."""
        return self.model.name if "model" in self.__dict__ else Path(self.settings.generator).stem

    def loaded(self) -> dict[str, bool]:
        """Return for each model whether it is in memory already."""
        return {"generator": "model" in self.__dict__, "embedding": self.library.has_encoder}

    def warm(self) -> None:
        """Load the models and word lists now, so that the first question does not wait for them."""
        self.library.load_encoder()  # a search loads it only where there is a vector to compare with
        self.search("预热", k=1)
        Citer((), self.source_text).add("预热。")
        _ = self.model

    def add(
        self,
        *paths: str | Path,
        progress: Callable[[int, int, str], None] | None = None,
        rebuild: bool = False,
        columns: Mapping[str, str] | None = None,
        later: bool = False,
    ) -> AddReport:
        """Add files, folders and archives; what is there unchanged is left alone.

        :param progress: Called with documents done, documents in all, and the current path.
        :param rebuild: First parse and index again what is there, with the embedding model of the settings.
        :param columns: {field: column} for tables whose columns go by names that are not known: `{"text": "稿件"}`.
        :param later: Make what is new searchable by its terms alone; `library.embed` or `embed_soon` does the rest.
        """
        if rebuild:
            self.library.rebuild(progress=progress)
        report = self.library.add(paths, progress=progress, columns=columns, later=True)
        refresh(self.library)  # so that the first question does not wait for the figures
        if not later:
            self.library.embed()
        return report

    def remove(self, speech_id: str) -> Speech:
        """Remove a speech; return what was removed.

        :raises NotFoundError: If there is no such speech.
        """
        return self.library.remove(speech_id)

    def speeches(self, filters: Filters | None = None) -> list[Speech]:
        """Return all speeches, or those that the filters accept."""
        return self.library.speeches(filters)

    def speech(self, speech_id: str) -> Speech:
        """Return one speech by its id or a unique beginning of it.

        :raises NotFoundError: If there is none.
        """
        return self.library.speech(speech_id)

    def source_text(self, speech_id: str) -> str:
        """Return the original text that offsets refer to.

        :raises NotFoundError: If there is no such speech.
        """
        return self.library.source_text(speech_id)

    def statistics(self) -> dict[str, Any]:
        """Return counts and the period of the library, JSON types."""
        return self.library.statistics().to_dict()

    def example_questions(self, count: int = 4) -> list[str]:
        """Return questions that the library can answer, for people who do not know yet what to ask."""
        return example_questions(self.library, count)

    def next_questions(self, answer: Answer, count: int = 3) -> list[str]:
        """Return questions that the library can answer and that come after an answer: of the same texts, not the same.

        After a refusal they are of the nearest text: its outline, what it asks for.
        """
        ids = dict.fromkeys(
            [citation.speech.id for citation in answer.citations] or [hit.speech.id for hit in answer.hits[:1]]
        )
        try:
            task = answer.refusal is not None and answer.refusal.code is RefusalCode.NOT_OFFERED
            return next_questions(self.library, list(ids), answer.question, count, counted=task)
        except NotFoundError:  # removed meanwhile
            return []

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages, best first: the same that an answer would be made from.

        :raises InputError: If the query is empty or too long.
        """
        understood = narrow(read_alone(read(query)), self.library, self.library.within(filters))
        return self._finder.search(understood, k, understood.narrowed.filters if understood.narrowed else filters)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: Sequence[str] | None = None,
        implied: bool = True,
        ignore: Collection[str] = (),
    ) -> Answer:
        """Return the whole answer; parameters as `stream`."""
        for event in self.stream(
            question, history=history, filters=filters, passages=passages, implied=implied, ignore=ignore
        ):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream ends with Finished")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: Sequence[str] | None = None,
        implied: bool = True,
        ignore: Collection[str] = (),
    ) -> Iterator[Event]:
        """Yield `Retrieved`, then `Delta`s whose texts joined are the answer's, then `Finished`.

        Closing the iterator stops the model.

        :param history: The conversation before, oldest first.
        :param filters: Which speeches may be drawn on.
        :param passages: Answer from these texts alone; the library is not asked. A citation's speech is then
            `passage-1`, `passage-2` …, and its offsets refer to that text.
        :param implied: Whether the people, places, dates, meetings and titles that the question itself names narrow
            which speeches are drawn on. `filters` win over them.
        :param ignore: Names of such conditions that are not to narrow it: `speaker`, `place` …, as `Implied.name`.
        :raises InputError: If the question is empty or too long, or there is no text in the passages.
        :raises ModelError: If the model is missing or fails.
        """
        clock = Clock()
        read(question)
        filters = self.library.within(filters)
        texts = in_memory.parse_passages(passages) if passages is not None else None
        with clock.stage("understand"):
            understood = self._understand(question, history, filters, here=texts is None)
        asked = list(understood.parts) or [understood]
        source: in_memory.Texts | Library = texts if texts is not None else self.library
        with clock.stage("retrieve"), self.library.consistent():  # one state of it, whoever writes meanwhile
            if texts is None and implied:
                asked = [narrow(question, self.library, filters, ignore=ignore) for question in asked]
            whole = asked[0] if len(asked) == 1 else understood
            found = [self._finder.find(question, texts, filters) for question in asked]
            if texts is None:
                found = [replace(part, evidence=with_figures(self.library, part.evidence)) for part in found]
            hits = _merged([part.hits for part in found])
            # quoted from at the end of the answer, when its file may have changed
            near = {hit.speech.id for part in found for hit in part.near}
            sources = {speech_id: source.source_text(speech_id) for speech_id in near}
        narrowed = found[0].narrowed if len(found) == 1 else Narrowed(filters)
        evidence = tuple(dict.fromkeys(passage for part in found for passage in part.evidence))
        clock.stages["evidence"] = clock.now()
        # before waiting for others' answers
        yield Retrieved(tuple(hits), understood.worded, evidence, narrowed.implied, understood.before)
        scope = self._scope(narrowed.filters, texts)
        work = [
            Part(
                one,
                part.evidence,
                part.narrowed.unknown_places,
                part.ranked,
                listed(source, part.lists, one.nth, whole=one.whole_text),
            )
            for question, part in zip(asked, found, strict=True)
            for one in (question.clauses or (question,))
        ]
        nearer = partial(self._nearer, sources) if texts is None else None
        task = Task(understood, hits, work, scope, sources.__getitem__, narrowed.implied, nearer)
        if texts is None and (direct := self._directly(whole, hits, filters, clock)) is not None:
            # whole speeches were searched, whatever the question's words narrow
            task = replace(task, scope=self._scope(filters, None), source_text=self.source_text, implied=())
            yield from paged(state(direct, task, clock), self.library.page_of)
        elif reason := refused_early(task):
            yield from refuse(task, reason, self.name, clock)
        else:
            with self._writing:
                yield from paged(answer(task, self.model, self.settings, clock), self.library.page_of)

    def _nearer(self, sources: Mapping[str, str], part: Part, speech_id: str) -> Part | None:
        """Return what the words of one of several things asked find in one speech; None if that changed meanwhile."""
        with self.library.consistent():
            try:
                if self.library.source_text(speech_id) != sources[speech_id]:
                    return None
                found = self._finder.find(read_alone(part.question.only), filters=Filters(ids=[speech_id]))
                evidence = with_figures(self.library, found.evidence)
            except NotFoundError:
                return None
        return replace(part, evidence=evidence, ranked=found.ranked, near=True)

    def _directly(
        self, question: Question, hits: Sequence[Hit], filters: Filters | None, clock: Clock
    ) -> DirectAnswer | None:
        named = question.in_library
        if named is None:
            return None
        with clock.stage("direct"):
            try:
                parts = [part.in_library.figure for part in question.parts if part.in_library]
                figures = answer_comparison(self.library, named.compared, filters)
                several = named.grid is not None and len(named.grid.wanted) > 1
                figures = figures or (answer_grid(self.library, named.grid, filters) if several else None)
                figures = figures or answer_from_figures(self.library, named.figure, filters, exact=True)
                figures = figures or answer_each(self.library, parts, filters)
                figures = figures or answer_grid(self.library, named.grid, filters)
                figures = figures or answer_usage(self.library, named.usage, filters)
                if figures is not None and not any(self._orders(figures)):  # a false figure beside a true one
                    return figures
                found = answer_counted(self.library, named.counted, question.mentions.people)
                found = found or answer_directly(self.library, question, hits, filters)
                if found is None or found.refusal or (named.desk and named.desk.ordered):
                    job = answer_job(self.library, question, hits, filters)
                    digest = job and job.desk and job.desk.tool == "digest"
                    # that nobody speaks of it in these words is no reason not to read what is said
                    asks_back = job and job.refusal and job.refusal.code is RefusalCode.WHICH_TEXT
                    if job and not (job.refusal and (found or (digest and not asks_back))):
                        found = job
                ordered = list(self._orders(found)) if found else []
            except NotFoundError:  # removed since it was found
                return None
        return None if ordered and all(ordered) else found

    def _understand(self, asked: str, history: Sequence[Turn], filters: Filters | None, *, here: bool) -> Question:
        """Return what is asked.

        :param here: Whether the library is, not texts that were given with the question.
        """
        question = understand(asked, history, self._people() if history else ())
        try:
            return with_library(question, self.library, Names(self.library), filters) if here else question
        except NotFoundError:  # a speech was removed since its figures were to be read
            return question

    def _orders(self, found: DirectAnswer) -> Iterator[bool]:
        """Yield for each speech that an answer rests on whether it gives orders to a model."""
        for speech_id in {item.speech.id for statement in found.statements for item in statement.support}:
            yield gives_orders(self.source_text(speech_id))

    def _people(self) -> list[str]:
        return [speech.speaker for speech in self.speeches() if speech.speaker]

    def _scope(self, filters: Filters | None, texts: in_memory.Texts | None) -> Scope:
        if texts is not None:
            return Scope(speeches=len(texts.speeches), first=None, last=None, passages=True)
        found = self.library.speeches(filters)
        dates = sorted(speech.date for speech in found if speech.date)
        return Scope(len(found), dates[0] if dates else None, dates[-1] if dates else None, filtered=bool(filters))
