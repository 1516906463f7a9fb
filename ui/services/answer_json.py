"""An Answer out of the JSON types that `Answer.to_dict` made of it."""

from typing import Any

from corpus import Chunk, Speech
from index import Hit
from rag import Answer, Citation, Claim, DeskLink, Implied, Refusal, RefusalCode, Row, Scope, Verdict


def read_answer(stored: dict[str, Any]) -> Answer:
    """Return the answer that was kept. What newer versions added to it is ignored.

    :raises KeyError, TypeError, ValueError: If it is no answer.
    """
    return Answer(
        text=stored["text"],
        claims=tuple(_claim(claim) for claim in stored["claims"]),
        citations=tuple(
            Citation(c["number"], _speech(c["speech"]), c["start"], c["end"], c["quote"], c.get("page"))
            for c in stored["citations"]
        ),
        refused=bool(stored["refused"]),
        reason=stored["reason"],
        hits=tuple(read_hit(hit) for hit in stored["hits"]),
        timings=dict(stored["timings"]),
        model=stored["model"],
        question=stored["question"],
        implied=tuple(Implied(**known) for known in stored.get("implied", ())),
        refusal=_refusal(stored.get("refusal")),
        unanswered=tuple(str(question) for question in stored.get("unanswered", ())),
        confidence=stored.get("confidence"),
        desk=_desk(stored.get("desk")),
        rows=tuple(
            Row(_speech(r["speech"]), r["start"], r["end"], r["quote"], tuple(r["facts"].items()))
            for r in stored.get("rows", ())
        ),
        follows=tuple(str(question) for question in stored.get("follows", ())),
    )


def read_hit(stored: dict[str, Any]) -> Hit:
    """Return the passage that was kept; its chunk's clean text is not kept, and is the passage itself here."""
    speech, text = _speech(stored["speech"]), stored["text"]
    chunk = Chunk(speech.id, stored["start"], stored["end"], tuple(stored.get("heading_path", ())), text)
    return Hit(speech, chunk, text, stored["score"], stored["how"])


def _refusal(stored: dict[str, Any] | None) -> Refusal | None:
    """Return why it was refused; None of an answer kept before that was data, or for a reason of a newer version."""
    if stored is None or stored["code"] not in set(RefusalCode):
        return None
    params = {name: tuple(value) if isinstance(value, list) else value for name, value in stored["params"].items()}
    known, scope = Scope.__dataclass_fields__, stored["scope"]
    searched = Scope(**{name: scope[name] for name in known}) if scope else None
    return Refusal(RefusalCode(stored["code"]), params, searched)


def _claim(stored: dict[str, Any]) -> Claim:
    compared = tuple(str(name) for name in stored.get("compared", ()))
    return Claim(
        stored["text"], tuple(stored["citations"]), Verdict(stored["verdict"]), compared, stored.get("counted", "")
    )


def _desk(stored: dict[str, Any] | None) -> DeskLink | None:
    return DeskLink(stored["tool"], tuple(stored["query"].items())) if stored else None


def _speech(stored: dict[str, Any]) -> Speech:
    known = Speech.__dataclass_fields__
    return Speech(**{name: value for name, value in stored.items() if name in known})
