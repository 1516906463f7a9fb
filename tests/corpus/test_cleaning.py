import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning import clean

# pieces that interact: glosses, brackets, blanks, invisible characters, masks
_PIECES = st.sampled_from(
    [
        "國",
        "家",
        "年",
        "(guó)",
        "（nian）",
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
        "压力2兆帕(pa)", "竹纸(xyz)厂", "国家(guo jia)", "航线(hangxian)", "Guó (guó)",
    ],
)  # fmt: skip
def test_real_brackets_stay(text: str) -> None:
    assert clean(text).text == text


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
