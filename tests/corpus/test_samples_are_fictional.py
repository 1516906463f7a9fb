"""The sample library is decodable, says that it is fictional, and holds what the gold questions ask of it."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from corpus.samples import folder

GOLD = Path(__file__).parents[1] / "data" / "gold.jsonl"
TYPES = {
    "count",
    "fact",
    "who",
    "when",
    "number",
    "enumeration",
    "quotation",
    "attribution",
    "cross",
    "followup",
    "traditional",
    "unanswerable",
    "trap",
}
NOTICE = "虚构样例：本文的城市、人物、数据均为虚构，仅用于演示与测试"
ENCODINGS = {
    "brewing_article_2023.md": "utf-8",
    "cppcc_closing_2024.txt": "utf-8",
    "cppcc_closing_2025.txt": "utf-8",
    "economy_meeting_2023.txt": "utf-8",
    "lowaltitude_speech_2021.txt": "utf-8",
    "lowaltitude_visit_2025.html": "utf-8",
    "qingchen_meeting_2024.txt": "utf-8",
    "work_report_2024.txt": "utf-8",
    "work_report_2025.html": "utf-8",
    "xizhou_meeting_2024.txt": "utf-8",
    "yunshui_article_2022.txt": "utf-8",
    "yunshui_plenary_2023.txt": "utf-8",
    "zhubian_speech_2023.txt": "big5",
    "zhuzhi_reprint_2024.txt": "utf-8-sig",
    "zhuzhi_speech_2023.txt": "gb18030",
    "zhuzhi_speech_2024.txt": "utf-8",
}
GLOSS = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)")


def _decoded(name: str) -> str:
    return (folder() / name).read_bytes().decode(ENCODINGS[name])


def _plain(name: str) -> str:
    """Return the text without markup and glosses, in Simplified characters with full-width marks."""
    text = _decoded(name)
    if name.endswith(".html"):
        text = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", "", text)
    text = str(OpenCC("t2s").convert(GLOSS.sub("", unescape(text))))
    return text.translate(str.maketrans(",:;!?", "，：；！？"))


def _gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def _sources(row: dict[str, Any]) -> list[str]:
    return [row["source"]] if isinstance(row["source"], str) else row["source"]


def _answerable() -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in _gold() if not row.get("unanswerable")]


def test_every_sample_is_listed_with_its_encoding() -> None:
    files = {path.name for path in folder().iterdir() if path.suffix in {".txt", ".md", ".html"}}
    assert files == set(ENCODINGS)
    assert len(files) >= 12


@pytest.mark.parametrize("name", ENCODINGS)
def test_sample_decodes_and_says_that_it_is_fictional(name: str) -> None:
    assert NOTICE in _plain(name)
    assert 800 <= len(_decoded(name)) <= 3000


@pytest.mark.parametrize("name", [name for name, encoding in ENCODINGS.items() if encoding in {"big5", "gb18030"}])
def test_legacy_encodings_are_not_utf8(name: str) -> None:
    with pytest.raises(UnicodeDecodeError):
        (folder() / name).read_bytes().decode("utf-8")


def test_glossed_sample_has_glosses_and_real_brackets() -> None:
    text = _decoded("yunshui_article_2022.txt")
    assert len(GLOSS.findall(text)) >= 60
    assert "(GDP)" in text
    assert "（一）" in text
    assert "(非主觀故意)" in text


def test_gold_ids_and_questions_are_unique_and_types_known() -> None:
    rows = _gold()
    assert len(rows) >= 60
    assert len({row["id"] for row in rows}) == len(rows)
    asked = [(row["question"], str(row.get("history"))) for row in rows]
    assert len(set(asked)) == len(rows)
    assert {row["type"] for row in rows} == TYPES


def test_gold_rows_are_answerable_or_say_that_they_are_not() -> None:
    for row in _gold():
        assert bool(row.get("unanswerable")) == (row["type"] == "unanswerable"), row
        assert bool(row.get("answers")) != bool(row.get("unanswerable")), row
        assert bool(row.get("history")) == (row["type"] == "followup"), row
        assert all(role in {"user", "assistant"} and text for role, text in row.get("history", [])), row


@pytest.mark.parametrize("row", [p for p in _answerable() if p.values[0]["type"] != "count"])
def test_gold_answer_is_in_its_source(row: dict[str, Any]) -> None:
    """Each named source alone holds every part; for a question across years the sources do together."""
    texts = [_plain(name) for name in _sources(row)]
    if row["type"] == "cross":
        assert len(texts) > 1
        texts = ["\n".join(texts)]
    for text in texts:
        for alternatives in row["answers"]:
            assert any(alternative in text for alternative in alternatives), alternatives


@pytest.mark.parametrize("row", [p for p in _answerable() if p.values[0]["type"] == "count"])
def test_gold_counts_the_documents_that_hold_the_phrase(row: dict[str, Any]) -> None:
    phrase = re.findall("“([^”]+)”", row["question"])
    holding = {name for name in ENCODINGS if all(words in _plain(name) for words in phrase)}
    assert phrase and set(_sources(row)) <= holding
    if counted := re.match(r"(\d+)篇", row["answers"][0][0]):  # else it asks who: some documents are nobody's speech
        assert holding == set(_sources(row)) and len(holding) == int(counted[1])


@pytest.mark.parametrize("row", [p for p in _answerable() if p.values[0]["type"] != "cross"])
def test_gold_figure_is_in_no_other_document(row: dict[str, Any]) -> None:
    """A figure with a decimal point is in the named documents alone, so a citation of another one is wrong."""
    for answer in (answer for alternatives in row["answers"] for answer in alternatives if "." in answer):
        whole = re.compile(rf"(?<![\d.]){re.escape(answer)}")
        assert {name for name in ENCODINGS if whole.search(_plain(name))} <= set(_sources(row)), answer
