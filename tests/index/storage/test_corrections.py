import sqlite3
from pathlib import Path

import pytest

from corpus import InputError, NotFoundError
from index import Filters, Library
from index.catalog import FILE_NAME
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech


def first(library: Library) -> str:
    return library.speeches()[0].id


def test_a_correction_replaces_what_was_read_and_is_a_certain_fact(library: Library) -> None:
    known = library.speech(first(library))
    speech = library.correct(known.id, {"speaker": " 令狐 月白 ", "date": "2024年5月31日", "kind": "报告", "place": ""})
    assert (speech.speaker, speech.date, speech.kind, speech.place) == ("令狐 月白", "2024-05-31", "报告", None)
    assert (speech.title, speech.id, speech.path) == (known.title, known.id, known.path)
    facts = {fact.name: fact for fact in library.facts(known.id)}
    assert (facts["speaker"].value, facts["speaker"].confidence, facts["speaker"].end) == ("令狐 月白", 1.0, 0)
    assert "place" not in facts
    assert library.corrections(known.id) == {
        "speaker": "令狐 月白",
        "date": "2024-05-31",
        "kind": "报告",
        "place": "",
    }


def test_a_corrected_speech_is_found_by_what_it_is_now(library: Library) -> None:
    speech = library.correct(first(library), {"speaker": "令狐月白", "occasion": "全市候鸟大会"})
    filters = Filters(speakers=["令狐月白"])
    assert [s.id for s in library.speeches(filters)] == [speech.id]
    assert {h.speech.id for h in library.hits([(i, s, "t") for i, s in library.search_terms("令狐月白", 50)])} == {
        speech.id
    }
    assert library._catalog.count_pending() == 0  # embedded again with its new speaker
    assert len(library.search_dense("产值", 50, filters)) == len(library.chunks(speech.id))


def test_correcting_what_is_not_embedded_keeps_the_vectors(library: Library, tmp_path: Path) -> None:
    speech_id = first(library)
    library.close()
    with Library.open(library.directory) as bare:  # no model: it could not make new ones
        bare.correct(speech_id, {"occasion": "全市候鸟大会", "publisher": "澜川日报"})
        assert bare._catalog.count_pending() == 0
        bare.correct(speech_id, {"title": "别的题名"})
        assert bare._catalog.count_pending() > 0


def test_corrections_outlive_a_changed_file_a_rebuild_removal_and_reopening(library: Library, folder: Path) -> None:
    speech_id = library.speeches()[0].id
    path = Path(library.speech(speech_id).path)
    library.correct(speech_id, {"speaker": "令狐月白", "title": "更正的题名"})
    original = path.read_text(encoding="utf-8")

    def corrected() -> bool:
        speech = library.speech(speech_id)
        return (speech.speaker, speech.title) == ("令狐月白", "更正的题名")

    path.write_text(original + "三、抓好收尾工作\n确保年底前全部完成。\n", encoding="utf-8")
    assert [s.id for s in library.add(folder).updated] == [speech_id]
    assert corrected()
    library.rebuild()
    assert corrected()
    path.write_text(original, encoding="utf-8")
    library.add(folder)
    library.remove(speech_id)
    library.add(folder)
    assert corrected()
    library.close()
    with Library.open(library.directory, HashEncoder()) as again:
        assert again.speech(speech_id).speaker == "令狐月白"
        assert again.add(folder).unchanged


def test_forgetting_brings_back_what_the_text_says(library: Library) -> None:
    before = library.speech(first(library))
    facts = library.facts(before.id)
    library.correct(before.id, {"speaker": "令狐月白", "date": ""})
    assert library.correct(before.id, {}, forget=["speaker", "date", "role"]) == before
    assert library.facts(before.id) == facts
    assert library.corrections(before.id) == {}


def test_a_library_of_the_format_before_takes_corrections(library: Library, folder: Path) -> None:
    speech_id = first(library)
    library.close()
    with sqlite3.connect(library.directory / FILE_NAME) as connection:
        for table in (
            "corrections",
            "derived",
            "derived_done",
            "set_aside",
            "shares",
            "put_back",
            "versions",
            "listings",
            "list_names",
            "list_mentions",
            "list_letters",
        ):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DROP INDEX chunks_passage")
        connection.execute("ALTER TABLE chunks DROP COLUMN passage")
        connection.execute("PRAGMA user_version=3")
    connection.close()
    with Library.open(library.directory, HashEncoder()) as old:
        assert old.correct(speech_id, {"speaker": "令狐月白"}).speaker == "令狐月白"
        assert len(old.speeches()) == 20


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "  "}, "title is empty"),
        ({"title": "题" * 301}, "301 characters"),
        ({"speaker": "人" * 101}, "at most 100"),
        ({"date": "昨天"}, "'昨天'"),
        ({"date": "2024年13月1日"}, "2024年13月1日"),
        ({"date": "2023年2月30日"}, "2023年2月30日"),
        ({"date": "于2024年5月"}, "write 2024"),
        ({"kind": "诗"}, "讲话"),
        ({"speaker": "甲\x00乙"}, "control"),
        ({"place": "\u202e城"}, "control"),
        ({"path": "/etc/passwd"}, "no field 'path'"),
        ({"id": "1"}, "no field 'id'"),
    ],
)
def test_what_cannot_be_a_value_is_refused_and_changes_nothing(
    library: Library, fields: dict[str, str], words: str
) -> None:
    before = library.speech(first(library))
    with pytest.raises(InputError, match=words):
        library.correct(before.id, {"role": "市长", **fields})
    assert library.speech(before.id) == before
    assert library.corrections(before.id) == {}


def test_correcting_or_forgetting_what_is_not_there_is_refused(library: Library) -> None:
    with pytest.raises(NotFoundError):
        library.correct("ffffffffffff", {"speaker": "令狐月白"})
    with pytest.raises(InputError, match="no field"):
        library.correct(first(library), {}, forget=["colour"])


def test_a_correction_that_fails_half_way_leaves_the_speech_whole(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.storage import schema

    before = library.speech(first(library))

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(schema, "insert", broken)
    with pytest.raises(Exception, match="disk full"):
        library.correct(before.id, {"speaker": "令狐月白"})
    monkeypatch.undo()
    assert library.speech(before.id) == before
    assert library.corrections(before.id) == {}
    assert library.source_text(before.id) == speech_text(int(Path(before.path).stem))


def test_two_readers_correct_at_once(library: Library, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    write_speech(tmp_path / "speeches", 0)
    ids = [speech.id for speech in library.speeches()[:8]]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: library.correct(i, {"speaker": "令狐月白"}), ids))
        list(pool.map(lambda name: library.correct(ids[0], {name: "青岑县"}), ("place", "occasion", "publisher")))
    assert sorted(s.id for s in library.speeches(Filters(speakers=["令狐月白"]))) == sorted(ids)
    assert library.corrections(ids[0]) == {n: "青岑县" for n in ("place", "occasion", "publisher")} | {
        "speaker": "令狐月白"
    }
