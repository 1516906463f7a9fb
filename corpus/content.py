"""What a format's reader makes of a file's bytes. Knows no format."""

from dataclasses import dataclass


class UnreadableError(ValueError):
    """The bytes are no such document, or one that cannot be read. The message is the reason, for a person."""


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a file and what its markup says outside the text.

    :param encoding: The encoding it was decoded from, as Python names it.
    :param warnings: One line each for a person.
    :param meta: (name, value) pairs as in `Document.meta`.
    """

    text: str
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
