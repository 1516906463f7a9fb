from corpus.structure.lines import split_lines
from corpus.structure.outline import find_sections, heading_paths

PROSE = "过去一年，全市上下把竹纸作为富民第一产业来抓，产值达到一百八十六亿元，竹农人均收入超过九千元。"


def outline(text: str) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in find_sections(split_lines(text))[0]]


def test_numbered_levels_nest() -> None:
    text = f"一、总结\n{PROSE}\n（一）工业\n1. 竹纸\n{PROSE}\n2. 航空\n{PROSE}\n（二）农业\n{PROSE}\n二、部署\n{PROSE}"
    assert outline(text) == [
        (1, "一、总结"), (2, "（一）工业"), (3, "1. 竹纸"), (3, "2. 航空"), (2, "（二）农业"), (1, "二、部署"),
    ]  # fmt: skip


def test_a_numbered_paragraph_is_headed_by_its_first_clause() -> None:
    text = f"（一）聚力产业攀升。{PROSE}\n（二）实施竹材增值工程，{PROSE}"
    assert outline(text) == [(1, "（一）聚力产业攀升"), (1, "（二）实施竹材增值工程")]


def test_lines_that_begin_with_an_item_are_sections_below_headings() -> None:
    text = f"一、抓产业\n第一，看清来路。{PROSE}\n一是修路。{PROSE}\n二要建厂。{PROSE}\n第二，看准短板。{PROSE}"
    assert outline(text) == [
        (1, "一、抓产业"), (2, "第一，看清来路"), (3, "一是修路"), (3, "二要建厂"), (2, "第二，看准短板"),
    ]  # fmt: skip


def test_a_short_line_above_a_paragraph_is_a_heading() -> None:
    assert outline(f"担当使命,弘扬竹乡“新风尚”\n{PROSE}\n固本强基\n{PROSE}") == [
        (1, "担当使命,弘扬竹乡“新风尚”"),
        (1, "固本强基"),
    ]


def test_salutations_rows_and_sentences_are_no_headings() -> None:
    assert (
        outline(f"各位代表、同志们\n{PROSE}\n竹纸 186.4 151.2\n{PROSE}\n这是一次大会。\n{PROSE}\n竹纸\n{PROSE}") == []
    )


def test_a_decimal_is_no_number_of_a_heading() -> None:
    assert outline("1.5亿元投向竹纸产业\n3.2万人就业") == []


def test_markdown_headings_keep_their_levels() -> None:
    text = f"# 题\n{PROSE}\n## 护好水\n{PROSE}\n1. **统一标准**。{PROSE}\n## 酿好酒\n{PROSE}"
    assert outline(text) == [(1, "题"), (2, "护好水"), (3, "1. 统一标准"), (2, "酿好酒")]


def test_traditional_headings_are_found() -> None:
    assert outline(f"第一，手藝不能丟。{PROSE}\n（二）辦好兩件實事\n{PROSE}")[1][1] == "（二）辦好兩件實事"


def test_paths_follow_offsets() -> None:
    text = f"{PROSE}\n一、总结\n{PROSE}\n（一）工业\n{PROSE}\n二、部署\n{PROSE}"
    sections, _ = find_sections(split_lines(text))
    offsets = [0, text.index("一、总结"), text.index("（一）") + 5, text.index("二、") + 9]
    assert heading_paths(sections, offsets) == [(), ("一、总结",), ("一、总结", "（一）工业"), ("二、部署",)]
    assert all(text[section.start : section.end].startswith(section.heading) for section in sections)


def test_paragraphs_that_begin_alike_are_sections() -> None:
    begins = [
        "坚持竹纸立市不动摇，在产业升级上再突破。",
        "坚持清水入城不动摇，在生态保护上再突破。",
        "坚持民生为本不动摇，在共同富裕上再突破。",
    ]
    assert outline("\n".join(begin + PROSE for begin in begins)) == [(1, begin[:-1]) for begin in begins]
    assert outline("\n".join(begin + PROSE for begin in begins[:2])) == []


def test_lines_that_are_alike_and_nothing_else_head_what_follows() -> None:
    begins = ["我们要服从大局，更加坚定信心。", "我们要商出水平，更加凝聚共识。", "我们要求同化异，更加团结奋斗。"]
    lines = split_lines("\n".join(f"{begin}\n{PROSE}" for begin in begins))
    sections, pure = find_sections(lines)
    assert [section.heading for section in sections] == [begin[:-1] for begin in begins]
    assert pure == {lines[0].start, lines[2].start, lines[4].start}


def test_paragraphs_that_cite_alike_are_no_sections() -> None:
    assert outline("\n".join(f"会议强调，要把{word}抓好。{PROSE}" for word in ("竹纸", "航线", "水源"))) == []
