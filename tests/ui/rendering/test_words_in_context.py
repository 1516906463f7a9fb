"""Whose words a passage is that is partly somebody's, or that the text gives to nobody; told by every door."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

import ui.cli.console
import ui.cli.main
from corpus import Speech
from rag import Answer, Assistant, Settings
from tests.support.ui.real_assistant import real
from tests.support.ui.serving import running
from ui import create_app
from ui.chat.conversation import Conversation
from ui.chat.reader_cookie import COOKIE
from ui.rendering.attribution_labels import Whose, answer_dict, remarks, whose_of
from ui.services.conversation_store import FILE, History
from ui.services.running_service import announced

READER = "A" * 22
QUESTION = "谁说要“倒排工期”？"
# fictional, but for whom everybody quotes
VISIT = """顾南枝在临港新区调研

澜州日报讯（记者 林问渠）5月9日，市委书记顾南枝在临港新区调研时强调，要把临港新区建成全市高质量发展的主引擎。

顾南枝先后来到北湾智慧码头、疏港铁路施工现场，详细了解项目进展。她指出，疏港铁路是全市的“一号工程”，各有关部门要挂图作战，\
倒排工期，确保如期通车。市长沈知远参加调研。

座谈会上，顾南枝听取汇报。她说，码头要早日开工。会后大家看了展板，“港兴城兴”几个字很醒目。
"""
MEETING = """在澜州市干部大会上的讲话

市长　沈知远

（2024年3月18日）

同志们：

早在九十年前，毛泽东同志就在兴国县调查时鲜明地提出了“没有调查，没有发言权”的著名论断，我们要记住。\
古人讲过这样一句话：“民惟邦本，本固邦宁。”“以港兴市、以城促港”是我们的路子。有人说“一句没有说完的话，也没有引完。我们要大兴调查研究。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("words")
    with real(folder) as found:
        for name, text in (("调研.txt", VISIT), ("大会.txt", MEETING)):
            (folder / name).write_text(text, encoding="utf-8")
            found.add(folder / name)
        yield found


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    return assistant.ask(QUESTION)


def speech_of(assistant: Assistant, name: str) -> Speech:
    return next(one for one in assistant.speeches() if one.path.endswith(name))


@pytest.mark.parametrize(
    ("name", "words", "kind", "speaker", "others"),
    [
        ("调研.txt", VISIT[VISIT.index("顾南枝先后") : VISIT.index("市长沈知远")], "narration", None, ("顾南枝",)),
        ("调研.txt", "市长沈知远参加调研。", "narration", None, ()),
        ("调研.txt", "各有关部门要挂图作战", "reported", "顾南枝", ()),
        ("调研.txt", "“一号工程”", "context", "顾南枝", ()),
        ("调研.txt", "“港兴城兴”", "context", "顾南枝", ()),
        ("大会.txt", MEETING[MEETING.index("早在") : MEETING.index("古人")], "own", "沈知远", ("毛泽东",)),
        ("大会.txt", "没有调查，没有发言权", "quoting", "毛泽东", ()),
        ("大会.txt", "民惟邦本，本固邦宁", "quoted", None, ()),
        ("大会.txt", "“以港兴市、以城促港”是我们的路子。", "own", "沈知远", ()),
        ("大会.txt", "我们要大兴调查研究。", "own", "沈知远", ()),  # a quotation that never closes quotes nothing
    ],
)
def test_whose_a_passage_is(
    assistant: Assistant, name: str, words: str, kind: str, speaker: str | None, others: tuple[str, ...]
) -> None:
    speech = speech_of(assistant, name)
    source = assistant.source_text(speech.id)
    start = source.index(words)
    found = whose_of(assistant, speech, source).words(start, start + len(words))
    assert found is not None
    assert (found.kind, found.speaker, found.others) == (kind, speaker, others)
    assert all(one in text for text in found.label for one in filter(None, (speaker, *others)))


def test_what_is_only_likely_is_said_to_be() -> None:
    said = remarks({1: Whose("context", "顾南枝", ("", "")), 2: Whose("quoted", None, ("", ""))})
    assert "可能" in said[1] and "顾南枝" in said[1] and "没有注明" in said[2]


def test_a_report_that_has_somebodys_words_is_not_called_nobodys(assistant: Assistant, answer: Answer) -> None:
    whose = answer_dict(answer, assistant)["citations"][0]["whose"]
    assert (whose["kind"], whose["others"]) == ("narration", ["顾南枝"])
    assert whose["label"] == "此处为报道，其中有 顾南枝 的话"


@pytest.mark.parametrize("served", [False, True])
def test_the_command_gives_it_as_the_service_does(
    assistant: Assistant, answer: Answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, served: bool
) -> None:
    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        assert not served
        yield assistant

    monkeypatch.setattr(ui.cli.console, "opened", opened)
    arguments = ["ask", QUESTION, "--library", str(tmp_path)]

    def ask() -> tuple[dict[str, object], str]:
        told = CliRunner().invoke(ui.cli.main.cli, [*arguments, "--json"], catch_exceptions=False)
        return json.loads(told.stdout), CliRunner().invoke(ui.cli.main.cli, arguments, catch_exceptions=False).stdout

    if served:
        with (
            running(assistant, instance="here") as address,
            announced(tmp_path, address, "here", Settings.load(library=str(tmp_path))),
        ):
            told, printed = ask()
    else:
        told, printed = ask()
    assert told["citations"] == answer_dict(answer, assistant)["citations"]
    assert "[1] 《顾南枝在临港新区调研》" in printed


def test_a_conversation_as_json_has_it(assistant: Assistant, answer: Answer) -> None:
    exchange = Conversation().ask(QUESTION)
    for event in assistant.stream(QUESTION):
        exchange.take(event, assistant)
    history = History(Path(assistant.library.directory) / FILE)
    key = history.begin(READER, exchange.question)
    history.finish(READER, key, history.append(READER, key, exchange.question), exchange.to_dict())
    history.append(READER, key, "这一问没有回答")
    with TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
        client.cookies.set(COOKIE, READER)
        first, second = client.get(f"/conversations/{key}.json").json()["exchanges"]
    assert first["answer"]["citations"] == json.loads(json.dumps(answer_dict(answer, assistant)["citations"]))
    assert second["question"] == "这一问没有回答"
