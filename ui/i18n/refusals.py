"""Why a question is not answered, in both languages: the Chinese is the answer's own, the English made from the data.

An answer kept before its refusal was data has its Chinese in both.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from rag import Answer, Refusal, RefusalCode
from ui.i18n.plurals import counted
from ui.i18n.texts import Pair

_OWNERS = ("speakers", "places", "dates", "titles")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the English texts of `refusals.toml`: `reasons` by code, and `texts` of what was searched."""
    return MappingProxyType(tomllib.loads(files("ui.i18n").joinpath("refusals.toml").read_text(encoding="utf-8")))


def text(answer: Answer) -> Pair:
    """Return a refusal: that there is no answer, what was searched, and why."""
    return answer.text, _text(answer.refusal) if answer.refusal and answer.refusal.scope else answer.text


def reason(answer: Answer) -> Pair:
    """Return why, in one line."""
    chinese = answer.reason or ""
    return chinese, _reason(answer.refusal) if answer.refusal else chinese


def unanswered(answer: Answer) -> list[Pair]:
    """Return the lines that say which parts of the question an answer leaves open."""
    said, lines = catalogue()["texts"]["unanswered"], answer.text[len(answer.body) :].split("\n")[1:]
    return [(line, said.format(question=question)) for line, question in zip(lines, answer.unanswered, strict=True)]


def _reason(refusal: Refusal) -> str:
    values = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in refusal.params.items()}
    whose = ", ".join(str(values[name]) for name in _OWNERS if values.get(name))
    return counted(catalogue()["reasons"][refusal.code], **values | {"whose": f" ({whose})" if whose else ""})


def _text(refusal: Refusal) -> str:
    scope = refusal.scope
    assert scope is not None
    if refusal.code in (RefusalCode.NOT_OFFERED, RefusalCode.NOT_CHINESE):
        kind = refusal.code.value
    elif scope.passages:
        kind = "passages"
    elif refusal.code is RefusalCode.WHICH_TEXT and scope.speeches:
        kind = "which_text"
    elif not scope.speeches:
        kind = "none_meets" if scope.filtered else "empty"
    else:
        kind = "filtered" if scope.filtered else "library"
    dates = " to ".join(dict.fromkeys(date for date in (scope.first, scope.last) if date))
    return counted(
        catalogue()["texts"][kind], count=scope.speeches, period=f" ({dates})" if dates else "", reason=_reason(refusal)
    )
