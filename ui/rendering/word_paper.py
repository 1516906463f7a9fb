"""Answers as a Word document in the shape of official documents: GB/T 9704-2012, with true footnotes.

A4, margins 37, 35, 28 and 26 mm; title 22 pt 小标宋; text 16 pt 仿宋, lines of 28.95 pt, two characters of indent;
headings 黑体. A citation is a footnote: where the words come from, and the words. A document that was cited before is
called by its first note. A list is a table of all its lines, whose head is on every page. Knows nothing of libraries.
"""

import io
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any
from xml.sax.saxutils import escape

from docx import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from rag import Citation
from ui.rendering import citation_markers, spreadsheet
from ui.rendering.references import Paper, cited, listed, one_line

_TITLE, _HEADING, _BODY = "方正小标宋简体", "黑体", "仿宋"
_BOUND = re.compile(r"[0-9A-Za-z.%]{2}|.[，。；：？！、》”’）]|[《“‘（].")  # what no line's end parts
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOTE = (
    '<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr>{font}'
    '<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r><w:r><w:rPr>{font}</w:rPr>'
    '<w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
)
_NARROW, _WIDE = 8, 40  # characters of a column that needs no more, and of one that gets no more
_ACROSS = 18.5  # characters of a line of the title, with room for the gaps beside figures
_LINES = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def document(papers: Sequence[Paper], title: str) -> bytes:
    """Return a document of one answer, titled by its question, or of several, each under its question."""
    made = _Document(title, headed=len(papers) > 1 or papers[0].question != title)
    for paper in papers:
        made.add(paper)
    return made.bytes()


class _Document:
    def __init__(self, title: str, *, headed: bool) -> None:
        self._word = Word()
        self._headed = headed
        self._notes: list[str] = []
        self._first: dict[str, int] = {}  # where a document's words come from -> the note that says so
        section = self._word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        _number(section.footer.paragraphs[0])
        normal = self._word.styles["Normal"]
        _font(normal, _BODY, 16)
        spacing = normal.paragraph_format
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28.95)
        spacing.space_after = Pt(0)
        for name, font in (("Title", _TITLE), ("Heading 1", _HEADING)):
            _font(self._word.styles[name], font, 22 if name == "Title" else 16)
        _chinese(self._word.styles.element)
        # the number before a note is as large as its paragraph's style says, whatever its own run does
        small = self._word.styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
        _font(small, _BODY, 9)
        for name, font in (("Table Head", _HEADING), ("Table Text", _BODY)):
            cell = self._word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            _font(cell, font, 10.5)
            cell.paragraph_format.line_spacing, cell.paragraph_format.space_after = Pt(15), Pt(0)
        small.paragraph_format.line_spacing, small.paragraph_format.space_after = Pt(13), Pt(0)
        head = self._word.add_paragraph(style="Title")
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head.paragraph_format.space_after = Pt(29)
        head.add_run(_xml(balanced(one_line(title))))

    def add(self, paper: Paper) -> None:
        paper = listed(paper)
        if self._headed:
            self._indented("Heading 1").add_run(_xml(one_line(paper.question)))
        citations = {citation.number: citation for citation in paper.citations}
        paragraph, behind = self._indented(), 0
        for part in citation_markers.parts(paper.text.strip(), (), list(citations)):
            if part.number is not None:
                if behind == part.start > 0:  # 2 and 3 are not 23
                    paragraph.add_run(",").font.superscript = True
                behind = part.end
                self._note(paragraph, citations[part.number], paper.remarks.get(part.number, ""))
                continue
            first, *others = paper.text.strip()[part.start : part.end].split("\n")
            paragraph.add_run(_xml(first))
            for line in others:
                paragraph = self._indented()
                paragraph.add_run(_xml(line))
        if spreadsheet.is_table(paper.rows):
            paragraph.paragraph_format.space_after = Pt(8)
            self._table(*spreadsheet.printed(paper.rows))

    def _table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        longest = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
        narrow = [min(length, _NARROW) * Pt(11) + Mm(4) for length in longest]
        wide = [at for at, length in enumerate(longest) if length > _NARROW]
        room = Mm(156) - sum(width for at, width in enumerate(narrow) if at not in wide)
        share = sum(min(longest[at], _WIDE) for at in wide)
        for at in wide:
            narrow[at] = int(room * min(longest[at], _WIDE) / share)
        table = self._word.add_table(0, len(head), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, narrow, strict=True):  # LibreOffice goes by these, Word by the cells
            column.width = width
        for number, row in enumerate((head, *rows)):
            line = table.add_row()
            properties = line._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, width, text in zip(line.cells, narrow, row, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.style = "Table Head" if number == 0 else "Table Text"
                paragraph.add_run(_xml(text))
        self._indented()

    def bytes(self) -> bytes:
        notes = f"<w:footnotes {nsdecls('w')}>{_LINES}{''.join(self._notes)}</w:footnotes>"
        name, package = PackURI("/word/footnotes.xml"), self._word.part.package
        content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{notes}'.encode()
        self._word.part.relate_to(Part(name, CONTENT_TYPE.WML_FOOTNOTES, content, package), RELATIONSHIP_TYPE.FOOTNOTES)
        kept = io.BytesIO()
        self._word.save(kept)
        return kept.getvalue()

    def _indented(self, style: str | None = None) -> Any:
        paragraph = self._word.add_paragraph(style=style)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        return paragraph

    def _note(self, paragraph: Any, citation: Citation, remark: str) -> None:
        number = len(self._notes) + 1
        source = cited(citation)
        earlier = self._first.setdefault(source, number)
        said = source if earlier == number else f"同注 {earlier}"
        text = escape(_xml(f"{said}{f'（{remark}）' if remark else ''}。原文：“{one_line(citation.quote)}”"))
        font = f'<w:rFonts w:eastAsia="{_BODY}"/><w:sz w:val="18"/>'
        self._notes.append(_NOTE.format(number=number, text=text, font=font))
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(number))
        run._r.append(reference)


def balanced(title: str) -> str:
    r"""Return a title of more than one line in two of about the same length, parted behind a mark if one is near.

    >>> balanced("澜川市2023年竹纸全产业链产值是多少？有哪三个坚持？")
    '澜川市2023年竹纸全产业链产值是多少？\n有哪三个坚持？'
    """
    widths = [0.5 if char < "\x7f" else 1.0 for char in title]
    if not _ACROSS < sum(widths) <= 2 * _ACROSS:
        return title
    reach = list(accumulate(widths))
    fits = [at for at in range(1, len(title)) if max(reach[at - 1], reach[-1] - reach[at - 1]) <= _ACROSS]
    fits = [at for at in fits if not _BOUND.match(title[at - 1 : at + 1])]
    if not fits:
        return title
    marked = [at for at in fits if title[at - 1] in "，。；：？！、》”"]
    at = min(marked or fits, key=lambda place: abs(reach[place - 1] - reach[-1] / 2))
    return f"{title[:at]}\n{title[at:]}"


def _chinese(styles: Any) -> None:
    """Say that the text is Chinese of the mainland: else its marks stand in the middle of their squares."""
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _font(style: Any, east_asian: str, points: float) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win
    fonts.set(qn("w:eastAsia"), east_asian)
    style.font.name = "Times New Roman"
    style.font.size, style.font.bold, style.font.italic = Pt(points), False, False
    style.font.color.rgb = None
    borders = style.element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if borders is not None:
        borders.getparent().remove(borders)


def _number(paragraph: Any) -> None:
    """Make a paragraph the page's number, `— 1 —`."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    paragraph.add_run(" —")


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
