"""Readers beside writers, in threads and processes: nobody waits, and what is read together belongs together."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index import Library
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech

WRITER = """
import sys
from pathlib import Path
from index import Library
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech
with Library.open(sys.argv[1], HashEncoder()) as library:
    for turn in range(int(sys.argv[3])):
        path = write_speech(Path(sys.argv[2]), turn % 20)
        if turn % 2:
            path.write_text("更正。" * (turn % 7) + speech_text(turn % 20), encoding="utf-8")
        library.add(path)
        if turn % 5 == 4:
            library.remove(library.speeches()[turn % 7].id)
        print(turn, flush=True)
"""


def consistent(library: Library) -> None:
    """What a search finds has its speech, and its text is what its sentences say."""
    found = [(i, s, "") for i, s in library.search_dense("产值达到", 8) + library.search_terms("产值达到", 8)]
    for hit in library.hits(found):
        assert hit.chunk.sentences[0].text[:5] in hit.text.replace("\n", "")
        assert hit.speech.end >= hit.end


def test_every_hit_has_its_speech_while_another_process_writes(library: Library, folder: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(library.directory), str(folder), "25"]
    errors: list[BaseException] = []
    reads = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as writer:

        def read() -> None:
            nonlocal reads
            try:
                while writer.poll() is None:
                    consistent(library)
                    reads += 1
            except BaseException as error:  # noqa: BLE001 - reported in the main thread
                errors.append(error)

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        writer.communicate()
        for thread in threads:
            thread.join()
    assert writer.returncode == 0 and errors == [] and reads > 3
    assert len(library.search_dense("产值", 10_000)) == library.statistics().chunks
    assert all(check.ok for check in library.check())


def test_readers_do_not_wait_for_a_writer(library: Library, folder: Path) -> None:
    """A transaction is held open: every kind of read goes on, and sees what was there before."""
    before = library.speeches()
    finished = threading.Event()

    def read() -> None:
        assert library.speeches() == before
        consistent(library)
        assert library.find("产值达到")
        assert library.source_text(before[0].id)
        assert library.statistics().speeches == 20
        finished.set()

    with library._catalog.changing() as connection:
        connection.execute("DELETE FROM documents WHERE id < 5")
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(60)
        assert finished.is_set()
        connection.execute("ROLLBACK")


def test_a_search_does_not_wait_for_the_saving_of_the_index(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    saving, go_on = threading.Event(), threading.Event()
    real = os.fsync

    def slow(handle: int) -> None:
        saving.set()
        assert go_on.wait(120)
        real(handle)

    library.remove(library.speeches()[0].id)
    monkeypatch.setattr("index.backends.vector_index.os.fsync", slow)
    saver = threading.Thread(target=library._search.save)
    saver.start()
    assert saving.wait(120)
    try:
        assert library.search_dense("产值", 5)  # would wait for ever
    finally:
        go_on.set()
        saver.join()


def test_one_state_is_seen_until_the_block_ends(library: Library, folder: Path) -> None:
    with Library.open(library.directory, HashEncoder()) as other:
        first = library.speeches()[0]
        with library.consistent():
            text, found = library.source_text(first.id), library.search_dense("产值", 1_000)
            other.remove(first.id)
            other.add(write_speech(folder, 77))
            assert library.source_text(first.id) == text
            assert library.search_dense("产值", 1_000) == found
            assert len(library.hits([(i, s, "") for i, s in found])) == len(found)
            seen = list[int]()
            elsewhere = threading.Thread(target=lambda: seen.append(len(library.find("第77次"))))
            elsewhere.start()
            elsewhere.join()
            assert seen == [1]  # another thread is not held back
        assert first not in library.speeches()
        assert library.search_dense("产值", 1_000) != found
        assert library.find("第77次")


def test_another_process_changes_are_noticed_at_once(library: Library, folder: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(library.directory), str(folder.parent / "more"), "1"]
    write_speech(folder.parent / "more", 0).write_text(speech_text(88), encoding="utf-8")
    subprocess.run(command, check=True, cwd=Path(__file__).parents[3], capture_output=True)
    assert len(library.speeches()) in (20, 21)
    with Library.open(library.directory, HashEncoder()) as other:
        assert other.speeches() == library.speeches()
        assert other.search_dense("产值", 1_000) == library.search_dense("产值", 1_000)


@pytest.mark.parametrize("change", ["update", "remove"])
def test_hits_of_a_document_that_changed_meanwhile_are_left_out(library: Library, folder: Path, change: str) -> None:
    found = [(i, s, "") for i, s in library.search_dense("产值", 1_000)]
    speech = library.speeches()[0]
    if change == "update":
        Path(speech.path).write_text("短。\n" + speech_text(55), encoding="utf-8")
        library.add(Path(speech.path))
    else:
        library.remove(speech.id)
    hits = library.hits(found)
    assert 0 < len(hits) < len(found)
    assert all(hit.speech.id != speech.id for hit in hits)


def test_processes_that_add_the_same_folder_add_it_once(tmp_path: Path, folder: Path) -> None:
    code = (
        "import sys; from index import Library; from tests.support.fakes import HashEncoder\n"
        "with Library.open(sys.argv[1], HashEncoder()) as library: library.add(sys.argv[2])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "shared"), str(folder)]
    root = Path(__file__).parents[3]
    workers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=root) for _ in range(3)]
    assert [worker.communicate()[1] for worker in workers] == [""] * 3
    with Library.open(tmp_path / "shared", HashEncoder()) as library:
        assert len(library.speeches()) == 20
        assert all(check.ok for check in library.check())


def test_a_process_reads_while_another_is_in_the_middle_of_writing(library: Library, tmp_path: Path) -> None:
    """A writer of another process stops within its transaction; three readers here see the state before it, at once."""
    code = """
import sys
from index import Library
from tests.support.fakes import HashEncoder
with Library.open(sys.argv[1], HashEncoder()) as library:
    with library._catalog.changing() as connection:
        connection.execute("DELETE FROM documents")
        print("writing", flush=True)
        sys.stdin.readline()
print("done", flush=True)
"""
    before = library.speeches()
    command = [sys.executable, "-c", code, str(library.directory)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    ) as writer:
        assert writer.stdin is not None and writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        seen: list[int] = []

        def read() -> None:
            for _ in range(10):
                consistent(library)
                assert library.speeches() == before and library.find("产值达到")
            seen.append(len(library.search_dense("产值", 1_000)))

        readers = [threading.Thread(target=read, daemon=True) for _ in range(3)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(60)
        assert len(seen) == 3 and writer.poll() is None  # nobody waited for it
        writer.stdin.write("\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "done\n"
    assert library.speeches() == [] and library.search_dense("产值", 10) == []  # noticed
