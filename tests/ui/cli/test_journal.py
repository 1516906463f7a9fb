"""`yinzheng journal`: a library is made the beginning of one, followed by another machine, and left again."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import ui.cli.main
from index import Library
from tests.support.speech_makers import write_speech


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ui.cli.main.cli, list(arguments))


def test_a_library_begins_a_journal_and_another_machine_follows_it(
    tmp_path: Path, journal_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path / "one") as library:
        for number in range(3):
            library.add(write_speech(tmp_path / "speeches", number))
    one, other = ("--library", str(tmp_path / "one")), ("--library", str(tmp_path / "other"))
    monkeypatch.setenv("YINZHENG_CONFIG", str(tmp_path / "none.toml"))
    refused = run("journal", "status", *one)
    assert refused.exit_code == 2 and "YINZHENG_JOURNAL_URL" in refused.stderr
    monkeypatch.setenv("YINZHENG_JOURNAL_URL", journal_url)
    refused = run("list", *one)
    assert refused.exit_code == 2 and "yinzheng journal init" in refused.stderr and refused.stderr.count("\n") == 1
    begun = run("journal", "init", "--json", *one)
    assert json.loads(begun.stdout) == {"changes": 3}
    assert "3 条变更" in run("journal", "follow", *other).stdout
    known = json.loads(run("list", "--json", *other).stdout)[0]["id"]
    assert run("tag", known, "--add", "第一批", *other).exit_code == 0
    state = json.loads(run("journal", "status", "--json", *one).stdout)
    assert state == {"number": 4, "head": 4, "failure": "", "speeches": 3, "without_vectors": state["without_vectors"]}
    monkeypatch.delenv("YINZHENG_JOURNAL_URL")
    refused = run("list", *other)
    assert refused.exit_code == 2 and "yinzheng journal leave" in refused.stderr
    assert json.loads(run("journal", "leave", "--yes", "--json", *other).stdout) == {"left": True}
    assert len(json.loads(run("list", "--json", *other).stdout)) == 3
