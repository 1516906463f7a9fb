"""Documents of older programs (.doc, .wps) as text, with a program that the machine has: LibreOffice, antiword, catdoc.

Many files of these names are something else inside: rich text, web pages, newer Word. Those are read as what they are.
"""

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import olefile

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.encoding import declared_charset, decode
from corpus.readers.office.docx import read_docx
from corpus.readers.office.laid_out import profile
from corpus.readers.office.rtf import read_rtf
from corpus.readers.web.mail import read_mht
from corpus.readers.web.webpage import extract

MEDIA_TYPE = "application/msword"
SECONDS = 45  # less than a worker has
_MEMORY = 4 * 2**30  # of the program; LibreOffice maps far more than it uses


def read_legacy(data: bytes) -> Content:
    """Return the text of a document of an older word processor.

    :raises UnreadableError: If no program here can read it, or the one that is here cannot.
    """
    start = data[:2048].lstrip().lower()
    if data.startswith(b"PK\x03\x04"):
        return read_docx(data)
    if start.startswith(b"{\\rtf"):
        return read_rtf(data)
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"\xef\xbb\xbf<html")):
        text, encoding, warnings = decode(data, declared=declared_charset(data))
        visible, meta = extract(text)
        return Content(visible, encoding, warnings, meta)
    if start.startswith((b"mime-version:", b"from: <saved")):
        return read_mht(data)
    if not data.startswith(olefile.MAGIC) or len(data) < olefile.MINIMAL_OLEFILE_SIZE:
        raise UnreadableError("no document of Word or WPS; open it and save it as .docx", code="legacy_other")
    with tempfile.TemporaryDirectory(prefix="yinzheng-") as folder:
        source = Path(folder, "document.doc")
        source.write_bytes(data)
        if program := shutil.which("soffice") or shutil.which("libreoffice"):
            if not _has_directory(data):  # it would read the bytes of a damaged file as letters
                raise UnreadableError("the document is damaged; open it and save it as .docx", code="legacy_damaged")
            _run([program, "--headless", profile(folder), "--convert-to", "docx", "--outdir", folder, str(source)])
            converted = source.with_suffix(".docx")
            if converted.exists():
                return read_docx(converted.read_bytes())
        if program := shutil.which("antiword"):
            return _plain(_run([program, "-w", "0", "-m", "UTF-8.txt", str(source)]), "antiword")
        if program := shutil.which("catdoc"):
            return _plain(_run([program, "-w", "-d", "utf-8", str(source)]), "catdoc")
    raise UnreadableError(
        "no program here reads it: install LibreOffice or antiword, or open it and save it as .docx",
        code="legacy_no_program",
    )


def _has_directory(data: bytes) -> bool:
    """Say whether the directory of a compound file, as these programs wrote them, can be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return bool(file.listdir())
    except Exception:  # noqa: BLE001  whatever a damaged directory raises
        return False


def _run(command: list[str]) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, preexec_fn=_limits, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableError(
            "reading it took more than {seconds} s; open it and save it as .docx",
            code="legacy_too_long",
            seconds=SECONDS,
        ) from None
    except OSError as error:
        raise UnreadableError(
            "{program} did not start; open it and save it as .docx",
            code="legacy_did_not_start",
            program=os.path.basename(command[0]),
        ) from error
    return done.stdout


def _plain(output: bytes, program: str) -> Content:
    text = output.decode("utf-8", errors="replace")
    if not text.strip():
        raise UnreadableError(
            "{program} finds no text in it; open it and save it as .docx", code="legacy_no_text", program=program
        )
    return Content(text, warnings=(f"read with {program}: numbers of lists and tables may be missing",))


def _limits() -> None:
    """Give the program a limit of its own: it inherits a worker's, under which LibreOffice does not start."""
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ImportError, OSError, ValueError):
        return
