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
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech

# Adds the folder argv[2] to the library argv[1], under the limit argv[3] on the length of any file; says what is done.
PROGRAM = """
import json, resource, signal, sys
from corpus import LibraryError
from index import Library
from tests.support.fakes import HashEncoder
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
        cwd=Path(__file__).parents[3],
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


# On a filesystem of two mebibytes of its own: adds and asks until nothing fits any more, looks, makes room, goes on.
FILLED = """
import json, subprocess, sys
from pathlib import Path
from corpus import LibraryError
from index import Library
from tests.support.fakes import HashEncoder
from ui.services.conversation_store import FILE, History
small, folder = Path(sys.argv[1]), Path(sys.argv[2])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], check=True)
errors, done, kept = [], [], 0
def tried(work):
    try:
        work()
    except LibraryError as error:
        errors.append(str(error))
def progress(number, total, what):
    if number > len(done):
        done.append(what)
def talk():
    global kept
    for _ in range(1_000):
        history.append("r" * 22, key, "竹纸产值？" * 100)
        kept += 1
with Library.open(small / "library", HashEncoder()) as library:
    history = History(small / "library" / FILE)
    key = history.begin("r" * 22, "竹纸产值？")
    tried(lambda: library.add(folder, progress=progress))
    tried(talk)
    tried(lambda: library.back_up(small / "backup.sqlite3"))
    before = len(library.speeches())
    tried(lambda: library.remove(library.speeches()[0].id))  # may fit where nothing else does
    removed = before - len(library.speeches())
    full = [len(library.speeches()), len(history.exchanges("r" * 22, key)), len(library.search_terms("产值", 3))]
    wrong = [str(one) for one in library.check() if not one.ok]
    left = sorted(file.name for file in small.rglob("*") if "partial" in file.name or file.name.endswith(".tmp"))
    subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
    library.add(folder)
    history.append("r" * 22, key, "茶叶产值？")
    library.embed()  # for which there may have been no room
    after = [len(library.speeches()), len(history.exchanges("r" * 22, key)), library.count_pending()]
    wrong += [str(one) for one in library.check() if not one.ok]
told = {"removed": removed}
told |= {"done": len(done), "kept": kept, "full": full, "after": after, "errors": errors, "wrong": wrong, "left": left}
print(json.dumps(told))
"""


def test_a_filesystem_without_room_loses_nothing_and_goes_on_once_there_is_some(many: Path, tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    mount = [str(unshare), "-m", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    if unshare is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no filesystem can be mounted here: not root, or not Linux")
    for number in range(MANY, 2 * MANY):
        shutil.copy(many / f"{number % MANY:04d}.txt", many / f"{number:04d}.txt")
        with (many / f"{number:04d}.txt").open("a", encoding="utf-8") as file:
            file.write(f"这是第{number}份。\n")
    (tmp_path / "small").mkdir()
    done = subprocess.run(
        [unshare, "-m", sys.executable, "-c", FILLED, str(tmp_path / "small"), str(many)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert 0 < told["done"] < 2 * MANY, told
    assert told["full"] == [told["done"] - told["removed"], told["kept"], 3], told
    assert told["after"] == [2 * MANY, told["kept"] + 1, 0], told
    assert told["wrong"] == [] and told["left"] == [], told
    assert len(told["errors"]) >= 3 and all("room" in error and "\n" not in error for error in told["errors"]), told
