"""Layouts of what stands over and under a text: who, when, where, by whom. People and places are fictional."""

import pytest

from corpus import Document, parse
from corpus.metadata.fields import WEAK

PROSE = "过去一年，竹农人均收入超过九千元，新修水渠三十一公里。今年再修二十公里，一段一段验收。"


def read(text: str, **meta: str) -> dict[str, tuple[str, float]]:
    document = Document("稿.txt", text, "utf-8", "text/plain", "0" * 64, meta=tuple(meta.items()))
    return {fact.name: (fact.value, fact.confidence) for fact in parse(document, speech_id="0" * 12).facts}


def facts(text: str, **meta: str) -> dict[str, str]:
    return {name: value for name, (value, _) in read(text, **meta).items()}


def test_a_head_ends_where_the_rows_of_a_table_begin() -> None:
    rows = "乡镇：石门乡｜户数：412｜水渠（公里）：7.5\n乡镇：云溪乡｜户数：388｜水渠（公里）：—\n"
    found = facts(f"青岑县各乡镇水渠统计表\n青岑县水利局　2024年3月6日\n{rows}")
    assert (found["title"], found["date"]) == ("青岑县各乡镇水渠统计表", "2024-03-06")
    assert (found["place"], found["publisher"]) == ("青岑县", "青岑县水利局")
    found = facts(f"青岑县各乡镇水渠统计表\n2024年3月6日\n现将各乡镇数字公布如下：\n{rows}")
    assert (found["title"], found["date"], found["place"]) == ("青岑县各乡镇水渠统计表", "2024-03-06", "青岑县")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("在云浦区创建卫生城区动员会上的讲话", "云浦区"),
        ("在溪州市争创文明城市推进会上的讲话", "溪州市"),
        ("在溪州市历史街区保护会上的讲话", "溪州市"),
        ("在溪州市老旧居民区改造会上的讲话", "溪州市"),
        ("在柳湾古庙会开市仪式上的致辞", None),
    ],
)
def test_words_behind_a_place_that_end_as_one_are_none(text: str, place: str | None) -> None:
    assert facts(f"{text}\n顾望舒\n（2024年3月6日）\n同志们：\n{PROSE}").get("place") == place


def test_an_office_behind_a_body_is_no_place() -> None:
    found = facts(f"贺　信\n\n云岭竹学院：\n\n{PROSE}\n\n云岭省人民政府省长　沈砚秋\n2024年3月6日")
    assert (found["place"], found["role"], found["speaker"]) == ("云岭省", "云岭省人民政府省长", "沈砚秋")


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("在石门镇村支书例会上的讲话", "石门镇"),
        ("柳浦街道2024年修渠安排", "柳浦街道"),
        ("在云溪乡人大会议上的讲话", "云溪乡"),
        ("在特色小镇建设推进会上的讲话", None),
        ("在全镇干部大会上的讲话", None),
        ("关于乡镇机构改革的意见", None),
        ("在美丽乡村建设会上的讲话", None),
        ("在各街道书记会上的讲话", None),
    ],
)
def test_a_town_in_a_title_is_a_guess_and_hides_nothing(title: str, place: str | None) -> None:
    found = read(f"{title}\n顾望舒\n（2024年3月6日）\n同志们：\n{PROSE}").get("place")
    assert (found and found[0]) == place
    assert found is None or found[1] < WEAK


def test_a_banner_is_one_where_the_text_says_so() -> None:
    head = "在白音浩特旗林草大会上的讲话\n旗委书记　布音巴图\n（2024年3月6日，白音浩特）\n各族乡亲：\n"
    assert facts(head + PROSE)["place"] == "白音浩特旗"
    assert "place" not in facts(f"在新时代的战旗下的讲话\n顾望舒\n（2024年3月6日）\n同志们：\n{PROSE}")


def test_whole_city_in_the_title_is_the_one_that_the_text_names() -> None:
    head = "在全市修渠座谈会上的讲话\n顾望舒\n2024年3月6日下午\n澜川市水利馆\n"
    place = read(head + PROSE)["place"]
    assert place[0] == "澜川市" and place[1] < WEAK
    assert "publisher" not in facts(head + PROSE)
    assert "place" not in facts(f"{head}溪州市的同志也来了。{PROSE}")
    quoted = "在全市修渠座谈会上的讲话\n顾望舒\n2024年3月6日\n有人说：“溪州市的渠好。”"
    assert "place" not in facts(f"{quoted}{PROSE}")


def test_the_pages_own_title_names_a_place() -> None:
    text = f"沈砚秋在重点项目开工仪式上的致辞\n发布时间：2024-03-06\n各位来宾：\n{PROSE}"
    assert facts(text, title="澜川市市长沈砚秋在开工式上的致辞-澜川市人民政府门户网站")["place"] == "澜川市"


@pytest.mark.parametrize("between", ["，", "、 ", " ， "])
def test_a_day_with_its_place_behind_a_comma(between: str) -> None:
    found = facts(
        f"在竹乡合作论坛上的演讲\n安娜·维林（竹艺基金会主席）\n2024年3月6日{between}澜川\n女士们、先生们：\n{PROSE}"
    )
    assert (found["date"], found["place"]) == ("2024-03-06", "澜川")
    assert (found["speaker"], found["role"]) == ("安娜·维林", "竹艺基金会主席")


@pytest.mark.parametrize("above", ["中共澜川市委书记顾望舒", "中共澜川市委书记　顾望舒"])
def test_who_speaks_may_stand_over_the_title(above: str) -> None:
    found = facts(f"{above}\n在澜川市庆祝竹农节\n暨能工巧匠表彰大会上的讲话\n（二〇二四年三月六日）\n同志们：\n{PROSE}")
    assert (found["speaker"], found["role"]) == ("顾望舒", "中共澜川市委书记")
    assert (found["date"], found["place"]) == ("2024-03-06", "澜川市")
    assert found["title"].startswith("在澜川市庆祝竹农节")


@pytest.mark.parametrize(
    ("end", "publisher"),
    [
        ("青岑县教育局　　青岑县财政局\n2024年3月6日\n（此件公开发布）", "青岑县教育局 青岑县财政局"),
        ("青岑县教育局\n2024年3月6日\n抄送：县委办公室，县人大常委会办公室", "青岑县教育局"),
        ("青岑县教育局 2024年3月6日\n附件：修渠名单", "青岑县教育局"),
    ],
)
def test_who_issues_a_document_signs_over_its_notes(end: str, publisher: str) -> None:
    found = facts(f"关于做好修渠工作的通知\n青教〔2024〕5号\n各乡镇中心学校：\n{PROSE}\n{end}")
    assert (found["publisher"], found["date"], found["place"]) == (publisher, "2024-03-06", "青岑县")


def test_a_signature_in_full_stands_over_the_short_name_above() -> None:
    head = "关于启用新渠的通知\n发布机构：市水务局　发文日期：2024-03-06\n各县区：\n"
    assert facts(f"{head}{PROSE}\n{PROSE}\n澜川市水务局\n2024年3月6日")["publisher"] == "澜川市水务局"


def test_labels_over_a_text_say_what_it_is() -> None:
    head = "标题：在青岑县春耕现场会上的讲话\n讲话人：闻人楷\n职务：青岑县县长\n"
    head += "会议名称：青岑县春耕现场会\n时间：2024年3月6日\n"
    found = facts(f"{head}\n同志们：\n{PROSE}")
    assert (found["title"], found["occasion"]) == ("在青岑县春耕现场会上的讲话", "青岑县春耕现场会")
    assert (found["speaker"], found["role"], found["date"]) == ("闻人楷", "青岑县县长", "2024-03-06")
    assert facts(f"题目：在牧民大会上的讲话\n讲话人：布音巴图\n\n乡亲们：\n{PROSE}")["speaker"] == "布音巴图"


def test_the_title_before_a_label_of_an_original_one_stays() -> None:
    assert facts(f"在青岑县春耕现场会上的讲话\n原标题：抓春耕\n来源：青岑日报\n同志们：\n{PROSE}")["title"].startswith(
        "在青岑县"
    )


@pytest.mark.parametrize(
    ("title", "speaker", "role"),
    [
        ("青岑县县长闻人楷在春耕现场会上的讲话要点", "闻人楷", "青岑县县长"),
        ("共青团溪州市委书记谷梁夏在竹乡座谈会上的讲话", "谷梁夏", "共青团溪州市委书记"),
        ("溪州市市长沈砚秋答记者问", "沈砚秋", "溪州市市长"),
        ("沈砚秋就修渠工作答记者问", "沈砚秋", None),
        ("溪州市市长在竹乡座谈会上的讲话", None, "溪州市市长"),
        ("学习贯彻市委书记顾望舒在竹农大会上的讲话精神", None, None),
    ],
)
def test_who_speaks_by_the_title(title: str, speaker: str | None, role: str | None) -> None:
    found = facts(f"{title}\n2024-03-06\n{PROSE}\n{PROSE}")
    assert (found.get("speaker"), found.get("role")) == (speaker, role)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("中共溪州市委办公室文件\n溪办发〔2024〕7号\n★\n", "关于印发《修渠三年行动方案》的通知"),
        ("溪州市人民政府\n", "溪州市人民政府 关于印发《修渠三年行动方案》的通知"),
        (
            "溪办发〔2024〕7号\n中共溪州市委办公室　溪州市人民政府办公室\n",
            "中共溪州市委办公室 溪州市人民政府办公室 关于印发《修渠三年行动方案》的通知",
        ),
    ],
)
def test_a_document_has_its_title_under_a_letterhead(head: str, title: str) -> None:
    text = f"{head}关于印发《修渠三年行动方案》的通知\n各县区人民政府：\n{PROSE}\n溪州市人民政府办公室\n2024年3月6日"
    found = facts(text)
    assert (found["title"], found["place"], found["date"]) == (title, "溪州市", "2024-03-06")


def test_a_note_says_what_who_speaks_is() -> None:
    found = facts(f"在溪州市竹农大会上的讲话\n（2024年3月6日）\n顾望舒\n{PROSE}\n{PROSE}\n（讲话人系溪州市委书记）")
    assert (found["speaker"], found["role"], found["kind"]) == ("顾望舒", "溪州市委书记", "讲话")


def test_labels_in_the_rows_of_a_register_are_not_of_the_document() -> None:
    long = "今年修渠三十一公里，一段一段验收，年底前全线通水，各县区每月报一次进度，落后的说明原因"
    rows = [
        f"序号：{number}｜标题：在修渠会上的讲话｜讲话人：{name}｜日期：2024-0{number}-06\n序号：{number}｜正文：{long}"
        for number, name in ((1, "沈砚秋"), (2, "顾望舒"))
    ]
    found = facts("溪州市讲话台账\n" + "\n".join(rows))
    assert found["title"] == "溪州市讲话台账" and not {"speaker", "date"} & set(found)


@pytest.mark.parametrize(
    ("byline", "speaker", "role"),
    [
        ("沈砚秋市长", "沈砚秋", "市长"),
        ("沈砚秋同志", "沈砚秋", None),
        ("溪州市委常委、秘书长，市委办公室主任 沈砚秋", "沈砚秋", "溪州市委常委、秘书长，市委办公室主任"),
        ("县参议会议长　沈砚秋", "沈砚秋", "县参议会议长"),
    ],
)
def test_a_name_with_its_office_in_the_ways_that_bylines_have_it(byline: str, speaker: str, role: str | None) -> None:
    found = facts(f"在全市教育工作会议上的讲话\n{byline}\n（2024年3月6日）\n{PROSE}")
    assert (found["speaker"], found.get("role")) == (speaker, role)


def test_a_title_that_begins_with_its_day() -> None:
    found = facts(f"2024年3月6日在全县春耕会上的讲话\n闻人楷\n同志们：\n{PROSE}")
    assert (found["title"], found["speaker"]) == ("2024年3月6日在全县春耕会上的讲话", "闻人楷")
    assert found["date"] == "2024-03-06"
    found = facts(f"民国三十六年五月四日在县参议会的演说词\n县参议会议长　沈砚秋\n诸位参议员：\n{PROSE}")
    assert (found["date"], found["speaker"]) == ("1947-05-04", "沈砚秋")


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("市委党校礼堂", None),
        ("溪州市人民会堂", "溪州市"),
        ("溪州市人大常委会会议厅", "溪州市"),
        ("竹乡宾馆", None),
        ("溪州", "溪州"),
    ],
)
@pytest.mark.parametrize("day", ["（2024年3月6日，{}）", "2024年3月6日，{}"])
def test_a_hall_is_no_place(day: str, where: str, place: str | None) -> None:
    found = facts(f"在竹农座谈会上的讲话\n顾望舒\n{day.format(where)}\n同志们：\n{PROSE}")
    assert (found["date"], found.get("place")) == ("2024-03-06", place)


def test_a_villager_signs_a_letter() -> None:
    found = facts(f"感谢信\n溪州市人民医院：\n{PROSE}\n{PROSE}\n青岑县石门乡村民　阮竹西\n2024年3月6日")
    assert (found["speaker"], found["date"]) == ("阮竹西", "2024-03-06")


def test_a_subtitle_says_whose_words_they_are() -> None:
    found = facts(f"新时代的修渠人\n——溪州市市长沈砚秋在市委党校的授课提纲\n{PROSE}\n{PROSE}")
    assert (found["speaker"], found["role"]) == ("沈砚秋", "溪州市市长")


@pytest.mark.parametrize("above", ["索引号：DS0102-2024-0037", "溪州发布融媒体平台", "原创 溪州发布 2024-03-06"])
def test_a_whole_title_takes_no_line_from_above(above: str) -> None:
    text = f"{above}\n在全市修渠动员会上的讲话\n沈砚秋\n（2024年3月6日）\n同志们：\n{PROSE}"
    assert facts(text)["title"] == "在全市修渠动员会上的讲话"
    parsed = parse(Document("稿.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="0" * 12)
    assert any(above in chunk.text for chunk in parsed.chunks) or any(
        text[one.start : one.end] == above for one in parsed.set_aside
    )


def test_labels_in_brackets_and_with_blanks_inside_are_labels() -> None:
    head = "【讲话题目】把渠修到地头\n【讲 话 人】闻人楷　青岑县委副书记、县长\n【时　　间】2024年3月6日（周三）14:30\n"
    found = facts(f"{head}【地　　点】青岑县会议中心\n【会议名称】全县水利工作会议\n【正　　文】\n同志们：\n{PROSE}")
    assert (found["title"], found["occasion"]) == ("把渠修到地头", "全县水利工作会议")
    assert (found["speaker"], found["role"]) == ("闻人楷", "青岑县委副书记、县长")
    assert (found["date"], found["place"]) == ("2024-03-06", "青岑县")
    assert not {"publisher", "published"} & set(found)
    found = facts(f"标　　题：把渠修到地头\n讲 话 人：布音巴图\n\n乡亲们：\n{PROSE}")
    assert (found["title"], found["speaker"]) == ("把渠修到地头", "布音巴图")


def test_brackets_without_a_label_are_of_the_title() -> None:
    assert facts(f"【县长论坛】把渠修到地头\n闻人楷\n（2024年3月6日）\n{PROSE}")["title"] == "【县长论坛】把渠修到地头"


def test_a_head_whose_characters_stand_apart_is_read_without_the_blanks() -> None:
    text = "在 溪 州 市 竹 农 大 会 上 的 讲 话\n市 长 沈 砚 秋\n2 0 2 4 年 3 月 6 日　星 期 三　上 午\n"
    found = facts(f"{text}同志们：\n{PROSE}")
    assert (found["title"], found["occasion"]) == ("在溪州市竹农大会上的讲话", "溪州市竹农大会")
    assert (found["speaker"], found["role"]) == ("沈砚秋", "市长")
    assert (found["date"], found["place"], found.get("publisher")) == ("2024-03-06", "溪州市", None)


@pytest.mark.parametrize(
    "title",
    [
        "把渠修到地头——访溪州市水务局局长沈砚秋",
        "“把渠修到地头”\n——对话溪州市水务局局长沈砚秋",
        "把渠修到地头\n——访谈溪州市水务局局长沈砚秋",
        "本报专访溪州市水务局局长沈砚秋",
        "本报记者专访溪州市水务局局长沈砚秋",
    ],
)
def test_who_is_asked_in_an_interview_speaks(title: str) -> None:
    talk = "记者：修了多少？\n沈砚秋：三十一公里。\n记者：钱从哪来？\n沈砚秋：市里出一半。"
    found = facts(f"{title}\n\n《溪州晚报》　2024年3月6日　第3版\n\n{PROSE}\n{talk}")
    assert (found["speaker"], found["role"], found["place"]) == ("沈砚秋", "溪州市水务局局长", "溪州市")
    assert (found["date"], found["publisher"]) == ("2024-03-06", "溪州晚报")
    assert found["title"] == title.replace("\n", " ")


def test_who_is_visited_by_an_official_does_not_speak() -> None:
    assert "speaker" not in facts(f"市长走访慰问劳动模范\n2024-03-06\n{PROSE}")
    assert "speaker" not in facts(f"溪州市代表团访云岭省\n2024-03-06\n{PROSE}")


@pytest.mark.parametrize("title", ["溪州市各县区2024年修渠进度", "溪州市各区2024年修渠进度"])
def test_all_counties_of_a_city_are_no_place(title: str) -> None:
    assert facts(f"{title}\n溪州市水务局\n2024年3月6日\n{PROSE}")["place"] == "溪州市"


def test_a_rare_surname_is_one() -> None:
    found = facts(f"在溪州市财税工作会议上的讲话\n鄢 伯 言\n（2024年3月6日）\n同志们：\n{PROSE}")
    assert (found["title"], found["speaker"]) == ("在溪州市财税工作会议上的讲话", "鄢伯言")


def test_a_weekday_behind_a_label_is_of_the_text() -> None:
    head = "讲话人：沈砚秋\n时间：2024年3月6日（星期三）上午9时\n地点：溪州市人民会堂\n"
    found = facts(f"{head}同志们：\n{PROSE}\n{PROSE}")
    assert (found["speaker"], found["date"], found["place"]) == ("沈砚秋", "2024-03-06", "溪州市")


@pytest.mark.parametrize("printed", ["《溪州晚报》　2024年3月6日　第3版", "溪州晚报 2024-03-06 A03版"])
def test_a_page_of_a_paper_stands_behind_its_day(printed: str) -> None:
    found = facts(f"把渠修到地头\n{printed}\n{PROSE}\n{PROSE}")
    assert (found["date"], found["publisher"]) == ("2024-03-06", "溪州晚报")
