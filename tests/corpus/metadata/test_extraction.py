"""What a page states is read, what it does not state stays None. People and places are fictional."""

from typing import Any

import pytest

from corpus import Document, parse
from corpus.language.names.places import find_place

PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"


def facts(text: str, *, path: str = "讲话稿.txt", meta: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    document = Document(path, text, "utf-8", "text/plain", "0" * 64, (), meta)
    found = parse(document, speech_id="0" * 12).speech.to_dict()
    names = ("title", "speaker", "role", "date", "place", "occasion", "publisher", "kind")
    return {name: found[name] for name in names if found[name] is not None}


def test_a_speech_with_the_name_before_its_title() -> None:
    text = f"""当前位置:

顾望舒:坚定信心 朝着“竹乡新城”目标前进

坚定信心 朝着“竹乡新城”目标前进

——在政协澜川市第五届委员会第四次会议闭幕式上的讲话

顾望舒

(2024年12月26日)

各位委员、同志们:
{PROSE}
来源:澜川日报

编辑:阮竹西"""
    assert facts(text) == {
        "title": "坚定信心 朝着“竹乡新城”目标前进",
        "speaker": "顾望舒",
        "date": "2024-12-26",
        "place": "澜川市",
        "occasion": "政协澜川市第五届委员会第四次会议闭幕式",
        "publisher": "澜川日报",
        "kind": "讲话",
    }


def test_a_traditional_article_with_glosses_keeps_its_script() -> None:
    text = f"""瀾川城投集團歡迎您!
如何建好(hǎo)先行區 顧望舒書記提出這(zhè)些要求...

作者:佚名 來源:瀾川日報 發(fā)布時間:2022年10月18日

建好(hǎo)雲水先行區

全面(miàn)建設竹鄉新城

市委書記 顧望舒

瀾川三年來，{PROSE}
瀾川人要再接再厲，{PROSE}"""
    assert facts(text) == {
        "title": "建好雲水先行區 全面建設竹鄉新城",
        "speaker": "顧望舒",
        "role": "市委書記",
        "date": "2022-10-18",
        "place": "瀾川",
        "publisher": "瀾川日報",
        "kind": "文章",
    }


def test_news_of_a_meeting() -> None:
    text = """澜川市青岑县:低空物流推进会召开-县区信息-云岭政讯网
当前位置:首页 > 县区信息
澜川市青岑县:低空物流推进会召开
发布时间:2024-05-23
  近日,全县低空物流推进会召开。青岑县委书记、县人武部党委第一书记闻人楷主持会议并讲话。县长尉迟清和作部署。
  闻人楷强调,要加快织密航线网络,让山里的竹笋飞出去、让游客飞进来,年内新增航线二十条以上。
  (来源:云岭省澜川市青岑县人民政府)
"""
    assert facts(text) == {
        "title": "澜川市青岑县:低空物流推进会召开",
        "speaker": "闻人楷",
        "role": "青岑县委书记、县人武部党委第一书记",
        "date": "2024-05-23",
        "place": "云岭省澜川市青岑县",
        "occasion": "全县低空物流推进会",
        "publisher": "云岭省澜川市青岑县人民政府",
        "kind": "会议新闻",
    }


def test_an_article_with_its_author_in_a_note() -> None:
    text = f"""您当前位置:澜川政协网 >> 政协要闻 >> 浏览文章

陆知行:以协商之力助推竹乡建设

2023/10/23 10:04:01云岭政协报

以协商之力助推竹乡建设

{PROSE}

{PROSE}(作者系澜川市政协党组书记 主席)"""
    assert facts(text) == {
        "title": "以协商之力助推竹乡建设",
        "speaker": "陆知行",
        "role": "澜川市政协党组书记 主席",
        "date": "2023-10-23",
        "place": "澜川市",
        "publisher": "云岭政协报",
        "kind": "文章",
    }


def test_a_title_alone_states_office_and_occasion() -> None:
    assert facts(f"市政协党组书记、主席在政协闭幕大会上的讲话\n\n市政协会议，{PROSE}") == {
        "title": "市政协党组书记、主席在政协闭幕大会上的讲话",
        "role": "市政协党组书记、主席",
        "occasion": "政协闭幕大会",
        "kind": "讲话",
    }


def test_a_work_report() -> None:
    text = f"""政府工作报告
——二〇二四年一月十六日在澜川市第五届人民代表大会第三次会议上
来源：澜川日报
时间：2024-01-20
澜川市市长　沈砚秋
各位代表：
{PROSE}"""
    assert facts(text) == {
        "title": "政府工作报告",
        "speaker": "沈砚秋",
        "role": "澜川市市长",
        "date": "2024-01-16",
        "place": "澜川市",
        "occasion": "澜川市第五届人民代表大会第三次会议",
        "publisher": "澜川日报",
        "kind": "报告",
    }


def test_a_wire_takes_its_year_from_the_publication() -> None:
    found = facts(f"全市春耕现场会召开\n发布时间：2024-01-02\n本报青岑12月30日电（记者阮竹西）{PROSE}")
    assert found["date"] == "2023-12-30"
    assert found["kind"] == "会议新闻"
    assert "speaker" not in found


def test_a_day_without_any_year_is_no_date() -> None:
    assert "date" not in facts(f"全市春耕现场会召开\n本报青岑10月22日电（记者阮竹西）{PROSE}")


@pytest.mark.parametrize("name", ["***", "顾**", "佚名", "某某", "×××"])
def test_a_masked_name_is_unknown(name: str) -> None:
    found = facts(f"在闭幕会上的讲话\n市政协主席 {name}\n各位委员：\n{PROSE}")
    assert "speaker" not in found
    assert found["title"] == "在闭幕会上的讲话"


def test_a_masked_label_is_unknown() -> None:
    assert facts(f"竹乡新事\n作者:佚名 来源:网络 发布时间:2022-05-06\n{PROSE}") == {
        "title": "竹乡新事",
        "date": "2022-05-06",
    }


def test_bare_prose_states_nothing() -> None:
    assert set(facts(PROSE)) == {"title"}


def test_a_reporter_is_no_speaker() -> None:
    assert "speaker" not in facts(f"竹乡见闻\n记者 阮竹西\n{PROSE}\n{PROSE}走访。（记者 阮竹西）")


def test_a_quoted_leader_is_not_the_speaker() -> None:
    found = facts(f"顾望舒市长在启动会上的讲话\n同志们：\n慕容既白书记在常委会上讲：“航线就是生产线。”{PROSE}")
    assert (found["speaker"], found["role"]) == ("顾望舒", "市长")


def test_a_name_with_blanks_is_joined() -> None:
    assert facts(f"在全市大会上的讲话\n（2024年3月18日）\n顾　望　舒\n同志们：\n{PROSE}")["speaker"] == "顾望舒"


def test_a_head_without_line_breaks() -> None:
    text = (
        f"在全市劳模表彰大会上的讲话（2020年11月24日）顾望舒同志们：今天，我们隆重集会。{PROSE}"
        "（云岭社澜川11月24日电）《 澜川日报 》（ 2020年11月25日 02 版）"
    )
    assert facts(text) == {
        "title": "在全市劳模表彰大会上的讲话",
        "speaker": "顾望舒",
        "date": "2020-11-24",
        "occasion": "全市劳模表彰大会",
        "publisher": "澜川日报",
        "kind": "讲话",
    }


def test_front_matter_wins() -> None:
    text = (
        f"---\ntitle: 做好清泉文章\nauthor: 尉迟清和\ndate: 2023年11月8日\nkind: 文章\ntags: [泉]\n---\n# "
        f"别的题目\n顾望舒\n{PROSE}"
    )
    found = facts(text, path="a.md")
    assert (found["title"], found["speaker"], found["date"]) == ("做好清泉文章", "尉迟清和", "2023-11-08")


def test_front_matter_is_no_text() -> None:
    text = f"---\ntitle: 做好清泉文章\n---\n{PROSE}"
    parsed = parse(Document("a.md", text, "utf-8", "text/markdown", "0" * 64), speech_id="x")
    assert text[parsed.speech.start : parsed.speech.end] == PROSE


def test_markup_fills_what_the_text_leaves_open() -> None:
    meta = (
        ("author", "陆知行"),
        ("date", "2024-03-18 10:00"),
        ("publisher", "澜川网"),
        ("title", "竹乡新事还在继续_澜川网"),
    )
    assert facts(f"欢迎收看热点\n竹乡新事还在继续\n请关注客户端消息\n{PROSE}", meta=meta) == {
        "title": "竹乡新事还在继续", "speaker": "陆知行", "date": "2024-03-18", "publisher": "澜川网", "kind": "文章",
    }  # fmt: skip


def test_a_file_name_is_the_last_resort_for_a_title() -> None:
    assert facts("竹" * 50, path="夹/讲话稿.txt")["title"] == "竹" * 40
    assert facts("各位代表：", path="夹/讲话稿.txt")["title"] == "讲话稿"


@pytest.mark.parametrize(
    ("sentence", "occasion"),
    [
        ("11月3日，顾望舒主席在中外竹纸治理论坛开幕式上致辞。", "中外竹纸治理论坛"),
        ("11月3日，由澜川市竹纸学会主办的“薪火相传”研讨会在青岑县举行。", "“薪火相传”研讨会"),
        ("11月3日，顾望舒上午在青岑出席2024竹纸大会开幕式并致辞。", "2024竹纸大会"),
        ("近日，“在竹乡讲好故事”系列报告会在青岑县举行。", "“在竹乡讲好故事”系列报告会"),
        ("11月3日，澜川市竹纸协会召开会议。", None),  # who meets
        (f"近日，由{'、'.join(['省内外各有关单位'] * 8)}发起的竹乡首届长名大会召开。", None),
        ("11月3日，这场研讨会在青岑县举行。", None),
        ("竹纸节将于11月5日开幕，届时将举办多场高端活动和分论坛。", None),
    ],
)  # fmt: skip
def test_an_occasion_has_a_name_of_its_own(sentence: str, occasion: str | None) -> None:
    text = f"竹纸飘香\n{sentence}\n竹纸是澜川的老手艺，也是群众增收的新产业，三年来全市新增竹纸作坊一百二十家。"
    assert parse(Document("稿", text, "utf-8", "text/plain", "0"), speech_id="0").speech.occasion == occasion


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("呼和浩特市赛罕区", "呼和浩特市赛罕区"),
        ("参观荣成市", "荣成市"),
        ("茂名市电白区", "茂名市电白区"),
        ("完善县乡村三级体系", None),
        ("建立小区", None),
        ("带动沙区十万余群众", None),
        ("优化纳税人跨区迁移", None),
    ],
)
def test_verbs_are_no_part_of_a_place(text: str, place: str | None) -> None:
    found = find_place(text)
    assert (text[slice(*found)] if found else None) == place


def test_a_row_of_a_table_tells_nothing_of_the_document() -> None:
    rows = "片区：竹北｜县区：青岑县｜产值：37.6\n片区：竹北｜县区：白苇县｜产值：21.4\n"
    found = facts(f"各县区竹纸产业产值表\n{rows}以上数字由各县区报送，市竹办汇总。\n")
    assert (found["title"], found.get("place")) == ("各县区竹纸产业产值表", None)


def test_a_source_line_with_the_same_marks_is_still_read() -> None:
    text = "竹纸节在青岑县开幕\n来源：澜川日报｜时间：2024-03-05\n\n3月4日，竹纸节在青岑县开幕，来宾两百余人参加。\n"
    assert facts(text)["publisher"] == "澜川日报"
