import json
from pathlib import Path
from typing import Any

import pytest

from corpus import InputError
from index import Filters, Library
from rag.desk.draft_check.checker import check_draft
from rag.desk.draft_check.verdicts import Finding

GOLD = Path(__file__).parents[3] / "data" / "draft_check.jsonl"
CASES = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_each_draft_gets_its_verdict(case: dict[str, Any], sample_library: Library) -> None:
    items = check_draft(sample_library, case["draft"]).items
    found = [item for item in items if item.finding == case["finding"]]
    assert found, [(item.text, item.finding, item.differences) for item in items]
    item = found[0]
    if "kind" in case:
        differences = [difference for difference in item.differences if difference.kind == case["kind"]]
        assert differences, item.differences
        assert case.get("draft_words", "") in [d.draft for d in differences] or "draft_words" not in case
        assert case.get("source_words", "") in [d.source for d in differences] or "source_words" not in case
    if "really_by" in case:
        assert item.really_by is not None and item.really_by.startswith(case["really_by"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_span_is_of_its_text(case: dict[str, Any], sample_library: Library) -> None:
    report = check_draft(sample_library, case["draft"])
    for item in report.items:
        assert report.text[item.start : item.end] == item.text
        for source in (*item.sources, *([item.newer] if item.newer else [])):
            assert sample_library.source_text(source.speech.id)[source.start : source.end] == source.quote
        for found in item.differences:
            assert report.text[found.start : found.end] == found.draft
            texts = [sample_library.source_text(source.speech.id) for source in item.sources]
            assert any(text[found.source_start : found.source_end] == found.source for text in texts)
        assert json.dumps(item.to_dict(), ensure_ascii=False)


def test_gold_has_forty_cases_and_every_verdict_that_one_text_can_have() -> None:
    assert len(CASES) >= 40
    assert {case["finding"] for case in CASES} == {finding.value for finding in Finding} - {"older"}


def test_an_older_wording_is_shown_with_the_one_that_replaced_it(tmp_path: Path) -> None:
    head = "在全市林下经济工作会议上的讲话\n\n端木青禾\n\n（{}）\n\n同志们：\n\n"
    old, new = (f"要坚持生态优先、{words}，因地制宜走好林下经济致富路。" for words in ("适度开发", "绿色发展"))
    rest = "各乡镇要把林下种植和护林防火一起安排，每个季度检查两次，检查的结果要张榜公布。"
    folder = tmp_path / "speeches"
    folder.mkdir()
    (folder / "a.txt").write_text(head.format("2021年4月6日") + old + rest, encoding="utf-8")
    (folder / "b.txt").write_text(
        head.format("2023年5月9日") + new + rest.replace("两次", "三次") + "苗木由县里统一采购。", encoding="utf-8"
    )
    with Library.open(tmp_path / "library") as library:
        library.add(folder)
        (item,) = check_draft(library, old).items
        assert item.finding is Finding.OLDER and item.newer is not None
        assert "绿色发展" in item.newer.quote and item.newer.speech.date == "2023-05-09"
        assert check_draft(library, new).items[0].finding is Finding.EXACT


def test_only_the_speeches_that_filters_accept_are_compared(sample_library: Library) -> None:
    text = "成绩要讲够，问题要讲透。"
    report = check_draft(sample_library, text, filters=Filters(speakers=["沈砚秋"]))
    assert report.items[0].finding is Finding.NOT_FOUND and report.searched == 2


def test_progress_counts_sentences(sample_library: Library) -> None:
    seen: list[tuple[int, int]] = []
    check_draft(sample_library, "成绩要讲够。问题要讲透。", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_an_empty_draft_is_refused_in_one_line(sample_library: Library) -> None:
    with pytest.raises(InputError, match="is empty"):
        check_draft(sample_library, " \n ")


SAID = "全县要把竹林管护责任落到山头、落到人头，名册要贴到村口。"
ONE = "全县竹林管护会议召开\n\n本报讯 2024年4月2日，全县竹林管护会议召开。\n\n钟离澍强调，{}\n"
OTHER = "竹林管护有了名册\n\n本报讯 2024年4月9日，记者在青岑县看到，各村的墙上都贴着名册。\n\n{}{}\n"


@pytest.mark.parametrize(("also", "wrong"), [("", True), ("令狐月白到村里看了名册。", False)])
def test_words_are_not_a_persons_whom_a_text_does_not_name(also: str, wrong: bool, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "one.txt").write_text(ONE.format(SAID), encoding="utf-8")
    (folder / "other.txt").write_text(OTHER.format(also, SAID), encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.add(folder)
        (item,) = check_draft(library, f"令狐月白指出：“{SAID}”").items
    assert (item.finding is Finding.MISATTRIBUTED, item.really_by) == (wrong, "钟离澍" if wrong else None)
