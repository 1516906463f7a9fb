import pytest

from corpus import Document, Listing, iter_documents, parse
from corpus.samples import folder
from corpus.structure.listings import head_of, name_key


def listings(text: str, *kinds: str) -> list[Listing]:
    parsed = parse(Document("x.txt", text, "utf-8", "text/plain", "0"), speech_id="x")
    return [one for one in parsed.listings if not kinds or one.kind in kinds]


def told(text: str, one: Listing) -> list[str]:
    return [text[start:end] for start, end in one.items]


HEADED = """在全市竹纸产业大会上的讲话

顾望舒

一、看清形势，增强信心
去年全市竹纸产业实现产值八十六亿元，比前年增长了一成多，新增规模以上企业十七家，来之不易。

二、突出重点，抓好三件大事
今年要抓好三件大事：一是修路，把路修到每个村；二是建厂，建三个大厂；三是育人，培训五百名匠人。

三、加强领导，狠抓落实
各级各部门要各司其职，把这次大会定下的事情一件一件落到实处，年底逐项检查，办不成的要说明原因。
"""


def test_a_list_knows_what_leads_to_it_and_what_it_stands_under() -> None:
    (found,) = listings(HEADED, "enumeration")
    assert found.names == ("三件大事",) and found.announced == 3 and found.complete
    assert found.heads == ("修路，把路修到每个村", "建厂，建三个大厂", "育人，培训五百名匠人")
    assert found.context == ("二、突出重点，抓好三件大事", "三件大事", "今年要抓好三件大事：")
    assert found.lead is not None and HEADED[slice(*found.lead)] == "今年要抓好三件大事："
    assert HEADED[found.start : found.end].startswith("三件大事：一是修路")


def test_the_headings_of_a_text_are_a_list() -> None:
    (found,) = listings(HEADED, "outline", "headings")
    assert found.kind == "outline" and found.names == () and found.announced is None
    assert found.heads == ("看清形势，增强信心", "突出重点，抓好三件大事", "加强领导，狠抓落实")
    assert told(HEADED, found)[0] == "一、看清形势，增强信心"


@pytest.mark.parametrize(
    ("line", "names", "items"),
    [
        ("要把守“两条红线”分别是耕地红线、生态红线。", ("两条红线",), ["耕地红线", "生态红线"]),
        (
            "我们要走好“四新”行动：育新人、出新品、建新厂、开新路。",
            ("四新", "四新行动"),
            ["育新人", "出新品", "建新厂", "开新路"],
        ),
        ("5.“三渠一桥”：上渠、中渠、下渠、青石桥。", ("三渠一桥",), ["上渠", "中渠", "下渠", "青石桥"]),
        ("“三位一体”：种竹、造纸、办学。", ("三位一体",), ["种竹", "造纸", "办学"]),
    ],
)
def test_items_right_behind_a_name_are_a_list(line: str, names: tuple[str, ...], items: list[str]) -> None:
    text = f"会议纪要\n\n{line}全市上下都要为此出力，一年接着一年干下去。\n"
    found = [one for one in listings(text) if told(text, one) == items]
    assert found and set(names) <= {name for one in found for name in one.names}


def test_an_unnamed_list_has_the_name_right_before_it() -> None:
    text = (
        "会议纪要\n\n会议决定实施“四大赛道”工程，分别是：\n一是特种竹纸；二是竹基材料；三是竹艺文创；四是低空运动。\n"
    )
    (found,) = listings(text, "behind")
    assert found.names == ("四大赛道", "四大赛道工程") and len(found.items) == 4
    assert text[found.start :].startswith("四大赛道")
    assert not listings(text.replace("四大", "三大"), "behind")


def test_items_right_before_a_quoted_name_are_a_list() -> None:
    text = "会议纪要\n\n今年全市聚焦特种竹纸、竹基材料、低空运动“三大赛道”，引进企业四十家，带动就业三千人。\n"
    (found,) = listings(text, "before")
    assert told(text, found) == ["特种竹纸", "竹基材料", "低空运动"] and found.names == ("三大赛道",)


def test_a_name_alone_is_no_list() -> None:
    assert (
        listings("会议纪要\n\n全市上下要增强“四个意识”，打好三大攻坚战，把各项工作抓紧抓实，一件一件落到实处。\n") == []
    )


def test_what_the_text_goes_on_to_list_is_completed() -> None:
    text = "会议纪要\n\n要做到三个坚持：坚持修路；坚持建厂。坚持育人；大家要把这些话记在心里，落在行动上。\n"
    assert any(len(one.items) == 3 for one in listings(text) if "三个坚持" in one.names)


def test_names_are_one_in_all_spellings() -> None:
    assert name_key("三个坚持") == name_key("3个坚持") == name_key("三个“坚持”")
    assert name_key("两个维护") != name_key("三个维护")


def test_a_long_item_is_known_by_its_first_clause() -> None:
    assert head_of("一是修路。路要宽") == "修路"
    assert head_of("**（二）建厂**：" + "厂要新、" * 30) == "建厂"


def test_spans_lie_in_every_sample() -> None:
    count = 0
    for document in iter_documents([folder()]):
        assert isinstance(document, Document)
        text = document.text
        for one in parse(document, speech_id="x").listings:
            count += 1
            assert 0 <= one.start < one.end <= len(text) and len(one.items) == len(one.heads) > 1
            assert all(one.start <= a < b <= one.end for a, b in one.items)
            for head, (a, b) in zip(one.heads, one.items, strict=True):
                assert head and (one.kind in ("outline", "headings") or head[:2] in text[a:b].replace("**", ""))
    assert count > 10


def test_paragraphs_of_one_form_are_a_list_that_nothing_names() -> None:
    text = "在全县大会上的讲话\n\n顾望舒\n\n" + "\n".join(
        f"坚持{what}不松劲，在{how}上见成效，让全县百姓都看得见、摸得着、得实惠。"
        for what, how in (("竹纸立县", "做强产业"), ("低空先行", "加密航线"), ("清水惠民", "治理河湖"))
    )
    forms = {name: one.kind for one in listings(text) for name in one.names}
    assert forms["坚持…"] == forms["…不松劲"] == "paragraphs"
