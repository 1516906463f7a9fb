"""So many things that a text counts are given as it lists them, of the text that is meant and of no other."""

import pytest

from index import Library
from rag.datamodel import DirectAnswer
from rag.desk.figures.names import Names
from rag.desk.jobs.answers import answer_job
from rag.desk.jobs.counted_parts import answer_counted
from rag.question.analysis import understand, with_library
from tests.support.asking import assert_exact, text_of
from tests.support.speech_makers import library_of

_MORE = "大家回去以后要抓紧传达学习，结合实际拿出具体办法，一件一件抓落实，让群众看到实实在在的变化。"
TEXTS = {
    "makers.txt": f"""在抄纸师傅座谈会上的讲话
（2024年5月8日）

各位师傅：
今天请大家来，听听对手艺传承的意见。刚才几位师傅讲得很实在，{_MORE}
一、当前形势
竹纸销路宽了，订单多了。{_MORE}
二、几项工作
下一步要抓好以下工作。
第一，建好作坊。{_MORE}
第二，带好徒弟。{_MORE}
第三，管好竹林。{_MORE}
三、几点希望
这里，我提几点希望。
第一，希望大家守住手艺。{_MORE}
第二，希望大家敢于创新。{_MORE}
第三，希望大家讲求信用。{_MORE}
""",
    "village.txt": f"""在竹乡座谈会上的讲话
（2024年6月18日）
澜川市市长 沈砚秋

各位代表：
今天同乡亲们谈谈心。{_MORE}
我对干部提三条要求。一要沉下身子。{_MORE}二要算清账本。{_MORE}三要守住底线。{_MORE}
我对农户提两条建议。一是学好技术，二是办好合作社。{_MORE}
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(TEXTS, tmp_path_factory.mktemp("counted"))


def _asked(library: Library, question: str) -> DirectAnswer | None:
    understood = with_library(understand(question), library, Names(library))
    assert understood.in_library is not None
    found = answer_counted(library, understood.in_library.counted, understood.mentions.people)
    if found is not None:
        assert_exact(library, found)
    return found


@pytest.mark.parametrize(
    ("question", "says", "not_said"),
    [
        ("抄纸师傅座谈会讲话第三部分三条希望是啥，简单说", ["希望大家守住手艺", "希望大家讲求信用"], "建好作坊"),
        ("抄纸师傅座谈会讲话第二部分的三项工作列一下", ["第一，建好作坊", "第三，管好竹林"], "希望大家"),
        ("抄纸师傅座谈会上提了哪三点希望？", ["希望大家敢于创新"], "带好徒弟"),
        ("竹乡座谈会上对干部提了哪三条要求", ["一要沉下身子", "三要守住底线"], "希望大家"),
    ],
)
def test_the_items_are_those_of_the_list_that_is_meant(
    library: Library, question: str, says: list[str], not_said: str
) -> None:
    text = text_of(_asked(library, question))
    assert [words for words in says if words not in text] == [] and not_said not in text


@pytest.mark.parametrize(
    "question",
    [
        "抄纸师傅座谈会上提了哪五点希望？",
        "抄纸师傅座谈会讲话第四部分的三条要求是什么",
        "茶农座谈会上提了哪三点希望？",
        "把抄纸师傅座谈会讲话概括成三点",
        "抄纸师傅座谈会讲话提到哪三种精神",
    ],
)
def test_a_list_that_is_not_there_is_not_given(library: Library, question: str) -> None:
    assert _asked(library, question) is None


def test_the_headings_within_the_parts_are_given_where_they_are_asked_for(sample_library: Library) -> None:
    def asked(question: str) -> str:
        return text_of(
            answer_job(sample_library, with_library(understand(question), sample_library, Names(sample_library)))
        )

    plain, deep = asked("列一下2024年政府工作报告的提纲"), asked("列一下2024年政府工作报告的提纲，二级标题要全")
    assert "聚力低空织网" in deep and "聚力低空织网" not in plain
