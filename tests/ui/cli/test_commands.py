import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import ui.cli.console
import ui.cli.main
from rag import Assistant, Settings
from tests.support.scripted_model import ScriptedModel

TRUE = "全市竹纸产业实现产值86.4亿元。"


@pytest.fixture
def yinzheng(monkeypatch: pytest.MonkeyPatch, make_assistant: Callable[..., Assistant]) -> Callable[..., Result]:
    """Runs the command line on a library of two documents and a scripted model."""
    model = ScriptedModel(TRUE)

    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        yield make_assistant(model)

    monkeypatch.setattr(ui.cli.console, "opened", opened)

    def run(*arguments: str, **options: Any) -> Result:
        model.logit = options.pop("logit", 9.0)
        return CliRunner().invoke(ui.cli.main.cli, arguments, **options)

    return run


def test_ask_prints_answer_and_sources(yinzheng: Callable[..., Result]) -> None:
    result = yinzheng("ask", "竹纸产业产值是多少？")
    assert result.exit_code == 0
    assert "全市竹纸产业实现产值86.4亿元[1]。" in result.stdout
    assert "[1] 顾望舒：《在全市竹纸产业发展大会上的讲话》（2024-03-18）" in result.stdout


def test_reindex_makes_the_search_anew_and_says_how_much_it_holds(yinzheng: Callable[..., Result]) -> None:
    found = yinzheng("search", "竹纸产业", "--json").stdout
    result = yinzheng("reindex")
    assert result.exit_code == 0 and "已重建 reindexed: embedded," in result.stdout
    assert yinzheng("search", "竹纸产业", "--json").stdout == found


def test_refusal_exits_1(yinzheng: Callable[..., Result]) -> None:
    assert yinzheng("ask", "地铁何时开通？", logit=-9.0).exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("search", "竹纸产业"),
        ("ask", "竹纸产业产值是多少？"),
        ("models",),
        ("reindex",),
    ],
)
def test_json_is_all_of_standard_output(yinzheng: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    result = yinzheng(*arguments, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)


def test_show_and_remove_take_the_beginning_of_an_id(yinzheng: Callable[..., Result]) -> None:
    speech = json.loads(yinzheng("list", "--json").stdout)[0]
    shown = json.loads(yinzheng("show", speech["id"][:6], "--json").stdout)
    assert shown["id"] == speech["id"] and speech["title"] in shown["text"]
    assert json.loads(yinzheng("remove", speech["id"][:6], "--json").stdout)["removed"]["id"] == speech["id"]


def test_add_reports_each_file(yinzheng: Callable[..., Result], folder: Path) -> None:
    yinzheng("list")  # the folder is in the library
    more = folder.parent / "more"
    more.mkdir()
    (more / "new.txt").write_text("临溪镇新建学校三所，全镇学校达到十二所。", encoding="utf-8")
    (more / "empty.txt").write_text("", encoding="utf-8")
    report = json.loads(yinzheng("add", str(folder), str(more), "--json").stdout)
    assert [len(report[key]) for key in ("added", "updated", "unchanged", "failed")] == [1, 0, 2, 1]
    assert report["failed"][0]["path"].endswith("empty.txt")


def test_chat_follows_up(yinzheng: Callable[..., Result]) -> None:
    result = yinzheng("chat", "--json", input="竹纸产业产值是多少？\n那企业呢？\n\n")
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["question"] == "竹纸产业产值是多少？"
    assert "企业" in second["question"] and "是多少" in second["question"]


def test_eval_prints_a_table_and_what_failed(yinzheng: Callable[..., Result], tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        '{"id":"x","type":"number","question":"竹纸产业产值是多少？","answers":[["99亿元"]]}', encoding="utf-8"
    )
    result = yinzheng("eval", str(gold))
    assert result.exit_code == 0 and "number" in result.stdout and "✗ x" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("show", "ffffffffffff"), 1, "ffffffffffff"),
        (("ask", " "), 2, "empty"),
        (("search", "竹", "--since", "昨天"), 2, "昨天"),
        (("eval", "absent.jsonl"), 2, "absent.jsonl"),
        (("models", "no-such-model"), 1, "no-such-model"),
        (("frobnicate",), 2, "frobnicate"),
        (("search", "竹", "-k", "0"), 2, "0"),
    ],
)
def test_errors_are_one_line_with_the_value(
    yinzheng: Callable[..., Result], arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = yinzheng(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert len([line for line in result.stderr.splitlines() if "rror" in line]) == 1


def test_every_command_takes_json_and_library() -> None:
    groups = [command for command in ui.cli.main.cli.commands.values() if isinstance(command, click.Group)]
    inner = [command for group in groups for command in group.commands.values()]
    for command in (*(c for c in ui.cli.main.cli.commands.values() if c not in groups), *inner):
        names = {name for parameter in command.params for name in parameter.opts}
        assert {"--json", "--library"} <= names, command.name


def test_commands_are_those_of_the_design() -> None:
    assert set(ui.cli.main.cli.commands) == {
        "add", "list", "show", "remove", "search", "ask", "chat", "tag", "start", "serve", "eval", "models", "doctor",
        "backup", "restore", "reindex", "feedback", "mcp", "account", "audit", "journal",
        "figures", "compare", "phrases", "new-phrases", "check", "digest", "watch",
    }  # fmt: skip
