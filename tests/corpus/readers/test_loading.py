import hashlib
import os
import sys
import zipfile
from pathlib import Path

import pytest

from corpus import Document, ReadError, iter_documents, parse
from corpus.readers import archives, sources
from corpus.readers.loading import count_documents
from tests.support.document_makers import PARAGRAPHS, TITLE, pdf_file, word_file

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
    for name in ("b.txt", "a.md", "c.doc", ".hidden.txt", ".git/x.txt", "子/d.htm", "~$e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>竹纸产业</p>", encoding="utf-8")
    found = read(tmp_path)
    assert [Path(item.path).name for item in found] == ["a.md", "b.txt", "c.doc", "d.htm"]
    assert isinstance(found[2], ReadError)
    assert "save it as .docx" in str(found[2])
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
    monkeypatch.setattr(sources, "MAX_BYTES", 10)
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
        archive.writestr("旧.doc", b"\xd0\xcf\x11\xe0")
        archive.writestr("../escape.txt", TEXT)
    document, old, escape = read(file)
    assert isinstance(document, Document)
    assert document.path == f"{file}!/一/讲话.txt"
    assert document.text == TEXT
    assert isinstance(old, ReadError) and "save it as .docx" in old.reason
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
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", TEXT)
    found = list(iter_documents([tmp_path]))
    assert [type(item) for item in found] == [Document, Document, Document, ReadError]


def test_what_lies_beside_pages_is_passed_over_unless_named(tmp_path: Path) -> None:
    for name in (
        "页_files/a.css",
        "页_files/b.js",
        "图.png",
        "x.py",
        "__pycache__/x.pyc",
        "node_modules/r.md",
        "z.json",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "页.html").write_text("<p>竹纸产业</p>", encoding="utf-8")
    found = read(tmp_path)
    assert [Path(item.path).name for item in found] == ["z.json", "页.html"]
    (named,) = read(tmp_path / "图.png")
    assert isinstance(named, ReadError) and "picture" in named.reason


def test_office_files_are_read_where_they_lie_and_in_archives(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word_file())
    (tmp_path / "b.PDF").write_bytes(pdf_file())
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("d.docx", word_file())
        archive.writestr("e.pdf", pdf_file())
        archive.writestr("f.jsonl", '{"正文": "各位代表：现在开会。"}\n{"正文": "散会。"}\n')
    found = read(tmp_path)
    assert [Path(item.path).name for item in found] == ["a.docx", "b.PDF", "d.docx", "e.pdf", "1", "2"]
    for item in found[:4]:
        assert isinstance(item, Document)
        assert item.text.startswith(f"{TITLE}\n{PARAGRAPHS[0]}\n")
        speech = parse(item, speech_id="0" * 12).speech
        assert speech.title == TITLE
        assert item.text[speech.start : speech.end].endswith(PARAGRAPHS[-1])
    assert found[5].path == f"{tmp_path / 'c.zip'}!/f.jsonl!/2"


def test_rows_of_a_table_are_documents_with_the_facts_of_their_columns(tmp_path: Path) -> None:
    file = tmp_path / "讲话.csv"
    file.write_text(f'标题,讲话人,日期,正文\n竹纸大会,顾望舒,2024年3月18日,"{TEXT * 3}"\n', encoding="gb18030")
    (document,) = read(file)
    assert isinstance(document, Document)
    assert document.path == f"{file}!/1"
    speech = parse(document, speech_id="0" * 12).speech
    assert (speech.title, speech.speaker, speech.date) == ("竹纸大会", "顾望舒", "2024-03-18")


def test_a_table_without_text_is_one_error(tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_text(f"姓名,稿件\n甲,{TEXT.strip() * 9}\n乙,{TEXT.strip() * 9}\n", encoding="utf-8")
    (error,) = read(file)
    assert isinstance(error, ReadError) and "no column holds the text" in error.reason


def test_a_table_of_values_is_one_document(tmp_path: Path) -> None:
    file = tmp_path / "产值.csv"
    file.write_text("县区,产值\n青岑县,9\n竹溪区,\n", encoding="utf-8")
    (document,) = read(file)
    assert isinstance(document, Document)
    assert (document.path, document.media_type) == (str(file), "text/csv")
    assert document.text == "县区：青岑县｜产值：9\n县区：竹溪区｜产值：—"


def test_columns_that_nobody_knows_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "稿.csv"
    file.write_text(f"稿件,见报日\n{TEXT.strip()},2024-03-18\n", encoding="utf-8")
    (document,) = iter_documents([file], columns={"text": "稿件", "published": "见报日"})
    assert isinstance(document, Document)
    assert (document.text, document.meta) == (TEXT.strip(), (("override:published", "2024-03-18"),))


def test_a_side_file_wins_over_the_text(tmp_path: Path) -> None:
    for name in ("a.txt", "下/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"---\nspeaker: 别人\n---\n{TITLE}\n\n" + TEXT * 3, encoding="utf-8")
    before = read(tmp_path)
    side = "path,speaker,place\na.txt,顾望舒,云水市\n下/b.txt,公西瑾,\n无.txt,甲某,\n"
    (tmp_path / "metadata.csv").write_text(side, encoding="utf-8")
    absent, *documents = read(tmp_path)
    assert isinstance(absent, ReadError) and "'无.txt', which is not there" in absent.reason
    assert [item.path for item in documents] == [item.path for item in before]
    for old, new, speaker in zip(before, documents, ("顾望舒", "公西瑾"), strict=True):
        assert isinstance(new, Document) and isinstance(old, Document)
        assert parse(new, speech_id="0" * 12).speech.speaker == speaker
        assert new.sha256 != old.sha256  # so that a library takes it for changed
    (named,) = read(tmp_path / "a.txt")
    assert named == documents[0]
    (error,) = read(tmp_path / "metadata.csv")
    assert isinstance(error, ReadError) and "add its folder" in error.reason


def test_a_side_file_inside_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.txt", TEXT)
        archive.writestr("metadata.csv", "path,speaker\nb.txt,顾望舒\n")
    (document,) = read(tmp_path)
    assert isinstance(document, Document)
    assert ("override:speaker", "顾望舒") in document.meta


def test_a_member_without_a_name_is_an_error_of_its_own(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x", "竹纸产业的讲话。")
        archive.writestr("b.txt", "竹纸产业的讲话。")
    data = (tmp_path / "a.zip").read_bytes()
    at = data.rindex(b"PK\x01\x02")
    first = data.index(b"PK\x01\x02")
    assert first < at
    nameless = data[: first + 28] + b"\x00\x00" + data[first + 30 : first + 46] + data[first + 47 :]
    size = int.from_bytes(nameless[-10:-6], "little") - 1
    (tmp_path / "a.zip").write_bytes(nameless[:-10] + size.to_bytes(4, "little") + nameless[-6:])
    found = list(iter_documents([tmp_path / "a.zip"]))
    assert any(not isinstance(one, ReadError) and one.text.startswith("竹纸") for one in found)
    assert any(isinstance(one, ReadError) for one in found)


def test_names_too_long_for_the_system_are_errors(tmp_path: Path) -> None:
    [error] = iter_documents([tmp_path / ("y" * 300 + ".txt")])
    assert isinstance(error, ReadError)
    (tmp_path / "metadata.csv").write_text("path,title\n" + "x" * 300 + ".txt,竹纸\n", encoding="utf-8")
    [error] = iter_documents([tmp_path])
    assert isinstance(error, ReadError) and "not there" in error.reason
