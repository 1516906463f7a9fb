"""The registry of formats: which reader takes a file, by the ending of its name."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from corpus.datamodel import Content
from corpus.errors import Message
from corpus.readers.encoding import declared_charset, decode
from corpus.readers.office import docx, legacy, ofd, opendocument, presentation, rtf, spreadsheet
from corpus.readers.pdf import scans
from corpus.readers.pdf import text_layer as pdf
from corpus.readers.tabular.documents import SUFFIXES, read_table
from corpus.readers.tabular.markdown import write_out_tables
from corpus.readers.tabular.tabbed import write_out_tabbed
from corpus.readers.web import epub, mail, webpage


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
    text, encoding, warnings = decode(data)
    return Content(write_out_tabbed(text), encoding, warnings)


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
    ".xlsx": Format(spreadsheet.XLSX, spreadsheet.read_xlsx, fragile=True),
    ".xlsm": Format(spreadsheet.XLSX, spreadsheet.read_xlsx, fragile=True),
    ".xls": Format(spreadsheet.XLS, spreadsheet.read_xls, fragile=True),
    ".et": Format(spreadsheet.XLS, spreadsheet.read_xls, fragile=True),
    ".pptx": Format(presentation.MEDIA_TYPE, presentation.read_pptx, fragile=True),
    ".rtf": Format(rtf.MEDIA_TYPE, rtf.read_rtf, fragile=True),
    **dict.fromkeys(
        (".odt", ".ods", ".odp"), Format(opendocument.MEDIA_TYPE, opendocument.read_opendocument, fragile=True)
    ),
    **dict.fromkeys((".doc", ".wps"), Format(legacy.MEDIA_TYPE, legacy.read_legacy, fragile=True)),
    ".ofd": Format(ofd.MEDIA_TYPE, ofd.read_ofd, fragile=True),
    ".epub": Format(epub.MEDIA_TYPE, epub.read_epub, fragile=True),
    ".eml": Format(mail.EML, mail.read_eml, fragile=True),
    ".msg": Format(mail.MSG, mail.read_msg, fragile=True),
    **dict.fromkeys((".mht", ".mhtml"), Format(mail.MHT, mail.read_mht, fragile=True)),
    **{suffix: Format(media_type, scans.read_picture, fragile=True) for suffix, media_type in scans.PICTURES.items()},
}
FORMATS |= {suffix: _table(suffix) for suffix in SUFFIXES}  # those that hold no text in a column: one document


def _save(suffix: str) -> Message:
    return Message("open it and save it as {suffix}", code="mend_open_and_save", suffix=suffix)


_MENDS = {
    **dict.fromkeys((".docm", ".dot", ".wpt", ".pages"), _save(".docx")),
    **dict.fromkeys((".xlsb", ".numbers"), _save(".xlsx")),
    **dict.fromkeys((".ppt", ".pps", ".dps", ".key"), _save(".pptx")),
    **dict.fromkeys((".ceb", ".caj"), _save(".pdf")),
    **dict.fromkeys((".mobi", ".azw3"), _save(".epub")),
    **dict.fromkeys((".rar", ".7z"), Message("unpack it", code="mend_unpack")),
    # on the disk it is read, by `archives`
    ".zip": Message("an archive within an archive; unpack it", code="mend_unpack_inner"),
}
_SUPPORTED = tuple(sorted((*FORMATS, *SUFFIXES, ".zip")))


def suffix_of(path: str) -> str:
    """Return the ending of a path's last name, in lower case: `.txt`; empty if it has none."""
    return os.path.splitext(path.replace("\\", "/"))[1].lower()


def why_unsupported(suffix: str) -> Message | None:
    """Return the reason for which files of this type cannot be read, or None if they can."""
    if suffix in FORMATS or suffix in SUFFIXES:
        return None
    if mend := _MENDS.get(suffix):
        return Message("unsupported type {suffix!r}: {mend}", code="unsupported_type_mend", suffix=suffix, mend=mend)
    if not suffix:
        return Message("unsupported type ''; supported are {supported}", code="no_suffix", supported=_SUPPORTED)
    return Message(
        "unsupported type {suffix!r}; supported are {supported}",
        code="unsupported_type",
        suffix=suffix,
        supported=_SUPPORTED,
    )
