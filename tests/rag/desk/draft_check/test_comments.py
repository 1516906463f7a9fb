import io

import docx
import pytest

from corpus import InputError, ReadError
from index import Library
from rag.desk.draft_check.checker import check_draft
from rag.desk.draft_check.comments import with_comments
from rag.desk.draft_check.drafts import draft_of_text, read_draft
from rag.desk.draft_check.recognition import draft_in

WRONG = "2023年，全市竹纸全产业链产值达到168.4亿元，同比增长12.3%。"
RIGHT = "成绩要讲够，问题要讲透。"
MOUTH = "顾望舒说：“一根竹子要吃干榨净，一张纸要行销四方。”"


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        paragraph = document.add_paragraph()
        for start in range(0, len(text), 9):  # runs end within sentences
            paragraph.add_run(text[start : start + 9]).bold = bool(start % 2)
    table = document.add_table(1, 1)
    table.cell(0, 0).text = MOUTH
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_draft_gets_its_comments_and_keeps_its_text(sample_library: Library) -> None:
    draft = read_draft(word(WRONG + RIGHT), "draft.docx")
    commented = docx.Document(io.BytesIO(with_comments(check_draft(sample_library, draft), draft)))
    assert [paragraph.text for paragraph in commented.paragraphs] == [WRONG + RIGHT]
    assert commented.tables[0].cell(0, 0).text == MOUTH
    texts = [comment.text for comment in commented.comments]
    assert len(texts) == 2
    assert "168.4亿元" in texts[0] and "186.4亿元" in texts[0] and "裴长赓" in texts[1]


def test_a_comment_spans_its_sentence_alone(sample_library: Library) -> None:
    draft = read_draft(word(RIGHT + WRONG), "draft.docx")
    commented = docx.Document(io.BytesIO(with_comments(check_draft(sample_library, draft), draft)))
    inside, marked = False, ""
    for element in commented.paragraphs[0]._p:
        if element.tag.endswith("commentRangeStart"):
            inside = True
        elif element.tag.endswith("commentRangeEnd"):
            inside = False
        elif inside and element.tag.endswith("}r"):
            marked += element.text
    assert marked == WRONG


def test_a_text_draft_becomes_a_word_document(sample_library: Library) -> None:
    draft = draft_of_text(f"{RIGHT}\n{WRONG}\x07")
    commented = docx.Document(io.BytesIO(with_comments(check_draft(sample_library, draft), draft)))
    assert [comment.author for comment in commented.comments] == ["引证"]
    assert commented.paragraphs[0].text == RIGHT


def test_markdown_is_checked_without_its_marks(sample_library: Library) -> None:
    draft = read_draft(f"# 题目\n\n- {RIGHT}\n- **{WRONG}**\n".encode(), "draft.md")
    items = check_draft(sample_library, draft).items
    assert [item.finding.value for item in items if len(item.text) > 6] == ["exact", "differs"]


@pytest.mark.parametrize(("data", "name"), [(b"PK\x03\x04", "a.docx"), (b"%PDF-1.7", "a.txt")])
def test_a_damaged_draft_is_refused_in_one_line(data: bytes, name: str) -> None:
    with pytest.raises(ReadError):
        read_draft(data, name)


def test_another_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="save it as"):
        read_draft(b"x", "a.pdf")


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        (f"帮我核对这段话：{WRONG}", WRONG),
        (f"请校对一下：\n{WRONG}", WRONG),
        (f"{WRONG}这段话准确吗？", WRONG),
        ("全市竹纸产值是多少？", None),
        ("帮我核对一下", None),
    ],
)
def test_a_draft_is_told_from_a_question(text: str, draft: str | None) -> None:
    assert draft_in(text) == draft
