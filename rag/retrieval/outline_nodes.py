"""The lists that texts show by their structure, as nodes that a question can mean: what leads to them, and their items.

A node is an enumeration (一是…二是…), announced or not, or the headings that stand under one heading or at the top of a
text. `corpus` found them when the text was read; here they are ranked against a question. Which list is meant is told
by the question's words in what leads to the list and in its items, by where the search's hits lie, and by whether it
counts as many items as the question does; no wording of the question is looked for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus import Listing, Speech, fold, simplify
from index import Hit
from index.search.chunk_context import term_set
from rag.datamodel import Passage, describe, span_of
from rag.question.analysis import Question
from rag.retrieval.fusion import chances

DOCUMENTS = 3
"""Of so many documents of the best hits the lists are looked at."""
LISTS, LIKELY = 2, 1.0
"""So many lists are read for a question that asks for one, of those with such a score at least."""
_TOLD = ("enumeration", "dashed", "headings", "outline")
_FORMS = ("paragraphs", "sentences", "clauses")
_NEAR = 40  # characters that a hit may lie before a list to lead to it
_MANY = 15  # items from which a list is a glossary or an annex, unless the question counts them
_IN_HEADS = 0.5  # what a word in an item's head is worth: whoever names an item may mean what stands under it
_INSIDE = 0.4  # what a hit in the body of an item is worth
_SHORT = 6  # characters of quoted words that items may be made of


class Lists(Protocol):
    """Where lists and the weights of words come from: a library, or texts that were given with a question."""

    def listings(self, speech_id: str) -> Sequence[Listing]:
        """Return the lists of a speech."""
        ...

    def term_weights(self, wanted: Iterable[str]) -> Mapping[str, float]:
        """Return how much each of some terms tells."""
        ...


@dataclass(frozen=True, slots=True)
class Node:
    """A list of a speech, as `corpus.structure.listings` found it."""

    speech: Speech
    listing: Listing

    @property
    def start(self) -> int:
        """Where what introduces it begins, in the source."""
        return min(self.listing.start, *(self.listing.lead or ()), self.listing.items[0][0])

    @property
    def told(self) -> bool:
        """Whether the text shows that it is a list, by labels or headings; else it is one by its form alone."""
        return self.listing.kind in _TOLD

    @property
    def whole(self) -> bool:
        """Whether it is the outermost headings of the text: every hit lies in it."""
        return self.listing.kind == "outline"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node and what speaks for it, each 0 to 1 and higher for it.

    :param words: Share of the question's words, weighted by how much they tell, in its context and heads; words that
        the whole document is about count little.
    :param hits: Chance that the answer lies in it, by the search.
    :param counts: 1 if the question counts as many items, 0 if another number, .5 if it counts none.
    :param alike: Share of its items that have words which the question quotes.
    :param document: Chance that the answer lies in its document, by the search.
    """

    node: Node
    words: float
    hits: float
    counts: float
    alike: float = 0.0
    document: float = 0.0

    @property
    def score(self) -> float:
        """Higher is better; comparable over questions."""
        dashed = self.node.listing.kind == "dashed"
        found = 2.0 * self.words + self.hits + 1.2 * self.counts + self.alike
        return found - 0.4 * self.node.whole - 0.3 * dashed


def nodes_of(library: Lists, speech: Speech, counted: int | None = None) -> tuple[Node, ...]:
    """Return the lists of a speech in the order of their starts.

    Of headings that are also an enumeration the one with more items, else the enumeration; what only its name or its
    form tells to be a list is none.

    :param counted: How many items are asked for: of lists that begin alike the one with so many, and lists of so many
        that their form alone tells.
    """
    best: dict[int, tuple[tuple[bool, bool, int, bool], Listing]] = {}
    for listing in library.listings(speech.id):
        many, told = len(listing.items), listing.kind in _TOLD
        if not told and (many != counted or listing.kind not in _FORMS):
            continue
        rank = (many == counted, told, many, listing.kind == "enumeration")
        first = listing.items[0][0]
        if first not in best or rank > best[first][0]:
            best[first] = rank, listing
    return tuple(sorted((Node(speech, listing) for _, listing in best.values()), key=lambda node: node.start))


def rank_nodes(library: Lists, question: Question, hits: Sequence[Hit]) -> list[Ranked]:
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
        nodes = nodes_of(library, speech, counted)
        for node in nodes:
            if len(node.listing.items) > _MANY and counted != len(node.listing.items):
                continue
            if not node.told and not any(form.strip("…") in question.text for form in node.listing.names):
                continue  # whoever asks for four 面向 says so
            context, short = node.listing.context, node.listing.heads
            above, heads = (term_set(fold(simplify("\n".join(texts)))) for texts in (context, short))
            found = sum(w if term in above else _IN_HEADS * w for term, w in telling.items() if term in above | heads)
            share = found / total
            inside = sum(chance * _credit(node, nodes, start) for start, chance in mass.items())
            counts = 0.5 if counted is None else float(counted in (len(node.listing.items), node.listing.announced))
            ranked.append(Ranked(node, share, 0.5 * own + 0.5 * inside, counts, _alike(node, quoted), own))
    return sorted(ranked, key=lambda item: -item.score)


def _credit(node: Node, nodes: Sequence[Node], start: int) -> float:
    """Return how much a hit speaks for a list.

    Fully on what introduces it or on one of its heads; inside an item the less the more lists lie between.
    """
    items = node.listing.items
    if not node.start - _NEAR <= start < node.listing.end:
        return 0.0
    heads = [items[0][0], *(first for first, _ in items)]
    if start < heads[0] or any(first - _NEAR <= start <= first + _NEAR for first in heads):
        return 1.0
    between = sum(other.start <= start < other.listing.end and _inside(other, node) for other in nodes)
    return _INSIDE / (1 + between)


def _inside(one: Node, other: Node) -> bool:
    within = other.start <= one.start and one.listing.end <= other.listing.end
    return one is not other and within and one.listing.items != other.listing.items


def _alike(node: Node, quoted: Sequence[str]) -> float:
    """Return the share of a list's items that have the words which the question quotes: 五个“必须”."""
    heads = [fold(simplify(head)) for head in node.listing.heads]
    return max((sum(word in head for head in heads) / len(heads) for word in quoted), default=0.0)


def passage(node: Node, source: str) -> Passage:
    """Return a list as a model reads it: what introduces it and the beginning of each item, each a span to cite."""
    listing = node.listing
    spans = [listing.lead] if listing.lead else []
    for start, end in listing.items:
        stop = re.search(r"[。！？!?\n]", source[start:end])
        spans.append((start, start + stop.end() if stop else end))
    sentences = tuple(
        span_of(node.speech, start, start + len(source[start:end].rstrip()), source) for start, end in spans
    )
    return Passage(describe(node.speech), next(iter(listing.context), ""), sentences)
