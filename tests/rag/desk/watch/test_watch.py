import json
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import pytest

from corpus import InputError, NotFoundError
from corpus.samples import folder
from index import Filters, Library
from rag.desk.watch import news
from rag.desk.watch.feed import atom, json_lines
from rag.desk.watch.news import look, states
from rag.desk.watch.store import FILE, Watches

NEW = """在全市桑蚕产业会议上的讲话

端木青禾

（2025年6月6日）

同志们：

全市竹纸产业要和桑蚕产业携手发展，桑园面积今年达到三万亩。
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "library")
    library.add(folder() / "zhuzhi_speech_2023.txt")
    return library


def test_only_what_was_added_is_news_and_only_once(library: Library, tmp_path: Path) -> None:
    with closing(library), closing(Watches(library.directory / FILE)) as watches:
        watches.add("phrase", "竹纸产业", known=states(library))
        watches.add("question", "桑园面积达到多少", known=states(library))
        watches.add("phrase", "低空物流", known=states(library))
        assert look(library, watches) == []
        (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")
        library.add(tmp_path / "new.txt")
        found = look(library, watches)
        assert [item.body["text"] for item in found] == ["竹纸产业", "桑园面积达到多少"]
        for item in found:
            source = library.source_text(item.body["speech"]["id"])
            assert all(source[line["start"] : line["end"]] == line["quote"] for line in item.body["lines"])
        assert look(library, watches) == []
        assert [item.id for item in watches.news()] == [item.id for item in reversed(found)]


def test_what_is_there_already_is_news_where_that_is_asked(library: Library) -> None:
    with closing(library), closing(Watches(None)) as watches:
        watches.add("phrase", "竹纸产业")
        assert look(library, watches)


def test_of_many_speeches_the_latest_are_noted_and_the_others_counted(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "AT_ONCE", 1)
    with closing(library), closing(Watches(None)) as watches:
        library.add(folder() / "zhuzhi_speech_2024.txt")
        watches.add("phrase", "竹纸产业")
        found = look(library, watches)
        assert [(item.body["speech"]["date"][:4], item.body["others"]) for item in found] == [("2024", 1)]


def test_watches_outlive_the_process_that_saved_them(library: Library) -> None:
    with closing(library):
        with closing(Watches(library.directory / FILE)) as watches:
            saved = watches.add("phrase", "竹纸", Filters(speakers=["顾望舒"]))
            assert watches.add("phrase", "竹纸", Filters(speakers=["顾望舒"])) == saved
        with closing(Watches(library.directory / FILE)) as watches:
            assert watches.all() == [saved]
            assert watches.remove(saved.id) == saved and watches.all() == []


def test_the_feed_is_atom_and_each_line_json(library: Library) -> None:
    with closing(library), closing(Watches(None)) as watches:
        watches.add("phrase", "竹纸产业")
        look(library, watches)
        noted = watches.news()
    root = ET.fromstring(atom(noted, address="http://127.0.0.1:7860"))
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    entries = root.findall("a:entry", spaces)
    assert len(entries) == len(noted) and root.find("a:updated", spaces) is not None
    assert all(entry.find("a:link", spaces) is not None for entry in entries)
    assert [json.loads(line)["id"] for line in json_lines(noted).splitlines()] == [item.id for item in noted]


def test_what_cannot_be_watched_is_refused() -> None:
    with closing(Watches(None)) as watches:
        with pytest.raises(InputError, match="cannot be watched"):
            watches.add("phrase", " ")
        with pytest.raises(NotFoundError, match="nothing is watched under 7"):
            watches.remove(7)
