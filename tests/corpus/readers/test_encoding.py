import pytest

from corpus.readers.encoding import DecodeError, declared_charset, decode

SIMPLIFIED = "各位代表：现在，我向大会报告澜川市的工作。全市竹纸产业产值达到一百八十亿元，同比增长百分之十二。\r\n"
TRADITIONAL = "各位代表：現在，我向大會報告瀾川市的工作。全市竹紙產業產值達到一百八十億元，同比增長百分之十二。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_simplified_text_survives(encoding: str) -> None:
    text, found, warnings = decode(SIMPLIFIED.encode(encoding))
    assert (text, warnings) == (SIMPLIFIED, ())
    assert SIMPLIFIED.encode(found).decode(found) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional_text_survives(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding))[0] == TRADITIONAL


@pytest.mark.parametrize(("text", "encoding"), [("现在开会。", "gb18030"), ("現在開會。", "big5")])
def test_short_texts_are_told_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_bad_bytes_are_reported_not_hidden() -> None:
    data = SIMPLIFIED.encode() * 20
    text, encoding, (warning,) = decode(data[:1000] + b"\xff" + data[1000:])
    assert encoding == "utf-8"
    assert text.count("\ufffd") >= 1
    assert "do not decode as utf-8" in warning


def test_a_cut_gb18030_text_is_still_gb18030() -> None:
    text, encoding, warnings = decode((SIMPLIFIED * 20).encode("gb18030")[1:])
    assert encoding == "gb18030"
    assert "竹纸产业" in text
    assert warnings


def test_earlier_damage_is_reported() -> None:
    assert "lost before" in decode("竹纸\ufffd产业的发展".encode())[2][0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "zip"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (b"\x01\x02\x03\x04" * 100, "binary"),
    ],
)
def test_binary_data_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        decode(data)


def test_a_declared_charset_is_tried_first() -> None:
    page = b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' + "澜川".encode("gb18030")
    assert declared_charset(page) == "gb18030"
    assert decode(page, declared="gb18030")[0].endswith("澜川")


def test_a_wrong_declaration_does_not_win() -> None:
    assert decode(SIMPLIFIED.encode(), declared="gb18030")[0] == SIMPLIFIED


def test_an_unknown_declaration_is_ignored() -> None:
    assert decode(SIMPLIFIED.encode("gb18030"), declared="no-such-charset")[0] == SIMPLIFIED


@pytest.mark.parametrize("text", [SIMPLIFIED, "讲话\n" + SIMPLIFIED * 30, "顾望舒\n二〇二四年三月\n" + SIMPLIFIED])
def test_a_mark_that_the_bytes_contradict_says_nothing(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode("gb18030")) == (text, "gb18030", ())


def test_a_mark_before_damaged_utf_8_is_still_believed() -> None:
    data = b"\xef\xbb\xbf" + (SIMPLIFIED * 9).encode() + b"\xff"
    assert decode(data)[1] == "utf-8-sig"


def test_chinese_behind_much_that_is_ascii_is_told_by_itself() -> None:
    text = "<p>nothing but markup</p>\n" * 6000 + SIMPLIFIED
    assert decode(text.encode("gb18030"))[:2] == (text, "gb18030")
    assert decode(text.encode("utf-8"))[:2] == (text, "utf-8")


@pytest.mark.parametrize("lines", [(0,), (2,), (0, 1), (1, 3), (0, 1, 2)])
def test_a_file_of_lines_in_two_encodings_is_read_and_said(lines: tuple[int, ...]) -> None:
    text = [f"第{number}条：" + SIMPLIFIED for number in range(4)]
    data = b"".join(line.encode("gb18030" if number in lines else "utf-8") for number, line in enumerate(text))
    found, _, (warning,) = decode(data)
    assert found == "".join(text)
    assert "of its lines are in" in warning
