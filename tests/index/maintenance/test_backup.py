import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus import LibraryError, LibraryFormatError
from index import Library
from index.catalog import FILE_NAME
from index.maintenance.backup import restore
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech


def everything(directory: Path) -> list[object]:
    with Library.open(directory, HashEncoder()) as library:
        assert all(check.ok for check in library.check())
        dense = library.hits([(i, s, "") for i, s in library.search_dense("茶叶产值", 500)])
        return [
            [(s, library.source_text(s.id), library.chunks(s.id)) for s in library.speeches()],
            library.search_terms("港口", 50),
            sorted((hit.text, hit.score) for hit in dense),
        ]


def test_what_was_backed_up_comes_back_whole(library: Library, tmp_path: Path) -> None:
    before = everything(library.directory)
    made = library.back_up(tmp_path / "backup")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["backup", "library", "speeches"]
    restore(made, tmp_path / "elsewhere")
    assert everything(tmp_path / "elsewhere") == before


def test_a_folder_gets_a_file_named_by_the_time(library: Library, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    made = library.back_up(tmp_path / "backups")
    assert made.parent == tmp_path / "backups" and made.name.startswith("yinzheng-20")


def test_a_backup_is_taken_while_others_write(library: Library, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        number = 100
        while not done.is_set():
            [speech] = library.add(write_speech(tmp_path / "more", number)).added
            if number % 3 == 0:
                library.remove(speech.id)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [library.back_up(tmp_path / f"backup{n}") for n in range(6)]
    finally:
        done.set()
        writer.join()
    counts = []
    for n, file in enumerate(made):
        restore(file, tmp_path / f"restored{n}")
        counts.append(len(everything(tmp_path / f"restored{n}")[0]))  # type: ignore[arg-type]
    assert counts[0] >= 20 and len(set(counts)) > 1


def test_nothing_is_overwritten_unless_told_to(library: Library, tmp_path: Path) -> None:
    made = library.back_up(tmp_path / "backup")
    before = made.read_bytes()
    with pytest.raises(LibraryError, match="--force"):
        library.back_up(made)
    assert made.read_bytes() == before
    library.remove(library.speeches()[0].id)
    library.back_up(made, force=True)
    assert made.read_bytes() != before
    with pytest.raises(LibraryError, match=r"19 speeches.*--force"):
        restore(made, library.directory)
    with pytest.raises(LibraryError, match="itself"):
        library.back_up(library.directory / FILE_NAME, force=True)
    with pytest.raises(LibraryError, match="itself"):
        restore(library.directory / FILE_NAME, library.directory, force=True)


def test_readers_of_all_kinds_notice_a_restoration(library: Library, tmp_path: Path) -> None:
    made = library.back_up(tmp_path / "backup")
    before = everything(library.directory)
    for speech in library.speeches()[:15]:
        library.remove(speech.id)
    for number in range(40, 60):  # ids of chunks that the backup will use for other texts
        library.add(write_speech(tmp_path / "more", number))
    library.search_dense("茶叶", 5)
    restore(made, library.directory, force=True)
    speeches, _, dense = before
    hits = library.hits([(i, s, "") for i, s in library.search_dense("茶叶产值", 500)])
    assert sorted((hit.text, hit.score) for hit in hits) == dense
    assert [s for s, _, _ in speeches] == library.speeches()  # type: ignore[attr-defined]
    assert all(check.ok for check in library.check())
    library.add(write_speech(tmp_path / "more", 70))
    assert len(library.speeches()) == 21


@pytest.mark.parametrize("content", [b"", b"garbage" * 999, "sqlite", "cut", "flipped"])
def test_what_is_no_backup_changes_nothing(library: Library, tmp_path: Path, content: bytes | str) -> None:
    file = tmp_path / "backup"
    if content == "sqlite":
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE other (x)")
        connection.close()
    elif isinstance(content, str):
        data = library.back_up(file).read_bytes()
        flipped = data.replace("产值达到105亿元".encode(), "产值达到165亿元".encode())
        assert flipped != data
        file.write_bytes(data[:-9_000] if content == "cut" else flipped)
    else:
        file.write_bytes(content)
    before = everything(library.directory)
    with pytest.raises(LibraryError) as caught:
        restore(file, library.directory, force=True)
    assert "\n" not in str(caught.value)
    assert everything(library.directory) == before
    with pytest.raises(LibraryError):
        restore(file, tmp_path / "fresh")
    assert not (tmp_path / "fresh" / FILE_NAME).exists()


def test_a_damaged_library_is_set_aside_and_replaced(library: Library, tmp_path: Path) -> None:
    before = everything(library.directory)
    made = library.back_up(tmp_path / "backup")
    library.close()
    (library.directory / FILE_NAME).write_bytes(b"ruined" * 5_000)
    with pytest.raises(LibraryError, match="--force"):
        restore(made, library.directory)
    restore(made, library.directory, force=True)
    assert everything(library.directory) == before
    assert (library.directory / f"{FILE_NAME}.damaged").read_bytes().startswith(b"ruined")


def test_a_backup_of_a_newer_version_is_refused(library: Library, tmp_path: Path) -> None:
    made = library.back_up(tmp_path / "backup")
    with sqlite3.connect(made) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(LibraryFormatError, match="newer version"):
        restore(made, tmp_path / "fresh")


def test_a_backup_that_has_no_room_leaves_nothing(library: Library, tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from corpus import LibraryError\n"
        "from index import Library\n"
        "library = Library.open(sys.argv[1])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try: library.back_up(sys.argv[2])\n"
        "except LibraryError as error: print(error)\n"
    )
    command = [sys.executable, "-c", code, str(library.directory), str(tmp_path / "backup")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "cannot write a backup" in done.stdout and done.stdout.count("\n") == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["library", "speeches"]


def test_readers_of_a_restored_library_do_not_wait_for_a_writer(library: Library, tmp_path: Path) -> None:
    """Also where there was no library: what a backup is copied from keeps no log beside it."""
    restore(library.back_up(tmp_path / "a.sqlite3"), tmp_path / "new" / "library")
    with Library.open(tmp_path / "new" / "library", HashEncoder()) as restored:
        with restored._catalog.reading() as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        finished = threading.Event()

        def read() -> None:
            assert len(restored.speeches()) == 20
            finished.set()

        with restored._catalog.changing() as connection:
            connection.execute("DELETE FROM documents")
            connection.execute("PRAGMA cache_spill=1")
            threading.Thread(target=read, daemon=True).start()
            assert finished.wait(120)
            connection.execute("ROLLBACK")
