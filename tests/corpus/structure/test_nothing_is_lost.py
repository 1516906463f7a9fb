"""Every line of a text is in a passage or in the title; whatever is set aside is listed with its reason."""

import pytest

from corpus import Document, ParsedSpeech, ReadError, parse
from corpus.language.normalization import fold

BEFORE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"
AFTER = "今年要继续把竹纸这件事办好，年内新建晾纸场二十六处，带动四千户竹农增收，年底前向全市人民报告结果。"
SENTENCES = (
    "位置：新粮库设在城东大道与环城路交叉口。",
    "特别提示：六月三十日前完成仓库搬迁。",
    "温馨提示：雨天请走东侧便道。",
    "版权提示：竹谱由县档案馆编印。",
    "记者：今年财政收入预计多少？",
    "记者 请问粮价会不会涨？",
    "通讯员：村里的路修到哪了？",
    "主持人：请财政局答复。",
    "联系电话：0999-0000000",
    "联系人：葛知远，电话0999-0000001",
    "地址：溪州市清泉路1号",
    "地址：溪州市清泉路1号。",
    "邮编：990001",
    "编辑：村史由三代人接力写成",
    "设计：三年规划由乡里自己画",
    "摄影：老照片由鹿鸣春家提供",
    "责任编辑：阮竹西",
    "祁连山　费孝安　龚自珩　沈砚秋　葛知远",
    "石塘镇	3.6	0.8	41.5	12	达标",
    "合计 12 30 25 18 85",
    "河北 山西 上海 湖北",
    "首页设计由中学生完成",
    "收藏 打印 评论",
    "上一篇：文章讲的是种竹",
    "更多阅读：",
    "相关链接",
    "友情链接：澜川 溪州",
    "来源：泉水出自竹山北坡",
    "分享到：三个村民小组",
    "扫码支付已经进村",
    "版权所有者是合作社",
    "主办：竹会",
    "栏目：竹乡夜话",
    "您的位置：第三排",
    "GDP > 5%",
    "入库 > 出库 > 结余",
    "今天是五四青年节！",
    "欢迎您到溪州来！",
    "点击量：平台上线首月突破十万",
    "本文所说的竹，指的是毛竹",
    "本站已建成投用",
    "4. 适老化改造三百户",
    "（三）加装电梯",
    "true",
)


def parsed(text: str) -> ParsedSpeech:
    return parse(Document("讲话稿.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="0" * 12)


def searched(found: ParsedSpeech) -> str:
    return fold("".join(chunk.text for chunk in found.chunks) + found.speech.title)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_nothing_between_two_paragraphs_is_set_aside(sentence: str) -> None:
    found = parsed(f"在全市竹纸产业推进会上的讲话\n{BEFORE}\n{sentence}\n{AFTER}")
    assert fold(sentence) in searched(found)
    assert not found.set_aside


@pytest.mark.parametrize("line", SENTENCES)
def test_every_line_is_searched_or_listed_even_on_a_page_of_a_site(line: str) -> None:
    head, tail = "首页 时政 县区 经济 社会 专题\n当前位置：首页 > 要闻", "【打印本页】\n澜ICP备00000000号"
    text = f"{head}\n在全市竹纸产业推进会上的讲话\n{line}\n{BEFORE}\n{line}\n{AFTER}\n{line}\n{tail}"
    found = parsed(text)
    listed = [(one.start, one.end) for one in found.set_aside]
    held = [(s.start, s.end) for chunk in found.chunks for s in chunk.sentences] + listed
    start, at = 0, []
    while (start := text.find(line, start)) >= 0:
        at.append((start, start + len(line)))
        start += 1
    for begin, end in at:
        assert any(first < end and begin < last for first, last in held)
    assert text[found.set_aside[0].start : found.set_aside[0].end] == "首页 时政 县区 经济 社会 专题"
    middle = at[1]
    assert all(last <= middle[0] or middle[1] <= first for first, last in listed)


@pytest.mark.parametrize(
    "text",
    [
        # a notice of short lines, none of them a paragraph
        "关于烟花爆竹管理的通知\n青沅县人民政府\n2024年5月6日\n全县排查隐患三百二十处。\n"
        "特别提示：六月三十日前完成仓库搬迁。\n值守电话由县应急局公布。\n物资储备点设在城东粮库。",
        "防汛值班安排\n2024年6月1日\n主班：祁连山\n副班：费孝安\n值班电话：0999-0000000\n地点：水利局二楼",
        "重要提醒\n2024年6月1日\n郑重提示：周五停水。\n地址：清泉路1号\n联系人：葛知远",
        "关于停水的通告\n溪州市水务局\n温馨提示：请储水备用。\n免责提示：二次供水由物业负责。\n抢修电话由物业公布。",
        "座谈会纪要\n2024年6月1日\n记者：粮价会涨吗？\n粮食局：不会。\n记者：储备够吗？\n粮食局：够九个月。",
        f"在全市竹纸产业推进会上的讲话\n{BEFORE}\n特别声明：竹山不卖。\n竹农先议。\n乡里再定。",
        # tables and lists of names to the end of the text
        f"青沅县各乡镇主要指标\n2024年1月20日\n{BEFORE}\n乡镇	粮食	茶叶	游客	路网	备注\n"
        "石塘镇	3.6	0.8	41.5	12	达标\n白鹭乡	2.2	2.8	17.2	30	超额\n枫桥镇	4.1	1.9	9.7	25	达标",
        f"通报\n2024年1月20日\n{BEFORE}\n祁连山　费孝安　龚自珩　沈砚秋　葛知远\n"
        "温若谷　薄云帆　许诺之　江小鱼　鹿鸣春",
        f"通报\n2024年1月20日\n{BEFORE}\n姓名　一季　二季　三季　四季　合计\n祁连山　92　95　90　97　374",
        f"通报\n2024年1月20日\n{BEFORE}\n出席名单\n祁连山　费孝安　龚自珩　沈砚秋　葛知远",
        f"通报\n2024年1月20日\n{BEFORE}\n祁连山 | 费孝安 | 龚自珩 | 沈砚秋\n温若谷 | 薄云帆 | 许诺之 | 江小鱼",
        "名单\n祁连山　费孝安　龚自珩　沈砚秋　葛知远\n温若谷　薄云帆　许诺之　江小鱼　鹿鸣春\n" + BEFORE,
        f"通报\n{BEFORE}\n乡镇 产茶 采茶 制茶 卖茶\n石塘 白鹭 枫桥 云岭 竹山\n白鹭 石塘 云岭 枫桥 竹山",
        # agendas and lists that go on behind what looks like a heading of links
        "县人大常委会第十二次会议议程\n2024年6月18日\n一、听取水污染防治报告\n二、审议林长制条例草案\n三、人事任免\n"
        "主持人：祁连山\n责任单位：县人大常委会办公室",
        f"民生实事清单\n{BEFORE}\n1. 新建幼儿园四所\n2. 改造背街小巷二十六条\n更多阅读：\n"
        "3. 适老化改造三百户\n4. 加装电梯四十部",
        f"民生实事清单\n{BEFORE}\n一、修路\n延伸阅读\n二、架桥\n三、种树",
        f"民生实事清单\n{BEFORE}\n推荐阅读：\n《竹谱》由县档案馆校勘，今年出版。",
        f"民生实事清单\n{BEFORE}\n相关新闻：\n听取汇报\n审议草案",
        f"民生实事清单\n{BEFORE}\n最新推荐：\n（一）竹山\n（二）泉水",
        "分工\n牵头领导：祁连山\n责任单位：发改局\n完成时限：六月底\n主办：工信局\n承办：竹会",
    ],
)  # fmt: skip
def test_a_text_without_any_site_around_it_keeps_every_line(text: str) -> None:
    found = parsed(text)
    assert not found.set_aside
    assert found.share == 1
    for line in text.splitlines():
        assert fold(line).replace("\t", " ") in searched(found)


def test_what_is_set_aside_says_why_and_how_surely() -> None:
    text = f"当前位置：首页 > 要闻\n竹乡新事\n{BEFORE}\n{AFTER}\n责任编辑：阮竹西\n"
    text += "相关链接\n青岑县召开春耕会议\n澜ICP备00000000号"
    found = parsed(text)
    assert [(text[one.start : one.end], one.reason) for one in found.set_aside] == [
        ("当前位置：首页 > 要闻", "breadcrumb"), ("责任编辑：阮竹西", "credit"), ("相关链接", "links"),
        ("青岑县召开春耕会议", "behind"), ("澜ICP备00000000号", "records"),
    ]  # fmt: skip
    assert all(0.9 <= one.confidence <= 1 for one in found.set_aside)
    assert 0.5 < found.share < 1


def test_a_title_written_again_is_listed_as_such() -> None:
    text = f"竹乡新事还在继续-要闻-澜川网\n竹乡新事还在继续\n2024年1月5日\n{BEFORE}"
    assert [one.reason for one in parsed(text).set_aside] == ["title"]


def test_front_matter_is_listed() -> None:
    found = parsed(f"---\ntitle: 竹乡新事\ntags: [竹]\n---\n{BEFORE}")
    assert {one.reason for one in found.set_aside} == {"front matter"}
    assert len(found.set_aside) == 4


def test_a_line_that_was_put_back_is_searched() -> None:
    text = f"竹乡新事\n{BEFORE}\n{AFTER}\n责任编辑：阮竹西\n澜ICP备00000000号"
    found = parse(
        Document("x.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="0" * 12, keep={fold("责任编辑：阮竹西")}
    )
    assert "责任编辑:阮竹西" in searched(found)
    assert [text[one.start : one.end] for one in found.set_aside] == ["澜ICP备00000000号"]


def test_lines_over_the_title_are_searched_where_no_site_stands_over_it() -> None:
    text = f"溪州市人民政府文件\n溪政发〔2024〕5号\n关于竹纸产业发展的通知\n各区县人民政府：\n{BEFORE}"
    assert not parsed(text).set_aside
    assert fold("溪政发〔2024〕5号") in searched(parsed(text))


@pytest.mark.parametrize(
    "text",
    [
        "溪州市政府工作报告要点\n溪州发布\n2024-01-18 09:30",
        "溪州市政府工作报告\n2024年1月18日",
        "首页\n当前位置：首页 > 要闻\n溪州市政府工作报告\n2024-01-18\n【打印本页】\n澜ICP备00000000号",
        "溪州市政府工作报告\n发布时间：2024-01-18",
        "关于竹纸产业的调研报告\n来源：溪州日报\n2024-01-18",
    ],
)
def test_a_document_of_which_only_a_title_is_left_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="only a title is left"):
        parsed(text)


@pytest.mark.parametrize(
    "text", ["竹纸产业\n低空物流\n山泉酿造", "今年春天要把竹子做成纸卖到城里去。", "一、修路\n二、架桥"]
)
def test_short_texts_are_texts(text: str) -> None:
    assert parsed(text).chunks
