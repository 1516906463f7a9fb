"""Answers that a text's structure gives: the points of a speech, the parts of a report, the n-th of them, how many.

Every item is given, in order, each with its span. A list is only given if one is surely meant; else the model reads.
"""

import re
from collections.abc import Sequence

from corpus import fold, simplify
from corpus.language.numerals import numeral
from corpus.language.sentences import split_sentences
from corpus.structure.list_names import ListName
from index import Hit, Library
from rag.datamodel import DirectAnswer, Listed, Statement, Verdict
from rag.extractive.list_answers import GENERIC
from rag.extractive.provenance import SourceTexts, credit, evidence
from rag.question.analysis import Question
from rag.question.intent.intents import Kind
from rag.retrieval.outline_nodes import Node, Ranked, rank_nodes
from rag.verification.answer_relevance import concerns

SURE = 1.6
"""Score from which a list is given: docs/LOG.md."""
_ALONE = 1.1  # the same, of the only list of the document that the search is sure of
_FOUND = 0.45
_WORDS = 0.1  # of the question's words, in a list that it asks for as points or parts and does not count
_COVERED = 0.5  # of the question's words, anywhere in the document
_MOST = 0.5  # of a text, in a list that is its parts
_OTHERWISE = 0.3  # the same, of a list of anything else
_MARGIN = 0.2  # by which it must lead the next list
_POINTED = 24  # lists that a model may point at
_LINE, _LINES = 60, 3  # characters of a line that a model is shown of a list, and lines of what leads to it
_DETAIL = 2  # sentences of an item that are quoted where one item alone is asked for


def outline_answer(library: Library, question: Question, hits: Sequence[Hit]) -> DirectAnswer | None:
    """Answer with the items of the list that a question means, or with the one it asks for; None if none surely is.

    :param hits: What retrieval found, best first.
    """
    asked = question.list_asked
    if asked is None or not hits:
        return None
    ranked = rank_nodes(library, question, hits)
    chosen = _sure([one for one in ranked if one.node.told])
    if chosen is None or not chosen.node.listing.complete or not _meant(library, question, chosen):
        return None
    node = chosen.node
    if asked.nth:
        there = all(nth <= len(node.listing.items) for nth in asked.nth)
        many = _all(library, node)[:1] if asked.points else []
        return DirectAnswer((*many, *(_item(library, node, nth) for nth in asked.nth))) if there else None
    return DirectAnswer(tuple(_all(library, node)))


def listed(
    library: SourceTexts, ranked: Sequence[Ranked], nth: Sequence[int] = (), *, whole: bool = False
) -> tuple[Listed, ...]:
    """Return the likeliest lists, ready to be given if a model points at one; best first.

    :param nth: Which items alone are asked for, from 1, -1 for the last; none if all are.
    :param whole: Whether the parts of a whole text are asked for.
    """
    found = []
    for one in ranked[:_POINTED]:
        node = one.node
        heads = node.listing.items
        ends = [start for start, _ in heads[1:]] + [max(node.listing.end, heads[-1][1])]
        items = tuple((start, end) for (start, _), end in zip(heads, ends, strict=True))
        some = bool(nth) and all(one <= len(heads) for one in nth)
        given = [_item(library, node, at) for at in nth] if some else _all(library, node)
        told = (*(line[:_LINE] for line in node.listing.context[:_LINES]), *_numbered(node.listing.heads))
        sure = one.counts == 1 and node.listing.complete and (not whole or _spans(node))
        found.append(
            Listed(
                node.speech.id,
                items,
                heads,
                one.score,
                one.counts > 0 and (not whole or _spans(node)),
                tuple(given),
                sure,
                told,
            )
        )
    return tuple(found)


def _numbered(heads: Sequence[str]) -> list[str]:
    return [f"{number}. {head[:_LINE]}" for number, head in enumerate(heads, 1)]


def _meant(library: Library, question: Question, chosen: Ranked) -> bool:
    """Say whether nothing in the question speaks against a list: its name, its people, place and year; how it asks."""
    node, asked = chosen.node, question.list_asked
    if asked and asked.whole and not _spans(node):
        return False
    first = evidence(library, node.speech, *node.listing.items[0])
    near = fold(simplify("\n".join((*node.listing.context, *node.listing.heads))))
    document = fold("\n".join((library.source_text(node.speech.id), first.about)))
    if not concerns(question.mentions, "\n".join(node.listing.context), [first]):
        return False
    if node.speech.speaker and any(name not in document for name in question.mentions.people):
        return False
    many = (len(node.listing.items), node.listing.announced)
    if any(_is_strange(words, document, node) for words in question.mentions.quoted):
        return False
    named = [name.number for name in map(ListName.read, question.mentions.quoted) if name]
    if named and not (asked and asked.counted) and not set(named) & set(many):
        return False  # “五新” is no list of three
    name = question.intent.name if question.intent and question.intent.kind is Kind.LIST else None
    noun, phrase = (name.noun, name.text) if name else ("", "")
    if len(noun) > 1 and not noun.startswith(tuple(GENERIC)) and noun not in near:
        return False  # 三个不松劲 is no list of three other things
    counted = asked.noun[:2] if asked else ""
    if len(counted) == 2 and not counted.startswith(tuple(GENERIC)) and counted not in near:
        return False
    about = asked.about if asked else question.mentions.words
    words = {word for word in about if word not in GENERIC and word not in phrase}
    if not words or sum(word in document for word in words) < _COVERED * len(words):
        return False
    if asked is None or asked.nth or chosen.counts == 1:
        return True
    return chosen.words >= (_WORDS if asked.points else _OTHERWISE)


def _is_strange(words: str, document: str, node: Node) -> bool:
    """Say whether quoted words count things that neither a text names nor a list is made of: “四员” of four parts."""
    name = ListName.read(words)
    noun = name.noun if name else words[1:] if numeral(words[:1]) > 1 else ""
    return bool(noun) and words not in document and not all(noun in head for head in node.listing.heads)


def _spans(node: Node) -> bool:
    """Say whether a list may be what its whole text is made of: its headings, or items over most of it."""
    listing = node.listing
    return listing.kind in ("outline", "headings") or listing.end - node.start >= _MOST * (node.speech.end - node.start)


def _sure(ranked: Sequence[Ranked]) -> Ranked | None:
    if not ranked or ranked[0].counts == 0:
        return None
    best, rivals = ranked[0], ranked[1:]
    if rivals and best.score - rivals[0].score < _MARGIN:
        return None
    others = [other.node for other in rivals if other.node.listing.kind != "dashed"]
    if not any(node.speech.id == best.node.speech.id for node in others):
        return best if best.score >= _ALONE and best.hits >= _FOUND else None
    return best if best.score >= SURE else None


def _all(library: SourceTexts, node: Node) -> list[Statement]:
    many = len(node.listing.items)
    told = f"共 {many} 项" if node.listing.complete else f"原文称 {node.listing.announced} 项，文中能确认 {many} 项"
    spans = [node.listing.lead] if node.listing.lead else [node.listing.items[0]]
    support = tuple(evidence(library, node.speech, *span) for span in spans)
    lines = [Statement(f"{credit(node.speech)}{told}：", support, Verdict.SUPPORTED)]
    source = library.source_text(node.speech.id)
    for number, ((start, end), head) in enumerate(zip(node.listing.items, node.listing.heads, strict=True), 1):
        verdict = Verdict.QUOTED if head in source[start:end] else Verdict.SUPPORTED
        lines.append(Statement(f"{number}. {head}。", (evidence(library, node.speech, start, end),), verdict))
    return lines


def _item(library: SourceTexts, node: Node, asked: int) -> Statement:
    nth = asked if asked > 0 else len(node.listing.items) + 1 + asked
    start, end = node.listing.items[nth - 1]
    stop = node.listing.items[nth][0] if nth < len(node.listing.items) else node.listing.end
    body = split_sentences(library.source_text(node.speech.id)[start:stop])[:_DETAIL]
    last = max(end, start + body[-1][1]) if body else end
    last = min(last, start + 200) if last > end else end
    quote = evidence(library, node.speech, start, last)
    words = re.sub(r"\s*\n\s*", " ", quote.quote.strip())
    return Statement(f"{credit(node.speech)}中第{nth}项是：“{words}”", (quote,), Verdict.QUOTED)
