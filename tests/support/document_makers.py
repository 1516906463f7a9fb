"""Word and PDF files of fictional text, made for tests."""

import io
from collections.abc import Sequence

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

TITLE = "在澜川市竹纸产业推进会上的讲话"
PARAGRAPHS = (
    "同志们，今天我们召开全市竹纸产业推进会，主要任务是总结去年工作，部署今年任务，动员全市上下坚定信心，"
    "推动竹纸产业高质量发展再上新台阶，为澜川现代化建设作出新的更大贡献。",
    # no line of one character where it is broken: PDFium passes over such a text where the machine has no Chinese font
    "一、提高认识，增强发展竹纸产业的紧迫感",
    "去年，全市竹纸产业产值达到180亿元，同比增长12.5%，带动就业3.2万人，新增规模以上企业26家，"
    "建成研发平台2个，制定行业标准5项，培育名牌产品14个，出口额首次突破10亿元大关。",
    "二、突出重点，推动产业转型升级",
    "各区县、各部门要结合实际，制定具体方案，明确责任分工，细化时间节点，确保各项任务落到实处、见到成效，"
    "以优异成绩向全市人民交上一份满意的答卷。",
)

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def word_file(paragraphs: Sequence[str] = (TITLE, *PARAGRAPHS)) -> bytes:
    """Return a .docx of these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return word_bytes(document)


def word_bytes(document: "docx.document.Document") -> bytes:
    """Return a .docx as bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_file(
    paragraphs: Sequence[str] = PARAGRAPHS * 4,
    *,
    title: str = TITLE,
    columns: int = 1,
    across: bool = False,
    header: str = "澜川市人民政府公报　2024年第3期",
    password: str = "",
    turned: int = 0,
) -> bytes:
    """Return a .pdf: title, indented paragraphs broken into lines, a header and a page number on every page.

    :param turned: Degrees by which the lines of each page are turned counterclockwise.
    :param across: Whether lines are drawn across the columns, row by row, as some programs do.
    """
    stream = io.BytesIO()
    sheet = A4 if turned in (0, 180) else A4[::-1]
    canvas = Canvas(stream, pagesize=sheet, encrypt=StandardEncryption(password) if password else None)
    width = (475 - 30 * (columns - 1)) / columns
    lines = [line for paragraph in paragraphs for line in broken(paragraph, int(width // 12))]
    room, page = 38, 0
    while lines or page == 0:
        if turned:
            canvas.translate(sheet[0] / 2, sheet[1] / 2)
            canvas.rotate(turned)
            canvas.translate(-297, -421)
        top = 740
        if page == 0 and title:
            canvas.setFont("STSong-Light", 20)
            canvas.drawCentredString(297, 720, title)
            top = 660
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(297, 800, header)
        canvas.drawCentredString(297, 40, f"— {page + 1} —")
        canvas.setFont("STSong-Light", 12)
        count = room if top == 740 else room - 5
        blocks = [lines[n * count : (n + 1) * count] for n in range(columns)]
        lines = lines[columns * count :]
        drawn = [(row, column, text) for column, block in enumerate(blocks) for row, text in enumerate(block)]
        for row, column, text in sorted(drawn) if across else drawn:
            indent = 24 if text.startswith("　　") else 0
            canvas.drawString(60 + column * (width + 30) + indent, top - row * 18, text.lstrip("　"))
        canvas.showPage()
        page += 1
    canvas.save()
    return stream.getvalue()


def scanned_file(pages: int = 2, *, text_on: int = -1) -> bytes:
    """Return a .pdf whose pages are pictures; the page `text_on` has a text layer.

    The pages are small: what recognition costs grows with them, and on these it finds nothing.
    """
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(440, 260))
    for page in range(pages):
        canvas.setFillGray(0.6)
        canvas.rect(20, 20, 400, 220, fill=1)
        if page == text_on:
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(40, 120, PARAGRAPHS[0][:30])
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def broken(paragraph: str, width: int) -> list[str]:
    """Return a paragraph as indented lines `width` Chinese characters wide."""
    lines, used = ["　　"], 2.0
    for char in paragraph:
        wide = 1.0 if char > "\x7f" else 0.5
        if used + wide > width:
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += wide
    return lines
