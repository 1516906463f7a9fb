import pytest

from corpus.errors import UnreadableError
from corpus.readers.office import legacy
from corpus.readers.office.legacy import read_legacy
from tests.support.document_makers import PARAGRAPHS, TITLE, word_file

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (word_file(), "\n".join([TITLE, *PARAGRAPHS])),
        (b"{\\rtf1 \\u31481?\\u32440?\\u20135?\\u19994?}", "竹纸产业"),
        ("<html><body><p>竹纸产业</p></body></html>".encode("gbk"), "竹纸产业"),
        ('<?xml version="1.0"?><html><p>竹纸产业</p></html>'.encode(), "竹纸产业"),
        ("MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>竹纸产业</p>".encode(), "竹纸产业"),
    ],
)
def test_what_is_something_else_by_this_name_is_read_as_that(data: bytes, text: str) -> None:
    assert read_legacy(data).text == text


def test_without_a_program_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy.shutil, "which", lambda name: None)
    with pytest.raises(UnreadableError, match=r"install LibreOffice or antiword, or open it and save it as \.docx"):
        read_legacy(OLD)


def test_a_program_that_finds_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy.shutil, "which", lambda name: "/bin/true" if name == "antiword" else None)
    with pytest.raises(UnreadableError, match="antiword finds no text"):
        read_legacy(OLD)


def test_a_program_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "SECONDS", 0.2)
    with pytest.raises(UnreadableError, match="took more than"):
        legacy._run(["sleep", "30"])


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no document"):
        read_legacy(b"\x01\x02\x03" * 99)


@pytest.mark.parametrize("data", [OLD[:8], OLD])
def test_bytes_of_a_damaged_document_are_no_text(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(legacy.shutil, "which", lambda name: "/bin/true" if name == "soffice" else None)
    with pytest.raises(UnreadableError, match=r"save it as \.docx"):
        read_legacy(data)
