from pathlib import Path

from corpus import Speech
from index import Library
from rag.question.filters.metadata_index import Known, known, remembered
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech


def speech(number: int, title: str, **known_of_it: str | None) -> Speech:
    fields = dict.fromkeys(("speaker", "role", "date", "place", "occasion", "publisher", "kind")) | known_of_it
    return Speech(id=f"s{number}", path=f"{number}.txt", title=title, start=0, end=10, **fields)


SPEECHES = (
    speech(1, "在全市竹纸产业大会上的讲话", speaker="顾望舒", date="2024-03-18", place="澜川市"),
    speech(2, "2023年青岑县政府工作报告", speaker="闻人楷", place="澜川市青岑县"),
    speech(3, "政協瀾川市第五屆委員會第四次會議公報", occasion="清泉護源工程推進會", date="2024-03-18"),
)


def test_what_is_asked_of_the_same_speeches_is_made_once() -> None:
    made = []
    of = remembered(lambda speeches: made.append(speeches) or len(speeches))  # type: ignore[func-returns-value]
    assert [of(SPEECHES), of(list(SPEECHES)), of(SPEECHES[:2])] == [3, 3, 2]
    assert len(made) == 2


def test_only_the_last_few_lists_are_remembered() -> None:
    made = []
    of = remembered(lambda speeches: made.append(speeches))
    lists = [[speech(n, "讲话")] for n in range(6)]
    for each in (*lists, lists[0], lists[-1]):
        of(each)
    assert len(made) == 7  # the first had been forgotten, the last not


def test_a_library_that_changed_is_known_anew(tmp_path: Path) -> None:
    write_speech(tmp_path / "speeches", 1)
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        library.add(tmp_path / "speeches")
        before = known(library.speeches())
        assert known(library.speeches()) is before
        write_speech(tmp_path / "speeches", 2)
        library.add(tmp_path / "speeches")
        assert len(known(library.speeches()).ids) == 2 and len(before.ids) == 1


def test_a_work_is_known_by_its_whole_name_or_a_part_between_blanks() -> None:
    those = Known((*SPEECHES, speech(4, "山水笔记 让一张竹纸走出大山")))
    [(kind, name, at, ids)] = those.works_in("清泉护源工程推进会上谁讲了话")
    assert (kind, name, at, ids) == ("occasion", "清泉护源工程推进会", 0, ["s3"])
    assert [work[1] for work in those.works_in("文章让一张竹纸走出大山写了什么")] == ["让一张竹纸走出大山"]
    assert those.works_in("山水笔记写了什么") == []  # four characters are no sure name


def test_dates_and_sessions() -> None:
    those = Known(SPEECHES)
    assert {date: [s.id for s in there] for date, there in those.by_date.items()} == {
        "2024-03-18": ["s1", "s3"],
        "2023": ["s2"],  # of its title
    }
    assert those.newest == "2024-03-18" and those.undated == frozenset()
    assert those.by_session == {("政协", 5, 4): ["s3"]}
    assert those.anonymous == {"s3"}


def test_of_no_speeches_nothing_is_known() -> None:
    those = Known(())
    assert (those.newest, those.works_in("政府工作报告"), those.wording) == (None, [], "")
