"""What speeches are filed under: kept with the library, a condition like the others."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import InputError, NotFoundError
from index import Filters, Library
from index.catalog import FILE_NAME
from index.storage.tag_rows import LONGEST, MOST
from tests.support.fakes import HashEncoder


def test_a_library_without_tags_has_no_table_of_them(library: Library) -> None:
    def tables() -> set[str]:
        with closing(sqlite3.connect(library.directory / FILE_NAME)) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}

    assert library.tags() == {} == library.tags()
    assert library.speeches(Filters(tags=["党代会"])) == []
    assert "tags" not in tables()
    library.tag([library.speeches()[0].id], ["党代会"])
    assert "tags" in tables()


def test_every_way_of_searching_keeps_to_the_tag(library: Library) -> None:
    chosen = {speech.id for speech in library.speeches()[3:6]}
    library.tag(chosen, ["第一批"])
    filters = Filters(tags=["第一批"])
    assert {speech.id for speech in library.speeches(filters)} == chosen
    chunks = {chunk_id for chunk_id in library.chunk_ids(filters)}
    assert chunks and len(chunks) == library.searchable(filters) < library.searchable()
    assert {chunk_id for chunk_id, _ in library.search_terms("工作会议", 50, filters)} <= chunks
    assert {chunk_id for chunk_id, _ in library.search_dense("工作会议", 50, filters)} == chunks
    for found in (library.find("会议", filters), library.count("会议", filters)):
        assert {speech.id for speech, *_ in found} <= chosen
    assert {speech.id for speech in library.holding(["会议"], filters)} <= chosen
    one = next(iter(chosen))
    assert [speech.id for speech in library.speeches(replace(filters, ids=[one, "nobody"]))] == [one]
    assert library.speeches(replace(filters, ids=["nobody"])) == []


def test_scripts_and_widths_are_one_tag_and_any_of_several_will_do(library: Library) -> None:
    one, other = [speech.id for speech in library.speeches()[:2]]
    library.tag([one], ["黨代會"])
    library.tag([one], ["党代会"])
    library.tag([other], ["２０２４ 第一批"])
    assert library.tags() == {one: ("黨代會",), other: ("２０２４ 第一批",)}
    assert {speech.id for speech in library.speeches(Filters(tags=["党代会", "2024第一批"]))} == {one, other}
    library.tag([one], remove=["党代会"])
    assert library.tags() == {other: ("２０２４ 第一批",)}


def test_tags_outlive_updates_rebuilding_and_opening_and_come_back_with_the_speech(
    library: Library, folder: Path
) -> None:
    speech = library.speeches()[0]
    library.tag([speech.id], ["党代会"])
    file = Path(speech.path)
    before = file.read_text(encoding="utf-8")
    file.write_text(before + "\n谢谢大家。", encoding="utf-8")
    assert [one.id for one in library.add(folder).updated] == [speech.id]
    library.rebuild()
    with Library.open(library.directory, HashEncoder()) as again:
        assert again.tags() == {speech.id: ("党代会",)}
    library.remove(speech.id)
    assert library.tags() == {}
    assert library.speeches(Filters(tags=["党代会"])) == []


def test_what_cannot_be_a_tag_changes_nothing(library: Library) -> None:
    speech = library.speeches()[0].id
    for tag in ("", " ", "字" * (LONGEST + 1), "甲，乙", "甲\x00"):
        with pytest.raises(InputError):
            library.tag([speech], ["好", tag])
    with pytest.raises(InputError):
        library.tag([speech], [f"第{number}批" for number in range(MOST + 1)])
    with pytest.raises(NotFoundError):
        library.tag([speech, "nobody"], ["好"])
    assert library.tags() == {}


def test_a_tag_is_never_passed_over_where_no_library_is_asked(library: Library) -> None:
    with pytest.raises(ValueError, match="within"):
        Filters(tags=["党代会"]).accepts(library.speeches()[0])
    assert library.within(Filters(since="2020")) == Filters(since="2020")
    assert library.within(None) is None


def test_a_table_of_before_is_read_and_made_anew(library: Library) -> None:
    first, second = [speech.id for speech in library.speeches()[:2]]
    with closing(sqlite3.connect(library.directory / FILE_NAME)) as connection, connection:
        connection.execute(
            "CREATE TABLE tags (speech_id TEXT NOT NULL, tag TEXT NOT NULL, folded TEXT NOT NULL,"
            " PRIMARY KEY (speech_id, folded)) WITHOUT ROWID"
        )
        connection.execute("INSERT INTO tags VALUES (?, '黨代會', '党代会')", (first,))
    assert library.tags() == {first: ("黨代會",)}
    library.tag([second], ["第一批"])
    assert library.tags() == {first: ("黨代會",), second: ("第一批",)}
    assert [str(check) for check in library.check() if not check.ok] == []
