import hashlib
import os
import sys
import zipfile
from pathlib import Path

import pytest

from corpus import Document, ReadError, iter_documents, reading
from corpus.reading import count_documents

TEXT = "各位代表：现在，我向大会报告澜川市的工作。\r\n"


def read(*paths: Path) -> list[Document | ReadError]:
    found = list(iter_documents(paths))
    assert count_documents(paths) == len(found)
    return found


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "讲话.txt"
    file.write_bytes(TEXT.encode("gb18030"))
    (document,) = read(file)
    assert isinstance(document, Document)
    assert (document.path, document.text, document.encoding) == (str(file), TEXT, "gb18030")
    assert document.sha256 == hashlib.sha256(TEXT.encode("gb18030")).hexdigest()
    assert document.media_type == "text/plain"


def test_a_tree_is_walked_in_order_and_other_types_are_reported(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.docx", ".hidden.txt", ".git/x.txt", "子/d.htm", "~$e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>竹纸产业</p>", encoding="utf-8")
    found = read(tmp_path)
    assert [Path(item.path).name for item in found] == ["a.md", "b.txt", "c.docx", "d.htm"]
    assert isinstance(found[2], ReadError)
    assert "unsupported type '.docx'" in str(found[2])
    assert isinstance(found[3], Document)
    assert found[3].text == "竹纸产业"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n", "empty"),
        ("pdf.txt", b"%PDF-1.4", "PDF"),
        ("noise.txt", bytes(range(256)) * 50, "binary"),
        ("tags.html", b"<html><script>x</script></html>", "no text"),
    ],
)
def test_a_bad_file_has_a_reason_and_stops_nothing(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "zz.txt").write_text(TEXT, encoding="utf-8")
    error, document = read(tmp_path)
    assert isinstance(error, ReadError)
    assert reason in error.reason
    assert "\n" not in str(error)
    assert isinstance(document, Document)


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    (error,) = read(tmp_path / "无此文件.txt")
    assert isinstance(error, ReadError)
    assert "no such file" in error.reason


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (error,) = read(tmp_path)
    assert isinstance(error, ReadError)
    assert "larger than" in error.reason


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (error,) = read(tmp_path)
    assert isinstance(error, ReadError)
    assert "not a regular file" in error.reason


def test_an_archive_is_read_member_by_member(tmp_path: Path) -> None:
    file = tmp_path / "讲话.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("一/讲话.txt", TEXT)
        archive.writestr("__MACOSX/._x.txt", "x")
        archive.writestr("图.png", b"\x89PNG")
        archive.writestr("../escape.txt", TEXT)
    document, image, escape = read(file)
    assert isinstance(document, Document)
    assert document.path == f"{file}!/一/讲话.txt"
    assert document.text == TEXT
    assert isinstance(image, ReadError) and "unsupported type" in image.reason
    assert isinstance(escape, ReadError) and "outside the archive" in escape.reason
    assert not (tmp_path.parent / "escape.txt").exists()


def test_member_names_in_gbk_are_read(tmp_path: Path) -> None:
    file = tmp_path / "old.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("AAAA.txt", TEXT)
    # an old Windows packer wrote the name's bytes in GBK without the UTF-8 flag; 澜川 is four bytes there
    file.write_bytes(file.read_bytes().replace(b"AAAA.txt", "澜川".encode("gbk") + b".txt"))
    (document,) = read(file)
    assert document.path.endswith("!/澜川.txt")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 20_000_000)
    (error,) = read(file)
    assert isinstance(error, ReadError)
    assert "suspiciously" in error.reason


def test_damaged_archives_are_errors(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 not really")
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT * 50)
    data = bytearray((tmp_path / "b.zip").read_bytes())
    data[50:60] = b"\xff" * 10
    (tmp_path / "b.zip").write_bytes(bytes(data))
    found = read(tmp_path)
    assert [type(item) for item in found] == [ReadError, ReadError]
    assert all("damaged" in str(item) for item in found)


def test_too_many_members_end_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_MEMBERS", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", TEXT)
    found = list(iter_documents([tmp_path]))
    assert [type(item) for item in found] == [Document, Document, Document, ReadError]
