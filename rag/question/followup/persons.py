"""Whom a conversation is about: the last person named, for 他, 她, 此人 or 这位书记.

Texts are Simplified. Knows nothing of the library but the names that it is given.
"""

import re
from collections.abc import Sequence

from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import NAME, is_name
from corpus.language.segmentation import names
from rag.datamodel import Turn

_FLAGS = ("nr", "nrt", "nrfg")  # the tagger's flags for people
_COMPOUND = frozenset(
    """欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 司徒 闻人 钟离 端木 南宫 夏侯 轩辕 百里 东郭""".split()
)
_SURE = 4  # characters of a name with a compound surname: 山泉 and 高新 look like shorter ones
_DID = (
    "主持|宣读|出席|作了|负责|负总责|牵头|说|讲|提出|指出|强调|要求|引用|表示|通报|汇报|介绍|担任|任|是|同志|。|，|\\["
)
_BY_DEED = re.compile(rf"(?:^|[由是，：:])(?:[^，。：:]{{0,12}}?{OFFICE})?(?P<name>{NAME})(?={_DID}|$)")
# 书记 or 市长 that no name stands behind is whoever was spoken of
PRONOUN = re.compile(
    r"(?<!其)[他她](?!们|山|乡)|(?:此|这个|那个)人(?![民口才类])|[这那该]位(?:领导|同志|书记|[省市县区]长|主席|主任|作者|大师|局长)"
)


def put_name(question: str, history: Sequence[Turn], people: Sequence[str]) -> str:
    """Put the last person named in the place of a pronoun; without either return the question as it is."""
    pronoun = PRONOUN.search(question)
    if not pronoun:
        return question
    for turn in reversed(history):
        person = person_in(turn.text, people)
        if person:
            return question[: pronoun.start()] + person + question[pronoun.end() :]
    return question


def person_in(text: str, people: Sequence[str]) -> str | None:
    """Return the person that a text names; of several known ones the last."""
    known = [person for person in people if person in text]
    if known:
        return max(known, key=text.rfind)
    deed = next((match["name"] for match in _BY_DEED.finditer(text) if is_name(match["name"])), None)
    found = next(iter(names(text, _FLAGS)), None)
    if found in _COMPOUND:  # the tagger knows the surname, not the name
        return str(re.findall(rf"{found}[\u4e00-\u9fff]{{1,2}}?(?=[是在说任主强指提作担当，。、,]|$)|{found}", text)[0])
    if found is None or (deed and found in deed):
        return deed
    return found


def is_person(text: str, people: Sequence[str]) -> bool:
    """Say whether a text is a person's name and nothing else."""
    return text in people or names(text, _FLAGS) == [text] or (len(text) >= _SURE and is_name(text))
