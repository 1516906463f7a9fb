"""Checked sentences become numbered claims; nothing gets a number without a span of the source."""

import re
from collections.abc import Callable, Sequence

from corpus.language.segmentation import bare
from rag.answering.citation_context import Facts, grounded, head_lines
from rag.datamodel import Citation, Claim, Evidence, Statement, Verdict
from rag.question.answer_type import expected, satisfies
from rag.verification.answer_relevance import concerns, fallback, in_other_words, off_topic
from rag.verification.verifier import check

_CLOSERS = "。！？!?；;.\n "
_MARKERS = re.compile(r"\s*[\[【［](?:资料)?\d+(?:\s*[,，、]\s*\d+)*[\]】］]")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、)）]|[（(]\d{1,2}[)）])\s*")
_OF_THE_HEAD = re.compile(
    "谁|哪位|什么人|何人|哪个人|职务|身份|什么职|[担时现]任什么|头衔|讲话人|作者|发言人"
    "|什么时候|何时|哪[一]?[年天日]|什么时间|几[月号]|日期|标题|题目|题为"
)
_MIN_QUOTE = 4  # a fallback quotation shorter than this says nothing


class Citer:
    """Turns the sentences of one answer into claims, in order, numbering citations as they first appear.

    :param evidence: What the model was given.
    :param source_text: Original text of a speech by id; every quotation is asserted against it.
    :param question: The question, to choose a fallback quotation by.
    :param facts: The metadata of a speech by its id: a claim about its speaker cites the line that names him.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        source_text: Callable[[str], str],
        question: str,
        facts: Facts | None = None,
    ) -> None:
        self._source_text = source_text
        self._facts = facts
        self.turn_to(evidence, question)
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._quoted: set[Evidence] = set()
        self.claims: list[Claim] = []
        self.citations: list[Citation] = []

    def turn_to(self, evidence: Sequence[Evidence], question: str) -> None:
        """Go on with the next part of the question; numbering goes on too."""
        self._evidence = tuple(evidence)
        self._question = question
        self._items = 0  # numbered, of a list
        of_head = self._facts is not None and _OF_THE_HEAD.search(question)
        self._head = head_lines(evidence, self._source_text, self._facts) if of_head and self._facts else ()

    def add(self, sentence: str, *, sure: bool = False) -> str:
        """Check one sentence of the model; return the text to show, with markers, or the empty string.

        A sentence that fails, or is of another place or year than was asked for, is replaced by the evidence that best
        fits question and sentence, verbatim, if any speaks of what was asked and was not quoted already.

        :param sure: The evidence holds the answer almost certainly: what the sentence rests on is then quoted even if
            it says part of the question in other words (职业是画师, of 画师顾望舒).
        """
        bullet = _BULLET.match(sentence)
        text = _MARKERS.sub("", sentence[bullet.end() :] if bullet else sentence).strip()
        if not text.strip(_CLOSERS):
            return ""
        outcome = check(text, (*self._head, *self._evidence), question=self._question)
        if outcome.passed and self._answers(text, outcome.support):
            if any(claim.text == text for claim in self.claims):
                return ""
            support = grounded(text, outcome.support, self._source_text)
            return self._claim(text, support, Verdict.SUPPORTED, prefix=self._bullet(bullet.group()) if bullet else "")
        chosen = (self._line_in(text) if sure else None) or fallback(self._question, text, self._evidence)
        if chosen is None and sure and in_other_words(outcome.missing, self._question):
            chosen = next((item for item in outcome.support if concerns(self._question, item.text, [item])), None)
        return self.quote(chosen) if chosen else ""

    def _bullet(self, written: str) -> str:
        """Return what stands before an item of a list, counted anew: items that failed leave no gap."""
        if not re.search(r"\d", written):
            return written
        self._items += 1
        return re.sub(r"\d+", str(self._items), written, count=1)

    def _line_in(self, text: str) -> Evidence | None:
        """Return the line of a document's head that is what was asked for and stands in a sentence, whole."""
        wanted = expected(self._question)
        lines = (line for line in self._head if bare(line.text) and bare(line.text) in bare(text))
        return next((line for line in lines if wanted != "text" and satisfies(wanted, line.text)), None)

    def _answers(self, text: str, support: Sequence[Evidence]) -> bool:
        return concerns(self._question, text, support) and not off_topic(self._question, text, support)

    def quote_best(self) -> str:
        """Quote what best fits the question, where the model wrote nothing that holds; text to show, or empty."""
        chosen = fallback(self._question, "", self._evidence)
        return self.quote(chosen) if chosen else ""

    def quote(self, item: Evidence) -> str:
        """Make a claim of the evidence's own words; return the text to show, or the empty string if already quoted."""
        if item in self._quoted or len(item.quote) < _MIN_QUOTE:
            return ""
        self._quoted.add(item)
        # Not "speaker: …": the words may be somebody else's, quoted in the speech.
        return self._claim(f"《{item.speech.title}》：“{item.quote}”", (item,), Verdict.QUOTED)

    def state(self, statement: Statement) -> str:
        """Make a claim of a statement that was checked where it was made; return the text to show."""
        return self._claim(statement.text, statement.support, statement.verdict)

    def forget(self, since: int) -> None:
        """Take claims back from a place in `claims` on, and the citations that no other claim has."""
        del self.claims[since:]
        kept = {number for claim in self.claims for number in claim.citations}
        del self.citations[max(kept, default=0) :]
        self._numbers = {key: number for key, number in self._numbers.items() if number <= len(self.citations)}
        self._quoted.clear()

    def _claim(self, text: str, support: Sequence[Evidence], verdict: Verdict, prefix: str = "") -> str:
        numbers = tuple(self._number(item) for item in support)
        self.claims.append(Claim(text, numbers, verdict))
        return prefix + mark(text, numbers)

    def _number(self, item: Evidence) -> int:
        key = (item.speech.id, item.start, item.end)
        if key not in self._numbers:
            actual = self._source_text(item.speech.id)[item.start : item.end]
            if actual != item.quote:  # never shown: a quotation that is not the source's
                raise AssertionError(f"quote {item.quote!r} is not the source at [{item.start}:{item.end}]: {actual!r}")
            number = self._numbers[key] = len(self._numbers) + 1
            self.citations.append(Citation(number, item.speech, item.start, item.end, item.quote))
        return self._numbers[key]


def mark(text: str, numbers: Sequence[int]) -> str:
    """Put markers before a sentence's closing punctuation.

    >>> mark("产值突破500亿元。", [1, 2])
    '产值突破500亿元[1][2]。'
    """
    body = text.rstrip(_CLOSERS)
    return body + "".join(f"[{number}]" for number in numbers) + text[len(body) :]
