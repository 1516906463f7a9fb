from email.message import EmailMessage

import pytest

from corpus.errors import UnreadableError
from corpus.readers.web.mail import read_eml, read_mht, read_msg


def message(subject: str = "关于召开竹纸大会的通知") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"] = subject, "顾望舒 <gu@example.cn>"
    made["Date"] = "Mon, 18 Mar 2024 09:00:00 +0800"
    return made


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gbk"])
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_message_is_its_head_and_its_body(charset: str, subtype: str) -> None:
    made = message()
    made.set_content(
        "各县：请按时参会。" if subtype == "plain" else "<p>各县：请按时参会。</p>", subtype, charset=charset
    )
    content = read_eml(bytes(made))
    assert content.text.split("\n") == [
        "关于召开竹纸大会的通知", "发件人：顾望舒 <gu@example.cn>", "日期：2024-03-18", "", "各县：请按时参会。",
    ]  # fmt: skip
    assert dict(content.meta) == {"title": "关于召开竹纸大会的通知", "date": "2024-03-18"}


def test_what_is_attached_is_named() -> None:
    made = message()
    made.set_content("见附件。")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="议程.pdf")
    assert read_eml(bytes(made)).warnings == ("attached and not read, save them and add them: 议程.pdf",)


def test_a_saved_page_is_read() -> None:
    made = EmailMessage()
    made.set_content("<title>竹纸大会</title><p>各县请按时参会。</p>", "html", charset="gb18030")
    made.add_related(b"GIF8", maintype="image", subtype="gif")
    content = read_mht(bytes(made))
    assert content.text == "各县请按时参会。"
    assert dict(content.meta)["title"] == "竹纸大会"


def test_a_message_without_text_and_what_is_none_are_refused() -> None:
    made = message()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="议程.pdf")
    with pytest.raises(UnreadableError, match="without text"):
        read_eml(bytes(made))
    with pytest.raises(UnreadableError, match="no headers"):
        read_eml("现在开会。\n".encode())
    with pytest.raises(UnreadableError, match="no web page"):
        read_mht(bytes(message()))
    for data in (b"no", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600):
        with pytest.raises(UnreadableError, match=r"save it as \.eml"):
            read_msg(data)
