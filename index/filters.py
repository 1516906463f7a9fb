"""Which speeches a question may draw on."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus import SettingsError, Speech, fold

_FIELDS = ("speakers", "places", "since", "until", "kinds", "ids", "folders", "tags")


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on a speech's metadata. All must hold; an empty one holds always.

    :param speakers: Any of these spoke it (exact name, Traditional or Simplified).
    :param places: Any of these occurs in its place.
    :param since: First day, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, inclusive.
    :param until: Last day, likewise, inclusive.
    :param kinds: Any of these is its kind.
    :param ids: It is one of these speeches.
    :param folders: Its file lies in one of these folders or archives, at any depth: `2024/党代会`, `batch.zip`. No more
        of the path need be named than tells them apart.
    :param tags: It is filed under any of these. Only a library knows what is: `Library.within` puts ids in their place.
    :raises SettingsError: If a date is not of that form.
    """

    speakers: Sequence[str] = field(default_factory=tuple)
    places: Sequence[str] = field(default_factory=tuple)
    since: str | None = None
    until: str | None = None
    kinds: Sequence[str] = field(default_factory=tuple)
    ids: Sequence[str] = field(default_factory=tuple)
    folders: Sequence[str] = field(default_factory=tuple)
    tags: Sequence[str] = field(default_factory=tuple)
    _ids: frozenset[str] = field(init=False, repr=False, compare=False)
    _speakers: frozenset[str] = field(init=False, repr=False, compare=False)
    _folders: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("speakers", "places", "kinds", "ids", "folders", "tags"):
            value = getattr(self, name)
            values = (value,) if isinstance(value, str) else tuple(value or ())
            object.__setattr__(self, name, values)
        # thousands of ids, and thousands of speeches that are asked about
        object.__setattr__(self, "_ids", frozenset(self.ids))
        object.__setattr__(self, "_speakers", frozenset(map(fold, self.speakers)))
        object.__setattr__(self, "_folders", tuple(map(_within, self.folders)))
        for name in ("since", "until"):
            _check_date(name, getattr(self, name))

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in _FIELDS)

    def accepts(self, speech: Speech) -> bool:
        """Say whether a speech meets every condition. A speech without a date meets no period.

        :raises ValueError: If there are tags among them: see there.
        """
        if self.tags:
            raise ValueError("what is filed under a tag, the library knows: ask Library.within")
        if self._ids and speech.id not in self._ids:
            return False
        if self._folders and not any(folder in _within(speech.path) for folder in self._folders):
            return False
        if self.kinds and speech.kind not in self.kinds:
            return False
        if self.speakers and fold(speech.speaker or "") not in self._speakers:
            return False
        if self.places and not any(fold(p) in fold(speech.place or "") for p in self.places):
            return False
        if self.since and (speech.date is None or speech.date < self.since[: len(speech.date)]):
            return False
        # "2024-05" until "2024" is inside: compare at the coarser of the two precisions
        return not (self.until and (speech.date is None or speech.date[: len(self.until)] > self.until))

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        values = {name: getattr(self, name) for name in _FIELDS}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _within(path: str) -> str:
    """Return a path with a slash at either end and between its parts, so that a folder is found in it as a whole."""
    return f"/{path.replace('!/', '/').replace(chr(92), '/').strip('/')}/"


def _check_date(name: str, value: str | None) -> None:
    if value is None:
        return
    try:
        datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) in (4, 7) else value)
    except (ValueError, TypeError):
        raise SettingsError(
            "{name} is not a date: {value!r}; write 2024, 2024-05 or 2024-05-31",
            code="not_a_date",
            name=name,
            value=value,
        ) from None
