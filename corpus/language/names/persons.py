"""What a personal name looks like in folded text: by its surname, and by what is none. Knows no person."""

import re

from corpus.language.cleaning import HAN
from corpus.language.lexicon import any_of, pattern, words
from corpus.language.names.offices import OFFICE
from corpus.language.normalization import fold
from corpus.language.segmentation import dictionary_flag

_COMPOUND = any_of("surnames", "compound")
_SURNAMES = "".join(words("surnames", "single"))
COMPOUND_SURNAMES = frozenset(words("surnames", "compound"))
NAME = rf"(?:{_COMPOUND}[{HAN}]{{1,2}}|[{_SURNAMES}][{HAN}]{{1,2}}|[{HAN}]{{2,8}}·[{HAN}·]{{2,12}})"
LAZY_NAME = NAME.replace("{1,2}", "{1,2}?")  # before a word that tells where it ends
SPACED_NAME = rf"(?:{NAME}|[{_SURNAMES}]\s{{1,4}}[{HAN}](?:\s{{0,4}}[{HAN}])?)"

_LONE_NAME = re.compile(SPACED_NAME)
_ENDS_IN_OFFICE = re.compile(OFFICE + "$")


def is_name(text: str) -> bool:
    """Say whether folded text is a personal name and nothing else; blanks inside are allowed.

    A word that the tagger's dictionary has as something else is none: 平安, 公告, though 平 and 公 are surnames.

    >>> is_name("顾望舒"), is_name("平安"), is_name("公告")
    (True, False, False)
    """
    if not _LONE_NAME.fullmatch(text):
        return False
    bare = re.sub(r"\s", "", text)
    return not ends_in_office(bare) and (dictionary_flag(bare) or "nr").startswith("nr")


def ends_in_office(text: str) -> bool:
    """Say whether folded text ends in an office."""
    return _ENDS_IN_OFFICE.search(text) is not None


_BESIDE = pattern(r"^{offices:asked office}(?=..)|(?<=..){offices:office address}$|\s")


def bare_name(text: str) -> str:
    """Return a folded name without office and form of address, and without blanks.

    >>> bare_name("市长 顾望舒同志")
    '顾望舒'
    """
    return _BESIDE.sub("", _BESIDE.sub("", fold(text)))


def same_person(one: str | None, other: str | None) -> bool:
    """Say whether two ways to name somebody are one person's, offices aside; one may be cut short by a character.

    >>> same_person("市长顾望舒", "顾望舒同志"), same_person("顾望舒", "顾望"), same_person("顾望舒", "顾云舒")
    (True, True, False)
    """
    first, second = bare_name(one or ""), bare_name(other or "")
    if min(len(first), len(second)) < 2:
        return False
    return first == second or (len(first) >= 3 and second == first[:-1]) or (len(second) >= 3 and first == second[:-1])
