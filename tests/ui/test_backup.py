"""A backup holds what readers made too: conversations, judgements, uploaded files, while the service goes on."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus import LibraryError
from index import Library
from index.catalog import FILE_NAME
from index.maintenance.backup import restore
from tests.support.fakes import HashEncoder
from tests.support.ui.library_client import FESTIVAL
from ui.services import conversation_store, feedback_store
from ui.services.conversation_store import History
from ui.services.feedback_store import Feedback, Judgement
from ui.services.uploads import Result, Sent, Uploads

READER = "r" * 32


def make(folder: Path) -> Path:
    """A library with a conversation and a judgement; return its backup, made while both files are open."""
    source = folder / "竹纸.txt"
    source.write_text(FESTIVAL, encoding="utf-8")
    with Library.open(folder / "library", HashEncoder()) as library:
        library.add([source])
        kept = History(folder / "library" / conversation_store.FILE)
        with closing(Feedback(folder / "library" / feedback_store.FILE)) as judgements:
            kept.append(READER, kept.begin(READER, "竹纸产值？"), "竹纸产值？")
            judgements.keep(Judgement(question="竹纸产值？", up=True, text="86亿元。"))
            made = library.back_up(folder / "backup.sqlite3")
            kept.begin(READER, "备份以后的")
    return made


def names(directory: Path) -> list[str]:
    return [found.name for found in History(directory / conversation_store.FILE).search(READER, "")]


def test_backup_brings_conversations_and_judgements_back(tmp_path: Path) -> None:
    made = make(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["backup.sqlite3", "library", "竹纸.txt"]
    restore(made, tmp_path / "other")
    assert names(tmp_path / "other") == ["竹纸产值？"]
    with closing(Feedback(tmp_path / "other" / feedback_store.FILE)) as judgements:
        assert [judgement.text for judgement in judgements.all()] == ["86亿元。"]
    with Library.open(tmp_path / "other", HashEncoder()) as library:
        assert len(library.speeches()) == 1
    with closing(sqlite3.connect(tmp_path / "other" / FILE_NAME)) as database:
        assert not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'beside'").fetchall()


def test_a_service_that_has_them_open_sees_what_was_restored(tmp_path: Path) -> None:
    made = make(tmp_path)
    open_one = History(tmp_path / "library" / conversation_store.FILE)
    assert len(open_one.search(READER, "")) == 2
    restore(made, tmp_path / "library", force=True)
    assert [found.name for found in open_one.search(READER, "")] == ["竹纸产值？"]
    assert open_one.begin(READER, "以后") and len(open_one.search(READER, "")) == 2


def test_conversations_are_not_replaced_without_force(tmp_path: Path) -> None:
    made = make(tmp_path)
    other = tmp_path / "other"
    with Library.open(other, HashEncoder()):
        History(other / conversation_store.FILE).begin(READER, "这里的")
    with pytest.raises(LibraryError, match="--force"):
        restore(made, other)
    assert names(other) == ["这里的"]
    restore(made, other, force=True)
    assert names(other) == ["竹纸产值？"]


def test_uploaded_files_travel_with_it_unless_they_are_left_out(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        came = Uploads(library).add([Sent("竹纸.txt", io.BytesIO(FESTIVAL.encode()))])
        [outcome] = [one for one in came if isinstance(one, Result)]
        assert outcome.speech is not None
        assert library.kept_originals() == (1, len(FESTIVAL.encode()))
        whole = library.back_up(tmp_path / "whole.sqlite3")
        texts = library.back_up(tmp_path / "texts.sqlite3", originals=False)
    restore(whole, tmp_path / "one")
    restore(texts, tmp_path / "other")
    with Library.open(tmp_path / "one", HashEncoder()) as library:
        assert library.original(outcome.speech.id).data == FESTIVAL.encode()
    with Library.open(tmp_path / "other", HashEncoder()) as library:
        assert not library.has_original(outcome.speech.id)
    with closing(sqlite3.connect(tmp_path / "one" / FILE_NAME)) as database:
        assert not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'originals'").fetchall()


@pytest.mark.parametrize(
    ("change", "why"),
    [("name = '../../evil'", "no name of a file"), ("content = x'00'", "is damaged; take another backup")],
)
def test_a_file_that_was_tampered_with_is_not_put_back(tmp_path: Path, change: str, why: str) -> None:
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        list(Uploads(library).add([Sent("竹纸.txt", io.BytesIO(FESTIVAL.encode()))]))
        made = library.back_up(tmp_path / "backup.sqlite3")
    with closing(sqlite3.connect(made)) as database:
        database.execute(f"UPDATE originals SET {change}")
        database.commit()
    with pytest.raises(LibraryError, match=why):
        restore(made, tmp_path / "other")
    assert not list(tmp_path.glob("**/evil"))


@pytest.mark.parametrize("damage", ["garbage", "half", "page"])
def test_damaged_conversations_are_named_and_kept(tmp_path: Path, damage: str) -> None:
    made = make(tmp_path)
    file = tmp_path / "other" / conversation_store.FILE
    with Library.open(file.parent, HashEncoder()):
        kept = History(file)
        for _ in range(40):
            kept.append(READER, kept.begin(READER, "这里的"), "这里的" * 40)
        kept.close()
    whole = file.read_bytes()
    broken = {
        "garbage": b"not a database" * 500,
        "half": whole[: len(whole) // 2],
        "page": whole[:8192] + b"\xff" * 4096 + whole[12288:],
    }[damage]
    file.write_bytes(broken)
    with pytest.raises(LibraryError, match=r"conversations\.sqlite3' is damaged; to replace it.*--force") as raised:
        restore(made, file.parent)
    assert "\n" not in str(raised.value)
    assert file.read_bytes() == broken
    restore(made, file.parent, force=True)
    assert names(file.parent) == ["竹纸产值？"]
    assert file.with_name(f"{conversation_store.FILE}.damaged").read_bytes() == broken


def test_a_changed_copy_in_a_backup_is_refused(tmp_path: Path) -> None:
    made = make(tmp_path)
    with closing(sqlite3.connect(made)) as database:
        database.execute("UPDATE beside SET content = x'00' WHERE name = ?", (conversation_store.FILE,))
        database.commit()
    with pytest.raises(LibraryError, match="damaged"):
        restore(made, tmp_path / "other")
    assert not (tmp_path / "other" / conversation_store.FILE).exists()


def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    made = make(tmp_path)
    with closing(sqlite3.connect(made)) as database:
        database.execute("UPDATE beside SET name = '../evil.sqlite3' WHERE name = ?", (conversation_store.FILE,))
        database.commit()
    with pytest.raises(LibraryError, match="no name of a file"):
        restore(made, tmp_path / "other")
    assert not (tmp_path / "evil.sqlite3").exists()
