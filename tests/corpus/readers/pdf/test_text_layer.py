import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import UnreadableError
from corpus.readers.pdf.layout import Piece, arrange
from corpus.readers.pdf.text_layer import read_pdf
from tests.support.document_makers import PARAGRAPHS, TITLE, broken, pdf_file, scanned_file


@pytest.mark.parametrize(("columns", "across"), [(1, False), (2, False), (2, True)])
def test_lines_are_joined_to_paragraphs_over_columns_and_pages(columns: int, across: bool) -> None:
    paragraphs = PARAGRAPHS * 8  # four pages
    content = read_pdf(pdf_file(paragraphs, columns=columns, across=across))
    assert content.text.split("\n") == [TITLE, *paragraphs]
    assert content.warnings == ()


def test_headers_and_page_numbers_are_left_out() -> None:
    text = read_pdf(pdf_file(PARAGRAPHS * 8)).text
    assert "公报" not in text
    assert "—" not in text


def test_a_line_that_two_pages_begin_with_stays() -> None:
    line = PARAGRAPHS[0][:30]
    page = [Piece(text, 60, 60 + 12 * len(text), y, y + 12, 12) for text, y in _stack([line, *PARAGRAPHS[2:3] * 6])]
    text = arrange([page, list(page)], [(595, 842)] * 2)
    assert text.count(line) == 2


def _stack(lines: list[str]) -> list[tuple[str, float]]:
    return [(line[:38], 800 - 18 * number) for number, line in enumerate(lines)]


def test_a_single_page_of_one_number_is_no_page_number() -> None:
    assert "2024" in read_pdf(pdf_file(["2024"], title="", header="")).text


def test_a_scanned_file_is_reported() -> None:
    with pytest.raises(UnreadableError, match="no text layer"):
        read_pdf(scanned_file())


def test_a_scanned_page_is_a_warning() -> None:
    content = read_pdf(scanned_file(4, text_on=1))
    assert content.text == PARAGRAPHS[0][:30]
    assert content.warnings == ("pages without a text layer (scanned), not read: 1, 3-4",)


def test_a_password_is_reported() -> None:
    with pytest.raises(UnreadableError, match="password"):
        read_pdf(pdf_file(password="secret"))


@pytest.mark.parametrize("data", [b"%PDF-1.7", pdf_file()[:2000], b"%PDF-1.4\n" + b"\x00" * 5000])
def test_damage_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"damaged|no text"):
        read_pdf(data)


def test_who_made_the_file_is_not_its_author() -> None:
    meta = dict(read_pdf(pdf_file()).meta)
    assert "file.author" in meta
    assert not {"author", "title", "date"} & set(meta)


def test_a_table_is_no_pair_of_columns() -> None:
    rows = [(f"{name}区", f"{number}亿元") for number, name in enumerate("云水竹溪沙洲澜川", 10)]
    page = [
        Piece(text, left, left + 12 * len(text), 700 - 18 * row, 712 - 18 * row, 12)
        for row, cells in enumerate(rows)
        for left, text in zip((60, 400), cells, strict=True)
    ]
    assert arrange([page], [(595, 842)]).split("\n")[0] == "云区\t10亿元"


def test_latin_words_keep_their_blank_and_chinese_gets_none() -> None:
    lines = ["发展 bamboo paper" + "产" * 20 + "industry", "and export", "再上新台阶"]
    page = [
        Piece(text, 60, 500 if number == 0 else 300, 700 - 18 * number, 712 - 18 * number, 12)
        for number, text in enumerate(lines)
    ]
    assert "industry and export" in arrange([page], [(595, 842)])


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_was_turned_is_read_like_any_other(turned: int) -> None:
    paragraphs = PARAGRAPHS * 3
    assert read_pdf(pdf_file(paragraphs, turned=turned)).text == read_pdf(pdf_file(paragraphs)).text


def test_fonts_that_do_not_say_what_they_show_are_reported() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=0)
    canvas.setFont("STSong-Light", 12)
    for row, line in enumerate(broken(PARAGRAPHS[0], 30)):
        canvas.drawString(60, 700 - 18 * row, line)
    canvas.setFont("Vera", 12)
    canvas.drawString(60, 400, "àéîõüçÀÉ")
    canvas.save()
    data = stream.getvalue()
    assert data.count(b"/ToUnicode") == 1
    assert "àéîõüçÀÉ" in read_pdf(data).text
    content = read_pdf(data.replace(b"/ToUnicode", b"/NoUnicode"))
    # each glyph that has no character is seen to have none; what is readable stays
    assert "àé" not in content.text and PARAGRAPHS[0][:10] in content.text
    assert content.warnings and "no Unicode value" in content.warnings[0]


def test_a_file_of_such_fonts_alone_is_refused() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=0)
    canvas.setFont("Vera", 12)
    canvas.drawString(60, 400, "àéîõüçÀÉ")
    canvas.save()
    with pytest.raises(UnreadableError, match="do not say which characters"):
        read_pdf(stream.getvalue().replace(b"/ToUnicode", b"/NoUnicode"))
