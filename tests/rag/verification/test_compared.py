from rag.verification.compared import compared


def test_only_what_a_sentence_has_is_said_to_be_compared() -> None:
    assert compared("2023年澜川市竹纸产值达到86亿元。") == ("figures", "dates", "names", "words")
    assert compared("他称它是“一号工程”。")[:1] == ("quotations",) or "quotations" in compared("他称它是“一号工程”。")
    assert "titles" in compared("见《竹纸产业发展规划》。")
    assert compared("嗯。") == ()
