"""What is to be answered, and all that an answer may rest on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index import Hit
from rag.answering.citation import Citer
from rag.answering.events import Clock, Finished
from rag.answering.refusal.wording import reason_text
from rag.datamodel import Answer, Implied, Listed, Passage, Refusal, Scope
from rag.question.analysis import Question


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked, or one of several things that are asked at once, and what the model reads for it.

    :param unknown_places: Places it names that no speech does: then nothing here can answer it.
    :param ranked: Spans of what the search found with its chance of each, best first: (speech, start, end, chance).
    :param lists: The lists of the texts that it may mean, best first.
    :param near: Whether it is asked once more, of the text that answered the rest.
    """

    question: Question
    evidence: Sequence[Passage]
    unknown_places: tuple[str, ...] = ()
    ranked: Sequence[tuple[str, int, int, float]] = ()
    lists: Sequence[Listed] = ()
    near: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One question with all that an answer to it may rest on.

    :param parts: One, or several that are answered one after the other.
    :param scope: What was searched; a refusal says so.
    :param source_text: Original text of a speech by its id, as it was when the evidence was gathered.
    :param nearer: Returns one of several parts with what the search finds for its own words in one speech, by its id;
        None where that cannot be.
    """

    question: Question
    hits: Sequence[Hit]
    parts: Sequence[Part]
    scope: Scope
    source_text: Callable[[str], str]
    implied: tuple[Implied, ...] = ()
    nearer: Callable[[Part, str], Part | None] | None = None

    def finished(
        self,
        text: str,
        clock: Clock,
        *,
        model: str,
        refusal: Refusal | None = None,
        unanswered: Sequence[str] = (),
        citer: Citer | None = None,
        confidence: float | None = None,
    ) -> Finished:
        """Return the last event."""
        clock.stages["total"] = clock.now()
        return Finished(
            Answer(
                text=text,
                claims=tuple(citer.claims) if citer else (),
                citations=tuple(citer.citations) if citer else (),
                refused=refusal is not None,
                reason=reason_text(refusal) if refusal else None,
                hits=tuple(self.hits),
                timings=clock.stages,
                model=model,
                question=self.question.worded,
                implied=self.implied,
                refusal=replace(refusal, scope=self.scope) if refusal else None,
                unanswered=tuple(unanswered),
                confidence=round(confidence, 3) if confidence is not None else None,
                follows=self.question.before,
            )
        )
