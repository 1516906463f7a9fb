"""An Answer out of the JSON types that `Answer.to_dict` made of it."""

from typing import Any

from corpus import Chunk, Speech
from index import Hit
from rag.datamodel import Answer, Citation, Claim, Implied, Verdict


def read_answer(stored: dict[str, Any]) -> Answer:
    """Return the answer that was kept. What newer versions added to it is ignored.

    :raises KeyError, TypeError, ValueError: If it is no answer.
    """
    return Answer(
        text=stored["text"],
        claims=tuple(Claim(c["text"], tuple(c["citations"]), Verdict(c["verdict"])) for c in stored["claims"]),
        citations=tuple(
            Citation(c["number"], _speech(c["speech"]), c["start"], c["end"], c["quote"]) for c in stored["citations"]
        ),
        refused=bool(stored["refused"]),
        reason=stored["reason"],
        hits=tuple(read_hit(hit) for hit in stored["hits"]),
        timings=dict(stored["timings"]),
        model=stored["model"],
        question=stored["question"],
        implied=tuple(Implied(**known) for known in stored.get("implied", ())),
    )


def read_hit(stored: dict[str, Any]) -> Hit:
    """Return the passage that was kept; its chunk's clean text is not kept, and is the passage itself here."""
    speech, text = _speech(stored["speech"]), stored["text"]
    chunk = Chunk(speech.id, stored["start"], stored["end"], tuple(stored.get("heading_path", ())), text)
    return Hit(speech, chunk, text, stored["score"], stored["how"])


def _speech(stored: dict[str, Any]) -> Speech:
    known = Speech.__dataclass_fields__
    return Speech(**{name: value for name, value in stored.items() if name in known})
