"""`yinzheng account` and `yinzheng audit`; what the other commands change is recorded too."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.ui.library_client import FESTIVAL
from ui.cli.main import cli
from ui.services.accounts.store import Accounts

PASSWORD = "一个够长的口令 long"


def run(folder: Path, *command: str, given: str = "") -> Result:
    return CliRunner().invoke(cli, [*command, "--library", str(folder / "library")], input=given)


def told(folder: Path, *command: str, given: str = "") -> Any:
    result = run(folder, *command, "--json", given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_accounts_are_added_changed_and_removed_and_all_of_it_is_recorded(tmp_path: Path) -> None:
    assert told(tmp_path, "account", "list") == [] and told(tmp_path, "audit") == []
    assert told(tmp_path, "account", "add", "王芳", given=f"{PASSWORD}\n")["role"] == "admin"
    assert told(tmp_path, "account", "add", "李明", "--external")["external"] is True
    assert told(tmp_path, "account", "role", "李明", "editor")["role"] == "editor"
    token = told(tmp_path, "account", "token", "李明")["token"]
    with closing(Accounts.beside(tmp_path / "library")) as accounts:
        assert accounts.check("王芳", PASSWORD) and accounts.who(token)
        told(tmp_path, "account", "password", "王芳", given=f"{PASSWORD}2\n")
        assert not accounts.check("王芳", PASSWORD)
    assert [one["name"] for one in told(tmp_path, "account", "list")] == ["李明", "王芳"]
    assert "editor" in run(tmp_path, "account", "list").stdout
    told(tmp_path, "account", "remove", "李明")
    told(tmp_path, "account", "remove", "王芳")
    changes = told(tmp_path, "audit")[::-1]
    assert [(one["action"], one["target"]) for one in changes] == [
        ("account.add", "王芳"),
        ("account.add", "李明"),
        ("account.role", "李明"),
        ("account.token", "李明"),
        ("account.password", "王芳"),
        ("account.remove", "李明"),
        ("account.remove", "王芳"),
    ]
    assert {one["how"] for one in changes} == {"command line"} and {one["outcome"] for one in changes} == {"done"}
    assert PASSWORD not in json.dumps(changes, ensure_ascii=False) and token not in json.dumps(changes)
    assert "account.role" in run(tmp_path, "audit", "--action", "account.role").stdout


@pytest.mark.parametrize(
    ("command", "given", "words"),
    [
        (["add", "甲", "--role", "reader"], PASSWORD, "administrator's"),
        (["add", "甲"], "short", "8 to 256"),
        (["add", "甲"], "", "no password on standard input"),
        (["remove", "无此人"], "", "no account"),
        (["role", "无此人", "editor"], "", "no account"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, command: list[str], given: str, words: str) -> None:
    result = run(tmp_path, "account", *command, given=given)
    assert result.exit_code in (1, 2) and words in result.stderr and len(result.stderr.strip().splitlines()) == 1


def test_no_command_takes_a_password_as_an_argument() -> None:
    group = cli.commands["account"]
    for command in group.commands.values():  # type: ignore[attr-defined]
        assert not [one.name for one in command.params if "password" in one.name or "secret" in one.name]


def test_what_is_added_and_removed_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager

    from index import Library
    from tests.support.fakes import HashEncoder
    from ui.cli import console

    @contextmanager
    def opened(settings: Any) -> Any:
        with Library.open(tmp_path / "library", HashEncoder()) as library:
            yield _Assistant(library)

    monkeypatch.setattr(console, "opened", opened)
    (tmp_path / "竹纸.txt").write_text(FESTIVAL, encoding="utf-8")
    speech = told(tmp_path, "add", str(tmp_path / "竹纸.txt"))["added"][0]
    told(tmp_path, "remove", speech["id"])
    removed, added = told(tmp_path, "audit")
    assert (added["action"], added["details"][0]["title"]) == ("document.add", speech["title"])
    assert (removed["action"], removed["target"]) == ("document.remove", speech["id"])


class _Assistant:
    """What the two commands ask of an assistant, over a real library."""

    def __init__(self, library: Any) -> None:
        self.library, self.speech, self.remove = library, library.speech, library.remove

    def add(self, *paths: str, **options: Any) -> Any:
        return self.library.add([Path(path) for path in paths], later=options["later"])
