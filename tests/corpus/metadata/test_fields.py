"""Where each field was read and how sure that is. People and places are fictional."""

import pytest

from corpus import Document, Fact, fold, parse
from corpus.language.cleaning import clean
from corpus.language.dates import find_date

PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"
PAGE = f"""首页 > 要闻
顾望舒:坚定信心 朝着“竹乡新城”目标前进
2024-12-27 08:02:11 澜川日报
坚定信心 朝着“竹乡新城”目标前进
——在政协澜川市第五届委员会第四次会议闭幕式上的讲话
中共澜川市委书记 顾　望　舒
(2024年12月26日)
各位委员、同志们:
{PROSE}
"""


def parsed(text: str, meta: tuple[tuple[str, str], ...] = ()) -> dict[str, Fact]:
    document = Document("讲话.txt", text, "utf-8", "text/plain", "0" * 64, (), meta)
    found = parse(document, speech_id="0" * 12)
    facts = {fact.name: fact for fact in found.facts}
    assert len(facts) == len(found.facts)
    for name in ("title", "speaker", "role", "date", "place", "occasion", "publisher", "kind"):
        assert getattr(found.speech, name) == (facts[name].value if name in facts else None)
    return facts


def test_every_fact_names_the_words_that_state_it() -> None:
    facts = parsed(PAGE)
    assert [PAGE[fact.start : fact.end] for fact in facts.values()] == [
        "坚定信心 朝着“竹乡新城”目标前进",
        "顾　望　舒",
        "中共澜川市委书记",
        "2024年12月26日",
        "澜川市",
        "政协澜川市第五届委员会第四次会议闭幕式",
        "澜川日报",
        "各位委员、同志们:",
        "2024-12-27",
    ]
    assert list(facts) == [
        "title", "speaker", "role", "date", "place", "occasion", "publisher", "kind", "published"
    ]  # fmt: skip
    assert all(0 < fact.confidence <= 1 for fact in facts.values())


def test_the_days_of_the_speech_and_of_its_publication_are_kept_apart() -> None:
    facts = parsed(PAGE)
    assert (facts["date"].value, facts["published"].value) == ("2024-12-26", "2024-12-27")


def test_the_day_of_publication_stands_in_with_less_confidence() -> None:
    facts = parsed(f"竹乡新事\n来源：澜川日报 发布时间：2022-05-06\n{PROSE}")
    assert facts["date"].value == facts["published"].value == "2022-05-06"
    assert facts["date"].confidence < facts["published"].confidence


def test_the_time_beside_a_place_is_when_it_was_held() -> None:
    text = f"在启动会上的讲话\n时间：2021年3月10日\n地点：澜川市民活动中心\n同志们：\n{PROSE}"
    facts = parsed(text)
    assert facts["date"].confidence > 0.9
    assert "published" not in facts


def test_what_a_side_file_says_wins() -> None:
    meta = (
        ("override:title", "别的题目"),
        ("override:speaker", "陆知行"),
        ("override:date", "2020年1月2日"),
        ("override:place", "溪州市"),
        ("override:kind", "文章"),
        ("title", "网页题目"),
    )
    facts = parsed(PAGE, meta)
    for name, value in {
        "title": "别的题目", "speaker": "陆知行", "date": "2020-01-02", "place": "溪州市", "kind": "文章"
    }.items():  # fmt: skip
        assert facts[name] == Fact(name, value, 0, 0, 1.0)
    # the byline's office is not the side file's speaker's
    assert "role" not in facts
    assert facts["occasion"].value == "政协澜川市第五届委员会第四次会议闭幕式"


@pytest.mark.parametrize(("name", "value"), [("date", "去年"), ("kind", "诗"), ("title", " "), ("nothing", "x")])
def test_what_a_side_file_cannot_say_is_passed_over(name: str, value: str) -> None:
    assert parsed(PAGE, ((f"override:{name}", value),)) == parsed(PAGE)


@pytest.mark.parametrize("year", ["2010", "2010年", " 2010 "])
def test_a_year_alone_is_a_date_where_a_date_is_asked_for(year: str) -> None:
    assert parsed(f"竹纸大会\n{PROSE}", (("override:date", year),))["date"].value == "2010"
    assert parsed(f"---\ndate: {year}\n---\n{PROSE}")["date"].value == "2010"
    assert "date" not in parsed(f"竹纸大会\n产量达到2010\n{PROSE}")


@pytest.mark.parametrize("number", ["201", "3010", "20101", "２０１００"])
def test_any_other_number_is_no_date(number: str) -> None:
    assert "date" not in parsed(f"竹纸大会\n{PROSE}", (("override:date", number),))


def test_front_matter_is_certain_and_has_its_place() -> None:
    text = f"---\ntitle: “做好清泉文章”\r\nauthor:  尉迟清和 \ndate: 2023年11月8日\n---\n# 别的题目\n顾望舒\n{PROSE}"
    facts = parsed(text)
    assert [(fact.name, text[fact.start : fact.end], fact.confidence) for fact in facts.values()][:3] == [
        ("title", "“做好清泉文章”", 1.0),
        ("speaker", "尉迟清和", 1.0),
        ("date", "2023年11月8日", 1.0),
    ]


def test_markup_has_no_place_in_the_text() -> None:
    facts = parsed(f"竹乡新事还在继续\n{PROSE}", (("publisher", "澜川网"), ("date", "2024-03-18")))
    assert (facts["publisher"].start, facts["publisher"].end) == (0, 0)
    assert (facts["published"].start, facts["date"].end) == (0, 0)


def test_a_joined_title_spans_its_lines() -> None:
    text = f"全面(miàn)建設竹鄉新城\n\n走好綠(lǜ)色之路\n市委書記 顧望舒\n{PROSE}"
    fact = parsed(text)["title"]
    assert fact.value == "全面建設竹鄉新城 走好綠色之路"
    assert text[fact.start : fact.end] == "全面(miàn)建設竹鄉新城\n\n走好綠(lǜ)色之路"


@pytest.mark.parametrize(
    "text", [PAGE, PAGE.replace("\n", "\r\n"), "\ufeff \n" + PAGE, PAGE.replace("川", "川(chuān)")]
)
def test_spans_hold_their_values_in_any_dress(text: str) -> None:
    for fact in parsed(text).values():
        words = clean(text[fact.start : fact.end]).text
        if fact.name in ("date", "published"):
            found = find_date(fold(words))
            assert found is not None
            assert found[0] == fact.value
        elif fact.name != "kind":
            assert words.replace(" ", "") == fact.value.replace(" ", "")


def test_a_date_of_eight_digits_is_one_where_a_date_is_asked_for() -> None:
    assert parsed(f"竹纸大会\n{PROSE}", (("override:date", "20240306"),))["date"].value == "2024-03-06"
    assert "date" not in parsed(f"竹纸大会\n{PROSE}", (("override:date", "20241306"),))
