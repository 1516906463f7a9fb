from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library
from rag import RefusalCode
from tests.support.asking import ask, reason_of

Shelve = Callable[..., Library]
REPORT = """青岑县工作报告

顾望舒

过去一年，全县上下增强“四个自觉”、做到“两个护持”，县域经济平稳向好，百姓收入继续增加。

新的一年，我们要以“五新”行动计划为统领，把各项工作抓紧抓实，让群众得到更多看得见的好处。
"""


@pytest.fixture
def shelve(tmp_path: Path) -> Shelve:
    def shelve(*texts: str) -> Library:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        library = Library.open(tmp_path / "library")
        library.add(sorted(tmp_path.glob("*.txt")))
        return library

    return shelve


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("“四个自觉”是哪四个？", "四个自觉"),
        ("报告里提到的四个“自觉”是什么？", "四个自觉"),
        ("“四个自觉”是哪四个自觉？", "四个自觉"),
        ("“4个自觉”包括哪些？", "4个自觉"),
        ("“两个护持”指什么？", "两个护持"),
    ],
)
def test_a_name_without_its_list_is_refused(shelve: Shelve, question: str, name: str) -> None:
    with shelve(REPORT, "溪州市纪要\n\n会议听取了竹编汇报，研究了下一步安排，没有作出新的决定。\n") as library:
        assert reason_of(ask(library, question)) == f"全部 2 篇讲话提到“{name}”的有 1 篇，都没有列出是哪几个"


def test_a_short_name_is_refused_if_its_number_is_asked_again(shelve: Shelve) -> None:
    with shelve(REPORT) as library:
        reason = "全部 1 篇讲话提到“五新”的有 1 篇，都没有列出是哪几个"
        assert reason_of(ask(library, "“五新”行动计划具体是哪五新？")) == reason
        assert reason_of(ask(library, "“五新”是哪五个？")) == reason
        assert ask(library, "“五新”是什么？") is None


@pytest.mark.parametrize(
    "question",
    [
        "“六个自觉”是哪六个？",  # no text has it: nothing is known of it
        "三个方面是什么？",
        "“四个自觉”是谁提出的？",
        "“四个自觉”的意义是什么？",
        "增强“四个自觉”的是哪个县？",
    ],
)
def test_what_does_not_ask_for_the_items_of_a_name_that_is_there_is_not_refused(shelve: Shelve, question: str) -> None:
    with shelve(REPORT) as library:
        answer = ask(library, question)
        assert answer is None or answer.refusal is None or answer.refusal.code is not RefusalCode.NOT_LISTED


@pytest.mark.parametrize(
    "told",
    [
        "“四个自觉”：学习、护竹、造纸、守时。",
        "全县上下都要做到“四个自觉守时”，把竹乡建设得更加美丽富足，让全县百姓都满意。",
        "全县都要做到“四个自觉”，就是心里要装着竹乡百姓，手里要做着竹乡的事情，把竹乡建设得更加美丽富足，让全县百姓都满意。",
        "我们讲的自觉，是护竹自觉，也是守时自觉。全县要增强“四个自觉”，把竹乡建设得更加美丽富足，让全县百姓都满意。",
        "把学习、护竹、造纸、守时作为根本，全县要增强“四个自觉”，把竹乡建设得更加美丽富足，让全县百姓都满意。",
        "护竹、清水等“四个自觉”在全县干部群众心里扎下了根，把竹乡建设得更加美丽富足，让全县百姓都满意。",
        "全县要增强“四个自觉”，把竹乡建设得更加美丽富足，让全县百姓都满意。要天天学习；要人人护竹；要月月造纸；要时时守信。",
        "一是增强“四个自觉”，把竹乡建设得更加美丽富足，让全县百姓都满意。各乡镇要学。各村要护竹。",
        "全县上下培育“四个自觉”，从“学堂课”学起，到“护竹队”做起，把竹乡建设得更加美丽富足，让全县百姓都满意。",
        "“四个自觉”与竹乡未来的几点粗浅思考和工作体会",
        "各村的“四个自觉”都在加强。学习上主动了，护竹上主动了，把竹乡建设得更加美丽富足，让全县百姓都满意。",
        "过去一年全县广大干部和群众都在不断增强“四个自觉”。\n学习上要主动。\n护竹上要主动。",
        "全县要增强“四个自觉”，把竹乡建设得更加美丽富足，让全县百姓都满意。\n一是学习。二是护竹。三是造纸。四是守时。",
    ],
)
def test_a_place_where_the_items_may_stand_is_never_refused(shelve: Shelve, told: str) -> None:
    with shelve(f"溪州市纪要\n\n{told}\n") as library:
        answer = ask(library, "“四个自觉”是哪四个？")
        assert answer is None or answer.refusal is None


def test_what_nobody_puts_in_quotation_marks_is_not_surely_a_name(shelve: Shelve) -> None:
    with shelve(
        "溪州市纪要\n\n会议决定成立三个小队，把竹乡的各项工作抓紧抓实，让全县百姓都满意。\n", REPORT
    ) as library:
        assert ask(library, "成立的三个小队有哪些？") is None
        assert "四个自觉" in reason_of(ask(library, "四个自觉有哪些？"))


def test_of_two_items_one_word_may_be_both(shelve: Shelve) -> None:
    with shelve("溪州市纪要\n\n全县上下从纵横“两个维面”着力，把竹乡的各项工作抓紧抓实，让百姓满意。\n") as library:
        assert ask(library, "“两个维面”是哪两个？") is None


def test_items_in_another_text_are_never_called_missing(shelve: Shelve) -> None:
    other = "溪州市纪要\n\n会议要求树立学习自觉、护竹自觉、造纸自觉、守时自觉，把竹乡建设好。\n"
    with shelve(REPORT, other) as library:
        assert ask(library, "“四个自觉”是哪四个？") is None
