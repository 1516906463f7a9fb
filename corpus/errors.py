"""Every error the application raises on purpose.

    YinzhengError                 catch this one around any call
    + InputError                  the caller's input cannot be used
      - ReadError                 one file cannot be read; carries path and reason
      - SettingsError             a setting or an option is off
      - NotFoundError             no such speech, span, model or file
    + LibraryError                the library directory cannot be used
      - LibraryFormatError        another version wrote it
      - EmbeddingMismatchError    it was indexed with another embedding model
      - JournalError              the journal that it shares with other machines cannot be used, or followed
    + ModelError                  weights or an engine cannot be used
      - ModelMissingError         weights are not on disk
      - HashMismatchError         weights differ from their published SHA-256
      - GenerationError           the language model failed while answering
        · ModelServerError        the server that it runs on cannot be used just now
    + BusyError                   too many requests at once; try again
    + TimeLimitError              an answer took too long and was stopped
    + LexiconError                a word list that comes with the application is damaged, or has no such words

UnreadableError is what a reader raises before anybody knows the file's name; it leaves `corpus` as a ReadError.

A message is one line: what is wrong, the offending value as `repr`, and what mends it. It is data (`Message`): English
words with places for values, and the code by which other languages find theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Union

Param = Union[str, int, float, tuple[str, ...], "Message"]


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """One line for a person.

    Message("larger than {limit} MiB; split it", code="file_too_large", limit=32)

    :param text: English; with a code, its `{names}` are filled in with the values as by `str.format`.
    :param code: The same for ever, whatever the words; empty if there are none in other languages.
    :param params: The values; one may be a message itself.
    """

    text: str
    code: str
    params: Mapping[str, Param]

    def __init__(self, text: str, /, code: str = "", **params: Param) -> None:
        for name, value in (("text", text), ("code", code), ("params", params)):
            object.__setattr__(self, name, value)

    def __str__(self) -> str:
        return self.said(self.text, ", ", str) if self.code else self.text

    def said(self, words: str, comma: str, said: "Callable[[Message], str]") -> str:
        """Return these words with the values filled in.

        :param comma: What stands between several values.
        :param said: Says a value that is a message itself.
        """
        return words.format_map({name: _value(value, comma, said) for name, value in self.params.items()})

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        params = {
            name: value.to_dict() if isinstance(value, Message) else list(value) if isinstance(value, tuple) else value
            for name, value in self.params.items()
        }
        return {"code": self.code, "text": self.text, "params": params}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Message":
        """Return the message of which `to_dict` made this."""
        params = {
            name: cls.from_dict(value)
            if isinstance(value, dict)
            else tuple(value)
            if isinstance(value, list)
            else value
            for name, value in kept["params"].items()
        }
        return cls(kept["text"], kept["code"], **params)


def _value(value: Param, comma: str, said: Callable[[Message], str]) -> str | int | float:
    if isinstance(value, Message):
        return said(value)
    return comma.join(value) if isinstance(value, tuple) else value


class ExplainedError(Exception):
    """An exception that says why as a `Message`; made from one, or from what makes one."""

    def __init__(self, why: str | Message, /, code: str = "", **params: Param) -> None:
        self.message = why if isinstance(why, Message) else Message(why, code, **params)
        super().__init__(str(self.message))

    @property
    def code(self) -> str:
        """Stable identifier of what is wrong; empty if it has none."""
        return self.message.code

    @property
    def params(self) -> Mapping[str, Param]:
        """The values that the message names."""
        return self.message.params


class YinzhengError(ExplainedError):
    """Root of all errors raised on purpose."""


class InputError(YinzhengError):
    """The caller's input cannot be used."""


class ReadError(InputError):
    """One file cannot be read.

    :param path: The file, as the caller named it.
    :param why: One line for a person, or what makes one.
    """

    def __init__(self, path: str, why: str | Message, /, code: str = "", **params: Param) -> None:
        self.path = path
        self.why = why if isinstance(why, Message) else Message(why, code, **params)
        super().__init__("cannot read {path!r}: {why}", code="unreadable", path=path, why=self.why)

    @property
    def reason(self) -> str:
        """Why, in English."""
        return str(self.why)

    @property
    def code(self) -> str:
        """That of why."""
        return self.why.code

    @property
    def params(self) -> Mapping[str, Param]:
        """Those of why."""
        return self.why.params

    def __reduce__(self) -> tuple[type["ReadError"], tuple[str, Message]]:
        return type(self), (self.path, self.why)  # it crosses process borders


class SettingsError(InputError):
    """A setting or an option is off."""


class NotFoundError(InputError):
    """No such speech, span, model or file."""


class LibraryError(YinzhengError):
    """The library directory cannot be used."""


class LibraryFormatError(LibraryError):
    """The library was written by another version of the application."""


class EmbeddingMismatchError(LibraryError):
    """The library was indexed with another embedding model."""


class JournalError(LibraryError):
    """The journal that a library shares with other machines cannot be used, or followed."""


class ModelError(YinzhengError):
    """Weights or an engine cannot be used."""


class ModelMissingError(ModelError):
    """The weights are not on disk."""


class HashMismatchError(ModelError):
    """The weights differ from their published SHA-256."""

    def __init__(self, what: str, expected: str, actual: str) -> None:
        self.expected = expected
        self.actual = actual
        super().__init__(
            "wrong SHA-256 for {what!r}: expected {expected}, got {actual}; "
            "the file was not kept; fetch it again with: yinzheng models --fetch",
            code="wrong_checksum",
            what=what,
            expected=expected,
            actual=actual,
        )


class GenerationError(ModelError):
    """The language model failed while answering."""


class ModelServerError(GenerationError):
    """The server that a language model runs on cannot be used just now: an answer is made without a model."""


class BusyError(YinzhengError):
    """Too many requests at once; try again."""


class TimeLimitError(YinzhengError):
    """It took too long and was stopped."""


class UnreadableError(ExplainedError, ValueError):
    """The bytes are no such document, or one that cannot be read. The message is the reason, for a person."""


class LexiconError(YinzhengError):
    """A word list that comes with the application is damaged, or a rule asks for words that it has not."""
