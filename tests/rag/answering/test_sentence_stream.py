from hypothesis import given
from hypothesis import strategies as st

from rag.answering.sentence_stream import sentences


def cut(text: str, size: int = 1) -> list[str]:
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return [written.sentence for written in sentences(pieces) if written.sentence]


def test_sentences_come_one_by_one() -> None:
    assert cut("产值突破80亿元。增长5.6%！还有吗？") == ["产值突破80亿元。", "增长5.6%！", "还有吗？"]


def test_full_stop_inside_a_quotation_does_not_cut() -> None:
    assert cut("他说：“要干。要快干。”大家同意。") == ["他说：“要干。要快干。”大家同意。"]


def test_closing_mark_stays_with_its_sentence() -> None:
    assert cut("（完成了。）下一句。") == ["（完成了。）下一句。"]
    assert cut("完成了。”下一句。") == ["完成了。”", "下一句。"]


def test_line_breaks_end_sentences_and_are_reported() -> None:
    written = [w for w in sentences(["1. 造纸\n2. 竹编"]) if w.sentence]
    assert [(w.sentence, w.new_line) for w in written] == [("1. 造纸", False), ("2. 竹编", True)]


def test_last_sentence_without_full_stop_is_marked_incomplete() -> None:
    *_, last = sentences(["第一句。第二句没有"])
    assert (last.sentence, last.complete) == ("第二句没有", False)


def test_pending_shows_the_sentence_being_written() -> None:
    assert [w.pending for w in sentences(["产值", "突破"])][:2] == ["产值", "产值突破"]


@given(st.text(alphabet="甲乙。！？“”（）\n ", max_size=60), st.integers(1, 5))
def test_nothing_is_lost_whatever_the_pieces(text: str, size: int) -> None:
    def bare(value: str) -> str:
        return "".join(value.split())

    assert bare("".join(cut(text, size))) == bare(text)
    assert cut(text, size) == cut(text, 1)
