"""The words that the reader of figures knows, out of `words.toml` and `measures.toml`. Knows no sentence."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from corpus.language.normalization import fold

_AROUND_NAME = re.compile(r"[\s“”‘’\"'·]|(?<=[a-z])_(?=\d)")  # PM_2.5: a subscript


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def words(table: str, key: str) -> tuple[str, ...]:
    """Return a list of `words.toml`, folded, the longest words first."""
    return tuple(sorted((fold(word) for word in _load_words()[table][key]), key=lambda word: (-len(word), word)))


@cache
def _load_words() -> dict[str, Any]:
    return _load("words.toml")


def either(*parts: str | Iterable[str]) -> str:
    """Return the pattern that matches any of some words, the longest first; a string names `table.key`."""
    every: set[str] = set()
    for part in parts:
        every.update(words(*part.split(".")) if isinstance(part, str) else part)
    return "|".join(map(re.escape, sorted(every, key=lambda word: (-len(word), word))))


@cache
def units() -> tuple[str, ...]:
    """Return every unit, the longest first."""
    every = {fold(unit) for key in _load_words()["units"] for unit in _load_words()["units"][key]}
    return tuple(sorted(every, key=lambda unit: (-len(unit), unit)))


@cache
def is_thing(unit: str) -> bool:
    """Say whether a unit counts things or people, so that what is counted may follow it: 12件民生实事."""
    table = _load_words()["units"]
    return unit in {fold(each) for key in ("things", "people") for each in table[key]}


@cache
def base_of(unit: str) -> tuple[str, str]:
    """Return (base unit, factor) of a unit; one that is not listed is its own."""
    table = {fold(name): (fold(base), factor) for name, (base, factor) in _load_words()["base"].items()}
    return table.get(unit, (unit, "1"))


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with the names that texts call it by, and an example of one.

    :param level: Whether it is of one time or year, never a sum of several: of five years it is the last's.
    """

    name: str
    names: tuple[str, ...]
    example: str
    level: bool = False


@cache
def measures() -> tuple[Measure, ...]:
    """Return the table of synonyms."""
    return tuple(
        Measure(entry["name"], tuple(entry["names"]), entry["example"], entry.get("level", False))
        for entry in _load("measures.toml")["measure"]
    )


@cache
def _by_name() -> dict[str, str]:
    return {_bare(name): measure.name for measure in measures() for name in (measure.name, *measure.names)}


def canonical(wording: str) -> str:
    """Return the canonical name of a measure, or its own wording: folded, in capitals, without quotation marks.

    >>> canonical("GDP"), canonical("竹纸全产业链产值")
    ('地区生产总值', '竹纸全产业链产值')
    """
    bare = _bare(wording)
    return _by_name().get(bare, bare.upper())


def is_known(wording: str) -> bool:
    """Say whether the table of synonyms has a measure by this name."""
    return _bare(wording) in _by_name()


@cache
def is_level(measure: str) -> bool:
    """Say whether a canonical measure is of one time or year, never a sum of several."""
    return any(one.level for one in measures() if one.name == measure)


def names_of(measure: str) -> tuple[str, ...]:
    """Return every folded name of a canonical measure, the longest first; of an unknown one itself."""
    found = [name for name, canon in _by_name().items() if canon == measure]
    return tuple(sorted(found or [measure], key=lambda name: (-len(name), name)))


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    return _AROUND_NAME.sub("", fold(name))
