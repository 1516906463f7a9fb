"""Places that name a list, and whether its items may stand around them: 增强“四个自觉”，县域经济平稳向好 says no more.

At any doubt they may. Where a name ends no text tells for sure, “四个自觉” or four 自觉守时: a place may have several.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from corpus.datamodel import Enumeration, ListMention
from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern, words
from corpus.language.numerals import numeral
from corpus.structure.lines import Line
from corpus.structure.list_announcements import LABEL, NAME
from corpus.structure.list_names import ListName

_UNITS = "".join(words("list_labels", "name_unit"))
_AROUND = 300  # characters before and behind a name in which its items may stand
_HEADING = 40  # characters of a line that is a heading
_TOPIC = 16  # characters of a sentence that only says what its paragraph is about
_REST = 10  # characters behind a name that ends its paragraph
_FOLLOWING = 2  # sentences looked at, its own included
_BEFORE = 100  # characters before a name in which its labelled list may end

# 四个自觉, 四个“自觉”; what counts without a unit is a name between marks alone, “五新”
_COUNTED = pattern(
    r"(?P<opened>“)?(?<![第{digit}十百千万\d.．])(?P<number>{items})"
    r"(?:[{units}](?P<marked>“)?(?P<noun>[{han}]{2,10})|(?(opened)[{han}]{1,10}(?=”)|(?!)))",
    units=_UNITS,
    han=HAN,
)
_TELLS = pattern(
    r"^[\u4e00-\u9fff]{0,10}?[，,]?(?:[：:]|——|[（(]|{phrases:means}|是[^否不])"
    r"|^[\u4e00-\u9fff]{0,12}{phrases:contents}"
)
_AND_OTHERS = re.compile(r"等[^，,；;、]{0,8}$")
_MERELY = pattern(r"(?:^|[，,、；;：:”》（(]|{phrases:upholds}|[在着了到的])$")
_QUOTED = re.compile("“([^“”]{2,20})”")
_GOES_ON = re.compile("(?![的和与及等在是也都这])[\u4e00-\u9fff]")
_SENTENCE_END = re.compile("[。！？!?\n]")


def find_list_mentions(lines: Sequence[Line], enumerations: Sequence[Enumeration]) -> tuple[ListMention, ...]:
    """Return the places that name a list, in order; those of one place by their lengths.

    :param lines: Of the text and its title, in order.
    :param enumerations: Of the text.
    """
    text = "\n".join(line.folded for line in lines)
    starts = list(accumulate((len(line.folded) + 1 for line in lines), initial=0))
    found: list[ListMention] = []
    at = 0
    for match in _COUNTED.finditer(text):
        start, number = match.start("number"), numeral(match["number"])
        while starts[at + 1] <= start:
            at += 1
        for end in _ends(text, match):
            span = lines[at].span(start - starts[at], end - starts[at])
            name = text[start:end].replace("“", "")
            read = ListName.read(name) if match["noun"] else None
            around = _Around.read(text, start, end)
            told = _near(enumerations, *span, number) or around.may_list(read.own_noun if read else name[-1], number)
            found.append(ListMention(*span, name, bool(match["opened"] or match["marked"]), told))
    return tuple(found)


def _ends(text: str, match: re.Match[str]) -> Iterator[int]:
    """Yield where a name may end: before what is no word of it; if it goes on and on, where it was read to."""
    if match["noun"] is None:
        yield match.end()
        return
    first, last = match.span("noun")
    ends = [end for end in range(first + 2, last + 1) if not _GOES_ON.match(text, end)]
    yield from ends or [last]


def _near(lists: Sequence[Enumeration], start: int, end: int, number: int) -> bool:
    """Say whether a list of so many items begins behind a name or ends before it."""
    return any(
        (start <= item.items[0][0] <= end + _AROUND or 0 <= start - item.end <= _BEFORE)
        and (len(item.items) >= number or item.announced == number)
        for item in lists
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a name: folded clean text before it and behind it, without its quotation marks.

    :param joined: Whether words go on right behind it: then it may be the beginning of a longer name.
    """

    before: str
    after: str
    joined: bool

    @classmethod
    def read(cls, text: str, start: int, end: int) -> "_Around":
        """Read what stands around a span of a folded text."""
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        joined = bool(_GOES_ON.match(after))
        return cls(before.removesuffix("“"), after.removeprefix("”"), joined)

    def may_list(self, noun: str, number: int) -> bool:
        """Say whether the items may stand around it."""
        return bool(
            self.joined or _TELLS.match(self.after) or self._leads() or self._chains(number) or self._repeats(noun)
        )

    def _leads(self) -> bool:
        """Say whether it is a heading, or what opens or ends a paragraph: then the items may be what follows."""
        line_before, line_after = self.before.rpartition("\n")[2], self.after.partition("\n")[0]
        opening = _SENTENCE_END.split(self.before)[-1]
        closing = _SENTENCE_END.split(self.after)[0]
        heading = len(line_before) + len(line_after) <= _HEADING and not line_after.rstrip().endswith(tuple("。！？!?"))
        labelled = opening == line_before and LABEL.match(opening.strip())
        topic = len(opening.strip()) + len(closing) <= _TOPIC
        return bool(heading or labelled or topic or len(line_after) <= _REST)

    def _chains(self, number: int) -> bool:
        """Say whether marks join as many things in its sentence or in one of the next as it counts, or 等 some."""
        opening, *_ = _SENTENCE_END.split(self.before)[::-1]
        if _AND_OTHERS.search(opening) or (number == 2 and not _MERELY.search(opening)):
            return True
        closing, *following = [part for part in _SENTENCE_END.split(self.after) if part.strip()] or [""]
        sentences = [opening + "…" + closing, *following][:_FOLLOWING]
        quoted = {term for term in _QUOTED.findall(closing) if not NAME.match(term)}
        if len(quoted) > 1:  # 推出“五大路线”，可走“寻味线”，也可走“打卡线”
            return True
        return number > 2 and any(
            sentence.count("；") + sentence.count(";") + 1 == number or _joins(sentence, number)
            for sentence in sentences
        )

    def _repeats(self, noun: str) -> bool:
        """Say whether the noun, or what it begins or ends with, stands around it twice more."""
        text = f"{self.before}…{self.after}"
        stems = {noun, noun[:2], noun[-2:]} if len(noun) > 1 else set()
        return any(text.count(stem) > 1 and len(list(_said(text, stem))) > 1 for stem in stems)


def _joins(sentence: str, number: int) -> bool:
    """Say whether 、, and perhaps 和, joins so many things in one of its clauses."""
    if "、" not in sentence and number > 2:
        return False
    for clause in re.split("[，,；;：:]", sentence):
        joined = clause.count("、") + 1
        if joined == number or (joined == number - 1 and re.search("[和与及]", clause)):
            return True
    return False


def _said(text: str, noun: str) -> Iterator[int]:
    """Yield the places of a noun that nothing counts: those in 四个“自信” are none."""
    for match in re.finditer(re.escape(noun), text):
        counts = text[max(0, match.start() - 3) : match.start()].rstrip("“")
        if len(counts) < 2 or counts[-1] not in _UNITS or numeral(counts[-2]) < 2:
            yield match.start()
