import pytest

from rag.question.decomposition import parts


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "政协五届三次会议和五届四次会议各收几件提案？",
            "政协五届三次会议收几件提案？",
            "政协五届四次会议收几件提案？",
        ),
        ("2023年澜川和溪州的农民收入各是多少元？", "2023年澜川的农民收入是多少元？", "2023年溪州的农民收入是多少元？"),
        ("“竹里议事厅”2023年和2024年各办几场？", "“竹里议事厅”2023年办几场？", "“竹里议事厅”2024年办几场？"),
        ("比一比：澜川市和溪州市的产值分别是多少？", "澜川市的产值是多少？", "溪州市的产值是多少？"),
        (
            "澜川市航线2023年底是多少条，2024年底又是多少条？",
            "澜川市航线2023年底是多少条？",
            "澜川市航线2024年底是多少条？",
        ),
        ("竹纸产业和茶叶产业的产值各是多少", "竹纸产业的产值是多少？", "茶叶产业的产值是多少？"),
        ("顾望舒和闻人楷分别担任什么职务？", "顾望舒担任什么职务？", "闻人楷担任什么职务？"),
    ],
)
def test_same_asked_of_two_things_is_two_questions(question: str, first: str, second: str) -> None:
    assert parts(question) == (first, second)


@pytest.mark.parametrize(
    "question",
    [
        "市政协和市工商联联合举办了什么活动？",
        "各县区的产值是多少？",
        "产业和就业各项指标怎么样？",
        "顾望舒对竹山和航线是怎么说的？",
        "全市有多少项改革任务？",
        "会议对各位委员提出了什么要求？",
        "",
    ],
)
def test_other_questions_are_one(question: str) -> None:
    assert parts(question) == ()


def test_two_years_of_one_thing_are_two_questions() -> None:
    assert parts("顾望舒2023年和2024年两次竹纸大会上说的面积分别是多少？") == (
        "顾望舒2023年竹纸大会上说的面积是多少？",
        "顾望舒2024年竹纸大会上说的面积是多少？",
    )
