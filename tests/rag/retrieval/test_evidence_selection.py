from corpus import Chunk, Sentence, Speech
from index import Hit
from rag.answering.prompts import answer, answerable
from rag.datamodel import describe
from rag.question.analysis import read_alone
from rag.retrieval.evidence_selection import gather

ONE = Speech(id="1", path="1.txt", title="竹紙大會講話", speaker="顾望舒", role="市委书记", date="2024-03-18")
TWO = Speech(id="2", path="2.txt", title="低空物流推进会")


def hit(speech: Speech, start: int, text: str, heading: str = "") -> Hit:
    chunk = Chunk(
        speech.id,
        start,
        start + len(text),
        (heading,) if heading else (),
        text,
        (Sentence(start, start + len(text), text),),
    )
    return Hit(speech, chunk, text, 1.0, "both")


HITS = [
    hit(TWO, 50, "乙篇后文。"),
    hit(ONE, 90, "甲篇后文。"),
    hit(TWO, 10, "乙篇前文。"),
    hit(ONE, 5, "甲篇前文。", "一、总体"),
]


def test_passages_are_grouped_by_document_in_document_order() -> None:
    texts = [passage.text for passage in gather(HITS, passages=9, characters=999)]
    assert texts == ["乙篇前文。", "乙篇后文。", "甲篇前文。", "甲篇后文。"]


def test_budget_counts_passages_and_characters() -> None:
    assert len(gather(HITS, passages=2, characters=999)) == 2
    assert len(gather(HITS, passages=9, characters=11)) == 2


def test_best_hit_is_taken_however_long() -> None:
    assert len(gather(HITS, passages=9, characters=1)) == 1


def test_reprint_is_read_once() -> None:
    assert len(gather([hit(ONE, 0, "同一句话。"), hit(TWO, 7, "同一句话。")], passages=9, characters=99)) == 1


def test_quote_is_cut_from_the_source_text() -> None:
    (passage,) = gather([hit(ONE, 5, "產值突破。")], passages=1, characters=99)
    (sentence,) = passage.sentences
    assert (sentence.text, sentence.quote, sentence.start) == ("产值突破。", "產值突破。", 5)


def test_document_is_described_by_what_is_known() -> None:
    assert describe(ONE) == "《竹纸大会讲话》，市委书记 顾望舒，2024-03-18"
    assert describe(TWO) == "《低空物流推进会》"


def test_both_prompts_share_everything_up_to_the_task() -> None:
    passages = gather(HITS, passages=9, characters=999)
    decide, write = (make(passages, read_alone("问？"))[-1].content for make in (answerable, answer))
    shared = decide[: decide.index("以上资料")]
    assert write.startswith(shared) and "【问题】问？" in shared
    assert shared.count("《竹纸大会讲话》") == 1 and "〔一、总体〕" in shared


def test_sentence_knows_what_it_stands_under() -> None:
    text = "会议召开。2022年，产值86亿元；企业1043家；"
    found = hit(ONE, text.index("企业"), "企业1043家；")
    (passage,) = gather([found], passages=1, characters=99, source_text=lambda _: text)
    assert passage.sentences[0].lead == "2022年，产值86亿元；"
