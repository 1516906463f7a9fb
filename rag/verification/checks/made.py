"""What is made into what: 把竹山当码头，把航线当公路 does not say that 航线 are taken for 码头."""

import re
from collections.abc import Iterator, Sequence

_PAIR = re.compile(
    r"[把将](?P<what>[^，。；、“”,;:\"把将]{1,12}?)(?:当作|当成|当做|作为|变成|变为|建成|打造成|看作|看成|视为|视作|转化为|当)"
    r"(?P<into>[^，。；、“”,;:\"]{1,12})"
)


def mismatched(claim: str, support: Sequence[str]) -> Iterator[str]:
    """Yield what a sentence makes of something if its evidence makes something else of it, or that of another.

    :param claim: Folded, as the texts of its support.
    """
    told = [(match["what"], match["into"]) for text in support for match in _PAIR.finditer(text)]
    for match in _PAIR.finditer(claim):
        what, into = match["what"], match["into"]
        known = [_same(what, other) or _same(into, made) for other, made in told]
        if any(known) and not any(_same(what, other) and _same(into, made) for other, made in told):
            yield into


def _same(one: str, other: str) -> bool:
    return one in other or other in one
