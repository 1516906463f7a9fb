"""The loop: a question in, a stream of events out, an Answer at the end.

question -> understand -> retrieve -> gather evidence -> [Retrieved]
         -> decide -> write -> check and cite -> [Delta]* -> [Finished]
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus import Speech
from index import AddReport, Encoder, Filters, Hit, Library
from rag import passages as given
from rag.answer import Answer, Delta, Event, Finished, Retrieved, Turn
from rag.answerability import answerable_logit, declines
from rag.citation import Citer
from rag.engines import open_language_model
from rag.evidence import Passage, gather
from rag.examples import example_questions
from rag.generation import LanguageModel
from rag.prompts import answer as answer_prompt
from rag.question import Question, read, understand
from rag.refusal import Scope, refusal
from rag.retrieval import retrieve, with_lists
from rag.settings import Settings, default_library
from rag.writing import sentences

HITS = 10
"""How many hits an answer carries."""
_LIST_BUDGET = 2  # a list question gets so many times the evidence and the reply


@dataclass
class Clock:
    """Milliseconds since the question, and by stage."""

    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    def now(self) -> float:
        """Return milliseconds since the start."""
        return round((time.perf_counter() - self.started) * 1000, 1)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of a block to a stage."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = round(self.stages.get(name, 0.0) + (time.perf_counter() - before) * 1000, 1)


class Assistant:
    """Answers questions over a library.

    Methods may be called from several threads; answers are written one at a time, in the order asked.

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
        self._writing = threading.Lock()
        self._loading = threading.Lock()

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
        return cls(Library.open(path, encoder), encoder, lambda: open_language_model(settings), settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the library and free the models."""
        with self._writing:
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

    @property
    def name(self) -> str:
        """The generator's name."""
        return self.model.name if "model" in self.__dict__ else Path(self.settings.generator).stem

    def warm(self) -> None:
        """Load the models and word lists now, so that the first question does not wait for them."""
        self.search("预热", k=1)
        Citer((), self.source_text, "").add("预热。")
        _ = self.model

    def add(
        self, *paths: str | Path, progress: Callable[[int, int, str], None] | None = None, rebuild: bool = False
    ) -> AddReport:
        """Add files, folders and archives; what is there unchanged is left alone.

        :param progress: Called with documents done, documents in all, and the current path.
        :param rebuild: First parse and index again what is there, with the embedding model of the settings.
        """
        if rebuild:
            self.library.rebuild(progress=progress)
        return self.library.add(paths, progress=progress)

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

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages, best first: the same that an answer would be made from.

        :raises InputError: If the query is empty or too long.
        """
        return retrieve(self.library, read(query), k=k, settings=self.settings, filters=filters)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: Sequence[str] | None = None,
    ) -> Answer:
        """Return the whole answer; parameters as `stream`."""
        for event in self.stream(question, history=history, filters=filters, passages=passages):
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
    ) -> Iterator[Event]:
        """Yield `Retrieved`, then `Delta`s whose texts joined are the answer's, then `Finished`.

        Closing the iterator stops the model.

        :param history: The conversation before, oldest first.
        :param filters: Which speeches may be drawn on.
        :param passages: Answer from these texts alone; the library is not asked. A citation's speech is then
            `passage-1`, `passage-2` …, and its offsets refer to that text.
        :raises InputError: If the question is empty or too long, or there is no text in the passages.
        :raises ModelError: If the model is missing or fails.
        """
        clock = Clock()
        read(question)
        texts = given.parse_passages(passages) if passages is not None else None
        with clock.stage("understand"):
            understood = understand(question, history, self._people() if history else ())
        with clock.stage("retrieve"):
            if texts is not None:
                hits = given.rank(texts, understood.text, self._encoder(), k=HITS, settings=self.settings)
            else:
                hits = retrieve(self.library, understood.text, k=HITS, settings=self.settings, filters=filters)
            near = with_lists(self.library, hits) if understood.wants_list and texts is None else hits
            evidence = self._gather(near, understood)
        clock.stages["evidence"] = clock.now()
        yield Retrieved(tuple(hits), understood.text)  # before waiting for others' answers
        with self._writing:
            yield from self._answer(understood, hits, evidence, self._scope(filters, texts), texts, clock)

    def _answer(
        self,
        question: Question,
        hits: Sequence[Hit],
        evidence: Sequence[Passage],
        scope: Scope,
        texts: given.Texts | None,
        clock: Clock,
    ) -> Iterator[Event]:
        """Decide, write, check and cite; one answer at a time."""
        source_text = texts.source_text if texts is not None else self.source_text
        reason, citer, text = None, None, ""
        if not hits:
            reason = "没有检索到任何相关段落"
        else:
            with clock.stage("decide"):
                logit = answerable_logit(self.model, evidence, question.text)
            if logit < self.settings.answerable_logit:
                reason = "检索到的段落没有回答这个问题"
        if reason is None:
            citer = Citer([s for p in evidence for s in p.sentences], source_text, question.text)
            for delta in self._write(question, evidence, citer, clock):
                text += delta.text
                yield delta
            if not citer.claims:
                reason = "模型写不出有原文依据的回答"
        if reason is not None or citer is None:
            text = refusal(reason or "", scope)
            yield Delta(text)
        clock.stages["total"] = clock.now()
        yield Finished(
            Answer(
                text=text,
                claims=tuple(citer.claims) if citer and reason is None else (),
                citations=tuple(citer.citations) if citer and reason is None else (),
                refused=reason is not None,
                reason=reason,
                hits=tuple(hits),
                timings=clock.stages,
                model=self.name,
                question=question.text,
            )
        )

    def _people(self) -> list[str]:
        return [speech.speaker for speech in self.speeches() if speech.speaker]

    def _gather(self, hits: Sequence[Hit], question: Question) -> tuple[Passage, ...]:
        times = _LIST_BUDGET if question.wants_list else 1
        return gather(
            hits, passages=self.settings.passages * times, characters=self.settings.evidence_characters * times
        )

    def _write(self, question: Question, evidence: Sequence[Passage], citer: Citer, clock: Clock) -> Iterator[Delta]:
        """Yield checked sentences; `pending` holds the one being written."""
        times = _LIST_BUDGET if question.wants_list else 1
        prompt = answer_prompt(evidence, question.text, as_list=question.wants_list)
        pieces = self.model.stream(prompt, max_tokens=self.settings.answer_tokens * times)
        before = clock.now()
        for written in sentences(_first_seen(pieces, clock)):
            # items of a list end without punctuation; other sentences do so only when the reply was too long
            cut_off = not question.wants_list and bool(citer.claims)
            if not written.sentence:
                yield Delta(pending=written.pending)
                continue
            if declines(written.sentence) or (cut_off and not written.complete):
                continue
            with clock.stage("verify"):
                text = citer.add(written.sentence)
            if text:
                yield Delta(("\n" if written.new_line and len(citer.claims) > 1 else "") + text)
        clock.stages["generate"] = round(clock.now() - before, 1)

    def _scope(self, filters: Filters | None, texts: given.Texts | None) -> Scope:
        if texts is not None:
            return Scope(speeches=len(texts.speeches), first=None, last=None, passages=True)
        found = self.library.speeches(filters)
        dates = sorted(speech.date for speech in found if speech.date)
        return Scope(len(found), dates[0] if dates else None, dates[-1] if dates else None, filters=filters)


def _first_seen(pieces: Iterable[str], clock: Clock) -> Iterator[str]:
    for piece in pieces:
        clock.stages.setdefault("first_token", clock.now())
        yield piece


def open_encoder(settings: Settings) -> Encoder:
    """Load the embedding model that the settings name.

    :raises ModelError: If its weights are missing or cannot be loaded.
    """
    from index import SentenceEncoder
    from rag.hub import resolve

    return SentenceEncoder(
        resolve(settings.embedding), name=Path(settings.embedding).name, threads=settings.thread_count
    )


_opened: dict[tuple[Path, str], Assistant] = {}
_opening = threading.Lock()


def ask(
    question: str,
    *,
    corpus: str | Path | None = None,
    history: Sequence[Turn] = (),
    filters: Filters | None = None,
    passages: Sequence[str] | None = None,
    settings: Settings | None = None,
) -> Answer:
    """Answer one question; the models stay loaded for the next.

    :param corpus: A file or folder; it is indexed on first use, and what changed in it is indexed again at each
        call. Default: the library of the settings.
    :param history: As `Assistant.stream`; so `filters` and `passages`.
    :raises InputError: If the question or the corpus cannot be used.
    :raises ModelError: If a model is missing or fails.
    """
    settings = settings or Settings.load()
    directory = settings.library_path if corpus is None else library_of(Path(corpus))
    key = (directory, repr(sorted(asdict(settings).items())))
    with _opening:
        assistant = _opened.get(key)
        if assistant is None:
            assistant = _opened[key] = Assistant.open(directory, settings=settings)
    if corpus is not None and passages is None:
        report = assistant.add(corpus)
        if report.failed and not assistant.speeches():
            raise report.failed[0]
    return assistant.ask(question, history=history, filters=filters, passages=passages)


def library_of(corpus: Path) -> Path:
    """Return the library directory that `ask` keeps for a folder of documents."""
    resolved = corpus.expanduser().resolve()
    digest = hashlib.sha256(str(resolved).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return default_library().parent / "corpora" / f"{resolved.name or 'root'}-{digest}"
