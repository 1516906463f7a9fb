"""What can be refused: each reason why a question is not answered, as data, and what was searched for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Scope:
    """What was searched.

    :param speeches: How many speeches.
    :param first: Date of the earliest, as far as stated.
    :param last: Date of the latest.
    :param filtered: Whether filters, or conditions of the question, narrowed them.
    :param passages: Whether given passages were searched, not a library.
    """

    speeches: int
    first: str | None
    last: str | None
    filtered: bool = False
    passages: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


class RefusalCode(StrEnum):
    """Why a question is not answered. In brackets: what the refusal's `params` hold."""

    NOTHING_FOUND = "nothing_found"  # no passage has to do with it
    NOT_ANSWERED = "not_answered"  # the passages found do not answer it
    INCOMPLETE_LIST = "incomplete_list"  # they do not list all that was asked for
    UNVERIFIABLE = "unverifiable"  # nothing could be written that they bear out
    MODEL_UNAVAILABLE = "model_unavailable"  # no model can be asked just now, and the passages alone do not tell
    UNKNOWN_PLACE = "unknown_place"  # no speech names the place (places)
    NOT_IN_LIBRARY = "not_in_library"  # no speech has the term (phrase, speeches, speakers, places, dates, titles)
    NOT_SAID = "not_said"  # no speech has the sentence (phrase, speeches)
    NOT_LISTED = "not_listed"  # speeches have the name of a list, none its items (phrase, speeches, naming)
    OTHER_NAME = "other_name"  # no speech has the name of a list, one has one like it (phrase, speeches, title, name)
    WHICH_TEXT = "which_text"  # a text is to be summed up, and none is named (speeches, examples)
    SAID_BY_ALL = "said_by_all"  # asked who or what lacks a term: nothing does (as of NOT_IN_LIBRARY)
    NOT_OFFERED = "not_offered"  # a translation, a new text, a forecast is asked for (task)
    NOT_CHINESE = "not_chinese"  # asked in another language
    SAID_BY_ALL_SPEAKERS = "said_by_all_speakers"  # (as of NOT_IN_LIBRARY)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered, as data: `rag.answering.refusal.wording` puts it into Chinese words.

    :param params: The values that the code's words name.
    :param scope: What was searched; None until it is known.
    """

    code: RefusalCode
    params: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)
    scope: Scope | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        params = {name: list(value) if isinstance(value, tuple) else value for name, value in self.params.items()}
        return {
            "code": self.code.value,
            "params": params,
            "scope": self.scope.to_dict() if self.scope else None,
        }
