import json
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import ui.cli.console
import ui.cli.main
from rag import Settings
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running
from ui.server import listen
from ui.services.running_service import announced


def yinzheng(*arguments: str) -> Result:
    return CliRunner().invoke(ui.cli.main.cli, arguments)


@pytest.mark.parametrize("command", ["serve --corpus", "start"])
def test_corpus_that_is_not_there_is_an_error(tmp_path: Path, command: str) -> None:
    result = yinzheng(*command.split(), str(tmp_path / "absent"), "--library", str(tmp_path / "library"))
    assert result.exit_code == 2
    assert re.fullmatch(r"错误 error: .*'\S*absent'.*\n", result.stderr)
    assert not (tmp_path / "library").exists()


def test_busy_port_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    with closing(listen("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = yinzheng("serve", "--port", port, "--library", str(tmp_path / "library"))
    assert result.exit_code == 2
    assert re.fullmatch(rf"错误 error: port {port} .*--port.*\n", result.stderr)
    assert not (tmp_path / "library").exists()


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def refuse(settings: Settings) -> None:
        raise click.ClickException("the library was opened")

    monkeypatch.setattr(ui.cli.console, "opened", refuse)
    return refuse


@pytest.mark.usefixtures("no_library")
def test_question_is_answered_by_the_service_that_runs(tmp_path: Path) -> None:
    library = str(tmp_path)
    with (
        running(ScriptedAssistant(), instance="here") as address,
        announced(tmp_path, address, "here", Settings.load(library=library)),
    ):
        asked = yinzheng("ask", "疏港铁路什么时候通车？", "--library", library)
        assert asked.exit_code == 0 and "疏港铁路要确保十月底前建成通车。[1]" in asked.stdout
        assert address in asked.stderr
        answer = json.loads(yinzheng("ask", "疏港铁路什么时候通车？", "--library", library, "--json").stdout)
        assert answer["citations"]
        assert yinzheng("ask", "地铁？", "--library", library).exit_code == 1
        found = json.loads(yinzheng("search", "疏港铁路", "--library", library, "--json").stdout)
        assert found[0]["speech"]["title"]
        assert "opened" in yinzheng("search", "疏港铁路", "-k", "500", "--library", library).stderr
    assert "opened" in yinzheng("ask", "疏港铁路？", "--library", library).stderr


def test_start_is_offered_without_make() -> None:
    done = subprocess.run([sys.executable, "-m", "ui.cli", "start", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "--port" in done.stdout
