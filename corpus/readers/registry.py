"""The registry of formats: which reader takes a file, by the ending of its name."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from corpus.datamodel import Content
from corpus.readers.encoding import declared_charset, decode
from corpus.readers.office import docx
from corpus.readers.pdf import text_layer as pdf
from corpus.readers.tabular.documents import SUFFIXES, read_table
from corpus.readers.tabular.markdown import write_out_tables
from corpus.readers.web import webpage


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one type are read.

    :param read: Bytes to content; raises UnreadableError.
    :param fragile: Whether a damaged file may cost its reader any time or memory, so that it needs a process of its
        own with limits.
    """

    media_type: str
    read: Callable[[bytes], Content]
    fragile: bool = False


def _read_plain(data: bytes) -> Content:
    return Content(*decode(data))


def _read_markdown(data: bytes) -> Content:
    text, encoding, warnings = decode(data)
    return Content(write_out_tables(text), encoding, warnings)


def _table(suffix: str) -> "Format":
    return Format("text/csv", lambda data: Content(*read_table(data, suffix)))


def _read_page(data: bytes) -> Content:
    text, encoding, warnings = decode(data, declared=declared_charset(data))
    visible, meta = webpage.extract(text)
    return Content(visible, encoding, warnings, meta)


_PLAIN = Format("text/plain", _read_plain)
_MARKDOWN = Format("text/markdown", _read_markdown)
_PAGE = Format("text/html", _read_page)
FORMATS = {
    ".txt": _PLAIN,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _PAGE,
    ".htm": _PAGE,
    ".docx": Format(docx.MEDIA_TYPE, docx.read_docx, fragile=True),
    ".pdf": Format(pdf.MEDIA_TYPE, pdf.read_pdf, fragile=True),
}
FORMATS |= {suffix: _table(suffix) for suffix in SUFFIXES}  # those that hold no text in a column: one document
_MENDS = {
    ".doc": "open it and save it as .docx",
    ".wps": "open it and save it as .docx",
    ".rtf": "open it and save it as .docx",
    ".odt": "open it and save it as .docx",
    ".docm": "open it and save it as .docx",
    ".ofd": "open it and save it as .pdf",
    ".ppt": "save it as .pdf",
    ".pptx": "save it as .pdf",
    ".xls": "save it as .csv",
    ".xlsx": "save it as .csv",
    ".et": "save it as .csv",
    ".mht": "save the page as .html",
    ".mhtml": "save the page as .html",
    ".rar": "unpack it",
    ".7z": "unpack it",
    ".zip": "an archive within an archive; unpack it",  # on the disk it is read, by `archives`
}
_SUPPORTED = ", ".join(sorted((*FORMATS, *SUFFIXES, ".zip")))


def suffix_of(path: str) -> str:
    """Return the ending of a path's last name, in lower case: `.txt`; empty if it has none."""
    return os.path.splitext(path.replace("\\", "/"))[1].lower()


def why_unsupported(suffix: str) -> str:
    """Return the reason for which files of this type cannot be read, or an empty text if they can."""
    if suffix in FORMATS or suffix in SUFFIXES:
        return ""
    if mend := _MENDS.get(suffix):
        return f"unsupported type {suffix!r}: {mend}"
    return f"unsupported type {suffix!r}; supported are {_SUPPORTED}"
