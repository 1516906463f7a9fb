"""Is a name that counts something, “四个自信”, nowhere explained by its items? Then nothing can be answered but that.

Whoever says so has read all of the library: each place that says the name must be a bare mention, and no text may have
what could be the items without it. At any doubt the answer is no.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Enumeration, Speech, fold
from corpus.language.cleaning import clean
from corpus.language.lexicon import pattern, words
from corpus.language.numerals import numeral
from corpus.structure.list_announcements import LABEL, NAME
from corpus.structure.parallel_lists import parallels
from index import Filters, Library
from rag.datamodel import Refusal, RefusalCode
from rag.question.intent.recognition import Intent

_UNITS = "".join(words("list_labels", "name_unit"))
_MANY = 300  # speeches that say the name, or in which its items could stand: more are not read
_AROUND = 300  # characters before and behind a name in which its items may stand
_APART = 40  # characters from one item that has the noun to the next, where the name is not said
_HEADING = 40  # characters of a line that is a heading
_TOPIC = 16  # characters of a sentence that only says what its paragraph is about
_REST = 10  # characters behind a name that ends its paragraph
_FOLLOWING = 2  # sentences looked at, its own included
_BEFORE = 100  # characters before a name in which its labelled list may end

_TELLS = pattern(
    r"^[\u4e00-\u9fff]{0,10}?[，,]?(?:[：:]|——|[（(]|{phrases:means}|是[^否不])"
    r"|^[\u4e00-\u9fff]{0,12}{phrases:contents}"
)
_CALLED = pattern("{list_labels:ends}$")
_AND_OTHERS = re.compile(r"等[^，,；;、]{0,8}$")
_MERELY = pattern(r"(?:^|[，,、；;：:”》（(]|{phrases:upholds}|[在着了到的])$")
_QUOTED = re.compile("“([^“”]{2,20})”")
_GOES_ON = re.compile("(?![的和与及等在是也都这])[\u4e00-\u9fff]")
_SENTENCE_END = re.compile("[。！？!?\n]")


def unlisted(library: Library, intent: Intent, every: Sequence[Speech], filters: Filters | None) -> Refusal | None:
    """Return why a list cannot be told: the library names it and nowhere has its items; None if that is not sure.

    :param every: The speeches that the filters accept.
    """
    name = intent.name
    if name and (name.unit not in _UNITS or len(name.noun) < 2):
        return None
    noun = name.noun if name else intent.phrase[-1]
    noun = _CALLED.sub("", noun) if len(noun) > 3 else noun
    written = [way for spelling in intent.spellings for way in _ways(spelling)]
    naming = library.holding(written, filters)
    if not naming or len(naming) > _MANY:
        return None
    if not intent.quoted and not library.holding([way for way in written if "“" in way], filters):
        return None  # 三个小组有哪些: a number of things, not surely a name
    for speech in naming:
        lists = library.enumerations(speech.id)
        source = library.source_text(speech.id)
        spans = [span[1:] for way in written for span in library.find(way, Filters(ids=[speech.id]))]
        if any(_near(lists, *span, intent.number) for span in spans):
            return None
        if any(_Mention.read(source, *span).may_list(noun, intent.number) for span in spans):
            return None
    if _elsewhere(library, noun, intent.number, every):
        return None
    return Refusal(RefusalCode.NOT_LISTED, {"phrase": intent.phrase, "speeches": len(every), "naming": len(naming)})


def _ways(name: str) -> Iterator[str]:
    """Yield the ways to write a name: “四个自信”, 四个“自信”, and without marks unless it is too short for that."""
    yield f"“{name}”"
    match = NAME.fullmatch(name)
    if match and match["unit"] in _UNITS:
        yield f"{match['number']}{match['unit']}“{match['noun']}”"
        yield name


def _near(lists: Sequence[Enumeration], start: int, end: int, number: int) -> bool:
    """Say whether a list of so many items begins behind a name or ends before it."""
    return any(
        (start <= item.items[0][0] <= end + _AROUND or 0 <= start - item.end <= _BEFORE)
        and (len(item.items) >= number or item.announced == number)
        for item in lists
    )


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place that says a name: folded clean text before it and behind it, without its quotation marks.

    :param joined: Whether words go on right behind it: then it may be the beginning of a longer name.
    """

    before: str
    after: str
    joined: bool

    @classmethod
    def read(cls, source: str, start: int, end: int) -> "_Mention":
        """Read what stands around a span."""
        before = fold(clean(source, max(0, start - _AROUND), start).text)
        after = fold(clean(source, end, min(len(source), end + _AROUND)).text)
        joined = fold(source[end - 1 : end]) != "”" and bool(_GOES_ON.match(after))
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
        return any(len(list(_said(text, stem))) > 1 for stem in stems)


def _joins(sentence: str, number: int) -> bool:
    """Say whether 、, and perhaps 和, joins so many things in one of its clauses."""
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


def _elsewhere(library: Library, noun: str, number: int, every: Sequence[Speech]) -> bool:
    """Say whether any text may have the items without the name: as many words with the noun, near one another."""
    often = [speech for speech, count in library.count(noun) if count >= number] if len(noun) > 1 else list(every)
    return len(often) > _MANY or any(
        _has_items(library.source_text(speech.id), speech, noun, number) for speech in often
    )


def _has_items(source: str, speech: Speech, noun: str, number: int) -> bool:
    if len(noun) == 1:
        found = parallels(source, speech.start, speech.end, noun)
        return any(len(item.items) >= number for item in found)
    text = fold(clean(source).text)
    places = list(_said(text, noun))
    ahead = places[number - 1 :]
    return any(last - first <= _APART * number for first, last in zip(places, ahead, strict=False))
