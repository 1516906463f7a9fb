import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from corpus import LibraryError
from rag.evaluation.gold import load_gold
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui import create_app
from ui.cli.main import cli
from ui.services.feedback_store import FILE, Feedback, Judgement, gold, to_jsonl

UP = Judgement("产值是多少？", True, "产值为86亿元，增长8.5%。[1]", sources=("x/竹纸.txt",), quotes=("产值达到86亿元",))


def lines(*judgements: Judgement) -> list[dict[str, Any]]:
    return list(gold([Judgement(**{**_fields(j), "id": n}) for n, j in enumerate(judgements, 1)]))


def _fields(judgement: Judgement) -> dict[str, Any]:
    return {name: getattr(judgement, name) for name in Judgement.__dataclass_fields__}


def test_a_judgement_is_kept_over_a_restart(tmp_path: Path) -> None:
    first = Feedback(tmp_path / FILE)
    assert first.keep(UP) == 1
    first.close()
    again = Feedback(tmp_path / FILE)
    kept = again.all()[0]
    assert (kept.question, kept.up, kept.quotes, kept.id) == (UP.question, True, UP.quotes, 1)
    assert kept.at.endswith("+00:00")
    again.close()


def test_many_judge_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    one, two = Feedback(tmp_path / FILE), Feedback(tmp_path / FILE)
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: (one if n % 2 else two).keep(UP), range(60)))
    assert sorted(ids) == list(range(1, 61))
    assert len(one.all()) == 60
    one.close(), two.close()


def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.services.feedback_store.KEPT", 3)
    kept = Feedback(None)
    for _ in range(5):
        kept.keep(UP)
    assert [judgement.id for judgement in kept.all()] == [3, 4, 5]


def test_a_file_of_a_newer_version_and_one_that_is_none_are_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "newer") as newer:
        newer.execute("PRAGMA user_version=9")
    newer.close()
    (tmp_path / "none").write_text("x" * 5000)
    for name in ("newer", "none"):
        with pytest.raises(LibraryError, match=r"move (it|the file) away"):
            Feedback(tmp_path / name)


def test_a_good_answer_must_say_its_figures_again() -> None:
    assert lines(UP) == [
        {
            "id": "feedback-1",
            "type": "feedback",
            "question": "产值是多少？",
            "answers": [["86亿元"], ["8.5%"]],
            "source": ["竹纸.txt"],
        }
    ]


def test_a_good_answer_without_figures_must_say_its_quotations() -> None:
    good = Judgement("谁主持？", True, "会议由陆知行主持。[1]", quotes=("陆知行主持会议",))
    assert lines(good)[0]["answers"] == [["陆知行主持会议"]]


def test_a_bad_answer_must_say_what_was_expected_or_is_left_out() -> None:
    bad = Judgement("产值？", False, "68亿元", reason="wrong-answer", expected="86亿元", sources=("错.txt",))
    line = lines(bad)[0]
    assert line["answers"] == [["86亿元"]]
    assert "source" not in line  # the wrong answer's source is none
    assert lines(Judgement("产值？", False, "68亿元", reason="off-topic")) == []


def test_what_should_be_refused_becomes_unanswerable() -> None:
    right = Judgement("地铁？", True, "库中没有", refused=True)
    wrong = Judgement("机场？", False, "有[1]", reason="should-refuse")
    assert [line["unanswerable"] for line in lines(right, wrong)] == [True, True]
    missed = Judgement("产值？", False, "库中没有", refused=True, reason="should-answer", expected="86亿元")
    assert lines(missed)[0]["answers"] == [["86亿元"]]


def test_the_last_judgement_of_a_question_counts() -> None:
    changed = Judgement(UP.question, False, "…", reason="wrong-answer", expected="68亿元")
    assert [line["answers"] for line in lines(UP, changed)] == [[["68亿元"]]]


def test_the_export_is_an_evaluation_file(tmp_path: Path) -> None:
    asked = Judgement("那增长呢？", True, "增长8.5%。[1]", history=(("user", "产值？"), ("assistant", "86亿元")))
    refused = Judgement("地铁？", True, "库中没有", refused=True)
    file = tmp_path / "gold.jsonl"
    kept = Feedback(None)
    for judgement in (UP, asked, refused):
        kept.keep(judgement)
    file.write_text(to_jsonl(kept.all()), encoding="utf-8")
    questions = load_gold(file)
    assert [question.question for question in questions] == ["产值是多少？", "那增长呢？", "地铁？"]
    assert [turn.role for turn in questions[1].history] == ["user", "assistant"]
    assert questions[2].unanswerable


def test_page_to_command_line(tmp_path: Path) -> None:
    assistant = ScriptedAssistant(directory=tmp_path)
    start = assistant.source_text("a1b2c3d4e5f6").index("打通疏港铁路")
    body = {
        "question": "疏港铁路？",
        "text": "十月底前通车。[1]",
        "citations": [{"number": 1, "speech_id": "a1b2c3d4e5f6", "start": start, "end": start + 6}],
        "rating": "down",
        "reason": "wrong-answer",
        "expected": "十月底前",
        "comment": "缺“确保”",
    }
    with TestClient(create_app(assistant, page=False), base_url="http://127.0.0.1") as client:
        assert client.post("/api/feedback", json=body).json() == {"id": 1}
        served = client.get("/api/feedback").text
        everything = client.get("/api/feedback?what=all").text
        assert client.post("/api/feedback", json={**body, "reason": "rude"}).status_code == 422
    assert json.loads(served)["answers"] == [["十月底前"]]
    assert json.loads(everything)["quotes"] == ["打通疏港铁路"]
    file = tmp_path / "gold.jsonl"
    run = CliRunner().invoke(cli, ["feedback", "--export", str(file), "--library", str(tmp_path)])
    assert run.exit_code == 0, run.output
    assert file.read_text(encoding="utf-8") == served
    listed = CliRunner().invoke(cli, ["feedback", "--json", "--library", str(tmp_path)])
    assert json.loads(listed.stdout)["down"] == 1


def test_nobody_judged_yet(tmp_path: Path) -> None:
    run = CliRunner().invoke(cli, ["feedback", "--library", str(tmp_path)])
    assert (run.exit_code, run.stdout.split("：")[0]) == (0, "评价 0 条")
    assert not (tmp_path / FILE).exists()
