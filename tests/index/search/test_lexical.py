from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Document, Fact, iter_documents, parse
from index import Filters, Library

TEXT = """当前位置：首页 > 要闻
让一张竹纸托起富民强市的大产业
2024-04-02 来源：云水日报

同志们：
今天我们召开全市竹纸产业大会，竹纸要成为富民的大产业。
点击：1836次
要坚持质量第一，让竹紙走出大山。
（大山即云水山。）
分享到：微信
"""
TITLE = "让一张竹纸托起富民强市的大产业"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    library = Library.open(tmp_path / "library")
    [document] = iter_documents([tmp_path / "a.txt"])
    assert isinstance(document, Document)
    parsed = parse(document, speech_id=document.sha256[:12])
    begin = TEXT.index("同志们")
    speech = replace(parsed.speech, title=TITLE, start=begin, end=TEXT.index("分享到") - 1, date="2024-04-02")
    library._catalog.put(document, replace(parsed, speech=speech, facts=()), None, None)
    return library


def found(library: Library, text: str) -> list[str]:
    return [library.source_text(speech.id)[start:end] for speech, start, end in library.find(text)]


def test_a_title_outside_the_body_is_found_in_its_place(library: Library) -> None:
    [(speech, start, end)] = library.find("一張竹紙托起")
    assert start == TEXT.index("一张竹纸托起") and TEXT[start:end] == "一张竹纸托起"
    assert end <= speech.start
    assert library.count("一張竹紙托起") == [(speech, 1)]


def test_title_and_body_are_counted_together_and_found_in_order(library: Library) -> None:
    spans = [(start, end) for _, start, end in library.find("竹纸")]
    assert spans == sorted(spans) and len(spans) == 4
    assert library.count("竹纸")[0][1] == 4
    assert found(library, "大产业") == ["大产业"] * 2


def test_everything_between_start_and_end_is_found_and_nothing_else(library: Library) -> None:
    assert found(library, "大山即云水山") == ["大山即云水山"]
    assert found(library, "点击:1836次") == ["点击：1836次"]
    assert found(library, "云水日报") == found(library, "分享到") == found(library, "首页") == []


def test_filters_hold_for_titles_too(library: Library) -> None:
    assert library.find("托起富民", Filters(since="2025")) == library.count("托起富民", Filters(since="2025")) == []
    assert len(library.find("托起富民", Filters(since="2024"))) == 1


def test_the_place_that_a_fact_states_comes_first(tmp_path: Path, library: Library) -> None:
    [document] = iter_documents([tmp_path / "a.txt"])
    assert isinstance(document, Document)
    parsed = parse(document, speech_id="x")
    begin = TEXT.index("同志们")
    at = TEXT.index("富民强市")
    speech = replace(parsed.speech, title="富民强市", start=begin, end=len(TEXT) - 1)
    facts = (Fact("title", "富民强市", at, at + 4, 0.9),)
    library._catalog.put_again(document, replace(parsed, speech=speech, facts=facts), None, None)
    assert found(library, "富民强市") == ["富民强市"]
    assert found(library, "托起") == []


def test_a_title_inside_the_body_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    with Library.open(tmp_path / "other") as library:
        library.add(tmp_path / "b.txt")
        assert found(library, "托起") == ["托起"]
        assert library.count("托起")[0][1] == 1


def test_those_that_hold_any_of_some_texts_are_those_in_which_they_are_found(library: Library) -> None:
    for texts in (
        ["一張竹紙托起"],
        ["大山即云水山", "没有这句"],
        ["点击:1836次"],
        ["没有这句"],
        ["云水日报"],
        ["", "\ud800"],
        [],
    ):
        assert [s.id for s in library.holding(texts)] == list(
            dict.fromkeys(speech.id for text in texts for speech, _, _ in library.find(text))
        )
    assert library.holding(["竹纸"], Filters(since="2025")) == []
    assert len(library.holding(["竹纸"], Filters(ids=[library.speeches()[0].id]))) == 1


def test_only_named_speeches_are_looked_at_if_ids_are_given(library: Library) -> None:
    [speech] = library.speeches()
    assert library.find("竹纸", Filters(ids=[speech.id])) == library.find("竹纸")
    assert library.find("竹纸", Filters(ids=["nobody"])) == []


def test_what_a_word_is_said_in_follows_every_change(tmp_path: Path, library: Library) -> None:
    [speech] = library.speeches()
    assert library.saying("竹纸") == library.saying("竹紙") == {speech.id}
    (tmp_path / "c.txt").write_text("在竹纸博物馆的讲话\n\n同志们：\n竹纸博物馆今天开馆。\n", encoding="utf-8")
    library.add(tmp_path / "c.txt")
    assert len(library.saying("竹纸")) == 2
    for number in range(40):  # more than are remembered
        library.saying(f"竹纸{number}")
    library.remove(speech.id)
    assert speech.id not in library.saying("竹纸") and len(library.saying("竹纸")) == 1
