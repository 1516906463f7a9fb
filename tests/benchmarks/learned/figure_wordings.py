"""Learn how people ask for figures, and show it on wordings held out.

    python -m tests.benchmarks.learned.figure_wordings [--save] [--test FILE]

Learned from are the wordings of `tests/data/wordings/figures*.toml`, by two writers, a sixth of them held out. `--save`
learns from all and writes `rag/question/desk/figure_wordings.npz`. FILE has lines of
`{"text": …, "kind": …, "rate": …, "aim": …, "measure": …, "places": […], "years": […]}`.
"""

import argparse
import json
import random
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import fold
from corpus.language.figures.vocabulary import canonical
from rag.question.desk import figure_question as reader
from rag.question.desk import figure_wordings as learned_wordings
from rag.question.desk.figure_wordings import FILE, MEASURE, OUTCOMES, PLACE, YEAR, Wording, pieces, words
from rag.question.intent.learned import Weights, save
from tests.benchmarks.learned.question_models import weights
from ui.cli.console import out

WORDINGS = tuple((Path(__file__).parents[2] / "data" / "wordings").glob("figures*.toml"))
_SLOT = {"{measure}": MEASURE, "{place}": PLACE, "{place2}": PLACE, "{year}年": YEAR, "{year2}年": YEAR}
_YEARS = re.compile(r"\{year2?\}|[去今前明]年(?!初|底|末)")

_How = Callable[[str, reader.FigureNames], reader.FigureQuestion | None]
Row = tuple[str, str]
"""A masked wording, and the outcomes it has, parted by blanks."""


def rows() -> list[Row]:
    """Return the wordings, masked as questions are."""
    read = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(WORDINGS)]
    return [(masked(one), _outcomes(key)) for file in read for key, wordings in file.items() for one in wordings]


def masked(wording: str) -> str:
    """Return a wording with a mask for each slot."""
    text = fold(wording)
    for slot, mask in _SLOT.items():
        text = text.replace(slot, mask)
    return _YEARS.sub(YEAR, text)


def _outcomes(key: str) -> str:
    return "" if key == "none" else " ".join(("asks", *key.split("_")))


def learn(known: Sequence[Row]) -> tuple[Weights, frozenset[str]]:
    """Return the model of some wordings, and their words."""
    model = weights([(pieces(text), outcomes) for text, outcomes in known], OUTCOMES)
    return model, frozenset(word for text, outcomes in known if outcomes for word in words(text))


class _Names:
    """The measures and places of a set of questions: `FigureNames`."""

    def __init__(self, asked: Sequence[dict[str, Any]]) -> None:
        self._measures = {str(one["measure"]) for one in asked} | {canonical(str(one["measure"])) for one in asked}
        self._places = {str(name) for one in asked for name in one["places"]}

    def measured(self, names: Collection[str]) -> Collection[str]:
        return self._measures & set(names)

    def places(self, measure: str) -> Collection[str]:
        return self._places


def _by_patterns(question: str, names: reader.FigureNames) -> reader.FigureQuestion | None:
    learned, reader.read_wording = reader.read_wording, lambda masked: None  # type: ignore[assignment]
    try:
        return reader.figure_question(question, names)
    finally:
        reader.read_wording = learned  # type: ignore[assignment]


def _told(wording: Wording | None) -> str:
    return "" if wording is None else " ".join((wording.kind, *["rate"] * wording.rate, *["aim"] * wording.aim))


def _show(name: str, found: Iterator[tuple[str, str]]) -> None:
    pairs = [(set(said.split()), set(wanted.split())) for said, wanted in found]
    asks = [pair for pair in pairs if pair[1]]
    out.print(
        f"{name}: {sum(a == b for a, b in asks)} of {len(asks)} understood, {sum(bool(a) and a != b for a, b in asks)}"
        f" otherwise; {sum(bool(a) for a, b in pairs if not b)} of {len(pairs) - len(asks)} ordinary ones taken"
    )


def main() -> None:
    """Learn and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--save", action="store_true", help="write the model learned from all wordings")
    parser.add_argument("--test", type=Path, help="questions, JSON lines")
    options = parser.parse_args()
    every = rows()
    random.Random(3).shuffle(every)
    held, rest = every[: len(every) // 6], every[len(every) // 6 :]
    model, known = learn(rest)
    learned_wordings.load = lambda *_: model  # type: ignore[assignment]
    learned_wordings.frame = lambda *_: known  # type: ignore[assignment]
    _show("wordings held out", ((_told(learned_wordings.read_wording(t)), o.removeprefix("asks ")) for t, o in held))
    model, known = learn(every)
    learned_wordings.read_wording.cache_clear()
    if options.test:
        asked = [json.loads(line) for line in options.test.read_text(encoding="utf-8").splitlines()]
        _show(f"{options.test.name}, patterns", _answers(asked, _by_patterns))
        _show(f"{options.test.name}, with what was learned", _answers(asked, reader.figure_question))
    if options.save:
        save({"figures": model}, {"figures": known}, FILE)
        out.print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


def _answers(asked: Sequence[dict[str, Any]], how: _How) -> Iterator[tuple[str, str]]:
    names = _Names(asked)
    for one in asked:
        found = how(one["text"], names)
        wanted = "" if one["kind"] == "none" else f"{'value' if one['kind'] == 'several' else one['kind']}"
        wanted += " rate" * bool(one["rate"] and wanted) + " aim" * bool(one["aim"] and wanted)
        said = ""
        if found:
            said = found.intent.value + " rate" * (found.change is reader.Change.RATE)
            said += " aim" * (found.kind is reader.Kind.AIM)
        yield said, wanted


if __name__ == "__main__":
    main()
