"""The words that rules are made of, as data: verbs of speech, offices, units, question words, place suffixes.

Each fact stands once, in `lexicon/*/*.toml`, a table a file. A table says what it is about, what its tags mean, and has
entries: words used alike, and an `example`, a sentence in which they do what their tags say: it has each of them, or
`{}`, where each stands in turn. Rules take words by their tags:

    words("offices", level="市")                  -> 市委书记, 市长 …
    any_of("speech_verbs", "formal")              -> (?:强调|指出|要求|…)
    pattern("{speech_verbs:formal}[，,：:]")       -> that, compiled, in its surroundings

Patterns that have words of a table in them are compiled here, by `pattern`, and nowhere else. What else many patterns
are built of, a year, a digit, the label of an item, is a shape, `{year}`; all of them are in `lexicon/shapes.toml`.

Knows words and how they are found, not what a rule makes of them. Whoever needs a new word adds it here, with an
example; `tests/corpus/language/test_lexicon.py` looks for it there.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import LexiconError

FOLDER = Path(__file__).with_name("lexicon")
_GUARDS = ("not_after", "not_before", "only_after", "only_before")
_OWN = frozenset(("words", "tags", "example", "note", *_GUARDS))
_SLOT = re.compile(r"\{(?P<name>[A-Za-z_]+)(?::(?P<tags>[a-z_ ]+))?(?P<guarded>!)?\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that are used alike.

    :param words: Folded, as they stand in texts.
    :param example: Fictional; a sentence that uses each of the words, or one with `{}` in the place of each.
    :param tags: What the words are; each is explained in its table.
    :param not_after: What may not stand before a word where it counts: 小 before 说. Likewise `not_before`.
    :param only_before: What must follow a word where it counts; empty if anything may. Likewise `only_after`.
    :param fields: What else is known of the words, by the names that the table declares.
    """

    words: tuple[str, ...]
    example: str
    tags: frozenset[str] = frozenset()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def examples(self) -> Iterator[tuple[str, str, int]]:
        """Yield each word with a sentence that uses it, and where it stands there; -1 if the example does not say."""
        at = self.example.find("{}")
        for word in self.words:
            yield word, self.example.replace("{}", word, 1), at

    def guarded(self, word: str) -> str:
        """Return a pattern that finds a word only where it counts."""
        after = f"(?={_either(self.only_before)})" if self.only_before else ""
        before = f"(?!{_either(self.not_before)})" if self.not_before else ""
        singles = [re.escape(char) for char in self.not_after if len(char) == 1]
        longer = "".join(f"(?<!{re.escape(words)})" for words in self.not_after if len(words) > 1)
        behind = "|".join(f"(?<={re.escape(words)})" for words in self.only_after)
        never = (f"(?<![{''.join(singles)}])" if singles else "") + longer
        return never + (f"(?:{behind})" if behind else "") + re.escape(word) + before + after


@dataclass(frozen=True)
class Table:
    """One kind of words.

    :param tags: What each tag of an entry means.
    :param values: For each field of an entry the values that it may have.
    """

    name: str
    about: str
    entries: tuple[Entry, ...]
    tags: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]

    def of(self, *tags: str, **fields: str) -> tuple[Entry, ...]:
        """Return the entries with any of these tags and all of these fields; without either all.

        :raises LexiconError: If the table declares no such tag or value.
        """
        for tag in tags:
            if tag not in self.tags:
                raise LexiconError(f"{self.name}: no tag {tag!r}; it has {', '.join(self.tags) or 'none'}")
        for key, value in fields.items():
            if value not in self.values.get(key, ()):
                raise LexiconError(f"{self.name}: no {key} {value!r}; it has {', '.join(self.values.get(key, ()))}")
        return tuple(
            entry
            for entry in self.entries
            if (not tags or entry.tags.intersection(tags))
            and all(entry.fields.get(key) == value for key, value in fields.items())
        )

    def words(self, *tags: str, **fields: str) -> tuple[str, ...]:
        """Return the words with any of these tags and all of these fields, the longest first."""
        return _longest_first(word for entry in self.of(*tags, **fields) for word in entry.words)

    def any_of(self, *tags: str, **fields: str) -> str:
        """Return these words as a group of a regular expression, the longest first."""
        return _either(self.words(*tags, **fields))

    def guarded(self, *tags: str, **fields: str) -> str:
        """Return these words as such a group, each only where it counts."""
        entry_of = {word: entry for entry in self.of(*tags, **fields) for word in entry.words}
        return f"(?:{'|'.join(entry_of[word].guarded(word) for word in _longest_first(entry_of))})"

    def entry(self, word: str) -> Entry | None:
        """Return the entry that has a word."""
        return next((entry for entry in self.entries if word in entry.words), None)


@lru_cache(maxsize=64)
def table(name: str) -> Table:
    """Return a table, read once.

    :raises LexiconError: If there is none of that name, or it is damaged; says where, and what would be right.
    """
    path = _paths().get(name)
    if path is None:
        raise LexiconError(f"no table {name!r}; there are {', '.join(names())}")
    return read_table(name, path.read_text(encoding="utf-8"))


def names() -> tuple[str, ...]:
    """Return the names of the tables."""
    return tuple(sorted(_paths()))


@lru_cache(maxsize=1)
def _paths() -> Mapping[str, Path]:
    return {path.stem: path for path in FOLDER.glob("*/*.toml")}


def words(name: str, *tags: str, **fields: str) -> tuple[str, ...]:
    """Return words of a table, the longest first; see `Table.words`."""
    return table(name).words(*tags, **fields)


def any_of(name: str, *tags: str, **fields: str) -> str:
    """Return words of a table as a group of a regular expression; see `Table.any_of`."""
    return table(name).any_of(*tags, **fields)


def fill(template: str, **parts: str) -> str:
    """Return a regular expression with the words of tables in the place of its slots.

    `{offices:head address}` is any word with one of these tags, `{offices}` any word of the table, `{places:zone!}`
    each word only where it counts. `{name}` is the part handed in under that name, or the shape. Counts such as
    `{2,4}` stay.

    >>> fill("{texts:spoken}(?=[^{free}]{2,4})", free="，")
    '(?:讲话|致辞|致词|演讲|发言)(?=[^，]{2,4})'

    :raises LexiconError: If there is no such table, shape or tag.
    """

    def filled(slot: re.Match[str]) -> str:
        if slot["name"] in parts:
            return parts[slot["name"]]
        if slot["name"] in shapes():
            return fill(shapes()[slot["name"]].text)
        there, tags = table(slot["name"]), (slot["tags"] or "").split()
        return there.guarded(*tags) if slot["guarded"] else there.any_of(*tags)

    return _SLOT.sub(filled, template)


def pattern(template: str, **parts: str) -> re.Pattern[str]:
    """Return a compiled `fill(template)`."""
    return re.compile(fill(template, **parts))


@dataclass(frozen=True, slots=True)
class Shape:
    """A part that many patterns have.

    :param text: A part for `fill`; of a class what stands in its brackets.
    :param finds: What it matches from end to end; `leaves` is what it does not.
    """

    name: str
    text: str
    finds: tuple[str, ...]
    leaves: tuple[str, ...]
    is_class: bool = False


@lru_cache(maxsize=1)
def shapes() -> Mapping[str, Shape]:
    """Return the shapes by name, read once; one may be made of those before it.

    :raises LexiconError: If one is neither class nor pattern, or has no examples.
    """
    found: dict[str, Shape] = {}
    for item in tomllib.loads((FOLDER / "shapes.toml").read_text(encoding="utf-8"))["shapes"]:
        finds, leaves = (tuple(str(item.get(key, "")).split()) for key in ("finds", "leaves"))
        if not finds or not leaves or ("class" in item) == ("pattern" in item):
            raise LexiconError(f"shapes.toml, {item.get('name')!r}: it needs class or pattern, finds and leaves")
        text = item.get("class") or item["pattern"]
        for name, shape in found.items():
            text = text.replace(f"{{{name}}}", shape.text)
        found[item["name"]] = Shape(item["name"], text, finds, leaves, "class" in item)
    return found


def read_table(name: str, text: str) -> Table:
    """Return the table that a TOML text holds.

    :raises LexiconError: If it is no TOML, or an entry has no example, a word twice, or a tag that nobody explains.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}.toml is no TOML: {error}") from None
    tags, values = dict(data.get("tags", {})), {key: tuple(value) for key, value in data.get("fields", {}).items()}
    if not data.get("about") or not data.get("entries"):
        raise LexiconError(f"{name}.toml needs `about` and `entries`")
    entries = tuple(_entry(name, item, tags, values) for item in data["entries"])
    seen: set[str] = set()
    for word in (word for entry in entries for word in entry.words):
        if word in seen:
            raise LexiconError(f"{name}.toml has {word!r} twice; give one entry both tags")
        seen.add(word)
    return Table(name, str(data["about"]), entries, tags, values)


def _entry(name: str, item: Mapping[str, Any], tags: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> Entry:
    own = tuple(str(item.get("words", "")).split())
    where = f"{name}.toml, {' '.join(own) or dict(item)!r}"
    if not own or not item.get("example"):
        raise LexiconError(f"{where}: an entry needs `words` and an `example` that uses each of them")
    tagged = frozenset(str(item.get("tags", "")).split())
    if unknown := sorted(tagged.difference(tags)):
        raise LexiconError(f"{where}: tag {unknown[0]!r} is not explained; write tags.{unknown[0]} = …")
    fields = {key: value for key, value in item.items() if key not in _OWN}
    for key, value in fields.items():
        if value not in values.get(key, ()):
            raise LexiconError(f"{where}: {key} {value!r} is not declared; add it to fields.{key}")
    guards = {guard: tuple(str(item.get(guard, "")).split()) for guard in _GUARDS}
    return Entry(own, str(item["example"]), tagged, fields=fields, **guards)


def _longest_first(every: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(every), key=len, reverse=True))


def _either(every: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, every))})"
