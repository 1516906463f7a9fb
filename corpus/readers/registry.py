"""The registry of formats: which reader takes a file, by the ending of its name."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from corpus.datamodel import Content
from corpus.errors import Message
from corpus.readers import docx, pdf, webpage
from corpus.readers.encoding import declared_charset, decode
from corpus.readers.tables import SUFFIXES


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


def _read_page(data: bytes) -> Content:
    text, encoding, warnings = decode(data, declared=declared_charset(data))
    visible, meta = webpage.extract(text)
    return Content(visible, encoding, warnings, meta)


_PLAIN = Format("text/plain", _read_plain)
_MARKDOWN = Format("text/markdown", _read_plain)
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
_SAVE = "open it and save it as {suffix}"
_EXPORT = "save it as {suffix}"
_MENDS = {
    **dict.fromkeys(
        (".doc", ".wps", ".rtf", ".odt", ".docm"), Message(_SAVE, code="mend_open_and_save", suffix=".docx")
    ),
    ".ofd": Message(_SAVE, code="mend_open_and_save", suffix=".pdf"),
    **dict.fromkeys((".ppt", ".pptx"), Message(_EXPORT, code="mend_save", suffix=".pdf")),
    **dict.fromkeys((".xls", ".xlsx", ".et"), Message(_EXPORT, code="mend_save", suffix=".csv")),
    **dict.fromkeys((".mht", ".mhtml"), Message("save the page as .html", code="mend_save_page")),
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
