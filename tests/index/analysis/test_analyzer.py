import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import fold
from index.analysis.analyzer import query_terms, terms


def test_traditional_and_simplified_share_their_terms() -> None:
    assert terms("雲水市陶瓷產業總產值突破五百億元") == terms("云水市陶瓷产业总产值突破五百亿元")


def test_width_and_case_make_no_difference() -> None:
    assert terms("ＧＤＰ增长３．５％") == terms("gdp增长3.5%")


def test_words_and_bigrams_are_both_terms() -> None:
    found = terms("人工智能产业园")
    assert {"人工智能", "产业园", "业园", "能产"} <= set(found)


def test_a_number_is_found_alone_with_its_scale_and_with_its_unit() -> None:
    assert {"500", "500亿", "500亿元"} <= set(terms("产值500亿元"))
    assert {"1234.5", "1234.5万"} <= set(terms("1,234.5万"))
    assert {"3.5", "3.5%"} <= set(terms("增长3.5%"))
    assert {"2024", "2024年"} <= set(terms("2024年"))


@pytest.mark.parametrize(
    ("spelled", "written"),
    [("三百二十亿元", "320亿元"), ("二〇二四年", "2024年"), ("百分之十五", "15%"), ("五亿人", "5亿人")],
)
def test_spelled_numbers_meet_written_ones(spelled: str, written: str) -> None:
    assert set(terms(written)) & set(terms(spelled)) >= {term for term in terms(written) if term[0].isdigit()}


def test_codes_of_letters_and_digits_stay_whole() -> None:
    assert {"c919", "c", "919"} <= set(terms("C919"))
    assert {"30km", "30", "km"} <= set(terms("30km"))


@pytest.mark.parametrize("text", ["", " \n\t", "，。！？“”", "😀👍", "***", "的了吗"])
def test_what_means_nothing_has_few_terms(text: str) -> None:
    assert [term for term in terms(text) if len(term) == 1] == []


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_terms_hold_only_what_the_index_takes_as_one_word(text: str) -> None:
    for term in (*terms(text), *query_terms(text)):
        assert term
        assert all(char in ".%" or char.isalnum() or ord(char) > 127 for char in term), term
        assert not any(char.isspace() for char in term), repr(term)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="云水市港口吞吐量三百二十万吨2024年.%abc 的吗什么，。"))
def test_query_terms_are_distinct_terms_of_the_question(text: str) -> None:
    found = query_terms(text)
    assert len(found) == len(set(found))
    assert bool(found) == bool(terms(text))


def test_words_that_merely_ask_are_dropped() -> None:
    assert "多少" not in query_terms("云水市的茶叶产值突破了多少？")
    assert "谁" not in query_terms("会议由谁主持？")
    assert {"茶叶", "产值", "突破"} <= set(query_terms("请问云水市的茶叶产值突破了多少？"))


def test_words_that_only_look_like_asking_stay() -> None:
    assert "几何" in query_terms("几何学")
    assert fold("哪吒") in query_terms("哪吒")


def test_a_question_of_nothing_but_asking_words_keeps_them() -> None:
    assert query_terms("什么？") == ["什么"]


def test_a_huge_question_is_cut() -> None:
    assert len(query_terms("".join(chr(0x4E00 + n % 20_000) for n in range(100_000)))) < 10_000


@pytest.mark.parametrize("unit", ["1", "a", "a1", "一", "百", "(", "1,", "吗", "\u3000"])
def test_a_huge_line_takes_linear_time(unit: str) -> None:
    terms("预热")
    started = time.thread_time()
    terms(unit * 100_000)
    assert time.thread_time() - started < 20


def test_nothing_is_written_and_the_global_tokenizer_is_left_alone(tmp_path: object) -> None:
    code = (
        "import sys; import index.analysis.analyzer as t; assert 'jieba' not in sys.modules; t.terms('云水市');"
        "import jieba; assert not jieba.dt.initialized"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
