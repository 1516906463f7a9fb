"""An assistant whose language model is a script. Its speeches, hits, citations and answers are real values.

The documents are fiction: there is no 澜州 city, and nobody below has lived.
"""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus import Chunk, GenerationError, NotFoundError, Speech, Utterance
from index import Filters, Hit
from rag.answering.events import Delta, Event, Finished, Retrieved
from rag.answering.refusal.wording import reason_text, refusal_text
from rag.datamodel import Answer, Citation, Claim, Refusal, RefusalCode, Scope, Turn, Verdict
from rag.verification.compared import compared

REPORT = """澜州市人民政府网 >> 要闻 >> 正文

在澜州市港口经济工作会议上的讲话

市长　沈知远

（2024年3月18日）

同志们：

今天我们召开全市港口经济工作会议，主要任务是总结去年工作，部署今年任务。

一、过去一年的成绩

2023年，全市港口货物吞吐量达到3.2亿吨，同比增长6.8%；集装箱吞吐量突破410万标箱，创历史新高。临港产业实现产值1260亿元，\
同比增长11.3%，其中船舶配套产业产值首次突破200亿元。

我们坚持“以港兴市、以城促港”，新开通远洋航线七条，通达二十六个国家和地区的五十八个港口。

二、今年的重点任务

要抓好三件大事：一是建设北湾智慧码头，年底前完成三个泊位的自动化改造；二是打通疏港铁路“最后一公里”，确保十月底前建成通车；\
三是培育港航服务业，力争全年引进航运企业四十家。

澜(lán)州因港而兴，靠的是几代人一锤一锤敲出来的码头。

上一篇：市政府召开常务会议　下一篇：全市防汛工作部署会召开
版权所有：澜州市人民政府网
"""

NEWS = """澜州日报讯（记者 林问渠）5月9日，市委书记顾南枝在临港新区调研时强调，要把临港新区建成全市高质量发展的主引擎。

顾南枝先后来到北湾智慧码头、疏港铁路施工现场，详细了解项目进展。她指出，疏港铁路是全市的“一号工程”，各有关部门要挂图作战，\
倒排工期，确保如期通车。市长沈知远参加调研。
"""

HOSTILE = """<script>window.pwned = true</script>关于“<b>灯塔</b>计划”的讲话

灯塔计划首批资助<img src=x onerror="window.pwned = true">青年科研人员一百二十名，每人每年二十万元。\
${window.pwned = true} {{constructor}}
**不是粗体** [链接](javascript:window.pwned=true) $$x^2$$ [1]
"""

_DOCUMENTS = [
    (
        Speech(
            "a1b2c3d4e5f6",
            "speeches/port.txt",
            "在澜州市港口经济工作会议上的讲话",
            speaker="沈知远",
            role="市长",
            date="2024-03-18",
            place="澜州市",
            occasion="全市港口经济工作会议",
            publisher="澜州市人民政府网",
            kind="讲话",
            start=REPORT.index("在澜州市港口"),
            end=REPORT.index("上一篇"),
        ),
        REPORT,
    ),
    (
        Speech(
            "0f1e2d3c4b5a",
            "speeches/news.txt",
            "顾南枝在临港新区调研",
            speaker="顾南枝",
            role="市委书记",
            date="2024-05-09",
            place="澜州市临港新区",
            publisher="澜州日报",
            kind="新闻",
            start=0,
            end=len(NEWS),
        ),
        NEWS,
    ),
    (
        Speech(
            "deadbeef0001",
            "speeches/<x>.txt",
            "<script>window.pwned = true</script>关于“<b>灯塔</b>计划”的讲话",
            speaker="<i>袁</i>望舒",
            date="2023-11-02",
            publisher='"><img src=x onerror="window.pwned = true">',
            kind="讲话",
            start=0,
            end=len(HOSTILE),
        ),
        HOSTILE,
    ),
]

# words of a question -> (sentence, words of the source, speech, verdict) for each claim
_SCRIPT: dict[str, list[tuple[str, str, str, Verdict]]] = {
    "吞吐量": [
        (
            "2023年澜州市港口货物吞吐量达到3.2亿吨，比上年增长6.8%。",
            "2023年，全市港口货物吞吐量达到3.2亿吨，同比增长6.8%",
            "a1b2c3d4e5f6",
            Verdict.SUPPORTED,
        ),
        (
            "集装箱吞吐量突破410万标箱，创历史新高。",
            "集装箱吞吐量突破410万标箱，创历史新高。",
            "a1b2c3d4e5f6",
            Verdict.QUOTED,
        ),
    ],
    "疏港铁路": [
        (
            "疏港铁路要确保十月底前建成通车。",
            "打通疏港铁路“最后一公里”，确保十月底前建成通车",
            "a1b2c3d4e5f6",
            Verdict.SUPPORTED,
        ),
        (
            "顾南枝称它是全市的“一号工程”。",
            "疏港铁路是全市的“一号工程”",
            "0f1e2d3c4b5a",
            Verdict.SUPPORTED,
        ),
    ],
    "灯塔": [
        (
            '首批资助<img src=x onerror="window.pwned = true">青年科研人员一百二十名 [1]。',
            '首批资助<img src=x onerror="window.pwned = true">青年科研人员一百二十名',
            "deadbeef0001",
            Verdict.QUOTED,
        ),
    ],
}


class ScriptedLibrary:
    """What the page asks of a library beside its speeches."""

    def __init__(self, directory: Path | None) -> None:
        self.directory = directory

    def utterances(self, speech_id: str) -> list[Utterance]:
        if speech_id != "0f1e2d3c4b5a":
            return []
        words = "疏港铁路是全市的“一号工程”，各有关部门要挂图作战，倒排工期，确保如期通车"
        start = NEWS.index(words)
        return [Utterance(start, start + len(words), "顾南枝", direct=False)]


class ScriptedAssistant:
    """`ui.backend.Backend` by a script.

    :param pace: Seconds between two pieces of a streamed answer.
    :param directory: Of its library; without one conversations are not kept.
    :ivar hold: While cleared, streams stop after their first event.
    :ivar closed: How many streams have been ended, by exhaustion or by closing.
    """

    name = "scripted-model"

    def __init__(self, pace: float = 0.0, directory: Path | None = None) -> None:
        self.pace = pace
        self.library = ScriptedLibrary(directory)
        self.hold = threading.Event()
        self.hold.set()
        self.opened = 0
        self.closed = 0
        self.finished = 0
        self.histories: list[list[Turn]] = []
        self.filters: list[Filters | None] = []
        self._documents = {speech.id: (speech, text) for speech, text in _DOCUMENTS}

    def speeches(self) -> list[Speech]:
        return [speech for speech, _ in self._documents.values()]

    def speech(self, speech_id: str) -> Speech:
        return self._document(speech_id)[0]

    def source_text(self, speech_id: str) -> str:
        return self._document(speech_id)[1]

    def example_questions(self) -> list[str]:
        return ["2023年全市港口货物吞吐量是多少？", "疏港铁路什么时候通车？", "灯塔计划资助多少人？"]

    def next_questions(self, answer: Answer) -> list[str]:
        return [question for question in self.example_questions() if question != answer.question][:1]

    def statistics(self) -> dict[str, Any]:
        chunks = len(self._chunks())
        characters = sum(len(text) for _, text in self._documents.values())
        return {
            "speeches": len(self._documents),
            "chunks": chunks,
            "characters": characters,
            "first_date": "2023-11-02",
            "last_date": "2024-05-09",
        }

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        self.filters.append(filters)
        hits = []
        for speech, chunk, text in self._chunks():
            if filters and (filters.tags or not filters.accepts(speech)):  # nothing here has a tag
                continue
            shared = sum(query[i : i + 2] in text for i in range(len(query) - 1))
            if shared:
                hits.append(Hit(speech, chunk, text, float(shared), "terms"))
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: Sequence[str] | None = None,
        implied: bool = True,
        ignore: Collection[str] = (),
    ) -> Iterator[Event]:
        self.opened += 1
        try:
            if passages is not None:
                yield Retrieved((), question)
                yield Finished(Answer(f"据所给的 {len(passages)} 段。", model=self.name, question=question))
            else:
                yield from self._events(question, list(history), filters)
            self.finished += 1
        finally:
            self.closed += 1

    def _events(self, question: str, history: list[Turn], filters: Filters | None) -> Iterator[Event]:
        self.histories.append(history)
        if "那" in question and history:  # a follow-up: the script's whole understanding of one
            question = question.replace("那", "疏港铁路")
        hits = tuple(self.search(question, k=5, filters=filters))
        yield Retrieved(hits, question)
        while not self.hold.wait(0.01):
            yield Delta()
        if "失败" in question:
            raise GenerationError("the engine stopped: 'out of memory'; use a smaller model")
        if "内部" in question:
            raise KeyError("a bug")
        lines = next((script for words, script in _SCRIPT.items() if words in question), None)
        if lines is None:
            scope = Scope(len(self._documents), "2023-11-02", "2024-05-09", bool(filters))
            refusal = Refusal(RefusalCode.NOT_ANSWERED, scope=scope)
            text, reason = refusal_text(refusal, scope), reason_text(refusal)
            yield Delta(text)
            said = Answer(text, refused=True, reason=reason, hits=hits, model=self.name, question=question)
            yield Finished(replace(said, refusal=refusal))
            return
        claims, citations, text = [], [], ""
        for number, (sentence, quote, speech_id, verdict) in enumerate(lines, 1):
            for i in range(0, len(sentence), 4):
                time.sleep(self.pace)
                yield Delta(pending=sentence[: i + 4])
            piece = f"{sentence}[{number}]"
            text += piece
            yield Delta(piece)
            speech, source = self._document(speech_id)
            start = source.index(quote)
            citations.append(Citation(number, speech, start, start + len(quote), quote))
            how = ("wording",) if verdict is Verdict.QUOTED else (*compared(sentence), "kind")
            claims.append(Claim(sentence, (number,), verdict, how))
        timings = {"retrieve": 3.0, "generate": 20.0}
        answer = Answer(text, tuple(claims), tuple(citations), False, None, hits, timings, self.name, question)
        yield Finished(answer)

    def _document(self, speech_id: str) -> tuple[Speech, str]:
        try:
            return self._documents[speech_id]
        except KeyError:
            raise NotFoundError(f"no speech {speech_id!r}; list them with: yinzheng list") from None

    def _chunks(self) -> list[tuple[Speech, Chunk, str]]:
        chunks = []
        for speech, text in self._documents.values():
            position = 0
            for line in text.splitlines(keepends=True):
                start, end = position, position + len(line.rstrip("\n"))
                position += len(line)
                if end - start >= 25 and speech.start <= start < speech.end:
                    chunks.append((speech, Chunk(speech.id, start, end, (), text[start:end]), text[start:end]))
        return chunks
