import pytest

from corpus.structure.boilerplate import Mark, judge_lines
from corpus.structure.lines import split_lines
from tests.benchmarks.quality.boilerplate import measure, table

PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"


def marked(text: str) -> dict[str, Mark]:
    lines = split_lines(text)
    return {line.text: judged.mark for line, judged in zip(lines, judge_lines(lines), strict=True)}


@pytest.mark.parametrize(
    "line",
    [
        "当前位置:首页 > 县区信息", "您当前的位置：首页 >> 政务公开 >> 浏览文章", "當前位置:瀾川網 >> 專欄 >> 正文",
        "瀾川城投集團歡迎您!",
        "安徽 北京 重庆 福建 广东 广西 甘肃", "【字号：大 中 小】", "字体：", "【打印本页】【关闭窗口】", "下载",
        "分享到: 微信 微博", "加大", "】",
        "设为首页 | 加入收藏 | 会员登录 | 广告合作", "首页 时政 县区 经济 社会 专题", "阅读量：1024次",
    ],
)  # fmt: skip
def test_lines_above_the_text_are_furniture(line: str) -> None:
    assert marked(f"{line}\n让竹纸托起大产业\n{PROSE}")[line.strip()] is Mark.FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：阮竹西", "编辑:阮竹西", "Copyright 2009-2021 www.example.cn Inc. All rights reserved.",
        "备案序号:澜ICP备00000000号",
        "转到电脑端", "扫一扫在手机打开当前页", "相关链接", "相关阅读：", "阅读下一篇",
        "返回澜川网首页 返回青岑站首页", "上一篇：全市春耕现场会召开",
        "来源：澜川日报", "本稿仅代表作者个人观点，不代表本网立场。", "主办：澜川市人民政府办公室",
        "记者 阮竹西 实习生 皇甫晴", "撰稿:冼拂衣   审核:谷梁夏",
    ],
)  # fmt: skip
def test_lines_below_the_text_are_furniture(line: str) -> None:
    marks = marked(f"让竹纸托起大产业\n{PROSE}\n{PROSE}再添新彩。\n{line}")
    assert list(marks.values())[-1] is Mark.FURNITURE


def test_a_link_list_goes_to_the_end_of_the_page() -> None:
    marks = marked(f"题目在这里\n{PROSE}\n相关链接\n频道精选\n• 重要新闻\n• 民生\n青岑县召开春耕会议")
    assert [text for text, mark in marks.items() if mark is Mark.BODY] == [PROSE]


def test_a_breadcrumb_broken_over_lines_is_found() -> None:
    marks = marked(f"当前位置：\n首页\n>\n政务信息\n>\n澜川要闻\n2025年工作报告摘要\n{PROSE}")
    assert [text for text, mark in marks.items() if mark is Mark.HEAD] == ["2025年工作报告摘要"]


def test_a_portrait_of_the_city_behind_the_authors_note_is_furniture() -> None:
    portrait = "澜川是闻名中外的千年竹乡。地处云岭省东部，位于三省交界处，坐落在群山之间，是国家历史文化名城之一……"
    note = "我们要久久为功，把竹纸产业做大做强，让竹乡百姓过上好日子。(作者系澜川市政协主席)"
    marks = marked(f"题目在这里\n{PROSE}\n{PROSE}好。\n{note}\n{portrait}")
    assert marks[portrait] is Mark.FURNITURE
    assert marks[note] is Mark.BODY


def test_the_same_portrait_inside_a_text_is_text() -> None:
    portrait = "澜川是闻名中外的千年竹乡。地处云岭省东部，位于三省交界处，坐落在群山之间，是国家历史文化名城之一……"
    assert marked(f"题目在这里\n{portrait}\n{PROSE}")[portrait] is Mark.BODY
    assert marked(f"题目在这里\n{PROSE}\n{portrait}")[portrait] is Mark.BODY


@pytest.mark.parametrize(
    "line",
    [
        "一、看清来路", "（二）加快补短板", "谢谢大家！", "各位代表！", "闻人楷 濮阳绮 裘夜白 鹿鸣谦 竺可人",
        "| 竹纸 | 186亿元 | 12.3% |",
        "扫码支付的竹农越来越多，收款码就贴在摊位上。", "这项技艺的版权所有者是竹编合作社的老人。",
        "竹纸节由竹会主办：会期三天，地点在云岭。",
        "河北、山西、上海、湖北的竹商都来了", "本文只说竹纸，仅供参考的做法另写。",
        "地址：澜川市清泉路1号。", "GDP > 5%", "欢迎您到澜川来！", "担当使命", "主持人：请大家发言", "设计：三年规划",
    ],
)  # fmt: skip
def test_no_line_between_paragraphs_is_lost(line: str) -> None:
    assert marked(f"题目在这里\n{PROSE}\n{line}\n{PROSE}再添新彩。")[line] is Mark.BODY


def test_what_looks_like_a_widget_between_paragraphs_is_in_doubt_and_stays() -> None:
    lines = split_lines(f"题目在这里\n{PROSE}\n【字号：大 中 小】\n{PROSE}再添新彩。")
    judged = judge_lines(lines)[2]
    assert (judged.mark, judged.reason) == (Mark.BODY, "tools")
    assert 0 < judged.confidence < 0.9


def test_a_line_without_any_word_is_no_text_wherever_it_stands() -> None:
    assert marked(f"题目在这里\n{PROSE}\n|---|---:|\n{PROSE}再添新彩。")["|---|---:|"] is Mark.FURNITURE


def test_short_closing_lines_stay() -> None:
    marks = marked(f"题目在这里\n{PROSE}\n让我们一起努力！\n谢谢大家。\n责任编辑：阮竹西")
    assert [text for text, mark in marks.items() if mark is Mark.BODY] == [PROSE, "让我们一起努力！", "谢谢大家。"]


def test_a_text_without_punctuation_is_all_body() -> None:
    assert set(marked("竹纸产业\n低空物流\n山泉酿造").values()) == {Mark.BODY}


def test_widgets_with_codes_are_furniture_all_the_same() -> None:
    marks = marked(f"题目在这里\n{PROSE}\n{PROSE}再添新彩。\n扫一扫在手机打开当前页\n扫码关注\n版权所有 澜川日报社")
    assert [text for text, mark in marks.items() if mark is Mark.FURNITURE] == [
        "扫一扫在手机打开当前页", "扫码关注", "版权所有 澜川日报社",
    ]  # fmt: skip


@pytest.mark.parametrize("source", ["", "来源：澜川日报\n", "【字号：大 中 小】\n", "首页 > 要闻\n"])
@pytest.mark.parametrize(
    "sentence",
    [
        "今年春天我们把山上的竹子都砍下来做成了纸卖到城里。",
        "今年春天我们把山上的竹子都砍下来做成了纸",
        "他说：“今年春天要把竹子做成纸卖到城里去。”",
        "村里的竹农如今都用上了扫码支付，卖笋更快了。",
        "河北、山西、上海、湖北的客商都来买竹纸了。",
        "今年春天我们把竹子做成纸卖到城里去（见图）。",
    ],
)
def test_one_short_sentence_under_a_title_is_text(source: str, sentence: str) -> None:
    assert marked(f"{source}竹乡新事还在继续\n{source}{sentence}\n编辑：阮竹西")[sentence] is Mark.BODY
    assert marked(sentence)[sentence] is Mark.BODY


def test_furniture_of_twelve_kinds_of_site_goes_and_no_line_of_the_text() -> None:
    figures = table(measure())
    assert figures["pages"] >= 12 and figures["furniture lines"] >= 150 and figures["body lines"] >= 600
    assert figures["share removed"] >= 0.98
    assert figures["lost"] == 0


@pytest.mark.parametrize(
    "line", ["继续滑动看下一个", "轻触阅读原文", "数据加载中……", "您的浏览器不支持JavaScript，无法查看正文。"]
)
def test_what_a_page_says_of_itself_at_its_end_is_furniture(line: str) -> None:
    assert marked(f"让竹纸托起大产业\n{PROSE}\n{line}")[line] is Mark.FURNITURE


@pytest.mark.parametrize("line", ["正在加载竹纸的工人请稍候片刻。", "请稍等！", "JavaScript是一种语言，小学也教。"])
def test_sentences_with_such_words_stay(line: str) -> None:
    assert marked(f"让竹纸托起大产业\n{PROSE}\n{line}\n{PROSE}尾")[line] is Mark.BODY
    assert marked(f"让竹纸托起大产业\n{PROSE}\n{line}")[line] is Mark.BODY


@pytest.mark.parametrize(
    "line",
    [
        "喜欢就点个赞吧", "分享、点赞、在看，安排！", "点亮“在看”", "打开澜川APP阅读全文", "评论（3）",
        "原文链接：http://www.example.cn/1.html",
        "转载请注明出处", "您是第 1024 位访客", "公安备案 99000000000000号", 
        "声明：转载此文是为传递更多信息", "素材来源：澜川日报",
        "点击查看更多", "往期精彩",
    ],
)  # fmt: skip
def test_what_accounts_and_sites_close_with_is_furniture(line: str) -> None:
    assert marked(f"让竹纸托起大产业\n{PROSE}\n{line}\n【打印本页】【关闭窗口】")[line] is Mark.FURNITURE


@pytest.mark.parametrize(
    "line", ["点赞最多的竹匠获赠竹编一幅", "打开渠首阀门放水", "阅读三百小时", "收藏竹简九百枚", "声明：渠权归村"]
)
def test_lines_of_a_text_with_such_words_stay(line: str) -> None:
    assert marked(f"让竹纸托起大产业\n{PROSE}\n{line}")[line] is Mark.BODY


@pytest.mark.parametrize(
    "line",
    [
        "阅读 1024",
        "听全文约3分钟",
        "本文字数：1024字，阅读时长约3分钟",
        "↑点击上方“澜川发布”关注我们",
        "【字号 大 中 小】 【打印】",
    ],
)
def test_what_stands_over_an_article_of_an_account_is_furniture(line: str) -> None:
    assert marked(f"{line}\n让竹纸托起大产业\n{PROSE}")[line] is Mark.FURNITURE
