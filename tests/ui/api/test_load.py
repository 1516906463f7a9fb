"""Many clients at once, programs from outside, and requests made up by a machine from the service's own description."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from openai import OpenAI, RateLimitError

from tests.benchmarks.endurance import clients
from tests.benchmarks.endurance.clients import QUESTIONS, Figures, load
from tests.support.ui.library_client import shelf
from tests.support.ui.people import ADMIN, EDITOR, READER, settled
from tests.support.ui.real_assistant import Writer, real
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running, wait_until
from ui import create_app

# requests made up for each operation, by nobody and by an editor, to whom some is denied; YINZHENG_REQUESTS=20 makes up
# so many, and by a reader and an administrator too
EXAMPLES = os.environ.get("YINZHENG_REQUESTS", "2")


def test_twenty_clients_are_all_answered_and_none_gets_anothers_answer(assistant: ScriptedAssistant) -> None:
    assistant.pace = 0.002
    with running(assistant, waiting=24) as address:
        figures = load(address, clients=20, rounds=3, questions=QUESTIONS)
        wait_until(lambda: httpx.get(f"{address}/healthz").json()["busy"] == 0)
    assert figures == Figures(asked=60, served=60, told=figures.told, longest_line=figures.longest_line)
    assert assistant.finished == 60
    assert figures.told and figures.longest_line > 1


def test_twenty_clients_of_the_real_loop_get_their_own_answers(tmp_path: Path) -> None:
    with real(tmp_path, Writer(pace=0.001)) as assistant, running(assistant, waiting=24) as address:
        figures = load(address, clients=20, rounds=1, questions=clients.REAL_QUESTIONS)
    assert (figures.served, figures.mixed_up, figures.failed) == (20, 0, 0)


def test_beyond_the_line_clients_are_told_to_come_again(assistant: ScriptedAssistant) -> None:
    assistant.hold.clear()
    with running(assistant, waiting=3) as address:

        def ask(_: int) -> int:
            response = httpx.post(f"{address}/api/ask", json={"question": "疏港铁路？"}, timeout=60)
            if response.status_code == 429:
                assert int(response.headers["retry-after"]) >= 1
                assert response.json()["error"]["type"] == "BusyError"
            return response.status_code

        with ThreadPoolExecutor(20) as pool:
            answers = [pool.submit(ask, number) for number in range(20)]
            wait_until(lambda: sum(answer.done() for answer in answers) == 16)
            client = OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
            with pytest.raises(RateLimitError):
                client.chat.completions.create(model="yinzheng", messages=[{"role": "user", "content": "疏港铁路？"}])
            assistant.hold.set()
            statuses = [answer.result() for answer in answers]
    assert (statuses.count(200), statuses.count(429)) == (4, 16)


def test_who_waits_and_leaves_is_never_answered(assistant: ScriptedAssistant) -> None:
    assistant.hold.clear()
    with running(assistant, waiting=3) as address:
        body = {"question": "疏港铁路？"}
        with httpx.stream("POST", f"{address}/api/ask", json={**body, "stream": True}, timeout=30) as first:
            lines = first.iter_lines()
            assert next(lines) == "event: retrieved"
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(f"{address}/api/ask", json=body, timeout=0.5)
            wait_until(lambda: httpx.get(f"{address}/healthz").json()["busy"] == 1)
            assistant.hold.set()
            assert any("finished" in line for line in lines)
        wait_until(lambda: httpx.get(f"{address}/healthz").json()["busy"] == 0)
    assert assistant.opened == 1


def test_an_answer_over_its_time_is_stopped_and_said(assistant: ScriptedAssistant) -> None:
    assistant.hold.clear()
    with running(assistant, limit=0.2) as address:
        late = httpx.post(f"{address}/api/ask", json={"question": "疏港铁路？"}, timeout=30)
        assert late.status_code == 504
        assert late.json()["error"]["type"] == "TimeLimitError"
        wait_until(lambda: assistant.closed == 1)
        assert httpx.get(f"{address}/healthz").json()["busy"] == 0


@pytest.mark.parametrize("stream", [True, False], ids=["streaming", "whole"])
def test_leaving_stops_a_real_assistants_model(tmp_path: Path, stream: bool) -> None:
    writer = Writer(pace=0.02, endless=True)
    body = {"question": "新建竹纸基地要培育什么骨干企业？", "stream": stream}
    with real(tmp_path, writer) as assistant, running(assistant) as address:
        if stream:
            with httpx.stream("POST", f"{address}/api/ask", json=body, timeout=60) as response:
                lines = response.iter_lines()
                assert next(lines) == "event: retrieved"
                assert any(writer.writing.is_set() for _ in lines)  # nothing is shown yet, but it can be left
        else:
            with httpx.Client(timeout=httpx.Timeout(60, read=0.1)) as client:
                while not writer.writing.is_set():  # decided and writing: then this client leaves
                    with pytest.raises(httpx.ReadTimeout):
                        client.post(f"{address}/api/ask", json=body)
        assert writer.writing.is_set()
        assert writer.stopped.wait(120)
        written = writer.tokens
        wait_until(lambda: httpx.get(f"{address}/healthz").json()["busy"] == 0)
        writer.endless = False
        again = httpx.post(f"{address}/api/ask", json={**body, "stream": False}, timeout=60).json()
        assert "骨干企业30家" in again["text"]
        assert writer.tokens < written + 100  # the first reply did not go on behind it


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_curl_asks_streams_and_uploads(tmp_path: Path) -> None:
    with shelf(tmp_path) as stocked, running(stocked, secrets=("a long token",)) as address:

        def curl(*arguments: str) -> str:
            command = ["curl", "-sS", "--fail-with-body", "-m", "30", "-H", "Authorization: Bearer a long token"]
            return subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout

        json_type = ("-H", "Content-Type: application/json")
        answer = curl(f"{address}/api/ask", *json_type, "-d", '{"question": "疏港铁路什么时候通车？"}')
        assert json.loads(answer)["citations"][0]["number"] == 1
        streamed = curl("-N", f"{address}/api/ask", *json_type, "-d", '{"question": "疏港铁路？", "stream": true}')
        assert streamed.startswith("event: retrieved\n") and "event: finished\n" in streamed
        body = '{"model": "yinzheng", "stream": true, "messages": [{"role": "user", "content": "疏港铁路？"}]}'
        assert curl("-N", f"{address}/v1/chat/completions", *json_type, "-d", body).endswith("data: [DONE]\n\n")
        file = tmp_path / "新.txt"
        file.write_text(
            (tmp_path / "sources" / "竹纸.txt").read_text(encoding="utf-8").replace("竹", "麻"), encoding="utf-8"
        )
        added = curl(f"{address}/api/library/documents", "-F", f"files=@{file};filename=新.txt")
        assert '"outcome": "added"' in added
        assert "yinzheng_documents_total" in curl(f"{address}/metrics")
        refused = subprocess.run(
            ["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", f"{address}/api/speeches"],
            capture_output=True,
            text=True,
        )
        assert refused.stdout == "401"


def test_the_description_is_complete(assistant: ScriptedAssistant, tmp_path: Path) -> None:
    with shelf(tmp_path) as stocked:
        description = create_app(stocked, page=False).openapi()
    assert len(description["paths"]) >= 14
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"] and operation["tags"], where
            assert "200" in operation["responses"], where
            for status, response in operation["responses"].items():
                assert response["description"], where
                if int(status) >= 400 and int(status) != 503:
                    schema = response["content"]["application/json"]["schema"]
                    assert schema["$ref"].endswith("/ProblemOut"), (where, status)
    for name in ("AskBody", "ExportBody", "FeedbackBody", "CorrectionBody", "CompletionBody", "ProblemOut"):
        assert description["components"]["schemas"][name]["examples"], name


@pytest.mark.skipif(sys.platform == "win32", reason="runs the console script")
@pytest.mark.parametrize("name", ["", READER, EDITOR, ADMIN] if "YINZHENG_REQUESTS" in os.environ else ["", EDITOR])
def test_requests_made_from_the_description_find_no_contradiction(tmp_path: Path, name: str) -> None:
    schemathesis = Path(sys.executable).with_name("schemathesis")
    if not schemathesis.exists():
        pytest.skip("schemathesis is not installed; install it: pip install yinzheng[dev]")
    tokens = settled(tmp_path / "library") if name else {}
    own = ["--header", f"Authorization: Bearer {tokens[name]}"] if name else []
    known = own or ["--exclude-path-regex", "/api/account"]
    with shelf(tmp_path) as stocked, running(stocked) as address:
        command = [
            str(schemathesis), "run", f"{address}/api/openapi.json", *known, "--max-examples", EXAMPLES, "--seed", "7",
            "--phases", "examples,fuzzing", "--request-timeout", "30", "--no-color", "--workers", "1",
            "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,"
            "response_schema_conformance,response_headers_conformance",
            "--generation-database", "none",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=280, cwd=tmp_path, check=False)
    print(done.stdout[-3000:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
