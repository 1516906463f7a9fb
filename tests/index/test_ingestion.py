import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus import ModelError, fold
from corpus.workers import pool
from index import Library
from index.embedding.passages import passage
from tests.support.document_makers import pdf_file, scanned_file, word_file
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech


def test_adding_again_does_no_work(library: Library, folder: Path) -> None:
    before = library.search_terms("港口", 100)
    encoder = HashEncoder()
    with Library.open(library.directory, encoder) as again:
        report = again.add(folder)
    assert (len(report.unchanged), report.added, report.updated) == (20, (), ())
    assert encoder.calls == 0
    assert library.search_terms("港口", 100) == before


def test_only_what_is_new_or_changed_is_done(library: Library, folder: Path) -> None:
    old = {speech.path: speech for speech in library.speeches()}
    changed = write_speech(folder, 500, "0003.txt")
    write_speech(folder, 501)
    report = library.add(folder)
    assert [len(part) for part in (report.added, report.updated, report.unchanged, report.failed)] == [1, 1, 19, 0]
    [updated] = report.updated
    assert (updated.id, updated.path) == (old[str(changed)].id, str(changed))
    assert library.source_text(updated.id) == speech_text(500)
    assert not library.find("第3次专题")
    assert library.find("第500次专题")[0][0] == updated


def test_the_same_bytes_under_another_path_are_added_once(library: Library, folder: Path, tmp_path: Path) -> None:
    copy = write_speech(tmp_path / "copies", 4)
    report = library.add(copy)
    assert [speech.path for speech in report.unchanged] == [str(folder / "0004.txt")]
    assert len(library.speeches()) == 20


def test_an_id_is_not_given_twice(library: Library, folder: Path, tmp_path: Path) -> None:
    first = next(s for s in library.speeches() if s.path.endswith("0007.txt"))
    write_speech(folder, 700, "0007.txt")
    library.add(folder)  # keeps the id that the old text gave
    [other] = library.add(write_speech(tmp_path / "again", 7)).added
    assert other.id != first.id
    assert library.source_text(other.id) == speech_text(7)
    assert library.source_text(first.id) == speech_text(700)
    assert library.add([folder, tmp_path / "again"]).added == ()


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "speeches"
    write_speech(folder, 1)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "english.txt").write_text("No Chinese here at all.")
    (folder / "odd.xyz").write_text("x")
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        report = library.add([folder, tmp_path / "absent"])
    assert len(report.added) == 1
    assert {Path(error.path).name for error in report.failed} == {
        "empty.txt", "binary.txt", "english.txt", "odd.xyz", "absent"
    }  # fmt: skip
    assert all("\n" not in str(error) for error in report.failed)


def test_archives_and_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_speech(tmp_path, 1)
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("inside/2.txt", speech_text(2))
    monkeypatch.chdir(tmp_path)
    with Library.open("library", HashEncoder()) as library:
        assert len(library.add(["0001.txt", Path("more.zip")]).added) == 2
        monkeypatch.chdir("/")
        assert len(library.add([tmp_path / "0001.txt", tmp_path / "more.zip"]).unchanged) == 2
        assert library.speeches()[1].path == f"{tmp_path / 'more.zip'}!/inside/2.txt"
        assert library.add(str(tmp_path / "0001.txt")).unchanged


def test_the_same_path_twice_in_one_call_is_one_document(tmp_path: Path) -> None:
    path = write_speech(tmp_path, 1)
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        report = library.add([path, path])
    assert (len(report.added), len(report.unchanged)) == (1, 1)


def test_progress_counts_up_to_all_documents(tmp_path: Path, folder: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        library.add(folder, progress=lambda *step: steps.append(step))
    assert sorted({done for done, _, _ in steps} - {0}) == list(range(1, 21))
    assert {total for _, total, _ in steps} == {20}
    assert all(Path(what).parent == folder for _, _, what in steps)


@pytest.mark.parametrize("stop_after", [1, 7, 19])
def test_an_interruption_loses_nothing_that_was_reported(tmp_path: Path, folder: Path, stop_after: int) -> None:
    reported: list[str] = []

    def progress(done: int, _total: int, what: str) -> None:
        if done > len(reported):
            reported.append(what)
        if done == stop_after:
            raise KeyboardInterrupt

    with Library.open(tmp_path / "library", HashEncoder()) as library, pytest.raises(KeyboardInterrupt):
        library.add(folder, progress=progress)
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        assert {speech.path for speech in library.speeches()} == set(reported)
        assert len(library.add(folder).added) == 20 - stop_after
        assert len(library.search_dense("港口", 500)) == library.statistics().chunks


def test_a_document_longer_than_a_batch_is_added_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(
        "在云水市大会上的讲话\n\n" + "".join(f"第{n}个项目要按期开工，投资{n}亿元。\n" * 3 for n in range(1, 900))
    )
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        library.add(path)
        assert library.statistics().chunks > 256
        assert len(library.search_dense("项目", 5000)) == library.statistics().chunks
        assert "第777个项目" in library.hits([(*library.search_terms("第777个项目", 1)[0], "t")])[0].text


def test_every_format_is_added_once_and_a_damaged_file_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "speeches"
    write_speech(folder, 1)
    (folder / "a.docx").write_bytes(word_file())
    (folder / "b.pdf").write_bytes(pdf_file())
    (folder / "broken.docx").write_bytes(word_file()[:2000])
    (folder / "scanned.pdf").write_bytes(scanned_file())
    (folder / "c.csv").write_text(f"标题,正文\n甲,{speech_text(2)!r}\n乙,{speech_text(3)!r}\n", encoding="utf-8")
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        report = library.add(folder)
        assert [Path(speech.path).name for speech in report.added] == ["0001.txt", "a.docx", "b.pdf", "1", "2"]
        reasons = {Path(error.path).name: error.reason for error in report.failed}
        assert list(reasons) == ["broken.docx", "scanned.pdf"]
        assert "damaged" in reasons["broken.docx"] and "scanned" in reasons["scanned.pdf"]
        assert len(library.find("竹纸产业产值达到180亿元")) == 1 + 4  # in the Word file, and four times in the PDF
        again = library.add(folder)
        assert (len(again.unchanged), again.added, again.updated) == (5, (), ())
        (folder / "c.csv").write_text(f"标题,正文\n甲,{speech_text(2)!r}\n丙,{speech_text(3)!r}\n", encoding="utf-8")
        assert [speech.title for speech in library.add(folder).updated] == ["丙"]


@pytest.mark.parametrize("few", [0, 2**20])
def test_many_processes_and_one_give_the_same_library(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(pool, "FEW", few)
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        report = library.add([folder, tmp_path / "absent"])
        assert [Path(speech.path).name for speech in report.added] == sorted(path.name for path in folder.iterdir())
        assert len(report.failed) == 1
        for speech in library.speeches():
            number = int(Path(speech.path).stem)
            assert library.source_text(speech.id) == speech_text(number)
            assert library.find(f"第{number}次专题")[0][0] == speech
        assert len(library.rebuild().updated) == 20


class _BadEncoder(HashEncoder):
    def __init__(self, value: float, columns: int) -> None:
        super().__init__(name="bad")
        self._value, self._columns = value, columns

    def _encode(self, texts: object) -> NDArray[np.float32]:
        return np.full((len(list(texts)), self._columns), self._value, np.float32)  # type: ignore[call-overload]


@pytest.mark.parametrize("encoder", [_BadEncoder(float("nan"), 64), _BadEncoder(1.0, 63)])
def test_a_broken_encoder_is_found_out(tmp_path: Path, encoder: HashEncoder) -> None:
    path = write_speech(tmp_path, 1)
    with Library.open(tmp_path / "library", encoder) as library:
        with pytest.raises(ModelError, match="bad"):
            library.add(path)
        assert len(library.speeches()) == 1  # searched by its terms
        assert library.count_pending() == library.statistics().chunks


def test_a_passage_is_embedded_under_its_title_in_simplified(library: Library) -> None:
    speech = library.speeches()[0]
    chunk = library.chunks(speech.id)[-1]
    text = passage(speech, chunk)
    assert speech.title in text
    assert speech.speaker is not None and speech.speaker in text
    assert chunk.heading_path[-1] in text
    assert text.endswith(fold(chunk.text))
