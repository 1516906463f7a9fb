"""A deputy is not the one he stands in for: 副书记 is not 书记, though every character of the one is in the other."""

import re
from collections.abc import Iterator, Sequence

_OFFICE = re.compile(
    "(?P<deputy>副)?(?P<office>书记|秘书长|[省市县区州盟镇乡村处科局厅部院校会所馆站组队团]长|主席|主任|总经理|经理|董事长|总理|"
    "总统|司令员?|教授|研究员)"
)


def promoted(claim: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the offices of a folded sentence that its evidence has only as a deputy's, or the reverse."""
    held = {(bool(match["deputy"]), match["office"]) for text in texts for match in _OFFICE.finditer(text)}
    for match in _OFFICE.finditer(claim):
        deputy, office = bool(match["deputy"]), match["office"]
        if (deputy, office) not in held and (not deputy, office) in held:
            yield match.group()
