"""Answers that a text's structure gives: the points of a speech, the parts of a report, the n-th of them, how many.

Every item is given, in order, each with its span. A list is only given if one is surely meant; else the model reads.
"""

import re
from collections.abc import Sequence

from corpus import fold, simplify
from corpus.language.numerals import numeral
from corpus.language.segmentation import bare
from corpus.language.sentences import split_sentences
from corpus.structure.list_names import ListName
from index import Hit, Library
from rag.datamodel import DirectAnswer, Evidence, Listed, Statement, Verdict
from rag.extractive.lists.chance import Signs, chance, read_signs
from rag.extractive.lists.named_lists import GENERIC
from rag.extractive.provenance import SourceTexts, credit, evidence
from rag.question.analysis import Question
from rag.question.intent.intents import Kind
from rag.question.list_question import ListAsked
from rag.retrieval.outline_nodes import Node, Ranked, rank_nodes
from rag.verification.answer_relevance import concerns

_LIKELY = 4  # lists that are looked at
_COVERED = 0.3  # of the words that say which list is meant, anywhere in its document
_LOOSE = 0.3  # of the question's words, in a list that it asks for neither as points or parts nor by number
_MOST = 0.5  # of a text, in a list that is its parts
_NAMED = 0.6  # of the pairs of characters that an item is named by, in its head
_POINTED = 24  # lists that a model may point at
_LINE, _LINES = 60, 3  # characters of a line that a model is shown of a list, and lines of what leads to it
_DETAIL = 2  # sentences of an item that are quoted where one item alone is asked for


def likeliest_node(library: Library, question: Question, hits: Sequence[Hit]) -> tuple[float, Node] | None:
    """Return the chance of the likeliest list, 0 to 1, and itself; None if there is none.

    :param question: It asks for a list.
    :param hits: What retrieval found, best first.
    """
    quoted = question.mentions.quoted
    likely = [
        (max(chance(s), float(_is_called(one.node, quoted))), one.node)
        for one, s in candidates(library, question, hits)
    ]
    return max(likely, key=lambda pair: pair[0], default=None)


def from_node(library: Library, node: Node, asked: ListAsked) -> DirectAnswer:
    """Return the answer that a list gives: all its items, or the ones asked for by number."""
    if asked.nth:
        many = _all(library, node)[:1] if asked.points else []
        return DirectAnswer((*many, *(_item(library, node, nth) for nth in asked.nth)))
    return DirectAnswer(tuple(_all(library, node)))


def candidates(library: Library, question: Question, hits: Sequence[Hit]) -> list[tuple[Ranked, Signs]]:
    """Return the likeliest lists that nothing in a question speaks against, with what speaks for them; best first.

    :param question: It asks for a list.
    """
    asked = question.list_asked
    assert asked is not None, "it asks for no list"
    ranked = [one for one in rank_nodes(library, question, hits) if one.node.told and _has(one.node, asked.nth)]
    implied = question.narrowed.implied if question.narrowed else ()
    about = asked.about - frozenset(GENERIC)
    if not about and not implied:
        return []  # 三个方面是什么: of what?
    if asked.loose and question.expects not in ("list", "text"):
        return []  # 分别是多少: figures
    if asked.nth and question.expects == "person":
        return []  # 第一个发言的是谁: of the people there
    found = []
    for one in (*ranked[:_LIKELY], *(one for one in ranked[_LIKELY:] if one.node.whole and asked.whole)):
        listing = one.node.listing
        if not listing.complete or not one.counts or not all(map(bare, listing.heads)):
            continue
        first = evidence(library, one.node.speech, *listing.items[0])
        document = fold(simplify("\n".join((library.source_text(one.node.speech.id), first.about))))
        if not _may_be(question, asked, one.node, first, about, document):
            continue
        signs = read_signs(asked, about, one, [other for other in ranked if other is not one], document)
        meant = signs.covered >= _COVERED and (not asked.loose or signs.words >= _LOOSE)
        if meant or _is_called(one.node, question.mentions.quoted):
            found.append((one, signs))
    return found


def item_beside(library: Library, question: Question, asked: ListAsked, hits: Sequence[Hit]) -> DirectAnswer | None:
    """Answer which number an item has that is named by its words, or what stands beside it; None if none surely is."""
    named = bare(asked.beside)
    found = []
    for one in rank_nodes(library, question, hits):
        alike = [_alike(named, bare(fold(simplify(head)))) for head in one.node.listing.heads]
        best = max(alike)
        if one.node.told and best >= _NAMED and alike.count(best) == 1:
            found.append((best, one.hits, alike.index(best) + 1 + asked.step, one.node))
    best, _, nth, node = max(found, key=lambda each: each[:2], default=(0.0, 0.0, 0, None))
    if node is None or not 1 <= nth <= len(node.listing.items) or not node.listing.complete:
        return None
    return DirectAnswer((_item(library, node, nth),))


def _alike(named: str, head: str) -> float:
    """Return the share, 0 to 1, of the pairs of neighbouring characters of some words that stand in a head."""
    pairs = [named[at : at + 2] for at in range(len(named) - 1)]
    return sum(pair in head for pair in pairs) / len(pairs) if pairs else float(named in head)


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
        some = bool(nth) and _has(node, nth)
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


def _may_be(
    question: Question, asked: ListAsked, node: Node, first: Evidence, about: frozenset[str], document: str
) -> bool:
    """Say whether nothing in a question speaks against a list: its name, its people, place and year; how it asks.

    :param first: Its first item.
    :param about: The words that say which list is meant.
    :param document: Its text and what is said about it, folded and simplified.
    """
    if asked.whole and not asked.nth and (not _spans(node) or _names_part(node, about)):
        return False
    if not concerns(question.mentions, "\n".join(node.listing.context), [first]):
        return False
    if node.speech.speaker and any(name not in document for name in question.mentions.people):
        return False
    many = (len(node.listing.items), node.listing.announced)
    near = fold(simplify("\n".join((*node.listing.context, *node.listing.heads, *node.listing.names))))
    if any(_is_strange(words, near, node) for words in question.mentions.quoted):
        return False
    if any(not all(word in head for head in node.listing.heads) for word in asked.shared):
        return False
    named = [name.number for name in map(ListName.read, question.mentions.quoted) if name]
    if named and not asked.counted and not set(named) & set(many):
        return False  # “五新” is no list of three
    name = question.intent.name if question.intent and question.intent.kind is Kind.LIST else None
    nouns = (name.noun if name else "", asked.noun[:2])
    # 三个不松劲 is no list of three other things
    return all(noun in near for noun in nouns if len(noun) > 1 and not noun.startswith(tuple(GENERIC)))


def _is_called(node: Node, quoted: Sequence[str]) -> bool:
    """Say whether all items of a list have what a quoted name counts, as many as it says: 坚守 of “四个坚守”."""
    heads = [fold(simplify(head)) for head in node.listing.heads]
    names = [name for name in map(ListName.read, quoted) if name and name.noun]
    return any(name.number == len(heads) and all(name.noun in head for head in heads) for name in names)


def _names_part(node: Node, about: frozenset[str]) -> bool:
    """Say whether words name one part of a text: 主要工作分几块 asks how that is built."""
    return any(2 * sum(word in head for word in about) > max(len(about), 1) for head in node.listing.heads)


def _is_strange(words: str, near: str, node: Node) -> bool:
    """Say whether quoted words count things that a list is neither called nor made of: “四员” of four parts."""
    name = ListName.read(words)
    noun = name.noun if name else words[1:] if numeral(words[:1]) > 1 else ""
    return bool(noun) and words not in near and not all(noun in head for head in node.listing.heads)


def _spans(node: Node) -> bool:
    """Say whether a list may be what its whole text is made of: its headings, or items over most of it."""
    listing = node.listing
    return listing.kind in ("outline", "headings") or listing.end - node.start >= _MOST * (node.speech.end - node.start)


def _has(node: Node, nth: Sequence[int]) -> bool:
    """Say whether a list has the items that are asked for by number."""
    return all(0 < abs(one) <= len(node.listing.items) for one in nth)


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
