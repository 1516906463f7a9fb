"""Offices: what one looks like in folded text, and which of them a role or a question names.

Who held one is for `rag.question.filters.conditions`.
"""

import re
from functools import lru_cache

from corpus.language.lexicon import any_of
from corpus.language.normalization import fold

OFFICE = any_of("offices", "office")
"""Any office."""

_DIRECT = (
    "省委书记|市委书记|县委书记|区委书记|州委书记|旗委书记|镇党委书记|乡党委书记|党工委书记|自治区主席|国家主席|"
    "省长|市长|县长|区长|州长|镇长|乡长|管委会主任|总理|总书记|检察长|法院院长"
)
_BODY = {"政协主席": ("政协", "主席"), "人大常委会主任": ("人大", "主任"), "人大主任": ("人大", "主任")}
ASKED = re.compile(rf"(?<![副原前])(?:(?:省|市|县|区)?(?:{'|'.join(_BODY)})|{_DIRECT})")
"""An office in a folded question."""
_DEPUTY = re.compile(r"(?:常务)?副(?:书记|省长|市长|县长|区长|州长|镇长|乡长|主席|主任|总理|检察长|院长)")


@lru_cache(maxsize=4096)
def offices_of(role: str) -> frozenset[str]:
    """Return the offices that a role names, deputies left out.

    >>> sorted(offices_of("青岑县委副书记、县长"))
    ['县长']
    """
    folded = _DEPUTY.sub("副职", fold(role))
    found = set(re.findall(_DIRECT, folded))
    found |= {office for office, (body, title) in _BODY.items() if body in folded and title in folded}
    return frozenset(found)


def office_named(words: str) -> str:
    """Return the office in words matched by `ASKED`: 市政协主席 -> 政协主席."""
    return next((office for office in _BODY if words.endswith(office)), words)
