"""A model server that is slow, fails, breaks off or tells no log-probabilities; over real HTTP."""

import math
import threading
import time
from collections.abc import Iterator

import pytest

from corpus import GenerationError, ModelServerError
from rag.models.engines.circuit_breaker import CircuitBreaker
from rag.models.engines.openai_compatible import SPOKEN, OpenAICompatible
from rag.models.language_model import Message
from tests.support.servers.model_server import ModelServer, serving

ASK = [Message("user", "鸟能飞吗？")]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving(ModelServer("能飞，鸟都能飞。", {"能": -0.1, "不": -3.0})) as server:
        yield server


def said(model: OpenAICompatible) -> str:
    return "".join(model.stream(ASK, max_tokens=20))


def test_what_fails_once_is_tried_again(server: ModelServer) -> None:
    model = OpenAICompatible("m", base_url=server.url)
    server.faults = [503, 0]
    assert said(model) == "能飞，鸟都能飞。"
    assert len(server.asked) == 3


def test_what_is_asked_wrongly_is_not_tried_again_and_is_no_fault_of_the_server(server: ModelServer) -> None:
    model = OpenAICompatible("m", base_url=server.url, breaker=CircuitBreaker(failures=1))
    server.faults = [422]
    with pytest.raises(GenerationError, match="fault 422") as caught:
        said(model)
    assert not isinstance(caught.value, ModelServerError)
    assert said(model) and len(server.asked) == 2


def test_a_server_that_fails_again_and_again_is_left_alone_and_then_tried_once() -> None:
    now = 100.0
    with serving(ModelServer("是。")) as server:
        model = OpenAICompatible(
            "m", base_url=server.url, retries=0, breaker=CircuitBreaker(failures=2, rest=30, clock=lambda: now)
        )
        server.faults = [500, 0, 500]
        for _ in range(2):
            with pytest.raises(ModelServerError, match="failed"):
                said(model)
        with pytest.raises(ModelServerError, match="left alone for 30 seconds"):
            said(model)
        assert len(server.asked) == 2
        now += 31
        with pytest.raises(ModelServerError, match="fault 500"):
            said(model)
        with pytest.raises(ModelServerError, match="left alone"):
            said(model)
        now += 31
        assert said(model) == "是。" == said(model)


def test_no_server_at_all_is_found_soon() -> None:
    with serving(ModelServer()) as server:
        url = server.url
    began = time.monotonic()
    with pytest.raises(ModelServerError, match="failed"):
        said(OpenAICompatible("m", base_url=url, retries=1))
    assert time.monotonic() - began < 30


def test_a_server_that_does_not_answer_in_time_is_a_fault(server: ModelServer) -> None:
    server.seconds = 3.0
    with pytest.raises(ModelServerError, match=r"(?i)timed? ?out"):
        said(OpenAICompatible("m", base_url=server.url, retries=0, timeout=0.3))


def test_a_reply_that_breaks_off_is_a_fault_and_not_an_answer(server: ModelServer) -> None:
    server.breaks = True
    pieces = OpenAICompatible("m", base_url=server.url, retries=0).stream(ASK, max_tokens=20)
    assert next(pieces) == "能飞，鸟"
    with pytest.raises(ModelServerError):
        list(pieces)


def test_so_many_requests_are_in_flight_and_no_more(server: ModelServer) -> None:
    server.seconds = 0.2
    model = OpenAICompatible("m", base_url=server.url, parallel=3)
    found: list[str] = []
    readers = [threading.Thread(target=lambda: found.append(said(model))) for _ in range(9)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == ["能飞，鸟都能飞。"] * 9 and server.most_in_flight == 3


def test_who_stops_reading_frees_the_place(server: ModelServer) -> None:
    model = OpenAICompatible("m", base_url=server.url, parallel=1)
    pieces = model.stream(ASK, max_tokens=20)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert said(model) == "能飞，鸟都能飞。"


@pytest.mark.parametrize(("reply", "odds"), [("能飞", 1), ("不能", -1), ("我看看", 0)])
def test_a_server_without_logprobs_is_gone_by_what_it_says(reply: str, odds: int) -> None:
    with serving(ModelServer(reply)) as server:
        model = OpenAICompatible("m", base_url=server.url)
        for _ in range(2):
            yes, no = model.next_token_logprobs(ASK, ["能", "不"])
            assert yes - no == pytest.approx(odds * math.log(SPOKEN / (1 - SPOKEN)))
            assert math.exp(yes) + math.exp(no) == pytest.approx(1)
        assert [bool(body.get("stream")) for body in server.asked] == [False, True, True]  # asked for them once


def test_a_server_that_refuses_to_be_asked_for_logprobs_is_gone_by_what_it_says(server: ModelServer) -> None:
    server.faults = [400]
    yes, no = OpenAICompatible("m", base_url=server.url).next_token_logprobs(ASK, ["能", "不"])
    assert yes > no
