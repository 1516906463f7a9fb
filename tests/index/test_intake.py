"""What the report of an added folder says: which lines are left, whose files are gone, which are two documents."""

from pathlib import Path

import pytest

from index import Library
from tests.support.fakes import HashEncoder

PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"


def speech(year: int) -> str:
    return f"在汀源市文化工作座谈会上的讲话\n\n陆怀瑾\n（{year}年9月13日）\n\n同志们：今年是{year}年。{PROSE}\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library", HashEncoder())


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_two_files_of_one_name_are_two_documents_unless_they_are_one_text(library: Library, tmp_path: Path) -> None:
    for year in (2022, 2023):
        write(tmp_path / "twins", f"{year}/讲话稿.txt", speech(year))
    write(tmp_path / "twins", "copy/讲话稿.txt", speech(2023))
    report = library.add(tmp_path / "twins")
    assert (len(report.added), len(report.unchanged)) == (2, 1)
    assert [one.date for one in library.speeches()] == ["2022-09-13", "2023-09-13"]


NAMES = [
    ("2022/讲话稿.txt", "2023/讲话稿.txt"),
    ("甲/乙/讲话稿.txt", "乙/甲/讲话稿.txt"),
    ("讲话稿.txt", "旧/讲话稿.txt"),
    ("讲话稿.txt", "讲话稿.md"),
    ("讲话稿.txt", "讲话稿 .txt"),
    ("讲话稿.txt", "讲话稿（2）.txt"),
]


@pytest.mark.parametrize(("one", "other"), NAMES)
def test_names_alike_of_two_texts_are_two_documents_and_of_one_text_are_one(
    library: Library, tmp_path: Path, one: str, other: str
) -> None:
    write(tmp_path / "two", one, speech(2022))
    write(tmp_path / "two", other, speech(2023))
    assert len(library.add(tmp_path / "two").added) == 2
    write(tmp_path / "same", one, speech(2024))
    write(tmp_path / "same", other, speech(2024))
    again = library.add(tmp_path / "same")
    assert (len(again.added), len(again.unchanged), len(library.speeches())) == (1, 1, 3)


def test_an_update_keeps_its_id_and_what_it_was(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "folder", "讲话稿.txt", speech(2022))
    [first] = library.add(path).added
    library.correct(first.id, {"place": "汀源"})
    write(tmp_path / "folder", "讲话稿.txt", speech(2023))
    [second] = library.add(path).updated
    assert (second.id, second.date, second.place) == (first.id, "2023-09-13", "汀源")
    [version] = library.versions(first.id)
    assert version[0] == first.title and version[3] == speech(2022)


def test_files_that_are_gone_are_named_when_their_folder_is_added_again(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    paths = [write(folder, f"{year}/讲话稿.txt", speech(year)) for year in (2021, 2022, 2023)]
    other = write(tmp_path / "folder2", "a.txt", speech(2019))
    library.add([folder, other])
    paths[1].unlink()
    write(folder, "moved.txt", speech(2022))
    paths[2].unlink()
    report = library.add(folder)
    assert [one.path for one in report.missing] == [str(paths[2])]
    assert report.to_dict()["missing"][0]["date"] == "2023-09-13"
    assert len(library.speeches()) == 4  # nothing is removed by itself
    assert not library.add(other).missing


def test_the_report_lists_the_lines_that_are_left_out_and_warns_of_little(library: Library, tmp_path: Path) -> None:
    menus = "".join(f"当前位置：首页 > 栏目{n} > 正文\n" for n in range(40))
    thin = write(tmp_path, "thin.txt", f"{menus}竹乡新事\n{PROSE}\n")
    full = write(tmp_path, "full.txt", speech(2022))
    report = library.add([thin, full])
    [first, second] = sorted(report.indexed, key=lambda one: one.share)
    assert first.path == str(thin) and first.share < 1 / 3 and len(first.left) == 40
    assert {(line.reason, line.text[:5]) for line in first.left} == {("breadcrumb", "当前位置：")}
    assert [path for path, _ in report.warnings] == [str(thin)]
    assert f"{first.share:.0%}" in report.warnings[0][1]
    assert (second.share, second.left, second.warnings) == (1.0, (), ())
    assert library.shares()[first.speech_id] == pytest.approx(first.share)


def test_lines_that_were_put_back_stay_when_all_is_read_again(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", speech(2022) + "责任编辑：阮竹西\n澜ICP备00000000号\n")
    [one] = library.add(path).added
    lines = library.set_aside(one.id)
    assert [line.reason for line in lines] == ["credit", "records"]
    library.put_back(one.id, [lines[0].start])
    assert library.search_terms("阮竹西", 5)
    library.rebuild()
    assert [line.reason for line in library.set_aside(one.id)] == ["records"]
    path.write_text(speech(2023) + "责任编辑：阮竹西\n澜ICP备00000000号\n", encoding="utf-8")
    library.add(path)
    assert [line.reason for line in library.set_aside(one.id)] == ["records"]
    library.put_back(one.id)
    assert not library.set_aside(one.id)
    library.put_back(one.id, [])
    assert [line.reason for line in library.set_aside(one.id)] == ["credit", "records"]
    assert all(check.ok for check in library.check())
