"""A speech in brief, in the chat: its outline or so many points, each a line of its own words."""

from collections.abc import Collection, Sequence

from corpus import Speech, fold
from corpus.language.lexicon import pattern
from index import Hit, Library
from rag.datamodel import DeskLink, DirectAnswer, Statement, Verdict
from rag.desk.digest.outline import MOST, Digest, outline, points
from rag.extractive.meant_speech import meant
from rag.extractive.provenance import credit, evidence
from rag.question.desk.request import DeskRequest

_NUMBERED = pattern(r"[（(]?[{tens}\d]{1,3}[）)、.．是要]|第[{tens}]")
_LINE = 60  # characters of a heading that is shown before its line


def in_points(
    library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit] = ()
) -> DirectAnswer | None:
    """Return the speech that a question means in brief, or None if it is not sure which that is.

    :param words: Content words of the question.
    :param hits: What retrieval found, best first.
    """
    speech, slots = meant(library, request.texts, words, hits), request.slots
    if speech is None:
        return None
    count = slots.number if slots.number and 1 <= slots.number <= MOST else None
    found = points(library, speech.id, count) if count else outline(library, speech.id, depth=1)
    return _worded(library, speech, found, count)


def _worded(library: Library, speech: Speech, found: Digest, count: int | None) -> DirectAnswer | None:
    lines = [part for part in found.parts if part.line is not None]
    if not lines:
        return None
    statements: list[Statement] = []
    for number, part in enumerate(lines, 1):
        assert part.line is not None
        heading = " ".join(part.heading.quote.split())[:_LINE] if part.heading else ""
        whole = " ".join(part.line.quote.split())
        label = "" if _NUMBERED.match(heading) else f"{number}. "
        # a line that begins with its heading says it
        lead = f"{heading}：" if heading and not fold(whole).startswith(fold(heading)) else ""
        support = evidence(library, speech, part.line.start, part.line.end)
        also = (evidence(library, speech, part.heading.start, part.heading.end),) if part.heading and lead else ()
        statements.append(
            Statement(f"{label if lead else f'{number}. '}{lead}“{whole}”", (support, *also), Verdict.QUOTED)
        )
    how = "按原文结构" if found.how == "outline" else "按原文最集中的语句"
    short = f"，原文可摘的只有 {len(lines)} 点" if count and len(lines) < count else ""
    head = f"{credit(speech)}{how}列出 {len(lines)} 点{short}，均为原句："
    query = (("speech", speech.id), *((("what", "points"), ("count", str(count))) if count else ()))
    first = Statement(head, (statements[0].support[0],), Verdict.SUPPORTED)
    return DirectAnswer((first, *statements), desk=DeskLink("digest", query))
