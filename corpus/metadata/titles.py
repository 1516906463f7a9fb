"""The title: which lines it is, and who speaks, as what and where, by its words.

Patterns are matched on folded text; values are taken from the clean text.
"""

import re
from collections.abc import Sequence

from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import LAZY_NAME, NAME, is_name
from corpus.language.normalization import fold
from corpus.metadata.fields import NOWHERE, STATED, Facts
from corpus.metadata.genre import SPEECH, STUDY
from corpus.structure.lines import Line

ISSUER = pattern("[{han}]{2,30}(?:{genres:issuer}|[{level}].{1,12}[局厅委院社部会])", han=HAN)
_SITE = re.compile(r"\s?[-_|—–·<>]")
_NAME_PREFIX = re.compile(rf"{NAME}(?:同志)?\s?[:：]\s?")
_LONG_TITLE = 40
_TITLE_NAME = re.compile(rf"(?P<name>{NAME})(?:同志)?\s?[:：]\s?(?=\S)")
_TITLE_NAMED = pattern(
    "(?P<name>{lazy_name})(?:(?P<role>{office})|同志)?(?=在.{2,60}(?:上|时|中){genres:behind_occasion})",
    lazy_name=LAZY_NAME,
    office=OFFICE,
)
_TITLE_SPOKEN = re.compile(
    rf"(?:(?P<role>[{HAN}、]{{0,40}}?{OFFICE}))??(?P<name>{NAME})?(?:{OFFICE}|同志)?在(?P<occasion>.{{2,60}}?)上"
    rf"(?:强调|指出|要求|的?.{{0,8}}?(?:{SPEECH}|报告))"
)
# 市长顾望舒答记者问
_TITLE_OWN = pattern(
    r"[—–\-\s]*(?P<role>[{han}、]{0,40}?{office})?(?P<name>{lazy_name})(?:同志)?(?:[就在][^。]{2,40}?)?的?{genres:own_words}",
    han=HAN,
    office=OFFICE,
    lazy_name=LAZY_NAME,
)
# ——访溪州市水务局局长沈砚秋: the one who is asked speaks
ASKED = pattern(
    r"(?:^|[—–\-:：])[—–\-]{0,3}\s?{genres:wire}?{genres:reporter}?{genres:asks}[—–\-:：]?(?P<role>[{han}、]{0,40}?{office})(?P<name>{name})(?:同志)?$",
    han=HAN,
    office=OFFICE,
    name=NAME,
)
# a title that no line above is a part of
_WHOLE = pattern(
    "(?:[{han}、·]{2,40})?在[^在].{3,60}(?:上|时|中)的?.{0,8}{genres:speech}(?:[(（].{1,16}[)）])?", han=HAN
)
_ABOUT = pattern("关于.{2,90}{genres:document about}")


def choose_title(
    lines: Sequence[Line], titles: Sequence[int], bylines: set[int], cited: set[int], page_title: str
) -> list[int]:
    """Return the lines of the title: right above a byline; else what the page is called; else above its date."""
    if document := _document(lines, titles):
        return document
    for index in titles:
        if index + 1 in bylines:
            above = index - 1
            if above in titles and len(lines[index].text) < 3:
                return [above, index]  # one title broken at a link
            if (
                above in titles
                and 6 <= len(lines[above].text) <= _LONG_TITLE
                and len(lines[index].text) <= _LONG_TITLE
                and not is_variant(lines[above].folded, lines, [index])
                and not _WHOLE.fullmatch(lines[index].folded)
                and not (page_title and lines[above].folded not in page_title)
            ):
                return [above, index]
            return [index]
    page_words = _words(page_title)
    for index in titles:
        words = _words(lines[index].folded)
        if len(words) >= 6 and page_words.startswith(words):
            goes_on = index + 1 in titles and page_words[len(words) :].startswith(_words(lines[index + 1].folded))
            return [index, index + 1] if goes_on else [index]
    for index in titles[1:]:
        if titles[0] != index and is_variant(lines[titles[0]].folded, lines, [index]):
            return [index]
    first = min(cited, default=0)
    nearest = [index for index in titles if index < first and len(lines[index].text) >= 6]
    if len(nearest) > 1 and nearest[-2] == nearest[-1] - 1 and ISSUER.fullmatch(lines[nearest[-1]].folded):
        return nearest[-2:-1]  # who issued it stands under its name
    if len(nearest) > 1 and nearest[-2] == nearest[-1] - 1 and ASKED.match(lines[nearest[-1]].folded):
        return nearest[-2:]  # ——访某局局长某某 is under its title
    return nearest[-1:] or list(titles[:1])


def _document(lines: Sequence[Line], titles: Sequence[int]) -> list[int]:
    """Return the one line `关于…的通知` with the names above it of those who issued it; none if there is not one."""
    found = [index for index in titles if _ABOUT.fullmatch(lines[index].folded)]
    if len(found) != 1:
        return []
    while found[0] - 1 in titles and issue(lines[found[0] - 1].folded):
        found.insert(0, found[0] - 1)
    return found


def issue(text: str) -> bool:
    """Say whether a line is nothing but the names of bodies that issue documents."""
    return all(ISSUER.fullmatch(name) for name in text.split())


def _words(text: str) -> str:
    return re.sub(r"\W", "", text)


def is_variant(text: str, lines: Sequence[Line], chosen: Sequence[int]) -> bool:
    """Say whether a line is the title again, with a site's name behind it or a speaker's before it."""
    for index in chosen:
        title = lines[index].folded
        if text == title or (text.startswith(title) and _SITE.match(text[len(title) :])):
            return True
        if text.endswith(title) and _NAME_PREFIX.fullmatch(text[: -len(title)]):
            return True
    return False


def _takes_speaker(facts: Facts, match: re.Match[str], text: str, heading: Line | None) -> None:
    """Take who speaks, and as what if that stands beside the name."""
    take(facts, "speaker", text, heading, match.span("name"))
    if match["role"] and fold(facts.speaker or "") == match["name"]:
        take(facts, "role", text, heading, match.span("role"))


def read_title(facts: Facts) -> None:
    """Read `顾望舒:…`, `顾望舒市长在…上的讲话`, `市委书记在…上的讲话` in the title or a variant of it on the page."""
    texts: dict[str, Line | None] = {} if facts.heading else {facts.title or "": None}
    for line in [*([facts.heading] if facts.heading else []), *facts.titles]:
        texts.setdefault(line.text, line)
    for text, heading in texts.items():
        folded = fold(text)
        if (match := _TITLE_NAME.match(folded)) and is_name(match["name"]):
            take(facts, "speaker", text, heading, match.span("name"))
            if heading and heading is facts.heading and (rest := heading.part(match.end())):
                facts.retitle(rest, STATED)
        if (match := _TITLE_NAMED.match(folded)) and is_name(match["name"]):
            _takes_speaker(facts, match, text, heading)
        if (match := _TITLE_OWN.match(folded)) and is_name(match["name"]):
            _takes_speaker(facts, match, text, heading)
        if (match := ASKED.search(folded)) and is_name(match["name"]):
            _takes_speaker(facts, match, text, heading)
        if (match := _TITLE_SPOKEN.search(folded)) and not STUDY.search(folded):
            if match["role"] and match["name"] and is_name(match["name"]):
                _takes_speaker(facts, match, text, heading)
            elif match["role"] and (not match["name"] or fold(facts.speaker or "") == match["name"]):
                take(facts, "role", text, heading, match.span("role"))
            take(facts, "occasion", text, heading, match.span("occasion"))


def take(
    facts: Facts, name: str, text: str, line: Line | None, span: tuple[int, int], confidence: float = STATED
) -> None:
    """Offer a span of a text: of a line of the page, or of what stands outside it."""
    if line is not None:
        facts.read(name, line, span, confidence)
    else:
        facts.offer(name, text[slice(*span)], NOWHERE, confidence)
