"""Who reported a text and who edited it, as its lines of credit say: （记者 云某 柳某）, 责任编辑：沈某.

    云岭日报讯（记者 云中鹤 柳如烟）全市育林大会……            reporter  云中鹤、柳如烟
    [责任编辑：沈从周]                                            editor    沈从周

Who took a picture (记者 云中鹤/摄) reported nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.language.names.persons import is_name
from corpus.language.normalization import fold, simplify

Role = Literal["reporter", "editor"]

_GAP = r"[ \t\u3000\xa0]*"
_NAMES = r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:[ \t\u3000\xa0、,，/]{1,4}[\u4e00-\u9fff·]{2,4}){0,7})"
_REPORTER = r"(?:[记記]者|通[讯訊][员員])"
_EDITOR = r"(?:[责責]任[编編][辑輯]|[责責][编編]|[编編][辑輯])"
_CREDITS: tuple[tuple[Role, bool, re.Pattern[str]], ...] = (
    # in brackets of its own it is a credit, whatever the names look like
    (
        "reporter",
        True,
        re.compile(rf"[(（【\[][^()（）【】\n]{{0,10}}?{_REPORTER}{_GAP}[:：]?{_GAP}{_NAMES}{_GAP}[)）】\]]"),
    ),
    ("reporter", False, re.compile(rf"{_REPORTER}[ \t\u3000\xa0:：]+{_NAMES}{_GAP}(?=\n|$)")),
    ("editor", False, re.compile(rf"{_EDITOR}{_GAP}[:：]{_GAP}{_NAMES}{_GAP}(?:[)）\]】]|(?=\s|$))")),
)
_BETWEEN = re.compile(r"[ \t\u3000\xa0、,，/]+")


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is credited with what.

    :param people: Names as written, in order.
    :param start: Span of the names in the original text; half-open, as `end`.
    """

    role: Role
    people: tuple[str, ...]
    start: int
    end: int


def find_credits(text: str) -> Iterator[Credit]:
    r"""Yield the credits of an original text, role by role, in order.

    >>> [(one.role, one.people) for one in find_credits("本报讯（记者 云中鹤 柳如烟）今天开会。\n责任编辑：沈从周\n")]
    [('reporter', ('云中鹤', '柳如烟')), ('editor', ('沈从周',))]
    """
    for role, sure, pattern in _CREDITS:
        for match in pattern.finditer(text):
            people = tuple(one for one in _BETWEEN.split(match["names"]) if one and not re.fullmatch(_REPORTER, one))
            if people and (sure or all(is_name(fold(simplify(one))) for one in people)):
                yield Credit(role, people, match.start("names"), match.end("names"))
