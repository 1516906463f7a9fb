"""What a part of one text says on a topic: “工作回顾”一节怎么谈低空物流; and how one's paragraph of news goes on."""

from collections.abc import Collection, Sequence

from corpus import Section, Speech
from corpus.language.names.persons import same_person
from index import Hit, Library
from rag.datamodel import DeskLink, DirectAnswer, Evidence, Statement, Verdict
from rag.desk.digest.meeting import Said
from rag.desk.excerpts import Sources
from rag.desk.letters import letters
from rag.extractive.meant_speech import meant
from rag.extractive.provenance import ROWS, credit, evidence, row
from rag.question.desk.parts import Part
from rag.question.desk.request import DeskRequest

_LISTED = 12
_HEADING = 40  # characters
_LEADS = 60  # characters of a paragraph in which somebody begins to speak


def in_part(library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit]) -> DirectAnswer | None:
    """Return the sentences of the part that a question means which name its topic; None if it is not sure which part.

    :param words: Content words of the question.
    """
    part, topic = request.part, request.topic
    if part is None or topic is None:
        return None
    speeches = library.speeches()
    pool = request.texts.among(library, speeches) if request.texts else speeches
    found = _found(library, part, meant(library, request.texts, words, hits), pool)
    if found is None:
        return None
    speech, section = found
    sought = letters(topic).text
    sources = Sources(library)
    naming = [
        sentence
        for sentence in sources.sentences(speech)
        if section.start <= sentence.start < section.end and sought in letters(sentence.text).text
    ]
    if not naming or not sought:
        return None
    supports = [evidence(library, speech, one.start, one.end) for one in naming]
    heading = " ".join(section.heading.split())[:_HEADING]
    more = f"（列出前 {_LISTED} 句）" if len(naming) > _LISTED else ""
    head = f"{credit(speech)}“{heading}”一节谈“{topic}”的有 {len(naming)} 句，按原文先后列出{more}："
    lines = [Statement(f"“{' '.join(one.quote.split())}”", (one,), Verdict.QUOTED) for one in supports[:_LISTED]]
    rows = tuple(row(library, speech, (one.start, one.end)) for one in naming)[:ROWS]
    link = DeskLink("digest", (("topic", topic), *((("speaker", speech.speaker),) if speech.speaker else ())))
    first = Statement(head, tuple(supports[:_LISTED]), Verdict.SUPPORTED)
    return DirectAnswer((first, *lines), desk=link, rows=rows)


def _found(
    library: Library, part: Part, speech: Speech | None, pool: Sequence[Speech]
) -> tuple[Speech, Section] | None:
    """Return the part of the speech that is meant; if that has none, of the only one that may be meant and has one.

    :param pool: The speeches that may be meant.
    """
    if speech is not None and (section := _section(library, part, speech)) is not None:
        return speech, section
    if not part.words:
        return None
    preferred = library.preferences(one.id for one in pool)
    having = [
        (one, section)
        for one in pool
        if preferred.get(one.id, one.id) == one.id and (section := _section(library, part, one)) is not None
    ]
    return having[0] if len(having) == 1 else None


def _section(library: Library, part: Part, speech: Speech) -> Section | None:
    sections = library.sections(speech.id)
    if part.number is not None:
        top = [one for one in sections if one.level == min(other.level for other in sections)]
        return top[part.number - 1] if 1 <= part.number <= len(top) else None
    sought = letters(part.words).text
    headed = [one for one in sections if sought and sought in letters(one.heading).text]
    headed.sort(key=lambda one: one.level)
    return headed[0] if headed and (len(headed) == 1 or headed[0].level < headed[1].level) else None


def goes_on_with(library: Library, speech: Speech, said: Said) -> list[Evidence]:
    """Return how paragraphs of news go on that begin with what somebody says, and in which nobody else speaks."""
    text = library.source_text(speech.id)
    spoken = library.utterances(speech.id)
    found: list[Evidence] = []
    for line in said.lines:
        start, end = text.rfind("\n", 0, line.start) + 1, text.find("\n", line.end)
        end = end if end >= 0 else len(text)
        others = [one for one in spoken if start <= one.start < end and not same_person(one.speaker, said.who)]
        if others or line.start - start > _LEADS:
            continue
        sentences = (one for chunk in library.chunks(speech.id) for one in chunk.sentences)
        found += [evidence(library, speech, one.start, one.end) for one in sentences if line.end <= one.start < end]
    return list(dict.fromkeys(found))[:_LISTED]
