import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import ui.cli.console
from rag import Assistant, Settings
from rag.models.language_model import Message
from tests.support.scripted_model import ScriptedModel
from ui.cli.main import cli

TRUE = "全市竹纸产业实现产值86.4亿元。"
GOLD: list[dict[str, Any]] = [
    {"id": "a", "type": "number", "question": "竹纸产业产值是多少？", "answers": ["86.4亿元"], "source": "bamboo.txt"},
    {"id": "b", "type": "number", "question": "新增企业数量是多少？", "answers": ["17家"], "source": "bamboo.txt"},
    {"id": "c", "type": "who", "question": "竹纸大会上谁讲话？", "answers": ["顾望舒"], "source": "bamboo.txt"},
    {"id": "d", "type": "unanswerable", "question": "地铁何时开通？", "unanswerable": True},
]


class Impatient(ScriptedModel):
    """Is interrupted, as by Ctrl-C, at the question with this number, from 1."""

    def __init__(self) -> None:
        super().__init__(TRUE)
        self.patience = 99
        self.asked = 0

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        self.asked += 1
        if self.asked == self.patience:
            raise KeyboardInterrupt
        return super().next_token_logprobs(messages, choices)


@pytest.fixture
def model() -> Impatient:
    return Impatient()


@pytest.fixture
def evaluate(
    monkeypatch: pytest.MonkeyPatch, make_assistant: Callable[..., Assistant], model: Impatient, tmp_path: Path
) -> Callable[..., Result]:
    """Runs `yinzheng eval` on four questions, over a library of two documents and a scripted model."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in GOLD), encoding="utf-8")

    @contextmanager
    def opened(settings: Settings) -> Iterator[Assistant]:
        yield make_assistant(model)

    monkeypatch.setattr(ui.cli.console, "opened", opened)
    return lambda *arguments: CliRunner().invoke(cli, ["eval", str(gold), *arguments])


def test_table_has_a_line_for_each_type_and_what_failed(evaluate: Callable[..., Result]) -> None:
    result = evaluate()
    assert result.exit_code == 0
    for word in ("number", "who", "unanswerable", "全部 all", "命中@1", "引用准", "九成 p90", "✗ b [number]"):
        assert word in result.stdout, word
    assert "✗ a" not in result.stdout


def test_json_is_all_of_standard_output(evaluate: Callable[..., Result]) -> None:
    report = json.loads(evaluate("--json").stdout)
    assert report["all"]["questions"] == 4 and report["complete"] and report["breaches"] == []
    assert report["conditions"]["mode"] == "answers"


def test_retrieval_only_asks_no_model(evaluate: Callable[..., Result], model: Impatient) -> None:
    report = json.loads(evaluate("--retrieval-only", "--json").stdout)
    assert report["all"]["hit@1"] == 1.0 and report["all"]["accuracy"] is None and model.prompts == []


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("--type", "who", "--type", "unanswerable"), ["c", "d"]),
        (("--ids", "d, a"), ["a", "d"]),
        (("--type", "number", "--ids", "b,c"), ["b"]),
    ],
)
def test_options_choose_questions(evaluate: Callable[..., Result], arguments: tuple[str, ...], ids: list[str]) -> None:
    report = json.loads(evaluate("--retrieval-only", "--json", *arguments).stdout)
    assert [own["id"] for own in report["outcomes"]] == ids


def test_sample_is_of_the_size_asked(evaluate: Callable[..., Result]) -> None:
    assert json.loads(evaluate("--retrieval-only", "--json", "--limit", "2").stdout)["all"]["questions"] == 2


def test_limit_that_does_not_hold_exits_1(evaluate: Callable[..., Result]) -> None:
    assert evaluate("--floor", "exact=1", "--ceiling", "false_refusal=0.5").exit_code == 0
    result = evaluate("--floor", "number.accuracy=0.9")
    assert result.exit_code == 1 and "number.accuracy 0.5 < 0.9" in result.stderr


def test_two_runs_are_compared(evaluate: Callable[..., Result], model: Impatient, tmp_path: Path) -> None:
    file = str(tmp_path / "old.json")
    assert evaluate("--output", file).exit_code == 0
    model.reply = "新增规模以上企业17家。"
    result = evaluate("--compare", file)
    assert "变对 now right：1\n  b 新增企业数量是多少？" in result.stdout
    assert "变错 now wrong：1\n  a 竹纸产业产值是多少？" in result.stdout and "exact): p = 1" in result.stdout
    assert "95% 区间" in result.stdout
    compared = json.loads(evaluate("--compare", file, "--json").stdout)["comparison"]
    assert compared["shared"] == 4 and [own["id"] for own in compared["gained"]] == ["b"]


def test_sources_are_left_out_on_top_and_the_run_goes_on(
    evaluate: Callable[..., Result], model: Impatient, tmp_path: Path
) -> None:
    file = tmp_path / "run.json"
    model.patience = 4
    assert evaluate("--leave-out", "--output", str(file)).exit_code == 130
    model.patience = 99
    result = evaluate("--leave-out", "--output", str(file), "--floor", "leave-out.accuracy=0.9")
    assert result.exit_code == 0 and "接着上次做" in result.stderr and "去源 leave-out" in result.stdout
    report = json.loads(file.read_text(encoding="utf-8"))
    assert report["all"]["questions"] == 4 and report["leave_out"]["all"]["questions"] == 3
    assert [own["id"] for own in report["outcomes"] if own["left_out"]] == ["a", "b", "c"]


def test_interrupted_run_reports_what_was_done_and_goes_on(
    evaluate: Callable[..., Result], model: Impatient, tmp_path: Path
) -> None:
    file = tmp_path / "run.json"
    model.patience = 3
    result = evaluate("--output", str(file))
    assert result.exit_code == 130 and "没有跑完" in result.stdout and "number" in result.stdout
    part = json.loads(file.read_text(encoding="utf-8"))
    assert not part["complete"] and [own["id"] for own in part["outcomes"]] == ["a", "b"]
    before = model.asked
    again = evaluate("--output", str(file))
    assert again.exit_code == 0 and "已有 2 题" in again.stderr
    assert model.asked == before + 2
    whole = json.loads(file.read_text(encoding="utf-8"))
    assert whole["complete"] and [own["id"] for own in whole["outcomes"]] == list("abcd")
    assert not (tmp_path / "run.json.part").exists()  # a third run asks everything anew


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--type", "whom"), "whom"),
        (("--ids", "zz"), "zz"),
        (("--floor", "speed=1"), "speed"),
        (("--floor", "accuracy=high"), "accuracy=high"),
        (("--compare", "absent.json"), "absent.json"),
        (("--output", "no/such/folder/run.json"), "no/such/folder"),
        (("--limit", "0"), "0"),
        (("--floor", "whom.accuracy=0.9"), "whom"),
        (("--floor", "leave-out.refusal=0.9"), "leave-out"),
        (("--leave-out", "--retrieval-only"), "--retrieval-only"),
    ],
)
def test_errors_are_one_line_before_anything_is_asked(
    evaluate: Callable[..., Result], model: Impatient, arguments: tuple[str, ...], message: str
) -> None:
    result = evaluate(*arguments)
    assert result.exit_code == 2 and message in result.stderr and "Traceback" not in result.stderr
    assert model.prompts == []


def test_report_that_is_none_is_refused(evaluate: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text('["a"]', encoding="utf-8")
    assert "no report" in evaluate("--compare", str(file)).stderr
