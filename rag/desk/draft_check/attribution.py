"""Whether the draft gives words to the one whose they are in the library, with his office and on the day.

A leader quoted in somebody's speech stays the quoted leader's: `rag.extractive.provenance.voice` tells whose words a
span is. Where that is not certain nothing is held against the draft.
In the news what follows a sentence that begins with who speaks is his to the end of the paragraph, as long as nobody
else begins to speak in it; a quotation is his whose office and name introduce it.
"""

import re
from collections.abc import Sequence

from corpus import NEWS, Speech, fold
from corpus.language.dates import find_date
from corpus.language.lexicon import pattern
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import NAME, is_name, same_person
from index import Library
from rag.desk.draft_check.verdicts import Difference, Kind
from rag.desk.excerpts import Excerpt
from rag.extractive.provenance import NAMED, voice

_BEGINS = pattern(
    r"(?:^|[。!?])\s*(?P<name>[\u4e00-\u9fff·]{2,4}?)(?:代表[^,。]{2,12})?(?:在[^,。]{1,14})?(?:还|也|又)?"
    r"(?:{speech_verbs:told!})[^,。:“]{0,6}[,:]"
)
_SPEAKS = pattern(r"(?P<who>[^,。;:“”\s]*)(?:{speech_verbs:told!})[了道到过]?[,:](?=.)")
_INTRODUCES = pattern(
    r"(?:{office})(?P<name>{name})[^。“”]{0,24}(?:{speech_verbs:told!})[^。“”,]{0,4}[:,]?$", office=OFFICE, name=NAME
)
_TITLE = re.compile(rf"^(?:{OFFICE})+|(?:{OFFICE}|同志|先生|女士)+$")


def person(named: str | None, known: frozenset[str]) -> str | None:
    """Return the person that a draft names, folded and without office; None if it is none: 会议, 市委.

    :param known: Folded names of the library's speakers.
    """
    if not named:
        return None
    if match := NAMED.match(fold(named)):  # 某某副书记在会上
        return match["name"]
    bare = _TITLE.sub("", fold(named))
    return bare if bare in known or is_name(bare) else None


def owner(library: Library, place: Excerpt) -> str | None:
    """Return whose words a place has, as the text names them; None if that is not certain."""
    said = voice(library, place.speech, place.start, place.end)
    if said.person is not None:
        return said.person
    if said.how in ("narrated", "reported"):
        return _of_paragraph(library, place)
    if said.how == "quoted":
        return _introduced(library, place)
    return place.speech.speaker if said.how == "own" and place.speech.kind not in NEWS else None


def _of_paragraph(library: Library, place: Excerpt) -> str | None:
    """Return who began to speak in a paragraph of news, if nobody else does before the place."""
    source = fold(library.source_text(place.speech.id))
    line = source[source.rfind("\n", 0, place.start) + 1 : place.start + 1]
    begins = list(_BEGINS.finditer(line))
    if not begins or place.speech.kind not in NEWS:
        return None
    name, between = begins[-1]["name"], line[begins[-1].end() : -1]
    titled = is_name(name) or re.search(rf"(?:{OFFICE}){re.escape(name)}", source)
    others = [found["who"] for found in _SPEAKS.finditer(between)]
    if not titled or between.count("“") != between.count("”") or any(_other(who, name) for who in others):
        return None
    return name


def _introduced(library: Library, place: Excerpt) -> str | None:
    """Return who introduces the quotation around a place, by office and name."""
    source = fold(library.source_text(place.speech.id))
    quote = source.rfind("“", 0, place.start + 1)
    line = source.rfind("\n", 0, place.start) + 1
    found = _INTRODUCES.search(source[line:quote]) if quote > line else None
    return found["name"] if found and is_name(found["name"]) else None


def _other(who: str, name: str) -> bool:
    """Say whether somebody else may begin to speak: anybody but himself, 他, and nobody named at all."""
    noun = who.endswith(("的", "目标", "任务", "工作"))  # 目标要求, in which nobody speaks
    return bool(who) and not noun and name not in who and who[:1] not in "他她并还也"


def judge(library: Library, name: str, places: Sequence[Excerpt]) -> tuple[list[Excerpt], str | None]:
    """Return the places whose words are that person's and, if there are none, whose they surely are instead.

    Words that may be anybody's in a text that does not name the person at all are not his.
    """
    owners = [(place, owner(library, place)) for place in places]
    own = [place for place, who in owners if same_person(who, name)]
    if own or any(who is None and _may_be(library, place.speech, name) for place, who in owners):
        return own, None
    return [], next((who for _, who in owners if who is not None), None)


def _may_be(library: Library, speech: Speech, name: str) -> bool:
    """Say whether a person may speak in a text: it names him, or nobody knows whose it is."""
    unsigned = speech.speaker is None and speech.kind not in NEWS
    return unsigned or fold(name) in fold(library.source_text(speech.id))


def frame_differences(
    library: Library, draft: str, start: int, end: int, name: str, place: Excerpt
) -> list[Difference]:
    """Return how the words that introduce a quotation differ from what is known of its source: office and date.

    :param start: Span of the draft before the quotation, in its sentence.
    :param name: Who says it, folded.
    """
    frame = fold(draft[start:end])
    speech = place.speech
    found: list[Difference] = []
    titled = re.search(rf"(?P<before>{OFFICE}){re.escape(name)}|{re.escape(name)}(?P<after>{OFFICE})", frame)
    if titled and speech.role and same_person(speech.speaker, name):
        group = "before" if titled["before"] else "after"
        if not _holds(fold(speech.role), titled[group]):
            found += _difference(
                library, draft, (start + titled.start(group), start + titled.end(group)), place, "role"
            )
    dated = find_date(frame)
    if dated and speech.date and not (dated[0].startswith(speech.date) or speech.date.startswith(dated[0])):
        found += _difference(library, draft, (start + dated[1], start + dated[2]), place, "date")
    return found


def _holds(role: str, office: str) -> bool:
    """Say whether a role has an office: 副市长 is no 市长, and a 市长 no 副市长."""
    return bool(re.search(rf"(?<!副){re.escape(office)}", role))


def _difference(library: Library, draft: str, span: tuple[int, int], place: Excerpt, field: str) -> list[Difference]:
    source = library.source_text(place.speech.id)
    for fact in library.facts(place.speech.id):
        if fact.name == field and fact.start < fact.end:
            kind: Kind = "office" if field == "role" else "date"
            words = source[fact.start : fact.end]
            return [Difference(kind, *span, draft[slice(*span)], fact.start, fact.end, words)]
    return []
