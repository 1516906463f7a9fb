import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import fold


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_code_point_folds_to_one_character() -> None:
    everything = "".join(map(chr, range(0x3400))) + "".join(map(chr, range(0xA000, 0x110000, 7)))
    assert len(fold(everything)) == len(everything)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("瀾川縣的竹紙産業爲什麽發展這麼快", "澜川县的竹纸产业为什么发展这么快"),
        ("曆史方位、擘畫藍圖、禦窯、群衆、裡程、標杆", "历史方位、擘画蓝图、御窑、群众、里程、标杆"),
        ("ＧＤＰ增長３２０億元", "gdp增长320亿元"),
        ("（一）：，；！？％", "(一):,;!?%"),
        ("「五個堅持」『竹鄉』", "“五个坚持”‘竹乡’"),
        ("顧\u3000望\xa0舒\t市長", "顾 望 舒 市长"),
        ("第①項、10²、㈠", "第①项、10²、㈠"),
        ("\u2f00\uf900", "一岂"),
        ("第一段\r\n第二段", "第一段\r\n第二段"),
    ],
)
def test_variants_fold_to_one_form(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_both_scripts_of_a_sentence_meet() -> None:
    assert fold("航空産業營收突破270億元") == fold("航空产业营收突破270亿元")
