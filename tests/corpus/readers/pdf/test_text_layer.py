import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.pdf import scans
from corpus.readers.pdf.glyphs import _character
from corpus.readers.pdf.layout import Part, arrange
from corpus.readers.pdf.pieces import Piece
from corpus.readers.pdf.text_layer import read_pdf
from tests.support.document_makers import PARAGRAPHS, TITLE, broken, pdf_file, scanned_file


def drawn(*pages: Sequence[tuple[float, float, float, str]]) -> Content:
    """Return what is read of pages with (left, baseline, size, text) each."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for page in pages:
        for left, y, size, text in page:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(left, y, text)
        canvas.showPage()
    canvas.save()
    return read_pdf(stream.getvalue())


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
    text = arrange([[Part(page, (595, 842))]] * 2).text
    assert text.count(line) == 2


def _stack(lines: list[str]) -> list[tuple[str, float]]:
    return [(line[:38], 800 - 18 * number) for number, line in enumerate(lines)]


def test_a_single_page_of_one_number_is_no_page_number() -> None:
    assert "2024" in read_pdf(pdf_file(["2024"], title="", header="")).text


def test_a_scanned_file_is_reported() -> None:
    with pytest.raises(UnreadableError, match="scanned"):
        read_pdf(scanned_file())


def test_a_scanned_page_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "SECONDS", 600.0)
    content = read_pdf(scanned_file(4, text_on=1))
    assert content.text == PARAGRAPHS[0][:30]
    assert content.warnings[0].startswith("pages without a text layer (scanned), not read: 1, 3-4")
    # one without text begins where the next does
    assert content.pages == (0, 0, len(content.text), len(content.text))


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
    assert arrange([[Part(page, (595, 842))]]).text.split("\n")[0] == "云区：10亿元"


def test_latin_words_keep_their_blank_and_chinese_gets_none() -> None:
    lines = ["发展 bamboo paper" + "产" * 20 + "industry", "and export", "再上新台阶"]
    page = [
        Piece(text, 60, 500 if number == 0 else 300, 700 - 18 * number, 712 - 18 * number, 12)
        for number, text in enumerate(lines)
    ]
    assert "industry and export" in arrange([[Part(page, (595, 842))]]).text


@pytest.mark.usefixtures("chinese_font")
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


def running(paragraph: str, top: float) -> list[tuple[float, float, float, str]]:
    lines = broken(paragraph, 36)
    return [
        (60 + (24 if line.startswith("　　") else 0), top - 18 * row, 12, line.lstrip("　"))
        for row, line in enumerate(lines)
    ]


FULL = "去年全市竹纸产业产值达到一百八十亿元，同比增长一成二，带动就业三万二千人，新增规模以上企业二十六家"
SPLIT = FULL[:34], FULL[34:] + "，出口额首次突破十亿元大关。"


@pytest.mark.parametrize("mark", ["①　", "[1] ", "〔1〕", "注：", "* ", "1 "])
def test_a_footnote_does_not_part_the_sentence_that_goes_on_overleaf(mark: str) -> None:
    note = f"{mark}产值按当年价格计算。"
    first = [*running(PARAGRAPHS[0], 700), (84, 640 - 18, 12, SPLIT[0]), (60, 110, 9, note)]
    content = drawn(first, [(60, 740, 12, SPLIT[1]), *running(PARAGRAPHS[2], 680)])
    text = content.text.split("\n")
    assert text == [PARAGRAPHS[0], "".join(SPLIT), note.replace("　", " "), PARAGRAPHS[2]]
    assert content.text[content.pages[1] :].startswith(SPLIT[1])


def test_small_print_without_a_mark_is_no_footnote() -> None:
    content = drawn([*running(PARAGRAPHS[0], 700), (60, 200, 9, "澜川市人民政府办公室印发")])
    assert content.text.split("\n")[-1] == "澜川市人民政府办公室印发"


def vertical(columns: Sequence[str]) -> list[tuple[float, float, float, str]]:
    return [
        (520 - 24 * number, 760 - 14 * row, 12, char)
        for number, column in enumerate(columns)
        for row, char in enumerate(column)
    ]


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("length", [20, 30, 40])
def test_vertical_writing_is_read_from_the_right_and_downwards(length: int) -> None:
    text = "　　" + PARAGRAPHS[0]
    columns = [text[start : start + length] for start in range(0, len(text), length)]
    assert drawn(vertical(columns)).text == PARAGRAPHS[0]


def test_marks_of_vertical_writing_and_radicals_are_the_usual_characters() -> None:
    assert [_character(ord(char)) for char in "︐︒﹁﹂⺠⼯⻛⻔"] == list("，。「」民工风门")


def test_small_raised_digits_do_not_run_into_a_number() -> None:
    assert drawn([(60, 700, 12, "面积25"), (96, 705, 6, "2"), (100, 700, 12, "万亩")]).text == "面积25²万亩"


def test_each_page_has_its_place_in_the_text() -> None:
    paragraphs = PARAGRAPHS * 8
    content = read_pdf(pdf_file(paragraphs))
    assert len(content.pages) == 3 and content.pages[0] == 0
    assert list(content.pages) == sorted(content.pages)
    # between pages nothing stands, and each begins with a word of a paragraph
    assert all(content.text[page].strip() for page in content.pages)
