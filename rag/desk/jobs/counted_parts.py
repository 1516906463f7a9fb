"""The things that a text counts, asked for in the chat: every item in order, by the words that it begins with.

The text is one that the question names, or the only one that has such lists and is about its words. Whoever is not sure
returns None.
"""

from collections.abc import Collection, Sequence

from corpus import Listing, Speech, fold
from corpus.language.lexicon import pattern, words
from corpus.language.numerals import numeral
from index import Library
from rag.datamodel import DeskLink, DirectAnswer, Statement, Verdict
from rag.desk.digest.skeleton import Block, as_block, outlined
from rag.extractive.meant_speech import by_title
from rag.extractive.provenance import credit, evidence, once
from rag.question.filters.reports import REPORT
from rag.question.filters.speech_selection import Selection
from rag.question.intent.counted_parts import CountedParts

_KINDS = ("enumeration", "headings", "outline", "dashed", "paragraphs")
"""Lists whose items stand apart, the surest first."""
_OF_TEXTS = frozenset((*words("texts"), *words("list_labels", "head")))
_COUNTED = pattern("第?{items}")
_LABEL = pattern(r"(?:^|[\s。])(?P<number>[{tens}]{1,3})、(?=[^，。\s]{4,40}\s)")


def answer_counted(
    library: Library, counted: tuple[CountedParts, Selection] | None, people: Collection[str]
) -> DirectAnswer | None:
    """Return the items of the lists that a question counts, or None if it is not sure which are meant.

    :param counted: What is counted, and which texts the question means; None if nothing is.
    :param people: Who is named in it, folded.
    """
    if counted is None:
        return None
    asked, selection = counted
    having = [
        (speech, lists)
        for speech in _texts(library, selection, people)
        if (lists := _lists(library, speech, asked)) is not None
    ]
    kept, _copies = once(library, [speech for speech, _ in having])
    if len(kept) != 1:
        return None
    speech = kept[0]
    lists = next(lists for one, lists in having if one.id == speech.id)
    return _worded(library, speech, lists, named=bool(people))


def _texts(library: Library, selection: Selection, people: Collection[str]) -> list[Speech]:
    """Return the texts that may be meant: those that are named, else those whose titles have words of the question."""
    speeches = library.speeches()
    if selection.titles or selection.places:
        named = selection.among(library, speeches)
        if not selection.titles:
            named = [one for one in named if one.place and one.kind == REPORT]
        if not named:  # a meeting that no title tells
            named = [one for one in speeches if one.speaker and fold(one.speaker) in selection.speakers]
        return by_title(selection.words, named)
    about = [word for word in selection.words if word not in _OF_TEXTS and not _COUNTED.match(word)]
    titles = {one.id: fold(f"{one.title}\n{one.occasion or ''}") for one in speeches}
    found = [one for one in speeches if any(word in titles[one.id] for word in about)]
    found = [one for one in found if all(word in fold(library.source_text(one.id)) for word in about)]
    return [one for one in found if not one.speaker or all(_is_of(library, one, name) for name in people)]


def _is_of(library: Library, speech: Speech, name: str) -> bool:
    return name in fold(f"{speech.speaker or ''}\n{library.source_text(speech.id)}")


def _lists(library: Library, speech: Speech, asked: CountedParts) -> list[list[Block]] | None:
    """Return the items of each list that is counted; None if one of them is not there, or not surely."""
    text = library.source_text(speech.id)
    listings = library.listings(speech.id)
    if asked.part is not None:
        span = _part(library, speech, asked.part)
        listings = [one for one in listings if _stands_in(text, one.items[0][0], span, asked.part)]
    chosen: list[list[Block]] = []
    for number, thing in asked.counts:
        fit = [one for one in listings if len(one.items) == number and one.kind in _KINDS]
        called = [one for one in fit if thing and thing in _told(text, one)]
        best = sorted(called or ([] if thing and asked.part is None else fit), key=lambda one: _KINDS.index(one.kind))
        if not best or len({one.items[0][0] for one in best if one.kind == best[0].kind}) > 1:
            return None
        chosen.append([as_block(text, *item) for item in best[0].items])
    return chosen


def _part(library: Library, speech: Speech, number: int) -> tuple[int, int] | None:
    """Return the span of one of a text's main parts; None of a text without an outline."""
    blocks = [block for block in outlined(library, speech) if block.level == 1]
    if number <= len(blocks):
        return blocks[number - 1].start, blocks[number - 1].end
    return None


def _stands_in(text: str, at: int, span: tuple[int, int] | None, number: int) -> bool:
    """Say whether a place is in a part: within its span, else behind its label and before the next one's."""
    if span is not None:
        return span[0] <= at < span[1]
    labels = list(_LABEL.finditer(fold(text[:at])))
    return bool(labels) and numeral(labels[-1]["number"]) == number


def _told(text: str, listing: Listing) -> str:
    """Return how a list is called, and what leads to it or begins its items."""
    lead = text[slice(*listing.lead)] if listing.lead else ""
    return fold("\n".join((*listing.names, lead, *(text[start : start + 12] for start, _ in listing.items))))


def _worded(library: Library, speech: Speech, lists: Sequence[Sequence[Block]], *, named: bool) -> DirectAnswer:
    statements: list[Statement] = []
    for blocks in lists:
        for number, block in enumerate(blocks, 1):
            support = evidence(library, speech, *(block.heading or (block.start, block.end)))
            label = f"{number}. " if not block.heading else ""
            statements.append(Statement(f"{label}“{' '.join(support.quote.split())}”", (support,), Verdict.QUOTED))
    sizes = "、".join(f"{len(blocks)} 条" for blocks in lists)
    unsigned = "" if speech.speaker or not named else "（没有写明讲话人）"
    head = f"{credit(speech)}{unsigned}中按原文列出 {sizes}，均为原句："
    first = Statement(head, tuple(one.support[0] for one in statements), Verdict.SUPPORTED)
    return DirectAnswer((first, *statements), desk=DeskLink("digest", (("speech", speech.id),)))
