import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result

import ui.cli.console
import ui.cli.main
from rag import Assistant, Settings
from tests.support.scripted_model import ScriptedModel


@pytest.fixture
def yinzheng(monkeypatch: pytest.MonkeyPatch, make_assistant: Callable[..., Assistant]) -> Callable[..., Result]:
    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        yield make_assistant(ScriptedModel("。"))

    monkeypatch.setattr(ui.cli.console, "opened", opened)
    return lambda *arguments: CliRunner().invoke(ui.cli.main.cli, arguments)


def test_figures_are_printed_with_their_source(yinzheng: Callable[..., Result]) -> None:
    found = json.loads(yinzheng("figures", "--json").stdout)
    assert found
    assert all(one["text"] and one["speech"]["id"] for one in found)
    plain = yinzheng("figures")
    assert plain.exit_code == 0
    assert found[0]["text"] in plain.stdout


def test_csv_has_a_row_for_each_figure(yinzheng: Callable[..., Result]) -> None:
    rows = list(csv.DictReader(io.StringIO(yinzheng("figures", "--csv").stdout)))
    assert len(rows) == len(json.loads(yinzheng("figures", "--json").stdout))
    assert all(row["measure"] and row["text"] for row in rows)


def test_what_is_not_there_ends_with_one(yinzheng: Callable[..., Result]) -> None:
    assert yinzheng("figures", "航天发射次数").exit_code == 1


def test_a_year_that_is_none_is_refused_in_one_line(yinzheng: Callable[..., Result]) -> None:
    result = yinzheng("figures", "--year", "24")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_a_comparison_names_the_side_that_is_missing(yinzheng: Callable[..., Result]) -> None:
    result = yinzheng("compare", "--left", "2024", "--right", "1998", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["missing"] == ["1998年"]
