"""Every error the application raises on purpose.

    YinzhengError                 catch this one around any call
    + InputError                  the caller's input cannot be used
      - ReadError                 one file cannot be read; carries path and reason
      - SettingsError             a setting or an option is off
      - NotFoundError             no such speech, span, model or file
    + LibraryError                the library directory cannot be used
      - LibraryFormatError        another version wrote it
      - EmbeddingMismatchError    it was indexed with another embedding model
    + ModelError                  weights or an engine cannot be used
      - ModelMissingError         weights are not on disk
      - HashMismatchError         weights differ from their published SHA-256
      - GenerationError           the language model failed while answering
    + BusyError                   too many requests at once; try again
    + TimeLimitError              an answer took too long and was stopped
    + LexiconError                a word list that comes with the application is damaged, or has no such words

UnreadableError is what a reader raises before anybody knows the file's name; it leaves `corpus` as a ReadError.

A message is one line: what is wrong, the offending value as `repr`, and what mends it.
"""


class YinzhengError(Exception):
    """Root of all errors raised on purpose."""


class InputError(YinzhengError):
    """The caller's input cannot be used."""


class ReadError(InputError):
    """One file cannot be read.

    :param path: The file, as the caller named it.
    :param reason: One line for a person.
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"cannot read {path!r}: {reason}")

    def __reduce__(self) -> tuple[type["ReadError"], tuple[str, str]]:
        return type(self), (self.path, self.reason)  # it crosses process borders


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
            f"wrong SHA-256 for {what!r}: expected {expected}, got {actual}; "
            "the file was not kept; fetch it again with: yinzheng models --fetch"
        )


class GenerationError(ModelError):
    """The language model failed while answering."""


class BusyError(YinzhengError):
    """Too many requests at once; try again."""


class TimeLimitError(YinzhengError):
    """It took too long and was stopped."""


class UnreadableError(ValueError):
    """The bytes are no such document, or one that cannot be read. The message is the reason, for a person."""


class LexiconError(YinzhengError):
    """A word list that comes with the application is damaged, or a rule asks for words that it has not."""
