import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus import BusyError, LibraryError, LibraryFormatError
from index.storage import database
from index.storage.database import Database, transaction

SCHEMA = "CREATE TABLE numbers (value INTEGER)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "numbers.sqlite3"


def make(path: Path) -> Database:
    return Database(path, schema=SCHEMA, version=3)


def values(base: Database) -> list[int]:
    with base.reading() as connection:
        return [row[0] for row in connection.execute("SELECT value FROM numbers ORDER BY value")]


def test_what_is_written_is_there_when_opened_again(path: Path) -> None:
    base = make(path)
    with base.writing() as connection:
        connection.execute("INSERT INTO numbers VALUES (7)")
    base.close()
    assert values(make(path)) == [7]


def test_a_block_that_raises_writes_nothing(path: Path) -> None:
    base = make(path)
    with pytest.raises(ZeroDivisionError), base.writing() as connection:
        connection.execute("INSERT INTO numbers VALUES (7)")
        raise ZeroDivisionError
    assert values(base) == []
    with base.writing() as connection:
        connection.execute("INSERT INTO numbers VALUES (8)")
    assert values(base) == [8]


def test_it_is_durable_and_keeps_a_log(path: Path) -> None:
    with make(path).reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_reader_sees_one_state_while_another_writes(path: Path) -> None:
    base = make(path)
    with base.reading() as reader:
        assert reader.execute("SELECT count(*) FROM numbers").fetchone() == (0,)
        with base.writing() as connection:
            connection.execute("INSERT INTO numbers VALUES (7)")
        assert reader.execute("SELECT count(*) FROM numbers").fetchone() == (0,)
    assert values(base) == [7]


def test_many_threads_write_and_read(path: Path) -> None:
    base = make(path)
    errors: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for value in range(first, first + 20):
                with base.writing() as connection:
                    connection.execute("INSERT INTO numbers VALUES (?)", (value,))
                assert value in values(base)
        except BaseException as error:  # noqa: BLE001 - reported in the main thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(values(base)) == 160


def test_processes_may_make_it_at_the_same_time(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.storage.database import Database;"
        f"b = Database(Path(sys.argv[1]), schema={SCHEMA!r}, version=3)\n"
        "for n in range(5):\n with b.writing() as c: c.execute('INSERT INTO numbers VALUES (1)')"
    )
    workers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert [worker.communicate()[1] for worker in workers] == [""] * 4
    assert len(values(make(path))) == 20


def test_another_format_is_refused_with_the_way_out(path: Path) -> None:
    make(path).close()
    with pytest.raises(LibraryFormatError, match=r"format 3, this version reads 4.*yinzheng add"):
        Database(path, schema=SCHEMA, version=4)


def test_a_database_of_something_else_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
    with pytest.raises(LibraryError, match="not a library"):
        make(path)


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be read as a header" * 40, b"\0" * 4096]
)
def test_garbage_is_refused_in_one_line(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LibraryError) as caught:
        make(path)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="absent"):
        make(tmp_path / "absent" / "numbers.sqlite3")


def test_a_writer_that_waits_in_vain_says_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    base = make(path)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match="another process"), base.writing():
            pass
        other.execute("ROLLBACK")


def test_a_closed_one_says_so(path: Path) -> None:
    base = make(path)
    base.close()
    base.close()
    with pytest.raises(LibraryError, match="closed"):
        values(base)


MIGRATIONS = {
    3: "CREATE TABLE letters (value TEXT);\nCREATE INDEX letters_value ON letters (value)",
    4: "DROP TABLE letters",
}


def test_an_older_format_is_brought_up_to_date_step_by_step(path: Path) -> None:
    base = make(path)
    with base.writing() as connection:
        connection.execute("INSERT INTO numbers VALUES (7)")
    base.close()
    four = Database(path, schema=SCHEMA, version=4, migrations=MIGRATIONS)
    with four.reading() as connection:
        assert connection.execute("SELECT count(*) FROM letters").fetchone() == (0,)
    assert values(four) == [7]
    four.close()
    five = Database(path, schema=SCHEMA, version=5, migrations=MIGRATIONS)
    assert values(five) == [7]
    with five.reading() as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (5,)


def test_a_step_that_fails_leaves_the_old_format(path: Path) -> None:
    make(path).close()
    broken = {3: "CREATE TABLE letters (value TEXT);\nCREATE TABLE numbers (value INTEGER)"}
    with pytest.raises(LibraryError, match="numbers"):
        Database(path, schema=SCHEMA, version=4, migrations=broken)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("numbers",)]


def test_processes_may_bring_it_up_to_date_at_the_same_time(path: Path) -> None:
    make(path).close()
    code = (
        "import sys; from pathlib import Path; from index.storage.database import Database;"
        f"Database(Path(sys.argv[1]), schema={SCHEMA!r}, version=4, migrations={MIGRATIONS!r})"
    )
    workers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert [worker.communicate()[1] for worker in workers] == [""] * 4


def test_a_commit_that_fails_leaves_a_connection_that_can_be_used(tmp_path: Path) -> None:
    """A full disk is often met only by the commit, which leaves the transaction open."""
    connection = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.execute("INSERT INTO b VALUES (1)")  # only the commit looks for it
    assert not connection.in_transaction
    with pytest.raises(ZeroDivisionError), transaction(connection):
        connection.execute("ROLLBACK")  # as SQLite itself does when the disk is full
        _ = 1 / 0
    with transaction(connection):
        connection.execute("INSERT INTO a VALUES (1)")
    assert connection.execute("SELECT count(*) FROM a").fetchone() == (1,)
