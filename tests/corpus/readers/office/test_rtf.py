import pytest

from corpus.errors import UnreadableError
from corpus.readers.office.rtf import read_rtf


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(char)}?" if char > "\x7f" else char for char in text)


def test_text_in_escapes_of_both_kinds_is_read() -> None:
    old = "".join(f"\\'{byte:02x}" for byte in "各位代表：".encode("gbk"))
    data = f"{{\\rtf1\\ansi\\ansicpg936 {old}{escaped('现在开会。')}\\par {escaped('完。')}}}".encode()
    assert read_rtf(data).text == "各位代表：现在开会。\n完。"


def test_a_table_becomes_rows_with_the_names_of_their_columns() -> None:
    rows = [["县", "产值", "增速"], ["青岑", "", "9%"]]
    table = "".join(
        "\\trowd" + "".join(f"\\cellx{n}000" for n in range(1, 4)) + "".join(f"\\intbl {escaped(c)}\\cell" for c in row)
        + "\\row "
        for row in rows
    )  # fmt: skip
    assert read_rtf(f"{{\\rtf1 {table}\\pard {escaped('完。')}}}".encode()).text.split("\n") == [
        "县：青岑｜产值：—｜增速：9%",
        "完。",
    ]


def test_what_is_no_rich_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"save it as \.docx"):
        read_rtf("现在开会。".encode())
