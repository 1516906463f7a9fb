"""The SDK's own client against the server, in process and through standard input and output."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp import Client, MCPError, StdioServerParameters

from tests.support.servers.ports import free_port
from tests.support.ui.scripted_assistant import REPORT, ScriptedAssistant
from ui.integrations.mcp_server import server

ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}


def in_a_thread(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine where no event loop is running: the browser tests leave one in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def call(name: str, arguments: dict[str, Any], assistant: ScriptedAssistant | None = None) -> Any:
    """Return what a tool gives."""

    async def run() -> Any:
        async with Client(server(assistant or ScriptedAssistant())) as client:
            return await client.call_tool(name, arguments)

    return in_a_thread(run())


def structured(name: str, **arguments: Any) -> dict[str, Any]:
    """Return the structured output of a tool, which must have no error."""
    result = call(name, arguments)
    assert not result.is_error, result.content
    return result.structured_content  # type: ignore[no-any-return]


def test_the_tools_say_what_they_take_and_give() -> None:
    async def run() -> list[Any]:
        async with Client(server(ScriptedAssistant())) as client:
            return list((await client.list_tools()).tools)

    tools = {tool.name: tool for tool in in_a_thread(run())}
    assert tools.keys() == {"search", "ask", "quote", "list_speeches"}
    for tool in tools.values():
        assert tool.output_schema and tool.description and tool.annotations.read_only_hint
    assert set(tools["quote"].input_schema["required"]) == {"speech", "start", "end"}


def test_a_search_gives_passages_that_are_the_text_at_their_spans() -> None:
    assistant = ScriptedAssistant()
    hits = structured("search", query="港口 吞吐量", k=3)["hits"]
    assert hits
    for hit in hits:
        assert assistant.source_text(hit["speech"]["id"])[hit["start"] : hit["end"]] == hit["text"]


def test_an_answer_cites_exact_characters() -> None:
    assistant = ScriptedAssistant()
    answer = structured("ask", question="港口吞吐量是多少？")
    assert not answer["refused"] and answer["citations"]
    for citation in answer["citations"]:
        text = assistant.source_text(citation["speech"]["id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_refusal_is_no_error_and_says_why_as_data() -> None:
    answer = structured("ask", question="地铁什么时候开通？")
    assert answer["refused"] and answer["refusal"]["code"] == "not_answered"


def test_a_follow_up_is_asked_with_its_history() -> None:
    assistant = ScriptedAssistant()
    history = [{"role": "user", "text": "港口呢？"}, {"role": "assistant", "text": "……"}]
    result = call("ask", {"question": "那什么时候通车？", "history": history}, assistant)
    assert not result.is_error
    assert [turn.text for turn in assistant.histories[0]] == ["港口呢？", "……"]


def test_a_quotation_is_the_text_of_its_span() -> None:
    speech = ScriptedAssistant().speeches()[0]
    given = structured("quote", speech=speech.id, start=10, end=40)
    assert given["quote"] == ScriptedAssistant().source_text(speech.id)[10:40]


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("quote", {"speech": "ffffffffffff", "start": 0, "end": 5}, "no speech"),
        ("quote", {"speech": "", "start": 9, "end": 5}, "no span '9-5'"),
        ("search", {"query": "港口", "since": "昨天"}, "since is not a date: '昨天'"),
        ("ask", {"question": "失败"}, "use a smaller model"),
        ("search", {"query": "港口", "k": 0}, "k"),
    ],
)
def test_what_cannot_be_done_is_one_line(name: str, arguments: dict[str, Any], words: str) -> None:
    if arguments.get("speech") == "":
        arguments = arguments | {"speech": ScriptedAssistant().speeches()[0].id}
    result = call(name, arguments)
    assert result.is_error and words in result.content[0].text


def test_the_list_honours_its_filters() -> None:
    every = structured("list_speeches")["speeches"]
    one = every[0]["speaker"] or every[1]["speaker"]
    found = structured("list_speeches", speakers=[one])["speeches"]
    assert found == [speech for speech in every if speech["speaker"] == one] != every


def test_a_document_is_a_resource() -> None:
    assistant = ScriptedAssistant()
    speech = assistant.speeches()[0]

    async def run() -> tuple[str, list[Any]]:
        async with Client(server(assistant)) as client:
            with pytest.raises(MCPError, match="no speech"):
                await client.read_resource("yinzheng://speeches/ffffffffffff")
            read = await client.read_resource(f"yinzheng://speeches/{speech.id}")
            return read.contents[0].text, list((await client.list_resource_templates()).resource_templates)

    text, templates = in_a_thread(run())
    assert text == assistant.source_text(speech.id)
    assert [template.uri_template for template in templates] == ["yinzheng://speeches/{speech}"]
    assert REPORT in {assistant.source_text(one.id) for one in assistant.speeches()}


SERVE = (
    "from tests.support.ui.scripted_assistant import ScriptedAssistant as A; "
    "from ui.integrations.mcp_server import server"
)


def test_it_speaks_on_standard_input_and_output() -> None:
    command = StdioServerParameters(command=sys.executable, args=["-c", f"{SERVE}; server(A()).run('stdio')"], env=ENV)

    async def run() -> Any:
        async with Client(command) as client:
            return await client.call_tool("list_speeches", {})

    assert len(in_a_thread(run()).structured_content["speeches"]) == len(ScriptedAssistant().speeches())


def test_it_speaks_streamable_http() -> None:
    port = free_port()
    code = f"{SERVE}; server(A()).run('streamable-http', host='127.0.0.1', port={port})"
    with subprocess.Popen([sys.executable, "-c", code], env=ENV, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)

            async def run() -> Any:
                async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                    return await client.call_tool("search", {"query": "港口 吞吐量", "k": 1})

            (hit,) = in_a_thread(run()).structured_content["hits"]
            assert ScriptedAssistant().source_text(hit["speech"]["id"])[hit["start"] : hit["end"]] == hit["text"]
        finally:
            process.terminate()
