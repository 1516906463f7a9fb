"""Who did what: a person who presided is named where the evidence says that somebody presided."""

import re
from collections.abc import Iterator, Sequence

from corpus import fold
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import LAZY_NAME, is_name
from corpus.language.segmentation import names
from rag.datamodel import Evidence
from rag.verification.checks.attribution import speakers

DEED = re.compile("主持|出席|宣读|当选|致辞|带队|陪同|接任|分管|走访|会见|签署|揭牌|主讲|创办|牵头")
"""What one person does and another beside him does not."""
_DOER = re.compile(rf"(?:{OFFICE}|由|，|^)(?P<name>{LAZY_NAME})(?=[^，。；]{{0,4}}(?:{DEED.pattern}))")
_PEOPLE = ("nr", "nrt", "nrfg")
_BEFORE = re.compile(
    "(?P<word>之前|以前|此前|原先|原来|曾经?)[^。；;]{0,12}?(?:担任|出任|任职|任(?![务何意期])|当过|做过|职务|是)"
)
_PAST = re.compile(
    "之前|以前|此前|原先|原来|曾|原任|历任|先后任|先后担任|前任|调任|转任|原[^则有理因材料创]{1,8}(?:书记|长|主任)"
)
_REACH = 24  # characters between a person and what he did


def undone(claim: str, support: Sequence[Evidence]) -> Iterator[str]:
    """Yield what a sentence says that somebody did if no evidence sentence has both, or one without any name.

    会议由副书记主持 names nobody: whether he is the one of the sentence is left to the other checks.

    :param claim: Folded.
    """
    texts = [fold(item.text) for item in support]
    known = {fold(name) for item in support for name in (*speakers(item), item.speech.speaker or "") if name}
    known |= {name for text in (claim, *texts) for name in _people(text)}
    for deed in DEED.finditer(claim):
        before = claim[max(0, deed.start() - _REACH) : deed.start()]
        doer = max(
            (name for name in known if name in before), key=lambda name: (before.rfind(name), len(name)), default=""
        )
        if not doer:
            continue
        places = [clause for text in texts for clause in re.split("[。；;]", text) if deed.group() in clause]
        if not any(doer in clause or not any(name in clause for name in known) for clause in places):
            yield f"{doer}{deed.group()}"


def not_before(claim: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the word by which a sentence puts an office in the past, if its evidence tells of no past.

    An office that somebody holds is not the one that he held before.

    :param claim: Folded, as the texts of its support.
    """
    told = _BEFORE.search(claim)
    if told and not any(_PAST.search(text) for text in texts):
        yield told["word"]


def _people(text: str) -> set[str]:
    found = {name for name in names(text, _PEOPLE) if is_name(name)}
    return found | {match["name"] for match in _DOER.finditer(text) if is_name(match["name"])}
