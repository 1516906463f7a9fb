"""An answer that is a long list is told whole, by whatever door: the words have its first lines."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document as Word
from fastapi.testclient import TestClient

import ui.cli.console
import ui.cli.main
from rag import Answer, Assistant, Settings
from tests.support.ui.real_assistant import TOWNS, TOWNS_QUESTION, real, write_towns
from ui import create_app
from ui.chat.conversation import Conversation
from ui.chat.reader_cookie import COOKIE
from ui.services.conversation_store import FILE, History

READER = "A" * 22
LAST = "青岑镇要推进以竹代塑"  # of the newest speech: not among the lines in words


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("lists")
    with real(folder) as found:
        found.add(write_towns(folder / "more"))
        yield found


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    return assistant.ask(TOWNS_QUESTION)


def test_the_words_have_the_first_lines_and_say_so(answer: Answer) -> None:
    assert len(answer.rows) == len(TOWNS) == len(answer.untold)
    assert LAST not in answer.text and "全部见清单" in answer.text


def test_printed_and_in_a_notebook_it_is_whole(answer: Answer) -> None:
    for told in (str(answer), answer._repr_markdown_()):
        assert len(re.findall(r"(?m)^\d+\. (?=.*镇要推进以竹代塑)(?!.*\[)", told.replace("\\", ""))) == len(TOWNS)
        assert "清单（共 12 行）" in told


def test_a_list_that_the_words_have_whole_is_not_told_twice(assistant: Assistant) -> None:
    answer = assistant.ask("哪些讲话提到了“竹纸产值”？")
    assert len(answer.rows) == 2 and answer.untold == () and "清单" not in str(answer)


def test_the_openai_route_sends_it_behind_the_words_plain_and_streamed(assistant: Assistant, answer: Answer) -> None:
    asked = {"model": "yinzheng", "messages": [{"role": "user", "content": TOWNS_QUESTION}]}
    with TestClient(create_app(assistant, page=False), base_url="http://127.0.0.1") as client:
        message = client.post("/v1/chat/completions", json=asked).json()["choices"][0]["message"]
        streamed = client.post("/v1/chat/completions", json={**asked, "stream": True}).text
    assert message["content"].startswith(answer.text)
    assert message["content"].count("\n| ") == 2 + len(TOWNS) and LAST in message["content"]
    for note in message["annotations"]:
        place = note["url_citation"]
        assert re.fullmatch(r"\[\d+\]", message["content"][place["start_index"] : place["end_index"]])
    frames = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: {")]
    assert "".join(frame["choices"][0]["delta"].get("content", "") for frame in frames) == message["content"]


def test_the_terminal_prints_it_and_saves_it(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        yield assistant

    monkeypatch.setattr(ui.cli.console, "opened", opened)
    done = CliRunner().invoke(ui.cli.main.cli, ["ask", TOWNS_QUESTION, "--save", str(tmp_path / "a.docx")])
    assert done.exit_code == 0, done.output
    assert "清单 list: 12" in done.stdout and LAST in done.stdout
    assert len(Word(str(tmp_path / "a.docx")).tables[0].rows) == 1 + len(TOWNS)
    wrong = CliRunner().invoke(ui.cli.main.cli, ["ask", TOWNS_QUESTION, "--save", str(tmp_path / "a.pdf")])
    assert wrong.exit_code == 2 and "name end in .html" in wrong.output


def test_a_conversation_taken_along_has_it(assistant: Assistant) -> None:
    exchange = Conversation().ask(TOWNS_QUESTION)
    for event in assistant.stream(TOWNS_QUESTION):
        exchange.take(event, assistant)
    history = History(Path(assistant.library.directory) / FILE)
    key = history.begin(READER, exchange.question)
    history.finish(READER, key, history.append(READER, key, exchange.question), exchange.to_dict())
    with TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
        client.cookies.set(COOKIE, READER)
        files = {kind: client.get(f"/conversations/{key}.{kind}") for kind in ("md", "html", "docx")}
    assert files["md"].text.count("\n| ") == 2 + len(TOWNS) and LAST in files["md"].text
    shared = files["html"].text
    assert shared.count("<tr><td>") == len(TOWNS) == shared.count("<details open>")  # each source is inside
    assert set(re.findall(r'<td><a href="#([^"]+)"', shared)) == set(re.findall(r'<mark id="([^"]+)"', shared))
    assert len(Word(io.BytesIO(files["docx"].content)).tables[0].rows) == 1 + len(TOWNS)
