"""What can be changed of a library, as values that a journal keeps. Knows nothing of databases.

A change says what is to be so, not how it was come by: a document's text, not its file; lines by their words, not by
their places. So it means the same to a library that another version parsed.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus import Document

Embedding = tuple[str, int]
"""Name and dimension of an embedding model."""


@dataclass(frozen=True, slots=True)
class DocumentPut:
    """A document came in, or another text in the place of the one at its path.

    :param speech_id: Of its speech: the same on every machine.
    :param added_at: When, as ISO 8601.
    """

    document: Document
    speech_id: str
    added_at: str


@dataclass(frozen=True, slots=True)
class SpeechRemoved:
    """A speech went, with its document and its kept file."""

    speech_id: str


@dataclass(frozen=True, slots=True)
class FieldsCorrected:
    """Fields of a speech are known by a person, or no longer.

    :param values: As `corrections.checked` gives them.
    """

    speech_id: str
    values: Mapping[str, str]
    forget: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinesPutBack:
    """These folded lines of a speech are put back, and no others."""

    speech_id: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """Speeches are filed under tags, or no longer; as `tag_rows.checked` gives them."""

    speech_ids: tuple[str, ...]
    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginalKept:
    """The file of a speech is kept."""

    speech_id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class VectorsMade:
    """Passages have their vectors, so that nobody else need make them.

    :param passages: (speech id, `passage_key` of what was embedded) of each.
    :param data: The vectors in this order as they are stored, float16.
    """

    embedding: Embedding
    passages: tuple[tuple[str, int], ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """All vectors are forgotten; another model's are to come."""

    embedding: Embedding


@dataclass(frozen=True, slots=True)
class VersionKept:
    """A speech once had another text: of a library from before it had a journal."""

    speech_id: str
    sha256: str
    title: str
    added_at: str
    replaced_at: str
    text: str


Change = (
    DocumentPut
    | SpeechRemoved
    | FieldsCorrected
    | LinesPutBack
    | Tagged
    | OriginalKept
    | VectorsMade
    | ModelChanged
    | VersionKept
)
_KINDS: dict[str, type[Any]] = {
    "document": DocumentPut,
    "removal": SpeechRemoved,
    "fields": FieldsCorrected,
    "lines": LinesPutBack,
    "tags": Tagged,
    "original": OriginalKept,
    "vectors": VectorsMade,
    "model": ModelChanged,
    "version": VersionKept,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def packed(change: Change) -> tuple[str, bytes, bytes | None]:
    """Return (kind, compressed JSON, what is no text) of a change.

    :raises UnicodeEncodeError: If a text holds lone surrogates.
    """
    fields = asdict(change)
    data = fields.pop("data", None)
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return _NAMES[type(change)], zlib.compress(text.encode("utf-8")), data


def unpacked(kind: str, body: bytes, data: bytes | None) -> Change:
    """Return the change of which `packed` made this.

    :raises KeyError: If there is no such kind.
    :raises ValueError: If it is damaged.
    """
    made = _KINDS[kind]
    try:
        fields = json.loads(zlib.decompress(body))
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if made is DocumentPut:
        fields["document"] = Document(**{name: _tuples(value) for name, value in fields["document"].items()})
    if data is not None:
        fields["data"] = data
    change: Change = made(**{name: _tuples(value) for name, value in fields.items()})
    return change


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
