"""The lists that texts show by their structure, as nodes that a question can mean: what leads to them, and their items.

A node is an enumeration (一是…二是…), announced or not, or the headings that stand under one heading or at the top of a
text. `corpus` found them when the text was read; here they are ranked against a question. Which list is meant is told
by the question's words in what leads to the list and in its items, by where the search's hits lie, and by whether it
counts as many items as the question does; no wording of the question is looked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus import Section, Speech, fold, simplify
from corpus.language.cleaning import clean
from corpus.structure.list_announcements import LABEL
from index import Hit, Library
from index.search.chunk_context import term_set
from rag.datamodel import Passage, describe, span_of
from rag.question.analysis import Question
from rag.retrieval.fusion import chances

DOCUMENTS = 3
"""Of so many documents of the best hits the lists are looked at."""
LISTS, LIKELY = 2, 1.0
"""So many lists are read for a question that asks for one, of those with such a score at least."""
_LEAD = 160  # characters before a list in which it is introduced
_HEAD = 80  # of an item from which only its first clause is its head
_NEAR = 40  # characters that a hit may lie before a list to lead to it
_MANY = 15  # items from which a list is a glossary or an annex, unless the question counts them
_IN_HEADS = 0.5  # what a word in an item's head is worth: whoever names an item may mean what stands under it
_INSIDE = 0.4  # what a hit in the body of an item is worth
_SHORT = 6  # characters of quoted words that items may be made of


@dataclass(frozen=True, slots=True)
class Node:
    """A list as a text has it.

    :param start: From what introduces it, in the source.
    :param lead: The span of the sentence that introduces it; None if a heading alone does.
    :param context: Headings above it and what introduces it, clean and Simplified.
    :param items: Spans of the items in order, labels included.
    :param heads: Their headings or first clauses, without labels.
    :param announced: How many items the text says there are; None if it does not.
    :param whole: Whether it is the outermost headings of the text: every hit lies in it.
    """

    speech: Speech
    start: int
    end: int
    lead: tuple[int, int] | None
    context: str
    items: tuple[tuple[int, int], ...]
    heads: tuple[str, ...]
    announced: int | None = None
    whole: bool = False

    @property
    def complete(self) -> bool:
        """Whether no item is known to be missing."""
        return self.announced is None or self.announced == len(self.items)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node and what speaks for it, each 0 to 1 and higher for it.

    :param words: Share of the question's words, weighted by how much they tell, in its context and heads; words that
        the whole document is about count little.
    :param hits: Chance that the answer lies in it, by the search.
    :param counts: 1 if the question counts as many items, 0 if another number, .5 if it counts none.
    :param alike: Share of its items that have words which the question quotes.
    """

    node: Node
    words: float
    hits: float
    counts: float
    alike: float = 0.0

    @property
    def score(self) -> float:
        """Higher is better; comparable over questions."""
        return 2.0 * self.words + self.hits + 1.2 * self.counts + self.alike - 0.4 * self.node.whole


def nodes_of(library: Library, speech: Speech) -> tuple[Node, ...]:
    """Return the lists of a speech in the order of their starts; lists of one item are none."""
    source = library.source_text(speech.id)
    sections = library.sections(speech.id)
    nodes = [*_enumerated(library, speech, source, sections), *_outlined(speech, source, sections)]
    best: dict[int, Node] = {}
    for node in nodes:  # headings that are also an enumeration: the one with more items, else the announced one
        first = node.items[0][0]
        if first not in best or len(node.items) > len(best[first].items):
            best[first] = node
    return tuple(sorted(best.values(), key=lambda node: node.start))


def rank_nodes(library: Library, question: Question, hits: Sequence[Hit]) -> list[Ranked]:
    """Rank the lists of the best hits' documents against a question, best first.

    :param hits: Best first.
    """
    counted = question.list_asked.counted if question.list_asked else None
    weights = library.term_weights(question.mentions.terms)
    masses = [(hit, float(c)) for hit, c in zip(hits, chances([h.score for h in hits]), strict=True)]
    quoted = [word for word in question.mentions.quoted if len(word) <= _SHORT]
    speeches = list({hit.speech.id: hit.speech for hit in hits}.values())[:DOCUMENTS]
    ranked = []
    for speech in speeches:
        about = term_set(
            simplify(f"{speech.title} {speech.speaker or ''} {speech.place or ''} {speech.occasion or ''}")
        )
        telling = {term: weight * (0.25 if term in about else 1.0) for term, weight in weights.items()}
        total = sum(telling.values()) or 1.0
        mass = {hit.start: chance for hit, chance in masses if hit.speech.id == speech.id}
        own = sum(mass.values())
        nodes = nodes_of(library, speech)
        for node in nodes:
            if len(node.items) > _MANY and counted != len(node.items):
                continue
            above, heads = (term_set(fold(simplify(text))) for text in (node.context, "\n".join(node.heads)))
            found = sum(w if term in above else _IN_HEADS * w for term, w in telling.items() if term in above | heads)
            share = found / total
            inside = sum(chance * _credit(node, nodes, start) for start, chance in mass.items())
            counts = 0.5 if counted is None else float(counted in (len(node.items), node.announced))
            ranked.append(Ranked(node, share, 0.5 * own + 0.5 * inside, counts, _alike(node, quoted)))
    return sorted(ranked, key=lambda item: -item.score)


def _credit(node: Node, nodes: Sequence[Node], start: int) -> float:
    """Return how much a hit speaks for a list.

    Fully on what introduces it or on one of its heads; inside an item the less the more lists lie between.
    """
    if not node.start - _NEAR <= start < node.end:
        return 0.0
    heads = [node.items[0][0], *(first for first, _ in node.items)]
    if start < heads[0] or any(first - _NEAR <= start <= first + _NEAR for first in heads):
        return 1.0
    between = sum(other.start <= start < other.end and _inside(other, node) for other in nodes)
    return _INSIDE / (1 + between)


def _inside(one: Node, other: Node) -> bool:
    return one is not other and other.start <= one.start and one.end <= other.end and one.items != other.items


def _alike(node: Node, quoted: Sequence[str]) -> float:
    """Return the share of a list's items that have the words which the question quotes: 五个“必须”."""
    return max(
        (sum(word in fold(simplify(head)) for head in node.heads) / len(node.heads) for word in quoted), default=0.0
    )


def _enumerated(library: Library, speech: Speech, source: str, sections: Sequence[Section]) -> Iterator[Node]:
    for found in library.enumerations(speech.id):
        if len(found.items) < 2:
            continue
        first = found.items[0][0]
        lead = _lead_before(source, speech.start, first)
        context = [*_headings(sections, first), found.name or "", _clean(source, lead) if lead else ""]
        heads = tuple(head_of(source[start:end]) for start, end in found.items)
        start = min(found.start, lead[0] if lead else first)
        yield Node(
            speech, start, found.end, lead, "\n".join(filter(None, context)), found.items, heads, found.announced
        )


def _outlined(speech: Speech, source: str, sections: Sequence[Section]) -> Iterator[Node]:
    parents: list[tuple[int, Section]] = []  # index of the section above (-1: none), section
    opened: list[tuple[int, Section]] = []
    for index, section in enumerate(sections):
        opened = [(at, above) for at, above in opened if above.level < section.level and section.start < above.end]
        parents.append((opened[-1][0] if opened else -1, section))
        opened.append((index, section))
    for above, group in groupby(sorted(parents, key=lambda pair: (pair[0], pair[1].start)), key=lambda pair: pair[0]):
        children = [section for _, section in group]
        if len(children) < 2:
            continue
        items = tuple((child.start, min(child.end, _line_end(source, child.start))) for child in children)
        first = children[0].start
        lead = _lead_before(source, sections[above].start if above >= 0 else speech.start, first)
        heading = [sections[above].heading] if above >= 0 else []
        context = [*_headings(sections, first), *heading, _clean(source, lead) if lead else ""]
        heads = tuple(LABEL.sub("", simplify(child.heading), count=1) for child in children)
        start = sections[above].start if above >= 0 else (lead[0] if lead else first)
        above_it = "\n".join(dict.fromkeys(filter(None, context)))
        yield Node(speech, start, children[-1].end, lead, above_it, items, heads, whole=above < 0)


def _headings(sections: Sequence[Section], at: int) -> list[str]:
    return [section.heading for section in sections if section.start < at < section.end]


def _lead_before(source: str, floor: int, first: int) -> tuple[int, int] | None:
    """Return the span of the sentence right before a list's first item; None if the list begins its text."""
    floor = max(floor, first - _LEAD)
    before = source[floor:first].rstrip()
    if not before:
        return None
    end = floor + len(before)
    cut = max((match.end() for match in re.finditer(r"[。！？!?；;\n]", before[:-1])), default=0)
    start = floor + cut
    start += len(source[start:end]) - len(source[start:end].lstrip())
    return (start, end) if start < end else None


def _line_end(source: str, start: int) -> int:
    end = source.find("\n", start)
    return len(source) if end < 0 else end


def _clean(source: str, span: tuple[int, int]) -> str:
    return simplify(clean(source[slice(*span)]).text)


def head_of(item: str) -> str:
    """Return an item's heading or first clause without its label, clean, in its own script."""
    text = LABEL.sub("", clean(item).text.replace("**", "").strip(), count=1).strip(" #\u3000")
    text = re.split(r"[。！？!?\n]", text, maxsplit=1)[0].strip(" ，,；;、：:")
    return re.split(r"[，,；;：:]", text, maxsplit=1)[0] if len(text) > _HEAD else text


def passage(node: Node, source: str) -> Passage:
    """Return a list as a model reads it: what introduces it and the beginning of each item, each a span to cite."""
    spans = [node.lead] if node.lead else []
    for start, end in node.items:
        stop = re.search(r"[。！？!?\n]", source[start:end])
        spans.append((start, start + stop.end() if stop else end))
    sentences = tuple(
        span_of(node.speech, start, start + len(source[start:end].rstrip()), source) for start, end in spans
    )
    return Passage(describe(node.speech), node.context.split("\n")[0] if node.context else "", sentences)
