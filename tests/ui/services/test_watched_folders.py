"""What is put into a watched folder is in the library, and is news, without anybody's doing."""

import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus import BusyError, InputError
from corpus.samples import folder
from index import Library
from rag.desk.watch.news import look, states
from rag.desk.watch.store import Watches
from ui.services.watched_folders import WatchedFolders


def put(into: Path, name: str) -> Path:
    """Put a sample into a folder, as if it had lain there for an hour."""
    path = into / name
    path.write_bytes((folder() / name).read_bytes())
    os.utime(path, (time.time() - 3600, time.time() - 3600))
    return path


def test_a_file_that_comes_is_read_by_itself_and_is_news(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    came = threading.Event()
    with Library.open(tmp_path / "library") as library, closing(Watches(None)) as watches:

        def read(path: str) -> None:
            if library.add(path).added:
                came.set()

        watches.add("phrase", "竹纸产业", known=states(library))
        with WatchedFolders([str(inbox)], read, every=0.02):
            put(inbox, "zhuzhi_speech_2023.txt")
            assert came.wait(300)
        assert [item.body["text"] for item in look(library, watches)] == ["竹纸产业"]


def test_a_folder_is_read_only_when_something_in_it_has_changed(tmp_path: Path) -> None:
    read: list[str] = []
    (tmp_path / "within").mkdir()
    watched = WatchedFolders([str(tmp_path)], read.append)
    assert watched.look() == []
    path = put(tmp_path / "within", "zhuzhi_speech_2023.txt")
    assert watched.look() == [str(tmp_path)] and watched.look() == []
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert watched.look() == [str(tmp_path)] and len(read) == 2


def test_a_file_that_is_still_on_its_way_is_waited_for(tmp_path: Path) -> None:
    read: list[str] = []
    watched = WatchedFolders([str(tmp_path)], read.append)
    path = tmp_path / "a.txt"
    path.write_text("半", encoding="utf-8")
    assert watched.look() == []
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert watched.look() == read == [str(tmp_path)]


def test_what_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    tries: list[str] = []

    def read(path: str) -> None:
        tries.append(path)
        if len(tries) == 1:
            raise BusyError("the library is locked")

    watched = WatchedFolders([str(tmp_path)], read)
    put(tmp_path, "zhuzhi_speech_2023.txt")
    assert watched.look() == [] and watched.look() == tries[:1] and watched.look() == []


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        WatchedFolders([str(tmp_path / "none")], print)
