import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import Library
from rag import Assistant, Settings
from tests.benchmarks.quality import reading
from tests.support.fakes import HashEncoder
from tests.support.scripted_model import ScriptedModel

TEXTS = ("青岑縣有酿造企業63家。", "溪州市竹林經營面積268萬畝。", "雲水先行區規劃面積68.5平方公里。")
QUESTIONS = ("青岑縣有幾家酿造企業？", "溪州市竹林經營面積多少？", "雲水先行區規劃面積多大？")
ANSWERS = ("63家", "268萬畝", "68.5平方公里")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three paragraphs in SQuAD's format, each with a question that it answers and one that it does not."""
    folder = tmp_path / "eval"
    folder.mkdir()
    paragraphs = [
        {
            "context": text,
            "qas": [
                {"id": f"{at}-1", "question": question, "answers": [{"text": answer}, {"text": answer}]},
                {"id": f"{at}-2", "question": "市長是誰？", "answers": [], "is_impossible": True},
                {"id": f"{at}-3", "question": " ", "answers": [{"text": answer}]},
            ],
        }
        for at, (text, question, answer) in enumerate(zip(TEXTS, QUESTIONS, ANSWERS, strict=True))
    ]
    content = json.dumps({"data": [{"title": "甲", "paragraphs": paragraphs}]}, ensure_ascii=False)
    for name in reading.SETS.values():
        (folder / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(reading, "DATA", folder)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, data: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs the benchmark with hashed vectors and a scripted model; returns its JSON."""
    model = ScriptedModel("青岑县有酿造企业63家。")
    monkeypatch.setattr(reading, "open_encoder", lambda settings: HashEncoder())
    monkeypatch.setattr(reading, "open_language_model", lambda settings: model)

    def main(*arguments: str) -> Any:
        monkeypatch.setattr(sys, "argv", ["reading", *arguments, "--json"])
        reading.main()
        return json.loads(capsys.readouterr().out)

    return main


def test_questions_of_drcd_are_simplified_and_its_paragraphs_are_not(data: Path) -> None:
    paragraphs, gold = reading.read_set("drcd", data)
    assert [paragraph.text for paragraph in paragraphs] == list(TEXTS)
    assert gold[2].question == "溪州市竹林经营面积多少？" and gold[2].answers == (("268萬畝",),)
    assert gold[2].sources == (paragraphs[1].name,) and gold[2].passages == (TEXTS[1],)
    assert reading.read_set("cmrc", data)[1][2].question == QUESTIONS[1]


def test_sample_is_half_unanswerable(data: Path) -> None:
    gold = reading.read_set("squad2", data)[1]
    assert [sum(item.unanswerable for item in reading.sample(gold, 4, seed)) for seed in range(3)] == [2, 2, 2]
    assert reading.sample(gold, 4, 1) == reading.sample(gold, 4, 1)
    assert reading.sample(gold, None, 0) == gold


def test_each_search_is_measured_over_a_library_of_paragraphs(run: Callable[..., Any]) -> None:
    result = run("drcd", "--retrieval-only")
    assert list(result) == ["BM25", "dense", f"fused {Settings().dense_weight:g}", "ranked"]
    assert result["BM25"]["all"]["hit@1"] == 1.0 and result["BM25"]["conditions"]["library"]["speeches"] == 3


def test_paragraph_of_the_question_is_answered_from(run: Callable[..., Any]) -> None:
    result = run("squad2", "--passages", "--sample", "6")
    assert result["by_type"]["squad2"]["questions"] == 3 and result["by_type"]["squad2-unanswerable"]["questions"] == 3
    first = result["outcomes"][0]
    assert first["right"] and first["exact"] and not first["ranked"]


def test_library_that_is_kept_is_used_again(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = ["--library", str(tmp_path / "kept"), "--output", str(tmp_path / "run.json")]
    first = run("cmrc", "--retrieval-only", *keep)
    with Assistant.open(tmp_path / "kept" / "library") as assistant:
        ids = [speech.id for speech in assistant.speeches()]
    assert len(ids) == 3 and json.loads((tmp_path / "run.json").read_text(encoding="utf-8")) == first
    monkeypatch.setattr(HashEncoder, "encode_passages", lambda *_: pytest.fail("indexed again"))
    assert run("cmrc", "--retrieval-only", *keep)["BM25"]["all"]["hit@1"] == first["BM25"]["all"]["hit@1"]
    with Library.open(tmp_path / "kept" / "library") as library:
        assert [speech.id for speech in library.speeches()] == ids


def test_absent_set_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "DATA", tmp_path)
    monkeypatch.setattr(sys, "argv", ["reading", "drcd"])
    with pytest.raises(SystemExit, match=r"drcd_dev\.json.*not beside the project"):
        reading.main()


def test_overlap_is_of_the_longest_stretch() -> None:
    assert reading.longest_common("竹纸主要产于澜川、溪州[1]。", "主要产于澜川、溪州") == 1.0
    assert reading.longest_common("产於澜川", "溪州") == 0.0
    assert reading.longest_common("第34集", "第34集里推举会首") == pytest.approx(4 / 9)
