"""Title, speaker, place and day from all the ways in which offices write them. People and places are fictional."""

import pytest

from corpus import Document, ParsedSpeech, parse
from corpus.metadata.fields import WEAK

PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"


def parsed(text: str, path: str = "讲话稿.txt") -> ParsedSpeech:
    return parse(Document(path, text, "utf-8", "text/plain", "0" * 64), speech_id="0" * 12)


def confidence(found: ParsedSpeech, name: str) -> float:
    return next(fact.confidence for fact in found.facts if fact.name == name)


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("关于烟花爆竹管理的通知", "青沅县人民政府"),
        ("关于加强竹山管护的意见", "溪州市人民政府办公室"),
        ("关于防汛值班的通告", "芷溪市防汛抗旱指挥部办公室"),
        ("关于表彰优秀提案者的通报", "政协芷溪市委员会"),
        ("关于开展清泉行动的公告", "青沅县水利局"),
        ("竹纸产业三年行动方案", "中共澜川市委员会"),
    ],
)
def test_who_issued_a_document_stands_under_its_title(title: str, issuer: str) -> None:
    speech = parsed(f"{title}\n{issuer}\n2024年5月6日\n{PROSE}").speech
    assert (speech.title, speech.publisher, speech.date) == (title, issuer, "2024-05-06")


@pytest.mark.parametrize(
    ("byline", "name", "role"),
    [
        ("薄云帆（市委书记）", "薄云帆", "市委书记"),
        ("（市委书记 薄云帆）", "薄云帆", "市委书记"),
        ("许诺之(县长)", "许诺之", "县长"),
        ("市委书记 薄云帆", "薄云帆", "市委书记"),
        ("自治区主席 布音 ", "布音", "自治区主席"),
        ("州长 扎西多吉", "扎西多吉", "州长"),
        ("县长 阿依古丽", "阿依古丽", "县长"),
        ("旗长 巴特尔", "巴特尔", "旗长"),
        ("自治州副州长 格桑", "格桑", "自治州副州长"),
    ],
)
def test_a_byline_names_who_spoke(byline: str, name: str, role: str) -> None:
    speech = parsed(f"在全市竹纸产业推进会上的讲话\n{byline}\n（2024年3月18日）\n同志们：\n{PROSE}").speech
    assert (speech.speaker, speech.role) == (name, role)


@pytest.mark.parametrize(
    "line",
    ["2024年03月06日 星期三", "2024年3月6日（星期三）", "2024 年 3 月 6 日", "（2024年 3月 6日）", "2024-03-06 周三"],
)
def test_a_line_that_is_a_day_dates_the_speech(line: str) -> None:
    assert parsed(f"在全市竹纸产业推进会上的讲话\n薄云帆\n{line}\n同志们：\n{PROSE}").speech.date == "2024-03-06"


@pytest.mark.parametrize(
    "line",
    [
        "温竹筠 二〇二四年二月二十七日",
        "温竹筠　　2024 年 2 月 27 日",
        "温竹筠（2024年2月27日）",
        "（2024年2月27日　温竹筠）",
        "2024年2月27日　温竹筠",
        "市长 温竹筠　2024年2月27日",
        "温竹筠（市长）2024年2月27日",
    ],
)
def test_a_line_that_is_a_name_and_a_day_is_both(line: str) -> None:
    speech = parsed(f"在溯源市水利工作会议上的讲话\n{line}\n同志们：\n{PROSE}").speech
    assert (speech.title, speech.speaker, speech.date, speech.publisher) == (
        "在溯源市水利工作会议上的讲话", "温竹筠", "2024-02-27", None,
    )  # fmt: skip
    assert speech.role == ("市长" if "市长" in line else None)


@pytest.mark.parametrize("line", ["溯源日报 2024-02-27", "2024年2月27日　溯源日报", "溯源市人民政府　2024年2月27日"])
def test_a_paper_or_an_office_beside_a_day_is_no_speaker(line: str) -> None:
    assert parsed(f"在溯源市水利工作会议上的讲话\n{line}\n同志们：\n{PROSE}").speech.speaker is None


@pytest.mark.parametrize(
    "signature",
    ["溪州市人民政府办公室\n2024年3月6日", "溪州市水务局　　2024年3月6日", "溪州市水务局\n二〇二四年三月六日"],
)
def test_who_issued_a_document_may_stand_under_it(signature: str) -> None:
    found = parsed(f"关于春耕的通告\n各乡镇：\n{PROSE}\n{PROSE}\n{signature}")
    assert (found.speech.date, found.speech.place, found.speech.speaker) == ("2024-03-06", "溪州市", None)
    assert found.speech.publisher == signature.split()[0]
    assert not found.set_aside


@pytest.mark.parametrize("name", ["扎西顿珠", "阿依古丽", "阿迪力·吐尔逊"])
def test_a_name_without_a_han_surname_is_a_speaker_between_title_and_day(name: str) -> None:
    speech = parsed(f"在溯源市水利工作会议上的讲话\n{name}\n（2024年2月27日）\n同志们：\n{PROSE}").speech
    assert (speech.title, speech.speaker) == ("在溯源市水利工作会议上的讲话", name)


@pytest.mark.parametrize("line", ["溯源日报", "新华网", "水利厅", "摘要", "全文"])
def test_what_is_no_name_is_no_speaker_between_title_and_day(line: str) -> None:
    found = parsed(f"在溯源市水利工作会议上的讲话\n{line}\n（2024年2月27日）\n同志们：\n{PROSE}")
    assert found.speech.speaker is None


@pytest.mark.parametrize("rows", ["问题：几点关门｜答案：二十二点", "乡镇：石塘镇｜粮食：3.6｜茶叶：—"])
def test_a_row_of_a_table_is_no_title(rows: str) -> None:
    assert parsed(f"{rows}\n{rows}", "书房.csv").speech.title == "书房"


def test_a_day_of_the_old_calendar_in_brackets_dates_the_speech() -> None:
    found = parsed(f"在溯源县水利大会上的演说\n许诺之\n（农历二〇二四年正月初八）\n同志们：\n{PROSE}")
    assert (found.speech.date, found.speech.speaker) == ("2024-02-17", "许诺之")
    assert confidence(found, "date") >= WEAK


def test_a_day_of_the_sixty_year_cycle_is_weak() -> None:
    found = parsed(f"在芷溪古城保护座谈会上的讲话\n许诺之\n（癸卯年九月初九）\n同志们：\n{PROSE}")
    assert found.speech.date == "2023-10-23"
    assert confidence(found, "date") < WEAK


@pytest.mark.parametrize(
    "caption",
    [
        "图为薄云帆在竹山调研",
        "薄云帆在大会上讲话。 江小鱼 摄",
        "上图：竹纸大会现场",
        "竹纸大会现场（资料图片）",
        "竹会供图：古法抄纸 竹会供图",
    ],
)
def test_a_caption_over_the_title_is_no_title(caption: str) -> None:
    found = parsed(f"{caption}\n在全市竹纸产业推进会上的讲话\n薄云帆\n（2024年3月6日）\n同志们：\n{PROSE}")
    assert found.speech.title == "在全市竹纸产业推进会上的讲话"
    assert found.speech.speaker == "薄云帆"
    assert any(caption[:6] in chunk.text for chunk in found.chunks)


@pytest.mark.parametrize(
    "front",
    [
        "author:\n  - 陆怀瑾", "author: [陆怀瑾, 苏合]", "author: 陆怀瑾",
        "作者：\n- 陆怀瑾\n- 苏合", 'authors:\n  - "陆怀瑾"',
    ],
)  # fmt: skip
def test_front_matter_names_its_author_in_a_list_too(front: str) -> None:
    text = f'---\ntitle: "汀源市文化工作座谈会讲话"\n{front}\ncategories:\n  - 讲话\n---\n'
    text += f"\n# 在汀源市文化工作座谈会上的讲话\n\n{PROSE}"
    found = parsed(text, "x.md")
    assert (found.speech.speaker, found.speech.kind, found.speech.place) == ("陆怀瑾", "讲话", "汀源市")
    fact = next(fact for fact in found.facts if fact.name == "speaker")
    assert text[fact.start : fact.end] == "陆怀瑾"
    assert any("在汀源市文化工作座谈会上的讲话" in chunk.text for chunk in found.chunks)


def test_a_markdown_heading_is_a_title_without_its_mark() -> None:
    speech = parsed(
        f"# 在青沅县农业农村工作会议上的讲话\n\n葛知远\n\n2024-03-06\n\n## 粮食安全\n\n{PROSE}", "x.md"
    ).speech
    assert (speech.title, speech.speaker, speech.date, speech.place) == (
        "在青沅县农业农村工作会议上的讲话", "葛知远", "2024-03-06", "青沅县",
    )  # fmt: skip


def test_the_day_of_printing_alone_is_a_weak_date() -> None:
    news = parsed(f"竹纸大会举行\n2024年3月18日 来源：溪州日报\n竹农和客商都来了。{PROSE}")
    assert news.speech.date == "2024-03-18"
    assert confidence(news, "date") < WEAK <= confidence(news, "published")
    report = parsed(f"2024年溪州市政府工作报告\n2024年1月18日\n各位代表：\n{PROSE}")
    assert confidence(report, "date") >= WEAK


def test_a_local_paper_alone_is_a_weak_place() -> None:
    found = parsed(f"竹纸大会举行\n2024年3月18日 来源：溪州日报\n溪州的竹农和客商都来了，溪州今年新建晾纸场。{PROSE}")
    assert found.speech.place == "溪州"
    assert confidence(found, "place") < WEAK


def test_comments_of_a_page_are_no_text() -> None:
    found = parsed(f"竹纸大会举行\n{PROSE}\n<!-- 注释不该出现 -->\n{PROSE}再添新彩。")
    assert not any("注释" in chunk.text for chunk in found.chunks)
    assert len(found.set_aside) == 1
