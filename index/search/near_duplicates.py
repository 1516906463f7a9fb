"""The same words in several speeches: a reprint, an excerpt, a news report; and which of them speaks for all.

The thresholds were chosen on texts made from real ones (another site's furniture, sentences dropped, Traditional
characters, characters replaced, excerpts, reports) and on dated evening news, which repeats itself by form: welcomes,
obituaries, notices of the same meeting every year.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from corpus import NEWS, Speech
from index.analysis.minhash import shingles
from index.analysis.phrases import condense
from index.search.hit import Hit
from index.storage import schema

Relation = Literal["同文", "节选", "全文", "报道", "原文", "相近"]

SAME = 0.55  # similarity from which two texts are the same
PART = 0.55  # containment from which the shorter is an excerpt of the longer
SHORT = 300  # shingles below which a form alone makes texts as alike as that,
SURE_OF_SHORT = 0.85  # so that more containment is asked
AGREE = 0.6  # how far numbers and the slots of a form agree in copies
DAYS = 45  # days between the dates of copies,
SURE = 0.9  # unless a text of twice that length is contained so far
COVERED = 0.8  # share of a passage that other hits say from which it says nothing new

_STEP = math.log(1.1)  # texts whose lengths are within a tenth are as full as each other


@dataclass(frozen=True, slots=True)
class Copy:
    """Another speech that says the same, wholly or in part.

    :param similarity: Shared share of all shingles of both, 0 to 1 (Jaccard).
    :param containment: Share of the shorter one's shingles that the longer one has, 0 to 1.
    :param relation: What `speech` is to the one asked about: `同文`, its `节选`, its `全文`, a `报道` of it, the `原文`
        that it reports, or `相近`: partly the same words.
    """

    speech: Speech
    similarity: float
    containment: float
    relation: Relation

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share, counted in shingles.

    :param mine: Shingles of the one asked about; `theirs`: of the other; `shared`: of both, as in `Likeness`.
    :param agreement: How far numbers and the slots of a form agree, 0 to 1, as in `Likeness`.
    """

    mine: int
    theirs: int
    shared: int
    agreement: float

    @property
    def similarity(self) -> float:
        """Jaccard, 0 to 1."""
        return self.shared / (self.mine + self.theirs - self.shared)

    @property
    def containment(self) -> float:
        """Share of the shorter that the longer has, 0 to 1."""
        return self.shared / min(self.mine, self.theirs)


def relate(overlap: Overlap, asked: Speech, other: Speech) -> Relation:
    """Return what `other` is to `asked`. Texts that are alike because both follow a form are only `相近`."""
    similarity, containment = overlap.similarity, overlap.containment
    longer = (overlap.theirs, other.path) > (overlap.mine, asked.path)
    long_enough = min(overlap.mine, overlap.theirs) >= SHORT
    reprinted = min(overlap.mine, overlap.theirs) >= 2 * SHORT and containment >= SURE
    if overlap.agreement < AGREE or (_days_apart(asked.date, other.date) > DAYS and not reprinted):
        return "相近"
    if (similarity >= SAME or containment >= PART) and (long_enough or containment >= SURE_OF_SHORT):
        if similarity >= SAME:
            return "同文"
        return "全文" if longer else "节选"
    if (asked.kind in NEWS) == (other.kind in NEWS):
        return "相近"
    return "报道" if other.kind in NEWS else "原文"


def _days_apart(one: str | None, other: str | None) -> int:
    """Return the fewest days that there can be between two dates; 0 if either is unknown."""
    if one is None or other is None:
        return 0
    shorter = min(len(one), len(other))
    if shorter < 10:  # to the month or the year
        return 0 if one[:shorter] == other[:shorter] else DAYS + 1
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:  # a day that no calendar has
        return 0


def collapse(hits: Sequence[Hit], preferred: Mapping[str, str]) -> list[Hit]:
    """Return the hits without those whose passage a copy of their speech says among the others.

    The preferred copy's passage stands in at the best rank and with the best score of those that it replaces.

    :param preferred: For each speech id that of the preferred speech of its group.
    """
    groups: dict[str, set[str]] = {}
    for hit in hits:
        groups.setdefault(preferred.get(hit.speech.id, hit.speech.id), set()).add(hit.speech.id)
    rank = {at: at for at in range(len(hits))}  # of a hit that stays: the best of those that it stands for
    for root, members in groups.items():
        if len(members) > 1:
            _collapse_group(hits, sorted(members, key=lambda member: (member != root, member)), rank)
    best_first = sorted((best, at) for at, best in rank.items())
    return [replace(hits[at], score=max(hits[at].score, hits[best].score)) for best, at in best_first]


def _collapse_group(hits: Sequence[Hit], order: Sequence[str], rank: dict[int, int]) -> None:
    """Take the covered hits of one group out of `rank`. `order` has its speeches, the preferred one first."""
    kept: dict[int, set[int]] = {}
    for speech_id in order:
        mine = [at for at, hit in enumerate(hits) if hit.speech.id == speech_id]
        passages = {at: set(shingles(condense(hits[at].text)[0]).tolist()) for at in mine}
        said = set[int]().union(*kept.values())
        for at in mine:
            words = passages.pop(at)
            if said and len(words & said) >= COVERED * len(words):
                best = max(kept, key=lambda other: (len(words & kept[other]), -other))
                rank[best] = min(rank[best], rank.pop(at))
            else:
                passages[at] = words
        kept.update(passages)


def copies_of(connection: sqlite3.Connection, speech_id: str) -> list[Copy]:
    """Return the other speeches that share words with this one: the most similar first."""
    asked = schema.speech_with_id(connection, speech_id)
    found = [
        Copy(other, overlap.similarity, overlap.containment, relate(overlap, asked, other))
        for _, other, overlap in _related(connection, [speech_id])
    ]
    return sorted(found, key=lambda copy: (-copy.similarity, -copy.containment, copy.speech.path))


def preferred_ids(connection: sqlite3.Connection, speech_ids: Iterable[str]) -> dict[str, str]:
    """Return for each id that of the fullest of the speeches that it is a copy, an excerpt or a report of; or its own.

    Each text follows the fullest one that it is a copy of, and that one its own, so that two long texts which both
    hold the same short one are not taken for copies of each other. An id that is not there is left out.
    """
    wanted = list(dict.fromkeys(speech_ids))
    fuller: dict[str, str] = {}
    ahead = set(wanted)
    while ahead:
        given = json.dumps(sorted(ahead))
        rows = connection.execute("SELECT id FROM speeches WHERE id IN (SELECT value FROM json_each(?))", (given,))
        fuller |= {row[0]: row[0] for row in rows.fetchall()}
        best: dict[str, tuple[int, int, str, int, str, str]] = {}
        for asked, other, overlap in _related(connection, ahead):
            own = (*_rank(asked, overlap.mine), asked.id)
            best[asked.id] = min(best.get(asked.id, own), own)
            if relate(overlap, asked, other) != "相近":
                best[asked.id] = min(best[asked.id], (*_rank(other, overlap.theirs), other.id))
        fuller |= {one: best_one[-1] for one, best_one in best.items()}
        ahead = {best_one[-1] for best_one in best.values()} - fuller.keys()
    return {one: _end_of(one, fuller) for one in wanted if one in fuller}


def _end_of(speech_id: str, fuller: Mapping[str, str]) -> str:
    while fuller[speech_id] != speech_id:
        speech_id = fuller[speech_id]
    return speech_id


def _related(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[tuple[Speech, Speech, Overlap]]:
    """Yield (speech asked about, another that shares words with it, what they share)."""
    given = json.dumps(sorted(ids))
    for mine, theirs in (("a", "b"), ("b", "a")):
        pairs = connection.execute(
            f"SELECT me.id, s.id, mine.shingles, theirs.shingles, p.shared, p.numbers"
            f" FROM speeches me JOIN copies p ON p.{mine} = me.document_id"
            f" JOIN signatures mine ON mine.document_id = p.{mine}"
            f" JOIN signatures theirs ON theirs.document_id = p.{theirs}"
            f" JOIN speeches s ON s.document_id = p.{theirs}"
            " WHERE me.id IN (SELECT value FROM json_each(?))",
            (given,),
        ).fetchall()
        named = json.dumps(sorted({one for pair in pairs for one in pair[:2]}))
        rows = connection.execute(f"{schema.SPEECHES} WHERE s.id IN (SELECT value FROM json_each(?))", (named,))
        speeches = {row[0]: Speech(*row) for row in rows.fetchall()}
        for asked, other, *shared in pairs:
            yield speeches[asked], speeches[other], Overlap(*shared)


def _rank(speech: Speech, length: int) -> tuple[int, int, str, int, str]:
    """Return what sorts the fuller first: longer by a tenth, then better described, then earlier.

    An id may be from an older text of the file, so that it must not decide.
    """
    known = sum(getattr(speech, name) is not None for name in ("speaker", "role", "date", "place", "occasion"))
    return -int(math.log(max(length, 1)) / _STEP), -known, speech.date or "9999", -length, speech.path
