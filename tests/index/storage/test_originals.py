"""The files of documents: where they lie, and beside the library."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import NotFoundError
from index import Library
from index.storage.originals import FOLDER
from tests.support.fakes import HashEncoder

TEXT = """在全市竹纸产业大会上的讲话
澜川市市长 顾望舒
（2024年3月18日）
同志们：
今天我们召开全市竹纸产业大会，竹纸产值达到86亿元。
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        yield library


def added(library: Library, path: Path) -> str:
    library.add(path)
    return library.speeches()[0].id


def test_a_file_is_given_from_where_it_lies_as_long_as_it_is_what_was_read(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "讲话.txt"
    file.write_text(TEXT, encoding="gb18030")
    speech = added(library, file)
    found = library.original(speech)
    assert (found.name, found.suffix, found.data) == ("讲话.txt", ".txt", file.read_bytes())
    file.write_text(TEXT + "改", encoding="gb18030")
    assert library.has_original(speech)  # as far as is seen without reading it
    with pytest.raises(NotFoundError) as caught:
        library.original(speech)
    assert caught.value.code == "file_changed"
    file.unlink()
    assert not library.has_original(speech)
    with pytest.raises(NotFoundError) as caught:
        library.original(speech)
    assert caught.value.code == "file_not_kept"
    assert str(tmp_path) not in str(caught.value)


def test_a_member_of_an_archive_is_given_out_of_it(library: Library, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.writestr("a/二.txt", TEXT.replace("竹纸", "茶叶"))
        archive.writestr("a/一.txt", TEXT)
    library.add(tmp_path / "包.zip")
    found = {library.original(one.id).name: library.original(one.id).data for one in library.speeches()}
    assert found == {"一.txt": TEXT.encode(), "二.txt": TEXT.replace("竹纸", "茶叶").encode()}


def test_what_a_side_file_says_is_no_change_of_the_file(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "批"
    folder.mkdir()
    (folder / "讲话.txt").write_text(TEXT, encoding="utf-8")
    (folder / "metadata.csv").write_text("path,speaker\n讲话.txt,沈砚秋\n", encoding="utf-8")
    speech = added(library, folder)
    assert library.speech(speech).speaker == "沈砚秋"
    assert library.original(speech).data == TEXT.encode()


def test_a_link_is_not_followed(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "讲话.txt"
    file.write_text(TEXT, encoding="utf-8")
    speech = added(library, file)
    file.rename(tmp_path / "别处.txt")
    file.symlink_to(tmp_path / "别处.txt")
    assert not library.has_original(speech)
    with pytest.raises(NotFoundError):
        library.original(speech)


def test_a_kept_file_outlives_the_other_and_goes_with_its_speech(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "讲话.txt"
    file.write_text(TEXT, encoding="utf-8")
    speech = added(library, file)
    library.keep_original(speech, file.read_bytes())
    file.unlink()
    assert library.has_original(speech)
    assert library.original(speech).data == TEXT.encode()
    kept = library.directory / FOLDER
    assert [one.name for one in kept.iterdir()] == [speech]
    library.remove(speech)
    assert list(kept.iterdir()) == []
