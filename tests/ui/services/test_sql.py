"""Conversations and feedback do the same in SQLite and in PostgreSQL; several services share one database."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus import LibraryError, NotFoundError, SettingsError
from ui.services import conversation_store, feedback_store
from ui.services.conversation_store import History
from ui.services.feedback_store import Feedback, Judgement

READER, OTHER = "a" * 22, "b" * 22
Where = Path | str


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    if request.param == "sqlite":
        return tmp_path / "kept.sqlite3"
    url: str = request.getfixturevalue("server")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def test_a_conversation_is_kept_searched_changed_and_removed(where: Where) -> None:
    first = History(where)
    key = first.begin(READER, "吞吐量是多少？", before=[("前一问", {"answer": {"text": "前一答"}})])
    assert first.append(READER, key, "那铁路呢？") == 2
    first.finish(READER, key, 2, {"answer": {"text": "疏港鐵路“2024年”通车\0"}})
    first.close()
    again = History(where)
    assert [(one.number, one.question) for one in again.exchanges(READER, key)] == [(1, "前一问"), (2, "那铁路呢？")]
    assert again.exchanges(READER, key)[1].body["answer"]["text"].startswith("疏港鐵路“2024年”通车")
    assert [one.id for one in again.search(READER, "铁路 前一答")] == [key] and again.search(READER)[0].questions == 2
    assert again.search(READER, "没有这些字") == [] == again.search(OTHER)
    again.rename(READER, key, " 港口\n进度 ")
    assert again.name(READER, key) == "港口 进度"
    again.cut(READER, key, 2)
    assert len(again.exchanges(READER, key)) == 1
    for change in (again.delete, again.exchanges, again.name):
        with pytest.raises(NotFoundError):
            change(OTHER, key)
    again.delete(READER, key)
    assert again.search(READER) == []
    with pytest.raises(NotFoundError):
        again.append(READER, key, "？")
    again.close()


def test_several_services_write_one_conversation_and_lose_nothing(where: Where) -> None:
    services = [History(where) for _ in range(3)]
    key = services[0].begin(READER, "问")
    numbers: list[int] = []

    def write(history: History) -> None:
        for _ in range(10):
            numbers.append(history.append(READER, key, "问"))

    threads = [threading.Thread(target=write, args=(history,)) for history in services * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 61))
    assert [one.number for one in services[0].exchanges(READER, key)] == list(range(1, 61))
    for history in services:
        history.close()


def test_judgements_are_kept_by_all_services_and_the_oldest_make_room(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_store, "KEPT", 3)
    one, two = Feedback(where), Feedback(where)
    for number in range(5):
        (one if number % 2 else two).keep(Judgement(f"第{number}问\ud800", number % 2 == 0, quotes=("引文",)))
    kept = one.all()
    assert [judgement.question[:3] for judgement in kept] == ["第2问", "第3问", "第4问"]
    assert kept[0].quotes == ("引文",) and [judgement.id for judgement in kept] == [3, 4, 5]
    one.close(), two.close()


def test_tables_of_another_version_are_refused(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    History(where).close()
    monkeypatch.setattr(conversation_store, "_VERSION", 2)
    with pytest.raises(LibraryError, match="another version"):
        History(where)


def test_services_that_start_at_once_make_the_tables_once(where: Where) -> None:
    opened: list[History] = []
    threads = [threading.Thread(target=lambda: opened.append(History(where))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    for history in opened:
        history.close()


def test_a_server_that_is_not_there_is_one_line_without_the_password() -> None:
    with pytest.raises(LibraryError) as error:
        History.beside(None, "postgresql+psycopg://somebody:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "\n" not in str(error.value) and "secret" not in str(error.value)


@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "nothing at all secret", "postgresql+none://secret@b/c"])
def test_what_is_no_such_address_is_refused_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError) as error:
        History(url)
    assert "secret" not in str(error.value)


def test_a_file_of_before_is_read_on(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "before.sqlite3"
    with sqlite3.connect(path) as before:  # as the first version made it
        before.executescript(
            "CREATE TABLE conversations (id TEXT PRIMARY KEY, reader TEXT NOT NULL, name TEXT NOT NULL,"
            " created REAL NOT NULL, updated REAL NOT NULL) STRICT;"
            "CREATE INDEX by_reader ON conversations (reader, updated);"
            "CREATE TABLE exchanges (conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,"
            " number INTEGER NOT NULL, question TEXT NOT NULL, body TEXT NOT NULL,"
            " PRIMARY KEY (conversation, number)) STRICT;"
            f"INSERT INTO conversations VALUES ('k', '{READER}', '旧', 1.5, 2.5);"
            "INSERT INTO exchanges VALUES ('k', 1, '旧问', '{}'); PRAGMA user_version=1;"
        )
    before.close()
    history = History(path)
    assert history.append(READER, "k", "新问") == 2
    assert [one.question for one in history.exchanges(READER, "k")] == ["旧问", "新问"]
    history.close()
