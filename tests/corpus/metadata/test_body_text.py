"""What running text states of itself. People and places are fictional."""

from typing import Any

import pytest

from corpus import Document, parse

PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"


def facts(text: str) -> dict[str, Any]:
    document = Document("稿.txt", text, "utf-8", "text/plain", "0" * 64)
    return {fact.name: fact.value for fact in parse(document, speech_id="0" * 12).facts}


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        (f"在全市竹纸大会上的讲话（2020年2月3日）顾望舒　　澜东竹纸产业园开工以来，{PROSE}", "顾望舒", None),
        (
            f"在全市竹纸大会上的致辞（2020年2月3日，澜川）澜川市市长 顾望舒尊敬的各位来宾：{PROSE}",
            "顾望舒",
            "澜川市市长",
        ),
        (f"在全市竹纸大会上的讲话（2020年2月3日）陆舟当前，{PROSE}", "陆舟", None),
        (f"在全市竹纸大会上的讲话（2020年2月3日）陆舟今年以来，{PROSE}", "陆舟", None),
        (f"云岭社澜川2月3日电在全市竹纸大会上的讲话（2020年2月3日）顾望舒同志们：{PROSE}", "顾望舒", None),
        (f"把竹纸产业做大做强 让竹乡富起来※顾望舒今年3月，{PROSE}", "顾望舒", None),
        (f"把竹纸产业做大做强 让竹乡富起来※顾望舒一当前，{PROSE}", "顾望舒", None),
    ],
)
def test_a_head_run_into_the_text(text: str, speaker: str, role: str | None) -> None:
    found = facts(text)
    assert (found["speaker"], found.get("role")) == (speaker, role)
    assert found["title"].endswith(("讲话", "致辞", "富起来"))
    assert ("※" in text) or found["date"] == "2020-02-03"


def test_the_bracketed_place_of_a_speech() -> None:
    found = facts(f"在全市竹纸大会上的致辞（2020年2月3日，澜川）澜川市市长 顾望舒尊敬的各位来宾：{PROSE}")
    assert found["place"] == "澜川市"  # by its full name, which the office has
    found = facts(f"在竹纸大会上的致辞\n（2020年2月3日，澜川）\n顾望舒\n各位来宾：\n{PROSE}")
    assert (found["place"], found["date"]) == ("澜川", "2020-02-03")


def test_words_in_the_bracket_of_a_day_are_no_place() -> None:
    assert "place" not in facts(f"在竹纸大会上的讲话\n（2020年2月3日，根据录音整理）\n顾望舒\n同志们：\n{PROSE}")


def test_a_signature_under_a_letter() -> None:
    text = f"回信澜川小学的同学们：你们好！{PROSE}祝你们学习进步！澜川市市长顾望舒2020年8月30日（云岭社8月31日电）"
    found = facts(text)
    assert (found["speaker"], found["role"], found["date"]) == ("顾望舒", "澜川市市长", "2020-08-30")


def test_a_signature_in_the_last_lines() -> None:
    found = facts(f"给竹编学徒的回信\n同学们：\n{PROSE}\n{PROSE}\n顾望舒\n2020年8月30日")
    assert (found["speaker"], found["date"]) == ("顾望舒", "2020-08-30")


def test_a_note_of_origin() -> None:
    text = f"把竹纸产业做大做强 让竹乡富起来顾望舒2018年1月，{PROSE}\n※这是顾望舒书记2020年6月2日在竹农座谈会上的讲话。"
    found = facts(text)
    assert found["title"] == "把竹纸产业做大做强 让竹乡富起来"
    assert (found["speaker"], found["role"], found["date"]) == ("顾望舒", "书记", "2020-06-02")
    assert (found["occasion"], found["kind"]) == ("竹农座谈会", "讲话")


def test_an_office_broken_from_its_name() -> None:
    head = "政府工作报\n告\n——2024年1月16日在澜川市第五届人民代表大会第三次会议上\n澜川市市长\n沈　砚秋"
    text = f"{head}\n各位代表：\n{PROSE}"
    found = facts(text)
    assert (found["title"], found["kind"]) == ("政府工作报告", "报告")
    assert (found["role"], found["speaker"]) == ("澜川市市长", "沈砚秋")


def test_a_resolution_is_a_document_with_its_day() -> None:
    text = (
        "澜川市人民代表大会关于竹纸产业的决议\n（2024年1月18日澜川市第五届人民代表大会第三次会议通过）\n"
        f"澜川市第五届人民代表大会第三次会议听取和审议了报告。{PROSE}"
    )
    found = facts(text)
    assert (found["date"], found["kind"]) == ("2024-01-18", "文件")
    assert found["occasion"] == "澜川市第五届人民代表大会第三次会议"
    assert "speaker" not in found


def test_a_report_is_known_by_its_first_words() -> None:
    assert facts(f"各位代表：\n现在，我代表市人民政府，向大会报告政府工作，请予审议。\n{PROSE}")["kind"] == "报告"


def test_we_who_meet_today_speak() -> None:
    assert facts(f"今天，我们召开竹农座谈会，听听大家的意见。{PROSE}")["kind"] == "讲话"


@pytest.mark.parametrize(
    ("lead", "speaker"),
    [
        ("5月12日，市委书记顾望舒给竹编学徒回信，勉励他们学好手艺。", "顾望舒"),
        ("近日，市委书记顾望舒对竹林防火工作作出重要指示。", "顾望舒"),
        ("5月12日上午，顾望舒首先来到青岑县竹林，察看春笋长势。他强调，要护好山林。", "顾望舒"),
        ("5月12日，全县竹纸推进会召开。县委书记闻人楷主持会议并讲话。", "闻人楷"),
    ],
)
def test_who_acts_in_the_news_speaks(lead: str, speaker: str) -> None:
    assert facts(f"竹乡要闻\n本报讯 {lead}\n{PROSE}").get("speaker") == speaker


@pytest.mark.parametrize(
    "lead",
    [
        "5月12日，全市竹纸推进会召开，市委书记顾望舒，市委副书记、市长沈砚秋出席会议并讲话。",
        "5月12日上午，石大娘来到青岑县竹林，采了一篮春笋。",
        "5月12日，全市竹纸推进会召开，云岭竹学院（筹）院长陆知行、县委书记闻人楷出席并讲话。",
    ],
)
def test_who_speaks_is_not_guessed(lead: str) -> None:
    assert "speaker" not in facts(f"竹乡要闻\n本报讯 {lead}\n{PROSE}")


@pytest.mark.parametrize(
    ("note", "speaker", "role"),
    [
        ("（作者：尉迟清和，系青岑县委书记）", "尉迟清和", "青岑县委书记"),
        ("（作者：顾望舒，系澜川市委书记、竹编学会会长）", "顾望舒", "澜川市委书记、竹编学会会长"),
        ("（作者陆舟系澜川市政协主席）", "陆舟", "澜川市政协主席"),
        ("（作者为云岭竹学院教授）", None, "云岭竹学院教授"),
    ],
)
def test_an_authors_note_names_its_author_in_full(note: str, speaker: str | None, role: str) -> None:
    found = facts(f"竹乡之路\n{PROSE}\n{PROSE}{note}")
    assert (found.get("speaker"), found["role"], found["kind"]) == (speaker, role, "文章")


def test_the_study_of_a_speech_is_not_its_occasion() -> None:
    found = facts(f"市直机关学习贯彻顾望舒书记在全市竹纸大会上的重要讲话精神\n{PROSE}\n{PROSE}")
    assert not {"occasion", "role"} & set(found)


def test_a_day_to_come_is_not_the_day() -> None:
    text = f"本报讯 近日，竹纸筹备会召开。大会将于2030年5月22日举行。\n{PROSE}"
    assert facts(f"竹乡要闻\n{text}").get("date") != "2030-05-22"


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("云岭省澜川市青岑县竹纸节开幕", "云岭省澜川市青岑县"),
        ("节前市场供应充足", None),
        ("千年古街建起党建联盟", None),
        ("让党旗在竹乡飘扬", None),
        ("全省竹纸产业跨区域合作", None),
        ("竹纸先导区和服务区建设提速", None),
        ("加快建设制造业强省", None),
        ("加快建设云水先行区", "云水先行区"),
        ("加快建设国家级新区", None),
    ],
)
def test_a_place_in_a_title(title: str, place: str | None) -> None:
    assert facts(f"{title}\n{PROSE}\n{PROSE}").get("place") == place


def test_a_newspapers_city_is_completed_from_the_text() -> None:
    page = "竹乡之路\n来源：澜川日报 时间：2024-04-02\n{}澜川人爱竹，澜川的竹纸好，澜川的水也好。" + PROSE
    assert facts(page.format(""))["place"] == "澜川"
    assert facts(page.format("去年，澜川市召开竹纸大会。"))["place"] == "澜川市"
