import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.language.cleaning import clean

# pieces that interact: glosses, brackets, blanks, invisible characters, masks
_PIECES = st.sampled_from(
    [
        "國",
        "家",
        "年",
        "(guó)",
        "（nian）",
        "(guójiā)",
        "(guo\u0301)",
        "【guó】",
        "(ｇｕｏ)",
        "(ai)",
        "能",
        "\u0301",
        "(",
        ")",
        "（",
        "）",
        "guó",
        "a",
        " ",
        "\u3000",
        "\t",
        "\u200b",
        "\xad",
        "\ufeff",
        "*",
        "***",
        "(GDP)",
        "（一）",
        "(2024)",
        "，",
        "。",
        "\n",
        "\r\n",
        "1",
        "2",
        "．",
        "万吨",
        "月",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=30).map("".join) | st.text(max_size=60)


@given(_TEXTS)
def test_clean_characters_are_original_ones_or_blanks(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.text) == len(cleaned.offsets)
    assert list(cleaned.offsets) == sorted(set(cleaned.offsets))
    for char, offset in zip(cleaned.text, cleaned.offsets, strict=True):
        assert char == text[offset] or (char == " " and text[offset].isspace())


@settings(max_examples=300)
@given(_TEXTS, st.data())
def test_a_clean_span_maps_to_an_original_span_that_cleans_to_it(text: str, data: st.DataObject) -> None:
    cleaned = clean(text)
    if not cleaned.text:
        return
    start = data.draw(st.integers(0, len(cleaned.text) - 1))
    end = data.draw(st.integers(start + 1, len(cleaned.text)))
    first, last = cleaned.original_span(start, end)
    assert clean(text[first:last]).text == cleaned.text[start:end]
    assert clean(text, first, last).text == cleaned.text[start:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("國(guó)家試驗區建好(hǎo)了", "國家試驗區建好了"),
        ("新的一年（nian）到了", "新的一年到了"),
        ("經（jīng）濟、著(zhe)力、綠(lǜ)色、女（nü）", "經濟、著力、綠色、女"),
        ("成( chéng )功，爲(wei4)民", "成功，爲民"),
        ("國(guo\u0301)家、綠(lu\u0308\u0300)色", "國家、綠色"),
        (
            "開通(kāitōng)了、開通（kāi tōng）了、西安(Xī'ān)的路、先行區(xiānxíngqū)",
            "開通了、開通了、西安的路、先行區",
        ),
        ("國［guó］家【jiā】的〔de〕事[shì]", "國家的事"),
        ("國(ｇｕｏ)家（ｊｉａ）", "國家"),
        ("国家\u200b(GDP)、产值(\u200bGDP\xad)", "国家(GDP)、产值(GDP)"),
        ("北(Běi)京、女(nu:)、開(kai1)通", "北京、女、開通"),
        ("重(chóng)慶、重(zhong)要、長(chang)江、行(hang)業", "重慶、重要、長江、行業"),
        ("軟\xad連\u200b字\ufeff號", "軟連字號"),
        ("顾\u3000\u3000望  舒", "顾 望 舒"),
        ("中共*市委，***高质量", "中共*市委，***高质量"),
    ],
)
def test_dirt_is_removed(text: str, expected: str) -> None:
    assert clean(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "全市生产总值(GDP)增长", "（一）加快发展", "人工智能(AI)", "今年(2024)", "如图(a)所示", "面积30公顷(ha)",
        "世贸组织(WTO)", "长30公里(km)", "人工智能(ai)", "大数据(an)", "新冠(xin)", "英国(en)", "重庆(ChongQing)",
        "學者李(Li)", "北京(BĚI)", "图（b）", "（二）",
        "系统(os)", "公司(kāitōn)", "开通(kai tong)", "竹纸学会(简称竹会)",
        "压力2兆帕(pa)", "竹纸(xyz)厂", "国家(guo jia)", "航线(hangxian)", "Guó (guó)",
    ],
)  # fmt: skip
def test_real_brackets_stay(text: str) -> None:
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("1 9 9 7 年竹材产量4 9 2 5 0 万吨", "1997年竹材产量49250万吨"),
        ("年均增长1 5 ．3 ％，共1 8 7 个", "年均增长15．3％，共187 个"),
        ("二〇〇三 年，2003 年 5 月 12 日", "二〇〇三 年，2003年5月12日"),
        ("竹纸 3 5 7", "竹纸 3 5 7"),  # cells of a table
        ("甲组 3 5 乙组 4 6", "甲组 3 5 乙组 4 6"),
        ("共 12 34 家", "共 12 34 家"),
    ],
)
def test_blanks_inside_a_figure_or_a_date_go(text: str, cleaned: str) -> None:
    assert clean(text).text == cleaned


def test_offsets_of_a_part_refer_to_the_whole() -> None:
    text = "開頭。國(guó)家  大事。"
    part = clean(text, 3)
    assert part.text == "國家 大事。"
    assert text[slice(*part.original_span(0, 2))] == "國(guó)家"
    assert re.sub(r"\s+", " ", text[slice(*part.original_span(1, 5))]) == "家 大事"


def test_an_empty_clean_span_is_refused() -> None:
    with pytest.raises(ValueError, match="bad span"):
        clean("國家").original_span(1, 1)


def test_script_is_kept() -> None:
    assert clean("瀾川的產業").text == "瀾川的產業"


@given(_TEXTS)
def test_cleaning_twice_changes_nothing_more_but_what_came_to_stand_together(text: str) -> None:
    once = clean(text).text
    assert len(clean(once).text) <= len(once)
    if not re.search(r"[(（【\[［〔]", once):
        assert clean(once).text == once


@given(_TEXTS, st.data())
def test_a_part_is_cleaned_as_a_text_of_its_own(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part, alone = clean(text, start, end), clean(text[start:end])
    assert part.text == alone.text
    assert [offset - start for offset in part.offsets] == list(alone.offsets)


@given(_TEXTS)
def test_nothing_but_dirt_is_removed(text: str) -> None:
    """Characters that are no blanks, no invisible ones and in no bracket all stay, in their order."""
    bare = re.sub(r"[(（【\[［〔].*?[)）】\]］〕]", "", text, flags=re.DOTALL)
    visible = [char for char in bare if re.match(r"[\u4e00-\u9fff*，。0-9]", char)]
    kept = iter(clean(text).text)
    assert all(char in kept for char in visible)
