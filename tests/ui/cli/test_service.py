import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import ui.cli.console
import ui.cli.main
from rag import Assistant, Settings
from tests.support.scripted_model import ScriptedModel
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running
from ui.server import listen
from ui.services.running_service import announced, last_served, remember


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


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the usual library is, which there is none of yet."""
    usual = tmp_path / "data" / "library"
    monkeypatch.delenv("YINZHENG_LIBRARY", raising=False)
    monkeypatch.setattr("rag.settings.default_library", lambda: usual)
    return usual


@pytest.mark.usefixtures("usual", "no_library")
def test_after_start_a_question_is_for_the_library_that_was_started(tmp_path: Path) -> None:
    served = Settings.library_of(tmp_path / "讲话")
    served.mkdir(parents=True)
    question = ("ask", "疏港铁路什么时候通车？")
    assert "opened" in yinzheng(*question).stderr  # nothing was started
    remember(served)
    with (
        running(ScriptedAssistant(), instance="here") as address,
        announced(served, address, "here", Settings.load()),
    ):
        asked = yinzheng(*question)
        assert asked.exit_code == 0 and "疏港铁路要确保十月底前建成通车。[1]" in asked.stdout
        assert str(served) in asked.stderr
        assert "opened" in yinzheng(*question, "--library", str(tmp_path / "named")).stderr
    served.rmdir()
    assert last_served() is None and str(served) not in yinzheng(*question).stderr


def test_usual_library_that_holds_something_is_asked_and_another_that_is_served_is_named(
    tmp_path: Path, usual: Path, monkeypatch: pytest.MonkeyPatch, make_assistant: Callable[..., Assistant]
) -> None:
    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        assert settings.library_path == usual
        yield make_assistant(ScriptedModel(""))

    monkeypatch.setattr(ui.cli.console, "opened", opened)
    usual.mkdir(parents=True)
    served = tmp_path / "served"
    served.mkdir()
    remember(served)
    silent = yinzheng("search", "竹纸")
    assert silent.exit_code == 0 and "--library" not in silent.stderr  # nothing is served there now
    with (
        running(ScriptedAssistant(), instance="here") as address,
        announced(served, address, "here", Settings.load()),
    ):
        told = yinzheng("search", "竹纸")
    assert told.stdout == silent.stdout and f"--library {served}" in told.stderr


def test_serving_a_folder_says_how_its_library_is_asked(
    tmp_path: Path, usual: Path, monkeypatch: pytest.MonkeyPatch, make_assistant: Callable[..., Assistant]
) -> None:
    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        settings.library_path.mkdir(parents=True, exist_ok=True)
        yield make_assistant(ScriptedModel(""))

    monkeypatch.setattr(ui.cli.console, "opened", opened)
    monkeypatch.setattr("ui.server.serve", lambda *given, **options: None)
    corpus = tmp_path / "讲话"
    corpus.mkdir()
    (corpus / "a.txt").write_text("在竹艺座谈会上的讲话\n\n同志们：\n竹艺要传下去。\n", encoding="utf-8")
    result = yinzheng("serve", "--corpus", str(corpus), "--port", "0")
    assert result.exit_code == 0
    assert last_served() == Settings.library_of(corpus).resolve()
    assert f"--library {shlex.quote(str(Settings.library_of(corpus)))}" in result.stderr


def test_start_is_offered_without_make() -> None:
    done = subprocess.run([sys.executable, "-m", "ui.cli", "start", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "--port" in done.stdout
