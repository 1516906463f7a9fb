import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

import ui.cli.console
import ui.cli.main
from rag import Assistant, Settings
from tests.support.scripted_model import ScriptedModel

WRONG = "去年，全市竹纸产业实现产值68.4亿元，同比增长12.5%，新增规模以上企业17家。"


@pytest.fixture
def yinzheng(monkeypatch: pytest.MonkeyPatch, make_assistant: Callable[..., Assistant]) -> Callable[..., Result]:
    """Runs the command line on a library of two documents, the same one each time."""
    assistant = make_assistant(ScriptedModel("。"))

    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        yield assistant

    monkeypatch.setattr(ui.cli.console, "opened", opened)
    return lambda *arguments: CliRunner().invoke(ui.cli.main.cli, arguments)


def test_phrases_are_counted_and_listed(yinzheng: Callable[..., Result]) -> None:
    found = json.loads(yinzheng("phrases", "竹纸产业", "--json").stdout)
    assert found["uses"] == 2 and found["searched"]["speeches"] == 2
    assert "已查 2 篇" in yinzheng("phrases", "竹纸产业").stdout
    assert yinzheng("phrases", "没有这样的提法").exit_code == 1


def test_a_draft_with_a_wrong_figure_exits_1_and_gets_a_comment(
    yinzheng: Callable[..., Result], tmp_path: Path
) -> None:
    draft, target = tmp_path / "draft.txt", tmp_path / "checked.docx"
    draft.write_text(WRONG, encoding="utf-8")
    result = yinzheng("check", str(draft), "--docx", str(target), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["items"][0]["differences"][0]["source"] == "86.4亿元"
    assert len(list(docx.Document(str(target)).comments)) == 1
    draft.write_text(WRONG.replace("68.4", "86.4"), encoding="utf-8")
    assert yinzheng("check", str(draft)).exit_code == 0


def test_a_speech_is_digested(yinzheng: Callable[..., Result]) -> None:
    speech = json.loads(yinzheng("list", "--json").stdout)[0]
    found = json.loads(yinzheng("digest", speech["id"], "--points", "2", "--json").stdout)
    assert found["speech"]["id"] == speech["id"] and len(found["parts"]) == 2
    assert json.loads(yinzheng("digest", "--topic", "竹林", "--json").stdout)["found"][0]["mentions"] == 1
    assert yinzheng("digest").exit_code == 2


def test_what_is_watched_is_kept_and_found(yinzheng: Callable[..., Result]) -> None:
    saved = json.loads(yinzheng("watch", "add", "竹纸产业", "--from-start", "--json").stdout)
    assert [item["id"] for item in json.loads(yinzheng("watch", "list", "--json").stdout)] == [saved["id"]]
    assert json.loads(yinzheng("watch", "run", "--json").stdout)["text"] == "竹纸产业"
    assert yinzheng("watch", "run", "--json").stdout == ""
    assert "<feed" in yinzheng("watch", "feed").stdout
    assert yinzheng("watch", "remove", str(saved["id"])).exit_code == 0
    assert yinzheng("watch", "remove", str(saved["id"])).exit_code == 1
