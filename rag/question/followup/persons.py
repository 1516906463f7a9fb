"""Whom a conversation is about: the last person named, for 他, 她, 此人 or 这位书记.

Texts are Simplified. Knows nothing of the library but the names that it is given.
"""

import re
from collections.abc import Sequence

from corpus.language.lexicon import any_of, fill
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import COMPOUND_SURNAMES, NAME, is_name
from corpus.language.segmentation import PERSON_FLAGS, names
from rag.datamodel import Turn

_DID = fill(r"{deeds:meeting role charge career}|{speech_verbs:says quotable}|{offices:address}|是|。|，|\[")
_BY_DEED = re.compile(rf"(?:^|[由是，：:])(?:[^，。：:]{{0,12}}?{OFFICE})?(?P<name>{NAME})(?={_DID}|$)")
# 书记 or 市长 that no name stands behind is whoever was spoken of
PRONOUN = re.compile(
    rf"(?<!其)[他她](?![们俩]|山|乡)|(?:此|这个|那个)人(?![民口才类])|[这那该]位{any_of('offices', 'head', 'address')}"
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
    found = next(iter(names(text, PERSON_FLAGS)), None)
    if found in COMPOUND_SURNAMES:  # the tagger knows the surname, not the name
        return str(re.findall(rf"{found}[\u4e00-\u9fff]{{1,2}}?(?=[是在说任主强指提作担当，。、,]|$)|{found}", text)[0])
    if found is None or (deed and found in deed):
        return deed
    return found


def is_person(text: str, people: Sequence[str]) -> bool:
    """Say whether a text is a person's name and nothing else."""
    return text in people or names(text, PERSON_FLAGS) == [text] or (text[:2] in COMPOUND_SURNAMES and is_name(text))
