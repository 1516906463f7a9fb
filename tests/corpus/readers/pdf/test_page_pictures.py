"""Pages as pictures, and the places on them of the words of a span."""

import io

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus import Document
from corpus.errors import UnreadableError
from corpus.readers.loading import read_bytes
from corpus.readers.pdf.page_pictures import MOST_WIDE, Letter, draw, letters
from corpus.readers.pdf.quoted_boxes import Box, quoted_boxes
from tests.corpus.readers.pdf.test_scans import drawable, picture, saved
from tests.support.document_makers import PARAGRAPHS, pdf_file

QUOTE = "全市竹纸产业产值达到180亿元，同比增长12.5%，带动就业3.2万人，新增规模以上企业26家"


def page_text(document: Document, number: int = 1) -> str:
    start = document.pages[number - 1]
    end = document.pages[number] if number < len(document.pages) else len(document.text)
    return document.text[start:end]


def within(found: list[Letter], boxes: list[Box]) -> str:
    """Return the characters whose middle lies in one of some boxes, in the order of the page."""

    def inside(letter: Letter, box: Box) -> bool:
        _, left, top, right, bottom = letter
        return box[0] <= (left + right) / 2 <= box[2] and box[1] <= (top + bottom) / 2 <= box[3]

    return "".join(letter[0] for letter in found if any(inside(letter, box) for box in boxes))


@pytest.mark.parametrize("shape", [{}, {"columns": 2}, {"columns": 2, "across": True}, {"turned": 90}, {"turned": 180}])
def test_the_boxes_hold_the_words_of_the_span_and_nothing_else(shape: dict[str, int]) -> None:
    data = pdf_file(**shape)
    text = page_text(read_bytes("a.pdf", data))
    start = text.index(QUOTE)
    found = list(letters(data, ".pdf", 1))
    boxes = quoted_boxes(found, text, start, start + len(QUOTE))
    assert 1 <= len(boxes) <= 4
    assert sorted(within(found, boxes)) == sorted(QUOTE)


def test_of_words_that_stand_there_again_and_again_those_of_the_span_are_boxed() -> None:
    data = pdf_file(PARAGRAPHS * 3)
    text = page_text(read_bytes("a.pdf", data))
    found = letters(data, ".pdf", 1)
    at, tops = 0, []
    while (at := text.find(QUOTE, at)) >= 0:
        tops.append(quoted_boxes(found, text, at, at + len(QUOTE))[0][1])
        at += 1
    assert len(tops) == 3
    assert tops == sorted(set(tops))


def test_of_a_tables_row_its_cells_are_boxed() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("STSong-Light", 12)
    rows = ["县区 产值（亿元） 增速", "青岑县 37.6 8.1%", "溪州区 12.4 8.1%", "云水县 12.4 3%"]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells.split()):
            canvas.rect(80 + 120 * column, 700 - 30 * row, 120, 30)
            canvas.drawString(90 + 120 * column, 710 - 30 * row, cell)
    canvas.save()
    text = page_text(read_bytes("a.pdf", stream.getvalue()))
    line = next(one for one in text.splitlines() if "溪州区" in one)
    found = list(letters(stream.getvalue(), ".pdf", 1))
    boxes = quoted_boxes(found, text, text.index(line), text.index(line) + len(line))
    assert within(found, boxes) == "溪州区12.48.1%"


def test_words_that_are_not_there_have_no_boxes() -> None:
    found = letters(pdf_file(PARAGRAPHS), ".pdf", 1)
    assert quoted_boxes(found, "澄湖修了一座桥", 0, 7) == []
    assert quoted_boxes((), "澄湖修了一座桥", 0, 7) == []


@drawable
@pytest.mark.parametrize(("suffix", "form", "skew"), [(".pdf", "PDF", 0.0), (".png", "PNG", 2.0)])
def test_recognised_words_are_boxed_where_they_are_drawn(suffix: str, form: str, skew: float) -> None:
    data = saved(picture([PARAGRAPHS[0][:30], PARAGRAPHS[2][:50]], skew=skew), form)
    text = page_text(read_bytes(f"a{suffix}", data))
    start = text.index("产值达到180亿元")
    found = letters(data, suffix, 1)
    boxes = quoted_boxes(found, text, start, start + 9)
    assert 1 <= len(boxes) <= 2
    shown = draw(data, suffix, 1, 1_240)
    image = Image.open(io.BytesIO(shown.data)).convert("L")
    dark = []
    for left, top, right, bottom in boxes:
        part = image.crop(
            (int(left * shown.width), int(top * shown.height), int(right * shown.width), int(bottom * shown.height))
        )
        dark.append(sum(part.histogram()[:128]) / (part.width * part.height))
    assert min(dark) > 0.08  # ink, not the white between the lines


def test_a_picture_is_as_wide_as_asked_and_no_wider_than_allowed() -> None:
    data = pdf_file(PARAGRAPHS)
    shown = draw(data, ".pdf", 1, 800)
    image = Image.open(io.BytesIO(shown.data))
    assert (image.format, image.size) == ("WEBP", (shown.width, shown.height))
    assert abs(shown.width - 800) <= 1
    assert shown.pages == 1
    assert draw(data, ".pdf", 1, 100_000).width <= MOST_WIDE + 1


def test_a_page_of_any_shape_is_a_picture_of_bounded_size() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(20, 14_000))
    canvas.drawString(1, 100, "x")
    canvas.save()
    shown = draw(stream.getvalue(), ".pdf", 1, MOST_WIDE)
    assert shown.width * shown.height <= 6_100_000


@pytest.mark.parametrize(
    ("data", "suffix", "number", "code"),
    [
        (b"%PDF-1.4 nothing", ".pdf", 1, "pdf_damaged"),
        (b"not a picture", ".png", 1, "picture_damaged"),
        (b"text", ".txt", 1, "page_undrawable"),
    ],
)
def test_what_cannot_be_drawn_says_why(data: bytes, suffix: str, number: int, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        draw(data, suffix, number, 400)
    assert caught.value.code == code


@pytest.mark.parametrize("number", [0, 2, 10_000])
def test_a_page_that_is_not_there_is_no_page(number: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        draw(pdf_file(PARAGRAPHS), ".pdf", number, 400)
    assert caught.value.code == "no_such_page"
