"""Where in a Word document's text each page of it begins."""

from corpus.readers.pdf.page_starts import page_starts

TEXT = "".join(f"第{number}条，要把竹纸产业做到{number * 7}亿元的规模。\n" for number in range(40))


def pages(*ends: int, head: str = "") -> list[str]:
    lines = TEXT.splitlines()
    return [head + "\r\n".join(lines[start:end]) for start, end in zip((0, *ends), (*ends, len(lines)), strict=False)]


def test_each_page_begins_with_its_own_words() -> None:
    starts = page_starts(TEXT, pages(12, 30))
    assert starts[0] == 0
    assert TEXT[starts[1] :].startswith("第12条") and TEXT[starts[2] :].startswith("第30条")


def test_a_running_head_is_not_looked_for_in_vain() -> None:
    starts = page_starts(TEXT, pages(12, 30, head="澜川市人民政府办公室文件\r\n"))
    assert abs(starts[1] - TEXT.index("第12条")) < 30 and abs(starts[2] - TEXT.index("第30条")) < 30


def test_a_page_of_nothing_that_is_known_begins_where_the_one_before_it_does() -> None:
    assert page_starts(TEXT, [TEXT[:300], "图一", TEXT[300:]])[1] == 0
    assert page_starts("", ["一", "二"]) == (0, 0)
