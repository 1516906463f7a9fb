import json
from pathlib import Path
from typing import Any

import pytest

from corpus import InputError
from index import Filters
from rag import Turn
from rag.evaluation.gold import choose, load_gold, parse_gold


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_every_key_of_a_line_is_read() -> None:
    gold = parse_gold(
        {
            "id": "a",
            "type": "number",
            "question": "多少？",
            "history": [["user", "甲？"], ["assistant", "乙。"]],
            "answers": ["500亿元", ["2022年", "二〇二二年"]],
            "source": "one.txt",
            "passages": ["一段文字。"],
            "filters": {"speakers": ["顾望舒"]},
            "date": "2024-03",
        }
    )
    assert gold.history == (Turn("user", "甲？"), Turn("assistant", "乙。"))
    assert gold.answers == (("500亿元",), ("2022年", "二〇二二年"))
    assert gold.sources == ("one.txt",) and gold.passages == ("一段文字。",)
    assert gold.filters == Filters(speakers=["顾望舒"], since="2024-03", until="2024-03")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"question": "问"}',
        '{"answers": [["甲"]]}',
        '{"question": " ", "answers": [["甲"]]}',
        '{"question": "问", "answers": [[]]}',
        '{"question": "问", "answers": [[" "]]}',
        '{"question": "问", "answers": [["甲"]], "unanswerable": true}',
        '{"question": "问", "answers": [["甲"]], "sources": "a.txt"}',
        '{"question": "问", "answers": [["甲"]], "history": [["system", "甲"]]}',
        '{"question": "问", "answers": [["甲"]], "filters": {"speaker": "甲"}}',
        '{"question": "问", "answers": [["甲"]], "date": "昨天"}',
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match="line 2"):
        load_gold(write(tmp_path / "gold.jsonl", "", line))


def test_id_used_twice_is_refused(tmp_path: Path) -> None:
    line = {"id": "a", "question": "问", "answers": ["甲"]}
    with pytest.raises(InputError, match="line 3 has the id 'a' of line 1"):
        load_gold(write(tmp_path / "gold.jsonl", line, "", line))


def test_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no questions"):
        load_gold(write(tmp_path / "gold.jsonl", ""))


def test_digest_changes_with_the_line() -> None:
    line = {"id": "a", "question": "问", "answers": ["甲"]}
    assert parse_gold(line).digest == parse_gold(dict(reversed(line.items()))).digest
    assert parse_gold(line).digest != parse_gold(line | {"answers": ["乙"]}).digest


@pytest.fixture
def gold() -> list[Any]:
    kinds = ["number"] * 40 + ["who"] * 20 + ["trap"] * 4
    return [
        parse_gold({"id": str(at), "type": kind, "question": "问", "answers": ["甲"]}) for at, kind in enumerate(kinds)
    ]


def test_sample_has_of_each_type_its_share_in_order(gold: list[Any]) -> None:
    chosen = choose(gold, limit=16, seed=3)
    assert [sum(item.type == kind for item in chosen) for kind in ("number", "who", "trap")] == [10, 5, 1]
    assert [int(item.id) for item in chosen] == sorted(int(item.id) for item in chosen)


def test_sample_depends_on_the_seed_alone(gold: list[Any]) -> None:
    assert choose(gold, limit=16, seed=3) == choose(gold, limit=16, seed=3) != choose(gold, limit=16, seed=4)


def test_types_and_ids_narrow(gold: list[Any]) -> None:
    assert len(choose(gold, types=["who", "trap"])) == 24
    assert [item.id for item in choose(gold, ids=["41", "3"])] == ["3", "41"]
    assert len(choose(gold, types=["trap"], limit=100)) == 4


@pytest.mark.parametrize("wanted", [{"types": ["whom"]}, {"ids": ["3", "x9"]}])
def test_unknown_type_or_id_is_named(gold: list[Any], wanted: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"'whom'|'x9'"):
        choose(gold, **wanted)
