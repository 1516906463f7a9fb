"""Answers with a list that stands unlabelled in a sentence or in sentences that follow one another: 哪几种精神.

Candidates are looked for where the search found something; the best is given if it is surely meant, each item with its
span, else the model reads.
"""

from collections.abc import Iterator, Sequence

from corpus import Speech, fold, simplify
from corpus.language.numerals import numeral
from corpus.structure.list_names import ListName
from index import Hit, Library
from rag.datamodel import DirectAnswer, Statement, Verdict
from rag.extractive.lists.inline_chance import Asked, Place, Scored, best, chance, read_signs
from rag.extractive.lists.inline_lists import JOINED, QUOTES, InlineList, inline_lists, item_spans
from rag.extractive.lists.named_lists import GENERIC
from rag.extractive.provenance import credit, evidence, row, sentence_at
from rag.question.analysis import Question
from rag.question.list_question import ListAsked
from rag.retrieval.fusion import chances

_FEWEST = 3  # items of a list that may be of any form
_HITS = 12  # of the best ones lists are looked for in
_BESIDE = 24  # characters before and behind a list in which its name stands
_LINKS = "：:即是指包括分别就为—、的等这" + QUOTES  # what may stand between a name and its list
_LONG = 3  # characters of quoted words from which they are a name rather than what the items share
_NEAR = 60  # characters before its sentence in which what is counted may be named
_REACH = 250  # characters around a hit in which its list may lie


def likeliest_inline(library: Library, question: Question, hits: Sequence[Hit]) -> tuple[float, Scored] | None:
    """Return the chance of the best candidate, 0 to 1, and itself; None if there is none.

    :param question: It asks for a list.
    :param hits: What retrieval found, best first.
    """
    asked = question.list_asked
    assert asked is not None, "it asks for no list"
    found = best(candidates(library, question, hits), asked)
    return (chance(found[1]), found[0]) if found else None


def candidates(library: Library, question: Question, hits: Sequence[Hit]) -> list[Scored]:
    """Return all lists in and around the best hits, with what speaks for them.

    :param question: It asks for a list.
    """
    asked = question.list_asked
    assert asked is not None, "it asks for no list"
    if asked.loose and question.expects not in ("list", "text"):
        return []  # 分别是多少: figures
    if asked.nth and question.expects == "person":
        return []  # 第一个发言的是谁: of the people there
    named = question.mentions
    asks = Asked(asked, named.folded, named.quoted, library.term_weights(named.terms))
    names = [name for name in map(ListName.read, asks.quoted) if name and name.noun]
    found: dict[tuple[str, tuple[tuple[int, int], ...]], Scored] = {}
    for place in _places(library, hits):
        if any(name not in place.text and name not in place.about for name in named.names):
            continue  # somebody else's list, or another place's
        for one in inline_lists(place.text, place.sentences, asked.things, asked.counted):
            key = place.hit.speech.id, one.items
            if key not in found and _enough(place.text, one, asked) and _may_be(place, one, asks, names):
                found[key] = Scored(place, one, read_signs(one, place, asks))
    return list(found.values())


def from_inline(library: Library, chosen: Scored, asked: ListAsked) -> DirectAnswer | None:
    """Return the answer that a list gives: its items, or the ones asked for by number; None if it has not so many."""
    speech, spans = chosen.place.hit.speech, item_spans(chosen.place.text, chosen.listed)
    many = len(spans)
    if any(not 0 < abs(nth) <= many for nth in asked.nth):
        return None
    whole = evidence(library, speech, *sentence_at(library, speech, chosen.listed.start, chosen.listed.end))
    told = Statement(f"{credit(speech)}列出 {many} 项：", (whole,), Verdict.SUPPORTED)
    source = library.source_text(speech.id)
    if asked.nth:
        numbers = dict.fromkeys(nth if nth > 0 else many + 1 + nth for nth in asked.nth)
        lines = [
            Statement(
                f"{credit(speech)}所列 {many} 项中第{nth}项是：“{source[slice(*spans[nth - 1])].strip()}”",
                (evidence(library, speech, *spans[nth - 1]), whole),
                Verdict.QUOTED,
            )
            for nth in numbers
        ]
        return DirectAnswer(tuple(lines))
    items = [
        Statement(f"{number}. {source[a:b].strip()}。", (evidence(library, speech, a, b),), Verdict.QUOTED)
        for number, (a, b) in enumerate(spans, 1)
    ]
    return DirectAnswer((told, *items), rows=tuple(row(library, speech, span) for span in spans))


def _places(library: Library, hits: Sequence[Hit]) -> Iterator[Place]:
    texts: dict[str, str] = {}
    for rank, (hit, likely) in enumerate(zip(hits[:_HITS], chances([hit.score for hit in hits]), strict=False)):
        speech = hit.speech
        text = texts.setdefault(speech.id, fold(simplify(library.source_text(speech.id))))
        first, last = hit.start - _REACH, hit.end + _REACH
        near = (chunk for chunk in library.chunks(speech.id) if chunk.start < last and first < chunk.end)
        sentences = sorted({(sentence.start, sentence.end) for chunk in near for sentence in chunk.sentences})
        yield Place(hit, text, _about(speech), tuple(sentences), float(likely), rank == 0)


def _about(speech: Speech) -> str:
    known = (speech.title, speech.speaker, speech.role, speech.place, speech.occasion, speech.date)
    return fold(simplify("\n".join(filter(None, known))))


def _enough(text: str, one: InlineList, asked: ListAsked) -> bool:
    """Say whether there are items enough: a pair is a list only if two are asked for, and both have that word."""
    pair = [text[a:b] for a, b in one.items]
    both = asked.counted == len(pair) and any(all(word in item for item in pair) for word in asked.things)
    return len(pair) >= _FEWEST or both


def _may_be(place: Place, one: InlineList, asks: Asked, names: Sequence[ListName]) -> bool:
    """Say whether nothing that the question counts or quotes speaks against a list.

    What it counts is spoken of where the list stands: 体系 of 五大体系. No list has its own name among its items;
    behind the last one it may stand, 不误课程等“三个不误”. A quoted name that counts stands right before the items or
    right behind them, or all of them have its noun.
    """
    text, items = place.text, [place.text[a:b] for a, b in one.items]
    first, last = place.around(one)
    around = text[max(0, first - _NEAR) : last]
    counted = [word for word in (asks.listed.noun[:2],) if len(word) > 1 and word not in GENERIC]
    numbered = [words for words in asks.quoted if len(words) > _LONG and numeral(words[:1])]
    if any(words not in around for words in (*counted, *(words for words in numbered if not ListName.read(words)))):
        return False
    whole = [words for words in asks.quoted if ListName.read(words) or len(words) > _LONG]
    if any(name in item for name in whole for item in items[: -1 if one.rank == JOINED else None]):
        return False
    if items[-1].startswith(tuple(whole)):
        return False
    if not names:
        return True
    before = text[max(0, one.start - _BESIDE) : one.start].rstrip(_LINKS)
    end = item_spans(text, one)[-1][1]
    behind = text[end : end + _BESIDE].lstrip(_LINKS)
    return all(
        all(name.noun in item for item in items)
        or any(before.endswith(way) or behind.startswith(way) for way in name.written)
        for name in names
    )
