"""Tables that a page builds without `table`: each row says of which column or label its values are."""

import time

import pytest

from corpus.datamodel import Document
from corpus.parsing import parse
from corpus.readers.web.webpage import extract


def _lines(page: str) -> list[str]:
    return extract(page)[0].split("\n")


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        (
            "<dl><dt>项目名称<dd>青岑水库<dt>库容<dd>3200万立方米<dt>总投资<dd>6.2亿元</dl>",
            ["项目名称：青岑水库", "库容：3200万立方米", "总投资：6.2亿元"],
        ),
        (
            "<dl><div><dt>姓名：</dt><dd>顾望舒</dd></div><div><dt>职务：</dt><dd>主任</dd></div></dl>",
            ["姓名：顾望舒", "职务：主任"],
        ),
        (
            "<dl><dt>受益村</dt><dd>上竹村</dd><dd>下竹村</dd><dt>长度</dt><dd>31公里</dd></dl>",
            ["受益村：上竹村", "受益村：下竹村", "长度：31公里"],
        ),
        ("<dl><dt>起点</dt><dt>终点</dt><dd>云渡县</dd><dt>工期</dt><dd></dd></dl>", ["起点、终点：云渡县", "工期：—"]),
        (
            "<p>公示如下。<dl><dt>拟任职务<dd>云渡县水务局<br>副局长</dl><p>公示期五天。",
            ["公示如下。", "拟任职务：云渡县水务局 副局长", "公示期五天。"],
        ),
    ],
)
def test_a_list_of_terms_is_read_as_labels_and_values(page: str, lines: list[str]) -> None:
    assert _lines(page) == lines


_ROWS = ("县区", "产值", "增速"), ("青岑县", "37.6", ""), ("云渡县", "21.4", "5.1%")
_READ = ["县区：青岑县｜产值：37.6｜增速：—", "县区：云渡县｜产值：21.4｜增速：5.1%"]


def _built(table: str, row: str, cell: str, head: str | None = None) -> str:
    rows = "".join(
        f"<div {row}>" + "".join(f"<div {head if head and not at else cell}>{text}</div>" for text in texts) + "</div>"
        for at, texts in enumerate(_ROWS)
    )
    return f"<div {table}>{rows}</div>"


@pytest.mark.parametrize(
    "page",
    [
        _built("class=table", "class=tr", "class=td", "class=th"),
        _built("role=table", "role=row", "role=cell", "role=columnheader"),
        _built('style="display:table"', 'style="display: table-row"', 'style="display: table-cell"'),
        "<style>.g{display:table} .h, .i{ display : table-row }\n.j { color:red; display:table-cell; }</style>"
        + _built("class=g", "class=h", "class=j"),
        _built("class=info-table", "class=info-row", "class=info-cell"),
        _built("", "class=item", "class=it"),  # its look alone: names above figures
        "<ul>" + "".join(f"<li><p>{a}</p><p>{b}</p><p>{c}</p></li>" for a, b, c in _ROWS) + "</ul>",
    ],
)
def test_rows_built_of_blocks_say_of_which_column_their_values_are(page: str) -> None:
    assert _lines(page) == _READ


def test_groups_of_rows_captions_and_hidden_cells() -> None:
    page = (
        "<div role=table><div>表三 修渠</div><div role=rowgroup><div role=row><b role=columnheader>年份</b>"
        "<b role=columnheader>公里</b></div></div><div role=rowgroup><div role=row><i role=cell>2021年</i>"
        "<i role=cell hidden>9</i><i role=cell>12</i></div><div role=row><i role=cell>2022年</i><i role=cell>15</i>"
        "</div></div></div>"
    )
    assert _lines(page) == ["表三 修渠", "年份：2021年｜公里：12", "年份：2022年｜公里：15"]


@pytest.mark.parametrize(
    "page",
    [
        "<div class=box><div class=label>姓名</div><div class=value>顾望舒</div><div class=label>职务</div>"
        "<div class=value>主任</div></div>",
        "<ul><li><b>姓名：</b><span>顾望舒</span></li><li><b>职务：</b><span>主任</span></li></ul>",
        "<div><p class=tr><label>姓名</label><i>顾望舒</i></p><p class=tr><label>职务</label><i>主任</i></p></div>",
        "<div class=table><div class=tr><div class=td>姓名：</div><div class=td>顾望舒</div><div class=td>职务：</div>"
        "<div class=td>主任</div></div><div class=tr><div class=td>电话：</div><div class=td>12345</div>"
        "<div class=td>区号：</div><div class=td>0999</div></div></div>",
        "<section><div><span class=form-label>姓名</span><span class=form-text>顾望舒</span></div><div>"
        "<span class=form-label>职务</span><span class=form-text>主任</span></div><div>"
        "<span class=form-label>任期</span><span class=form-text>五年</span></div></section>",
    ],
)
def test_labels_stand_before_their_values(page: str) -> None:
    assert _lines(page)[:2] == ["姓名：顾望舒", "职务：主任"]


def test_rows_of_two_classes_are_pairs_where_their_values_are_facts() -> None:
    row = "<li><span class=l>{}</span><span class=r>{}</span></li>"
    facts = "".join(row.format(*pair) for pair in (("面积", "31亩"), ("地点", "青岑县"), ("造价", "3.2亿元")))
    assert _lines(f"<ul>{facts}</ul>") == ["面积：31亩", "地点：青岑县", "造价：3.2亿元"]


_CARD = "<div class=row><div class=col>{}</div><div class=col>{}</div></div>"


@pytest.mark.parametrize(
    "page",
    [
        "<dl><dt>栏目</dt><dd><a href=a>要闻</a></dd><dd><a href=b>时政</a></dd></dl>",  # a menu
        "<dl><dt><a href=a>青岑修渠</a><dd>2024-03-01<dt><a href=b>云渡修渠</a><dd>2024-03-02</dl>",
        "<dl><dt>什么是竹纸？<dd>竹纸是用竹子做的纸。</dl>",
        "<dl><dt>沿革<dd><p>渠始建于一九七四年。<p>后来加固。<p>今年延伸。</dl>",
        "<ul><li><a href=a>青岑修渠</a><span>2024-03-01</span><li><a href=b>云渡修渠</a><span>2024-03-02</span></ul>",
        "<div>" + _CARD.format("竹乡风采", "水利天地") + _CARD.format("田野调查", "渠畔人家") + "</div>",
        "<ul><li><span class=n>12</span><span class=t>点赞</span><li><span class=n>3</span><span class=t>收藏</span>"
        "<li><span class=n>7</span><span class=t>转发</span></ul>",
        "<div><div><p>会议强调，要修好渠。</p><p>会议指出，要管好水。</p></div><div><p>大家讨论。</p><p>散会。</p></div></div>",
    ],
)
def test_menus_questions_prose_and_cards_are_no_tables(page: str) -> None:
    assert not any("：" in line or "｜" in line for line in _lines(page))


def test_nothing_that_a_table_holds_is_lost_and_a_row_is_a_passage() -> None:
    page = "<h1>云渡县修渠情况</h1><p>现将今年修渠情况公布如下，请全县干部群众监督。</p>" + _built(
        "", "class=tr", "class=td"
    )
    text = extract(page)[0]
    parsed = parse(Document("a.html", text, "utf-8", "text/html", ""), speech_id="a")
    passages = "".join(text[chunk.start : chunk.end] for chunk in parsed.chunks)
    assert all(line in passages for line in _READ)


def test_pages_are_walked_in_linear_time() -> None:
    page = "<div><div>甲</div>" * 900 + "深处" + "</div>" * 900
    begin = time.perf_counter()
    extract(page)
    extract("<ul>" + "<li><span>面积</span><span>31亩</span></li>" * 5000 + "</ul>")
    assert time.perf_counter() - begin < 5
