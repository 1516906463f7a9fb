import io
import zipfile

import pytest

from corpus.errors import UnreadableError
from corpus.readers.web.epub import read_epub

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="O/c.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    '<dc:title>讲话选</dc:title></metadata><manifest><item id="a" href="t/1%20.xhtml"/><item id="b" href="2.xhtml"/>'
    '<item id="c" href="3.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/><itemref idref="c"/>'
    "</spine></package>"
)


def epub(**more: str) -> bytes:
    stream = io.BytesIO()
    parts = {
        "META-INF/container.xml": CONTAINER,
        "O/c.opf": PACKAGE,
        "O/t/1 .xhtml": "<html><body><p>第二篇。</p></body></html>",
        "O/2.xhtml": "<html><body><p>第一篇。</p></body></html>",
        **more,
    }
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_pages_are_read_in_the_order_of_the_book() -> None:
    content = read_epub(epub())
    assert content.text == "第一篇。\n第二篇。"
    assert content.meta == (("title", "讲话选"),)
    assert content.warnings == ("parts that the book names and does not hold: O/3.xhtml",)


def test_a_lock_and_damage_are_reported() -> None:
    with pytest.raises(UnreadableError, match="DRM"):
        read_epub(epub(**{"META-INF/rights.xml": "<x/>"}))
    for data in (b"PK\x03\x04", epub(**{"O/c.opf": "<"})):
        with pytest.raises(UnreadableError, match="damaged"):
            read_epub(data)
