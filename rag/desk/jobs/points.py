"""A speech in brief, in the chat: its outline or so many points, each a line of its own words."""

from collections.abc import Collection, Sequence

from corpus import Speech, fold
from corpus.language.figures.quantities import ordinals
from corpus.language.lexicon import pattern
from index import Hit, Library
from rag.datamodel import DeskLink, DirectAnswer, Refusal, RefusalCode, Statement, Verdict
from rag.desk.digest.outline import MOST, Digest, outline, points
from rag.desk.digest.skeleton import itemised
from rag.desk.digest.telling import COUNTS
from rag.extractive.meant_speech import meant
from rag.extractive.provenance import credit, evidence
from rag.question.desk.request import DeskRequest

_NUMBERED = pattern(r"[（(]?[{tens}\d]{1,3}[）)、.．是要]|第[{tens}]")
_HOW = {
    "outline": "按原文结构",
    "list": "按原文分列的各条",
    "said": "按会上各段讲话",
    "parts": "按原文的 {} 个部分",
    "central": "按原文最集中的语句",
}
_LONGEST = "中篇幅最长的"
_OFFERED = 3  # titles of which one may be meant
_LINE = 60  # characters of a heading that is shown before its line


def in_points(
    library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit] = ()
) -> DirectAnswer | None:
    """Return the speech that a question means in brief, or None if it is not sure which that is.

    :param words: Content words of the question.
    :param hits: What retrieval found, best first.
    """
    speech, slots = _of_session(library, request, meant(library, request.texts, words, hits), hits), request.slots
    count = slots.number if slots.number and 1 <= slots.number <= MOST else None
    counted = COUNTS.search(fold(request.typed))
    called = counted["thing"] if counted and count else None
    if count and called:
        speech = _having(library, request, count, called, speech)
    if speech is None:
        return None
    if count:
        return _worded(library, speech, points(library, speech.id, count, called=called), count)
    return _worded(library, speech, outline(library, speech.id, depth=request.depth), None)


def which_text(library: Library, request: DeskRequest, *, alone: bool) -> DirectAnswer | None:
    """Ask which text is meant, with the titles of the newest, where nothing tells; None if something does.

    :param alone: Whether nothing was asked before.
    """
    slots = request.slots
    named = request.texts or request.topic or request.titles or request.persons or request.people
    speeches = library.speeches()
    if not alone or named or slots.speakers or slots.places or slots.years or slots.quoted or len(speeches) < 2:
        return None
    preferred = library.preferences(speech.id for speech in speeches)
    once = [speech for speech in speeches if preferred.get(speech.id, speech.id) == speech.id]
    newest = sorted(once, key=lambda speech: speech.date or "", reverse=True)[:_OFFERED]
    examples = tuple(f"《{speech.title}》" for speech in newest)
    refusal = Refusal(RefusalCode.WHICH_TEXT, {"speeches": len(speeches), "examples": examples})
    return DirectAnswer(refusal=refusal, desk=DeskLink("digest"))


def _of_session(library: Library, request: DeskRequest, speech: Speech | None, hits: Sequence[Hit]) -> Speech | None:
    """Return the text that tells the session which a question names, 五届三次; `speech` first, None if none does."""
    asked = ordinals(fold(request.typed))
    if not asked or speech is None:
        return speech
    near = {one.id: one for one in (speech, *(hit.speech for hit in hits))}.values()
    return next((one for one in near if asked <= _sessions(library, one)), None)


def _sessions(library: Library, speech: Speech) -> frozenset[tuple[int, str]]:
    return ordinals(fold(f"{speech.title}\n{speech.occasion or ''}\n{library.source_text(speech.id)}"))


def _having(library: Library, request: DeskRequest, count: int, called: str, speech: Speech | None) -> Speech | None:
    """Return the text that has so many things of that name.

    It is the one that is meant, else the only one that gives them to whom the question names; the former of none.
    """
    if speech is not None and itemised(library, speech, count, called):
        return speech
    named = [fold(name) for name in dict.fromkeys((*request.slots.speakers, *request.persons))]
    if not named or request.titles:
        return speech
    having = [one for one in library.speeches() if itemised(library, one, count, called, named)]
    preferred = library.preferences(one.id for one in having)
    once = [one for one in having if preferred.get(one.id, one.id) == one.id]
    return once[0] if len(once) == 1 else speech


def _worded(library: Library, speech: Speech, found: Digest, count: int | None) -> DirectAnswer | None:
    lines = [part for part in found.parts if part.line or part.heading]
    if not lines:
        return None
    statements: list[Statement] = []
    for number, part in enumerate(lines, 1):
        heading = " ".join(part.heading.quote.split()).lstrip("# ")[:_LINE] if part.heading else ""
        support = [evidence(library, speech, one.start, one.end) for one in (part.line, part.heading) if one]
        whole = " ".join(part.line.quote.split()) if part.line else heading
        # a line that begins with its heading says it
        lead = f"{heading}：" if part.line and heading and not fold(whole).startswith(fold(heading)) else ""
        label = "" if lead and _NUMBERED.match(heading) else f"{number}. "
        supports = tuple(support if lead else support[:1])
        statements.append(Statement(f"{label}{lead}“{whole}”", supports, Verdict.QUOTED))
    how = _HOW[found.how].format(found.of)
    if found.how == "parts":
        how += _LONGEST if len(lines) < found.of else ""
    short = f"，原文可摘的只有 {len(lines)} 点" if count and len(lines) < count else ""
    head = f"{credit(speech)}{how}列出 {len(lines)} 点{short}，均为原句："
    query = (("speech", speech.id), *((("what", "points"), ("count", str(count))) if count else ()))
    first = Statement(head, (statements[0].support[0],), Verdict.SUPPORTED)
    return DirectAnswer((first, *statements), desk=DeskLink("digest", query))
