import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import InputError, NotFoundError
from index import Library
from rag.desk.digest.meeting import meeting
from rag.desk.digest.novelty import novelty
from rag.desk.digest.outline import outline, points
from rag.desk.digest.topics import on_topic
from rag.desk.letters import letters

FILES = (
    "brewing_article_2023 cppcc_closing_2024 cppcc_closing_2025 economy_meeting_2023 lowaltitude_speech_2021 "
    "lowaltitude_visit_2025 qingchen_meeting_2024 work_report_2024 work_report_2025 xizhou_meeting_2024 "
    "yunshui_article_2022 yunshui_plenary_2023 zhubian_speech_2023 zhuzhi_reprint_2024 zhuzhi_speech_2023 "
    "zhuzhi_speech_2024"
).split()


def speech_of(library: Library, name: str) -> str:
    return next(speech.id for speech in library.speeches() if name in speech.path)


@pytest.mark.parametrize("count", [None, 3, 5])
@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_sentence_of_its_part(name: str, count: int | None, sample_library: Library) -> None:
    speech_id = speech_of(sample_library, name)
    found = points(sample_library, speech_id, count) if count else outline(sample_library, speech_id)
    source = sample_library.source_text(speech_id)
    every = [s for chunk in sample_library.chunks(speech_id) for s in chunk.sentences]
    starts, ends = {s.start for s in every}, {s.end for s in every}
    sections = {section.start: section for section in sample_library.sections(speech_id)}
    assert found.parts
    lines = [part.line for part in found.parts if part.line]
    assert lines and len(set(lines)) == len(lines)
    for part in found.parts:
        if part.line:  # an overlong sentence was cut into several, and is shown whole
            assert source[part.line.start : part.line.end] == part.line.quote
            assert part.line.start in starts and part.line.end in ends
            assert not part.line.quote.endswith(("，", ",", "、", "：", ":"))
        if part.heading and found.how != "list":
            section = sections[part.heading.start]
            bare = re.sub(r"\([a-zà-ǜ]+\)|\W", "", part.heading.quote)  # the source has readings in brackets
            assert bare == re.sub(r"\W", "", section.heading)
            assert part.line is None or (section.start <= part.line.start and part.line.end <= section.end)
        if part.heading and part.line:
            assert letters(part.line.quote).text != letters(part.heading.quote).text
    if count:
        assert len(found.parts) == count


def test_three_points_of_a_speech_with_three_parts_are_its_parts(sample_library: Library) -> None:
    found = points(sample_library, speech_of(sample_library, "zhuzhi_speech_2024.txt"), 3)
    assert found.how == "outline"
    assert [part.heading.quote[:2] for part in found.parts if part.heading] == ["一、", "二、", "三、"]


def test_more_points_than_parts_are_several_lines_of_the_longer_parts(sample_library: Library) -> None:
    found = points(sample_library, speech_of(sample_library, "zhuzhi_speech_2024.txt"), 5)
    starts = [part.line.start for part in found.parts if part.line]
    assert (found.how, found.of) == ("parts", 3) and len(starts) == 5 and starts == sorted(starts)
    assert [part.heading.quote[:2] for part in found.parts if part.heading] == ["一、", "二、", "三、"]


def test_fewer_points_than_parts_are_the_longest_parts(sample_library: Library) -> None:
    found = points(sample_library, speech_of(sample_library, "cppcc_closing_2024"), 3)
    assert (found.how, found.of, len(found.parts)) == ("parts", 4, 3)
    assert all(part.heading and part.line for part in found.parts)


PLAN = """在全县竹林管护会议上的讲话
云某
同志们：
竹林是全县的家底，守住家底是第一位的事情。云水竹乡好，山里人的日子就好。
就做好今年的管护工作，我讲几点意见。一是把病虫害防治抓在前面。县里要在四月底前查完九个乡的竹林。查出来的虫口要当月处置，不能过夜。二是把护林员队伍带起来。\
每个村要有两名护林员，工钱按月发到本人手上。护林员不能由村干部兼任。三是把火源管在山下。清明前后上山的路口都要有人守，带火种的一律劝回。守路口的人要有名册。\
四是把采伐账算清楚。哪座山采多少、补种多少，乡里要按季度公布。
同志们！竹海无边，未来可期，让我们团结起来，再创佳绩！
"""

NEWS = """全县竹林管护会议召开
本报讯 4月2日，全县竹林管护会议召开。县长云某主持会议，副县长水某等参加会议。
会议指出，去年全县竹林管护面积达到八十万亩，虫害发生率降到百分之三以下。县林业局局长山某宣读表彰名单。
云某强调，管护责任要落到山头。每座山都要有人管，名册要贴到村口。
云某要求，采伐账目要按季公布。哪座山采多少、补种多少，都要写清楚，群众要看得懂。
水某说，防火的路口要有人守。
与会人员还参观了竹林管护站。
"""

BROKEN = """在竹艺馆开馆时的讲话
云某
这座馆由县里与邻县共同建成，依照
竹艺保护公约
的规定，两地的匠人都可以在这里开课，课时由馆里安排。
建馆的钱一半来自匠人的捐赠，一半来自县里的专项，账目在门口张贴。
馆里的第一批展品是三十二件竹编，其中最老的一件有一百二十年。
今后每年春天，馆里都要办一次比赛，评出年度的好手艺。
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


def put(library: Library, folder: Path, text: str) -> str:
    """Add a text, and return its id."""
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    library.add(file)
    return next(speech.id for speech in library.speeches() if speech.path.endswith("text.txt"))


def test_a_speech_without_headings_is_given_by_the_list_it_is_built_on(library: Library, tmp_path: Path) -> None:
    speech = put(library, tmp_path, PLAN)
    found = outline(library, speech)
    assert found.how == "list"
    assert [part.heading.quote for part in found.parts if part.heading] == [
        "一是把病虫害防治抓在前面",
        "二是把护林员队伍带起来",
        "三是把火源管在山下",
        "四是把采伐账算清楚",
    ]
    lines = [part.line.quote for part in found.parts if part.line]
    assert lines[0].startswith("县里要在四月底前") and "让我们团结" not in lines[3]


def test_as_many_points_as_a_list_has_items_are_its_items(library: Library, tmp_path: Path) -> None:
    found = points(library, put(library, tmp_path, PLAN), 4)
    assert (found.how, len(found.parts)) == ("list", 4)


def test_points_of_news_are_what_was_said_not_who_was_there(library: Library, tmp_path: Path) -> None:
    speech = put(library, tmp_path, NEWS)
    for found in (points(library, speech, 3), outline(library, speech)):
        text = "".join(part.line.quote for part in found.parts if part.line)
        assert "管护责任要落到山头" in text and "采伐账目要按季公布" in text
        assert not re.search("主持会议|参观|宣读|本报讯", text)


def test_parts_that_have_not_as_many_sentences_give_way_to_the_whole_text(library: Library, tmp_path: Path) -> None:
    lines = "\n".join(
        line.split("。")[0] + "。" if line.startswith(("云某", "会议")) else line for line in NEWS.split("\n")
    )
    found = points(library, put(library, tmp_path, lines), 6)
    assert (found.how, len(found.parts)) == ("central", 6)


def test_a_link_in_the_middle_of_a_sentence_is_no_part(library: Library, tmp_path: Path) -> None:
    found = outline(library, put(library, tmp_path, BROKEN))
    assert found.how == "central"
    assert not any(part.heading for part in found.parts)


def test_words_that_others_are_quoted_with_are_not_the_speakers_points(library: Library, tmp_path: Path) -> None:
    text = """在竹乡座谈会上的讲话
云某
竹乡的路要靠竹乡的人自己走，外面的钱只能帮一时。
山某局长去年说：“竹乡的出路在竹编，竹编的出路在年轻人，年轻人的出路在竹乡。”
竹编作坊要在三年里办到每个村，作坊的门要向年轻人开着。
年轻人回村办作坊的，县里给三年房租，村里给一块场地。
"""
    found = points(library, put(library, tmp_path, text), 2)
    assert not any("山某" in part.line.quote for part in found.parts if part.line)


def test_so_many_things_of_a_name_are_those_that_the_speech_calls_so(sample_library: Library) -> None:
    found = points(sample_library, speech_of(sample_library, "qingchen_meeting"), 3, called="要求")
    assert [part.line.quote[:6] for part in found.parts if part.line] == [
        "一要建好队伍",
        "二要算好细账",
        "三要用好政策",
    ]


def test_a_topic_is_followed_through_all_speeches_in_order(sample_library: Library) -> None:
    found = on_topic(sample_library, "竹纸", speaker="顾望舒")
    dates = [item.speech.date or "9999" for item in found.found]
    assert dates == sorted(dates) and len(dates) >= 4
    for item in found.found:
        for line in item.lines:
            assert sample_library.source_text(line.speech.id)[line.start : line.end] == line.quote


def test_only_the_persons_own_words_are_his_on_a_topic(sample_library: Library) -> None:
    found = on_topic(sample_library, "吃干榨净", speaker="顾望舒")
    assert not any("一根竹子要吃干榨净" in line.quote for item in found.found for line in item.lines)


def test_what_is_new_is_against_the_speakers_last_speech(sample_library: Library) -> None:
    found = novelty(sample_library, speech_of(sample_library, "work_report_2025"))
    assert found.earlier.date == "2024-01-16" and found.new
    for item in found.reworded:
        for change in item.changes:
            for words in (change.before, change.after):
                assert (
                    words is None or sample_library.source_text(words.speech.id)[words.start : words.end] == words.quote
                )


def test_the_first_speech_of_somebody_has_nothing_before_it(sample_library: Library) -> None:
    with pytest.raises(NotFoundError, match="no earlier speech"):
        novelty(sample_library, speech_of(sample_library, "work_report_2024"))


def test_a_meeting_tells_who_said_what(sample_library: Library) -> None:
    found = meeting(sample_library, speech_of(sample_library, "xizhou_meeting_2024"))
    said = {item.who: " ".join(line.quote for line in item.lines) for item in found.said}
    assert "大不等于强" in said["宇文澈"] and "挂图作战" in said["司徒映雪"]


@pytest.mark.parametrize("count", [0, 21])
def test_a_number_of_points_that_cannot_be_is_refused(count: int, sample_library: Library) -> None:
    with pytest.raises(InputError, match="points cannot be given"):
        points(sample_library, sample_library.speeches()[0].id, count)
