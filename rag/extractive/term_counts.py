"""Which speeches say a word, how often, and which first: by looking at every speech, never at the best hits."""

from collections import defaultdict
from collections.abc import Sequence

from corpus import NEWS, Speech
from corpus.language.dates import in_words
from corpus.language.names.persons import same_person
from index import Filters, Library
from rag.datamodel import DirectAnswer, Evidence, Refusal, RefusalCode, Row, Statement, Verdict
from rag.extractive.provenance import ROWS, evidence, excerpt, once, row, sentence_at, voice
from rag.question.filters.speech_selection import Selection
from rag.question.intent.recognition import Intent, Kind

LISTED = 10
"""How many speeches are listed; the others are counted."""
_LOOKED_AT = 5  # places in one speech of which one in the body is shown
_SURE_TERM = 8  # characters of an unquoted term whose absence is reported


def mentions(library: Library, intent: Intent, selection: Selection, filters: Filters | None) -> DirectAnswer | None:
    """Answer which speeches say `intent.phrase`, or which says it first; None if it is not sure what is asked."""
    every = library.speeches(filters)
    if selection.rest or not every:
        return None  # words of the question that the count would not respect
    searched = selection.among(library, every)
    if not searched:
        return None
    ids = {speech.id for speech in searched}
    said: dict[str, Speech] = {}
    times: dict[str, int] = {}
    for speech, often in library.count(intent.phrase, filters):
        if speech.id in ids:
            said[speech.id], times[speech.id] = speech, often
    if intent.without:
        said = {name: speech for name, speech in said.items() if not same_person(speech.speaker, intent.without)}
        searched = [speech for speech in searched if not same_person(speech.speaker, intent.without)]
    if not said:
        if not intent.quoted and (intent.kind is not Kind.MENTIONS or len(intent.phrase) > _SURE_TERM):
            return None  # a subject put in the asker's own words rather than a term
        return refused(RefusalCode.NOT_IN_LIBRARY, intent.phrase, searched, selection)
    found, copies = once(library, list(said.values()))
    if intent.kind is not Kind.MENTIONS:
        return _at_an_end(library, intent, searched, selection, found)
    return _all(library, intent, searched, selection, found, copies, times)


def _all(
    library: Library,
    intent: Intent,
    searched: Sequence[Speech],
    selection: Selection,
    found: Sequence[Speech],
    copies: int,
    times: dict[str, int],
) -> DirectAnswer:
    if intent.detail == "most":
        found = sorted(found, key=lambda speech: -times[speech.id])
    places = _places(library, intent.phrase, found[:ROWS])
    listed = [_line(library, speech, places[speech.id], f"{n}. ") for n, speech in enumerate(found[:LISTED], 1)]
    rows = [_row(library, speech, places[speech.id], times[speech.id]) for speech in found[:ROWS]]
    often = sum(times[speech.id] for speech in found)
    parts = [f"已检索{whole(searched, selection)}，其中 {len(found)} 篇提到{intent.shown}，共 {often} 次"]
    if intent.detail == "years":
        years = sorted({speech.date[:4] for speech in found if speech.date})
        undated = sum(not speech.date for speech in found)
        parts.append(f"年份有 {'、'.join(years)}" + (f"（{undated} 篇没有日期）" if undated else ""))
    if intent.detail == "most":
        parts.append(f"最多的是《{found[0].title}》，{times[found[0].id]} 次")
    if copies:
        parts.append(f"另有 {copies} 篇是其中讲话的转载或节选，不重复计")
    if len(found) > LISTED:
        order = "次数" if intent.detail == "most" else "日期"
        parts.append(f"按{order}列出前 {LISTED} 篇，全部见清单")
    head = Statement(
        "，".join(parts) + "。", tuple(line.support[0] for line in listed), Verdict.SUPPORTED, intent.phrase
    )
    return DirectAnswer((head, *listed), rows=tuple(rows))


def _at_an_end(
    library: Library,
    intent: Intent,
    searched: Sequence[Speech],
    selection: Selection,
    found: Sequence[Speech],
) -> DirectAnswer | None:
    dated = [speech for speech in found if speech.date]
    if not dated:
        return None
    last = intent.kind is Kind.LATEST
    first = (max if last else min)(speech.date or "" for speech in dated)
    # what is dated to the month only may be as early
    same = [speech for speech in dated if (speech.date or "").startswith(first) or first.startswith(speech.date or "-")]
    places = _places(library, intent.phrase, same[:LISTED])
    lines = [_line(library, speech, places[speech.id], "") for speech in same[:LISTED]]
    undated = len(found) - len(dated)
    note = f"，另有 {undated} 篇提到它的没有日期" if undated else ""
    which = f"其中{'最近一次' if last else '最早'}提到{intent.shown}的是 {first} 的 {len(same)} 篇"
    head = f"已检索{whole(searched, selection)}，{which}{note}。"
    support = tuple(line.support[0] for line in lines)
    return DirectAnswer((Statement(head, support, Verdict.SUPPORTED, intent.phrase), *lines))


def _places(library: Library, phrase: str, speeches: Sequence[Speech]) -> dict[str, list[tuple[int, int]]]:
    """Return the spans that say the words in some speeches, by their ids."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for speech, start, end in library.find(phrase, Filters(ids=[speech.id for speech in speeches])):
        places[speech.id].append((start, end))
    return places


def _line(library: Library, speech: Speech, spans: Sequence[tuple[int, int]], label: str) -> Statement:
    """Return one speech with the words around the first place in it, rather of the body than of the title."""
    sentences = [(span, sentence_at(library, speech, *span)) for span in spans[:_LOOKED_AT]]
    inside = [pair for pair in sentences if pair[0] != pair[1]] or sentences
    # in a report rather where a person says them than where the reporter does
    named = [(name, pair) for pair in inside if (name := _name(library, speech, *pair[0]))]
    who, ((start, end), within) = named[0] if named else (None, inside[0])
    others = [name for name in dict.fromkeys(name for name, _ in named) if name != who]
    also = f"（另有{'、'.join(others)}）" if others else ""
    head = "，".join(part for part in (speech.date, who and who + also, f"《{speech.title}》") if part)
    times = f"（{len(spans)} 次）" if len(spans) > 1 else ""
    words = excerpt(library.source_text(speech.id), within, start, end)
    support: Evidence = evidence(library, speech, *within)
    return Statement(f"{label}{head}{times}：{words}", (support,), Verdict.QUOTED)


def _row(library: Library, speech: Speech, spans: Sequence[tuple[int, int]], times: int) -> Row:
    """Return one speech with the first sentence that has the words, or with the words where they are in none."""
    sentences = ((span, sentence_at(library, speech, *span)) for span in spans[:_LOOKED_AT])
    within = next((sentence for span, sentence in sentences if sentence != span), spans[0])
    return row(library, speech, within, times=times)


def _name(library: Library, speech: Speech, start: int, end: int) -> str | None:
    """Return who says the words there; a term in quotation marks is the speech's own wording."""
    said = voice(library, speech, start, end)
    if said.person is not None:
        return said.person
    return None if said.how in ("narrated", "direct") or speech.kind in NEWS else speech.speaker or speech.role


def refused(code: RefusalCode, phrase: str, searched: Sequence[Speech], selection: Selection) -> DirectAnswer:
    """Return that nothing is to be listed, with whose speeches were searched and how many."""
    owners = {name: getattr(selection, name) for name in ("speakers", "places", "dates", "titles")}
    return DirectAnswer(refusal=Refusal(code, {"phrase": phrase, "speeches": len(searched), **owners}))


def whole(searched: Sequence[Speech], selection: Selection) -> str:
    """Return in words what was searched: whose speeches, how many, of which period."""
    dates = sorted(speech.date for speech in searched if speech.date)
    when = f"（{dates[0]} 至 {dates[-1]}）" if dates and dates[0] != dates[-1] else ""
    whose = "、".join((*selection.speakers, *selection.places, *map(in_words, selection.dates), *selection.titles))
    return f"{whose + '的' if whose else ''}全部 {len(searched)} 篇讲话{when}"
