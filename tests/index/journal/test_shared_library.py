"""Machines with libraries of their own hold the same, by a journal in PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus import InputError, JournalError, LibraryError, NotFoundError, ReadError, SettingsError
from index import Filters, Library, open_library
from index.catalog import FILE_NAME
from index.journal import store
from index.journal.opening import leave
from index.journal.shared_library import SharedLibrary
from index.maintenance.backup import restore
from tests.support.fakes import HashEncoder
from tests.support.servers.machines import contents, machine, same, until
from tests.support.speech_makers import speech_text, write_speech

Machines = tuple[SharedLibrary, SharedLibrary]


@pytest.fixture
def machines(tmp_path: Path, journal_url: str) -> Iterator[Machines]:
    with machine(tmp_path / "a", journal_url) as one, machine(tmp_path / "b", journal_url) as other:
        yield one, other


@pytest.fixture
def stocked(machines: Machines, folder: Path) -> Machines:
    machines[0].add(folder)
    same(*machines)
    return machines


def test_what_one_adds_changes_and_removes_the_other_has_a_moment_later(stocked: Machines, folder: Path) -> None:
    one, other = stocked
    assert len(other.speeches()) == 20 and other.count_pending() == 0
    assert other.search_dense("港口 产值", 3) and other.find("坚持安全第一")
    changed = write_speech(folder, 3)
    changed.write_text(speech_text(3) + "三、抓好收官\n全年收官要抓紧。\n", encoding="utf-8")
    (updated,) = other.add(changed).updated
    removed = other.remove(one.speeches()[-1].id)
    same(one, other)
    assert "全年收官要抓紧" in one.source_text(updated.id) and len(one.versions(updated.id)) == 1
    with pytest.raises(NotFoundError):
        one.speech(removed.id)
    first, second = [speech.id for speech in one.speeches()[:2]]
    one.correct(first, {"speaker": "令狐月白", "place": ""})
    other.tag([first, second[:8]], ["第一批", "党代会"])
    one.tag([second], (), ["党代会"])
    other.keep_original(second, write_speech(folder.parent / "sent", 77).read_bytes())
    one.correct(first, {"title": "改过的题名"}, forget=["place"])
    same(one, other)
    assert other.speech(first).speaker == "令狐月白" and other.corrections(first).keys() == {"speaker", "title"}
    assert one.speeches(Filters(tags=["第一批"])) and one.tags()[second] == ("第一批",)
    kept = other.directory / "originals" / second
    assert (one.directory / "originals" / second).read_bytes() == kept.read_bytes() == speech_text(77).encode()
    other.remove(second)
    same(one, other)
    assert not (one.directory / "originals" / second).exists() and not kept.exists()
    assert [str(found) for library in stocked for found in library.check() if not found.ok] == []


def test_who_writes_sees_it_at_once_and_others_without_being_asked(stocked: Machines, tmp_path: Path) -> None:
    one, other = stocked
    for number in range(30, 33):
        (speech,) = one.add(write_speech(tmp_path, number), later=True).added
        assert one.speech(speech.id) == speech
        until(lambda id=speech.id: any(known.id == id for known in other.speeches()))  # type: ignore[misc]


def test_a_fresh_machine_replays_to_the_same_whatever_came_before(
    stocked: Machines, folder: Path, tmp_path: Path, journal_url: str
) -> None:
    one, other = stocked
    ids = [speech.id for speech in one.speeches()]
    for number, speech_id in enumerate(ids[:6]):
        (one if number % 2 else other).correct(speech_id, {"speaker": f"令狐{number}月"})
    one.remove(ids[0])
    one.add(folder)  # what was corrected of it comes back with it
    other.remove(ids[7])
    taken = write_speech(folder, 5)
    taken.write_text(speech_text(6), encoding="utf-8")  # a changed document keeps an id made from another text
    other.add(taken)
    one.add(write_speech(tmp_path / "more", 5))
    one.tag(ids[1:4], ["专题"])
    reports: list[tuple[int, int]] = []

    def told(done: int, total: int, _what: str) -> None:
        reports.append((done, total))

    with open_library(tmp_path / "fresh", HashEncoder(), journal_url=journal_url, progress=told) as fresh:
        assert isinstance(fresh, SharedLibrary)
        same(one, other)
        same(one, fresh)
        assert fresh.speech(ids[0]).speaker == "令狐0月" and all(found.ok for found in fresh.check())
        assert [done for done, _ in reports] == list(range(1, len(reports) + 1))
        assert {total for _, total in reports} == {fresh.following().number}


def test_lines_put_back_are_put_back_everywhere(machines: Machines, tmp_path: Path) -> None:
    one, other = machines
    end = "\n责任编辑：阮某某\n扫一扫在手机打开当前页\n"
    text = speech_text(1) + end
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    (speech,) = one.add(file).added
    same(one, other)
    (line, *_) = other.set_aside(speech.id)
    other.put_back(speech.id, [line.start])
    same(one, other)
    assert line not in one.set_aside(speech.id)
    file.write_text(speech_text(1) + "又添一行，说的是港口。\n" + end, encoding="utf-8")
    one.add(file)
    same(one, other)
    one.put_back(speech.id, [])
    same(one, other)
    assert len(other.set_aside(speech.id)) >= len(one.set_aside(speech.id)) > 0
    with pytest.raises(InputError):
        other.put_back(speech.id, [1])


def test_vectors_are_made_once_and_a_changed_model_is_everywhere_another(
    stocked: Machines, journal_url: str, tmp_path: Path
) -> None:
    one, other = stocked
    encoder = HashEncoder()
    with machine(tmp_path / "c", journal_url, encoder) as third:
        same(one, third)
        assert third.count_pending() == 0 and encoder.calls == contents_calls(third, encoder)
    newer = HashEncoder(32, "another")
    with machine(tmp_path / "a", journal_url, newer) as again:
        again.rebuild()
        assert again.search_dense("港口", 3) and again.count_pending() == 0
        until(lambda: other.following().number == again.following().number)
        assert other._catalog.embedding() == ("another", 32) and other.count_pending() == 0


def contents_calls(library: Library, encoder: HashEncoder) -> int:
    """How often `contents` has asked for the vector of a question: nothing else was encoded."""
    return 5


def test_writers_in_threads_on_both_machines_are_all_kept_in_one_order(machines: Machines, tmp_path: Path) -> None:
    files = [write_speech(tmp_path / "many", number) for number in range(24)]
    errors: list[Exception] = []

    def write(library: SharedLibrary, mine: list[Path]) -> None:
        try:
            for file in mine:
                (speech,) = library.add(file, later=True).added
                library.tag([speech.id], [f"批{file.stem[-1]}"])
                library.correct(speech.id, {"publisher": f"{file.stem}日报"})
        except Exception as error:  # noqa: BLE001  it is of a thread
            errors.append(error)

    threads = [threading.Thread(target=write, args=(machines[n % 2], files[n::4])) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    same(*machines)
    assert len(machines[0].speeches()) == 24 and machines[0].following().number >= 72


def test_two_processes_may_share_the_files_of_one_machine(
    machines: Machines, tmp_path: Path, journal_url: str, folder: Path
) -> None:
    one, other = machines
    with machine(tmp_path / "a", journal_url) as beside:
        beside.add(folder)
        other.remove(beside.speeches()[0].id)
        one.add(write_speech(tmp_path / "x", 90))
        until(lambda: beside.following().number == one.following().number == beside.following().head)
        same(one, other)
        assert contents(beside) == contents(one)


def test_nothing_that_fails_is_written(stocked: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = stocked
    before = one.following().number
    known = one.speeches()[0].id
    with pytest.raises(InputError):
        one.correct(known, {"date": "昨天"})
    with pytest.raises(NotFoundError):
        one.tag([known, "fff"], ["x"])
    with pytest.raises(InputError):
        one.tag([known], [f"标签{number}" for number in range(60)])
    with pytest.raises(NotFoundError):
        one.remove("eeeeee")
    assert one.add(write_speech(tmp_path / "speeches", 2)).unchanged
    assert one.following().number == before and one.tags() == {}
    real = store.Turn.commit

    def unsure(self: store.Turn) -> None:
        real(self)
        raise JournalError("the answer was lost", code="journal_unsure")

    with monkeypatch.context() as patched:
        patched.setattr(store.Turn, "commit", unsure)
        with pytest.raises(JournalError):
            one.tag([known], ["不知存否"])
    same(one, other)  # the journal has it, so both have it
    assert other.tags() == {known: ("不知存否",)} and one.following().number == before + 1


def test_a_snapshot_is_a_backup_and_goes_on_from_where_it_was(
    stocked: Machines, tmp_path: Path, journal_url: str
) -> None:
    one, _ = stocked
    backup = one.back_up(tmp_path / "backup.sqlite3")
    one.remove(one.speeches()[0].id)
    restore(backup, tmp_path / "new")
    with machine(tmp_path / "new", journal_url) as new:
        assert new.following().number == one.following().number
        same(one, new)


def test_a_library_that_was_there_becomes_the_beginning(tmp_path: Path, journal_url: str, folder: Path) -> None:
    from index.journal.founding import found

    with Library.open(tmp_path / "old", HashEncoder()) as old:
        old.add(folder)
        ids = [speech.id for speech in old.speeches()]
        old.correct(ids[0], {"speaker": "令狐月白"})
        old.correct(ids[1], {"place": ""})
        old.remove(ids[1])
        old.tag(ids[2:4], ["旧批次"])
        old.keep_original(ids[4], (folder / Path(old.speech(ids[4]).path).name).read_bytes())
        changed = write_speech(folder, 9)
        changed.write_text(speech_text(9) + "又添一句。\n", encoding="utf-8")
        old.add(changed)
        write_speech(folder, 8).write_text(speech_text(9), encoding="utf-8")  # its id is of another text
        old.add(folder)
        held = contents(old)
    with pytest.raises(JournalError, match="yinzheng journal init"):
        machine(tmp_path / "old", journal_url)
    seen: list[tuple[int, int]] = []
    count = found(tmp_path / "old", journal_url, lambda done, total, _: seen.append((done, total)))
    assert count > 20 and seen[-1][0] == seen[-1][1] and found(tmp_path / "old", journal_url) == 0
    with machine(tmp_path / "old", journal_url) as old_one, machine(tmp_path / "new", journal_url) as new:
        same(old_one, new)
        assert contents(new) == held
        old_one.add(write_speech(tmp_path / "more", 50))
        same(old_one, new)
    with Library.open(tmp_path / "third") as third:
        third.add(folder)
    with pytest.raises(JournalError, match=f"has {count + 2} changes|cannot be the beginning"):
        found(tmp_path / "third", journal_url)


def test_a_beginning_that_was_killed_before_it_was_noted_here_is_found_again(
    tmp_path: Path, journal_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.journal.founding import found

    with Library.open(tmp_path / "old", HashEncoder()) as old:
        old.add(folder)
    real = store.Turn.commit

    def dies(self: store.Turn) -> None:
        real(self)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(store.Turn, "commit", dies)
        found(tmp_path / "old", journal_url)
    count = found(tmp_path / "old", journal_url)
    with machine(tmp_path / "old", journal_url) as one, machine(tmp_path / "new", journal_url) as new:
        assert one.following().number == count == new.following().head
        same(one, new)


def test_what_follows_a_journal_is_not_changed_without_it_until_it_leaves(stocked: Machines) -> None:
    one, other = stocked
    one.close()
    with pytest.raises(LibraryError, match="yinzheng journal leave") as error:
        Library.open(one.directory)
    assert error.value.code == "library_follows"
    assert leave(one.directory) and not leave(one.directory)
    with Library.open(one.directory, HashEncoder()) as alone:
        alone.remove(alone.speeches()[0].id)
        assert len(alone.speeches()) == 19 and len(other.speeches()) == 20


def test_another_journal_and_one_put_back_from_an_older_backup_are_refused(
    stocked: Machines, journal_url: str, server: str, tmp_path: Path
) -> None:
    one, other = stocked
    head = one.following().number
    one.close()
    with pytest.raises(JournalError) as error:
        machine(tmp_path / "a", server)  # the server's first database has a journal of its own
    assert error.value.code == "journal_other"
    engine = sa.create_engine(journal_url)
    with engine.begin() as connection:
        connection.execute(sa.text(f"DELETE FROM yinzheng_journal WHERE number > {head - 3}"))
    engine.dispose()
    with pytest.raises(JournalError) as error:
        machine(tmp_path / "a", journal_url)
    assert error.value.code == "journal_rewound" and len(other.speeches()) == 20
    with pytest.raises(JournalError):
        other.remove(other.speeches()[0].id)
    until(lambda: "journal leave" in other.following().failure)
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()


def test_what_this_version_cannot_apply_stops_it_there_and_reading_goes_on(
    stocked: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = stocked
    from index.journal import applying

    real = applying.parse_all

    def fails(items):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        for item in real(items):
            yield ReadError("x.txt", "it is too new") if isinstance(item, tuple) else item

    with monkeypatch.context() as patched:
        patched.setattr(applying, "parse_all", fails)
        (speech,) = one.add(write_speech(tmp_path, 40), later=True).added
        one.tag([speech.id], ["之后"])
        until(lambda: "cannot be applied here" in other.following().failure)
        assert len(other.speeches()) == 20 and other.search_terms("港口", 1) and other.tags() == {}
        assert "\n" not in other.following().failure
        with pytest.raises(JournalError) as error:
            other.remove(other.speeches()[0].id)
        assert error.value.code == "journal_stopped"
    same(one, other)  # a version that can has come


def test_another_version_parses_for_itself(
    stocked: Machines, journal_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = stocked
    other.correct(other.speeches()[0].id, {"speaker": "令狐月白"})
    same(one, other)
    other.close()
    monkeypatch.setattr("index.maintenance.reparse.PARSING", "another")
    with machine(tmp_path / "b", journal_url) as newer:
        newer.add(write_speech(tmp_path, 41))
        same(one, newer)


@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "nothing at all secret", "postgresql+none://secret@b/c"])
def test_what_is_no_such_address_is_refused_without_the_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        open_library(tmp_path / "library", journal_url=url)
    assert "secret" not in str(error.value) and "YINZHENG" in str(error.value)


def test_without_a_journal_nothing_is_as_it_is_not_today(tmp_path: Path, folder: Path) -> None:
    with open_library(tmp_path / "library", HashEncoder()) as library:
        assert type(library) is Library
        library.add(folder)
    with sqlite3.connect(tmp_path / "library" / FILE_NAME) as connection:
        assert not connection.execute("SELECT 1 FROM meta WHERE key = 'journal'").fetchall()
