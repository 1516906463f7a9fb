import pytest

from corpus import ListMention
from corpus.structure.enumerations import find_enumerations
from corpus.structure.lines import split_lines
from corpus.structure.list_mentions import find_list_mentions

REST = "县域经济平稳向好，百姓收入继续增加，村里添了三座新桥。"


def mentions(text: str) -> tuple[ListMention, ...]:
    lines = split_lines(text)
    return find_list_mentions(lines, find_enumerations(lines, [[(0, len(line.text))] for line in lines]))


@pytest.mark.parametrize(
    ("said", "name", "quoted"),
    [
        ("“四个自觉”", "四个自觉", True),
        ("四个“自觉”", "四个自觉", True),
        ("四个自觉", "四个自觉", False),
        ("“4个自觉”", "4个自觉", True),
        ("“五新”", "五新", True),
        ("十二项清水措施", "十二项清水措施", False),
    ],
)
def test_a_place_that_says_the_name_and_nothing_more_is_bare(said: str, name: str, quoted: bool) -> None:
    text = f"过去一年，全县上下增强{said}，{REST}"
    (found,) = mentions(text)
    assert (found.name, found.quoted, found.told) == (name, quoted, False)
    assert text[found.start : found.end].replace("“", "") == name


@pytest.mark.parametrize("said", ["五新", "第四个自觉", "百四个自觉", "一个自觉", "四人自觉"])
def test_what_is_no_name_of_a_list_is_no_place(said: str) -> None:
    assert mentions(f"过去一年，全县上下增强{said}，{REST}") == ()


@pytest.mark.parametrize(
    "text",
    [
        f"全县增强“四个自觉”：学习、护竹、造纸、守时，{REST}",
        f"把学习、护竹、造纸、守时作为根本，全县增强“四个自觉”，{REST}",
        f"护竹、清水等“四个自觉”在全县扎下了根，{REST}",
        f"“四个自觉”与竹乡未来\n{REST}",
        f"过去一年，全县增强“四个自觉”，{REST}\n一是学习。二是护竹。三是造纸。四是守时。",
    ],
)
def test_where_its_items_may_stand_a_place_is_told(text: str) -> None:
    found = mentions(text)
    assert [(one.name, one.told) for one in found] == [("四个自觉", True)]


def test_a_name_that_may_end_in_two_places_is_there_twice() -> None:
    found = mentions(f"过去一年，全县上下增强四个自觉和自信，{REST}")
    assert [one.name for one in found] == ["四个自觉", "四个自觉和自信"]
    assert len({one.start for one in found}) == 1


def test_a_name_that_goes_on_may_be_told_by_how_it_goes_on() -> None:
    (found,) = mentions(f"过去一年，全县上下做到四个自觉守时把竹乡建设得更好，{REST}")
    assert found.name.startswith("四个自觉守时")
    assert found.told


def test_spans_are_of_the_source_with_its_glosses() -> None:
    text = f"過去一年，全縣增強“四(sì)個(gè)自覺”，{REST}"
    (found,) = mentions(text)
    assert text[found.start : found.end] == "四(sì)個(gè)自覺"
    assert found.name == "四个自觉"
