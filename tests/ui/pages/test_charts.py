from ui.pages.charts import ranked, spellings


def test_traditional_and_simplified_are_one_person_and_lead_to_both() -> None:
    first, second = ranked(["顾望舒", "顧望舒", "沈砚秋", None, "顾望舒", ""], "speaker")
    assert (first.label, first.count, first.query) == ("顾望舒", 3, {"speaker": "顾望舒"})
    assert (second.label, second.count) == ("沈砚秋", 1)


def test_what_is_only_written_in_traditional_characters_is_offered_in_simplified_ones() -> None:
    assert spellings(["瀾川市"]) == [("澜川市", 1)]


def test_the_rest_is_counted_together() -> None:
    bars = ranked([f"{name}镇" for name in "甲乙丙丁戊己庚辛壬癸子丑"], "place")
    assert len(bars) == 11 and (bars[-1].label, bars[-1].count, bars[-1].query) == ("其他 2 个", 2, None)
