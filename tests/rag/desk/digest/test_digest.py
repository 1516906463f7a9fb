import re

import pytest

from corpus import InputError, NotFoundError
from index import Library
from rag.desk.digest.meeting import meeting
from rag.desk.digest.novelty import novelty
from rag.desk.digest.outline import outline, points
from rag.desk.digest.topics import on_topic

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
    sentences = {(s.start, s.end) for chunk in sample_library.chunks(speech_id) for s in chunk.sentences}
    sections = {section.start: section for section in sample_library.sections(speech_id)}
    assert found.parts
    lines = [part.line for part in found.parts if part.line]
    assert lines
    for part in found.parts:
        if part.line:
            assert source[part.line.start : part.line.end] == part.line.quote
            assert (part.line.start, part.line.end) in sentences
        if part.heading:
            section = sections[part.heading.start]
            bare = re.sub(r"\([a-zà-ǜ]+\)|\W", "", part.heading.quote)  # the source has readings in brackets
            assert bare == re.sub(r"\W", "", section.heading)
            assert part.line is None or (section.start <= part.line.start and part.line.end <= section.end)
    if count:
        assert len(found.parts) <= count


def test_three_points_of_a_speech_with_three_parts_are_its_parts(sample_library: Library) -> None:
    found = points(sample_library, speech_of(sample_library, "zhuzhi_speech_2024.txt"), 3)
    assert found.how == "outline"
    assert [part.heading.quote[:2] for part in found.parts if part.heading] == ["一、", "二、", "三、"]


def test_a_number_that_no_part_has_gives_central_sentences_in_order(sample_library: Library) -> None:
    found = points(sample_library, speech_of(sample_library, "zhuzhi_speech_2024.txt"), 5)
    starts = [part.line.start for part in found.parts if part.line]
    assert found.how == "central" and len(starts) == 5 and starts == sorted(starts)


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
