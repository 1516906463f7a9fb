from corpus import Fact, Speech
from rag.answering.citation import Citer
from rag.question.mentions import mentions
from rag.retrieval.document_cards import card

SOURCE = """政府工作报告（摘要）
澜川市市长　沈砚秋
（2024年1月16日）　　来源：澜川日报 02版
过去一年，全市顶住压力、稳住阵脚。
本报讯　5月12日，市委书记顾望舒深入青岑县调研。
"""
SPEECH = Speech("s", "s.txt", "政府工作报告（摘要）", "沈砚秋", "澜川市市长", "2024-01-16", "澜川市", kind="报告")


def fact(name: str, value: str, words: str) -> Fact:
    start = SOURCE.index(words)
    return Fact(name, value, start, start + len(words), 0.9)


FACTS = [
    fact("title", "政府工作报告（摘要）", "政府工作报告（摘要）"),
    fact("speaker", "沈砚秋", "沈砚秋"),
    fact("role", "澜川市市长", "澜川市市长"),
    fact("date", "2024-01-16", "2024年1月16日"),
    Fact("place", "澜川市", 0, 0, 0.5),
]


def test_a_card_is_whole_lines_each_once() -> None:
    lines = card(SPEECH, SOURCE, FACTS)
    assert [line.quote for line in lines] == [
        "政府工作报告（摘要）",
        "澜川市市长　沈砚秋",
        "（2024年1月16日）　　来源：澜川日报 02版",
    ]
    assert all(SOURCE[line.start : line.end] == line.quote for line in lines)


def test_prose_is_no_line_of_a_card() -> None:
    assert card(SPEECH, SOURCE, [fact("speaker", "顾望舒", "顾望舒"), fact("date", "2024-05-12", "5月12日")]) == ()


def test_who_spoke_is_cited_by_the_line_that_says_so() -> None:
    citer = Citer(card(SPEECH, SOURCE, FACTS), lambda _: SOURCE, mentions("澜川市市长是谁？"))
    assert citer.add("澜川市市长是沈砚秋。") == "澜川市市长是沈砚秋[1]。"
    assert [citation.quote for citation in citer.citations] == ["澜川市市长　沈砚秋"]
