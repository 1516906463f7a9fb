"""Presentations (.pptx) as text: slides in order, on each what stands higher first; tables by rows, notes last."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.datamodel import Content
from corpus.readers.packages import opened
from corpus.readers.tabular.grid import Cell, table_lines

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def read_pptx(data: bytes) -> Content:
    """Return the text of a presentation, one line a paragraph; a slide is a page.

    :raises UnreadableError: If it is damaged or protected.
    """
    import pptx

    lines: list[str] = []
    pages: list[int] = []
    hidden: list[str] = []
    length = 0
    with opened(data, "a presentation"):
        for number, slide in enumerate(pptx.Presentation(io.BytesIO(data)).slides, 1):
            pages.append(length)
            if slide._element.get("show") == "0":
                hidden.append(str(number))
                continue
            found = [line for line in _shapes(slide.shapes) if line.strip()]
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
                found.extend(line for line in slide.notes_slide.notes_text_frame.text.splitlines() if line.strip())
            lines.extend(found)
            length += sum(len(line) + 1 for line in found)
    text = "\n".join(lines)
    warnings = (f"hidden slides, not read: {', '.join(hidden)}",) if hidden else ()
    return Content(text, warnings=warnings, pages=tuple(min(page, len(text)) for page in pages))


def _shapes(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if shape.shape_type == 6:  # a group
            yield from _shapes(shape.shapes)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield from table_lines(_rows(shape.table))
        elif shape.has_text_frame:
            yield from shape.text_frame.text.replace("\v", "\n").split("\n")


def _rows(table: Any) -> Iterator[list[Cell]]:
    for row in table.rows:
        yield [
            Cell(cell.text.replace("\v", "\n"), cell.span_height, cell.span_width)
            if cell.is_merge_origin
            else Cell(cell.text.replace("\v", "\n"))
            for cell in row.cells
            if not cell.is_spanned
        ]
