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
