import logging
import sqlite3
from pathlib import Path

import pytest

from index import Library
from index.catalog import FILE_NAME
from index.maintenance import reparse
from index.storage.schema import FORMAT, MIGRATIONS
from tests.support.fakes import HashEncoder

NEW_TABLES = (
    "facts",
    "utterances",
    "enumerations",
    "titles",
    "signatures",
    "copy_keys",
    "copies",
    "seals",
    "corrections",
    "derived",
    "derived_done",
    "set_aside",
    "shares",
    "put_back",
    "versions",
    "list_names",
    "list_mentions",
    "list_letters",
    "listings",
)


def without_passages(connection: sqlite3.Connection) -> None:
    """Take away what format 10 knows of passages."""
    connection.execute("DROP INDEX chunks_passage")
    connection.execute("ALTER TABLE chunks DROP COLUMN passage")


def make_old(directory: Path) -> None:
    """Turn a library into one of format 1, which had none of the new tables."""
    with sqlite3.connect(directory / FILE_NAME) as connection:
        for table in NEW_TABLES:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM meta WHERE key = 'parsing'")
        without_passages(connection)
        connection.execute("PRAGMA user_version=1")
    connection.close()


def everything(library: Library) -> list[object]:
    """Return what a user sees of a library, chunk ids left out."""
    hits = library.hits([(i, s, "dense") for i, s in library.search_dense("茶叶产值", 50)])
    terms = library.hits([(i, s, "terms") for i, s in library.search_terms("茶叶产值", 50)])
    return [
        library.speeches(),
        [library.chunks(s.id) for s in library.speeches()],
        [(library.facts(s.id), library.utterances(s.id), library.enumerations(s.id)) for s in library.speeches()],
        [library.listings(s.id) for s in library.speeches()],
        [library.copies(s.id) for s in library.speeches()],
        sorted((h.speech.id, h.start, h.score) for h in hits),
        sorted((h.speech.id, h.start, h.score) for h in terms),
    ]


@pytest.fixture
def old(library: Library, tmp_path: Path) -> Path:
    library.close()
    make_old(library.directory)
    return library.directory


def test_a_library_of_format_one_becomes_as_if_made_today(folder: Path, old: Path, tmp_path: Path) -> None:
    with (
        Library.open(old, HashEncoder()) as library,
        Library.open(tmp_path / "fresh", HashEncoder()) as fresh,
    ):
        assert library._catalog.count_pending() == 0  # every vector was kept
        fresh.add(folder)
        assert everything(library) == everything(fresh)
        assert any(library.copies(s.id) for s in library.speeches())
        with library._catalog._database.reading() as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("SELECT count(*) FROM signatures").fetchone() == (20,)
        assert len(library.add(folder).unchanged) == 20


def test_a_library_of_format_six_gets_its_lists(library: Library, folder: Path, tmp_path: Path) -> None:
    text = "会议纪要\n\n会议强调，要抓好三件大事：一是修路；二是建厂；三是育人。大家要把事情办好，年底逐项检查。\n"
    (folder / "lists.txt").write_text(text, encoding="utf-8")
    library.add(folder)
    wanted = {speech.id: library.listings(speech.id) for speech in library.speeches()}
    assert any(wanted.values())
    library.close()
    with sqlite3.connect(library.directory / FILE_NAME) as connection:
        for table in ("list_names", "list_mentions", "list_letters", "listings"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'parsing'")
        without_passages(connection)
        connection.execute("PRAGMA user_version=6")
    connection.close()
    with Library.open(library.directory, HashEncoder()) as again:
        assert {speech.id: again.listings(speech.id) for speech in again.speeches()} == wanted
        assert again._catalog.count_pending() == 0  # every vector was kept


def test_a_library_of_format_eight_learns_where_its_lists_are_named(library: Library, folder: Path) -> None:
    text = "会议纪要\n\n一、抓好修路\n\n全县增强“四个自觉”，年底逐项检查。\n\n二、抓好建厂\n\n也要检查。\n"
    (folder / "lists.txt").write_text(text, encoding="utf-8")
    library.add(folder)
    ids = [speech.id for speech in library.speeches()]
    wanted = [(library.listings(one), library.list_mentions(one)) for one in ids]
    assert any(mentions for _, mentions in wanted)
    assert any(listing.labelled for listings, _ in wanted for listing in listings)
    library.close()
    with sqlite3.connect(library.directory / FILE_NAME) as connection:
        connection.execute("DROP TABLE list_mentions")
        connection.execute("DROP TABLE list_letters")
        connection.execute("ALTER TABLE listings DROP COLUMN labelled")
        connection.execute("UPDATE meta SET value = '8' WHERE key = 'parsing'")
        without_passages(connection)
        connection.execute("PRAGMA user_version=8")
    connection.close()
    with Library.open(library.directory, HashEncoder()) as again:
        assert [(again.listings(one), again.list_mentions(one)) for one in ids] == wanted


def test_it_is_done_once(old: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "index.maintenance.reparse"):
        Library.open(old).close()
        assert "parsing the 20 documents" in caplog.text
        caplog.clear()
        with Library.open(old) as library:
            before = library._catalog.generation()
        with Library.open(old) as library:
            assert library._catalog.generation() == before
        assert caplog.text == ""


def test_an_interrupted_upgrade_is_finished_at_the_next_opening(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = reparse.parse, list[str]()

    def interrupted(document: object, *, speech_id: str) -> object:
        calls.append(speech_id)
        if len(calls) == 8:
            raise KeyboardInterrupt
        return real(document, speech_id=speech_id)  # type: ignore[arg-type]

    monkeypatch.setattr(reparse, "parse", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Library.open(old)
    with Library.open(old, HashEncoder()) as library:
        assert len(calls) == 8 + 20
        with library._catalog._database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM signatures").fetchone() == (20,)
        assert library._catalog.count_pending() == 0


def test_new_parsing_of_a_later_version_reaches_old_documents(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library._catalog.changing() as connection:
        connection.execute("DELETE FROM signatures")
        connection.execute("DELETE FROM copy_keys")
        connection.execute("DELETE FROM copies")
    monkeypatch.setattr(reparse, "PARSING", "later")
    with Library.open(library.directory) as again:
        with again._catalog._database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM signatures").fetchone() == (20,)
        assert again._catalog.parsing() == "later"


def test_every_older_format_has_a_way_to_this_one() -> None:
    assert sorted(MIGRATIONS) == list(range(1, FORMAT))
