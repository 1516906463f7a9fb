"""What is raised is known in the page's other language: the messages are made here, not copied."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus import YinzhengError
from index import Filters
from index.storage.corrections import checked
from tests.support.ui.library_client import ShelfAssistant, shelf
from ui import create_app
from ui.i18n import messages
from ui.pages.document_page import parse_span
from ui.services.question_input import checked_question
from ui.services.uploads import safe_name

HAN = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile("[a-z]{3,}")


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[ShelfAssistant]:
    with shelf(tmp_path) as assistant:
        yield assistant


def pack(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


BAD = {
    "a.xlsx": b"PK",
    "b.xyz": b"x",
    "c.txt": b"",
    "d.txt": b"\x89PNG" + bytes(range(256)) * 4,
    "e.txt": b"%PDF-1.7 ...",
    "f.pdf": b"%PDF-1.7 broken",
    "g.docx": b"PK\x03\x04 broken",
    "h.zip": b"PK broken",
    "i.html": b"<html><body></body></html>",
    "j.csv": "甲,乙\n一,二\n".encode(),
    "k.zip": pack(x_rar=b"Rar!", y_txt=b"", z_zip=pack(q_txt=b"x")),
    "l": b"x",
    "m?.txt": b"x",
    "x" * 130 + ".txt": b"x",
}


def test_reasons_of_files_not_added_are_in_the_language_asked_for(stocked: ShelfAssistant) -> None:
    app = create_app(stocked, page=False)
    files = [("files", (name, content)) for name, content in BAD.items()]
    reasons: dict[str, list[str]] = {}
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for language in ("", "zh-CN", "en"):
            answer = client.post("/api/library/documents", files=files, headers={"Accept-Language": language})
            reasons[language] = re.findall('"outcome": "failed", "reason": "((?:[^"\\\\]|\\\\.)*)"', answer.text)
    assert len(reasons["zh-CN"]) == len(BAD) + 2  # three in one zip
    assert reasons["en"] == reasons[""]
    assert [reason for reason in reasons["zh-CN"] if not HAN.search(reason)] == []
    known = re.compile(
        r"\.?(?:zip|pdf|docx?|csv|txt|xlsx|text|html?|rar|jsonl|ndjson|tsv|markdown|x+|xyz|word|office|png)\b",
        re.IGNORECASE,
    )
    left = [reason for reason in reasons["zh-CN"] if ENGLISH.search(known.sub("", reason))]
    assert left == []


def raised() -> Iterator[YinzhengError]:
    for name, value in (("date", "昨天"), ("title", ""), ("kind", "诗"), ("speaker", "甲" * 400), ("place", "a\x07b")):
        with pytest.raises(YinzhengError) as caught:
            checked({name: value})
        yield caught.value
    for act in (
        lambda: Filters(since="昨天"),
        lambda: checked_question("问" * 5000),
        lambda: checked_question(" "),
        lambda: parse_span("9-1", 8),
        lambda: safe_name("con.txt"),
        lambda: safe_name(".x"),
    ):
        with pytest.raises(YinzhengError) as caught:
            act()
        yield caught.value


def test_errors_of_forms_are_known_in_chinese() -> None:
    found = [str(error) for error in raised()]
    assert len(found) == 11
    assert [message for message in found if messages.chinese(message) == message] == []


def test_what_is_not_known_stays_as_it_is() -> None:
    assert messages.error("something else: 'x'") == ("something else: 'x'", "something else: 'x'")


def test_an_error_is_in_the_language_of_the_request(stocked: ShelfAssistant) -> None:
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        speech = stocked.library.speeches()[0].id
        for language, words in (("zh-CN,zh;q=0.9", "不是日期"), ("en", "is not a date"), ("", "is not a date")):
            answer = client.patch(
                f"/api/speeches/{speech}", json={"fields": {"date": "昨天"}}, headers={"Accept-Language": language}
            )
            assert answer.status_code == 400
            assert words in answer.json()["error"]["message"]


def test_a_message_cannot_bring_braces_of_its_own() -> None:
    assert messages.chinese("no speech '{unpack it}'; list") == "没有编号为“{unpack it}”的讲话，可能已经移除"
