"""Offices: what one looks like in folded text, and which of them a role or a question names.

Who held one is for `rag.question.filters.conditions`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpus.language.normalization import fold

_OFFICES = (
    "总书记|副书记|书记|常务副市长|副市长|市长|副省长|省长|副县长|县长|副区长|区长|副乡长|乡长|副镇长|镇长|副州长|"
    "州长|副盟长|盟长|副旗长|旗长|副主席|主席|总理|副总理|"
    "国务委员|委员长|副主任|主任|副部长|部长|副局长|局长|副厅长|厅长|副处长|处长|副科长|科长|副院长|院长|检察长|"
    "秘书长|副会长|会长|副理事长|理事长|董事长|总经理|副总经理|总裁|"
    "副校长|校长|副组长|组长|召集人|专员|行长|社长|总编辑|台长|馆长|所长|站长|队长|司令员|政委|政治委员|巡视员|"
    "调研员|党组成员|常委|委员|代表|会首|村长|总干事|院士|教授|行政长官|发言人"
)
OFFICE = rf"(?:{_OFFICES})"
"""Any office."""

_DIRECT = (
    "省委书记|市委书记|县委书记|区委书记|州委书记|旗委书记|镇党委书记|乡党委书记|党工委书记|自治区主席|国家主席|"
    "省长|市长|县长|区长|州长|镇长|乡长|管委会主任|总理|总书记|检察长|法院院长"
)
_BODY = {"政协主席": ("政协", "主席"), "人大常委会主任": ("人大", "主任"), "人大主任": ("人大", "主任")}
ASKED = re.compile(rf"(?<![副原前])(?:(?:省|市|县|区)?(?:{'|'.join(_BODY)})|{_DIRECT})")
"""An office in a folded question."""
_DEPUTY = re.compile(r"(?:常务)?副(?:书记|省长|市长|县长|区长|州长|镇长|乡长|主席|主任|总理|检察长|院长)")

_OFFICE = re.compile(
    "(?P<deputy>副)?(?P<office>书记|秘书长|[省市县区州盟镇乡村处科局厅部院校会所馆站组队团]长|主席|主任|总经理|经理|董事长|总理|"
    "总统|司令员?|教授|研究员)"
)


class Office(NamedTuple):
    """An office that a text names, and whether it is a deputy's: 副书记 is not 书记.

    :param name: Without 副.
    :param start: Half-open span in the text, 副 included.
    """

    name: str
    deputy: bool
    start: int
    end: int


def find_offices(text: str) -> Iterator[Office]:
    """Yield the offices that a folded text names, in order.

    >>> [(office.name, office.deputy) for office in find_offices("县委副书记、县长")]
    [('书记', True), ('县长', False)]
    """
    for match in _OFFICE.finditer(text):
        yield Office(match["office"], bool(match["deputy"]), match.start(), match.end())


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
