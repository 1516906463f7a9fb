"""A Word document as it is printed; what it links to is not fetched. Skips where there is no LibreOffice."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from corpus.errors import ReadError, UnreadableError
from corpus.readers.office import laid_out
from corpus.readers.pdf.page_pictures import texts
from corpus.readers.sources import Source
from corpus.workers.pages import PageReader
from tests.support.document_makers import PARAGRAPHS, word_file

needs_office = pytest.mark.skipif(laid_out.program() is None, reason="no LibreOffice: install libreoffice-writer")
PICTURE = (
    '{\\rtf1\\ansi \\u31481?\\u32440? {\\field{\\*\\fldinst { INCLUDEPICTURE "http://127.0.0.1:%d/x.png" \\\\d }}'
    "{\\fldrslt }}}"
)


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine, and what it was asked."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            paths.append(self.raw_requestline.decode("latin-1"))
            return super().parse_request()

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, paths
    server.shutdown()
    server.server_close()


@needs_office
def test_a_document_is_laid_out_in_a_process_of_its_own() -> None:
    reader = PageReader()
    try:
        made = reader.lay_out(Source("讲话.docx", ".docx", word_file([*PARAGRAPHS] * 30)))
    finally:
        reader.close()
    assert made.pdf.startswith(b"%PDF") and len(made.pages) > 2
    assert PARAGRAPHS[0][:12] in "".join(made.pages[0].split())
    assert texts(made.pdf) == made.pages


@needs_office
def test_what_a_document_links_to_is_not_fetched(asked: tuple[int, list[str]]) -> None:
    port, paths = asked
    assert laid_out.as_pdf((PICTURE % port).encode(), ".rtf").startswith(b"%PDF")
    assert paths == []


@needs_office
def test_what_is_no_document_is_said() -> None:
    reader = PageReader()
    try:
        with pytest.raises(ReadError, match=r"cannot lay it out|cannot be seen|has no pages"):
            reader.lay_out(Source("a.pptx", ".pptx", b"PK\x03\x04" + bytes(200)))
    finally:
        reader.close()


def test_without_libreoffice_one_line_says_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laid_out.shutil, "which", lambda name: None)
    with pytest.raises(UnreadableError, match=r"install LibreOffice: .*libreoffice") as raised:
        laid_out.as_pdf(word_file(), ".docx")
    assert "\n" not in str(raised.value)
