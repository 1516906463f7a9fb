from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, parse
from corpus.datamodel import Section, Sentence
from corpus.structure.chunking import MAX_CHUNK, ORPHAN, STRETCH, TARGET, Paragraph, build_chunks


def paragraphs(*lines: Sequence[str], headings: Sequence[int] = (), apart: Sequence[int] = ()) -> list[Paragraph]:
    offset, built = 0, []
    for number, line in enumerate(lines):
        sentences = []
        for text in line:
            sentences.append(Sentence(offset, offset + len(text), text))
            offset += len(text)
        built.append(Paragraph(tuple(sentences), heading=number in headings, joined=number not in apart))
        offset += 1
    return built


def texts(*lines: Sequence[str], headings: Sequence[int] = (), apart: Sequence[int] = ()) -> list[list[str]]:
    chunks = build_chunks(paragraphs(*lines, headings=headings, apart=apart), (), speech_id="x")
    return [[sentence.text for sentence in chunk.sentences] for chunk in chunks]


def long(length: int, mark: str = "长") -> str:
    return mark * (length - 1) + "。"


def test_sentences_are_gathered_up_to_the_target() -> None:
    assert texts([long(40), long(45), long(30)]) == [[long(40), long(45)], [long(30)]]


def test_paragraphs_are_not_mixed() -> None:
    assert texts([long(30)], [long(30)]) == [[long(30)], [long(30)]]


def test_a_heading_goes_with_what_follows() -> None:
    assert texts(["一、竹纸产业"], [long(80), long(40)], headings=[0]) == [["一、竹纸产业", long(80)], [long(40)]]


def test_a_heading_over_nothing_stays_citable() -> None:
    assert texts([long(100)], ["附件"], headings=[1], apart=[1]) == [[long(100)], ["附件"]]


def test_an_item_stays_whole_and_with_its_announcement() -> None:
    first, second = ["一是修路。", long(90)], ["二是建厂。", long(100)]
    assert texts(["我强调三点。", *first, *second]) == [["我强调三点。", *first], second]


def test_short_items_stay_together() -> None:
    assert texts(["要做到三点。", "一是快；", "二是好；", "三是省。"]) == [
        ["要做到三点。", "一是快；", "二是好；", "三是省。"]
    ]


def test_a_tail_joins_the_chunk_before_it() -> None:
    assert texts([long(80), long(15)]) == [[long(80), long(15)]]


def test_a_topic_sentence_opens_what_follows() -> None:
    assert texts([long(60), "要强化人才支撑。", long(80)]) == [[long(60)], ["要强化人才支撑。", long(80)]]


def test_a_salutation_goes_with_the_first_paragraph() -> None:
    assert texts(["各位代表："], [long(50)]) == [["各位代表：", long(50)]]


def test_nothing_is_joined_over_what_was_left_out() -> None:
    assert texts(["各位代表："], [long(50)], apart=[1]) == [["各位代表："], [long(50)]]


@given(
    st.lists(st.lists(st.integers(1, STRETCH), min_size=1, max_size=8), min_size=1, max_size=8),
    st.sets(st.integers(0, 7)),
    st.sets(st.integers(0, 7)),
    st.sets(st.integers(0, 7)),
)
def test_every_sentence_is_in_exactly_one_chunk(
    lengths: list[list[int]], headings: set[int], apart: set[int], begins: set[int]
) -> None:
    heads = {n for n in headings if n < len(lengths) and len(lengths[n]) == 1 and lengths[n][0] <= 50}
    built = paragraphs(*([long(n) for n in line] for line in lengths), headings=list(heads), apart=list(apart))
    ends = built[-1].sentences[-1].end
    sections = [Section(built[n].sentences[0].start, ends, 1, "节") for n in sorted(begins | heads) if n < len(built)]
    chunks = build_chunks(built, sections, speech_id="x")
    assert [s for chunk in chunks for s in chunk.sentences] == [s for p in built for s in p.sentences]
    for chunk in chunks:
        assert chunk.text == "".join(s.text for s in chunk.sentences)
        assert (chunk.start, chunk.end) == (chunk.sentences[0].start, chunk.sentences[-1].end)
        assert len(chunk.text) <= MAX_CHUNK


def test_the_limits_are_ordered() -> None:
    assert ORPHAN < TARGET < STRETCH < MAX_CHUNK


def chunked(text: str) -> list[str]:
    return [chunk.text for chunk in parse(Document("x", text, "utf-8", "text/plain", "0"), speech_id="x").chunks]


def test_an_announced_list_of_short_items_stays_in_one_chunk() -> None:
    before = "过去一年全市竹纸产业稳步向前，产值连年增长，竹农收入不断提高，竹山越来越绿，航线越来越密。" * 2
    items = [
        f"{label}是把{what}抓紧抓好，一件一件落到实处，让群众看得见、摸得着；"
        for label, what in zip("一二三四", ("修路", "建厂", "育人", "护水"), strict=True)
    ]
    listed = "今年要办好四件实事。" + "".join(items)[:-1] + "。"
    assert STRETCH < len(listed) <= MAX_CHUNK
    assert listed in chunked(before + listed)


def test_an_announced_list_of_short_paragraphs_stays_in_one_chunk() -> None:
    announced = "今年要办好三件实事。"
    items = [
        "一是修路，路要通到每一个村口，不落一户。",
        "二是建厂，厂要建在园区里面，不占一亩田。",
        "三是育人，人要留得住用得好，不走一个。",
    ]
    before = "过去一年全市竹纸产业稳步向前，产值连年增长，竹农收入不断提高，竹山越来越绿，航线越来越密。"
    assert "".join([announced, *items]) in chunked("\n".join([before, announced, *items]))


def test_of_a_long_list_the_announcement_goes_with_the_first_item() -> None:
    before = "过去一年全市竹纸产业稳步向前，产值连年增长，竹农收入不断提高，竹山越来越绿，航线越来越密。"
    items = [f"{label}是{'把该办的事一件一件办好，' * 5}不留尾巴。" for label in "一二三四"]
    chunks = chunked(before + "今年要办好四件实事。" + "".join(items))
    (first,) = [chunk for chunk in chunks if "四件实事" in chunk]
    assert items[0] in first
    assert all(any(item in chunk for chunk in chunks) for item in items)
