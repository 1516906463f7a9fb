import pytest

from index import Filters, Library
from rag.answer import Verdict
from tests.rag.asking import ask, assert_exact, reason_of, text_of


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("“五个坚持”是哪五个？", ["工业立市", "绿色强农", "低空先行", "文化铸魂", "民生为本"]),
        ("三大平台是哪三个？", ["中試平臺", "調度平臺", "檢測平臺"]),
        ("桑柏舟说的“三个不能丢”是什么？", ["手藝不能丟", "規矩不能丟", "年輕人不能丟"]),
        ("顾望舒对政协工作提了哪三点希望？", ["引路人", "推动者", "贴心人"]),
        ("顾望舒强调的“三个打通”是什么？", ["最后一公里", "最难一道关", "最强一条链"]),
    ],
)
def test_every_item_comes_in_order(sample_library: Library, question: str, items: list[str]) -> None:
    answer = ask(sample_library, question)
    lines = text_of(answer).splitlines()[1:]
    assert len(lines) == len(items)
    for number, (line, item) in enumerate(zip(lines, items, strict=True), 1):
        assert line.startswith(f"{number}. ") and item in line
    assert answer is not None
    assert_exact(sample_library, answer)


def test_each_item_cites_itself_whole(sample_library: Library) -> None:
    answer = ask(sample_library, "“五个坚持”是哪五个？")
    assert answer is not None
    second = answer.statements[2]
    assert second.verdict is Verdict.QUOTED
    assert second.support[0].quote.startswith("（二）坚持绿色强农。") and "25万亩" in second.support[0].quote


def test_a_place_tells_lists_of_one_name_apart(sample_library: Library) -> None:
    assert "龙头壮大" in text_of(ask(sample_library, "溪州市实施的“四大工程”是哪些？"))
    other = text_of(ask(sample_library, "澜川市2024年要实施的“四大工程”有哪些？"))
    assert "竹材增值" in other and "龙头壮大" not in other


def test_different_lists_of_one_name_are_all_told(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "“四大工程”是什么？"))
    assert "竹材增值" in text and "龙头壮大" in text and "溪州市委书记" in text


def test_the_whole_list_is_preferred_to_a_copys_part(sample_library: Library) -> None:
    assert "共富" in text_of(ask(sample_library, "“三篇文章”是哪三篇？"))


def test_a_count_that_does_not_agree_is_said(sample_library: Library) -> None:
    reprint = next(speech.id for speech in sample_library.speeches() if "reprint" in speech.path)
    text = text_of(ask(sample_library, "“三篇文章”是哪三篇？", Filters(ids=[reprint])))
    assert "原文称 3 项，文中能确认 2 项" in text


def test_another_number_than_the_texts_is_not_answered_with_theirs(sample_library: Library) -> None:
    reason = reason_of(ask(sample_library, "“六个坚持”是哪六个？"))
    assert "六个坚持" in reason and "五个坚持" in reason and "16 篇" in reason


@pytest.mark.parametrize(
    "question",
    [
        "李四提出的“五个坚持”是什么？",
        "令狐月白提出的三件大事是什么？",
        "“四个意识”是什么？",
        "首批起降场分别建在哪三个地方？",
        "三个方面是什么？",
    ],
)
def test_a_list_that_is_not_surely_meant_is_left_to_the_model(sample_library: Library, question: str) -> None:
    assert ask(sample_library, question) is None


def test_somebody_elses_requirements_are_not_credited_to_the_speaker(sample_library: Library) -> None:
    text = text_of(ask(sample_library, "尉迟清和就抓好落实提出了哪三点要求？"))
    assert "建好队伍" in text and "闻人楷" not in text.splitlines()[0]


def test_a_number_may_be_written_either_way(sample_library: Library) -> None:
    assert "工业立市" in text_of(ask(sample_library, "“5个坚持”是哪5个？"))


def test_the_last_items_of_a_list_cut_short_are_found(tmp_path: object) -> None:
    from pathlib import Path

    middle = "，" + "持续用力久久为功，" * 14
    text = (
        "澜川市委工作要点\n\n我们要牢记“三个明确”：明确方向"
        + middle
        + "稳步走；明确责任"
        + middle
        + "不松劲；明确时限"
        + middle
    )
    path = Path(str(tmp_path)) / "speech.txt"
    path.write_text(text + "早完成。\n", encoding="utf-8")
    with Library.open(Path(str(tmp_path)) / "library") as library:
        library.add(path)
        lines = text_of(ask(library, "“三个明确”是哪三个？")).splitlines()
    assert [line[3:7] for line in lines[1:]] == ["明确方向", "明确责任", "明确时限"]
