"""Whose words: direct and reported speech with its speaker.

Direct speech is a quotation that a verb of speech governs; slogans, titles and names in quotation marks are not.
Reported speech reaches from the verb to the end of its sentence, in news also over the sentences that go on with it.
What the author says in his own voice, 我们要…, is nobody's utterance here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from corpus.attribution.coreference import Antecedents
from corpus.attribution.speakers import Subject, find_mention, find_subject
from corpus.attribution.speech_verbs import FORMAL, MENTIONS, SpeechVerb, find_speech_verbs, find_verbs
from corpus.datamodel import NEWS, Utterance
from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern
from corpus.structure.lines import Line

_FRAME = pattern("(?:的|，|{narration:epithet}|指示|讲话|精神){0,4}{texts:words!}")
_FRAME_BEFORE = pattern(
    "(?:的{narration:portion}?{texts:words!}(?:[{han}]{0,6}[：:，,]|(?=“))|这样(?:说|讲|写)[：:]|一句话[：:，,])$",
    han=HAN,
)
_QUOTED = re.compile("“[^“”]*(?:“[^“”]*”[^“”]*)*”")
_BREAK = pattern(
    "(?:{narration:break}|目前[，,]|会议(?!精神)|[{level}]?领导(?!干部)|[(（]|[他她](?!们))"
    "|[^，,。]{0,40}(?:{narration:presence}|参加{narration:occasion}|作了?(?:报告|发言|汇报|讲话))"
    "|.{0,120}(?:参加{narration:occasion}|出席{narration:occasion}?|陪同{narration:visit}?)。$"
)
# nothing but titles may stand before a name that begins narration
_TITLED = re.compile("[^，,。要是把对按以贯学落在将]*")
_NEXT_ITEM = pattern("[{several}十]{1,2}(?:是|要)|第[{several}十]|其次|再次|最后[,，]")
_DEMAND = re.compile("要(?!求)|必须|一(?:是|要)")
_CLAUSE = 24  # characters from a name to the colon behind what he does
_FAR = 120  # between somebody's words and a quotation that goes on with them
_LEAST = 4  # characters that somebody can be reported with
_SENTENCE = 30  # and a quotation that is no mere name
_LONG = 6  # characters that make a quoted name a saying
_CLOSES = pattern("(?:道|着|起来|{narration:hearer})?[。,:“!]")
_AFTER_QUOTATION = ("", *"。,;!?、“”)(")
_SPEECHLIKE = re.compile("[，。！？,；、]")
_ENDED = "。！？!?…"
_HE = re.compile("(?<!其)[他她](?!们)")
_DIALOGUE = re.compile(rf"(?:^|[。！？”])(?P<who>[{HAN}·]{{2,12}})[：:]$")


def find_utterances(
    lines: Sequence[Line], sentences: Sequence[Sequence[tuple[int, int]]], *, kind: str | None
) -> tuple[Utterance, ...]:
    """Return what the lines give as somebody's words, in order of their starts.

    :param sentences: For each line the spans of its sentences in `line.text`.
    :param kind: Of the speech; in news the sentences after 他强调 are his too, in a speech the author's.
    """
    finder = _Finder(lines, sentences, kind)
    for number in range(len(lines)):
        finder.read(number)
    return tuple(sorted(finder.found, key=lambda utterance: (utterance.start, -utterance.end)))


class _Finder:
    def __init__(self, lines: Sequence[Line], sentences: Sequence[Sequence[tuple[int, int]]], kind: str | None) -> None:
        self.lines, self.kind, self.news = lines, kind, kind in NEWS
        self.found: list[Utterance] = []
        self.postposed: set[int] = set()  # offsets of this line's verbs that stand behind their quotation
        self.memory = Antecedents(lines, sentences, self.found)
        self.open: str | None = None  # speaker of a quotation that goes on in the next line
        self.is_open = False

    def read(self, number: int) -> None:
        line = self.lines[number]
        text = line.folded
        quoted = [match.span() for match in _QUOTED.finditer(text)] if "“" in text else []
        quoted = self._unclosed(number, text, quoted)
        if not quoted and next(find_verbs(text), None) is None:
            self.is_open = False
            return
        sentences = self.memory.sentences(number)
        heads = find_speech_verbs(text, quoted, sentences)
        taken = self._direct(number, text, quoted, heads, sentences)
        self._reported(number, text, quoted, heads, sentences, taken)
        self._going_on(number, text, quoted)

    def _unclosed(self, number: int, text: str, quoted: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Add a quotation that the next line goes on with, and give this line's first one to the speaker before."""
        last = quoted[-1][1] if quoted else 0
        opening = text.find("“", last)
        following = self.lines[number + 1].folded if number + 1 < len(self.lines) else ""
        if opening >= 0 and text.find("”", opening) < 0 and following.startswith("“"):
            quoted = [*quoted, (opening, len(text) + 1)]
        return quoted

    # -- direct --------------------------------------------------------------------------------------------------

    def _direct(
        self,
        number: int,
        text: str,
        quoted: list[tuple[int, int]],
        heads: list[SpeechVerb],
        sentences: list[tuple[int, int]],
    ) -> set[int]:
        """Give quotations to their speakers. Return the `content` of the heads that are served."""
        served: set[int] = set()
        self.postposed.clear()
        by_content = {head.content: head for head in heads}
        previous: tuple[int, str | None] | None = None  # end of an attributed quotation and its speaker
        was_open, self.is_open = self.is_open, False
        for opening, closing in quoted:
            start, end = opening + 1, closing - 1
            if end <= start:
                continue
            speaker: str | None = None
            known = False
            if opening == 0 and was_open:
                speaker, known = self.open, True
            elif head := by_content.get(opening):
                if self._governs(text, head, start, end, closing):
                    speaker, known = self.memory.name(number, head.subject, head.begin), True
                    served.add(head.content)
                    self.memory.note(number, head.begin, head.subject, speaker)
            elif previous and text[previous[0] : opening] in ("", ",", "、", "和", ";"):
                speaker, known = previous[1], True
            if not known:
                known, speaker = self._otherwise(number, text, opening, closing, heads, sentences)
            if not known:
                previous = None
                continue
            previous = (closing, speaker)
            if closing > len(text):
                self.open, self.is_open = speaker, True
            self._add(number, start, min(end, len(text)), speaker, direct=True)
        return served

    def _governs(self, text: str, head: SpeechVerb, start: int, end: int, closing: int) -> bool:
        """Say whether the quotation is what is said, not a name that the saying begins with."""
        inside = text[start:end]
        if inside[-1] in "。！？!?…" or len(inside) >= _SENTENCE:
            return True
        saying = len(inside) >= _LONG or bool(_SPEECHLIKE.search(inside))
        following = text[closing : closing + 1]
        if head.pause:
            return (saying or head.verb in ("说", "称", "写道")) and following in _AFTER_QUOTATION
        if text[head.end] == "的":
            return len(inside) >= _LONG + 2
        return saying

    def _otherwise(
        self,
        number: int,
        text: str,
        opening: int,
        closing: int,
        heads: list[SpeechVerb],
        sentences: list[tuple[int, int]],
    ) -> tuple[bool, str | None]:
        """Return (whether somebody says the quotation, who) where no verb stands before it."""
        inside = text[opening + 1 : closing - 1]
        begin = sentences[max(0, bisect_right(sentences, (opening, len(text))) - 1)][0]
        if inside[-1] in "。！？!?，,…" and (subject := self._postposed(text, closing)) is not None:
            return True, self.memory.name(number, subject, subject.start)
        frame = _FRAME_BEFORE.search(text, max(begin, opening - 16), opening)
        if frame and (subject := find_subject(text, begin, frame.start())) and subject.kind != "author":
            return True, self.memory.name(number, subject, subject.start)
        if (len(inside) >= _LONG or _SPEECHLIKE.search(inside)) and _FRAME.match(text, closing):
            edge = opening - 2 if text.endswith(("作出", "做出"), begin, opening) else opening
            subject = find_subject(text, begin, edge)
            if subject is not None and subject.kind in ("person", "pronoun", "office"):
                return True, self.memory.name(number, subject, subject.start)
        if inside[-1] in _ENDED and (subject := self._acting(text, begin, opening)) is not None:
            return True, self.memory.name(number, subject, subject.start)
        if inside[-1] in "。！？!?" and (match := _DIALOGUE.search(text, max(0, opening - 14), opening)):
            subject = find_subject(text, match.start("who"), match.end("who"))
            if next(find_verbs(text, match.start("who"), match.end("who")), None) is not None:
                subject = None  # 古人讲: its verb has had its say
            if subject is not None and subject.kind in ("person", "role"):
                return True, self.memory.name(number, subject, subject.start)
        return False, None

    def _acting(self, text: str, begin: int, opening: int) -> Subject | None:
        """Return who says a quotation behind a colon whose clause has no verb of speech: 他心急如焚：“…。”, or None."""
        if opening <= begin or text[opening - 1] not in "：:":
            return None
        start = max(begin, max(text.rfind(mark, begin, opening) for mark in "，,；;。”") + 1)
        if opening - start > _CLAUSE or next(find_verbs(text, start, opening), None) is not None:
            return None
        if MENTIONS.search(text, start, opening):  # 他引用老造纸人的一句俗语告诫大家：“…” gives the words to others
            return None
        if text[start] in "他她" and text[start + 1] not in "们的":
            return Subject(start, start + 1, "pronoun")
        mention = find_mention(text, start, opening)
        return mention if mention is not None and _TITLED.match(text, start).end() >= mention.start else None  # type: ignore[union-attr]

    def _postposed(self, text: str, closing: int) -> Subject | None:
        """Return who says a quotation that the verb follows, as in “…。”他说。, or None."""
        window = min(len(text), closing + 60)
        stop = min((at for at in (text.find(mark, closing, window) for mark in "。;!?“") if at >= 0), default=window)
        for match in find_verbs(text, closing, stop):
            after = text[match.end() : match.end() + 1]
            if after and not _CLOSES.match(text, match.end()):
                continue
            if match.start() == closing:
                return None
            subject = find_subject(text, closing, match.start())
            if subject is None or subject.kind == "author":
                return None
            # “…。”会议强调，要…: the verb governs what follows
            if after in "，," and match["verb"] in FORMAL and text[closing - 2] in "。！？":
                return None
            self.postposed.add(match.start())
            return subject
        return None

    # -- reported ------------------------------------------------------------------------------------------------

    def _reported(
        self,
        number: int,
        text: str,
        quoted: list[tuple[int, int]],
        heads: list[SpeechVerb],
        sentences: list[tuple[int, int]],
        served: set[int],
    ) -> None:
        done = at = 0
        quotes = dict(quoted)
        begins = sorted(head.begin for head in heads)
        for index, head in enumerate(heads):
            if head.content in served or head.begin < done or head.content >= len(text):
                continue
            while at + 1 < len(sentences) and sentences[at][1] <= head.content:
                at += 1
            end = sentences[at][1]
            if head.content in quotes and (not head.pause or quotes[head.content] >= end - 1):
                continue
            if head.start in self.postposed and (not head.pause or head.content in quotes):
                continue
            for other in heads[index + 1 :]:
                if other.begin >= end:
                    break
                if other.begin > head.content and text[other.begin - 1] == ";" and other.subject and other.subject.near:
                    end = other.begin
                    break
            if end == sentences[at][1] and head.verb in FORMAL:
                end = self._goes_on(text, sentences, at, begins, head)
            if end - head.content < _LEAST:
                continue
            speaker = self.memory.name(number, head.subject, head.begin)
            self.memory.note(number, head.begin, head.subject, speaker)
            cut, claimed = self._quoted_end(number, text, quoted, head.content, end)
            self._add(number, head.content, cut, speaker, direct=False)
            if cut < end and not claimed:
                self._add(number, cut + 1, end - 1, speaker, direct=True)
            done = end

    def _quoted_end(
        self, number: int, text: str, quoted: list[tuple[int, int]], start: int, end: int
    ) -> tuple[int, bool]:
        """Return where reported words end before a whole quotation, 他说，…，“…。”, and whether that has a speaker."""
        for opening, closing in quoted:
            if opening - start <= _LEAST or closing > len(text) or text[opening - 1] not in "，,：:。":
                continue
            first = self.lines[number].span(opening + 1, closing - 1)[0]
            if opening < end and any(one.direct and one.start == first for one in self.found):
                return opening, True
            if closing == end and text[closing - 2] in _ENDED and closing - opening > _LONG:
                return opening, False
        return end, False

    def _going_on(self, number: int, text: str, quoted: list[tuple[int, int]]) -> None:
        """Give a whole quoted sentence that nobody claims to who spoke right before it: “…。”他说，…。“…。”."""
        base = self.lines[number].span(0, len(text))[0]
        own = [one for one in self.found if one.start >= base]
        for opening, closing in quoted:
            if closing > len(text) or closing - opening <= _LONG or text[closing - 2] not in _ENDED:
                continue
            start, end = self.lines[number].span(opening + 1, closing - 1)
            if any(one.start < end and start < one.end for one in own):
                continue
            before = max((one for one in own if one.end <= start), key=lambda one: one.end, default=None)
            if before is None or before.speaker is None:
                continue
            at = next((i for i in range(opening, -1, -1) if self.lines[number].span(i, i + 1)[0] < before.end), 0)
            known = any(one.direct and one.speaker == before.speaker for one in own)
            if _still_speaks(text[at + 1 : opening], known=known):
                self._add(number, opening + 1, closing - 1, before.speaker, direct=True)
                own.append(self.found[-1])

    def _goes_on(
        self, text: str, sentences: list[tuple[int, int]], at: int, begins: list[int], head: SpeechVerb
    ) -> int:
        """Return where the reported words end: before narration, before another head, outside news before the author.

        An essay goes on in its own voice after it cites a leader: only 二是… and, after others, 要… are his words too.
        """
        demands = self.kind is None and "总书记" not in text[head.begin : head.start]
        for start, end in sentences[at + 1 :]:
            following = bisect_left(begins, start)
            if following < len(begins) and begins[following] < min(end, start + 40):
                break
            item = _NEXT_ITEM.match(text, start) or (demands and _DEMAND.match(text, start))
            if not (self.news or item) or _BREAK.match(text[start:end]):
                break
            mention = find_mention(text, start, min(end, start + 60))
            if mention is not None and _TITLED.match(text, start).end() >= mention.start:  # type: ignore[union-attr]
                break
            at += 1
        return sentences[at][1]

    def _add(self, number: int, start: int, end: int, speaker: str | None, *, direct: bool) -> None:
        text = self.lines[number].text
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        if start < end:
            self.found.append(Utterance(*self.lines[number].span(start, end), speaker, direct))


def _still_speaks(between: str, *, known: bool) -> bool:
    """Say whether what stands between somebody's words and a quotation tells of him alone, or of nothing.

    :param known: Whether he is quoted in this paragraph already.
    """
    if between.startswith("”"):  # whose they were follows them: “…。”他说。
        between = between.partition("。")[2]
    if "“" in between or len(between) > _FAR or MENTIONS.search(between):
        return False
    going_on = known or _HE.search(between) is not None or not between.strip(",;。”")
    return going_on and find_mention(between, 0, len(between)) is None and next(find_verbs(between), None) is None
