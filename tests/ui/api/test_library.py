import errno
import io
import json
import os
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus import InputError
from index import Filters
from tests.support.ui.library_client import FESTIVAL, VISIT, ShelfAssistant, shelf
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import wait_until
from ui import create_app
from ui.middleware.body_limits import MAX_UPLOAD
from ui.services.uploads import FOLDER, MAX_FILES, Sent, Uploads, safe_name

SPEECH = FESTIVAL.replace("竹纸", "茶叶")


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[ShelfAssistant]:
    with shelf(tmp_path) as assistant:
        yield assistant


@pytest.fixture
def client(stocked: ShelfAssistant) -> Iterator[TestClient]:
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        yield client


def send(client: TestClient, *files: tuple[str, bytes]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Upload files; return the results by name, and the names of all events."""
    response = client.post("/api/library/documents", files=[("files", file) for file in files])
    assert response.status_code == 200, response.text
    events = []
    for block in response.text.strip().split("\n\n"):
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return {data["name"]: data for name, data in events if name == "result"}, [name for name, _ in events]


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_", "."), text)
    return packed.getvalue()


def test_each_file_is_reported_with_what_became_of_it(client: TestClient, stocked: ShelfAssistant) -> None:
    results, events = send(
        client,
        ("茶叶.txt", SPEECH.encode("gb18030")),
        ("同.txt", FESTIVAL.encode()),
        ("空.txt", b""),
        ("图.dwg", b"PK"),
        ("packed.zip", zipped(a_txt=SPEECH.replace("茶叶", "蚕桑"), b_exe="x")),
    )
    assert {name: result["outcome"] for name, result in results.items()} == {
        "茶叶.txt": "added",
        "同.txt": "unchanged",
        "空.txt": "failed",
        "图.dwg": "failed",
        "packed.zip!/a.txt": "added",
        "packed.zip!/b.exe": "failed",
    }
    assert "\n" not in results["空.txt"]["reason"] and results["空.txt"]["reason"]
    assert ".csv" in results["图.dwg"]["reason"]
    assert results["茶叶.txt"]["speech"]["title"] == "在全市茶叶产业大会上的讲话"
    assert events.count("progress") >= 4 and events[-1] == "finished"
    assert not (stocked.library.directory / FOLDER).exists()


def test_nothing_that_is_sent_is_parsed_in_the_service_itself(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(job: object) -> None:
        raise AssertionError("parsed in the service's own process")

    monkeypatch.setattr("corpus.workers.pool.work", here)
    results, _ = send(client, ("茶叶.txt", SPEECH.encode()), ("packed.zip", zipped(a_html=f"<p>{SPEECH}</p>")))
    assert results["茶叶.txt"]["outcome"] == "added"
    assert results["packed.zip!/a.html"]["outcome"] in ("added", "failed")


def test_an_upload_that_the_disk_does_not_take_says_so_and_changes_nothing(
    client: TestClient, stocked: ShelfAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("ui.services.uploads._copy", full)
        response = client.post("/api/library/documents", files=[("files", ("茶叶.txt", SPEECH.encode()))])
    assert response.status_code == 500
    message = response.json()["error"]["message"]
    assert "make room on the disk" in message and "\n" not in message
    assert len(stocked.library.speeches()) == 3 and not (stocked.library.directory / FOLDER).exists()
    assert send(client, ("茶叶.txt", SPEECH.encode()))[0]["茶叶.txt"]["outcome"] == "added"


def test_a_side_file_describes_the_files_sent_with_it(client: TestClient) -> None:
    side = "文件,讲话人,地点\n茶叶.txt,令狐月白,溪州市\n"
    results, _ = send(client, ("metadata.csv", side.encode()), ("茶叶.txt", SPEECH.encode()))
    assert list(results) == ["茶叶.txt"]
    speech = results["茶叶.txt"]["speech"]
    assert (speech["speaker"], speech["place"]) == ("令狐月白", "溪州市")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".hidden.txt", "~$a.docx", "a\x00.txt", "a\n.txt", "con.txt", "a?.txt", "名" * 200 + ".txt", "x."],
)
def test_a_name_that_no_file_should_have_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        safe_name(name)


@pytest.mark.parametrize(
    ("name", "kept"), [("a.txt", "a.txt"), ("C:\\讲话\\a.txt", "a.txt"), ("/etc/passwd.txt", "passwd.txt")]
)
def test_folders_of_a_name_do_not_count(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@pytest.mark.parametrize("name", ["../../escape.txt", "..\\..\\escape.txt", "/../escape.txt", "a/../../escape.txt"])
def test_a_name_that_leads_elsewhere_writes_nothing_there(
    client: TestClient, stocked: ShelfAssistant, tmp_path: Path, name: str
) -> None:
    before = sorted(path for path in tmp_path.rglob("*.txt"))
    results, _ = send(client, (name, SPEECH.encode()))
    assert [result["outcome"] for result in results.values()] in (["failed"], ["added"])
    assert sorted(path for path in tmp_path.rglob("*.txt")) == before
    assert not list(tmp_path.rglob("escape*"))


def test_two_files_of_one_name_are_two_documents(client: TestClient, stocked: ShelfAssistant) -> None:
    before = len(stocked.library.speeches())
    for files in (
        [("a.txt", SPEECH), ("a.txt", VISIT.replace("水库", "粮库"))],
        [("a.txt", SPEECH.replace("8.5%", "9.5%"))],
    ):
        response = client.post("/api/library/documents", files=[("files", (n, t.encode())) for n, t in files])
        assert response.text.count('"outcome": "added"') + response.text.count('"outcome":"added"') == len(files)
    assert len(stocked.library.speeches()) == before + 3
    again = client.post("/api/library/documents", files=[("files", ("a.txt", SPEECH.encode()))])
    assert "unchanged" in again.text
    assert len(stocked.library.speeches()) == before + 3


def test_a_new_version_keeps_its_id_where_that_is_asked_for(client: TestClient, stocked: ShelfAssistant) -> None:
    send(client, ("a.txt", SPEECH.encode()))
    [first] = [speech for speech in stocked.library.speeches() if speech.path.endswith("a.txt")]
    changed = SPEECH.replace("8.5%", "9.5%")
    client.post("/api/library/documents?replace=1", files=[("files", ("a.txt", changed.encode()))])
    [second] = [speech for speech in stocked.library.speeches() if speech.path.endswith("a.txt")]
    assert second.id == first.id
    assert [text for *_, text in stocked.library.versions(first.id)] == [SPEECH]


def test_a_long_name_is_a_name(client: TestClient) -> None:
    stems = ("名" * 81, "名" * 85, "溪州市竹纸产业大会上的讲话" * 6, "a" * 110, "字" * 100)
    files = {
        f"{stem}{more}.txt": text.replace(word, word + trade).encode()
        for stem, trade in zip(stems, ("纸", "茶", "瓷", "丝", "酒"), strict=True)
        for more, text, word in (("", SPEECH, "茶叶"), ("二", VISIT, "水库"))
    }
    results, _ = send(client, *files.items())
    assert {name: result["outcome"] for name, result in results.items()} == dict.fromkeys(files, "added")


def test_lines_that_are_not_searched_are_put_back(client: TestClient, stocked: ShelfAssistant) -> None:
    [speech] = [speech for speech in stocked.library.speeches() if "产业大会" in speech.title]
    known = client.get(f"/api/speeches/{speech.id}/understanding").json()
    credit = next(line for line in known["furniture"] if line["text"] == "责任编辑：钟离澍")
    assert (credit["reason"], credit["confidence"] >= 0.9) == ("credit", True)
    assert not stocked.library.search_terms("钟离澍", 5)
    answer = client.post(f"/api/speeches/{speech.id}/lines", json={"starts": [credit["start"]]})
    assert answer.status_code == 200
    assert stocked.library.search_terms("钟离澍", 5)
    after = client.get(f"/api/speeches/{speech.id}/understanding").json()
    assert after["furniture_lines"] == known["furniture_lines"] - 1
    assert after["kept"] > known["kept"]
    assert client.post(f"/api/speeches/{speech.id}/lines", json={"starts": [99999]}).status_code == 400
    page = client.get(f"/library/{speech.id}").text
    assert "data-put-back" in page and "可检索" in client.get("/library").text


def test_too_many_too_large_and_none_are_refused(client: TestClient) -> None:
    many = client.post("/api/library/documents", files=[("files", (f"{n}.txt", b"x")) for n in range(MAX_FILES + 1)])
    assert (many.status_code, "zip" in many.json()["error"]["message"]) == (400, True)
    headers = {"content-length": str(MAX_UPLOAD + 1), "content-type": "multipart/form-data; boundary=x"}
    assert client.post("/api/library/documents", content=b"", headers=headers).status_code == 413
    assert client.post("/api/library/documents", files=[("other", ("a.txt", b"x"))]).status_code == 422
    assert (
        client.post("/api/library/documents", content=b"junk", headers={"content-type": "text/plain"}).status_code
        == 422
    )


def test_a_zip_bomb_is_reported_and_the_rest_added(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"\0" * (50 << 20))
        archive.writestr("茶叶.txt", SPEECH)
    results, _ = send(client, ("b.zip", packed.getvalue()))
    assert results["b.zip!/bomb.txt"]["outcome"] == "failed"
    assert results["b.zip!/茶叶.txt"]["outcome"] == "added"


def test_one_upload_at_a_time_and_the_next_is_told(stocked: ShelfAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    held, go = threading.Event(), threading.Event()
    add = stocked.library.add

    def slow(*args: Any, **options: Any) -> Any:
        held.set()
        go.wait(120)
        return add(*args, **options)

    monkeypatch.setattr(stocked.library, "add", slow)
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        thread = threading.Thread(target=lambda: send(client, ("茶叶.txt", SPEECH.encode())))
        thread.start()
        assert held.wait(120)
        busy = client.post("/api/library/documents", files={"files": ("b.txt", VISIT.encode())})
        assert busy.status_code == 429
        assert busy.headers["retry-after"]
        go.set()
        thread.join()
        assert any(speech.title == "在全市茶叶产业大会上的讲话" for speech in stocked.library.speeches())


def test_who_stops_listening_does_not_stop_the_adding(stocked: ShelfAssistant) -> None:
    events = Uploads(stocked.library).add([Sent("茶叶.txt", io.BytesIO(SPEECH.encode()))])
    next(events)
    events.close()
    wait_until(lambda: len(stocked.library.speeches()) == 4)


def test_a_correction_is_for_good_and_seen_everywhere(client: TestClient, stocked: ShelfAssistant) -> None:
    speech = stocked.library.speeches(Filters(kinds=["新闻"]))[0]
    body = {"fields": {"speaker": "陆知行", "date": "2023年5月7日"}}
    changed = client.patch(f"/api/speeches/{speech.id}", json=body).json()
    assert (changed["speaker"], changed["date"]) == ("陆知行", "2023-05-07")
    known = client.get(f"/api/speeches/{speech.id}/understanding").json()
    fields = {field["name"]: field for field in known["fields"]}
    assert fields["speaker"]["corrected"] and not fields["place"]["corrected"]
    back = client.patch(f"/api/speeches/{speech.id}", json={"forget": ["date"]}).json()
    assert (back["date"], back["speaker"]) == (speech.date, "陆知行")


@pytest.mark.parametrize(
    ("fields", "status"), [({"date": "昨天"}, 400), ({"title": ""}, 400), ({"path": "x"}, 400), ({"title": 5}, 422)]
)
def test_a_correction_that_cannot_be_changes_nothing(
    client: TestClient, stocked: ShelfAssistant, fields: dict[str, Any], status: int
) -> None:
    speech = stocked.library.speeches()[0]
    assert client.patch(f"/api/speeches/{speech.id}", json={"fields": fields}).status_code == status
    assert stocked.library.speeches()[0] == speech


def test_removal_wants_the_whole_id(client: TestClient, stocked: ShelfAssistant) -> None:
    speech = stocked.library.speeches()[0]
    assert client.delete(f"/api/speeches/{speech.id[:5]}").status_code == 404
    assert client.delete(f"/api/speeches/{speech.id}").json()["id"] == speech.id
    assert client.delete(f"/api/speeches/{speech.id}").status_code == 404
    assert len(stocked.library.speeches()) == 2


def test_understanding_shows_where_each_field_was_read(client: TestClient, stocked: ShelfAssistant) -> None:
    speech = stocked.library.speeches(Filters(speakers=["顾望舒"]))[0]
    known = client.get(f"/api/speeches/{speech.id}/understanding").json()
    text = stocked.library.source_text(speech.id)
    for field in known["fields"]:
        assert field["words"] == text[field["start"] : field["end"]]
        assert field["confidence"] is None or 0 < field["confidence"] <= 1
    assert [line["text"] for line in known["furniture"]] == [
        "澜川新闻网 > 要闻 > 正文",
        "字号：大 中 小",
        "责任编辑：钟离澍",
        "版权所有：澜川新闻网",
    ]
    for line in known["furniture"]:
        assert text[line["start"] : line["end"]] == line["text"]
    assert [section["heading"] for section in known["sections"]] == ["一、去年的成绩", "二、今年的任务"]
    assert known["speakers"] == [{"name": "沈砚秋", "direct": 1, "reported": 0}]
    assert known["enumerations"] == [{"name": "三个坚持", "announced": 3, "found": 3}]


def test_a_service_without_a_library_of_its_own_changes_nothing() -> None:
    with TestClient(create_app(ScriptedAssistant(), page=False), base_url="http://127.0.0.1") as client:
        assert client.post("/api/library/documents", files={"files": ("a.txt", b"x")}).status_code == 404
        assert client.delete("/api/speeches/a1b2c3d4e5f6").status_code == 405
        assert client.get("/library").status_code == 200


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=竹纸", {"在全市竹纸产业大会上的讲话"}),
        ("q=顧望舒", {"在全市竹纸产业大会上的讲话"}),
        ("q=青岑 2023", {"陆知行在青岑县调研"}),
        ("kind=新闻&place=青岑县", {"陆知行在青岑县调研"}),
        ("speaker=顾望舒&since=2025", set()),
        ("q=没有这样的讲话", set()),
    ],
)
def test_the_list_is_searched_and_filtered(client: TestClient, query: str, titles: set[str]) -> None:
    text = client.get(f"/library?{query}").text
    listed = text.partition('<ol class="list">')[2]
    every = ("在全市竹纸产业大会上的讲话", "陆知行在青岑县调研", "顾南枝在临港新区调研")
    assert {title for title in every if title in listed} == titles
    assert titles or "没有符合条件的讲话" in text


def test_charts_count_what_is_listed_and_lead_there(client: TestClient) -> None:
    text = client.get("/library").text
    assert 'aria-label="按年份：2022 1 篇，2023 2 篇，2024 3 篇"' in text
    assert '<a class="name" href="/library?speaker=%E9%A1%BE%E6%9C%9B%E8%88%92">顾望舒</a>' in text
    assert client.get("/library?since=2024&until=2024").text.count('<li id="s-') == 3


def test_a_bad_date_is_said_and_the_page_stays(client: TestClient) -> None:
    response = client.get("/library?since=昨天")
    assert response.status_code == 400
    assert 'role="alert"' in response.text and "昨天" in response.text


def test_a_long_list_has_pages(tmp_path: Path) -> None:
    from corpus import Speech
    from ui.pages.library_page import Shelved, Wanted, list_body

    speeches = [Speech(str(n), "a", f"第{n}篇", date=f"{1990 + n % 40}") for n in range(130)]
    body = list_body(speeches, Wanted().pick(speeches, {}), Wanted(q="篇"), 2, Shelved())
    assert body.count('<li id="s-') == 60
    assert '<span class="here" aria-current="page">' in body and "page=3" in body and "page=1" in body
    many = [Speech(str(n), "a", f"第{n}篇") for n in range(1_000)]
    pages = re.findall(r"page=(\d+)", list_body(many, many, Wanted(sort="title"), 9, Shelved()))
    assert sorted(set(map(int, pages))) == [1, 7, 8, 10, 11, 17]


@pytest.mark.parametrize(
    ("sort", "ids"), [("", "bac"), ("oldest", "abc"), ("title", "cba"), ("speaker", "bac"), ("nonsense", "bac")]
)
def test_the_list_is_put_in_order_and_what_has_no_date_comes_last(sort: str, ids: str) -> None:
    from corpus import Speech
    from ui.pages.library_page import Wanted

    speeches = [
        Speech("a", "a", "3", date="2021-05", speaker="乙"),
        Speech("b", "b", "2", date="2023", speaker="丙"),
        Speech("c", "c", "1"),
    ]
    assert "".join(one.id for one in Wanted(sort=sort).pick(speeches, {})) == ids
    assert not Wanted(sort=sort)
