"""What readers think of answers: kept in a small SQLite file beside the library, or in PostgreSQL; exported as gold.

Nothing leaves the machine, unless the settings name another machine's database. Each judgement is written in one
transaction.
"""

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa

from corpus import LibraryError, simplify
from corpus.language.figures.quantities import figures
from ui.services.sql import Problem, Sql, VersionError, reason

FILE = "feedback.sqlite3"
REASONS = {
    "wrong-citation": ("引文不对", "wrong citation"),
    "wrong-answer": ("答错了", "wrong answer"),
    "off-topic": ("答非所问", "off topic"),
    "incomplete": ("有遗漏", "incomplete"),
    "should-refuse": ("库里没有，该拒答", "should refuse"),
    "should-answer": ("库里有，不该拒答", "should answer"),
    "other": ("其他", "other"),
}
_MARKER = re.compile(r"\[[0-9]{1,4}\]")
KEPT = 50_000  # judgements; the oldest go first
_VERSION = 1
_TABLES = sa.MetaData()
_JUDGEMENTS = sa.Table(
    "judgements",
    _TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one reader thinks of one answer.

    :param up: Whether it is good.
    :param reason: A key of REASONS, or empty.
    :param expected: What the answer should have said, in the reader's words.
    :param sources: Paths of the documents cited.
    :param quotes: The words cited.
    :param owner: The account whose it is; empty without one.
    """

    question: str
    up: bool
    text: str = ""
    refused: bool = False
    reason: str = ""
    comment: str = ""
    expected: str = ""
    history: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    model: str = ""
    owner: str = ""
    id: int = 0
    at: str = field(default="")


class Feedback:
    """The judgements of a library's readers. Safe to use from many threads.

    :param where: The file, or a database's URL (`ui.services.sql`); None keeps them in memory.
    :raises LibraryError: If it cannot be used.
    """

    def __init__(self, where: Path | str | None) -> None:
        self._where = where if isinstance(where, Path) else "database"
        try:
            self._sql = Sql(where, _TABLES, "feedback", _VERSION, timeout=30)
        except VersionError:
            raise LibraryError(
                "{path!r} was written by a newer version; move it away", code="feedback_newer", path=str(self._where)
            ) from None
        except Problem as error:
            raise self._problem(error) from None

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    def keep(self, judgement: Judgement) -> int:
        """Write a judgement; return its id."""
        body = {name: value for name, value in asdict(judgement).items() if name not in ("id", "at")}
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
        try:
            with self._sql.begin() as connection:
                kept = connection.execute(_JUDGEMENTS.insert().values(at=now, body=text)).inserted_primary_key
                assert kept is not None
                connection.execute(_JUDGEMENTS.delete().where(_JUDGEMENTS.c.id <= kept[0] - KEPT))
        except Problem as error:
            raise self._problem(error) from None
        return int(kept[0])

    def all(self) -> list[Judgement]:
        """Return every judgement, oldest first."""
        columns = _JUDGEMENTS.c
        try:
            with self._sql.reading() as connection:
                rows = connection.execute(sa.select(columns.id, columns.at, columns.body).order_by(columns.id)).all()
        except Problem as error:
            raise self._problem(error) from None
        return [_read(*row) for row in rows]

    def _problem(self, error: Exception) -> LibraryError:
        return LibraryError(
            "cannot keep feedback in {path!r}: {reason}; make room on the disk, or move the file away",
            code="feedback_failed",
            path=str(self._where),
            reason=reason(error),
        )


def _read(row: int, at: str, text: str) -> Judgement:
    body = json.loads(text)
    for name in ("sources", "quotes"):
        body[name] = tuple(body[name])
    body["history"] = tuple((role, words) for role, words in body["history"])
    return Judgement(**body, id=row, at=at)


def gold(judgements: Sequence[Judgement]) -> Iterator[dict[str, Any]]:
    """Yield the judgements that say what is right, as lines of an evaluation file (`rag.evaluation.runner`).

    A good answer is required to say its figures again, or its quotations if it has none; a bad one what the reader
    expected. One that should be refused becomes an unanswerable question. The last judgement of a question counts.
    """
    last = {(judgement.question, judgement.history): judgement for judgement in judgements}
    for judgement in last.values():
        refuse = (judgement.up and judgement.refused) or judgement.reason == "should-refuse"
        answers = _required(judgement)
        if not refuse and not answers:
            continue
        line: dict[str, Any] = {
            "id": f"feedback-{judgement.id}",
            "type": "unanswerable" if refuse else "feedback",
            "question": judgement.question,
        }
        if judgement.history:
            line["history"] = [list(turn) for turn in judgement.history]
        if refuse:
            line["unanswerable"] = True
        else:
            line["answers"] = answers
            if judgement.up or judgement.reason == "incomplete":
                line["source"] = list(dict.fromkeys(PurePosixPath(path).name for path in judgement.sources))
        yield line


def _required(judgement: Judgement) -> list[list[str]]:
    if judgement.expected:
        return [[judgement.expected]]
    if not judgement.up or judgement.refused:
        return []
    text = simplify(_MARKER.sub("", judgement.text))
    numbers = [text[figure.start : figure.end] for figure in figures(text)]
    return [[words] for words in dict.fromkeys(numbers)] or [[words] for words in dict.fromkeys(judgement.quotes)]


def to_jsonl(judgements: Sequence[Judgement], *, everything: bool = False) -> str:
    """Return JSON Lines: gold questions, or all that is kept."""
    lines = (asdict(judgement) for judgement in judgements) if everything else gold(judgements)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
