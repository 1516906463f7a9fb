"""All texts are made up."""

import pytest

from corpus import fold
from corpus.attribution.continuation import goes_on, lent
from corpus.attribution.utterances import find_utterances
from tests.data.labelled_speech import lines_of


def going_on(text: str, words: str) -> str | None:
    return goes_on(fold(text), find_utterances(*lines_of(text), kind="会议新闻"), text.index(words))


HE = "林素衣在座谈会上说，今年竹林长势很好。山上的路也修通了。如今的竹溪日子更有奔头。"


def test_who_spoke_last_in_a_paragraph_of_news_goes_on() -> None:
    assert going_on(HE, "日子更有奔头") == "林素衣"
    assert going_on(HE.replace("如今", "希望大家多来。如今"), "日子更有奔头") == "林素衣"


@pytest.mark.parametrize(
    "text",
    [
        HE.replace("如今", "\n如今"),
        HE.replace("如今", "随后，贺兰亭书记察看竹林。如今"),
        "林素衣说：“今年竹林长势很好。”如今的竹溪日子更有奔头。",
        "今年竹林长势很好。如今的竹溪日子更有奔头。",
    ],
)
def test_nobody_goes_on_after_a_paragraph_another_person_or_a_quotation(text: str) -> None:
    assert going_on(text, "日子更有奔头") is None


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("他说，要以“进山路”换“出山货”。", False),
        ("他说，老话常引用“竹要空心”。", True),
        ("他说，镇长前不久提出“一户一竹”，各村要照办。", True),
        ("他说，镇长提出了办法。要以“一户一竹”留住人。", False),
    ],
)
def test_quoted_words_may_be_given_to_somebody_else(text: str, given: bool) -> None:
    assert lent(fold(text), 3, text.rindex("“")) is given
