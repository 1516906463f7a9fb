import re

from corpus.readers.pdf.layout import Part, arrange
from corpus.readers.pdf.pieces import Piece

# where the lines of two columns end; the left one begins with titles, and its last line is its longest
LEFT = [345, 110, 344, 128, 333, 269, 335, 227, 341, 198, 340, 269, 128, 213, 225, 331, 367]
RIGHT = [743, 645, 706, 747, 742, 733, 742, 574, 710, 736, 746, 743, 743, 736, 742, 733, 539]


def test_the_longest_line_of_a_column_of_short_ones_stays_in_it() -> None:
    pieces = [
        Piece(f"{name}第{row}行。", left, end, 680.0 - 35 * row, 698.0 - 35 * row, 14.0)
        for name, left, ends in (("左", 75, LEFT), ("右", 441, RIGHT))
        for row, end in enumerate(ends)
    ]
    text = arrange([[Part(pieces, (842.0, 747.0))]]).text
    assert re.findall("[左右]第\\d+行", text) == [f"{name}第{row}行" for name in "左右" for row in range(len(LEFT))]


def _line(text: str, y: float, *, left: float = 70.0, size: float = 12.0) -> Piece:
    return Piece(text, left, left + size * len(text), y - size / 2, y + size / 2, size)


def _page(*pieces: Piece) -> list[Part]:
    return [Part(list(pieces), (595.0, 842.0))]


FULL = "竹农人均收入超过九千元新修水渠三十一公里再修二十公里老渠"


def test_a_small_head_is_no_text_of_a_page_of_three_lines() -> None:
    text = arrange(
        [
            _page(_line("青岑县水利局", 813, size=9.0), *(_line(f"{FULL}{n}", 776 - 24 * n) for n in range(5))),
            _page(
                _line("青岑县水利局", 813, size=9.0), _line("一段一段验收。", 776), _line("明年再来。", 752, left=94)
            ),
        ]
    ).text
    assert "青岑县水利局" not in text and "一段一段验收。" in text


def test_the_like_first_lines_of_two_short_pages_stay() -> None:
    first = _line("附件一", 776, size=12.0)
    text = arrange([_page(first, _line("修渠名单", 752)), _page(first, _line("验收名单", 752))]).text
    assert text.count("附件一") == 2


def test_a_sentence_goes_on_overleaf_though_its_line_ends_early() -> None:
    note = _line("① 见县志。", 108, size=8.0)
    text = arrange(
        [
            _page(_line(FULL[:26], 700, left=94), _line(FULL, 676), _line("其中①去年修的水渠", 652), note),
            _page(_line("三十一公里。", 776), _line("一段一段验收。", 752, left=94)),
        ]
    ).text.split("\n")
    assert text[0].endswith("其中①去年修的水渠三十一公里。")
    assert text[1:] == ["① 见县志。", "一段一段验收。"]


def test_a_paragraph_that_ends_before_the_page_does_not_go_on() -> None:
    text = arrange(
        [
            _page(_line(FULL[:26], 700, left=94), _line(FULL, 676), _line("都修好了。", 652)),
            _page(_line("三十一公里。", 776), _line("一段一段验收。", 752, left=94)),
        ]
    ).text.split("\n")
    assert "三十一公里。" in text
