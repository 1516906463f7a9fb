import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.sentences import MAX_SENTENCE, split_sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天开会。大家发言！怎么办？", ["今天开会。", "大家发言！", "怎么办？"]),
        ("产值增长12.3%，达到186.4亿元。明年再看。", ["产值增长12.3%，达到186.4亿元。", "明年再看。"]),
        ("他说：“先修路。再建厂。”大家鼓掌。", ["他说：“先修路。再建厂。”", "大家鼓掌。"]),
        ("要做到“有担当。”的要求。散会。", ["要做到“有担当。”的要求。", "散会。"]),
        ("一要快；二要好；三要省。", ["一要快；", "二要好；", "三要省。"]),
        ("等一等……再说吧。", ["等一等……", "再说吧。"]),
        ("真的吗？！好的。", ["真的吗？！", "好的。"]),
        ("（会议讨论了方案。大家同意。）散会。", ["（会议讨论了方案。大家同意。）", "散会。"]),
        ("结束。(作者系澜川市市长)", ["结束。", "(作者系澜川市市长)"]),
        ("  前后有空  。 第二句 ", ["前后有空  。", "第二句"]),
        ("中共*市委***决定。", ["中共*市委***决定。"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_an_unclosed_quotation_does_not_swallow_the_text() -> None:
    text = "他说：“我们要修路。" + "村里的竹子每年都长得很好，大家都很高兴。" * 10
    assert len(cut(text)) >= 5


def test_an_overlong_sentence_is_cut_at_clauses() -> None:
    text = "加快建设竹纸产业集群，" * 30 + "再创佳绩。"
    pieces = cut(text)
    assert all(len(piece) <= MAX_SENTENCE for piece in pieces)
    assert all(piece.endswith("，") for piece in pieces[:-1])
    assert "".join(pieces) == text


def test_a_number_is_not_cut_at_its_comma() -> None:
    text = "投资" + "1,234,567" * 40
    assert all(not piece.endswith(",") for piece in cut(text))


@given(st.text(alphabet=st.sampled_from("中。！？；，“”‘’（）《》…—.,;? 1a"), max_size=400))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    covered = [offset for start, end in spans for offset in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, char in enumerate(text) if not char.isspace()} <= set(covered)
    assert all(0 < end - start <= MAX_SENTENCE for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
