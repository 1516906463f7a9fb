from rag.question.followup.context import subject


def test_which_thing_is_meant_stays_beside_it() -> None:
    assert subject("那个竹纸研究院是哪天挂的牌？") == "那个竹纸研究院"
    assert subject("那么竹编博物馆投资多少？") == "竹编博物馆"
