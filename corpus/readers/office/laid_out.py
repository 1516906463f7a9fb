"""Documents of word processors as PDF, laid out as they are printed: by LibreOffice, where the machine has it.

It runs with a profile of its own that is thrown away, runs no macro, and fetches nothing that a document links to.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableError

LAID_OUT = (".docx", ".doc", ".wps", ".rtf", ".odt")
SECONDS = 60  # for one document; of a document of a hundred pages LibreOffice takes five
MOST_PAGES = 300
_LARGEST = 64 << 20  # bytes of the PDF
_MEMORY = 4 * 2**30  # of the program; it maps far more than it uses
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    # a proxy that is not there: what is fetched all the same fails
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_COMMANDS = {
    "darwin": "brew install --cask libreoffice",
    "win32": "winget install TheDocumentFoundation.LibreOffice",
}


def program() -> str | None:
    """Return where LibreOffice is; None if it is not here."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def command() -> str:
    """Return the command that brings it on this system."""
    return _COMMANDS.get(sys.platform, "sudo apt install libreoffice-writer")


def profile(folder: str) -> str:
    """Make a profile for LibreOffice in a folder, by which it runs no macro and fetches nothing; return its option."""
    user = Path(folder, "profile", "user")
    user.mkdir(parents=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
    return f"-env:UserInstallation={user.parent.as_uri()}"


def as_pdf(data: bytes, suffix: str) -> bytes:
    """Return a document as PDF, of a longer one the first three hundred pages.

    :raises UnreadableError: If there is no LibreOffice, or it cannot lay the document out, or not soon enough.
    """
    found = program()
    if found is None:
        raise UnreadableError(
            "to see it as laid out, install LibreOffice: {command}", code="layout_no_program", command=command()
        )
    if suffix not in LAID_OUT:
        raise UnreadableError("a file of this type has no pages to be seen", code="page_undrawable")
    with tempfile.TemporaryDirectory(prefix="yinzheng-") as folder:
        source = Path(folder, f"document{suffix}")
        source.write_bytes(data)
        pages = {"PageRange": {"type": "string", "value": f"1-{MOST_PAGES}"}}
        _run(
            [
                found,
                "--headless",
                "--norestore",
                "--nolockcheck",
                profile(folder),
                "--convert-to",
                f"pdf:writer_pdf_Export:{json.dumps(pages)}",
                "--outdir",
                folder,
                str(source),
            ]
        )
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise UnreadableError("LibreOffice cannot lay it out; its text is complete", code="layout_failed")
        if made.stat().st_size > _LARGEST:
            raise UnreadableError("laid out it is too large to be shown", code="layout_too_large")
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """Run it; whatever it has started ends with it."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_limits if os.name == "posix" else None,
        )
    except OSError as error:
        raise UnreadableError("LibreOffice did not start", code="layout_did_not_start") from error
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise UnreadableError(
            "laying it out took more than {seconds} s; its text is complete", code="layout_too_long", seconds=SECONDS
        ) from None
    finally:
        _end(process)


def _end(process: "subprocess.Popen[Any]") -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _limits() -> None:
    """Give the program limits of its own: it inherits a worker's, under which LibreOffice does not start."""
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(
            resource.RLIMIT_AS, (_MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard), hard)
        )
        resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))  # even if nobody is left to end it
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 * _LARGEST, 4 * _LARGEST))
    except (ImportError, OSError, ValueError):
        return
