"""While PostgreSQL is gone, each machine reads on; changes are refused in one line, and go on when it is back."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import JournalError
from tests.support.servers import postgresql
from tests.support.servers.machines import machine, same, until
from tests.support.speech_makers import write_speech


@pytest.fixture
def own_server() -> Iterator[postgresql.Server]:
    if (why := postgresql.missing()) is not None:
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="pg") as place:
        server = postgresql.Server(place)
        server.start()
        yield server
        server.stop()


def test_reading_goes_on_and_changes_are_refused_until_it_is_back(
    own_server: postgresql.Server, folder: Path, tmp_path: Path
) -> None:
    url = own_server.url
    with machine(tmp_path / "a", url) as one, machine(tmp_path / "b", url) as other:
        one.add(folder)
        same(one, other)
        own_server.kill()
        known = one.speeches()[0].id
        for library in (one, other):
            assert len(library.speeches()) == 20 and library.search_terms("港口", 3) and library.search_dense("港口", 3)
            for change in (
                lambda to=library: to.add(write_speech(tmp_path / "new", 40)),
                lambda to=library: to.remove(known),
                lambda to=library: to.correct(known, {"speaker": "令狐月白"}),
                lambda to=library: to.tag([known], ["第一批"]),
                lambda to=library: to.keep_original(known, b"x"),
                lambda to=library: to.put_back(known),
            ):
                with pytest.raises(JournalError) as error:
                    change()
                assert error.value.code == "journal_unreachable" and "\n" not in str(error.value)
                assert "YINZHENG_JOURNAL_URL" in str(error.value)
        assert one.speech(known).speaker != "令狐月白" and one.tags() == {}
        until(lambda: other.following().failure != "" and other.following().head is None)
        with machine(tmp_path / "a", url) as again:  # a service that is started meanwhile
            assert len(again.speeches()) == 20 and again.following().head is None
        with pytest.raises(JournalError):  # one that has nothing to show yet
            machine(tmp_path / "c", url)
        own_server.start()
        until(lambda: other.following().failure == "" and one.following().failure == "")
        one.correct(known, {"speaker": "令狐月白"})
        same(one, other)
        assert other.speech(known).speaker == "令狐月白" and one.following().number == one.following().head
