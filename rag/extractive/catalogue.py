"""Which speeches there are of somebody, somewhere, some time, and which of them do not say a word: looked at whole."""

from collections.abc import Sequence

from corpus import Speech, fold
from index import Filters, Library
from rag.datamodel import DirectAnswer, RefusalCode, Statement, Verdict
from rag.extractive.provenance import ROWS, evidence, once, row, title_span
from rag.extractive.term_counts import LISTED, refused, whole
from rag.question.filters.speech_selection import Selection
from rag.question.intent.recognition import Intent, Kind


def catalogue(library: Library, intent: Intent, selection: Selection, filters: Filters | None) -> DirectAnswer | None:
    """Answer how many speeches there are, or how many never say `intent.phrase`; None if it is not sure of which."""
    every = library.speeches(filters)
    if selection.rest or not every:
        return None
    searched = selection.among(library, every)
    if not searched:
        return None
    if intent.kind is Kind.CATALOGUE:
        found, copies = once(library, searched)
        text = f"资料库中{whole(searched, selection)}"
        if copies:
            text += f"，其中 {copies} 篇是转载或节选，不重复计有 {len(found)} 篇"
        return _answer(library, text, found)
    said = {speech.id for speech, _ in library.count(intent.phrase, filters)}
    silent = [speech for speech in searched if speech.id not in said]
    head = f"已检索{whole(searched, selection)}"
    if not silent:
        return refused(RefusalCode.SAID_BY_ALL, intent.phrase, searched, selection)
    if intent.detail == "people":
        spoke = {fold(speech.speaker) for speech in searched if speech.speaker and speech.id in said}
        by: dict[str, Speech] = {}
        for speech in silent:
            if speech.speaker and fold(speech.speaker) not in spoke:
                by.setdefault(fold(speech.speaker), speech)
        if not by:
            return refused(RefusalCode.SAID_BY_ALL_SPEAKERS, intent.phrase, searched, selection)
        return _answer(
            library, f"{head}，没有提到过{intent.shown}的有 {len(by)} 人：{'、'.join(by)}", list(by.values())
        )
    found, copies = once(library, silent)
    text = f"{head}，其中 {len(found)} 篇没有提到{intent.shown}"
    return _answer(library, text + (f"，另有 {copies} 篇是其中讲话的转载或节选" if copies else ""), found)


def _answer(library: Library, text: str, speeches: Sequence[Speech]) -> DirectAnswer:
    if len(speeches) > LISTED:
        text += f"，按日期列出前 {LISTED} 篇，全部见清单"
    lines = [_line(library, speech, n) for n, speech in enumerate(speeches[:LISTED], 1)]
    head = Statement(f"{text}。", tuple(line.support[0] for line in lines), Verdict.SUPPORTED)
    rows = tuple(row(library, speech, title_span(library, speech)) for speech in speeches[:ROWS])
    return DirectAnswer((head, *lines), rows=rows)


def _line(library: Library, speech: Speech, number: int) -> Statement:
    """Return one speech as date, speaker and title, resting on its title or else on its first sentence."""
    facts = [speech.date, " ".join(filter(None, (speech.role, speech.speaker))), f"《{speech.title}》"]
    text = f"{number}. {'，'.join(fact for fact in facts if fact)}。"
    return Statement(text, (evidence(library, speech, *title_span(library, speech)),), Verdict.SUPPORTED)
