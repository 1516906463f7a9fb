"""How likely a list inside running text is the one that a question means, from what retrieval and both texts tell.

    each candidate's signs  ->  score  ->  the best, by how much it leads  |
                                           how the question asks           |  ->  chance, 0 to 1

Both are fitted by `python -m tests.benchmarks.learned.inline_lists` on questions for lists, asked with and without the
documents that have them: the score by the likelihood of the right one among all candidates of a question, the chance by
logistic regression on the best ones, right or not. docs/evaluation.md says on which sets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from corpus.language.segmentation import content_words
from index import Hit
from rag.datamodel import logistic, weighted
from rag.extractive.lists.inline_lists import CLAUSES, JOINED, QUOTES, InlineList
from rag.question.list_question import ListAsked

_LEADS, _TRAILS = 12, 10  # characters before a list in which it is introduced, and behind it in which it is named
_END = 6  # of the last item, where the name of the list may have begun: 人人称道的竹乡精神
_START = 8  # of the first item, where it may still be introduced
_SHARED = 0.6  # of the items that have a word, from which it tells anything
_COMMON = 0.25  # what a word tells of a list that its whole document is about
_CLAUSE_ENDS = ",，;；"
_NEARLY = 0.9  # of them, from which a neighbour that has it too belongs to them
_AROUND = 60  # characters before the sentence, which may say what it is about
_MOST = 3.0  # by how much one leads, beyond which more tells nothing


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a list and against it, each 0 to 1 but `counts`.

    :param hit: The search's chance of the passage that it stands in, by how much of it stands there.
    :param first: Whether that is the best passage.
    :param counts: 1 if it has as many items as the question counts, -1 if others, 0 if it counts none.
    :param words: Share of the question's words, by how much they tell, in its sentence, before that, and in what is
        known of the document.
    :param shared: Share of its items that have a word for the things asked for (精神 of 哪几种精神), from .6.
    :param aligned: Whether all have it in the same place.
    :param both: `shared` where the number is right, too.
    :param quoted: Share of its items that have what the question quotes.
    :param beside: Whether such a word stands right before or behind it.
    :param introduced: Whether a word of the question stands right before it.
    :param named: Share of the question's words, by how much they tell, right behind it: …的竹乡精神.
    :param full: Whether it is all of its row.
    :param cut: Whether what stands beside it in its row is alike: then it is part of a longer list.
    :param joined: Whether 、 joins it; `clauses`: whether commas divide it.
    :param even: How long its shortest item is, of its longest.
    :param covered: Share of the words that say which list is meant, anywhere in the document.
    """

    hit: float
    first: float
    counts: float
    words: float
    shared: float
    aligned: float
    both: float
    quoted: float
    beside: float
    introduced: float
    named: float
    full: float
    cut: float
    joined: float
    clauses: float
    even: float
    covered: float


WEIGHTS = Signs(
    hit=2.84,
    first=1.35,
    counts=1.59,
    words=2.33,
    shared=0.94,
    aligned=1.01,
    both=0.75,
    quoted=1.13,
    beside=1.33,
    introduced=1.13,
    named=1.48,
    full=0.95,
    cut=-0.48,
    joined=0.23,
    clauses=-1.72,
    even=0.23,
    covered=0.22,
)
"""Fitted on the right lists of 136 questions of seven sets over 185 public documents, among all candidates there."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What tells whether the best candidate is right.

    :param score: Its own; `lead`: by how much it leads the next that stands elsewhere, cut at 3.
    :param whole: Whether the question asks how a whole text is built.
    :param loose: Whether it asks neither for points nor counts, nor numbers one: 哪些, 分别.
    """

    score: float
    lead: float
    whole: float
    loose: float


BIAS = -8.02
STANDING = Standing(score=0.9, lead=0.45, whole=-1.9, loose=0.74)
"""Fitted on the best candidates of 529 questions of the same sets, with and without the documents that answer."""
SIGNS, STANDINGS = (tuple(field.name for field in fields(kind)) for kind in (Signs, Standing))


@dataclass(frozen=True, slots=True)
class Place:
    """Where candidates were looked for.

    :param text: The whole text, folded and simplified; spans are of it and of the source.
    :param about: What is known of the document, likewise.
    :param sentences: The sentences in and around the hit, in order.
    :param likely: The search's chance of the hit, and whether it is the `first`.
    """

    hit: Hit
    text: str
    about: str
    sentences: tuple[tuple[int, int], ...]
    likely: float
    first: bool

    def around(self, one: InlineList) -> tuple[int, int]:
        """Return the span of the sentences that a list stands in."""
        touched = [span for span in self.sentences if span[0] < one.end and one.start < span[1]]
        return touched[0][0], touched[-1][1]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, where it stands, and what speaks for it."""

    place: Place
    listed: InlineList
    signs: Signs

    @property
    def score(self) -> float:
        """Higher is better; comparable within one question."""
        return weighted(WEIGHTS, self.signs)

    def apart(self, other: "Scored") -> bool:
        """Say whether another candidate stands elsewhere."""
        one, two = self.listed, other.listed
        return self.place.hit.speech.id != other.place.hit.speech.id or one.end <= two.start or two.end <= one.start


def chance(standing: Standing) -> float:
    """Return the chance that the best candidate is meant, 0 to 1."""
    return logistic(BIAS + weighted(STANDING, standing))


def best(found: Sequence[Scored], asked: ListAsked) -> tuple[Scored, Standing] | None:
    """Return the candidate with the best score and how it stands; None if there is none."""
    if not found:
        return None
    scores = [one.score for one in found]
    score, chosen = max(zip(scores, found, strict=True), key=lambda pair: pair[0])
    nearest = max((other for other, one in zip(scores, found, strict=True) if chosen.apart(one)), default=score - _MOST)
    return chosen, Standing(score, min(_MOST, score - nearest), float(asked.whole), float(asked.loose))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, as far as the signs need it.

    :param listed: What of a list.
    :param folded: The question itself, folded.
    :param quoted: What it quotes.
    :param weights: Its words, and how much they tell.
    """

    listed: ListAsked
    folded: str
    quoted: tuple[str, ...]
    weights: Mapping[str, float]


def read_signs(one: InlineList, place: Place, question: Asked) -> Signs:
    """Return what is known of a candidate."""
    asked, text, about = question.listed, place.text, place.about
    weights = {word: weight * (_COMMON if word in about else 1.0) for word, weight in question.weights.items()}
    sentence = place.around(one)
    items = [text[a:b] for a, b in one.items]
    before, behind = text[max(sentence[0], one.start - _LEADS) : one.start], text[one.end : one.end + _TRAILS]
    before = before[max(map(before.rfind, _CLAUSE_ENDS)) + 1 :]  # what the clause before it says leads to that
    around = text[max(0, sentence[0] - _AROUND) : max(sentence[1], one.end)] + about
    end = items[-1][-_END:] + behind
    shares = {word: sum(word in item for item in items) / len(items) for word in asked.things}
    shared = max(shares.values(), default=0.0)
    counts = 0.0 if asked.counted is None else 1.0 if len(items) == asked.counted else -1.0
    near = before + "\n" + items[0][:_START] + "\n" + end
    introducing = content_words(before + items[0][:4])
    neighbours = [each for each in (one.before, one.after) if each]
    longest = [word for word, share in shares.items() if share >= _NEARLY]
    every = sum(weights.values()) or 1.0
    return Signs(
        hit=place.likely
        * max(0, min(one.end, place.hit.end) - max(one.start, place.hit.start))
        / (one.end - one.start),
        first=float(place.first),
        counts=counts,
        words=sum(weight for word, weight in weights.items() if word in around) / every,
        shared=shared if shared >= _SHARED else 0.0,
        aligned=float(any(_aligned(word, items) for word in asked.things)),
        both=shared * (shared >= _SHARED and counts > 0),
        quoted=max((shares[word] for word in asked.things if word in question.quoted), default=0.0),
        beside=float(any(word in near for word in asked.things)),
        introduced=float(any(word in question.folded and word not in about for word in introducing)),
        named=sum(weight for word, weight in weights.items() if word in end) / every,
        full=float(not neighbours),
        cut=float(
            any(word in each for word in longest for each in neighbours) or _goes_on(items, one.before, one.after)
        ),
        joined=float(one.rank == JOINED),
        clauses=float(one.rank == CLAUSES),
        even=min(map(len, items)) / max(map(len, items)),
        covered=sum(word in text or word in about for word in asked.about) / len(asked.about) if asked.about else 1.0,
    )


def _aligned(word: str, items: Sequence[str]) -> bool:
    """Say whether all items have a word in the same place, behind the same words or at their ends."""
    bare = [item.strip(QUOTES) for item in items]
    if any(word not in item for item in bare):
        return False
    heads = {item[: item.find(word)] for item in bare[1:]}
    return len(heads) == 1 or len({item[item.rfind(word) :] for item in bare[:-1]}) == 1


def _goes_on(items: Sequence[str], before: str, after: str) -> bool:
    """Say whether what stands beside a list ends or begins as all of its items do."""
    ends, begins = {item.rstrip(QUOTES)[-1:] for item in items[:-1]}, {item.lstrip(QUOTES)[:1] for item in items[1:]}
    earlier = len(ends) == 1 and before.rstrip(QUOTES).endswith(tuple(ends))
    later = len(begins) == 1 and after.lstrip(QUOTES).startswith(tuple(begins))
    return earlier or later
