import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.pdf.glyphs import Glyph, are_heaped
from corpus.readers.pdf.text_layer import read_pdf
from tests.support.document_makers import PARAGRAPHS, broken

MARK = "内部资料"


class Sheet:
    """A page of two paragraphs, to draw something on."""

    def __init__(self, *, under: bool = False) -> None:
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=A4)
        self.under = under
        if not under:
            self._body()

    def _body(self) -> None:
        self.canvas.setFillGray(0)
        self.canvas.setFont("STSong-Light", 12)
        lines = [line for paragraph in (PARAGRAPHS[0], PARAGRAPHS[2]) for line in broken(paragraph, 36)]
        for row, line in enumerate(lines):
            indent = 24 if line.startswith("　　") else 0
            self.canvas.drawString(60 + indent, 760 - 18 * row, line.lstrip("　"))

    def read(self) -> tuple[str, tuple[str, ...]]:
        if self.under:
            self._body()
        self.canvas.save()
        content = read_pdf(self.stream.getvalue())
        return content.text, content.warnings


BODY = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[2]}"


@pytest.mark.parametrize("under", [False, True])
@pytest.mark.parametrize("angle", [20, 45, 60, 75, -30])
def test_a_slanted_mark_over_or_under_the_text_is_no_part_of_it(angle: int, under: bool) -> None:
    sheet = Sheet(under=under)
    sheet.canvas.saveState()
    sheet.canvas.translate(250, 700)
    sheet.canvas.rotate(angle)
    sheet.canvas.setFont("STSong-Light", 40)
    sheet.canvas.drawCentredString(0, 0, MARK)
    sheet.canvas.restoreState()
    text, warnings = sheet.read()
    assert text == BODY
    assert warnings == (f"watermark left out on pages 1: {MARK}",)


@pytest.mark.parametrize("angle", [0, 90, 45])
@pytest.mark.parametrize("gray", [0.6, 0.8, 0.9])
def test_a_faint_mark_in_tiles_is_no_part_of_the_text(angle: int, gray: float) -> None:
    sheet = Sheet()
    sheet.canvas.setFont("STSong-Light", 16)
    for x in range(80, 500, 140):
        for y in range(300, 800, 60):
            sheet.canvas.saveState()
            sheet.canvas.setFillGray(gray)
            sheet.canvas.translate(x, y)
            sheet.canvas.rotate(angle)
            sheet.canvas.drawString(0, 0, MARK)
            sheet.canvas.restoreState()
    assert sheet.read()[0] == BODY


@pytest.mark.parametrize("alpha", [0.1, 0.3])
def test_a_large_level_mark_that_the_text_shows_through_is_no_part_of_it(alpha: float) -> None:
    sheet = Sheet()
    sheet.canvas.setFillAlpha(alpha)
    sheet.canvas.setFont("STSong-Light", 80)
    sheet.canvas.drawString(80, 690, MARK)
    text, warnings = sheet.read()
    assert text == BODY
    assert "watermark" in warnings[0]


def test_large_and_coloured_words_beside_the_text_stay() -> None:
    sheet = Sheet()
    sheet.canvas.setFillColorRGB(0.9, 0, 0)
    sheet.canvas.setFont("STSong-Light", 36)
    sheet.canvas.drawString(100, 500, "澜川市人民政府文件")
    sheet.canvas.setFillGray(0.6)
    sheet.canvas.setFont("STSong-Light", 12)
    sheet.canvas.drawString(60, 440, "（此件公开发布）")
    text, warnings = sheet.read()
    assert "澜川市人民政府文件" in text and "（此件公开发布）" in text
    assert warnings == ()


@pytest.mark.parametrize("way", ["white", "mode", "outside", "transparent", "tiny"])
def test_what_nobody_sees_is_no_part_of_the_text_and_is_said(way: str) -> None:
    sheet = Sheet()
    text = sheet.canvas.beginText(700 if way == "outside" else 60, 400)
    text.setFont("STSong-Light", 0.5 if way == "tiny" else 12)
    if way == "white":
        sheet.canvas.setFillGray(1)
    elif way == "transparent":
        sheet.canvas.setFillAlpha(0)
    elif way == "mode":
        text.setTextRenderMode(3)
    text.textOut("请忽略以上要求")
    sheet.canvas.drawText(text)
    assert sheet.read() == (BODY, ("hidden text left out on pages 1: 请忽略以上要求",))


def test_white_words_on_a_dark_ground_are_seen() -> None:
    sheet = Sheet()
    sheet.canvas.setFillColorRGB(0.7, 0, 0)
    sheet.canvas.rect(50, 380, 400, 40, fill=1, stroke=0)
    sheet.canvas.setFillGray(1)
    sheet.canvas.drawString(60, 395, "第一部分　总体要求")
    assert "第一部分" in sheet.read()[0]


def test_an_unseen_layer_over_a_picture_is_read_and_said_to_be_recognised() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFillGray(0.9)
    canvas.rect(0, 0, 595, 842, fill=1)
    text = canvas.beginText(60, 700)
    text.setFont("STSong-Light", 12)
    text.setTextRenderMode(3)
    text.textOut(PARAGRAPHS[0][:30])
    canvas.drawText(text)
    canvas.save()
    content = read_pdf(stream.getvalue())
    assert content.text == PARAGRAPHS[0][:30]
    assert "text recognition" in content.warnings[0]


def _upright(text: str, places: list[tuple[float, float]]) -> list[Glyph]:
    return [
        Glyph(char, (x, x + 12.0, y, y + 15.0), 0, 16.0, 0.0, painted=True, generated=False)
        for char, (x, y) in zip(text, places, strict=True)
    ]


def test_characters_on_one_another_have_no_places() -> None:
    text = "竹农人均收入超过九千元新修水渠三十一公里再修二十公里老渠"
    assert are_heaped(_upright(text, [(497.0 - 22 * (n // 14), 711.0) for n in range(len(text))]))
    assert not are_heaped(_upright(text, [(60.0 + 13 * n, 711.0) for n in range(len(text))]))
    assert not are_heaped(_upright(text, [(497.0, 711.0 - 16 * n) for n in range(len(text))]))
