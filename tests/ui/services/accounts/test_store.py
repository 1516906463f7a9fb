"""Accounts and the record of changes, alike in SQLite and in PostgreSQL."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from corpus import InputError, LibraryError, NotFoundError
from tests.support.servers import postgresql
from ui.services.accounts import audit as audit_module
from ui.services.accounts import store
from ui.services.accounts.audit import Audit, terminal
from ui.services.accounts.management import add, change, own
from ui.services.accounts.passwords import outdated
from ui.services.accounts.roles import LOCAL, SHARED, Role
from ui.services.accounts.store import Accounts

PASSWORD = "够长的口令 one"
Where = Path | str


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if (why := postgresql.missing()) is not None:
        pytest.skip(why)
    with postgresql.running() as url:
        yield url


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


def test_an_account_comes_in_by_its_password_and_its_sessions_end_with_it(where: Where) -> None:
    with closing(Accounts(where)) as accounts, closing(Accounts(where)) as another:
        assert not accounts.any()
        ann = accounts.add(" Ａnn  Li ", Role.ADMIN, PASSWORD)
        assert ann.name == "Ann Li" and another.any()
        assert another.check("ann li", PASSWORD) == ann == another.get("ANN LI")
        assert another.check("ann li", PASSWORD + " ") is None is another.check("nobody", PASSWORD)
        secret, token = accounts.open_session(ann, "password"), another.open_session(ann, "token")
        assert token.startswith(store.PREFIX) and not secret.startswith(store.PREFIX)
        for one in (accounts, another):
            assert one.who(secret) == ann.identity("password") and one.who(token) == ann.identity("token")
            assert one.who(secret + "x") is None is one.who("")
        accounts.close_session(secret)
        assert another.who(secret) is None and another.who(token) is not None
        another.set_password("ann li", PASSWORD + "2")
        assert accounts.who(token) is None and accounts.check("Ann Li", PASSWORD) is None
        assert accounts.check("Ann Li", PASSWORD + "2") == ann


def test_nothing_of_a_password_or_a_session_can_be_read_from_what_is_kept(tmp_path: Path) -> None:
    with closing(Accounts(tmp_path / store.FILE)) as accounts:
        account = accounts.add("甲", Role.ADMIN, PASSWORD)
        secrets = [accounts.open_session(account, kind) for kind in ("password", "token")]
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"$argon2id$v=19$m=65536,t=3,p=4$" in kept
    assert not any(secret.encode() in kept for secret in (PASSWORD, *secrets))
    assert (tmp_path / store.FILE).stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_a_session_ends_by_itself(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Accounts(where)) as accounts:
        account = accounts.add("甲", Role.READER)
        first, now = accounts.open_session(account, "password"), time.time()
        monkeypatch.setattr(time, "time", lambda: now + store.SESSION - 5)
        assert accounts.who(first) is not None
        monkeypatch.setattr(time, "time", lambda: now + store.SESSION + 5)
        assert accounts.who(first) is None


def test_an_account_has_a_bounded_number_of_sessions(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEPT", 3)
    with closing(Accounts(where)) as accounts:
        account = accounts.add("甲", Role.READER)
        secrets = [accounts.open_session(account, "password") for _ in range(5)]
        assert [accounts.who(one) is not None for one in secrets] == [False, False, True, True, True]


def test_somebody_is_always_left_to_administer(where: Where) -> None:
    with closing(Accounts(where)) as accounts:
        with pytest.raises(InputError, match="administrator's"):
            add(accounts, "乙", Role.READER, None)
        add(accounts, "甲", Role.ADMIN, None)
        add(accounts, "乙", Role.READER, None)
        for taken in ("甲", " 甲", "甲\u3000"):
            with pytest.raises(InputError, match="there is an account"):
                add(accounts, taken, Role.READER, None)
        for work in (lambda: accounts.remove("甲"), lambda: change(accounts, "甲", "editor", None)):
            with pytest.raises(InputError, match="last administrator"):
                work()
        with pytest.raises(InputError, match="last administrator"):
            accounts.remove("甲", emptying=True)  # there is 乙, who could not
        assert change(accounts, "乙", "admin", None)[1] == {"role": "admin", "was": "reader"}
        assert accounts.remove("甲").name == "甲"
        with pytest.raises(NotFoundError):
            accounts.get("甲")
        accounts.remove("乙", emptying=True)
        assert not accounts.any() and accounts.all() == []


@pytest.mark.parametrize("name", ["", "  ", "a\u202eb", "长" * 61, "\x00", "a\x1b[31m"])
def test_a_name_is_what_one_sees(name: str) -> None:
    with closing(Accounts()) as accounts, pytest.raises(InputError, match="no name of an account"):
        accounts.add(name, Role.READER)


def test_passwords_have_a_length_and_ones_own_is_changed_with_the_old_one() -> None:
    with closing(Accounts()) as accounts:
        for bad in ("", "1234567", "长" * 257):
            with pytest.raises(InputError, match="8 to 256"):
                accounts.add("甲", Role.ADMIN, bad)
        who = accounts.add("甲", Role.ADMIN, PASSWORD).identity("password")
        for wrong in (LOCAL, SHARED):
            with pytest.raises(InputError, match="present password"):
                own(accounts, wrong, PASSWORD, PASSWORD + "2")
        with pytest.raises(InputError, match="present password"):
            own(accounts, who, PASSWORD + " ", PASSWORD + "2")
        own(accounts, who, PASSWORD, PASSWORD + "2")
        assert accounts.check("甲", PASSWORD + "2") and not accounts.check("甲", PASSWORD)


def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_login(where: Where) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD.encode())
    with closing(Accounts(where)) as accounts:
        accounts.add("甲", Role.ADMIN, PASSWORD)
        with accounts._changing() as connection:
            connection.execute(store._ACCOUNTS.update().values(password=old))
        assert outdated(old) and accounts.check("甲", PASSWORD)
        with accounts._using() as connection:
            kept = connection.execute(sa.select(store._A.password)).scalar_one()
        assert not outdated(kept) and accounts.check("甲", PASSWORD)


def test_no_file_is_made_before_there_is_an_account_or_a_change(tmp_path: Path) -> None:
    accounts, audit = Accounts.beside(tmp_path), Audit.beside(tmp_path)
    assert not accounts.any() and accounts.check("甲", PASSWORD) is None and accounts.who("x") is None
    assert audit.changes() == [] and list(tmp_path.iterdir()) == []


def test_changes_are_recorded_and_the_newest_stand_first(where: Where) -> None:
    with closing(Audit(where)) as audit:
        with audit.recorded(terminal(), "document.add", "a\0b") as came:
            came.append({"title": "题\ud800" + "长" * 1_000})
        with pytest.raises(NotFoundError), audit.recorded(SHARED, "document.remove", "x"):
            raise NotFoundError("none")
        audit.begin(LOCAL, "account.add", "甲")  # and then the power went
        last, removed, added = audit.changes()
        assert (last.action, last.outcome) == ("account.add", "")
        assert (removed.who, removed.outcome, removed.details[0]["error"]) == ("口令", "failed", "NotFoundError")
        assert (added.outcome, added.target, len(added.details[0]["title"])) == ("done", "ab", 500)
        assert added.how == "command line" and added.who == terminal().name
        assert audit.changes(1) == [last] and audit.changes(before=last.id) == [removed, added]
        assert audit.changes(who="口令") == [removed] and audit.changes(action="account") == [last]
        assert audit.changes(action="%") == []


def test_what_is_recorded_cannot_be_altered(where: Where) -> None:
    with closing(Audit(where)) as audit:
        audit.begin(LOCAL, "document.add", "x")
        for statement in (audit_module._ROWS.update().values(who="y"), audit_module._ROWS.delete()):
            with pytest.raises(sa.exc.SQLAlchemyError, match="append-only"), audit._sql().begin() as connection:
                connection.execute(statement)
        assert audit.changes()[0].who == LOCAL.name


def test_the_record_is_bounded_and_the_oldest_go(where: Where) -> None:
    few = 40
    with closing(Audit(where)) as audit:
        audit.begin(LOCAL, "first", "x")
        with audit._sql().begin() as connection:  # as if very many had followed
            row = connection.execute(sa.select(audit_module._ROWS)).one()._asdict()
            connection.execute(audit_module._ROWS.insert(), [row | {"id": audit_module.KEPT + n} for n in range(few)])
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(f"SELECT setval('audit_id_seq', {audit_module.KEPT + few})"))
        audit.begin(LOCAL, "last", "x")
        changes = audit.changes(1_000)
        assert changes[0].action == "last" and len(changes) == few + 1
        assert min(one.id for one in changes) >= audit_module.KEPT


KILLED = """
import os, sys
from pathlib import Path
from ui.services.accounts.audit import Audit
from ui.services.accounts.roles import LOCAL
audit = Audit(Path(sys.argv[1]))
for number in range(20):
    with audit.recorded(LOCAL, "document.add", str(number)) as came:
        came.append({"n": number})
        print(number, flush=True)
        if number == 12:
            os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills with signal 9")
def test_a_change_is_on_the_disk_before_it_is_made(tmp_path: Path) -> None:
    file = tmp_path / audit_module.FILE
    done = subprocess.run([sys.executable, "-c", KILLED, str(file)], capture_output=True, text=True, check=False)
    made = [line for line in done.stdout.split()]
    with closing(Audit(file)) as audit:
        changes = audit.changes()[::-1]
    assert [one.target for one in changes] == made and done.returncode == -9
    assert [one.outcome for one in changes] == ["done"] * 12 + [""]


def test_one_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    file.write_bytes(b"no database at all" * 100)
    for work in (lambda: Accounts(file).any(), lambda: Audit(file).begin(LOCAL, "x"), lambda: Audit(file).changes()):
        with pytest.raises(LibraryError, match="cannot be"):
            work()
