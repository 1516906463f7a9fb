"""What a question for a job of the desk is answered with: counts, and the library's own lines with where they stand.

Each job has its page of the desk, which the answer names: there all is shown of which the answer has the first lines.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from corpus import NotFoundError, Speech, fold
from corpus.language.lexicon import pattern
from corpus.language.names.persons import same_person
from index import Filters, Hit, Library
from rag.datamodel import DeskLink, DirectAnswer, Evidence, Refusal, RefusalCode, Row, Statement, Verdict, describe
from rag.desk.digest.centrality import stands_alone
from rag.desk.digest.meeting import meeting
from rag.desk.digest.novelty import novelty
from rag.desk.digest.telling import COUNTS
from rag.desk.digest.topics import OnTopic, on_topic
from rag.desk.draft_check.checker import check_draft
from rag.desk.draft_check.comments import remarks
from rag.desk.draft_check.verdicts import LABELS, Finding
from rag.desk.excerpts import Excerpt
from rag.desk.jobs.comparison import FACTS, compared
from rag.desk.jobs.figure_rows import figure_rows
from rag.desk.jobs.parts import goes_on_with, in_part
from rag.desk.jobs.points import in_points, which_text
from rag.desk.jobs.two_texts import of_two_texts
from rag.desk.phrases.concordance import concordance
from rag.desk.phrases.dispersion import dispersion
from rag.desk.phrases.wording_changes import wording_changes
from rag.extractive.meant_speech import meant
from rag.extractive.provenance import ROWS, credit, evidence, row
from rag.question.analysis import Question
from rag.question.desk.jobs import Job, words_of
from rag.question.desk.request import DeskRequest
from rag.question.desk.slots import Slots

LISTED = 12
"""Lines of an answer; the others are on the page."""
_A_SPEECH = 2  # lines of one speech
_CHANGES = 3
_LATEST = 250  # uses of a phrase whose sentences are set against earlier ones
_LEAD = 30  # characters before somebody's words that may say that another cites them
_BODIES = pattern("{texts:meeting}$")
_CITES = pattern("(?:引用[^。“”]{1,24}|我们|我[{level}])[:,“]{0,2}$")
_ALONE = 0.75  # how well a new sentence must stand by itself to be shown: no credits, no salutations


def answer_job(
    library: Library, question: Question, hits: Sequence[Hit] = (), filters: Filters | None = None
) -> DirectAnswer | None:
    """Answer a question for a job of the desk, or return None if it asks for none or it is not sure of what.

    :param hits: What retrieval found, best first; of speeches that are not named the best hit's is meant.
    """
    request = question.in_library.desk if question.in_library else None
    if request is None:
        return None
    words, wanted = question.mentions.words, "text" if request.told else question.expects
    answers: dict[Job, Callable[[], DirectAnswer | None]] = {
        Job.POINTS: lambda: (
            None
            if filters
            else which_text(library, request, alone=not question.before and question.last is None)
            or _in_brief(library, request, words, hits)
        ),
        Job.COMPARE: lambda: (
            (None if wanted in FACTS else of_two_texts(library, request)) or compared(library, request, wanted, words)
        ),
        Job.CHECK: lambda: _checked(library, request.slots, filters),
        Job.TREND: lambda: _trend(library, request, filters),
        Job.TOPIC: lambda: (
            in_part(library, request, words, hits) if request.part else _on_topic(library, request, filters)
        ),
        Job.WRITE: lambda: _to_quote(library, request, filters),
        Job.NOVELTY: lambda: _new(library, request, words, hits),
        Job.MEETING: lambda: _meeting(library, request, words, hits),
        Job.FIGURES: lambda: figure_rows(library, request, words, hits, filters),
        Job.WATCH: lambda: _watched(library, request, filters),
    }
    return answers[request.job]()


def _in_brief(
    library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit]
) -> DirectAnswer | None:
    """Return a speech in brief; of what somebody said at a meeting of which the text is another's, his words alone."""
    names, speech = request.slots.speakers, meant(library, request.texts, words, hits)
    given_to = request.slots.number and COUNTS.search(fold(request.typed))  # 对委员提的三点希望
    whose = fold(speech.speaker or "") if speech else ""
    if names and whose and not given_to and not any(same_person(fold(name), whose) for name in names):
        return _meeting(library, request, words, hits)
    return in_points(library, request, words, hits)


def _checked(library: Library, slots: Slots, filters: Filters | None) -> DirectAnswer | None:
    text = slots.draft
    if not text:
        return None
    report = check_draft(library, text, filters=filters)
    link = DeskLink("check")
    found = [item for item in report.items if item.finding is not Finding.SHORT]
    supports = [evidence(library, s.speech, s.start, s.end) for item in found for s in item.sources[:1]]
    if not found:
        return None
    if not supports:
        shown = " ".join(text.split())[:60]
        return _nothing(RefusalCode.NOT_SAID, link, phrase=shown, speeches=report.searched)
    counts = "，".join(f"{LABELS[Finding(name)][0]} {count} 句" for name, count in report.counts().items())
    statements = [_claim(f"已与 {report.searched} 篇逐句比对：{counts}", supports[:LISTED])]
    for item in found[:LISTED]:
        near = [evidence(library, s.speech, s.start, s.end) for s in item.sources[:2]]
        words = " ".join(item.text.split())
        lead = "最接近的" if item.finding is Finding.NOT_FOUND else "原文"
        plain = item.finding in (Finding.EXACT, Finding.FORM)
        source = f"；{lead}：“{' '.join(item.sources[0].quote.split())}”" if item.sources and not plain else ""
        statements.append(_claim(f"“{words}”——{'；'.join(remarks(item))}{source}", near or supports[:1]))
    return DirectAnswer(tuple(statements), desk=link)


def _trend(library: Library, request: DeskRequest, filters: Filters | None) -> DirectAnswer | None:
    phrase, slots = request.topic, request.slots
    if phrase is None:
        return None
    chosen = filters or Filters(speakers=slots.speakers)
    found = concordance(library, phrase, chosen)
    link = DeskLink("phrases", (("q", phrase), *(("speaker", who) for who in slots.speakers)))
    if not found.uses:
        return _nothing(
            RefusalCode.NOT_IN_LIBRARY, link, phrase=phrase, speeches=found.searched.speeches, speakers=slots.speakers
        )
    years = [row for row in dispersion(found) if row.group]
    each = "、".join(f"{row.group}年 {row.uses} 次（每百万字 {row.per_million:.0f} 次）" for row in years)
    ends = [use.words for use in (found.first, found.last) if use is not None] or [found.uses[0].words]
    whole = [_sentence(library, words) for words in dict.fromkeys(ends)]
    head = f"“{phrase}”共 {len(found.uses)} 处，见于 {found.saying} 篇（已查 {found.searched.speeches} 篇）"
    statements = [_claim(head + (f"；各年：{each}" if each else ""), whole)]
    for name, support in zip(("首次", "最近"), whole, strict=False):
        statements.append(_quoted(f"{name}，{credit(support.speech)}", support))
    for version in wording_changes(library, found, _LATEST)[-_CHANGES:]:
        pair = [evidence(library, one.speech, one.start, one.end) for one in (version.before, version.after)]
        words = [f"{one.speech.date}“{' '.join(one.quote.split())}”" for one in (version.before, version.after)]
        statements.append(Statement(f"措辞变化：{' → '.join(words)}", tuple(pair), Verdict.QUOTED))
    return DirectAnswer(tuple(statements), desk=link)


def _watched(library: Library, request: DeskRequest, filters: Filters | None) -> DirectAnswer | None:
    """Say what of a phrase is there already, and where it can be watched: to ask changes nothing."""
    phrase = request.topic or next(iter(request.slots.speakers), None)
    if phrase is None:
        return None
    found = concordance(library, phrase, filters)
    link = DeskLink("watch", (("text", phrase),))
    searched = found.searched.speeches
    if not found.uses:
        return _nothing(RefusalCode.NOT_IN_LIBRARY, link, phrase=phrase, speeches=searched)
    last = (found.last or found.uses[-1]).words
    support = _sentence(library, last)
    head = f"要关注的“{phrase}”，库中已有 {len(found.uses)} 处，见于 {found.saying} 篇（已查 {searched} 篇）"
    lines = (_claim(f"{head}；在“关注”页存下后，新加入的文本里再出现就会列出", [support]),)
    return DirectAnswer((*lines, _quoted(f"最近，{credit(support.speech)}", support)), desk=link)


def _on_topic(library: Library, request: DeskRequest, filters: Filters | None) -> DirectAnswer | None:
    topic, people, slots = request.topic, request.people, request.slots
    if topic is None or len(people) > 1:
        return None
    who = people[0] if people else None
    chosen = filters or Filters(places=tuple(place for place in slots.places if place != topic))
    found = on_topic(library, topic, speaker=who, filters=chosen)
    link = DeskLink("digest", (("topic", topic), *((("speaker", who),) if who else ())))
    if not found.found:
        if who and not any(same_person(fold(who), fold(s.speaker or "")) for s in library.speeches()):
            return None  # quoted by others at most: their sentences around it may tell
        searched = found.searched.speeches
        return _nothing(RefusalCode.NOT_IN_LIBRARY, link, phrase=topic, speeches=searched, speakers=people)
    count = sum(item.mentions for item in found.found)
    size = f"{len(found.found)} 篇、{count} 句，已查 {found.searched.speeches} 篇"
    head = f"{who or '各篇'}谈“{topic}”的有 {size}；按时间列出"
    return _lines(library, head, found.found, link)


def _to_quote(library: Library, request: DeskRequest, filters: Filters | None) -> DirectAnswer | None:
    topic, slots = request.topic, request.slots
    if topic is None:
        return None
    who = slots.speakers[0] if len(slots.speakers) == 1 else None
    found = on_topic(library, topic, speaker=who, filters=filters)
    link = DeskLink("digest", (("topic", topic), ("order", "newest"), *((("speaker", who),) if who else ())))
    if not found.found:
        people = (who,) if who else ()
        searched = found.searched.speeches
        return _nothing(RefusalCode.NOT_IN_LIBRARY, link, phrase=topic, speeches=searched, speakers=people)
    head = f"关于“{topic}”可引用的原句，从新到旧；以下都是原话，不是拟写的文字"
    dated = sorted(found.found, key=lambda item: item.speech.date or "", reverse=True)
    return _lines(library, head, dated, link, ready=True)


def _lines(
    library: Library, head: str, found: Sequence[OnTopic], link: DeskLink, *, ready: bool = False
) -> DirectAnswer:
    """Return lines speech by speech.

    :param ready: Whether each line is to be pasted: its words first, its reference behind.
    """
    chosen: list[tuple[Excerpt, str | None]] = []
    for item in found:
        lines = sorted(zip(item.lines, item.whose, strict=True), key=lambda line: -stands_alone(line[0].quote))
        kept = sorted(lines[:_A_SPEECH], key=lambda line: line[0].start)
        chosen += kept
    shown = chosen[:LISTED]
    supports = [evidence(library, line.speech, line.start, line.end) for line, _ in shown]
    more = f"（列出前 {LISTED} 句，全部见清单）" if len(chosen) > LISTED else ""
    statements = [Statement(f"{head}{more}：", tuple(supports), Verdict.SUPPORTED)]
    for (line, who), support in zip(shown, supports, strict=True):
        words = f"“{' '.join(line.quote.split())}”"
        own = who is None or who == line.speech.speaker
        source = credit(line.speech) if own else f"{who}，见{credit(line.speech, speaker=False)}"
        text = f"{words}——{source}" if ready else f"{source}：{words}"
        statements.append(Statement(text, (support,), Verdict.QUOTED))
    every = [line for item in found for line in item.lines]
    return DirectAnswer(tuple(statements), desk=link, rows=_rows(library, every))


def _rows(library: Library, lines: Iterable[Excerpt]) -> tuple[Row, ...]:
    return tuple(row(library, line.speech, (line.start, line.end)) for line in lines)[:ROWS]


def _new(library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit]) -> DirectAnswer | None:
    speech = meant(library, request.texts, words, hits)
    if speech is None:
        return None
    try:
        found = novelty(library, speech.id)
    except NotFoundError:  # its speaker has no earlier one
        return None
    link = DeskLink("digest", (("speech", speech.id), ("what", "new")))
    alone = [line for line in found.new if stands_alone(line.quote) >= _ALONE]
    new = [evidence(library, line.speech, line.start, line.end) for line in alone[:LISTED]]
    if not new:
        return None
    head = (
        f"{credit(speech)}与{credit(found.earlier)}相比：相同 {found.kept} 句，改写 {len(found.reworded)} 句，"
        f"新增 {len(found.new)} 句，不再说 {len(found.gone)} 句；新增的有："
    )
    lines = [Statement(f"“{' '.join(one.quote.split())}”", (one,), Verdict.QUOTED) for one in new]
    first = Statement(head, tuple(new), Verdict.SUPPORTED)
    return DirectAnswer((first, *lines), desk=link, rows=_rows(library, found.new))


def _meeting(
    library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit]
) -> DirectAnswer | None:
    speech = meant(library, request.texts, words, hits)
    found = meeting(library, speech.id) if speech else None
    people = [one for one in found.said if one.who and not _BODIES.search(one.who)] if found else []
    people = [one for one in people if not all(_cited(library, line) for line in one.lines)]
    if asked := request.persons:  # what one of them said: not the others' words
        people = [one for one in people if any(same_person(name, fold(one.who or "")) for name in asked)]
    if speech is None or not people:
        return None
    # whom or what else the question names would not be respected
    told = fold("\n".join((describe(speech), *(one.who or "" for one in people), *words_of(Job.MEETING))))
    if any(word not in told for word in request.texts.words):
        return None
    link = DeskLink("digest", (("speech", speech.id), ("what", "who")))
    statements: list[Statement] = []
    for one in people[:LISTED]:
        supports = [evidence(library, speech, line.start, line.end) for line in one.lines[:3]]
        words = "；".join(f"“{' '.join(support.quote.split())}”" for support in supports)
        more = goes_on_with(library, speech, one) if asked else []
        if more:
            words += f"；该段接着写：“{' '.join(''.join(line.quote for line in more).split())}”"
        statements.append(Statement(f"{one.who}：{words}", (*supports, *more), Verdict.QUOTED))
    head = f"{credit(speech, speaker=False)}中说话的有 {len(people)} 位"
    return DirectAnswer((_claim(head, [s.support[0] for s in statements]), *statements), desk=link)


def _cited(library: Library, line: Excerpt) -> bool:
    """Say whether another cites the words, who says 我们 as no reporter does. Who is cited has not spoken there."""
    source = library.source_text(line.speech.id)
    return bool(_CITES.search(fold(source[max(0, line.start - _LEAD) : line.start])))


def _claim(text: str, supports: Iterable[Evidence]) -> Statement:
    return Statement(f"{text}。", tuple(dict.fromkeys(supports)), Verdict.SUPPORTED)


def _quoted(lead: str, support: Evidence) -> Statement:
    return Statement(f"{lead}：“{' '.join(support.quote.split())}”", (support,), Verdict.QUOTED)


def _sentence(library: Library, words: Excerpt) -> Evidence:
    speech: Speech = words.speech
    spans = [s for chunk in library.chunks(speech.id) for s in chunk.sentences]
    at = next(((s.start, s.end) for s in spans if s.start <= words.start and words.end <= s.end), None)
    if at is None:  # a title
        text = library.source_text(speech.id)
        line = text.find("\n", words.end)
        at = text.rfind("\n", 0, words.start) + 1, line if line >= 0 else len(text)
    return evidence(library, speech, *at)


def _nothing(code: RefusalCode, link: DeskLink, **params: str | int | tuple[str, ...]) -> DirectAnswer:
    return DirectAnswer(refusal=Refusal(code, params), desk=link)
