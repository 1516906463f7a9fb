import pytest

from corpus.structure.lines import split_lines
from corpus.structure.parallel_lists import Parallel, Units, find_parallels, letters_in_rows

PARAGRAPHS = """在全市工作会议上的讲话

坚持竹纸立市不松劲，在做强产业上见成效。坚持是一种品格。今年开工42个项目。

坚持低空先行不松劲，在加密航线上见成效。要修好起降场。

坚持清水惠民不松劲，在治理河湖上见成效。
"""


def parallel(text: str, noun: str, number: int) -> Parallel | None:
    forms = (f"{noun}…", f"…{noun}")
    found = [
        one
        for one in find_parallels(text, Units.read(split_lines(text, 0)))
        if one.form in forms and len(one.items) == number
    ]
    assert len(found) <= 1
    return found[0] if found else None


def items(text: str, noun: str, number: int) -> list[str]:
    found = parallel(text, noun, number)
    return [text[start:end] for start, end in found.items] if found else []


def test_paragraphs_whose_first_clauses_end_alike_are_a_list() -> None:
    found = parallel(PARAGRAPHS, "不松劲", 3)
    assert found is not None
    assert (found.form, found.kind) == ("…不松劲", "paragraphs")
    assert items(PARAGRAPHS, "不松劲", 3) == [
        "坚持竹纸立市不松劲，在做强产业上见成效",
        "坚持低空先行不松劲，在加密航线上见成效",
        "坚持清水惠民不松劲，在治理河湖上见成效",
    ]


def test_paragraphs_that_begin_alike_are_a_list_whatever_stands_inside_them() -> None:
    found = parallel(PARAGRAPHS, "坚持", 3)
    assert found is not None and found.form == "坚持…"


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_another_number_is_none(number: int) -> None:
    assert parallel(PARAGRAPHS, "不松劲", number) is None


@pytest.mark.parametrize(
    ("text", "noun", "found"),
    [
        (
            "县里定了调子。一是强化护竹。二是强化造纸。三是要强化富民。散会。",
            "强化",
            ["一是强化护竹", "二是强化造纸", "三是要强化富民"],
        ),
        (
            "我们要牢记竹乡来历，牢记河湖教训，牢记群众期盼。",
            "牢记",
            ["我们要牢记竹乡来历", "牢记河湖教训", "牢记群众期盼"],
        ),
        ("要增强护竹意识、清水意识、守时意识，久久为功。", "意识", ["护竹意识", "清水意识", "守时意识"]),
        (
            "一、强化护竹\n去年补种三万株。\n二、强化造纸\n新建纸坊五座。\n三、强化富民\n收入上升。",
            "强化",
            ["一、强化护竹", "二、强化造纸", "三、强化富民"],
        ),
    ],
)
def test_sentences_clauses_and_headings_may_be_a_list(text: str, noun: str, found: list[str]) -> None:
    assert items(text, noun, 3) == found


@pytest.mark.parametrize(
    "text",
    [
        "强化护竹。强化造纸。新建纸坊五座。强化富民。",  # not one after the other
        "强化护竹。强化造纸。强化富民。\n散会前再说一句。强化纪律。",  # a fourth elsewhere
        "强化护竹。强化造纸。强化富民。\n还有三句。强化甲地。强化乙地。强化丙地。",  # two such lists
        "强化护竹，县里出钱。强化护竹，乡里出人。强化护竹，村里出力。",  # three times the same
        "全县上下强化护竹，强化造纸，强化富民。",  # the first one does not begin so
        "强化要求有三条。强化的办法有三种。强化。",
        "护竹得到强化。造纸得到强化之后。富民。",
        "增强护竹强化、清水强化、守时强化的河湖强化。",
        "以强化护竹、强化造纸、强化富民的精神投身竹乡建设。",  # where the last one ends is not told
    ],
)
def test_what_is_no_list_of_one_form_is_none(text: str) -> None:
    assert parallel(text, "强化", 3) is None


def test_a_list_in_paragraphs_stands_above_one_within_a_clause() -> None:
    text = "强化护竹。一句。\n强化造纸。一句。\n最后要强化甲地、强化乙地、强化丙地。"
    assert parallel(text, "强化", 3) is None


def test_two_that_are_alike_are_no_list() -> None:
    assert parallel("护竹要紧。强化护竹。强化造纸。散会。", "强化", 2) is None


@pytest.mark.parametrize("text", ["", "强化", "\n\n", "、、、", "强化" * 3000, "强化，" * 3000, "强化。\n" * 2000])
def test_any_text_is_read(text: str) -> None:
    parallel(text, "强化", 3)


@pytest.mark.parametrize(
    ("text", "letter", "many"),
    [
        ("新在思路，新在路子，新在办法，大家都说好。", "新", 3),
        ("思路新，路子新，大家都说好。办法新。", "新", 2),
        (
            "要有思路新、路子新、办法新、劲头新、作风新的样子。",
            "新",
            0,
        ),  # its last item goes on: where it ends is not sure
        ("思路新、路子新、办法新", "新", 3),
        ("新在思路，大家都说好，新在办法。", "新", 0),
    ],
)
def test_units_in_a_row_are_counted_by_the_letter_that_they_share(text: str, letter: str, many: int) -> None:
    assert dict(letters_in_rows(Units.read(split_lines(text)))).get(letter, 0) == many
