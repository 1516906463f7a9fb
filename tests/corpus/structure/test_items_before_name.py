import pytest

from corpus.structure.items_before_name import foregoing_items


def before(text: str, name: str, number: int, noun: str = "") -> list[str]:
    """Return the items that a text has before a name, as its exact words."""
    return [text[start:end] for start, end in foregoing_items(text, text.index(name), number, noun)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "全市重点聚焦特种竹纸、竹基材料、无人机等低空产业“三大方向”，加快发展。",
            ["特种竹纸", "竹基材料", "无人机等低空产业"],
        ),
        ("要做大做强竹纸、竹编、竹酒等“三大方向”。", ["竹纸", "竹编", "竹酒"]),
        ("今年的路子是：竹纸、竹编、竹酒“三大方向”。", ["竹纸", "竹编", "竹酒"]),
        ("以竹纸、竹编、竹酒“三大方向”为抓手。", ["竹纸", "竹编", "竹酒"]),
        ("产值上升，竹纸、竹编、竹酒“三大方向”都在增长。", ["竹纸", "竹编", "竹酒"]),
        ("实施竹纸提质、航线加密和清水入城“三大方向”。", ["竹纸提质", "航线加密", "清水入城"]),
        ("推进竹纸提质、推进航线加密、推进清水入城这“三大方向”。", ["推进竹纸提质", "推进航线加密", "推进清水入城"]),
        ("抓好“老纸坊”、“新航线”、“清水河”“三大方向”。", ["“老纸坊”", "“新航线”", "“清水河”"]),
        ("實施竹紙(zhǐ)提質、航線(xiàn)加密、清水入城「三大方向」。", ["竹紙(zhǐ)提質", "航線(xiàn)加密", "清水入城"]),
    ],
)
def test_items_before_a_name_are_read_to_the_letter(text: str, items: list[str]) -> None:
    assert before(text, "三大方向", 3) == items


def test_the_counted_word_tells_where_the_first_item_begins() -> None:
    text = "全县要从守护竹乡做起，落实县里提出的坚持护竹、坚持造纸、坚持富民的“三个坚持”。"
    assert before(text, "三个坚持", 3, "坚持") == ["坚持护竹", "坚持造纸", "坚持富民"]


@pytest.mark.parametrize(
    "text",
    [
        "重点聚焦竹纸、竹编“三大方向”。",  # one too few
        "重点聚焦竹纸、竹编、竹酒、竹茶“三大方向”。",  # one too many
        "重点聚焦竹纸、竹编、竹酒三大方向。",  # where the last item ends is not told
        "顾望舒到过竹纸、竹编、竹酒“三大方向”。",  # nor where the first one begins
        "聚焦全市竹纸、竹编、竹酒“三大方向”。",
        "聚焦竹乡打造竹纸、竹编、竹酒“三大方向”。",
        "发挥竹纸、竹编、竹酒的“三大方向”。",  # they have it, they are not it
        "发挥竹纸、竹编、竹酒和“三大方向”。",
        "聚焦竹纸、竹编、竹酒，形成“三大方向”。",
        "聚焦竹纸、竹编、“三大方向”。",
        "加强护竹队建设、推进造纸坊改造、落实“三大方向”。",
        "聚焦竹纸、竹纸、竹酒“三大方向”。",
        "聚焦竹纸、竹编、三个片区“三大方向”。",
        "聚焦竹纸、竹编\n竹酒“三大方向”。",
        "“三大方向”",
    ],
)
def test_what_is_not_surely_a_list_is_none(text: str) -> None:
    assert before(text, "三大方向", 3) == []


def test_of_two_items_both_must_end_alike_unless_more_tells() -> None:
    assert before("广大社员、村民深刻领会“两个维系”的意义。", "两个维系", 2) == []
    assert before("统筹老纸坊改造、新航线开通“两个维系”。", "两个维系", 2) == []
    assert before("抓好老纸坊改造、新航线开通等“两个维系”。", "两个维系", 2) == ["老纸坊改造", "新航线开通"]
    assert before("统筹建好竹林生态、河湖生态“两个生态”。", "两个生态", 2) == ["竹林生态", "河湖生态"]


def test_a_clause_that_began_before_what_is_read_is_none() -> None:
    text = "竹" * 500 + "聚焦竹纸、竹编、竹酒“三大方向”。"
    assert before(text, "三大方向", 3) == []
