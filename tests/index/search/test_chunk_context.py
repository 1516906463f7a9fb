from pathlib import Path

import pytest

from index import Library
from index.analysis.analyzer import query_terms
from tests.support.fakes import HashEncoder

TEXT = "澜川市政府工作报告\n\n" + "\n".join(
    f"第{number}段讲{word}，这一段说得很长，为的是自成一块，不与前后各段并在一起，因此还要再写上这样几句没有内容的话，直到它足够长为止，"
    "这样一来它就不会与别的段落合成一块了。"
    for number, word in enumerate("竹纸 茶叶 陶瓷 航空 文旅 教育".split(), 1)
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "报告.txt").write_text(TEXT, encoding="utf-8")
    library = Library.open(tmp_path / "library", HashEncoder())
    library.add([tmp_path / "报告.txt"])
    return library


def one(library: Library, word: str) -> int:
    return library.search_terms(word, 1)[0][0]


def test_context_is_what_stands_around_in_order_of_distance(library: Library) -> None:
    chunk = one(library, "陶瓷")
    found = library.contexts([chunk])[chunk]
    assert "陶瓷" in found.text
    assert any("茶叶" in text for text in found.near) and any("航空" in text for text in found.near)
    assert any("教育" in text for text in found.wide) and not any("陶瓷" in text for text in (*found.near, *found.wide))
    assert "澜川市政府工作报告" in found.about


def test_chunk_that_is_gone_is_left_out(library: Library) -> None:
    assert library.contexts([10**9]) == {} and library.contexts([]) == {}


def test_rare_terms_weigh_more_and_unknown_ones_nothing(library: Library) -> None:
    weights = library.term_weights([*query_terms("陶瓷"), "段", "没有这个词"])
    assert weights["陶瓷"] > weights["段"] > 0
    assert "没有这个词" not in weights
