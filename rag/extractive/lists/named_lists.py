"""What the items of a named list are, all of them, in order: “五个坚持”是哪五个.

A list is taken from the library's enumerations, or read where its name is followed by its items. With several lists
of one name the question's other words decide; a list that they do not surely mean is not answered with.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import compress

from corpus import Speech, fold
from corpus.language import lexicon
from corpus.language.names.persons import same_person
from corpus.structure.list_names import ListName, total
from index import Filters, Library
from rag.datamodel import DirectAnswer, Refusal, RefusalCode, Statement, Verdict
from rag.extractive.lists.finder import Found, lists_alike, lists_before, lists_named
from rag.extractive.lists.unexplained import unlisted
from rag.extractive.provenance import credit, evidence, once, row, sentence_at, voice
from rag.question.filters.speech_selection import Selection
from rag.question.intent.recognition import Intent

GENERIC = frozenset(lexicon.words("frame", "thing"))
"""Nouns that name no list: whoever asks for 三个方面 means some three."""
_VAGUE = 2  # characters of a noun that alone means no list
_SHORT = 2  # characters of a name of which a list is surely meant: “五新”
_READ = 40  # speeches that say the noun so often, from which none is surely meant
_LISTS = 3  # lists of one name that are all shown
_COVERED = 0.5  # share of the question's other words that the text of a list must have


def list_items(
    library: Library,
    intent: Intent,
    selection: Selection,
    filters: Filters | None,
    order: Sequence[tuple[str, int, int]],
) -> DirectAnswer | None:
    """Answer with every item of the list that a question names; None if it is not sure which list that is.

    :param order: Spans of the hits, best first.
    """
    asked = intent.name
    every = library.speeches(filters)
    generic = asked.noun in GENERIC if asked else len(intent.phrase) > _SHORT
    if generic and asked and len(asked.noun) <= _VAGUE and not selection and not selection.words:
        return None  # 三个方面是什么: of what?
    named = list(lists_named(library, intent, filters, order))
    if not named and not generic:
        named = list(lists_before(library, intent, filters))
    found = [item for item in named if _meant(library, item, intent, selection)]
    if generic and not selection.speakers:
        touched = [item for item in found if any(_touches(item, span) for span in order[:3])]
        found = [item for item in found if item in touched]
    lists = _distinct(library, found, selection)
    if (
        not lists
        and generic
        and asked
        and (selection or order)
        and (outline := _outlined(library, intent, every, selection))
    ):
        lists = [(outline, [])]
    if not lists:
        near = {speech_id: None for speech_id, _, _ in order}
        return None if generic or named else _unnamed(library, intent, selection, every, near, filters)
    if len(lists) > (1 if generic else _LISTS):
        return None
    statements: list[Statement] = []
    for item, others in lists:
        statements += _statements(library, item, intent, others)
    rows = [row(library, item.speech, span) for item, _ in lists for span in item.items]
    return DirectAnswer(tuple(statements), rows=tuple(rows))


def _unnamed(
    library: Library,
    intent: Intent,
    selection: Selection,
    every: Sequence[Speech],
    near: Collection[str],
    filters: Filters | None,
) -> DirectAnswer | None:
    """Answer where no list has the name: another number's has, one has its form, or nothing has it.

    :param near: Ids of the speeches that the search found, best first.
    """
    asked = intent.name
    if asked and intent.quoted:
        said = library.holding(list(intent.spellings))
        unsaid = not any(filters is None or filters.accepts(speech) for speech in said)
        if unsaid and (answer := _miscounted(library, intent, asked, every, near)):
            return answer
        if not said and (answer := _by_form(library, intent, asked, selection, every, near)):
            return answer
    refusal = unlisted(library, intent, every, filters)
    return DirectAnswer(refusal=refusal) if refusal else None


def _by_form(
    library: Library,
    intent: Intent,
    asked: ListName,
    selection: Selection,
    every: Sequence[Speech],
    near: Collection[str],
) -> DirectAnswer | None:
    """Answer with the one parallel list of so many items with the noun; only for a name that is nowhere written."""
    listed = list(lists_alike(library, asked))
    often = {speech.id for speech, count in library.count(asked.noun) if count >= intent.number} if listed else set()
    meant = {speech.id for speech in selection.among(library, every) if speech.id in often}
    if len(meant) > _READ:
        return None
    found = [alike for alike in listed if alike.found.speech.id in meant]
    found = [alike for alike in found if _meant(library, alike.found, intent, selection)]
    lists = _distinct(library, [alike.found for alike in found], selection)
    if len(lists) != 1 or not (selection or lists[0][0].speech.id in near):
        return None
    item = lists[0][0]
    support = tuple(evidence(library, item.speech, *span) for span in item.items)
    alike = next(alike for alike in found if alike.found is item)
    many = f"{len(item.items)} {alike.unit}"
    text = f"{credit(item.speech)}没有写明“{intent.phrase}”这个名称；按“{alike.form}”的句式共有 {many}。"
    return DirectAnswer((Statement(text, support, Verdict.SUPPORTED), *_items(library, item)))


def _outlined(library: Library, intent: Intent, every: Sequence[Speech], selection: Selection) -> Found | None:
    """Return the headings of the one speech meant, if it has as many of the first rank as the question counts.

    四点要求 that a speech makes under 一、 to 四、 stand nowhere by that name.
    """
    if not (selection.speakers or selection.titles) or intent.number < 2:
        return None
    meant = once(library, [speech for speech in every if selection.accepts(speech)])[0]
    if len(meant) != 1:
        return None
    speech = meant[0]
    outline = next((one for one in library.listings(speech.id) if one.kind == "outline"), None)
    if outline is None:
        return None
    if sum(outline.labelled) != intent.number:
        return None
    spans = tuple(compress(outline.items, outline.labelled))
    heads = tuple(compress(outline.heads, outline.labelled))
    words = selection.words - {intent.phrase}
    text = fold(library.source_text(speech.id))
    if sum(word in text for word in words) < _COVERED * len(words):
        return None
    return Found(speech, spans[0][0], spans[-1][1], spans, heads)


def _meant(library: Library, item: Found, intent: Intent, selection: Selection) -> bool:
    """Say whether the question's other words fit a list: whose it is, where, when, and what about."""
    speech = item.speech
    source = fold(library.source_text(speech.id))
    if not selection.accepts(speech, source, anyone=True, any_date=True):
        return False
    first = item.items[0][0]
    said = voice(library, speech, first, first + 1)
    if selection.speakers:
        theirs = said.name or speech.speaker
        if not any(same_person(theirs, name) for name in selection.speakers):
            return False
    about = fold("\n".join(filter(None, (speech.title, speech.occasion, speech.role, speech.place, speech.date))))
    for date in selection.dates:
        year = int(date[:4])
        own = int(speech.date[:4]) if speech.date else None
        if own == year or f"{year}年" in source or (own == year - 1 and "明年" in source):
            continue
        return False
    text = source + "\n" + about
    known = (*selection.places, *selection.speakers)
    if any(name not in text and not any(part in name for part in known) for name in selection.names):
        return False
    words = selection.words
    return sum(word in text for word in words) >= _COVERED * len(words)


def _touches(item: Found, span: tuple[str, int, int]) -> bool:
    return item.speech.id == span[0] and item.start < span[2] and span[1] < item.end


def _distinct(library: Library, found: Sequence[Found], selection: Selection) -> list[tuple[Found, list[Speech]]]:
    """Return the different lists, each with the other speeches that have it; of copies the fullest list."""
    if selection.dates:  # of several the one of that very date
        same = [item for item in found if (item.speech.date or "-").startswith(selection.dates)]
        found = same or found
    groups: dict[str, list[Found]] = {}
    for item in found:
        groups.setdefault(library.preferred(item.speech.id).id, []).append(item)
    best: list[Found] = []
    for root, group in groups.items():
        most = max(len(item.items) for item in group)
        own = [item for item in group if item.speech.id == root and len(item.items) == most]
        chosen = own or [item for item in group if len(item.items) == most][:1]
        best += [item for at, item in enumerate(chosen) if item.heads not in [other.heads for other in chosen[:at]]]
    lists: dict[tuple[str, ...], tuple[Found, list[Speech]]] = {}
    for item in best:
        key = tuple(_key(head) for head in item.heads)
        if key in lists:
            lists[key][1].append(item.speech)
        else:
            lists[key] = (item, [])
    return list(lists.values())


def _key(head: str) -> str:
    """Return by what the same item is known in another speech: its first clause's letters."""
    return "".join(char for char in re.split(r"[，,：:；;。]", fold(head))[0] if char.isalnum())


def _statements(library: Library, item: Found, intent: Intent, others: Sequence[Speech]) -> Iterator[Statement]:
    many = len(item.items)
    announced = many if total(intent.phrase) == many else intent.number or many
    told = f"共 {many} 项" if many == announced else f"原文称 {announced} 项，文中能确认 {many} 项"
    also = "，".join(f"《{speech.title}》" for speech in others[:3])
    begin = sentence_at(library, item.speech, item.start, item.start + 1)
    said = voice(library, item.speech, item.items[0][0], item.items[0][0] + 1)
    own = said.name is None or same_person(said.name, item.speech.speaker)
    text = f"{credit(item.speech, speaker=own)}中的“{intent.phrase}”{told}{f'（{also}也有同样内容）' if also else ''}。"
    support = [evidence(library, item.speech, *begin)]
    for speech in others[:3]:
        for _, start, end in library.find(intent.phrase, Filters(ids=[speech.id])):
            support.append(evidence(library, speech, *sentence_at(library, speech, start, end)))
            break
    yield Statement(text, tuple(support), Verdict.SUPPORTED)
    yield from _items(library, item)


def _items(library: Library, item: Found) -> Iterator[Statement]:
    source = library.source_text(item.speech.id)
    for number, ((start, end), head) in enumerate(zip(item.items, item.heads, strict=True), 1):
        exact = head in source[start:end]
        verdict = Verdict.QUOTED if exact else Verdict.SUPPORTED
        yield Statement(f"{number}. {head}。", (evidence(library, item.speech, start, end),), verdict)


def _miscounted(
    library: Library,
    intent: Intent,
    asked: ListName,
    every: Sequence[Speech],
    near: Collection[str],
) -> DirectAnswer | None:
    """Say that a list has another number of items than the question counts, if the texts have it with that alone.

    :param near: Ids of the speeches that the search found; in others it is not looked for.
    """
    if len(asked.noun) < 2:
        return None
    known: dict[str, Speech] = {}
    for speech in every:
        for item in library.enumerations(speech.id) if speech.id in near else ():
            other = ListName.read(item.name or "")
            if other is None or (other.noun, other.unit) != (asked.noun, asked.unit):
                continue
            if any(one.quoted and one.name == other.text for one in library.list_mentions(speech.id)):
                known.setdefault(other.text, speech)
    if len(known) != 1:
        return None
    name, speech = next(iter(known.items()))
    return DirectAnswer(
        refusal=Refusal(
            RefusalCode.OTHER_NAME,
            {"phrase": intent.phrase, "speeches": len(every), "title": speech.title, "name": name},
        )
    )
