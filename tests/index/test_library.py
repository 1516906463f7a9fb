import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import (
    EmbeddingMismatchError,
    LibraryError,
    LibraryFormatError,
    NotFoundError,
    SettingsError,
    fold,
)
from corpus.language.cleaning import clean
from index import Filters, Library, query_terms
from index.catalog import FILE_NAME
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech


def found_by_terms(library: Library, query: str, k: int = 5, filters: Filters | None = None) -> list[str]:
    return [hit.text for hit in library.hits([(i, s, "terms") for i, s in library.search_terms(query, k, filters)])]


def test_what_was_added_is_read_back(library: Library, folder: Path) -> None:
    speeches = library.speeches()
    assert len(speeches) == 20
    assert [s.date for s in speeches] == sorted(s.date or "" for s in speeches)
    for speech in speeches:
        assert library.source_text(speech.id) == Path(speech.path).read_text(encoding="utf-8")
        assert library.speech(speech.id) == speech
        assert speech.title.startswith("在云水市")


def test_what_was_added_is_there_when_opened_again(library: Library) -> None:
    before = [library.chunks(s.id) for s in library.speeches()]
    with Library.open(library.directory) as again:
        assert again.speeches() == library.speeches()
        assert [again.chunks(s.id) for s in again.speeches()] == before
        assert [again.sections(s.id) for s in again.speeches()] == [library.sections(s.id) for s in library.speeches()]


def test_chunks_and_sentences_have_their_clean_text(library: Library) -> None:
    for speech in library.speeches():
        source = library.source_text(speech.id)
        for chunk in library.chunks(speech.id):
            assert chunk.speech_id == speech.id
            assert "".join(sentence.text for sentence in chunk.sentences) == chunk.text
            for sentence in chunk.sentences:
                assert clean(source, sentence.start, sentence.end).text == sentence.text


def test_a_hit_is_cut_from_the_source(library: Library) -> None:
    found = [(i, s, "terms") for i, s in library.search_terms("茶叶项目总投资", 20)]
    hits = library.hits(found)
    assert len(hits) == 20
    for hit, (_, score, how) in zip(hits, found, strict=True):
        assert hit.text == library.source_text(hit.speech.id)[hit.start : hit.end]
        assert (hit.score, hit.how) == (score, how)


@pytest.mark.parametrize("query", ["茶叶产值达到多少亿元？", "茶葉產值達到多少億元？", "茶叶 产值"])
def test_terms_find_the_passage_that_answers(library: Library, query: str) -> None:
    assert "茶叶产值达到" in found_by_terms(library, query)[0]


def test_a_number_spelled_or_written_finds_the_same(library: Library) -> None:
    spelled = library.search_terms("总投资五十二亿元")
    assert spelled[0][0] == library.search_terms("总投资52亿元")[0][0]
    assert "总投资52亿元" in found_by_terms(library, "总投资五十二亿元")[0]


def test_what_is_known_of_a_speech_is_searched_with_its_chunks(library: Library) -> None:
    best = library.hits([(i, s, "terms") for i, s in library.search_terms("顾南乔谈人才培养", 3)])
    assert {hit.speech.speaker for hit in best} == {"顾南乔"}


@pytest.mark.parametrize("query", ["灯会产值达到多少亿元？", "培养候鸟骨干"])
def test_traditional_and_simplified_questions_find_the_same(library: Library, query: str) -> None:
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert(query)
    assert traditional != query
    assert library.search_terms(traditional) == library.search_terms(query)
    assert library.search_dense(traditional) == library.search_dense(query)


def test_the_terms_of_a_question_find_what_it_finds(library: Library) -> None:
    query = "灯会产值达到多少亿元？"
    assert library.search_terms(query_terms(query)) == library.search_terms(query) != []
    assert library.search_terms([]) == []


def test_scores_fall(library: Library) -> None:
    for found in (library.search_terms("港口工作产值项目", 30), library.search_dense("港口产值", 30)):
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        assert len({chunk_id for chunk_id, _ in found}) == len(found) == 30


def test_dense_scores_are_cosines_of_what_is_embedded(library: Library) -> None:
    from index.embedding.passages import passage

    chunk_id, score = library.search_dense("盐田的人才")[0]
    hit = library.hits([(chunk_id, score, "dense")])[0]
    encoder = HashEncoder()
    query = encoder.encode_queries(["盐田的人才"])[0]
    expected = float(query @ encoder.encode_passages([passage(hit.speech, hit.chunk)])[0])
    assert score == pytest.approx(expected, abs=1e-3)  # stored as float16
    assert library.search_dense(query)[0] == (chunk_id, score)


def test_filters_come_before_the_best_k(library: Library) -> None:
    last = library.speeches()[-1]
    filters = Filters(ids=[last.id])
    chunks = library.chunks(last.id)
    # the words of another speech: without the filter its chunks would fill every place
    for found in (library.search_terms("港口产值工作会议", 3, filters), library.search_dense("港口产值", 3, filters)):
        hits = library.hits([(i, s, "x") for i, s in found])
        assert len(hits) == 3
        assert all(hit.chunk in chunks for hit in hits)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(speakers=["邵北辰"]),
        Filters(since="2010", until="2012"),
        Filters(kinds=["讲话"]),
        Filters(places=["雲水"]),
    ],
)
def test_every_hit_meets_the_filters(library: Library, filters: Filters) -> None:
    ids = library.chunk_ids(filters)
    assert ids
    for found in (library.search_terms("工作会议", 500, filters), library.search_dense("工作会议", 500, filters)):
        hits = library.hits([(i, s, "x") for i, s in found])
        assert all(filters.accepts(hit.speech) for hit in hits)
        assert {i for i, _ in found} <= set(ids)
    assert {i for i, _ in found} == set(ids)  # dense search leaves nothing out


def test_filters_that_accept_nothing_find_nothing(library: Library) -> None:
    nobody = Filters(speakers=["无此人"])
    assert library.search_terms("港口", 5, nobody) == library.search_dense("港口", 5, nobody) == []
    assert library.find("港口", nobody) == library.speeches(nobody) == []


@pytest.mark.parametrize(
    "query",
    [
        "", " ", '"', '""', "*", "港口*", '"港口', "港口 NEAR 茶叶", "NEAR(港口 茶叶, 2)",
        "(((", "港口 AND", "OR", "NOT 港口", "text:港口",
        "-港口", "^港口", "{text}:港口", "港口;DROP TABLE chunks", "😀", "\x00", "\ud800", "%", ".", "'", "\\",
        "a" * 5_000, "港口？" * 2_000, "\u202e港口",
    ],
)  # fmt: skip
def test_any_text_is_a_valid_query(library: Library, query: str) -> None:
    for k in (0, 1, 5):
        assert len(library.search_terms(query, k)) <= k
        if "\ud800" not in query:
            assert len(library.search_dense(query, k)) == k
    library.find(query)


def test_neighbours_are_in_order_without_the_chunk_itself(library: Library) -> None:
    chunks = library.chunks(library.speeches()[0].id)
    assert len(chunks) >= 3
    assert library.neighbours(chunks[1], 1, 1) == [chunks[0], chunks[2]]
    assert library.neighbours(chunks[0], 2, 1) == [chunks[1]]
    assert library.neighbours(chunks[-1], 100, 100) == chunks[:-1]
    assert library.neighbours(chunks[0], 0, 0) == []


def test_find_is_exhaustive_and_exact(library: Library) -> None:
    found = library.find("沿江七個鄉鎮")
    assert [speech.id for speech, _, _ in found] == [speech.id for speech in library.speeches()]
    for speech, start, end in found:
        assert library.source_text(speech.id)[start:end] == "沿江七个乡镇"
    count = sum(fold(library.source_text(s.id)[s.start : s.end]).count("产值") for s in library.speeches())
    assert len(library.find("产值")) == count
    assert sum(times for _, times in library.count("產值")) == count


@given(st.text(alphabet="港口工作会议去年全市产值8.亿元", min_size=1, max_size=3))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_counting_agrees_with_finding(library: Library, text: str) -> None:
    found = Counter(speech.id for speech, _, _ in library.find(text))
    assert {speech.id: times for speech, times in library.count(text)} == found


def test_find_passes_over_glosses_and_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "在雲水市會議上的講話\n\n同志們：\n今天我們召開全市陶瓷工作會議，研究部署重點任務。\n我們要推動陶瓷(cí)產(chǎn)業\n高質量發展，再創輝煌。\n",
        encoding="utf-8",
    )
    with Library.open(tmp_path / "library") as library:
        library.add(tmp_path / "a.txt")
        [(speech, start, end)] = library.find("陶瓷产业高质量发展")
        assert library.source_text(speech.id)[start:end] == "陶瓷(cí)產(chǎn)業\n高質量發展"


def test_an_id_may_be_shortened(library: Library) -> None:
    speech = library.speeches()[3]
    length = next(n for n in range(1, 13) if sum(s.id.startswith(speech.id[:n]) for s in library.speeches()) == 1)
    assert library.speech(speech.id[:length].upper()) == speech


@pytest.mark.parametrize("speech_id", ["", "zzz", "'; --", "\ud800"])
def test_an_unknown_id_is_refused_with_the_way_out(library: Library, speech_id: str) -> None:
    for call in (library.speech, library.source_text, library.chunks, library.remove):
        with pytest.raises(NotFoundError, match="yinzheng list"):
            call(speech_id)


def test_a_removed_speech_is_gone_from_everywhere(library: Library) -> None:
    speech = library.speeches()[5]
    ids = library.chunk_ids(Filters(ids=[speech.id]))
    found = [(i, 1.0, "terms") for i in ids]
    assert library.remove(speech.id[:11]) == speech
    assert speech not in library.speeches()
    assert library.hits(found) == []
    assert not {i for i, _ in library.search_terms("工作会议", 500)} & set(ids)
    assert not {i for i, _ in library.search_dense("工作会议", 500)} & set(ids)
    assert all(other.id != speech.id for other, _, _ in library.find("产值"))
    with pytest.raises(NotFoundError):
        library.source_text(speech.id)
    assert library.add(speech.path).added[0].id == speech.id


def test_statistics_count(library: Library) -> None:
    statistics = library.statistics()
    assert statistics.speeches == 20
    assert statistics.chunks == sum(len(library.chunks(s.id)) for s in library.speeches())
    assert statistics.characters == sum(len(speech_text(n)) for n in range(20))
    assert (statistics.first_date, statistics.last_date) == ("2001-03-01", "2020-03-20")
    assert statistics.bytes >= sum(f.stat().st_size for f in library.directory.iterdir()) > 0
    assert json.loads(json.dumps(statistics.to_dict()))["speeches"] == 20


def test_an_empty_library_answers_everything_with_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path / "new" / "library", HashEncoder()) as library:
        assert (
            library.speeches()
            == library.search_terms("港口")
            == library.search_dense("港口")
            == library.find("港口")
            == []
        )
        assert library.statistics().speeches == 0
        assert not any(library.add([]).to_dict().values())


def test_listing_showing_and_removing_need_no_model(library: Library) -> None:
    def loader() -> HashEncoder:
        raise AssertionError("the model was loaded")

    with Library.open(library.directory, loader) as other:
        speech = other.speeches()[0]
        assert other.chunks(speech.id)
        assert other.search_terms("港口")
        assert other.find("港口")
        other.remove(speech.id)


def test_a_model_is_loaded_once_when_first_needed(library: Library) -> None:
    loaded = []

    def loader() -> HashEncoder:
        loaded.append(1)
        return HashEncoder()

    with Library.open(library.directory, loader) as other:
        assert other.search_dense("港口") == library.search_dense("港口")
        other.search_dense("茶叶")
    assert loaded == [1]


@pytest.mark.parametrize("encoder", [HashEncoder(name="another"), HashEncoder(dimension=32)])
def test_another_embedding_is_refused_with_the_way_out(library: Library, folder: Path, encoder: HashEncoder) -> None:
    with Library.open(library.directory, encoder) as other:
        for call in (lambda: other.add(folder), lambda: other.search_dense("港口")):
            with pytest.raises(EmbeddingMismatchError, match=r"hash-bigram.*yinzheng add --rebuild"):
                call()
        assert len(other.speeches()) == 20
        assert other.search_terms("港口")


def test_rebuilding_changes_the_embedding_and_needs_no_files(library: Library, folder: Path, tmp_path: Path) -> None:
    expected = {speech.id: library.chunks(speech.id) for speech in library.speeches()}
    for file in folder.iterdir():
        file.unlink()
    encoder = HashEncoder(name="another", dimension=32)
    steps: list[tuple[int, int, str]] = []
    with Library.open(library.directory, encoder) as other:
        report = other.rebuild(progress=lambda *step: steps.append(step))
        assert len(report.updated) == 20
        assert {speech.id: other.chunks(speech.id) for speech in other.speeches()} == expected
        fresh_folder = tmp_path / "fresh"
        for number in range(20):
            write_speech(fresh_folder, number)
        with Library.open(tmp_path / "other", encoder) as fresh:
            fresh.add(fresh_folder)
            assert spans(fresh, fresh.search_dense("茶叶产值", 200)) == spans(
                other, other.search_dense("茶叶产值", 200)
            )
    assert steps[-1][:2] == (20, 20)
    with pytest.raises(EmbeddingMismatchError):
        library.search_dense("港口")


def spans(library: Library, found: list[tuple[int, float]]) -> set[tuple[str, int, float]]:
    return {(h.speech.id, h.start, round(h.score, 5)) for h in library.hits([(i, s, "x") for i, s in found])}


def test_added_without_a_model_it_is_completed_later(folder: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as plain:
        assert len(plain.add(folder).added) == 20
        assert plain.search_terms("港口")
        assert plain.search_dense(np.ones(64, np.float32)) == []
        with pytest.raises(SettingsError, match="without an embedding model"):
            plain.search_dense("港口")
    with (
        Library.open(tmp_path / "library", HashEncoder()) as library,
        Library.open(tmp_path / "b", HashEncoder()) as fresh,
    ):
        assert len(library.add(folder).unchanged) == 20
        fresh.add(folder)
        assert spans(library, library.search_dense("港口", 200)) == spans(fresh, fresh.search_dense("港口", 200))


def test_a_vector_of_another_length_is_refused(library: Library) -> None:
    with pytest.raises(SettingsError, match="shape"):
        library.search_dense(np.ones(5, np.float32))


def test_a_file_where_the_directory_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(LibraryError, match="--library"):
            Library.open(path)


def test_another_format_is_refused_and_left_alone(library: Library) -> None:
    import sqlite3

    library.close()
    with sqlite3.connect(library.directory / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(LibraryFormatError, match="format 99"):
        Library.open(library.directory)


def test_terms_of_another_version_are_indexed_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = library.search_terms("茶叶产值", 100)
    from index import catalog

    with library._catalog._database.writing() as connection:
        connection.execute("INSERT INTO chunk_terms (chunk_terms) VALUES ('delete-all')")
    assert library.search_terms("茶叶产值", 100) == []
    monkeypatch.setattr(catalog, "terms_version", lambda: "another")
    with Library.open(library.directory) as again:
        assert again.search_terms("茶叶产值", 100) == before
        for speech in again.speeches():
            again.remove(speech.id)
        assert again.search_terms("茶叶产值", 100) == []


def test_another_process_adds_and_this_one_finds_it(library: Library, tmp_path: Path) -> None:
    assert library.search_terms("总投资8421亿元", 1)
    path = write_speech(tmp_path / "more", 8376)  # 8376 + 45 = 8421
    code = (
        "import sys; from index import Library; from tests.support.fakes import HashEncoder\n"
        "with Library.open(sys.argv[1], HashEncoder()) as library: library.add(sys.argv[2])"
    )
    before = library.search_dense("港口", 500)
    subprocess.run([sys.executable, "-c", code, str(library.directory), str(path)], check=True)
    assert len(library.speeches()) == 21
    assert "8421亿元" in found_by_terms(library, "总投资8421亿元", 1)[0]
    after = library.search_dense("港口", 500)
    assert len(after) == len(before) + len(library.chunks(library.add(path).unchanged[0].id))
    assert library.find("8421亿元")


def test_everything_is_plain_json(library: Library, folder: Path) -> None:
    report = library.add([folder, folder / "absent.txt"])
    data = json.loads(json.dumps(report.to_dict()))
    assert len(data["unchanged"]) == 20
    assert data["failed"][0]["path"].endswith("absent.txt")
    hit = library.hits([(*library.search_terms("港口", 1)[0], "terms")])[0]
    assert json.loads(json.dumps(hit.to_dict()))["text"] == hit.text
    assert replace(hit, score=0.0).text == hit.text
