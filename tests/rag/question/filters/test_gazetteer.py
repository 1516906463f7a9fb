import pytest

from corpus import Speech
from rag.question.filters.gazetteer import Gazetteer, Place, Says, known_places, named_places, narrow, places_of

CITY = Speech(id="city", path="1", title="政府工作报告", place="澜川市")
COUNTY = Speech(id="county", path="2", title="低空物流推进会", place="云岭省澜川市青岑县")
OTHER = Speech(id="other", path="3", title="竹纸推进会", place="溪州")
NOWHERE = Speech(id="nowhere", path="4", title="闭幕会讲话")
ABOUT = Speech(id="about", path="5", title="赴溪州市考察报告", place="澜川市")
ALL = [CITY, COUNTY, OTHER, NOWHERE, ABOUT]


def elsewhere(speech: Speech, asked: frozenset[Place], known: frozenset[Place], says: Says | None = None) -> bool:
    return speech.id not in Gazetteer([speech], known).kept(asked, says)


def test_place_is_split_into_its_levels() -> None:
    assert places_of(COUNTY) == {("云岭", "省"), ("澜川", "市"), ("青岑", "县")}
    assert places_of(Speech(id="x", path="", title="", place="瀾川")) == {("澜川", "市")}
    assert places_of(NOWHERE) == frozenset()
    assert places_of(Speech(id="x", path="", title="", place="云水先行区")) == frozenset()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("溪州市竹纸产值是多少？", ["other", "nowhere", "about"]),
        ("澜川的产值是多少？", ["city", "county", "nowhere", "about"]),
        ("青岑县有几条航线？", ["city", "county", "other", "nowhere", "about"]),
        ("竹纸产值是多少？", None),
        ("澜川市和溪州市相比如何？", None),
    ],
)
def test_speeches_of_another_place_are_left_out(question: str, kept: list[str] | None) -> None:
    ids = narrow(question, ALL)
    assert ids == (kept if kept is None or len(kept) < len(ALL) else None)


def test_traditional_question_names_the_same_place() -> None:
    known = known_places(ALL)
    asked = named_places("瀾川市的產值？", known)
    assert asked == {("澜川", "市")}
    assert elsewhere(OTHER, asked, known)


def test_office_tells_the_place_of_a_speech_without_one() -> None:
    known = known_places(ALL)
    speech = Speech(id="x", path="", title="讲话", role="中共澜川市委书记")
    assert elsewhere(speech, named_places("溪州市的工程？", known), known)
    assert not elsewhere(speech, named_places("澜川市的工程？", known), known)


def test_empty_library_rules_nothing_out() -> None:
    assert narrow("澜川市的产值？", []) is None


def test_province_is_known_by_its_short_name() -> None:
    speech = Speech(id="x", path="", title="", place="宁夏回族自治区")
    assert places_of(speech) == {("宁夏", "省")}
    assert named_places("宁夏和广西的产业", known_places([speech])) == {("宁夏", "省")}


def test_longest_name_counts_and_an_institution_is_no_place() -> None:
    known = frozenset({("海南", "省"), ("青海", "省"), ("北京", "市"), ("和平", "县")})
    assert named_places("青海南部的草场", known) == {("青海", "省")}
    assert named_places("北京科技大学的回信", known) == frozenset()
    assert named_places("和平发展道路", known) == frozenset()
    assert named_places("和平县的产值", known) == {("和平", "县")}


def test_nation_is_no_place_of_a_level() -> None:
    assert places_of(Speech(id="x", path="", title="", place="全国")) == frozenset()


def test_county_that_never_names_the_city_is_elsewhere() -> None:
    county = Speech(id="c", path="", title="推进会", place="青岑县")
    known, asked = known_places([county, OTHER]), frozenset({("溪州", "市")})
    assert not elsewhere(county, asked, known)
    assert elsewhere(county, asked, known, lambda words: frozenset())
    assert not elsewhere(county, asked, known, lambda words: frozenset({"c"}))


@pytest.mark.parametrize("name", ["北京", "天津", "上海", "重庆"])
def test_a_municipality_is_a_province_and_a_city(name: str) -> None:
    assert places_of(Speech(id="1", path="1", title="", place=f"{name}市")) == {(name, "省"), (name, "市")}
