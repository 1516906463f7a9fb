"""Rich text (.rtf) as text; rows of tables with the names of their columns."""

from itertools import groupby

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.tabular.grid import plain_rows, table_lines

MEDIA_TYPE = "application/rtf"


def read_rtf(data: bytes) -> Content:
    """Return the text of a rich text file, one line a paragraph.

    :raises UnreadableError: If it is none.
    """
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError("no rich text; open it and save it as .docx", code="rtf_other")
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except (ValueError, LookupError, AttributeError, TypeError, OverflowError):
        raise UnreadableError("rich text that is damaged; open it and save it as .docx", code="rtf_damaged") from None
    lines: list[str] = []
    for is_row, group in groupby(text.splitlines(), key=lambda line: line.count("|") > 1 and line.endswith("|")):
        rows = list(group)
        lines.extend(table_lines(plain_rows(row[:-1].split("|") for row in rows)) if is_row else rows)
    return Content("\n".join(lines))
