from pathlib import Path

import pytest

from index import Filters, Library
from rag.datamodel import Verdict
from tests.support.asking import ask, assert_exact, reason_of, text_of


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


def test_the_last_items_of_a_list_cut_short_are_found(tmp_path: Path) -> None:
    middle = "，" + "持续用力久久为功，" * 14
    text = (
        "澜川市委工作要点\n\n我们要牢记“三个明确”：明确方向"
        + middle
        + "稳步走；明确责任"
        + middle
        + "不松劲；明确时限"
        + middle
    )
    path = tmp_path / "speech.txt"
    path.write_text(text + "早完成。\n", encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.add(path)
        lines = text_of(ask(library, "“三个明确”是哪三个？")).splitlines()
    assert [line[3:7] for line in lines[1:]] == ["明确方向", "明确责任", "明确时限"]


def shelve(folder: Path, *texts: str) -> Library:
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    library = Library.open(folder / "library")
    library.add(sorted(folder.glob("*.txt")))
    return library


FORMED = """在青岑县工作会议上的讲话

青岑县委书记 尉迟清和

（2024年3月8日）

同志们：现在讲三件事情，请大家认真听，会后抓好落实。

坚持竹紙立縣不松劲，在做強(qiáng)產業上再加力。今年要开工42个项目。

坚持低空先行不松劲，在加密航线上再加力。今年要修好起降场。

坚持清水惠民不松劲，在治理河湖上再加力。今年要清淤十里。
"""
OTHER = """溪州市委工作报告

公冶长青

（2024年5月8日）

过去一年，竹纸产业平稳向好，百姓收入继续增加，全市上下做了大量工作。
"""


@pytest.mark.parametrize(
    "question", ["尉迟清和提出的三个不松劲是哪三个？", "“三个不松劲”是什么？", "青岑县的三个“不松劲”指什么？"]
)
def test_a_list_that_nothing_names_is_told_by_its_form(tmp_path: Path, question: str) -> None:
    with shelve(tmp_path, FORMED, OTHER) as library:
        answer = ask(library, question)
        first, *lines = text_of(answer).splitlines()
        assert answer is not None
        assert_exact(library, answer)
    assert first.endswith("没有写明“三个不松劲”这个名称；按“…不松劲”的句式共有 3 段。")
    assert lines[0] == "1. 坚持竹紙立縣不松劲，在做強產業上再加力。"
    assert [line[:9] for line in lines] == ["1. 坚持竹紙立縣", "2. 坚持低空先行", "3. 坚持清水惠民"]
    assert [len(statement.support) for statement in answer.statements] == [3, 1, 1, 1]


@pytest.mark.parametrize(
    "question",
    [
        "尉迟清和提出的四个不松劲是哪四个？",  # it has three
        "公冶长青提出的三个不松劲是哪三个？",  # the other one's
        "令狐月白提出的三个不松劲是哪三个？",
        "尉迟清和2021年提出的三个不松劲是哪三个？",
        "尉迟清和谈航天员训练时提出的三个不松劲是哪三个？",
        "三个不松劲是什么？",  # not surely a name
    ],
)
def test_a_form_that_is_not_surely_meant_is_left_to_the_model(tmp_path: Path, question: str) -> None:
    with shelve(tmp_path, FORMED, OTHER) as library:
        assert ask(library, question) is None


def test_a_form_of_two_speeches_is_left_to_the_model(tmp_path: Path) -> None:
    second = FORMED.replace("尉迟清和", "闻人楷").replace("竹紙立縣", "竹编富民").replace("清水惠民", "文化兴城")
    with shelve(tmp_path, FORMED, second + "另外还有很多别的话要说，这里就不再多讲了，请大家回去好好学习。") as library:
        assert ask(library, "“三个不松劲”是哪三个？") is None
        assert "竹編" not in text_of(ask(library, "尉迟清和提出的“三个不松劲”是哪三个？"))


def test_a_name_that_is_written_somewhere_is_not_told_by_its_form(tmp_path: Path) -> None:
    naming = OTHER.replace("平稳向好", "牢记“三个不松劲”，平稳向好")
    with shelve(tmp_path, FORMED, naming) as library:
        assert ask(library, "“三个不松劲”是哪三个？") is None


def test_items_before_a_name_are_a_list(tmp_path: Path) -> None:
    text = OTHER.replace("百姓收入", "主攻特种竹纸、竹基材料、滑翔伞等低空运动“三大赛道”，百姓收入")
    with shelve(tmp_path, text, FORMED) as library:
        answer = ask(library, "“三大赛道”指什么？")
        lines = text_of(answer).splitlines()
        assert answer is not None
        assert_exact(library, answer)
        assert ask(library, "闻人楷提出的“三大赛道”是什么？") is None
    assert "三大赛道”共 3 项" in lines[0]
    assert lines[1:] == ["1. 特种竹纸。", "2. 竹基材料。", "3. 滑翔伞等低空运动。"]
    assert [statement.verdict for statement in answer.statements[1:]] == [Verdict.QUOTED] * 3


def test_a_list_behind_its_name_goes_before_one_in_front_of_it(tmp_path: Path) -> None:
    behind = OTHER.replace("百姓收入", "打造“三大赛道”：竹酒、竹茶、竹器，百姓收入")
    before = FORMED.replace("请大家", "聚焦竹纸、竹编、航线“三大赛道”，请大家")
    with shelve(tmp_path, behind, before) as library:
        text = text_of(ask(library, "“三大赛道”是哪三个？"))
    assert "竹酒" in text and "竹编" not in text
