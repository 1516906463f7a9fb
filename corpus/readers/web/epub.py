"""Electronic books (.epub) as text: their web pages in the order of reading."""

import posixpath
from urllib.parse import unquote

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.encoding import declared_charset, decode
from corpus.readers.packages import opened, part, xml
from corpus.readers.web.webpage import extract

MEDIA_TYPE = "application/epub+zip"


def read_epub(data: bytes) -> Content:
    """Return the text of a book.

    :raises UnreadableError: If it is damaged, or locked to a device.
    """
    with opened(data, "an electronic book") as archive:
        names = set(archive.namelist())
        if "META-INF/rights.xml" in names:
            raise UnreadableError("locked to a device (DRM); get a copy without a lock", code="book_locked")
        rootfile = next(xml(part(archive, "META-INF/container.xml")).iter("{*}rootfile"))
        path = rootfile.get("full-path") or ""
        package = xml(part(archive, path))
        files = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        lines: list[str] = []
        missing: list[str] = []
        for item in package.iter("{*}itemref"):
            name = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), unquote(files.get(item.get("idref")) or ""))
            )
            if name not in names:
                missing.append(name)
                continue
            page = part(archive, name)
            if page.strip():
                lines.append(extract(decode(page, declared=declared_charset(page))[0])[0])
        title = next(package.iter("{*}title"), None)
    meta = (("title", title.text.strip()),) if title is not None and title.text else ()
    warnings = (f"parts that the book names and does not hold: {', '.join(missing)}",) if missing else ()
    return Content("\n".join(filter(None, lines)), warnings=warnings, meta=meta)
