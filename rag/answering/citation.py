"""Checked sentences become numbered claims; nothing gets a number without a span of the source."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from corpus import NotFoundError, fold, simplify
from rag.answering.citation_context import grounded
from rag.answering.events import Event, Finished
from rag.answering.grounding import NAME, additions, copied, ground
from rag.datamodel import Citation, Claim, Evidence, Statement, Verdict, span_of
from rag.question.answer.answer_type import ANY, Wanted
from rag.question.mentions import Mentions, mentions
from rag.verification.answer_relevance import (
    concerns,
    contradicts,
    of_another_period,
    of_the_other_kind,
    off_topic,
    tells_deed,
)
from rag.verification.checks import OF_ANOTHER_YEAR, told_for_the_year
from rag.verification.compared import Compared, compared
from rag.verification.support import Support
from rag.verification.verifier import check

_CLOSERS = "。！？!?；;.\n "
_MARKERS = re.compile(r"\s*[\[【［](?:资料)?\d+(?:\s*[,，、]\s*\d+)*[\]】］]")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}(?:[、)）]|\.(?!\d))|[（(]\d{1,2}[)）])\s*")  # 2.7万千瓦 has no label
# of answers: whether a sentence is one can be seen
_CHECKED_KINDS = ("number", "duration", "person", "date", "place", "yesno")
# who did it, how much there is: the sentence that was misread has it not
_SAYS_NOTHING = frozenset({"deeds", "change"})
_MIN_QUOTE = 4  # a fallback quotation shorter than this says nothing


def _is_title(item: Evidence) -> bool:
    return fold(item.text).strip() in fold(simplify(item.speech.title))


class Citer:
    """Turns the sentences of one answer into claims, in order, numbering citations as they first appear.

    :param evidence: What the model was given.
    :param source_text: Original text of a speech by id; every quotation is asserted against it.
    :param asked: What the question names, to choose a fallback quotation by.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        source_text: Callable[[str], str],
        asked: Mentions | None = None,
    ) -> None:
        self._source_text = source_text
        self.turn_to(evidence, asked or mentions(""))
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._quoted: set[Evidence] = set()
        self.claims: list[Claim] = []
        self.citations: list[Citation] = []

    def turn_to(
        self,
        evidence: Sequence[Evidence],
        asked: Mentions,
        *,
        wanted: Wanted = ANY,
        verbatim: bool = False,
    ) -> None:
        """Go on with the next part of the question; numbering goes on too.

        :param wanted: What an answer must be like.
        :param verbatim: The source's own words are asked for: no sentence of the model is shown.
        """
        self._verbatim = verbatim
        self._evidence = tuple(evidence)
        self._asked = asked
        self._wanted = wanted
        self._items = 0  # numbered, of a list

    def add(self, sentence: str) -> str:
        """Check one sentence of the model; return the text to show, with markers, or the empty string.

        Of a sentence that fails, the evidence that says what it adds to the question is quoted instead, verbatim: what
        a small model read is often right where its wording is not.
        """
        bullet = _BULLET.match(sentence)
        text = _MARKERS.sub("", sentence[bullet.end() :] if bullet else sentence).strip()
        if not text.strip(_CLOSERS):
            return ""
        outcome = check(text, self._evidence, asked=self._asked.words)
        if outcome.passed and self._answers(text, outcome.support) and not self._verbatim:
            if any(claim.text == text for claim in self.claims):
                return ""
            support = grounded(text, outcome.support, self._source_text)
            shown = self._bullet(bullet.group()) if bullet else ""
            return self._claim(text, support, Verdict.SUPPORTED, (*compared(text), *self._kind()), prefix=shown)
        found_out = {finding.check for finding in outcome.findings}
        if found_out & _SAYS_NOTHING:
            return ""
        if OF_ANOTHER_YEAR in found_out:
            # the sentence that has the figure does not answer; that of the year may
            found = told_for_the_year(text, Support(outcome.support, self._evidence))
        else:
            found = ground(text, self._asked, self._evidence).support
        return "\n".join(filter(None, map(self.quote, filter(self._may_answer, found))))

    def _bullet(self, written: str) -> str:
        """Return what stands before an item of a list, counted anew: items that failed leave no gap."""
        if not re.search(r"\d", written):
            return written
        self._items += 1
        return re.sub(r"\d+", str(self._items), written, count=1)

    def _answers(self, text: str, support: Sequence[Evidence]) -> bool:
        return concerns(self._asked, text, support) and not off_topic(self._asked, text, support)

    def _may_answer(self, item: Evidence) -> bool:
        """Say whether a sentence may be quoted for an answer: of the kind that is wanted, of the deed, of the year."""
        elsewhere = of_another_period(self._asked, item) or of_the_other_kind(self._asked, item)
        if self._wanted.kind == "number" and elsewhere:
            return False
        # 主讲 may stand in no sentence that was read; where one says it, who did something else is no answer
        deed = tells_deed(self._asked, item) or not any(tells_deed(self._asked, other) for other in self._evidence)
        return self._wanted.may_quote(item.text) and (deed or self._wanted.kind != "person")

    def quote(self, item: Evidence) -> str:
        """Make a claim of the evidence's own words; return the text to show, or the empty string if already quoted."""
        if item in self._quoted or len(item.quote) < _MIN_QUOTE:
            return ""
        self._quoted.add(item)
        # Not "speaker: …": the words may be somebody else's, quoted in the speech.
        return self._claim(f"《{item.speech.title}》：“{item.quote}”", (item,), Verdict.QUOTED, ("wording",))

    def _kind(self) -> tuple[Compared, ...]:
        """Return that the kind of answer was checked, if it can be: nothing tells a reason by its looks."""
        return ("kind",) if self._wanted.kind in _CHECKED_KINDS else ()

    def copy(self, sentence: str) -> str:
        """Quote the evidence that a model copied; return the text to show, or the empty string if it copied none.

        A sentence without a word of the question decides nothing, whatever stands above it (三要壮大发展平台。).
        """
        decides = self._wanted.kind == "yesno"  # no title decides whether something is so
        fit = [item for item in self._evidence if not (decides and _is_title(item))]
        found = copied(sentence, [item for item in fit if not contradicts(self._asked, item)])
        words = self._asked.words
        if found is None or not self._may_answer(found):
            return ""
        return self.quote(found) if not words or any(w in found.annotated.folded for w in words) else ""

    def support(self, since: int) -> tuple[Evidence, ...]:
        """Return the evidence that the claims from a place on cite."""
        numbers = {number for claim in self.claims[since:] for number in claim.citations}
        spans = {(c.speech.id, c.start, c.end): c for c in self.citations if c.number in numbers}
        known = {(item.speech.id, item.start, item.end): item for item in self._evidence}
        return tuple(
            known.get(span) or span_of(c.speech, c.start, c.end, self._source_text(c.speech.id))
            for span, c in spans.items()
        )

    def quote_support(self, since: int) -> str:
        """Quote what the claims from a place on rest on, as far as it is not quoted; text to show, or empty."""
        return "\n".join(filter(None, map(self.quote, self.support(since))))

    def quote_fuller(self, since: int) -> str:
        """Quote likewise the sentences that name or count what neither the claims nor the question do: an office."""
        said = "\n".join(claim.text for claim in self.claims[since:])
        fuller = (item for item in self.support(since) if self._says_more(item, said))
        return "\n".join(filter(None, map(self.quote, fuller)))

    def _says_more(self, item: Evidence, said: str) -> bool:
        return any(weight >= NAME and part not in said for part, weight in additions(item.text, self._asked).items())

    def state(self, statement: Statement, *, dated: bool = False) -> str:
        """Make a claim of a statement that was checked where it was made; return the text to show.

        :param dated: Its years may stand before what it cites: that is cited too.
        """
        quoted = statement.verdict is Verdict.QUOTED
        how: tuple[Compared, ...] = ("wording",) if quoted else ("extracted", "kind")
        support = statement.support
        if dated and not quoted:
            support = grounded(statement.text, support, self._source_text)
        shown = self._claim(statement.text, support, statement.verdict, how)
        self.claims[-1] = replace(self.claims[-1], counted=statement.counted)
        return shown

    def forget(self, since: int) -> None:
        """Take claims back from a place in `claims` on, and the citations that no other claim has."""
        del self.claims[since:]
        kept = {number for claim in self.claims for number in claim.citations}
        del self.citations[max(kept, default=0) :]
        self._numbers = {key: number for key, number in self._numbers.items() if number <= len(self.citations)}
        self._quoted.clear()

    def _claim(
        self,
        text: str,
        support: Sequence[Evidence],
        verdict: Verdict,
        how: tuple[Compared, ...],
        prefix: str = "",
    ) -> str:
        numbers = tuple(self._number(item) for item in support)
        self.claims.append(Claim(text, numbers, verdict, how))
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


def paged(events: Iterable[Event], page_of: Callable[[str, int], int | None]) -> Iterator[Event]:
    """Yield the events, the citations of the finished answer with the pages of their files.

    :param page_of: The page of a character of a speech; raises NotFoundError where there is no such speech.
    """
    for event in events:
        if isinstance(event, Finished):
            cited = tuple(replace(one, page=_page(one, page_of)) for one in event.answer.citations)
            event = Finished(replace(event.answer, citations=cited))
        yield event


def _page(citation: Citation, page_of: Callable[[str, int], int | None]) -> int | None:
    try:
        return page_of(citation.speech.id, citation.start)
    except NotFoundError:  # a text given with the question, or a speech that was removed meanwhile
        return None
