import io
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import UnreadableError
from corpus.readers.office.docx import read_docx
from corpus.readers.office.docx_numbering import write_number
from tests.support.document_makers import PARAGRAPHS, TITLE, word_bytes, word_file


def body(*xml: str) -> str:
    document = docx.Document()
    for element in xml:
        parsed = parse_xml(f"<w:body {nsdecls('w')}>{element}</w:body>")
        for child in list(parsed):
            document.element.body.insert(len(document.element.body) - 1, child)
    return read_docx(word_bytes(document)).text


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_paragraphs_are_lines() -> None:
    assert read_docx(word_file()).text.split("\n") == [TITLE, *PARAGRAPHS]


def test_tables_stand_where_they_stand() -> None:
    document = docx.Document()
    document.add_paragraph("上")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("区县", "产值", "竹溪", "9亿元"), strict=True
    ):
        cell.text = text
    document.add_paragraph("下")
    assert read_docx(word_bytes(document)).text == "上\n区县：竹溪｜产值：9亿元\n下"


def test_a_table_that_lays_out_a_page_gives_paragraphs() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell.text = "第一段。"
    cell.add_paragraph("第二段。")
    assert read_docx(word_bytes(document)).text == "第一段。\n第二段。"


def test_headers_and_footers_are_left_out() -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    assert read_docx(word_bytes(document)).text == "正文。"


def test_deletions_are_out_and_insertions_in() -> None:
    assert (
        body(
            f"<w:p>{run('增长')}<w:del w:id='1'><w:r><w:delText>九</w:delText></w:r></w:del>"
            f"<w:ins w:id='2'>{run('十')}</w:ins>{run('个百分点')}</w:p>"
        )
        == "增长十个百分点"
    )


def test_what_was_moved_is_read_once_where_it_is_now() -> None:
    moved = f"<w:moveFrom w:id='3'>{run('先建厂。')}</w:moveFrom>"
    there = f"<w:moveTo w:id='4'>{run('先建厂。')}</w:moveTo>"
    assert body(f"<w:p>{moved}{run('再修路。')}</w:p>", f"<w:p>{there}</w:p>") == "再修路。\n先建厂。"


def test_a_deleted_paragraph_and_a_deleted_quotation_are_never_read() -> None:
    gone = "<w:del w:id='5'><w:r><w:delText>顾望舒说：“停办。”</w:delText></w:r></w:del>"
    mark = "<w:pPr><w:rPr><w:del w:id='6'/></w:rPr></w:pPr>"
    assert body(f"<w:p>{mark}{gone}</w:p>", f"<w:p>{run('继续办。')}</w:p>").strip() == "继续办。"


def test_a_deleted_row_is_out() -> None:
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc></w:tr>"
    gone = row.format("<w:trPr><w:del w:id='1'/></w:trPr>", run("删"))
    assert body(f"<w:tbl>{gone}{row.format('', run('留'))}</w:tbl>") == "留"


def test_links_controls_and_boxes_keep_their_text() -> None:
    assert (
        body(
            f"<w:p>{run('见')}<w:hyperlink>{run('公报')}</w:hyperlink></w:p>",
            f"<w:sdt><w:sdtContent><w:p>{run('控件里的段落')}</w:p></w:sdtContent></w:sdt>",
            f"<w:p>{run('正文')}<w:r><w:pict><w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent></w:pict></w:r></w:p>",
        )
        == "见公报\n控件里的段落\n正文\n框"
    )


def test_a_box_that_is_there_twice_for_older_programs_is_read_once() -> None:
    # as WPS and Word write it: the box, and once more as VML for programs that know no boxes
    spaces = (
        "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
        "xmlns:v='urn:schemas-microsoft-com:vml' "
        "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'"
    )
    inside = f"<w:txbxContent><w:p>{run('框里的话。')}</w:p></w:txbxContent>"
    box = (
        f"<mc:AlternateContent {spaces}><mc:Choice Requires='wps'><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert body(f"<w:p>{run('正文。')}<w:r>{box}</w:r></w:p>") == "正文。\n框里的话。"


def test_tables_within_tables_lose_nothing_and_say_nothing_twice() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "县", "青岑", "九亿元"
    inner = table.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "产值", "（亿元）"
    assert read_docx(word_bytes(document)).text == "县：青岑｜产值｜（亿元）：九亿元"


def test_text_that_is_marked_as_not_hidden_is_read() -> None:
    assert body("<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>露</w:t></w:r></w:p>") == "露"


def test_formulas_keep_their_characters() -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    assert body(f"<w:p>{run('按')}<m:oMath xmlns:m='{math}'><m:r><m:t>a+b</m:t></m:r></m:oMath>{run('计')}</w:p>") == (
        "按a+b计"
    )


def test_the_strict_variant_of_the_format_is_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            for family in (b"officeDocument", b"wordprocessingml"):
                old = b"http://schemas.openxmlformats.org/" + family + b"/2006/"
                part = part.replace(old, b"http://purl.oclc.org/ooxml/" + family + b"/")
            target.writestr(name, part)
    assert read_docx(stream.getvalue()).text == read_docx(word_file()).text


def test_hidden_text_fields_and_ruby_are_out() -> None:
    assert (
        body(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
            f"<w:r><w:ruby><w:rt>{run('guó')}</w:rt><w:rubyBase>{run('國')}</w:rubyBase></w:ruby></w:r>{run('家')}</w:p>"
        )
        == "國家"
    )


def test_automatic_numbers_are_written_out() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f"<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for level, form, text in (
            (0, "chineseCountingThousand", "%1、"),
            (1, "chineseCounting", "（%2）"),
            (2, "decimal", "%3."),
        )
    )
    for xml in (
        f"<w:abstractNum {nsdecls('w')} w:abstractNumId='7'>{levels}</w:abstractNum>",
        f"<w:num {nsdecls('w')} w:numId='3'><w:abstractNumId w:val='7'/></w:num>",
    ):
        numbering.append(parse_xml(xml))
    for level, text in ((0, "总结"), (1, "成绩"), (2, "产值"), (2, "就业"), (1, "问题"), (0, "部署"), (1, "重点")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='3'/></w:numPr>"))
    assert read_docx(word_bytes(document)).text.split("\n") == [
        "一、总结", "（一）成绩", "1. 产值", "2. 就业", "（二）问题", "二、部署", "（一）重点",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (30, "japaneseCounting", "三十"),
        (3, "decimalEnclosedCircle", "③"),
        (4, "lowerRoman", "iv"),
        (2, "upperLetter", "B"),
        (120, "chineseCounting", "一百二十"),
        (5, "nothing known", "5"),
    ],
)
def test_numbers_are_written_as_word_does(number: int, form: str, text: str) -> None:
    assert write_number(number, form) == text


@pytest.mark.parametrize("note", ["footnote", "endnote"])
def test_notes_come_last_without_what_was_deleted_in_them(note: str) -> None:
    # python-docx makes no notes: put the part into the package
    source = zipfile.ZipFile(io.BytesIO(word_file(["正文。"])))
    kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{note}s+xml"
    link = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{note}s"
    deleted = "<w:del w:id='9'><w:r><w:delText>旧</w:delText></w:r></w:del>"
    notes = (
        f"<w:{note}s {nsdecls('w')}><w:{note} w:type='separator' w:id='0'><w:p>{run('线')}</w:p></w:{note}>"
        f"<w:{note} w:id='2'><w:p>{deleted}{run('数据来自年鉴。')}</w:p></w:{note}></w:{note}s>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode("utf-8", errors="surrogateescape")
            if name == "[Content_Types].xml":
                data = data.replace(
                    "</Types>", f"<Override PartName='/word/{note}s.xml' ContentType='{kind}'/></Types>"
                )
            if name == "word/_rels/document.xml.rels":
                data = data.replace(
                    "</Relationships>", f"<Relationship Id='n9' Type='{link}' Target='{note}s.xml'/></Relationships>"
                )
            target.writestr(name, data.encode("utf-8", errors="surrogateescape"))
        target.writestr(f"word/{note}s.xml", notes)
    assert read_docx(stream.getvalue()).text == "正文。\n数据来自年鉴。"


def test_properties_are_kept_apart_from_facts() -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    document.core_properties.title, document.core_properties.author = TITLE, "打字员"
    meta = dict(read_docx(word_bytes(document)).meta)
    assert meta["title"] == TITLE
    assert meta["file.author"] == "打字员"
    assert "author" not in meta and "date" not in meta


@pytest.mark.parametrize("data", [b"PK\x03\x04", word_file()[:3000], b"\x00" * 100, word_file().replace(b"w", b"v")])
def test_damage_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read_docx(data)


def test_a_password_is_reported() -> None:
    with pytest.raises(UnreadableError, match="password"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(*paragraphs: str, merge: str = "", span: int = 1) -> str:
    merged = {"": "", "restart": "<w:vMerge w:val='restart'/>", "continue": "<w:vMerge/>"}[merge]
    properties = f"<w:tcPr><w:gridSpan w:val='{span}'/>{merged}</w:tcPr>"
    return f"<w:tc>{properties}{''.join(f'<w:p>{run(text)}</w:p>' for text in paragraphs)}</w:tc>"


HEAD = cell("乡镇") + cell("粮食（万吨）") + cell("茶叶（亿元）")


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ((HEAD, cell("石塘镇") + cell("3.6") + cell("")), "乡镇：石塘镇｜粮食（万吨）：3.6｜茶叶（亿元）：—"),
        ((HEAD, cell("石塘镇") + cell("") + cell("2.8")), "乡镇：石塘镇｜粮食（万吨）：—｜茶叶（亿元）：2.8"),
        ((HEAD, cell("石塘镇") + cell("合计", span=2)), "乡镇：石塘镇｜粮食（万吨）、茶叶（亿元）：合计"),
        ((HEAD, cell("石塘镇") + cell("县水利局", "县住建局") + cell("9")),
         "乡镇：石塘镇｜粮食（万吨）：县水利局 县住建局｜茶叶（亿元）：9"),
        (("<w:trPr><w:tblHeader/></w:trPr>" + cell("1月") + cell("2月"), cell("7") + cell("8")), "1月：7｜2月：8"),
        ((HEAD, "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("3.6") + cell("2.8")),
         "乡镇：—｜粮食（万吨）：3.6｜茶叶（亿元）：2.8"),
    ],
)  # fmt: skip
def test_a_value_stands_under_its_own_column(rows: tuple[str, ...], line: str) -> None:
    assert body(table(*rows)) == line


def test_a_cell_merged_downwards_stands_in_each_row() -> None:
    rows = (
        cell("类别") + cell("项目"),
        cell("交通", merge="restart") + cell("大桥"),
        cell("", merge="continue") + cell("环路"),
        cell("水利") + cell("水库"),
    )
    assert body(table(*rows)).split("\n") == [
        "类别：交通｜项目：大桥",
        "类别：交通｜项目：环路",
        "类别：水利｜项目：水库",
    ]


def numbered(document: "docx.document.Document", levels: str, nums: str, items: list[tuple[str, int]]) -> list[str]:
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    whole = parse_xml(f"<w:numbering {nsdecls('w')}>{levels}{nums}</w:numbering>")
    for child in list(whole):
        numbering.append(child)
    for number, level in items:
        properties = document.add_paragraph("项")._p.get_or_add_pPr()
        xml = f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
        properties.append(parse_xml(xml))
    return [line.removesuffix("项").strip() for line in read_docx(word_bytes(document)).text.split("\n")]


def level(number: int, form: str, pattern: str, more: str = "") -> str:
    shown = f"<w:numFmt w:val='{form}'/>{more}<w:lvlText w:val='{pattern}'/>"
    return f"<w:lvl w:ilvl='{number}'><w:start w:val='1'/>{shown}</w:lvl>"


def abstract(*levels: str) -> str:
    return f"<w:abstractNum w:abstractNumId='7'>{''.join(levels)}</w:abstractNum>"


def num(number: str, more: str = "") -> str:
    return f"<w:num w:numId='{number}'><w:abstractNumId w:val='7'/>{more}</w:num>"


RESTART = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"


@pytest.mark.parametrize(
    ("levels", "nums", "items", "labels"),
    [
        ([level(0, "decimal", "%1.")], num("1") + num("2", RESTART), "10 10 20 20 10", "1. 2. 1. 2. 3."),
        ([level(0, "decimal", "%1.")], num("1") + num("2"), "10 20", "1. 2."),
        ([level(0, "decimal", "%1.")], num("1", RESTART.replace("val='1'/><", "val='5'/><")), "10 10", "5. 6."),
        ([level(0, "ideographTraditional", "%1、")], num("1"), "10 10 10", "甲、 乙、 丙、"),
        ([level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>")], num("1"), "10 11 11",
         "一、 1.1 1.2"),
        ([level(0, "decimal", "%1."), level(1, "decimal", "%2)", "<w:lvlRestart w:val='0'/>")], num("1"), "10 11 10 11",
         "1. 1) 2. 2)"),
        ([level(0, "decimal", "%1.")],
         num("1", f"<w:lvlOverride w:ilvl='0'>{level(0, 'ideographZodiac', '%1.')}</w:lvlOverride>"),
         "10 10", "子. 丑."),
    ],
)  # fmt: skip
def test_numbers_are_those_that_word_shows(levels: list[str], nums: str, items: str, labels: str) -> None:
    pairs = [(int(item[0]), int(item[1])) for item in items.split()]
    assert numbered(docx.Document(), abstract(*levels), nums, pairs) == labels.split()


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (2, "ideographLegalTraditional", "貳"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (13, "ideographZodiacTraditional", "丙子"),
        (105, "chineseCountingThousand", "一百零五"),
        (20, "ideographDigital", "二〇"),
        (3, "decimalEnclosedParen", "⑶"),
        (7, "decimalZero", "07"),
        (28, "lowerLetter", "bb"),
        (49, "upperRoman", "XLIX"),
        (11, "ideographTraditional", "11"),
    ],
)
def test_numbers_of_chinese_lists(number: int, form: str, text: str) -> None:
    assert write_number(number, form) == text


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_what_is_struck_through_is_out_and_said(mark: str) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("目标定为")
    setattr(paragraph.add_run("十八亿元").font, {"strike": "strike", "dstrike": "double_strike"}[mark], True)
    paragraph.add_run("二十一亿元")
    setattr(paragraph.add_run("。").font, {"strike": "strike", "dstrike": "double_strike"}[mark], False)
    content = read_docx(word_bytes(document))
    assert content.text == "目标定为二十一亿元。"
    assert content.warnings == ("struck-through text is left out: 十八亿元",)


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.htm", "<meta charset='utf-8'><p>建三条线路。</p>".encode(), "建三条线路。"),
        ("b.html", "<meta charset='gbk'><p>建三条线路。</p>".encode("gbk"), "建三条线路。"),
        ("c.txt", "建三条线路。".encode(), "建三条线路。"),
        ("d.htm", b"<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a：1｜b：2"),
        ("e.bin", b"\x00\x01", ""),
    ],
)
def test_a_document_within_a_document_is_read_or_said(name: str, data: bytes, text: str) -> None:
    document = docx.Document()
    document.add_paragraph("前。")
    part = Part(PackURI(f"/word/{name}"), "application/octet-stream", data, document.part.package)
    link = document.part.relate_to(part, RELATIONSHIP_TYPE.A_F_CHUNK)
    chunk = f"<w:altChunk {nsdecls('w', 'r')} r:id='{link}'/>"
    document.element.body.insert(1, parse_xml(chunk))
    content = read_docx(word_bytes(document))
    assert content.text.split("\n") == (["前。", text] if text else ["前。"])
    assert bool(content.warnings) is not bool(text)
