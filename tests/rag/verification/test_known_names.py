"""Names, quoted words and years are known of evidence in whatever form it has them; whole persons, and nobody else."""

import pytest

from corpus import Speech
from corpus.language.figures.kinds import Change, Kind
from corpus.language.lexicon import words
from corpus.language.segmentation import NAME_FLAGS, dictionary_flag
from rag.datamodel import Evidence, StatedFigure
from rag.question.mentions import mentions
from rag.verification.known_names import share_known


def _share(
    question: str, text: str, *, title: str = "在竹纸大会上的讲话", date: str | None = None, since: int = 0
) -> float:
    speech = Speech(id="s", path="s.txt", title=title, date=date)
    figures = (StatedFigure("5000吨", since, since, Change.NONE, Kind.RESULT),) if since else ()
    return share_known(mentions(question), [Evidence(speech, 0, len(text), text, text, figures=figures)])


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("产值多少？", "产值八亿元。", 1.0),  # it names nothing
        ("竹纸大会在哪座城市办？", "竹纸大会在云水办。", 1.0),  # nor does 城市, a place to the tagger
        ("农科院的试验田在哪里？", "省农业科学院的试验田在河边。", 1.0),
        ("云渡县的竹棚有多少？", "云渡竹农有六座竹棚。", 1.0),
        ("湖北省委派了谁来？", "我省派来两位技师，湖北的竹匠也来了。", 1.0),
        ("“守得住、守得牢”是谁说的？", "他说，守得住守得牢，才算守。", 1.0),
        ("“守得住、守得牢”是谁说的？", "他说，守了才算。", 0.0),
        ("顾望舒说了什么？", "顾望说了话，云舒也在。", 0.0),
        ("第13届竹纸会在哪儿开？", "第十三届竹纸会在河边开。", 1.0),
        ("第90场讲座去了哪儿？", "讲座走进了学校。", 0.0),
        ("第二十九号令说什么？", "第三十号令公布竹纸条例。", 0.0),
    ],
)
def test_a_name_in_another_form_is_known(question: str, text: str, share: float) -> None:
    assert _share(question, text) == share


def test_a_year_is_told_by_words_title_or_the_figure() -> None:
    asked = "2023年粮食产量多少吨？"
    assert _share(asked, "粮食产量5000吨。") == 0
    assert _share(asked, "粮食产量5000吨。", since=2023) == 1
    assert _share(asked, "去年粮食产量5000吨。", date="2024-01-20") == 1
    assert (
        _share(asked, "去年粮食产量5000吨。", title="2024年青澜省政府工作报告") == 1
    )  # no date; a report is of its year
    assert _share(asked, "去年粮食产量5000吨。", title="2024年工作总结") == 0


def test_every_ordinary_word_is_one_that_the_dictionary_has_for_a_name() -> None:
    assert [word for word in words("ordinary") if dictionary_flag(word) not in NAME_FLAGS] == []
