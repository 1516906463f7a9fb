import io

import pptx
import pytest
from pptx.util import Inches

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.office.presentation import read_pptx


def read(presentation: "pptx.presentation.Presentation") -> Content:
    stream = io.BytesIO()
    presentation.save(stream)
    return read_pptx(stream.getvalue())


def test_slides_are_pages_with_tables_and_notes() -> None:
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[5])
    first.shapes.title.text = "竹纸产业推进会"
    table = first.shapes.add_table(2, 2, 0, Inches(3), Inches(4), Inches(1)).table
    for number, text in enumerate(("县", "产值", "青岑", "9")):
        table.cell(number // 2, number % 2).text = text
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "下一步"
    second.notes_slide.notes_text_frame.text = "讲稿：产值要突破十亿元。"
    content = read(presentation)
    assert content.text.split("\n") == ["竹纸产业推进会", "县：青岑｜产值：9", "下一步", "讲稿：产值要突破十亿元。"]
    assert [content.text[page : page + 3] for page in content.pages] == ["竹纸产", "下一步"]


def test_shapes_are_read_from_the_top_down_and_groups_too() -> None:
    presentation = pptx.Presentation()
    shapes = presentation.slides.add_slide(presentation.slide_layouts[6]).shapes
    group = shapes.add_group_shape()
    for top, text, parent in ((5, "下", shapes), (1, "上", shapes), (3, "组", group.shapes)):
        parent.add_textbox(0, Inches(top), Inches(1), Inches(1)).text_frame.text = text
    assert read(presentation).text == "上\n组\n下"


def test_hidden_slides_are_left_out_and_said() -> None:
    presentation = pptx.Presentation()
    for text in ("见", "藏"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = text
    slide._element.set("show", "0")
    content = read(presentation)
    assert (content.text, content.warnings) == ("见", ("hidden slides, not read: 2",))


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\x00" * 99])
def test_damage_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read_pptx(data)
