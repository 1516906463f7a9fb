"""Outcomes of a run under way, kept on disk so that it can go on after an interruption."""

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from corpus import InputError
from rag.evaluation.gold import Gold
from rag.evaluation.judge import Outcome


class Journal:
    """Outcomes of a run under way, one JSON line each, so that it can go on after an interruption.

    Its first line holds the run's conditions: outcomes of another library or other settings are not mixed in.

    :param path: The file; it is made if absent.
    :param begun: The conditions of the run; see `conditions`.
    :raises InputError: If the file cannot be used, or was begun under other conditions.
    """

    def __init__(self, path: Path, begun: dict[str, Any]) -> None:
        self.path = path
        kept = {name: value for name, value in begun.items() if name != "questions"}
        first = json.dumps({"conditions": kept}, ensure_ascii=False, sort_keys=True)
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        try:
            lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
            if lines and lines[0] and lines[0] != first:
                raise InputError(
                    f"{str(path)!r} was begun with other settings or another library; "
                    "delete it, or name another file with --output"
                )
            whole = [line for line in lines[:-1] if line]  # what a line end does not follow was cut off while written
            for line in whole[1:]:
                outcome = read_outcome(json.loads(line))
                self._outcomes[outcome.id, outcome.digest] = outcome
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{line}\n" for line in whole or [first]), encoding="utf-8")
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise InputError(f"cannot go on with {str(path)!r}: {error}; delete it to begin anew") from None

    def __len__(self) -> int:
        return len(self._outcomes)

    def find(self, item: Gold) -> Outcome | None:
        """Return the outcome of a question asked before, unless its line in the gold file has changed since."""
        return self._outcomes.get((item.id, item.digest))

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome; it is on the disk when this returns."""
        self._outcomes[outcome.id, outcome.digest] = outcome
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")

    def remove(self) -> None:
        """Delete the file: the run is complete."""
        self.path.unlink(missing_ok=True)


def read_outcome(value: dict[str, Any]) -> Outcome:
    """Make an outcome of its JSON value; keys that it does not know are of a later version, and left out.

    :raises TypeError: If a required key is missing.
    """
    known = {field.name for field in fields(Outcome)}
    return Outcome(**{name: own for name, own in value.items() if name in known})
