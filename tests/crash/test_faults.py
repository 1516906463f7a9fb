"""Disks that are full or fail: what was acknowledged stays, what was not is undone, and the error is one line."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import LibraryError
from index import Library
from tests.fakes import HashEncoder
from tests.index.samples import speech_text, write_speech

# Adds the folder argv[2] to the library argv[1], under the limit argv[3] on the length of any file; says what is done.
PROGRAM = """
import json, resource, signal, sys
from corpus import LibraryError
from index import Library
from tests.fakes import HashEncoder
done = []
def progress(number, total, what):
    if number > len(done):
        done.append(what)
error = ""
with Library.open(sys.argv[1], HashEncoder()) as library:
    if int(sys.argv[3]):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), -1))
    try:
        library.add(sys.argv[2], progress=progress)
    except LibraryError as caught:
        error = str(caught)
    seen = len(library.speeches())  # the same process can go on reading
    notes = library.notes
print(json.dumps({"done": done, "error": error, "seen": seen, "notes": notes}))
"""


def add_under(directory: Path, folder: Path, limit: int = 0, **environment: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(directory), str(folder), str(limit)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def check(directory: Path, folder: Path, acknowledged: object) -> None:
    """Everything acknowledged is there, all is sound, and another run adds the rest."""
    assert isinstance(acknowledged, list)
    with Library.open(directory, HashEncoder()) as library:
        assert [str(one) for one in library.check() if not one.ok] == []
        speeches = {speech.path: speech.id for speech in library.speeches()}
        for path in acknowledged:
            assert library.source_text(speeches[path]) == Path(path).read_text(encoding="utf-8")
        library.add(folder)
        assert len(library.speeches()) == 20 + len(list(folder.iterdir()))
        assert all(one.ok for one in library.check())


MANY = 24


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for number in range(MANY):
        text = speech_text(number) + "".join(f"第{n}项工作投入{n * number}万元。\n" for n in range(40))
        write_speech(tmp_path / "many", number).write_text(text, encoding="utf-8")
    return tmp_path / "many"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")
@pytest.mark.parametrize("room", [300_000, 450_000])
def test_a_disk_that_fills_up_loses_nothing(library: Library, many: Path, room: int) -> None:
    library.close()
    told = add_under(library.directory, many, room)
    assert "make room" in str(told["error"]) and "\n" not in str(told["error"])
    assert told["seen"] == 20 + len(told["done"])  # type: ignore[arg-type]
    check(library.directory, many, told["done"])


def test_a_database_that_may_not_grow_loses_nothing(library: Library, many: Path) -> None:
    database = library._catalog._database
    connect = database._connect

    def small() -> object:
        connection = connect()
        connection.execute("PRAGMA max_page_count=150")
        return connection

    library._catalog._database._connect = small  # type: ignore[method-assign, assignment]
    database._idle.clear()
    with pytest.raises(LibraryError, match="make room"):
        library.add(many)
    kept = [speech.path for speech in library.speeches() if "many" in speech.path]
    assert [str(one) for one in library.check() if not one.ok] == []
    library.close()
    check(library.directory, many, kept)


def test_an_index_that_has_no_room_is_made_again(library: Library, many: Path) -> None:
    """The vectors' file alone does not fit: the add is complete all the same, and says what it could not save."""
    library.add(many)
    expected = library.search_dense("茶叶产值", 50)
    size = (library.directory / "dense.faiss").stat().st_size
    library.close()
    (library.directory / "dense.faiss").unlink()
    told = add_under(library.directory, many, size // 2)
    assert told["error"] == "" and "cannot save" in str(told["notes"])
    assert {file.name for file in library.directory.iterdir()} == {"library.sqlite3"}
    with Library.open(library.directory, HashEncoder()) as again:
        assert again.search_dense("茶叶产值", 50) == expected


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("no C compiler here: fsync cannot be made to fail")
    library = tmp_path_factory.mktemp("shim") / "faults.so"
    source = Path(__file__).with_name("faults.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    return library


@pytest.mark.parametrize("after", [0, 3])
@pytest.mark.parametrize("count", [1, 10_000])
def test_an_fsync_that_fails_acknowledges_nothing(
    library: Library, many: Path, shim: Path, after: int, count: int
) -> None:
    library.close()
    told = add_under(
        library.directory,
        many,
        LD_PRELOAD=str(shim),
        FAULT_FOLDER=str(library.directory),
        FAULT_AFTER=str(after),
        FAULT_COUNT=str(count),
    )
    done = told["done"]
    assert isinstance(done, list)
    # the failing call may be one that nothing acknowledged rests on: of a checkpoint, or of the derived index
    assert "disk I/O error" in str(told["error"]) or (count == 1 and len(done) == MANY)
    assert count == 1 or len(done) <= after
    check(library.directory, many, told["done"])


def test_the_shim_does_nothing_elsewhere(library: Library, many: Path, shim: Path, tmp_path: Path) -> None:
    library.close()
    told = add_under(library.directory, many, LD_PRELOAD=str(shim), FAULT_FOLDER=str(tmp_path / "x"), FAULT_AFTER="0")
    assert told["error"] == "" and len(told["done"]) == MANY  # type: ignore[arg-type]
