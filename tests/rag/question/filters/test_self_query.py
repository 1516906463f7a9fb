from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from index import Filters, Library
from rag.datamodel import Turn
from rag.evaluation.gold import load_gold
from rag.question.analysis import understand
from rag.question.filters.self_query import filters_for

SAMPLES = Path(corpus.__file__).parent / "samples"
GOLD = Path(__file__).parents[3] / "data" / "gold.jsonl"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("narrowing")) as library:
        library.add(SAMPLES)
        yield library


def kept(library: Library, question: str, filters: Filters | None = None) -> set[str]:
    return {Path(s.path).name for s in library.speeches(filters_for(library, question, filters).filters)}


def test_no_gold_question_loses_a_document_that_answers_it(library: Library) -> None:
    people = [speech.speaker for speech in library.speeches() if speech.speaker]
    lost = {
        item.id
        for item in load_gold(GOLD)
        if not set(item.sources) <= kept(library, understand(item.question, item.history, people).text)
    }
    assert not lost


def test_conditions_are_told_with_the_words_that_state_them(library: Library) -> None:
    [speaker] = filters_for(library, "桑柏舟说竹编要守住什么？").implied
    assert speaker.to_dict() == {"name": "speaker", "value": "桑柏舟", "words": "桑柏舟说", "speeches": 1}


def test_another_citys_county_is_ruled_out(library: Library) -> None:
    assert "qingchen_meeting_2024.txt" not in kept(library, "溪州市2024年开通了多少条低空物流航线？")


def test_explicit_filters_win(library: Library) -> None:
    narrowed = filters_for(library, "桑柏舟说了什么？", Filters(speakers=["沈砚秋"]))
    assert narrowed.implied == () and narrowed.filters == Filters(speakers=["沈砚秋"])


def test_condition_can_be_ignored(library: Library) -> None:
    assert filters_for(library, "桑柏舟说了什么？", ignore=["speaker"]).filters is None


def test_condition_that_leaves_nothing_is_dropped(library: Library) -> None:
    narrowed = filters_for(library, "桑柏舟在溪州市说了什么？")
    assert [condition.name for condition in narrowed.implied] == ["speaker"]


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("长岭市的竹纸产值是多少？", ("长岭市",)),
        ("请问丰原县有几条航线？", ("丰原县",)),
        ("溪州市的竹纸产值是多少？", ()),
        ("哪个市的产值最高？", ()),
        ("全市有多少家企业？", ()),
        ("政府工作报告里市长承诺了什么？", ()),
        ("城市建设投资是多少？", ()),
        ("竹纸什么时候上市？", ()),
        ("云水先行区面积多大？", ()),
    ],
)
def test_place_unknown_to_the_library_is_told(library: Library, question: str, unknown: tuple[str, ...]) -> None:
    assert filters_for(library, question).unknown_places == unknown


def test_follow_up_narrows_as_the_question_that_it_stands_for(library: Library) -> None:
    history = (Turn("user", "澜川市2023年竹纸全产业链产值是多少？"), Turn("assistant", "186.4亿元。"))
    assert "xizhou_meeting_2024.txt" in kept(library, understand("那溪州市呢？", history).text)


PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"
FILES = {
    "sure.txt": f"在芷溪市文化工作会议上的讲话\n温若谷\n（2024年1月16日）\n同志们：芷溪市的书房要办好。{PROSE}",
    "other.txt": f"在溪州市文化工作会议上的讲话\n陆怀瑾\n（2024年1月17日）\n同志们：溪州市的书房要办好。{PROSE}",
    "weak.txt": f"在勘查推介云门市文旅资源大会上的讲话\n许诺之\n（癸卯年九月初九）\n同志们：书房要办好。{PROSE}",
    "none.txt": f"在书房工作会议上的讲话\n葛知远\n同志们：芷溪市的书房我去看过，要办好。{PROSE}",
}


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("few")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("weak")) as library:
        library.add(folder)
        yield library


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("芷溪市的书房办得怎么样？", {"sure.txt", "none.txt", "weak.txt"}),
        ("芷溪市今年新建了几座书房？", {"sure.txt", "none.txt", "weak.txt"}),
        ("芷溪的书房要怎么办？", {"sure.txt", "none.txt", "weak.txt"}),
        ("2024年温若谷在讲话中说了什么？", {"sure.txt"}),
        ("溪州市的书房办得怎么样？", {"other.txt", "weak.txt"}),
    ],
)
def test_a_weak_fact_hides_no_document(few: Library, question: str, there: set[str]) -> None:
    assert there <= kept(few, question)


def test_a_document_of_another_place_is_still_ruled_out(few: Library) -> None:
    assert "other.txt" not in kept(few, "芷溪市的书房办得怎么样？")


def test_no_weak_fact_makes_a_condition(few: Library) -> None:
    assert not [one for one in filters_for(few, "2023年许诺之的讲话说了什么？").implied if one.name == "date"]
