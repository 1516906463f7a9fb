"""A question for a job of the desk: which job, and of what, as far as the library's own names tell it."""

from dataclasses import dataclass, replace

from corpus import fold
from corpus.language.annotation import annotate
from corpus.language.figures.quantities import figures
from corpus.language.lexicon import pattern, words
from index import Library
from rag.question.answer.answer_type import asking_clauses, asks, expected
from rag.question.answer.word_length import verbatim
from rag.question.desk.figure_question import FigureNames, RowsAsked, rows_asked
from rag.question.desk.jobs import SLOTS, Job, recognise, words_of
from rag.question.desk.parts import FORMS, Part, part_of
from rag.question.desk.slots import Slots, draft_apart, read_slots
from rag.question.filters.speech_selection import Selection, select
from rag.question.filters.two_texts import TwoTexts, two_texts
from rag.question.intent.card_question import card_fields
from rag.question.list_question import list_asked
from rag.question.question_words import ASKS

_ON_A_TOPIC = (Job.TOPIC, Job.WRITE, Job.TREND)
_FACTS = frozenset({"person", "date", "number", "duration", "yesno"})
_OF_TIME = frozenset(("", *words("units", "time")))
_NO_YEAR = 10_000
_DEEP = pattern("{reports:headings}")
_COMPARES, _ORDERS = pattern("{orders:compare difference}|{phrases:differ}"), pattern("{orders:compare}")
_SEVERAL = 60  # characters of a question from which a text may stand in it
_INTO = pattern("(?:成|[作为分用]|出|给我?)几(?:大?[点条段句]|方面|个要点)")  # 归纳成几条 asks for no number
_ITEMS = pattern(f"(?:几|哪{{items}}?)(?:[{''.join(words('list_labels', 'unit'))}件句步层块]|个?方面)|哪几")
"""The items of one list are asked for, not what is said everywhere: 谈实干，列了哪三种干法."""
# what sentences that are listed answer not: who, when, whether; 会上谁讲了什么 and 哪年起、每年几次 are jobs
_NO_ANSWER_TO = {
    Job.TOPIC: _FACTS,
    Job.POINTS: _FACTS - {"yesno"},  # 能帮我概括吗 is polite
    Job.MEETING: _FACTS - {"person"},
    Job.TREND: frozenset({"person"}),
}


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A job of the desk that a question asks for.

    :param job: Never `NONE`.
    :param typed: As typed.
    :param slots: What the question names.
    :param topic: What it is about, beside what the wordings of the job have; None if nothing is left.
    :param people: Who is named before the topic, of the library's speakers or not.
    :param texts: Which speeches it means, together with the questions that it follows.
    :param titles: Titles and meetings that it names itself.
    :param ordered: Whether it asks nothing but orders the job: 把……列成表.
    :param rows: What it asks of the figures, if it is for figures in rows.
    :param part: Which part of its text it means: “工作回顾”一节怎么谈物流.
    :param persons: Names of people in it and the questions that it follows, folded.
    :param two: The two texts that it sets against each other; None if it names no two.
    :param depth: How many levels of headings it wants of an outline.
    :param told: Whether a clause of it wants to be told what is said, whatever another asks: 谁讲得多，都说了些啥.
    """

    job: Job
    typed: str
    slots: Slots
    topic: str | None
    people: tuple[str, ...]
    texts: Selection
    titles: tuple[str, ...]
    persons: tuple[str, ...]
    ordered: bool
    rows: RowsAsked
    part: Part | None = None
    depth: int = 1
    two: TwoTexts | None = None
    told: bool = False


def _is_pasted(job: Job, slots: Slots) -> bool:
    """Say whether a text to be checked stands behind the order, or the question orders something else."""
    quoted = 2 * len(slots.draft) > len(slots.masked)
    return job is not Job.NONE and (quoted or (job is not Job.CHECK and len(slots.masked) < _SEVERAL))


def _compares(asked: str, folded: str, slots: Slots, *, whether: bool) -> bool:
    """Say whether a question that is worded like a comparison compares: it names two sides or says that it does.

    If it asks whether something is so and is no order (能不能对比一下), it does both and names no figure: nothing is
    compared by 五年累计是不是超过了6万亿, 2019年的报告要求2025年种满竹子，对不对, 在北方省份里是不是头一个.

    :param asked: Without what tells into how much a text is to be made.
    :param folded: All of it, folded.
    """
    sides = max(map(len, (slots.places, slots.years, slots.speakers, slots.titles))) > 1
    orders, says = _ORDERS.search(folded), _COMPARES.search(folded)
    if orders or not whether:
        return sides or says is not None
    amounts = (one for one in figures(asked) if one.value >= _NO_YEAR or one.unit not in _OF_TIME)
    return sides and says is not None and not any(amounts)


def desk_request(library: Library, typed: str, whole: str, names: FigureNames) -> DeskRequest | None:
    """Return the job that a question asks for; None if it asks for none or that is not sure.

    :param typed: As typed: a draft in it is checked to the character.
    :param whole: Behind those that it follows: which speech is meant may be told there.
    :param names: What the library's figures are called.
    """

    def checks(lead: str) -> bool:
        return recognise(read_slots(library, lead).masked + SLOTS["quoted"]) is Job.CHECK

    found = next((match for form in FORMS if (match := form.search(typed))), None)
    part, before, asks_how = part_of(found) if found else (None, typed, typed)
    slots = read_slots(library, asks_how)
    job = recognise(slots.masked)
    if part is not None and job is not Job.TOPIC:
        part, slots = None, read_slots(library, typed)
        job = recognise(slots.masked)
    topic = slots.topic(job, lambda words: bool(library.holding([words])))
    if not _is_pasted(job, slots) and (behind := draft_apart(typed, checks)):
        job, slots = Job.CHECK, read_slots(library, behind)
        topic = None
        if card_fields(slots.draft):
            return None  # 某报告的作报告人和日期，麻烦核实一下 states nothing
    if job is Job.NONE or (job in _ON_A_TOPIC and not slots.accounted(job, topic)):
        return None
    asked, folded = _INTO.sub("", typed), fold(typed)
    kinds = {expected(clause) for clause in asking_clauses(asked) or (asked,)}
    items = list_asked(typed) if job is Job.POINTS else None
    if kinds & _NO_ANSWER_TO.get(job, frozenset()) or (job in _NO_ANSWER_TO and verbatim(typed)):
        return None
    above, broken, below = slots.draft.rstrip().rpartition("\n")
    if job is Job.CHECK and broken and checks(below):
        slots = replace(slots, draft=above.rstrip())  # the order once more, behind the text: 有错吗？
    asks_amount = "number" in kinds and "多少" in asked
    if job is Job.CHECK and (asks_amount or (slots.draft or "").rstrip().endswith(("？", "?"))):
        return None  # 竹纸讲话：夏天封不封山？ is no draft, nor 听说卖了八百多万，到底是多少？
    if job is Job.COMPARE and not _compares(asked, folded, slots, whether="yesno" in kinds):
        return None
    if job is Job.TOPIC and (asks(typed) > 1 or _ITEMS.search(typed)):
        return None
    if items is not None and (items.nth or items.beside or (items.counted and items.counted != slots.number)):
        return None  # 布置了四件事，列个要点: of things that the text counts, not of a text in so many points
    speeches, known = library.speeches(), words_of(job)
    return DeskRequest(
        job,
        typed,
        slots,
        topic,
        slots.people(job),
        select(whole if part is None else before, speeches),
        select(typed, speeches).titles,
        tuple(name.text for name in annotate(fold(whole)).persons),
        not ASKS.search(fold(asked)),
        rows_asked(typed, names) if job is Job.FIGURES else RowsAsked(),
        part,
        2 if _DEEP.search(typed) else 1,
        None if job is not Job.COMPARE else two_texts(folded, speeches, (slots.places, slots.years), topic, known),
        "text" in kinds,
    )
