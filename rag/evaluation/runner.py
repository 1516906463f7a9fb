"""Asks gold questions and keeps how each went; an interrupted run goes on where it stopped.

    gold -> [asked already?] -> Assistant.stream -> Outcome -> a line of the journal

With `retrieval_only` a question ends when its passages are found: no language model is loaded.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from corpus import GenerationError, NotFoundError
from rag.answering.events import Event, Finished, Retrieved
from rag.assistant import Assistant
from rag.datamodel import Answer
from rag.evaluation.gold import Gold
from rag.evaluation.judge import Outcome, evidence_text, exact, has_evidence, hits_text, rank_of, right, support
from rag.evaluation.leave_out import searched
from rag.evaluation.run_journal import Journal
from rag.models.language_model import Metered, Usage
from rag.retrieval.in_memory import by_id

_FAILURES = 3  # so many failures of the model in a row end a run: the next would fail too


def run(
    assistant: Assistant,
    gold: Sequence[Gold],
    done: Callable[[int], None] | None = None,
    *,
    retrieval_only: bool = False,
    journal: Journal | None = None,
) -> Iterator[Outcome]:
    """Ask every question; yield outcomes in order.

    :param done: Called with the number of questions done.
    :param retrieval_only: Stop when the passages are found.
    :param journal: Where outcomes are kept; what is in it is not asked again.
    :raises ModelError: If the model cannot be loaded, or fails three times in a row.
    """
    names = known_names(assistant)
    failures = 0
    for number, item in enumerate(gold, 1):
        outcome = journal.find(item) if journal is not None else None
        if outcome is None:
            try:
                outcome = ask_gold(assistant, item, names, retrieval_only=retrieval_only)
                failures = 0
            except GenerationError as error:
                failures += 1
                if failures == _FAILURES:
                    raise
                outcome = failed(item, error)
            if journal is not None and outcome.error is None:
                journal.add(outcome)
        yield outcome
        if done:
            done(number)


def ask_gold(assistant: Assistant, item: Gold, names: Sequence[str] = (), *, retrieval_only: bool = False) -> Outcome:
    """Ask one question and judge what comes.

    :param names: Speakers and places that the library knows; see `known_names`.
    :raises GenerationError: If the model fails.
    """
    filters = searched(item, assistant.speeches() if item.left_out else ())
    before = usage(assistant, load=not retrieval_only)
    started = time.perf_counter()
    found: Retrieved | None = None
    answer: Answer | None = None
    events = assistant.stream(item.question, history=item.history, filters=filters, passages=item.passages or None)
    with closing(cast(Generator[Event], events)):  # closing it stops the model
        for event in events:
            if isinstance(event, Retrieved):
                found = event
                if retrieval_only:
                    break
            elif isinstance(event, Finished):
                answer = event.answer
    elapsed = round((time.perf_counter() - started) * 1000, 1)
    after = usage(assistant, load=not retrieval_only)
    return judge(
        assistant,
        item,
        found,
        answer,
        names=names,
        timings=dict(answer.timings) if answer else {"evidence": elapsed},
        tokens=asdict(after - before) if before and after else {},
    )


def judge(
    assistant: Assistant,
    item: Gold,
    found: Retrieved | None,
    answer: Answer | None,
    *,
    names: Sequence[str] = (),
    timings: dict[str, float],
    tokens: dict[str, int],
) -> Outcome:
    """Compare what was retrieved, and the answer if there is one, with the gold question."""
    hits = found.hits if found else answer.hits if answer else ()
    ranked = bool(item.sources) and not item.passages
    rank, document_rank = rank_of(hits, item.sources) if ranked else (None, None)
    evidence = found.evidence if found else ()
    enough = has_evidence(item, hits_text(hits), (hit.speech for hit in hits))
    read = (
        has_evidence(item, evidence_text(evidence), (own.speech for passage in evidence for own in passage.sentences))
        if evidence
        else enough
    )
    common: dict[str, Any] = {
        "id": item.id,
        "type": item.type,
        "question": item.question,
        "unanswerable": item.unanswerable,
        "ranked": ranked,
        "rank": rank,
        "document_rank": document_rank,
        "evidence": None if item.unanswerable else read,
        "found": None if item.unanswerable else enough,
        "timings": timings,
        "tokens": tokens,
        "digest": item.digest,
        "left_out": bool(item.left_out),
    }
    if answer is None:
        return Outcome(**common, asked=found.question if found else "")
    counts = support(answer, names, item.answers)
    return Outcome(
        **common,
        asked=answer.question,
        refused=answer.refused,
        right=right(item, answer),
        cited=any(Path(citation.speech.path).name in item.sources for citation in answer.citations) if ranked else None,
        claims=counts.claims,
        supported=counts.supported,
        citations=counts.citations,
        precise=counts.precise,
        exact=exact(answer, lambda speech_id: source_text(assistant, item, speech_id)),
        answer=answer.text,
        confidence=answer.confidence,
    )


def failed(item: Gold, error: Exception) -> Outcome:
    """Return the outcome of a question that the model failed on: not right, not refused."""
    return Outcome(
        item.id,
        item.type,
        item.question,
        item.unanswerable,
        refused=False,
        right=False,
        error=" ".join(str(error).split()),
        digest=item.digest,
        left_out=bool(item.left_out),
    )


def source_text(assistant: Assistant, item: Gold, speech_id: str) -> str:
    """Return the original text that a citation's offsets refer to, of the library or of the passages given."""
    try:
        return assistant.source_text(speech_id)
    except NotFoundError:
        if speech_id in (given := by_id(item.passages or ())):
            return given[speech_id]
        raise


def known_names(assistant: Assistant) -> list[str]:
    """Return the speakers and places that the library knows, each once."""
    speeches = assistant.speeches()
    return sorted({name for speech in speeches for name in (speech.speaker, speech.place) if name})


def usage(assistant: Assistant, *, load: bool) -> Usage | None:
    """Return the tokens that the model has read and written so far; None if it does not tell.

    :param load: Load the model if it is not.
    """
    model = assistant.model if load else None
    return model.usage if isinstance(model, Metered) else None


def conditions(assistant: Assistant, gold: Sequence[Gold], *, retrieval_only: bool) -> dict[str, Any]:
    """Return what a run's figures depend on: settings, library, questions. JSON types, no secrets."""
    settings = {name: value for name, value in asdict(assistant.settings).items() if "key" not in name}
    statistics = assistant.statistics()
    return {
        "mode": "retrieval" if retrieval_only else "answers",
        "questions": len(gold),
        "library": {name: statistics[name] for name in ("speeches", "chunks", "characters") if name in statistics},
        "settings": settings,
    }
