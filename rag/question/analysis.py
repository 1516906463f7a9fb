"""What is asked: a follow-up made complete, and what kind of answer is wanted.

A question that stands by itself is left as it is, character for character. What only a library's names can tell is read
by `with_library` and `narrow`, once; everything else knows nothing of one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from corpus import InputError, fold, simplify
from corpus.language.lexicon import pattern, words
from corpus.language.names.place_levels import parts as place_parts
from corpus.language.periods import whole_years
from corpus.language.segmentation import content_words
from index import Filters, Library
from rag.datamodel import Turn
from rag.question.answer.answer_type import ANY, Expected, Wanted, asking_clauses, asks, wanted, wants_list
from rag.question.answer.word_length import verbatim
from rag.question.decomposition import parts
from rag.question.desk.compared_measures import MeasureNames
from rag.question.desk.comparison import Comparison, comparison
from rag.question.desk.figure_grid import FigureGrid, figure_grid
from rag.question.desk.figure_question import FigureQuestion, figure_question
from rag.question.desk.request import DeskRequest, desk_request
from rag.question.filters.named_text import named_text
from rag.question.filters.reports import REPORT
from rag.question.filters.self_query import Narrowed, filters_for, names_of_places
from rag.question.filters.speech_selection import Selection, select
from rag.question.followup.rewriting import Completed, complete, exchange
from rag.question.intent.card_question import CardAsked, card_asked
from rag.question.intent.counted_parts import CountedParts, counted_parts
from rag.question.intent.intents import Kind
from rag.question.intent.phrase_usage import PhraseUsage, phrase_usage
from rag.question.intent.recognition import Intent, recognise
from rag.question.intent.speaker_question import whose
from rag.question.list_question import ListAsked, list_asked
from rag.question.mentions import Mentions, mentions
from rag.question.unsupported_tasks import is_foreign, task_asked

MAX_QUESTION = 2000
"""Characters of a question that are read; more are an error, whichever door it comes by."""


_ENDS = "？?。！! "
_OFFICE = pattern("{phrases:office}|哪[个家所]{phrases:body}")
_MENTIONS = words("speech_verbs", "mentions")
_COUNTED = 3  # items from which a list must be whole
_MOST_CLAUSES = 3
"""Things asked at once that are answered one by one."""


@dataclass(frozen=True, slots=True)
class InLibrary:
    """What a question asks that only the names of a library tell.

    :param selection: Which speeches the words beside its intent mean, of those that the filters accept; empty of none.
    :param figure: What it asks of the figures; None if that is not sure, as where a part lies in the question before.
    :param desk: The job of the desk that it asks for; None if it asks for none.
    :param card: The facts of a document that it asks for; None if it asks for none.
    :param compared: What figures it compares; None if none, or that is not sure.
    :param counted: The counted things of a text that it asks for, and which texts it means; None if none.
    :param grid: What figures it asks for at once; None if none, or that is not sure.
    :param usage: What it asks of words in the reports of a kind; None if nothing, or that is not sure.
    """

    selection: Selection
    figure: FigureQuestion | None = None
    desk: DeskRequest | None = None
    card: CardAsked | None = None
    compared: Comparison | None = None
    counted: tuple[CountedParts, Selection] | None = None
    grid: FigureGrid | None = None
    usage: PhraseUsage | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Kind of answer, intent and list are those of its own text; what it names is what the questions before it name, too.

    :param asked: As it was typed, outer blanks removed.
    :param text: Simplified. Complete by itself unless `before` is there.
    :param mentions: What it and the questions before it name.
    :param before: The questions that a follow-up cannot be understood without, oldest first, without end marks.
    :param last: The last question and its answer, where a part of what is asked may lie there; None of what a rule made
        complete, and of a question that nothing came before.
    :param wants_list: Whether several items are asked for.
    :param wanted: What an answer must be like; it says whether a sentence may be one.
    :param intent: What is asked for, if it can be read out of the texts: a quotation, a count; None of others.
    :param list_asked: What of a list is asked for; None if nothing is.
    :param verbatim: Whether the source's own words are asked for.
    :param office: Whether it asks what somebody is, by whatever word: 职务, 身份.
    :param whose: The quoted words whose speaker it asks for, longest first; none if it asks for none.
    :param asks: How many things are asked: 谁主持？谁讲话？ asks two.
    :param task: The words that ask for what nobody here makes, 翻译; None if there are none.
    :param foreign: Whether it is in another language.
    :param only: Of several things that it asks the one that is to be answered, as worded; empty: all.
    :param clauses: Where it asks several things of the same: itself once for each, with `only`.
    :param parts: The questions that it is made of, each complete by itself; none if it is one.
    :param narrowed: Which speeches it may be answered from; None until it is narrowed.
    :param in_library: What the names of a library tell of it; None until it is read with one.
    :param otherwise: Itself as a follow-up, where it may be one though its words do not show it: both are searched.
    :param exchange: What was asked and answered last, whether it leans on that or not; empty of nothing, or where it
        says that it is about something else.
    """

    asked: str
    text: str
    mentions: Mentions
    before: tuple[str, ...] = ()
    last: tuple[str, str] | None = None
    wants_list: bool = False
    wanted: Wanted = ANY
    intent: Intent | None = None
    list_asked: ListAsked | None = None
    whose: tuple[str, ...] = ()
    asks: int = 1
    verbatim: bool = False
    office: bool = False
    task: str | None = None
    foreign: bool = False
    only: str = ""
    clauses: tuple["Question", ...] = ()
    parts: tuple["Question", ...] = ()
    narrowed: Narrowed | None = None
    in_library: InLibrary | None = None
    otherwise: "Question | None" = None
    exchange: str = ""

    @property
    def expects(self) -> Expected:
        """What kind of answer is wanted."""
        return self.wanted.kind

    @property
    def nth(self) -> tuple[int, ...]:
        """Which items of a list alone are asked for; none if none or all are."""
        return self.list_asked.nth if self.list_asked else ()

    @property
    def whole_text(self) -> bool:
        """Whether the parts of a whole text are asked for."""
        return self.list_asked is not None and self.list_asked.whole

    @property
    def items_asked(self) -> int:
        """How many items it counts of a list, “五个关口”是哪五个, 哪五条; 0 if it counts none or few."""
        named = self.intent is not None and self.intent.kind is Kind.LIST and self.intent.quoted
        counted = self.list_asked.counted if self.list_asked else None
        number = (self.intent.number if self.intent and named else counted) or 0
        return number if number >= _COUNTED else 0

    @property
    def may_mean_else(self) -> bool:
        """Whether the words that its intent is about may be no term: then that no text has them answers nothing.

        是不是说存纸都卖完了 asks whether it is so, which a text may put otherwise; 有没有讲话提到竹编 asks for words.
        """
        intent = self.intent
        if intent is None or intent.quoted or self.expects != "yesno" or len(intent.words) < 2:
            return False
        return not any(word in self.mentions.folded for word in _MENTIONS)

    @property
    def query(self) -> str:
        """What is searched: the question behind those that it follows."""
        return _joined(self.before, self.text)

    @property
    def typed(self) -> str:
        """The question as it was typed, unless a rule made it complete: then that."""
        return self.asked if simplify(self.asked) == self.text else self.text

    @property
    def worded(self) -> str:
        """The question as it is understood, for whoever reads it, person or model. Nothing reads it back."""
        return f"先问：{_joined(self.before, '')}追问：{self.text}" if self.before else self.text


def _joined(before: Sequence[str], text: str) -> str:
    return "".join(f"{one}？" for one in before) + text


def read(asked: str) -> str:
    """Return the question without outer blanks.

    :raises InputError: If it is empty or longer than `MAX_QUESTION`.
    """
    question = asked.strip()
    if not any(char.isalnum() for char in question):
        raise InputError(
            "the question is empty: {question!r}; ask in words, such as: 全市有多少项改革任务？",
            code="question_empty",
            question=asked[:40],
        )
    if len(question) > MAX_QUESTION:
        raise InputError(
            "the question has {length} characters; at most {limit} are read",
            code="question_too_long_to_read",
            length=len(question),
            limit=MAX_QUESTION,
        )
    return question


def understand(asked: str, history: Sequence[Turn] = (), people: Sequence[str] = ()) -> Question:
    """Make a follow-up complete by the conversation before it.

    :param people: Names that the library knows.
    :raises InputError: As `read`.
    """
    question = read(asked)
    before = [Turn(turn.role, simplify(turn.text)) for turn in history]
    completed = complete(whole_years(simplify(question)), before, [simplify(person) for person in people])
    told = "" if completed.new else exchange(before)
    understood = replace(read_completed(completed), asked=question, foreign=is_foreign(question), exchange=told)
    if completed.last and not completed.before and not understood.mentions.anchored:
        following = replace(completed, before=(completed.last[0].rstrip(_ENDS),))
        understood = replace(understood, otherwise=read_completed(following))
    return _in_parts(understood, ())


def with_library(question: Question, library: Library, names: MeasureNames, filters: Filters | None = None) -> Question:
    """Return the question with what the names of a library tell of it.

    :param filters: Which speeches may be drawn on.
    """
    intent, read = question.intent, _in_parts(question, names_of_places(library, question.text))
    return replace(
        read,
        parts=tuple(_of_figures(part, names) for part in read.parts),
        in_library=InLibrary(
            select(intent.rest, library.speeches(filters)) if intent else Selection(),
            None if question.before else figure_question(question.text, names),
            desk_request(library, question.typed, question.query, names),
            None if intent else card_asked(question.text, question.query, library.speeches(filters)),
            None if question.before else comparison(fold(question.text), names),
            None if question.before else _counted(fold(question.text), library, filters),
            None if question.before else figure_grid(fold(question.text), names),
            None if question.before else _usage(fold(question.text), library),
        ),
    )


def _counted(folded: str, library: Library, filters: Filters | None) -> tuple[CountedParts, Selection] | None:
    found = counted_parts(folded)
    return (found, select(folded, library.speeches(filters))) if found else None


def _usage(folded: str, library: Library) -> PhraseUsage | None:
    reports = {speech.place for speech in library.speeches() if speech.place and speech.kind == REPORT}
    places = {name for place in reports for name in (fold(place), place_parts(place)[0])}
    return phrase_usage(folded, lambda words: bool(library.holding([words])), places)


def _of_figures(part: Question, names: MeasureNames) -> Question:
    return replace(part, in_library=InLibrary(Selection(), figure_question(part.text, names)))


def narrow(
    question: Question, library: Library, filters: Filters | None = None, *, ignore: Collection[str] = ()
) -> Question:
    """Return the question with the speeches that it may be answered from: `rag.question.filters.self_query`."""
    other = question.otherwise and narrow(question.otherwise, library, filters, ignore=ignore)
    narrowed = filters_for(library, question.query, filters, ignore=ignore)
    if question.list_asked is not None and not ignore:  # who asks how a text is built means one
        named = named_text(library, select(question.query, library.speeches(filters)), filters)
        if named is not None:
            only = replace(filters or Filters(), ids=[named[0].id])
            narrowed = replace(narrowed, filters=only, implied=(named[1],))
        rest = fold(question.text)  # the words that tell which text is meant do not tell which list
        for one in narrowed.implied:
            for words in (one.value if one.name in ("speaker", "office") else one.words).split("、"):
                rest = rest.replace(fold(words) + "上", " ").replace(fold(words), " ")
        left = question.list_asked.about & content_words(rest)
        question = replace(question, list_asked=replace(question.list_asked, about=left))
    return replace(question, narrowed=narrowed, otherwise=other)


def _in_parts(question: Question, places: Sequence[str]) -> Question:
    alone = () if question.before else parts(question.text, places)
    return replace(question, parts=tuple(_part(question, one) for one in alone))


def _part(question: Question, text: str) -> Question:
    """Return a question that another is made of, in the conversation that the other is asked in."""
    completed = Completed(text, last=question.last)
    part = replace(read_completed(completed), exchange=question.exchange)
    if question.otherwise is None or part.mentions.anchored:
        return part
    return replace(part, otherwise=read_completed(replace(completed, before=question.otherwise.before)))


def read_alone(text: str) -> Question:
    """Return a question that is complete by itself."""
    return read_completed(Completed(text))


def read_completed(completed: Completed) -> Question:
    """Return a question with those that it follows."""
    text, before = completed.text, completed.before
    lists, answer = list_asked(text), wanted(text)
    named = mentions(_joined(before, text))
    question = Question(
        text,
        text,
        named,
        before,
        completed.last,
        wants_list(text) or lists is not None,
        answer,
        None if before else recognise(text),  # what lacks a part is not wholly understood
        lists,
        whose(text, named) if answer.kind == "person" else (),
        asks(text),
        verbatim(text),
        bool(_OFFICE.search(text)),
        task_asked(text),
    )
    single = question.wants_list or question.intent or question.asks > _MOST_CLAUSES
    each = () if single else asking_clauses(text)
    return replace(question, clauses=tuple(_clause(question, one) for one in each))


def _clause(question: Question, one: str) -> Question:
    """Return a question that only one of its clauses is to be answered of.

    When something was is asked of no year that another clause names: 哪年办起来的，2020年这届是第几届.
    """
    asked, named = wanted(one), question.mentions
    if asked.kind == "date":
        named = replace(named, years=mentions(one).years)
    return replace(question, only=one, wanted=asked, asks=1, mentions=named, office=bool(_OFFICE.search(one)))
