"""What is refused before any model is asked: what nobody here makes, other languages, places and words never found."""

from rag.answering.task import Part, Task
from rag.datamodel import Refusal, RefusalCode


def refused_early(task: Task) -> Refusal | None:
    """Return why no model need be asked, or None."""
    if words := task.question.task:
        return Refusal(RefusalCode.NOT_OFFERED, {"task": words})
    if task.question.foreign and not task.scope.passages:
        return Refusal(RefusalCode.NOT_CHINESE)
    reasons = [unanswerable(part) for part in task.parts]
    return reasons[0] if all(reasons) else None


def unanswerable(part: Part) -> Refusal | None:
    """Return why one part of a question cannot be answered, whatever a model would say; None if it may be."""
    if part.unknown_places:
        return Refusal(RefusalCode.UNKNOWN_PLACE, {"places": tuple(part.unknown_places)})
    return None if part.evidence else Refusal(RefusalCode.NOTHING_FOUND)
