"""Each error is said in both languages from its data; the catalogue and the code that raises hold each other."""

import ast
import io
import json
import pickle
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from fastapi.testclient import TestClient

import corpus
from corpus import InputError, Message, ReadError, YinzhengError
from corpus.readers.registry import why_unsupported
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
ROOT = Path(corpus.__file__).parents[1]


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
    "j.csv": f"甲,乙\n一,{'长' * 300}\n".encode(),
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
        r"\.[a-z0-9]+\b|--column|\.?(?:zip|pdf|docx?|csv|txt|xlsx|text|html?|rar|jsonl|ndjson|tsv|markdown|x+|xyz|word|office|png)\b",
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


def test_errors_of_forms_are_said_in_chinese() -> None:
    found = [error.message for error in raised()]
    assert len(found) == 11
    for message in found:
        chinese, english = messages.pair(message)
        assert HAN.search(chinese) and chinese != english and "{" not in chinese


@cache
def calls() -> tuple[tuple[Path, dict[str, str], ast.Call], ...]:
    """Return each call that makes an error or a message, with its file and the file's constants."""
    found = []
    for path in (path for package in ("corpus", "index", "rag", "ui") for path in (ROOT / package).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "Error" not in source and "Message" not in source:
            continue
        tree = ast.parse(source)
        texts = {
            node.targets[0].id: str(node.value.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and (name in ("Message", "__init__") or name.endswith("Error")):
                found.append((path, texts, node))
    return tuple(found)


@cache
def coded() -> tuple[tuple[str, str, str, frozenset[str]], ...]:
    """Return where each coded message is made, its code, its English words and the names of its values."""
    found = []
    for path, texts, call in calls():
        named = {word.arg: word.value for word in call.keywords if word.arg}
        code = named.pop("code", None)
        if isinstance(code, ast.Constant) and code.value:
            words = call.args[-1]
            text = words.value if isinstance(words, ast.Constant) else texts[words.id]  # type: ignore[attr-defined]
            found.append((f"{path.name}:{call.lineno}", str(code.value), str(text), frozenset(named)))
    return tuple(found)


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_each_code_has_chinese_words_with_values_that_it_has() -> None:
    catalogue = messages.catalogue()
    assert len(coded()) > 100
    for where, code, english, params in coded():
        assert places(english) == params, f"{where}: {english!r} has other places than values"
        assert code in catalogue, f"{where}: add {code} to ui/i18n/messages.toml"
        assert places(catalogue[code]) <= params, f"{where}: the Chinese of {code} names what it has not"


def test_the_catalogue_has_no_words_that_nothing_says() -> None:
    assert set(messages.catalogue()) == {code for _, code, _, _ in coded()}


def test_one_code_says_one_thing_with_the_same_values() -> None:
    values: dict[str, set[frozenset[str]]] = {}
    for _, code, _, params in coded():
        values.setdefault(code, set()).add(params)
    assert [code for code, found in values.items() if len(found) > 1] == []


def test_what_a_reader_may_see_is_said_with_a_code() -> None:
    seen = ("corpus", "index/storage", "index/search", "index/embedding", "rag/answering", "rag/retrieval")
    seen += ("rag/question", "rag/extractive", "ui/api", "ui/chat", "ui/pages", "ui/services", "ui/rendering")
    bare = []
    for path, _, call in calls():
        name = getattr(call.func, "id", "")
        place = path.relative_to(ROOT).as_posix()
        if place.startswith(seen) and issubclass(getattr(corpus, name, type), corpus.YinzhengError):
            words = call.args[-1] if call.args else None
            if isinstance(words, (ast.JoinedStr, ast.Constant)) and "code" not in {word.arg for word in call.keywords}:
                bare.append(f"{place}:{call.lineno}")
    assert bare == []


def test_what_is_not_known_stays_as_it_is() -> None:
    assert messages.pair(Message("something {else}: 'x'")) == ("something {else}: 'x'", "something {else}: 'x'")
    assert messages.pair(Message("of {name}", code="of_tomorrow", name="x")) == ("of x", "of x")


def test_a_value_may_be_a_message_and_is_said_in_the_same_language() -> None:
    message = ReadError("a.rar", why_unsupported(".rar") or "").message
    assert messages.pair(message)[0] == "读不了 a.rar：不支持 .rar：请先解压"
    assert str(message) == "cannot read 'a.rar': unsupported type '.rar': unpack it"
    assert Message.from_dict(json.loads(json.dumps(message.to_dict()))) == message


@pytest.mark.parametrize("error", [ReadError("a.txt", "x {n}", code="c", n=1), InputError("x {n}", code="c", n=1)])
def test_an_error_crosses_a_process_with_its_data(error: YinzhengError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.code, back.params, back.message) == (str(error), "c", {"n": 1}, error.message)


def test_the_code_of_an_error_is_in_its_body(stocked: ShelfAssistant) -> None:
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        body = client.get("/api/speeches/ffffffffffff").json()["error"]
        assert (body["type"], body["code"]) == ("NotFoundError", "no_speech")
        assert body["message"] == "no speech with id 'ffffffffffff'; see the ids with: yinzheng list"


def test_an_error_is_in_the_language_of_the_request(stocked: ShelfAssistant) -> None:
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        speech = stocked.library.speeches()[0].id
        for language, words in (("zh-CN,zh;q=0.9", "不是日期"), ("en", "is not a date"), ("", "is not a date")):
            answer = client.patch(
                f"/api/speeches/{speech}", json={"fields": {"date": "昨天"}}, headers={"Accept-Language": language}
            )
            assert answer.status_code == 400
            assert words in answer.json()["error"]["message"]


def test_a_value_cannot_bring_places_of_its_own() -> None:
    message = Message("no speech with id {speech!r}", code="no_speech", speech="{why}")
    assert messages.chinese(message) == "没有编号为“{why}”的讲话，可能已经移除"
