"""From evidence to an Answer: decide, write, check and cite. Knows nothing of libraries or of searching.

Task -> [refuse early] -> decide -> write -> check and cite -> Delta* -> Finished
"""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from corpus import ModelServerError
from rag.answering.citation import Citer
from rag.answering.cited_list import cited_list, meant_list, nth_items
from rag.answering.events import Clock, Delta, Event
from rag.answering.joined_row import meant_row, merely_names
from rag.answering.likelihood.answering_sentence import SURE, SURE_WHETHER, choose
from rag.answering.likelihood.confidence import Sureness, chance, read_signs
from rag.answering.prompts import answer as answer_prompt
from rag.answering.prompts import copy as copy_prompt
from rag.answering.refusal.answerability import answerable_logit, declines, fits, teller
from rag.answering.refusal.early import unanswerable
from rag.answering.refusal.wording import refusal_text, unanswered_text
from rag.answering.sentence_stream import Reply, sentences
from rag.answering.task import Part, Task
from rag.datamodel import (
    VERBATIM,
    DirectAnswer,
    Refusal,
    RefusalCode,
    Verdict,
    readable,
)
from rag.models.language_model import LanguageModel
from rag.question.analysis import Question
from rag.question.answer.answer_type import items, repeats
from rag.settings import LIST_BUDGET, Settings
from rag.verification.answer_relevance import concerns

logger = logging.getLogger(__name__)

_HALF = 0.6  # chance from which an answer to some of several things asked is shown: surer than a whole one
_TOLD_APART = ("number", "person", "date")  # kinds of answers of which two things asked need two


def answer(task: Task, model: LanguageModel, settings: Settings, clock: Clock) -> Iterator[Event]:
    """Decide, write, check and cite, part by part.

    What is written is held until it is checked and its chance to be right is known: nothing that was shown is ever
    taken back. Meanwhile empty deltas come, so that whoever reads them can stop the model.

    Where the server that the model runs on cannot be used, what the texts themselves say is quoted, or nothing shown.

    :raises ModelError: If the model fails otherwise.
    """
    citer = Citer((), task.source_text, task.question.mentions)
    text, refusals, chances = "", list[Refusal](), list[float]()
    answered, silent, shown = list[Part](), list[Part](), dict[str, bool]()  # each text, and whether a model wrote it
    at_once = all(part.question.only for part in task.parts)  # of the same passages: they are right or wrong together
    least, settings = settings.confidence, replace(settings, confidence=0.0) if at_once else settings
    for part in chain(task.parts, _again(task, silent, citer) if at_once else ()):
        claims = len(citer.claims)
        attempt = yield from _turn(part, answered, model, settings, citer, clock)
        chances += [attempt.chance] if attempt.chance is not None else []
        if attempt.refusal is not None:
            refusals.append(attempt.refusal)
            silent.append(part)
        elif attempt.text in shown:  # 增长了吗，增长了多少: one sentence has both
            answered.append(part)
            citer.forget(claims)
        elif attempt.text:
            answered.append(part)
            shown[attempt.text] = not attempt.quoted
            line = ("\n" if text else "") + attempt.text
            text += line
            yield Delta("" if at_once else line)
    name = VERBATIM if shown and not any(shown.values()) else model.name
    surest = (sum(chances) / len(chances) if at_once else min(chances)) if chances else None
    if at_once and surest is not None and surest < (max(least, _HALF) if silent else least):
        citer.forget(0)
        refusals = [Refusal(RefusalCode.NOT_ANSWERED)]
    if not citer.claims:
        yield from refuse(task, refusals[0], name, clock, confidence=surest)
        return
    if at_once:
        text += "".join(f"\n{line}" for line in citer.quote_fuller(0).splitlines())
        yield Delta(text)
    unanswered = [part.question.only or part.question.worded for part in silent]
    if unanswered:
        note = unanswered_text(unanswered)
        text += note
        yield Delta(note)
    yield task.finished(text, clock, model=name, unanswered=unanswered, citer=citer, confidence=surest)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What came of one part: its text, or why there is none; and the chance that what was written is right.

    Neither text nor refusal: what was said before has it.

    :param quoted: It was answered without a model.
    """

    text: str = ""
    refusal: Refusal | None = None
    chance: float | None = None
    quoted: bool = False


def _again(task: Task, silent: list[Part], citer: Citer) -> Iterator[Part]:
    """Yield what was not answered beside something that was, once more: as asked of the speech that answered that.

    They leave `silent`, which whoever answers them fills again.
    """
    if not citer.claims or task.nearer is None:
        return
    for part in tuple(silent):
        near = task.nearer(part, citer.citations[0].speech.id)
        if near is not None and near.evidence:
            silent.remove(part)
            yield near


def _turn(
    part: Part, answered: Sequence[Part], model: LanguageModel, settings: Settings, citer: Citer, clock: Clock
) -> Generator[Delta, None, _Attempt]:
    """Answer one part, with what was answered before it in view; without a model where its server cannot be used."""
    claims = len(citer.claims)
    try:
        attempt = yield from _attempt(part, model, settings, citer, clock)
    except ModelServerError as error:
        logger.warning("answering without a model: %s", error)
        citer.forget(claims)
        attempt = replace(_quoted(part, settings, citer), quoted=True)
    expects = part.question.expects
    alike = sum(one.question.expects == expects for one in answered) if part.question.only else 0
    if alike and expects in _TOLD_APART:
        said = "\n".join(claim.text for claim in citer.claims)
        apart = len(items(expects, said, part.question.text)) > alike
        if apart and attempt.refusal is not None and not part.near:
            return replace(attempt, refusal=None)  # the sentence that was quoted before has both
        if not apart and attempt.refusal is None:  # it says the other thing once more
            citer.forget(claims)
            return replace(attempt, text="", refusal=Refusal(RefusalCode.UNVERIFIABLE))
    return attempt


_Way = Callable[[Part, LanguageModel, Settings, Citer, Clock, Reply], Iterator[Delta]]


def _attempt(
    part: Part, model: LanguageModel, settings: Settings, citer: Citer, clock: Clock
) -> Generator[Delta, None, _Attempt]:
    if (refusal := unanswerable(part)) is not None:
        return _Attempt(refusal=refusal)
    asked = part.question
    choice = choose(asked, part.evidence, part.ranked)
    citer.turn_to(readable(part.evidence), asked.mentions, wanted=asked.wanted, verbatim=asked.verbatim)
    whether = asked.expects == "yesno"
    if whether and choice is not None and choice.chance >= max(SURE_WHETHER, settings.confidence):
        decides = concerns(asked.mentions, choice.best.text, (choice.best,))  # of the year and place asked about
        if decides and (text := citer.quote(choice.best)):
            return _Attempt(text, chance=choice.chance, quoted=True)
    with clock.stage("decide"):
        logit = answerable_logit(model, part.evidence, part.question)
    if logit < settings.answerable_logit and not whether:  # asked whether that holds, it says whether it is so
        return _Attempt(refusal=Refusal(RefusalCode.NOT_ANSWERED))
    if asked.list_asked and (meant := meant_list(part.lists, asked, model)) is not None:
        return _Attempt("\n".join(map(citer.state, meant.statements)))
    lacking = RefusalCode.INCOMPLETE_LIST if part.question.items_asked else RefusalCode.UNVERIFIABLE
    attempt: _Attempt | None = None
    for way in _ways(part.question):
        attempt = yield from _judged(part, way, model, settings, citer, clock, logit)
        if attempt is not None:
            break
    if attempt is None or attempt.refusal is not None:
        joined = meant_row(readable(part.evidence), asked, model)
        if joined is not None and (text := citer.quote(joined)):
            return _Attempt(text)
    return attempt or _Attempt(refusal=Refusal(lacking))


def _judged(
    part: Part, way: _Way, model: LanguageModel, settings: Settings, citer: Citer, clock: Clock, logit: float
) -> Generator[Delta, None, _Attempt | None]:
    """Answer in one way, and judge it; None if nothing comes of it that passes."""
    claims, held, reply = len(citer.claims), "", Reply()
    for delta in way(part, model, settings, citer, clock, reply):
        held += delta.text
        yield Delta()
    asked = part.question.list_asked
    whole = cited_list(part.lists, citer.support(claims)) if asked else None
    if asked and whole and len(asked.nth) in (0, len(whole.statements)):
        citer.forget(claims)
        held = "\n".join(map(citer.state, whole.statements))
    elif asked and asked.nth:
        items = nth_items(asked.nth, citer.support(claims))
        if items is None:
            citer.forget(claims)
        elif items:
            citer.forget(claims)
            held = "\n".join(map(citer.quote, items))
    if (
        asked
        and len(citer.claims) == claims + 1
        and merely_names(part.question.mentions.quoted, citer.claims[claims].text)
    ):
        citer.forget(claims)
    if len(citer.claims) == claims:
        return None
    sure = Sureness(logit, min(reply.logprobs, default=None))
    likely = chance(read_signs(part.question, sure, citer.claims[claims:], citer.support(claims), part.ranked))
    if likely < settings.confidence:
        citer.forget(claims)
        return _Attempt(refusal=Refusal(RefusalCode.NOT_ANSWERED), chance=likely)
    return _Attempt(held, chance=likely)


def _ways(question: Question) -> Sequence[_Way]:
    """Return how to come to an answer, best first; the next is gone where nothing of one passes.

    Whether something is so, or may be done, is told by the sentence that decides it, first of all: a small model says
    yes to whatever it is asked (of 28 such questions 5 answers right in its words, 14 of the sentences it copied).
    """
    if question.wants_list:
        return (_write,)
    return (_copy, _write) if question.expects == "yesno" else (_write, _copy, _tell)


def _quoted(part: Part, settings: Settings, citer: Citer) -> _Attempt:
    """Answer one part without a model, by the sentence that answers, if one likely enough does.

    Several things stand in several sentences, and whether one gives a reason does not show.
    """
    asked, claims = part.question, len(citer.claims)
    single = not asked.wants_list and asked.asks == 1 and asked.expects != "reason"
    choice = choose(asked, part.evidence, part.ranked) if single else None
    citer.turn_to(readable(part.evidence), asked.mentions, wanted=asked.wanted, verbatim=True)
    if choice is None or not fits(asked, choice.best):
        return _Attempt(refusal=Refusal(RefusalCode.MODEL_UNAVAILABLE))
    text = citer.quote(choice.best) if choice.chance >= max(SURE, settings.confidence) else ""
    if not text:
        citer.forget(claims)
        return _Attempt(refusal=Refusal(RefusalCode.MODEL_UNAVAILABLE), chance=choice.chance)
    return _Attempt(text, chance=choice.chance)


def _whole_list(deltas: Iterator[Delta], number: int, citer: Citer) -> Iterator[Delta]:
    """Hold a list back until it is written, and give it only if it has all its items; else the sentence that has.

    A list that no rule could read out of the texts is made up by a small model of whatever the passages name: of ten
    items, eight that belong to other lists, each of them borne out by its passage.
    """
    claims, held = len(citer.claims), ""
    for delta in deltas:
        held += delta.text
        yield Delta()
    written = [claim.text for claim in citer.claims[claims:] if claim.verdict is Verdict.SUPPORTED]
    if len(written) >= number or any(text.count("、") + 1 >= number for text in written):
        yield Delta(held)
        return
    quoted = [claim.text for claim in citer.claims[claims:] if claim.verdict is Verdict.QUOTED]
    # of one text, some of them in its words, none of which are those of another
    apart = not any(text in quotation for quotation in quoted for text in written)
    together = apart and len({item.speech.id for item in citer.support(claims)}) == 1
    if any(text.count("、") + 1 >= number for text in quoted) or (together and len(written) + len(quoted) == number):
        yield Delta(held)
    else:
        citer.forget(claims)


def refuse(
    task: Task, refusal: Refusal, model: str, clock: Clock, *, confidence: float | None = None
) -> Iterator[Event]:
    """Say that there is no answer, why, and what was searched.

    :param confidence: The chance that what was written and is not shown is right; None if nothing was.
    """
    text = refusal_text(refusal, task.scope)
    yield Delta(text)
    yield task.finished(text, clock, model=model, refusal=refusal, confidence=confidence)


def state(direct: DirectAnswer, task: Task, clock: Clock) -> Iterator[Event]:
    """Give an answer that needs no model, so that no other answer is waited for."""
    citer = Citer((), task.source_text, task.question.mentions)
    text = "" if direct.refusal is None else refusal_text(direct.refusal, task.scope)
    if text:
        yield Delta(text)
    figures = direct.desk is not None and direct.desk.tool == "figures"
    for statement in direct.statements:
        delta = Delta(("\n" if text else "") + citer.state(statement, dated=figures))
        text += delta.text
        yield delta
    finished = task.finished(text, clock, model=VERBATIM, refusal=direct.refusal, citer=citer)
    yield replace(finished, answer=replace(finished.answer, desk=direct.desk, rows=direct.rows))


def _write(
    part: Part, model: LanguageModel, settings: Settings, citer: Citer, clock: Clock, reply: Reply
) -> Iterator[Delta]:
    """Yield checked sentences, and empty deltas while one is being written."""
    written = _sentences(part, model, settings, citer, clock, reply)
    number = part.question.items_asked
    yield from _whole_list(written, number, citer) if number and not part.question.nth else written


def _sentences(
    part: Part, model: LanguageModel, settings: Settings, citer: Citer, clock: Clock, reply: Reply
) -> Iterator[Delta]:
    question, claims = part.question, len(citer.claims)
    times = LIST_BUDGET if question.wants_list else 1
    prompt = answer_prompt(part.evidence, question)
    pieces = reply.hear(model.stream(prompt, max_tokens=settings.answer_tokens * times))
    before = clock.now()
    for written in sentences(_first_seen(pieces, clock)):
        # items of a list end without punctuation; other sentences do so only when the reply was too long
        cut_off = not question.wants_list and len(citer.claims) > claims
        if not written.sentence:
            yield Delta()
            continue
        if declines(written.sentence) or (cut_off and not written.complete):
            continue
        if written.sentence.rstrip().endswith(("？", "?")):  # the question once more
            continue
        if len(citer.claims) == claims and not question.wanted.may_be(written.sentence):
            continue  # asked for a figure, a date or a person, it gives none
        if question.last and repeats(question.expects, written.sentence, question.last[1], question.text):
            continue  # what was said before is no answer to what is asked then
        with clock.stage("verify"):
            text = citer.add(written.sentence)
        if text:
            yield Delta(("\n" if written.new_line and len(citer.claims) > claims + 1 else "") + text)
    fewer = 0 < len(citer.claims) - claims < question.asks and not question.wants_list
    if fewer and (text := citer.quote_support(claims)):  # the whole sentence may say the rest of what is asked
        yield Delta("\n" + text)
    elif question.expects == "yesno" and (text := citer.quote_support(claims)):
        yield Delta("\n" + text)  # what decides it, beside a small model's yes
    elif question.office and (text := citer.quote_support(claims)):
        yield Delta("\n" + text)  # an office is given as it stands: a small model cuts it short
    elif question.expects == "person" and not question.only and (text := citer.quote_fuller(claims)):
        yield Delta("\n" + text)  # as what somebody did it
    clock.stages["generate"] = round(clock.stages.get("generate", 0.0) + clock.now() - before, 1)


def _copy(
    part: Part, model: LanguageModel, settings: Settings, citer: Citer, clock: Clock, reply: Reply
) -> Iterator[Delta]:
    """Quote the sentence that the model copies, where nothing that it worded passed.

    Whether one may do something, say, is told by a sentence that forbids it; 不可以 adds nothing to look for.
    """
    with clock.stage("copy"):
        prompt = copy_prompt(part.evidence, part.question)
        pieces = reply.hear(model.stream(prompt, max_tokens=settings.answer_tokens))
        for written in sentences(pieces):
            if not written.sentence:
                yield Delta()
            elif not declines(written.sentence) and (text := citer.copy(written.sentence)):
                yield Delta(text)
                return


def _tell(
    part: Part, model: LanguageModel, settings: Settings, citer: Citer, clock: Clock, reply: Reply
) -> Iterator[Delta]:
    """Quote the sentence that tells who did what is asked, where nothing that the model wrote or copied passed.

    Of figures the like shows more wrong sentences than right ones: of what kind a sentence is tells a deed's doer, but
    not whether its figure is the one that is meant (docs/LOG.md).
    """
    told = teller(part.question, readable(part.evidence))
    if told is not None and (text := citer.quote(told)):
        yield Delta(text)


def _first_seen(pieces: Iterable[str], clock: Clock) -> Iterator[str]:
    for piece in pieces:
        clock.stages.setdefault("first_token", clock.now())
        yield piece
