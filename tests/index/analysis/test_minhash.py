import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.minhash import SHINGLE, clause_keys, keys, shingles
from index.analysis.phrases import condense
from index.analysis.text_similarity import Likeness, compare, numbers_in_common

WORDS = "竹纸航运稻米灯会蚕桑盐田候鸟港口冰雪茶叶群众项目投资安全责任人才基地沿江乡镇财政年度规模企业品牌工艺山水春秋"


def prose(seed: int, sentences: int = 40) -> str:
    """Return made-up prose, a different one for each seed."""
    chance = random.Random(seed)
    return "".join("".join(chance.choices(WORDS, k=chance.randrange(12, 40))) + "。" for _ in range(sentences))


def containment(one: str, other: str) -> float:
    few, many = sorted((set(shingles(one).tolist()), set(shingles(other).tolist())), key=len)
    return len(few & many) / len(few)


def share_a_key(one: str, other: str) -> bool:
    return bool(set(keys(shingles(one)).tolist()) & set(keys(shingles(other)).tolist()))


@given(st.text(alphabet="竹纸航运，。a1", max_size=60))
def test_shingles_are_equal_where_the_characters_are(text: str) -> None:
    said = [char for char in text if char not in "，。"]
    windows = ["".join(said[i : i + SHINGLE]) for i in range(max(1, len(said) - SHINGLE + 1))] if said else []
    hashes = shingles(text).tolist()
    assert len(hashes) == len(windows)
    assert len(set(hashes)) == len(set(windows))
    assert [hashes.index(value) for value in hashes] == [windows.index(value) for value in windows]


def test_script_width_punctuation_and_blanks_make_no_difference() -> None:
    one, other = "推動竹紙產業，投資１２億元。", "推动竹纸产业,投资 12\n亿元"
    assert np.array_equal(shingles(condense(one)[0]), shingles(condense(other)[0]))


@pytest.mark.parametrize(("length", "least"), [(250, 36), (400, 39), (700, 40)])
def test_an_excerpt_shares_a_key_with_its_text(length: int, least: int) -> None:
    texts = [prose(seed) for seed in range(40)]
    assert sum(share_a_key(text, text[len(text) // 3 :][:length]) for text in texts) >= least
    assert sum(share_a_key(text, prose(7000) + text[100:][:length] + prose(7001)) for text in texts) >= least


@pytest.mark.parametrize("seed", range(20))
def test_different_texts_share_no_key(seed: int) -> None:
    assert containment(prose(seed), prose(seed + 500)) < 0.02
    assert not share_a_key(prose(seed), prose(seed + 500))


def test_keys_fit_sqlite_and_come_once() -> None:
    found = keys(shingles(prose(1)))
    assert (np.diff(found) > 0).all()
    assert found.min() >= 0 and found.max() < 1 << 47


def test_keys_are_the_same_in_every_process_and_on_every_machine() -> None:
    assert keys(shingles("让一张竹纸托起富民强市的大产业")).tolist()[:2] == [24404594512995, 29641494402979]


@pytest.mark.parametrize("text", ["", "竹", "，。！", "竹" * 3_000_000, "竹纸航" * 100_000, "\ud800" * 50, "\x00" * 9])
def test_odd_texts_have_few_keys_at_most(text: str) -> None:
    assert len(keys(shingles(text))) <= 64


def test_a_form_said_again_has_other_numbers() -> None:
    first, again = "第二十二次会议3月4日举行，听取3项汇报", "第六十四次会议5月6日举行，听取3项汇报，讨论7件"
    assert numbers_in_common(first, again) == pytest.approx(1 / 3)
    assert numbers_in_common("3月4日举行", first) == 1.0
    assert numbers_in_common("投资9亿元", first) == 1.0  # one number says nothing


def likeness(shorter: str, longer: str) -> Likeness:
    shorter, longer = (text.replace("。", "") for text in (shorter, longer))
    return compare(shorter, longer, shingles(shorter), shingles(longer), shingle=SHINGLE)


def test_a_form_with_another_name_in_its_slots_does_not_agree() -> None:
    parts = prose(11, 6).split("。")[:-1]
    notice, another = "顾望舒".join(parts), "闻人楷".join(parts)
    assert likeness(notice, another).agreement < 0.6
    assert likeness(notice, notice).agreement == 1.0


def test_what_was_left_out_added_or_misread_still_agrees() -> None:
    text = prose(12, 12)
    parts = text.split("。")
    assert likeness("".join(parts[::2]), text).agreement == 1.0
    assert likeness(text, "与会人员认真听取并作了讨论".join(parts)).agreement == 1.0
    misread = "".join("楮" if at % 29 == 7 else char for at, char in enumerate(text))
    assert likeness(misread, text).agreement == 1.0


def test_misread_characters_are_overlooked_but_not_misread_numbers_and_names() -> None:
    text = prose(16, 12).replace("。", "")
    misread = "".join("楮" if at % 29 == 7 else char for at, char in enumerate(text))
    assert likeness(misread, text).shared >= 0.92 * len(shingles(misread))  # the ends are not mended
    for other in ("三", "7"):
        numbered = "".join(other if at % 29 == 7 else char for at, char in enumerate(text))
        assert likeness(numbered, text).shared < 0.85 * len(shingles(numbered))
    renamed = "".join("闻人楷" if at % 29 == 7 else char for at, char in enumerate(text))
    assert likeness(renamed, text).shared < 0.85 * len(shingles(renamed))


def test_one_closing_formula_is_no_source() -> None:
    closing = prose(13, 2)[:40]
    assert likeness(prose(14, 8) + closing, prose(15, 30) + closing).agreement == 0.0
    assert likeness("", prose(15)) == Likeness(0, 1.0)


def test_shared_shingles_in_short_stretches_do_not_count() -> None:
    words = [prose(seed, 1)[:10] for seed in range(200, 230)]
    one = "".join(word + prose(seed, 1)[:12] for seed, word in enumerate(words, 300))
    other = "".join(word + prose(seed, 1)[:12] for seed, word in enumerate(words, 400))
    assert likeness(one, other).shared == 0


def test_texts_that_quote_the_same_clauses_share_their_keys() -> None:
    text = prose(21, 30)
    sentences = text.split("。")
    report = "".join(f"会议强调，{sentences[at]}。{prose(500 + at, 3)}" for at in (2, 9, 17, 25))
    assert len(set(clause_keys(text).tolist()) & set(clause_keys(report).tolist())) >= 3
    assert len(set(clause_keys(text).tolist()) & set(clause_keys(prose(22, 30)).tolist())) == 0
    assert (np.diff(clause_keys(text)) > 0).all() and clause_keys(text).min() >= 1 << 47
    assert len(clause_keys("竹，纸，航")) == 0
