"""Who said these words, in which text, and how exactly: answered with the words of the source."""

from collections.abc import Sequence
from dataclasses import replace

from corpus import Speech, fold
from corpus.language.names.persons import same_person
from index import Filters, Hit, Library, condense
from rag.datamodel import DirectAnswer, Refusal, RefusalCode, Statement, Verdict
from rag.extractive.fuzzy_search import Place, find_wording
from rag.extractive.provenance import ROWS, credit, evidence, excerpt, once, row, sentence_at, voice
from rag.question.analysis import Question
from rag.question.filters.speech_selection import Selection
from rag.question.intent.intents import WHERE, Intent
from rag.retrieval.evidence_selection import gather
from rag.verification.verifier import check

_LISTED = 5
_SHORTEST = 4  # characters of words whose speaker is asked
_BARE = 8  # of words without quotation marks
_FEW = 3  # sentences about a subject that answer “怎么说”
_HOW = {
    "quoted": "，这句话在文中带引号",
    "direct": "，是文中引用的话",
    "reported": "，是文中转述的话",
    "narrated": "，是报道的叙述",
}
_LOOKED_AT = 3  # hits in which something said in other words is looked for
_NEAR = 200  # characters in which all that a question quotes stands together
_SHOWN = 300  # characters of context shown whole
_BEFORE = 8  # sentences before one in which a pronoun's person, or who goes on speaking, is looked for
_OPENERS = '“‘「『"'


def who_said(
    library: Library, intent: Intent, filters: Filters | None, hits: Sequence[Hit] = ()
) -> DirectAnswer | None:
    """Answer whose words `intent.phrase` is; None if that is not sure.

    :param hits: Best first: what was not asked for as a quotation may be said there in other words.
    """
    length = sum(char.isalnum() for char in condense(intent.phrase)[0])
    if length < (_SHORTEST if intent.quoted else _BARE):
        return None
    searched = library.speeches(filters)
    if not searched:
        return None
    places = find_wording(library, intent.phrase, filters)
    if not places:
        if not intent.quoted:
            return _in_substance(library, intent.phrase, hits)
        refusal = Refusal(RefusalCode.NOT_SAID, {"phrase": intent.phrase, "speeches": len(searched)})
        return DirectAnswer(refusal=refusal)
    firsts = {place.speech.id: place for place in reversed(places)}
    kept, copies = once(library, list({place.speech.id: place.speech for place in places}.values()))
    statements = [_statement(library, firsts[speech.id]) for speech in kept[:_LISTED]]
    if intent.claimed:
        known = {speech.id for speech in kept}
        theirs = [place for place in places if place.speech.id in known and _theirs(library, intent.claimed, place)]
        if theirs:
            firsts |= {place.speech.id: place for place in reversed(theirs)}
            kept = list({place.speech.id: place.speech for place in theirs}.values())
        own = [speech for speech in searched if same_person(speech.speaker, intent.claimed)]
        if not theirs and own and intent.detail == WHERE:  # in which text of his: in none
            names = (intent.claimed,)
            none = Refusal(
                RefusalCode.NOT_IN_LIBRARY, {"phrase": intent.phrase, "speeches": len(own), "speakers": names}
            )
            return DirectAnswer(refusal=none)
        shown = [(firsts[speech.id], _statement(library, firsts[speech.id])) for speech in kept[:_LISTED]]
        return DirectAnswer(tuple(_judged(library, intent.claimed, shown, told=intent.detail != WHERE)))
    if len(kept) > 1:
        listed = f"，按日期列出前 {_LISTED} 篇，全部见清单" if len(kept) > _LISTED else ""
        twice = f"（另有 {copies} 篇转载或节选）" if copies else ""
        text = f"已检索全部 {len(searched)} 篇讲话：{len(kept)} 篇有这句话{twice}{listed}。"
        support = tuple(item for statement in statements for item in statement.support)
        statements.insert(0, Statement(text, support, Verdict.SUPPORTED, intent.phrase))
    found = [firsts[speech.id] for speech in kept[:ROWS]]
    return DirectAnswer(tuple(statements), rows=tuple(row(library, one.speech, (one.start, one.end)) for one in found))


def speaker_asked(
    library: Library, question: Question, filters: Filters | None, hits: Sequence[Hit]
) -> DirectAnswer | None:
    """Answer a question for a person that quotes words by who says them, however it asks; None if that is not sure.

    All that it quotes stands together, in one text of the library or in the one that the search puts first.
    """
    quoted = question.whose
    if not quoted or question.asks > 1 or question.list_asked:
        return None
    places = [place for place in find_wording(library, quoted[0], filters) if place.exact]
    firsts = {place.speech.id: place for place in reversed(places)}
    kept, _ = once(library, [place.speech for place in firsts.values()])
    best = next((hit.speech.id for hit in hits), "")
    place = firsts.get(kept[0].id if len(kept) == 1 else best)
    if place is None:
        return None
    around = fold(library.source_text(place.speech.id)[max(0, place.start - _NEAR) : place.end + _NEAR])
    said = voice(library, place.speech, place.start, place.end)
    if not (said.person or said.within) or any(one not in around for one in quoted):
        return None
    return DirectAnswer((_statement(library, place),))


def _in_substance(library: Library, fact: str, hits: Sequence[Hit]) -> DirectAnswer | None:
    """Answer who said something in other words, as an answer puts it: by the sentence that bears all of it out.

    None if no single sentence of the best hits does: then it is not sure that anybody said it.
    """
    best = list(hits[:_LOOKED_AT])
    for passage in gather(
        best,
        passages=_LOOKED_AT,
        characters=sum(len(hit.text) for hit in best),
        utterances=library.utterances,
        source_text=library.source_text,
    ):
        found = check(fact, passage.sentences)
        if found.passed and len(found.support) == 1:
            only = found.support[0]
            place = Place(only.speech, only.start, only.end, 0, exact=False)
            return DirectAnswer((_statement(library, place, "，大意如此"),))
    return None


def _theirs(library: Library, claimed: str, place: Place) -> bool:
    """Say whether the words at a place are somebody's."""
    name = voice(library, place.speech, place.start, place.end).name
    return name is not None and (
        same_person(name, claimed) or fold(name) in fold(claimed) or fold(claimed) in fold(name)
    )


def _judged(library: Library, claimed: str, found: Sequence[tuple[Place, Statement]], *, told: bool) -> list[Statement]:
    """Say of each place whether the words are theirs who was taken for their speaker, such places first.

    :param told: Whether it is asked if they are: 是的 answers no question for the meeting.
    """
    theirs, others, unknown = list[Statement](), list[Statement](), list[Statement]()
    for place, one in found:
        if voice(library, place.speech, place.start, place.end).name is None:
            unknown.append(one)
        elif _theirs(library, claimed, place):
            theirs.append(replace(one, text=f"是的：{one.text}") if told else one)
        else:
            others.append(replace(one, text=f"不是{claimed}说的：{one.text}"))
    return theirs or [*others, *unknown]


def _statement(library: Library, place: Place, difference: str | None = None) -> Statement:
    """Say who says what stands at a place, and show it.

    :param difference: How it differs from what was asked; None: as the place itself knows.
    """
    speech = place.speech
    source = library.source_text(speech.id)
    first, last = sentence_at(library, speech, place.start, place.end)
    said = voice(library, speech, place.start, place.end)
    if said.how in ("direct", "quoted") and source[first:last].strip()[:1] in _OPENERS:
        # who says it stands in the sentence before
        first = sentence_at(library, speech, max(first - 2, speech.start), first)[0]
    name = said.name or said.within
    if said.how != "own" and name and fold(name) not in fold(source[first:last]):
        first, last = _with_name(library, speech, name, first, last)
    named = said.name is not None and (said.how == "own" or fold(said.name) in fold(source[first:last]))
    context = source[first:last].strip()
    shown = f"“{context}”" if len(context) <= _SHOWN else excerpt(source, (first, last), place.start, place.end)
    if difference is not None:
        exact = difference
    elif not place.exact:
        what = "标点与所问不同" if not place.errors else f"措辞与所问不同（差 {place.errors} 个字）"
        exact = f"，{what}，原文是“{source[place.start : place.end]}”"
    else:
        exact = ""
    if name is None:
        how = _HOW.get(said.how, "，文中没有注明讲话人")
        text = f"见{credit(speech)}{how}{exact}，原文：{shown}"
    elif said.how == "own":
        text = f"{said.name}，见{credit(speech)}{exact}，原文：{shown}"
    else:
        marks = "（这几个字在原话中带引号）" if said.name is None and said.how == "quoted" else ""
        text = f"{name}{'' if named else '（据上下文）'}{marks}，见{credit(speech)}的引述{exact}，原文：{shown}"
    return Statement(text, (evidence(library, speech, first, last),), Verdict.QUOTED)


def _with_name(library: Library, speech: Speech, name: str, first: int, last: int) -> tuple[int, int]:
    """Widen a span to the sentence behind it (“…”，某某说) or those before it (某某来了。他说) that name who speaks."""
    source = fold(library.source_text(speech.id))
    after = sentence_at(library, speech, last, last + 1)[1] if last < speech.end else last
    if fold(name) in source[last:after]:
        return first, after
    before = first
    for _ in range(_BEFORE):
        before = (
            sentence_at(library, speech, max(before - 2, speech.start), before)[0] if before > speech.start else before
        )
        if fold(name) in source[before:first]:
            return before, last
    return first, last


def exact_words(
    library: Library,
    intent: Intent,
    selection: Selection,
    filters: Filters | None,
    order: Sequence[tuple[str, int, int]],
) -> DirectAnswer | None:
    """Answer how somebody put a subject, in their own sentences; None if there are none, or too many to tell.

    :param intent: Its phrase is the subject. If it is `quoted`, the exact words were asked for outright.
    :param order: Spans of the hits, best first: of many sentences those in the best hits are shown.
    """
    words = sorted(intent.words) or [intent.phrase]
    if not selection.speakers or len(selection.speakers) > 1 or selection.rest:
        return None
    speaker = selection.speakers[0]
    found: list[tuple[Speech, int, int]] = []
    naming = library.saying(speaker[:-1] if len(speaker) > 2 else speaker)  # a name may be cut short by a character
    saying = [s for s, _ in library.count(max(words, key=len), filters) if selection.accepts(s, anyone=True)]
    holders = [s for s in saying if s.id in naming or same_person(s.speaker, speaker)]
    for speech in once(library, holders)[0]:
        for chunk in library.chunks(speech.id):
            for sentence in chunk.sentences:
                folded = fold(sentence.text)
                span = (sentence.start, sentence.end)
                if all(word in folded for word in words) and _his(library, speech, *span, speaker):
                    found.append((speech, *span))
    if not found or (len(found) > _FEW and not intent.quoted):
        return None
    ranked = sorted(found, key=lambda item: _rank(item, order))[:_LISTED]
    statements = [
        Statement(
            f"{credit(speech)}：“{library.source_text(speech.id)[start:end].strip()}”",
            (evidence(library, speech, start, end),),
            Verdict.QUOTED,
        )
        for speech, start, end in ranked
    ]
    if len(found) > _LISTED:
        text = f"{speaker}的讲话中有 {len(found)} 句谈到“{intent.phrase}”，列出最相关的 {_LISTED} 句。"
        statements.insert(0, Statement(text, tuple(s.support[0] for s in statements), Verdict.SUPPORTED))
    return DirectAnswer(tuple(statements))


def _his(library: Library, speech: Speech, start: int, end: int, speaker: str) -> bool:
    """Say whether a sentence is a speaker's: of their own speech, or told as theirs in another's."""
    said = voice(library, speech, start, end)
    return said.how != "quoted" and same_person(said.name, speaker)


def _rank(item: tuple[Speech, int, int], order: Sequence[tuple[str, int, int]]) -> int:
    speech, start, end = item
    return next((i for i, (name, a, b) in enumerate(order) if name == speech.id and a < end and start < b), len(order))
