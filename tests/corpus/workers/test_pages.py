"""Pages are drawn in a process of their own."""

import os

import pytest

from corpus import ReadError
from corpus.readers.sources import Source
from corpus.workers import pages
from corpus.workers.pages import PageReader
from tests.support.document_makers import PARAGRAPHS, pdf_file
from tests.support.ui.serving import wait_until


def test_a_page_is_drawn_and_a_bad_file_costs_only_itself() -> None:
    reader = PageReader()
    good = Source("a.pdf", ".pdf", pdf_file(PARAGRAPHS))
    try:
        assert reader.draw(good, 1, 400).width == 400
        with pytest.raises(ReadError) as caught:
            reader.draw(Source("b.pdf", ".pdf", b"%PDF-1.7 nothing"), 1, 400)
        assert caught.value.code == "pdf_damaged"
        assert len(reader.letters(good, 1)) > 100
    finally:
        reader.close()


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = PageReader()
    good = Source("a.pdf", ".pdf", pdf_file(PARAGRAPHS))
    try:
        with monkeypatch.context() as hurried:
            hurried.setattr(pages, "SECONDS", 0.01)
            with pytest.raises(ReadError) as caught:
                reader.draw(good, 1, 400)
            assert caught.value.code == "reading_too_long"
        assert reader.draw(good, 1, 400).pages == 1
    finally:
        reader.close()


@pytest.mark.skipif(os.name != "posix", reason="looks at processes as POSIX has them")
def test_a_process_that_nobody_asks_ends() -> None:
    reader = PageReader(idle=0.2)
    reader.draw(Source("a.pdf", ".pdf", pdf_file(PARAGRAPHS)), 1, 400)
    wait_until(lambda: reader._worker is None)
    assert reader.draw(Source("a.pdf", ".pdf", pdf_file(PARAGRAPHS)), 1, 400).pages == 1
    reader.close()
