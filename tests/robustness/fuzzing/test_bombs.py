"""Files that unpack, nest or point to something huge cost no more than themselves, and are refused in one line."""

import os
import socket
import threading
from pathlib import Path

import pytest

from corpus import ReadError
from corpus.readers.archives import MAX_DIRECTORY
from corpus.readers.sources import count_sources, iter_sources
from corpus.workers.pool import parse_all
from corpus.workers.process import Job, Result
from tests.robustness.fuzzing import bombs

# minutes of processor time, or hundreds of megabytes, each: YINZHENG_BOMBS=1 tries them too
LARGE = {"docx_just_below_the_limit", "docx_of_one_gigabyte", "pdf_of_very_much_text", "zip_of_a_million_files"}
LARGE |= {"text_of_one_line", "text_without_an_end", "table_of_one_cell", "zip_that_says_it_is_small"}
ALL = os.environ.get("YINZHENG_BOMBS") == "1"

READ = {  # what is no bomb after all
    "docx_that_asks_for_a_file",
    "text_of_one_line",
    "text_without_an_end",
    "text_of_brackets",
    "lines_that_nest",
    "table_of_one_cell",
    "table_of_many_columns",
    "head_of_aliases",
    "page_of_one_tag",
}


def results(*paths: Path) -> list[Result]:
    found = list(parse_all(s if isinstance(s, ReadError) else Job(s, "0" * 12) for s in iter_sources(paths)))
    assert len(found) == count_sources(paths)
    return found


@pytest.mark.parametrize("name", [n for n in bombs.BOMBS if ALL or n not in LARGE])
def test_a_bomb_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    found = results(bombs.BOMBS[name](tmp_path))
    errors = [one for one in found if isinstance(one, ReadError)]
    assert found and all(error.reason and "\n" not in str(error) for error in errors)
    assert not any("please report" in error.reason for error in errors)
    assert (len(errors) < len(found)) is (name in READ)


def test_nothing_is_fetched_or_read_for_a_document(tmp_path: Path) -> None:
    """An entity that is a file, or an address on this machine, gives none of its text, and nobody connects."""
    secret = tmp_path / "secret"
    secret.write_text("机密：竹纸配方", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        for number, target in enumerate((secret.as_uri(), f"http://127.0.0.1:{server.getsockname()[1]}/a.dtd")):
            folder = tmp_path / str(number)
            folder.mkdir()
            [result] = results(bombs.docx_that_asks_for_a_file(folder, target))
            assert isinstance(result, tuple) and result[0].text == "今天我们在这里研究竹纸的事。"
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_archives_list_of_members_is_not_read_if_it_is_huge(tmp_path: Path) -> None:
    """With numbers of 32 bits and of 64."""
    names = [("x" * 60_000 + f"{n}.txt", b"\x03\0", 0, 0) for n in range(MAX_DIRECTORY // 60_000 + 1)]
    data = bombs.zipped(names)
    (tmp_path / "a.zip").write_bytes(data)
    (tmp_path / "b.zip").write_bytes(bombs.with_long_numbers(data))
    for name in ("a.zip", "b.zip"):
        [error] = results(tmp_path / name)
        assert isinstance(error, ReadError) and error.reason == "too many files in one archive; split it"
    few = bombs.with_long_numbers(bombs.zipped([("a.txt", *bombs.packed(bombs.TEXT.encode()))]))
    (tmp_path / "c.zip").write_bytes(few)
    [result] = results(tmp_path / "c.zip")
    assert isinstance(result, tuple) and result[0].text == bombs.TEXT


def test_links_are_followed_only_within_the_folder(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "folder2"
    (folder / "inner").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("同志们，竹纸的配方是机密。", encoding="utf-8")
    (outside / "metadata.csv").write_text("path,speaker\na.txt,沈砚秋\n", encoding="utf-8")
    (folder / "a.txt").write_text(bombs.TEXT, encoding="utf-8")
    for name, target in {
        "b.txt": "a.txt",  # allowed
        "c.txt": "../folder2/secret.txt",
        "d.txt": str(outside / "secret.txt"),
        "inner/e.txt": "../../folder2/secret.txt",
        "f.txt": "nowhere.txt",
        "g.txt": "g.txt",
        "h.txt": "/dev/zero",
        "inner/up": "..",
        "other": str(outside),
        "metadata.csv": str(outside / "metadata.csv"),
    }.items():
        os.symlink(target, folder / name)
    reasons = {
        Path(one.path).relative_to(folder).as_posix(): one.reason
        for one in results(folder)
        if isinstance(one, ReadError)
    }
    leads = "a link that leads outside the folder; name its target"
    assert reasons == {
        "c.txt": leads,
        "d.txt": leads,
        "inner/e.txt": leads,
        "f.txt": "no such file or folder; check the path",
        "g.txt": "no such file or folder; check the path",
        "h.txt": leads,
        "inner/up": "a link to a folder; name that folder itself",
        "other": "a link to a folder; name that folder itself",
        "metadata.csv": leads,
    }
    read = [one for one in results(folder) if isinstance(one, tuple)]
    assert {Path(document.path).name for document, _ in read} == {"a.txt", "b.txt"}
    assert {parsed.speech.speaker for _, parsed in read} == {None}
    # a link that is named is meant; and so is a folder that is one
    os.symlink(folder, tmp_path / "named")
    assert isinstance(results(folder / "c.txt")[0], tuple)
    assert len([one for one in results(tmp_path / "named") if isinstance(one, tuple)]) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_pipes_sockets_and_devices_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "b.zip")
    os.mkfifo(tmp_path / "metadata.csv")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "c.txt"))
        told: list[Result] = []
        reader = threading.Thread(target=lambda: told.extend(results(tmp_path, Path("/dev/zero"))), daemon=True)
        reader.start()
        reader.join(60)
    assert not reader.is_alive()
    assert [str(one).partition("': ")[2] for one in told][:3] == ["not a regular file"] * 3
    assert len(told) == 4 and all(isinstance(one, ReadError) for one in told)
