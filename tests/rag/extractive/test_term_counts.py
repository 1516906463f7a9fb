import re
from pathlib import Path

import pytest

from corpus import fold
from index import Filters, Library
from tests.support.asking import ask, assert_exact, reason_of, text_of


def test_all_speeches_are_counted_and_coverage_is_stated(sample_library: Library) -> None:
    answer = ask(sample_library, "哪些讲话提到了低空物流？")
    head, *lines = text_of(answer).splitlines()
    found = sample_library.find("低空物流")
    assert "已检索全部 16 篇讲话（2021-03-10 至 2025-05-12）" in head
    assert f"{len({speech.id for speech, _, _ in found})} 篇" in head and f"共 {len(found)} 次" in head
    assert len(lines) == 10 and "前 10 篇" in head
    assert answer is not None
    assert [statement.counted for statement in answer.statements] == ["低空物流", *[""] * 10]
    assert_exact(sample_library, answer)


def test_the_rows_are_all_of_them_each_with_its_words(sample_library: Library) -> None:
    answer = ask(sample_library, "哪些讲话提到了低空物流？")
    assert answer is not None
    assert {row.speech.id for row in answer.rows} >= {
        item.speech.id for one in answer.statements for item in one.support
    }
    assert len(answer.rows) == int(re.search(r"其中 (\d+) 篇", text_of(answer))[1]) > 10  # type: ignore[index]
    for row in answer.rows:
        assert row.quote == sample_library.source_text(row.speech.id)[row.start : row.end]
        assert "低空物流" in fold(row.quote)
    often = sum(int(dict(row.facts)["times"]) for row in answer.rows)
    assert f"共 {often} 次" in text_of(answer)


@pytest.mark.parametrize("question", ["资料库里有多少篇讲话？", "哪些讲话没有提到“一坛一码”？"])
def test_a_catalogue_has_a_row_for_each_speech(sample_library: Library, question: str) -> None:
    answer = ask(sample_library, question)
    assert answer is not None and len(answer.rows) > 10
    assert len({row.speech.id for row in answer.rows}) == len(answer.rows)
    assert all(row.quote == sample_library.source_text(row.speech.id)[row.start : row.end] for row in answer.rows)


@pytest.mark.parametrize("asked", ["讲过几次话", "一共做了几次讲话", "讲话几回", "发过几次言", "讲了多少次话"])
def test_how_often_somebody_spoke_is_how_many_speeches_are_his(sample_library: Library, asked: str) -> None:
    speakers = [speech.speaker for speech in sample_library.speeches() if speech.speaker]
    somebody = max(speakers, key=speakers.count)
    answer, wanted = ask(sample_library, f"{somebody}{asked}？"), ask(sample_library, f"{somebody}有几篇讲话？")
    assert answer is not None and wanted is not None
    assert text_of(answer) == text_of(wanted) and len(answer.rows) == len(wanted.rows) > 1


def test_the_count_agrees_with_reading_every_text(sample_library: Library) -> None:
    head = text_of(ask(sample_library, "“竹里议事厅”一共提到几次？")).splitlines()[0]
    texts = [fold(sample_library.source_text(s.id)[s.start : s.end]) for s in sample_library.speeches()]
    assert f"共 {sum(text.count('竹里议事厅') for text in texts)} 次" in head
    assert f"其中 {sum('竹里议事厅' in text for text in texts)} 篇" in head


def test_each_line_quotes_the_words_verbatim(sample_library: Library) -> None:
    answer = ask(sample_library, "哪些讲话提到了“以竹代塑”？")
    assert "（2 次）" in text_of(answer)
    assert answer is not None
    line = answer.statements[1]
    quoted = re.search(r"：“(.+)”$", line.text)
    assert quoted is not None and quoted[1] in line.support[0].quote


def test_copies_are_counted_once_and_said(sample_library: Library) -> None:
    head, *lines = text_of(ask(sample_library, "哪些讲话提到“吃干榨净”？")).splitlines()
    assert len(lines) == 1 and "1 篇提到" in head and "另有 1 篇" in head


def test_nothing_found_is_an_exhaustive_refusal(sample_library: Library) -> None:
    assert reason_of(ask(sample_library, "有没有讲话提到地铁？")) == "全部 16 篇讲话都没有出现“地铁”"


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("顾望舒有没有提到过“一坛一码”？", "顾望舒的全部 8 篇讲话"),
        ("溪州市有没有讲话提到低空物流？", "溪州的全部 1 篇讲话"),
        ("溪州市的讲话里有没有提到低空物流？", "溪州的全部 1 篇讲话"),
    ],
)
def test_whose_and_where_narrow_the_search(sample_library: Library, question: str, scope: str) -> None:
    assert reason_of(ask(sample_library, question)).startswith(scope)


def test_a_year_narrows_the_search(sample_library: Library) -> None:
    lines = text_of(ask(sample_library, "2024年有多少篇讲话提到了低空物流？")).splitlines()[1:]
    assert lines and all("2024-" in line for line in lines)


def test_filters_narrow_the_search(sample_library: Library) -> None:
    assert "全部 3 篇" in reason_of(ask(sample_library, "谁提到过“一坛一码”？", Filters(since="2025")))


def test_the_earliest_is_by_date_and_undated_ones_are_told(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "谁最早提出低空物流？"))
    assert "2021-03-10" in text and "顾望舒" in text
    undated = text_of(ask(sample_library, "“竹里议事厅”最早在哪篇讲话出现？"))
    assert "2025-01-16" in undated and "另有 1 篇提到它的没有日期" in undated


def test_who_coined_a_term_is_answered_with_its_earliest_use(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "“一坛一码”是谁提出的？"))
    assert "最早" in text and "尉迟清和" in text


def test_script_and_glosses_make_no_difference(sample_library: Library) -> None:
    assert text_of(ask(sample_library, "哪些文章提到了「低空物流調度平臺」？")) == text_of(
        ask(sample_library, "哪些文章提到了“低空物流调度平台”？")
    ).replace("低空物流調度平臺", "低空物流调度平台")


def test_everybody_who_says_it_in_one_speech_is_named(tmp_path: Path) -> None:
    path = tmp_path / "speech.txt"
    path.write_text(
        "在竹山会上的讲话\n\n陆知行\n\n（2024年5月6日）\n\n同志们：\n\n顾望舒书记指出：“以竹代塑是大势所趋。”\n\n我们要把以竹代塑抓实。\n",
        encoding="utf-8",
    )
    with Library.open(tmp_path / "library") as library:
        library.add(path)
        assert "顾望舒（另有陆知行）" in text_of(ask(library, "谁提到过以竹代塑？"))


def test_masks_are_not_what_they_hide(tmp_path: Path) -> None:
    path = tmp_path / "speech.txt"
    path.write_text("在闭幕会上的讲话\n\n各位委员：\n\n中共*市委作出了部署，***单位要接得住。\n", encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.add(path)
        assert "没有出现" in reason_of(ask(library, "哪些讲话提到“中共市委”？"))


@pytest.mark.parametrize(
    "question", ["哪些讲话提到了竹编博物馆的投资？", "李四的哪些讲话提到了低空物流？", "谁最早提出量子计算？"]
)
def test_what_is_not_surely_a_term_or_a_scope_is_left_to_the_model(sample_library: Library, question: str) -> None:
    assert ask(sample_library, question) is None


def test_an_empty_library_has_no_direct_answer(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        assert ask(library, "哪些讲话提到了低空物流？") is None
