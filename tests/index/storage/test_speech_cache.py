"""What is remembered of all speeches equals what the tables hold, after any changes and whoever looks when."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Library
from index.maintenance.backup import restore
from index.storage import speech_cache
from index.storage.speech_cache import Roster
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech

MANY = 12


def whole(library: Library) -> list[tuple[object, ...]]:
    """All speeches, read anew."""
    with library._catalog.reading() as connection:
        return [speech.to_dict() for speech in Roster().speeches(connection).values()]  # type: ignore[misc]


def remembered(library: Library) -> list[object]:
    return [speech.to_dict() for speech in library.speeches()]


def test_order_is_that_of_sqlite(library: Library, folder: Path) -> None:
    write_speech(folder, 500).write_text("没有日期的讲话\n\n同志们：\n竹纸产值86亿元。\n", encoding="utf-8")
    library.add(folder)
    with library._catalog.reading() as connection:
        rows = connection.execute(
            "SELECT s.id FROM speeches s JOIN documents d ON d.id = s.document_id"
            " ORDER BY s.date IS NULL, s.date, d.path, s.ordinal"
        ).fetchall()
    assert [speech.id for speech in library.speeches()] == [row[0] for row in rows]
    assert library.speeches()[-1].date is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(["add", "change", "remove", "correct", "many"]), st.integers(0, MANY - 1)),
        max_size=12,
    ),
    few=st.sampled_from([0, 64]),
)
def test_any_changes_leave_what_a_fresh_look_finds(
    deeds: list[tuple[str, int]], few: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("roster")
    with pytest.MonkeyPatch.context() as patched, Library.open(root / "library", HashEncoder()) as library:
        patched.setattr(speech_cache, "_FEW", few)
        other = Library.open(root / "library", HashEncoder())  # another process's view
        for turn, (deed, number) in enumerate(deeds):
            speeches = library.speeches()
            if deed == "add":
                library.add(write_speech(root / "files", number))
            elif deed == "change":
                path = write_speech(root / "files", number)
                path.write_text(path.read_text(encoding="utf-8") + f"又投入{turn}万元。\n", encoding="utf-8")
                library.add(path)
            elif deed == "many":
                library.add([write_speech(root / "files", n) for n in range(number)])
            elif deed == "remove" and speeches:
                library.remove(speeches[number % len(speeches)].id)
            elif deed == "correct" and speeches:
                library.correct(speeches[number % len(speeches)].id, {"date": f"20{10 + turn}-01-02"})
            if turn % 2:
                assert remembered(other) == whole(other)
            assert remembered(library) == whole(library)
        other.close()


def test_readers_of_two_states_each_see_their_own(library: Library) -> None:
    first = library.speeches()
    with library.consistent():
        assert library.speeches() == first
        with Library.open(library.directory, HashEncoder()) as other:
            other.remove(first[0].id)
            assert len(other.speeches()) == len(first) - 1
        for _ in range(3):
            assert library.speeches() == first
    assert library.speeches() == first[1:]


def test_a_library_put_back_is_read_anew(library: Library, tmp_path: Path) -> None:
    """Another library's rows may have the same ids: that of a backup is never taken for a later state of this one."""
    speech = library.speeches()[0]
    backup = library.back_up(tmp_path / "a.sqlite3")
    library.correct(speech.id, {"speaker": "令狐月白"})
    assert library.speech(speech.id).speaker == "令狐月白"
    assert "令狐月白" in {one.speaker for one in library.speeches()}
    restore(backup, library.directory, force=True)
    assert remembered(library) == whole(library)
    assert "令狐月白" not in {one.speaker for one in library.speeches()}


def test_a_change_does_not_read_the_other_speeches_again(library: Library, folder: Path) -> None:
    before = library.speeches()
    statements: list[str] = []
    with library._catalog.reading() as connection:
        library._catalog._roster.speeches(connection)
    library.add(write_speech(folder, 99), later=True)
    with library._catalog.reading() as connection:
        connection.set_trace_callback(statements.append)
        found = library._catalog._roster.speeches(connection)
        connection.set_trace_callback(None)
    assert len(found) == len(before) + 1
    assert all(found[speech.id] is speech for speech in before)  # the very objects: nothing was made again
    assert any("WHERE d.id > " in one for one in statements)


def test_a_speech_without_a_document_hides_no_removal(library: Library) -> None:
    """As in a damaged file: it is no speech, and does not stand in for one that was removed."""
    first = library.speeches()
    with library._catalog.changing() as connection:
        connection.execute("PRAGMA defer_foreign_keys=ON")
        connection.execute(
            "INSERT INTO speeches SELECT 'orphan', 99999, 0, title, speaker, role, date, place, occasion, publisher,"
            " kind, start, end FROM speeches LIMIT 1"
        )
        row = connection.execute("SELECT document_id FROM speeches WHERE id = ?", (first[0].id,)).fetchone()
        connection.execute("DELETE FROM documents WHERE id = ?", row)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('generation', '1000')")
        assert remembered_in(library, connection) == [speech.id for speech in first[1:]]
        connection.execute("ROLLBACK")


def remembered_in(library: Library, connection: sqlite3.Connection) -> list[str]:
    return list(library._catalog._roster.speeches(connection))


def test_ids_come_in_order_and_whole() -> None:
    from index.storage import schema

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b)")
    assert schema.ids(connection, "SELECT id FROM t").tolist() == []
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(number, number % 3) for number in range(5_000, 0, -1)])
    assert schema.ids(connection, "SELECT id FROM t WHERE b = 1").tolist() == list(range(1, 5_001, 3))
