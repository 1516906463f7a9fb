import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import InputError
from rag import Assistant
from rag.evaluation import contains, load_gold, report, run
from tests.rag.scripted import ScriptedModel


@pytest.mark.parametrize(
    ("answer", "alternatives"),
    [
        ("产值突破500亿元[1]。", ["500亿元"]),
        ("產值突破五百億元。", ["500亿元"]),
        ("由闻人楷主持[1]。", ["聞人楷"]),
        ("增长百分之七点五。", ["7.5%"]),
        ("二〇二四年三月。", ["2023年", "2024年"]),
    ],
)
def test_part_is_found_however_written(answer: str, alternatives: list[str]) -> None:
    assert contains(answer, alternatives)


@pytest.mark.parametrize(
    ("answer", "alternatives"), [("产值突破50亿元。", ["500亿元"]), ("共25条。", ["5条"]), ("", ["甲"])]
)
def test_other_figure_is_not_the_part(answer: str, alternatives: list[str]) -> None:
    assert not contains(answer, alternatives)


def test_report_counts_by_type(tmp_path: Path, make_assistant: Callable[..., Assistant]) -> None:
    lines = [
        {
            "id": "a",
            "type": "number",
            "question": "竹纸产业产值是多少？",
            "answers": [["86.4亿元"]],
            "source": "bamboo.txt",
        },
        {
            "id": "b",
            "type": "number",
            "question": "竹纸企业新增多少家？",
            "answers": [["18家"]],
            "source": ["bamboo.txt"],
        },
        {"id": "c", "type": "unanswerable", "question": "地铁何时开通？", "unanswerable": True},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    assistant = make_assistant(ScriptedModel("全市竹纸产业实现产值86.4亿元。"))
    result = report(list(run(assistant, load_gold(path))))
    assert result["by_type"]["number"]["accuracy"] == 0.5
    assert result["by_type"]["number"]["hit@1"] == 1.0
    assert result["by_type"]["unanswerable"] == {**result["by_type"]["unanswerable"], "refusal": 0.0, "accuracy": None}
    assert result["all"]["questions"] == 3 and result["all"]["exact"] == 1.0


@pytest.mark.parametrize("line", ["{", '{"question": "问"}', '{"answers": [["a"]]}', "[]"])
def test_bad_gold_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        load_gold(path)
