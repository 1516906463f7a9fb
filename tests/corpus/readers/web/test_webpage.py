import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers.web.webpage import MarkupError, extract


def test_blocks_become_lines_and_inline_markup_vanishes() -> None:
    text, _ = extract("<h1>标题</h1><div><p>竹<b>纸</b>产\n  业</p><p>第二段<br>换行</p></div>")
    assert text == "标题\n竹纸产 业\n第二段\n换行"


def test_scripts_styles_and_hidden_parts_are_dropped() -> None:
    page = (
        "<head><title>题</title><style>p{}</style></head><body><script>alert('坏')</script>"
        "<p style='display: none'>藏</p><p hidden>藏</p><noscript>藏</noscript><!-- 藏 --><p>见</p>尾</body>"
    )
    assert extract(page)[0] == "见\n尾"


def test_ruby_keeps_its_base() -> None:
    assert extract("<p><ruby>國<rp>(</rp><rt>guó</rt><rp>)</rp></ruby>家</p>")[0] == "國家"


def test_table_cells_stay_apart() -> None:
    assert extract("<table><tr><td>竹纸</td><td>180亿元</td></tr><tr><td>航线</td></tr></table>")[0].split("\n") == [
        "竹纸\t180亿元",
        "航线",
    ]


def test_neighbouring_links_stay_apart_but_linked_words_do_not_split() -> None:
    assert extract("<a>首页</a><a>时政</a>")[0] == "首页 时政"
    assert extract("<p>在<a>澜川</a>市</p>")[0] == "在澜川市"


def test_head_is_read() -> None:
    _, meta = extract(
        "<html><head><title> 竹纸大会_澜川网 </title><meta name='PubDate' content='2024-03-18'>"
        "<meta name='ContentSource' content='澜川日报'><meta name='author' "
        "content='顾望舒'></head><body>文</body></html>"
    )
    assert dict(meta) == {
        "title": "竹纸大会_澜川网", "date": "2024-03-18", "publisher": "澜川日报", "author": "顾望舒",
    }  # fmt: skip


def test_an_encoding_declaration_does_no_harm() -> None:
    assert extract("<?xml version='1.0' encoding='gb2312'?><html><body><p>竹纸</p></body></html>")[0] == "竹纸"


def test_deep_nesting_is_walked() -> None:
    assert extract("<div>" * 1900 + "深处" + "</div>" * 1900)[0] == "深处"


def test_a_page_the_parser_would_cut_short_is_refused() -> None:
    with pytest.raises(MarkupError, match="nests too deeply"):
        extract("<p>前</p>" + "<div>" * 5000 + "深处")


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/!-abp \n'\"=竹纸&;#x"), max_size=80))
def test_any_markup_is_accepted(markup: str) -> None:
    text, _ = extract(markup)
    assert "\n\n" not in text


def test_a_table_of_data_becomes_rows_with_the_names_of_their_columns() -> None:
    page = (
        "<p>如下。</p><table><caption>表一</caption><tr><th>类别<th>项目<th>投资<tr><td rowspan=2>交通<td>大桥<td>6.2"
        "<tr><td>环路<td><tr><td>水利<td>水库<td>9.8</table><p>完。</p>"
    )
    assert extract(page)[0].split("\n") == [
        "如下。", "表一", "类别：交通｜项目：大桥｜投资：6.2", "类别：交通｜项目：环路｜投资：—",
        "类别：水利｜项目：水库｜投资：9.8", "完。",
    ]  # fmt: skip


def test_cells_of_several_paragraphs_and_a_header_across_columns() -> None:
    page = (
        "<table><thead><tr><th rowspan=2>县</th><th colspan=2>投资</th></tr><tr><th>计划</th><th>完成</th></tr></thead>"
        "<tbody><tr><td>青岑</td><td><p>3</p><p>（预计）</p></td><td></td></tr></tbody></table>"
    )
    assert extract(page)[0] == "县：青岑｜投资·计划：3 （预计）｜投资·完成：—"


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>导航<td>搜索<tr><td><table><tr><td>正文</table><td>栏</table>",
        "<table role=presentation><tr><td>左<td>右<tr><td>上<td>下</table>",
        "<table><tr><td><a href=a>首页</a><td><a href=b>要闻</a><tr><td><a href=c>专题</a><td>尾</table>",
        f"<table><tr><td>左<td>{'长' * 400}<tr><td>甲<td>乙</table>",
        "<table><tr><td>一<tr><td>二</table>",
    ],
)
def test_a_table_that_places_parts_of_a_page_is_no_data(page: str) -> None:
    assert "：" not in extract(page)[0] and "｜" not in extract(page)[0]


def test_hidden_rows_and_cells_of_a_table_stay_hidden() -> None:
    page = "<table><tr><th>县<th>产值<tr style='display:none'><td>藏<td>1<tr><td>青岑<td>9</table>"
    assert extract(page)[0] == "县：青岑｜产值：9"


TEXT = (
    "<p>各位代表：现在，我代表澧川县人民政府，向大会报告工作，请予审议，并请各位委员提出意见，谢谢大家。</p>"
    "<p>过去一年，全县地区生产总值达到一百八十六亿元，增长百分之五点七，城镇新增就业八千四百人，各项任务圆满完成。</p>"
)


@pytest.mark.parametrize(
    "part",
    [
        '<div style="visibility: hidden; opacity: 0;">{}</div>',
        '<div class="tab-pane" style="display:none">{}</div>',
        "<article hidden>{}</article>",
        "<noscript>{}</noscript>",
        "<template>{}</template>",
        '<div style="DISPLAY : NONE; color:red"><section>{}</section></div>',
        '<div hidden><div style="display:none">{}</div></div>',
    ],
)
def test_a_text_that_a_script_was_to_show_is_read(part: str) -> None:
    text, _ = extract(f"<body><h1>澧川县政府工作报告</h1>{part.format(TEXT)}<p>尾注</p></body>")
    assert text.split("\n")[0] == "澧川县政府工作报告"
    assert "一百八十六亿元" in text and text.endswith("尾注")


@pytest.mark.parametrize(
    "part",
    [
        '<div style="display:none">您访问的链接即将离开本站，是否继续？'
        "请确认以后再点击继续访问，或者点击取消留在本页，谢谢。</div>",
        '<div style="display:none"><a>首页</a><a>时政</a></div>',
        f'<div style="display:none">{TEXT}</div>',
        "<noscript>请打开浏览器的脚本。</noscript>",
        "<script>document.write('各位代表：过去一年，全县地区生产总值达到一百八十六亿元，增长百分之五点七，完成了任务。')</script>",
    ],
)
def test_what_is_shown_already_or_little_beside_the_text_stays_hidden(part: str) -> None:
    shown = f"<h1>澧川县政府工作报告</h1>{TEXT}{'<p>我们还要继续把县城的路修好，把村里的灯点亮。</p>' * 9}"
    assert extract(f"<body>{shown}{part}</body>") == extract(f"<body>{shown}</body>")


def test_tabs_are_all_read() -> None:
    tabs = "".join(
        f'<div style="display:{"block" if n == 0 else "none"}">'
        f"<p>第{n}部分讲的是竹山的事，{'年年补种新竹，' * 8}山就青了。</p></div>"
        for n in range(4)
    )
    text, _ = extract(f"<body><h1>竹山规划</h1>{tabs}</body>")
    assert [line[:4] for line in text.split("\n")[1:]] == ["第0部分", "第1部分", "第2部分", "第3部分"]


def test_entries_in_a_row_under_a_title_stay_apart() -> None:
    row = "<div><span class='a'>原创</span><span class='a'>市水务局</span><em id='t'>2024年3月6日</em></div>"
    assert extract(f"<h1>题</h1>{row}<p>文</p>")[0] == "题\n原创 市水务局 2024年3月6日\n文"


@pytest.mark.parametrize(
    "words",
    [
        "<p><span class='a'>修渠三十</span><span class='b'>一</span><span class='a'>公里</span></p>",
        "<div><span leaf=''>修渠三十</span><span leaf=''>一</span><span leaf=''>公里</span></div>",
        "<div>修渠<span class='a'>三十</span><span class='b'>一公里</span></div>",
    ],
)
def test_words_of_a_sentence_over_several_elements_stay_together(words: str) -> None:
    assert extract(words)[0] == "修渠三十一公里"


def test_what_stands_under_a_shadow_root_is_read_where_its_slots_are() -> None:
    shadow = '<slot name="t">无题</slot><p>今年修渠三十一公里，一段一段验收，年底前全线通水，各县区每月报一次进度。</p>'
    page = (
        f'<body><gov-article><template shadowrootmode="open">{shadow}<div><slot></slot></div><p>2024年3月6日</p>'
        '</template><p>沈砚秋</p><h1 slot="t">修渠</h1></gov-article></body>'
    )
    assert extract(page)[0].split("\n")[::2] == ["修渠", "沈砚秋"]
    assert extract(page)[0].endswith("沈砚秋\n2024年3月6日")
    assert extract("<body><p>甲</p><template><p>乙</p></template></body>")[0] == "甲"
