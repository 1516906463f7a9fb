"""Which speeches the words around a question's core mean: whose, where, when, in which text.

Only what the library's own metadata knows is understood; `rest` is what is left, and whoever needs to be sure looks
at that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from corpus.language.names.offices import OFFICE
from index import Library
from rag.question.filters.metadata_index import known

_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月(?:份|(?P<day>\d{1,2})日)?)?(?:度|的|里|间)?")
_TITLE = re.compile(r"《(?P<title>[^《》]+)》")
_FILLER = re.compile(
    r"资料库|数据库|库|语料|知识库|所有|全部|整个|这些|历次|历年|各次|各位|领导|同志|市领导|讲话稿?|文章|报告|文件|材料|新闻|报道|发言|文稿|"
    r"当中|其中|里面|里|中|内|上|的|在|从|由|被|有|是|都|曾经|曾|一共|总共|共|还|到底|究竟|请问|哪些|哪|于|对|来|，|,|:|“|”|\s"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions read from words.

    :param speakers: Known speakers named; any of them.
    :param places: Places of the library named, each as the metadata has it or without its suffix; any of them.
    :param dates: Beginnings of dates, such as `2024` or `2024-05`; any of them.
    :param titles: Parts of titles or occasions; any of them.
    :param rest: Words that none of these accounts for.
    """

    speakers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    rest: str = ""

    def accepts(self, speech: Speech, text: str = "", *, anyone: bool = False, any_date: bool = False) -> bool:
        """Say whether a speech meets the conditions.

        :param text: Of the speech, folded: one that states no place is of those that it names.
        :param anyone: Whether its speaker is no matter; so its date with `any_date`.
        """
        if self.speakers and not anyone and fold(speech.speaker or "") not in self.speakers:
            return False
        if self.dates and not any_date and not (speech.date or "").startswith(self.dates):
            return False
        if not self.places and not self.titles:
            return True
        about = fold("\n".join(filter(None, (speech.title, speech.occasion, speech.role))))
        place = fold(speech.place or text) + "\n" + about
        if self.places and not any(name in place for name in self.places):
            return False
        return not self.titles or any(title in about for title in self.titles)

    def among(self, library: Library, speeches: Sequence[Speech]) -> list[Speech]:
        """Return the speeches that meet the conditions; one that states no place is of those that its text names."""
        naming = {speech.id: name for name in self.places for speech, _ in library.count(name)}
        return [s for s in speeches if self.accepts(s, naming.get(s.id, ""))] if self else list(speeches)

    def __bool__(self) -> bool:
        return bool(self.speakers or self.places or self.dates or self.titles)


def select(words: str, speeches: Sequence[Speech]) -> Selection:
    """Read conditions from words, by what is known of the speeches.

    :param words: Of a question, without what it asks about; either script.
    """
    rest, those = fold(words), known(speeches)
    titles = tuple(match["title"] for match in _TITLE.finditer(rest))
    rest = _TITLE.sub("", rest)
    rest, titles = _occasions(rest, titles, those.wording)
    speakers = tuple(sorted((name for name in those.by_speaker if name in rest), key=len, reverse=True))
    for name in speakers:
        rest = re.sub(rf"(?:{OFFICE})?{re.escape(name)}(?:同志|{OFFICE})?", "", rest)
    dates = tuple(_date(match) for match in _YEAR.finditer(rest))
    rest = _YEAR.sub("", rest)
    places = []
    for name in those.places:
        bare = re.sub("(?:省|市|州|区|县)$", "", name) if len(name) > 2 else name
        if len(bare) >= 2 and (bare in rest):
            places.append(bare)
            rest = rest.replace(name, "").replace(bare, "")
    return Selection(speakers, tuple(places), dates, titles, _FILLER.sub("", rest))


def _occasions(rest: str, titles: tuple[str, ...], known_words: str) -> tuple[str, tuple[str, ...]]:
    """Take out the longest run of words that a title or an occasion has, of six characters or more."""
    best = ""
    for start in range(len(rest)):
        end = start + max(6, len(best) + 1)
        while end <= len(rest) and rest[start:end] in known_words:
            best = rest[start:end]
            end += 1
    best = best.strip("的在上中 ")
    if len(best) < 6 or _YEAR.fullmatch(best):
        return rest, titles
    return rest.replace(best, ""), (*titles, best)


def _date(match: re.Match[str]) -> str:
    date = match["year"]
    for part in ("month", "day"):
        if match[part]:
            date += f"-{int(match[part]):02d}"
    return date
