"""The engines behind one Protocol. llama.cpp runs the real weights; transformers a tiny real model made here."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from corpus import GenerationError, ModelError, SettingsError
from rag import Settings
from rag.models.engines.huggingface import HuggingFace
from rag.models.engines.llama_cpp import LlamaCpp
from rag.models.engines.openai_compatible import OpenAICompatible
from rag.models.language_model import LanguageModel, Message, Metered, Piece, Usage
from rag.models.loading import open_language_model
from rag.models.store import DEFAULT_GENERATOR, ensure


def complete(model: LanguageModel, messages: list[Message], *, max_tokens: int) -> str:
    return "".join(model.stream(messages, max_tokens=max_tokens))


ASK = [Message("user", "一加一等于几？只答数字。")]


@pytest.fixture(scope="module")
def llama() -> Iterator[LlamaCpp]:
    model = LlamaCpp(ensure(DEFAULT_GENERATOR), threads=2, context=512)
    yield model
    model.close()


@pytest.mark.models
def test_llama_cpp_answers(llama: LlamaCpp) -> None:
    assert complete(llama, ASK, max_tokens=4).strip() == "2"


@pytest.mark.models
def test_llama_cpp_says_how_likely_each_piece_was(llama: LlamaCpp) -> None:
    pieces = list(llama.stream(ASK, max_tokens=9))
    told = [piece.logprob for piece in pieces if isinstance(piece, Piece)]
    assert len(told) == len(pieces) > 0
    assert all(logprob is not None and -30 < logprob <= 0 for logprob in told)


@pytest.mark.models
def test_llama_cpp_stops_when_closed(llama: LlamaCpp) -> None:
    stream = llama.stream([Message("user", "从一数到一百。")], max_tokens=400)
    assert next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert complete(llama, ASK, max_tokens=4).strip() == "2"


@pytest.mark.models
def test_llama_cpp_counts_its_tokens_also_of_a_reply_that_was_stopped(llama: LlamaCpp) -> None:
    question = [Message("user", "从一数到二十。")]
    before = llama.usage
    complete(llama, question, max_tokens=6)
    once = llama.usage - before
    assert once.read > 10 and once.written == 6
    stream = llama.stream(question, max_tokens=50)
    assert next(stream)
    stream.close()  # type: ignore[attr-defined]
    again = llama.usage - before - once
    assert again.read == once.read and again.cached > once.cached and 1 <= again.written < 50


@pytest.mark.models
def test_llama_cpp_tells_yes_from_no(llama: LlamaCpp) -> None:
    def margin(question: str) -> float:
        yes, no = llama.next_token_logprobs([Message("user", f"{question}只回答“能”或“不能”。")], ["能", "不"])
        return yes - no

    assert margin("鸟能飞吗？") > margin("石头能唱歌吗？")


@pytest.mark.models
def test_llama_cpp_says_when_a_prompt_is_too_long(llama: LlamaCpp) -> None:
    with pytest.raises(GenerationError, match="context"):
        complete(llama, [Message("user", "长" * 3000)], max_tokens=4)


@pytest.mark.models
def test_llama_cpp_writes_several_replies_at_a_time_each_as_if_it_were_alone(llama: LlamaCpp) -> None:
    alone = complete(llama, ASK, max_tokens=4)
    both = LlamaCpp(ensure(DEFAULT_GENERATOR), threads=2, context=512, parallel=2)
    ended: list[str] = []
    try:
        long = both.stream([Message("user", "从一数到一百。")], max_tokens=24)
        next(long)  # it is being written
        rest = threading.Thread(target=lambda: (list(long), ended.append("long")))
        rest.start()
        assert complete(both, ASK, max_tokens=4) == alone
        ended.append("short")
        rest.join()
        assert ended == ["short", "long"]
    finally:
        both.close()


@pytest.mark.models
def test_llama_cpp_listener_lets_nobody_in(llama: LlamaCpp) -> None:
    import urllib.error
    import urllib.request

    request = urllib.request.Request(llama._server.listening_address + "/v1/completions", data=b'{"prompt":"a"}')
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code == 401


def test_file_that_is_no_model_is_a_model_error(tmp_path: Path) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"bad\.gguf"):
        LlamaCpp(bad, threads=1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Qwen2 model of random weights with a byte vocabulary, as a transformers folder."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, set_seed

    folder = tmp_path_factory.mktemp("tiny")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({byte: i for i, byte in enumerate([*alphabet, "<|endoftext|>"])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>")
    fast.chat_template = "{% for m in messages %}{{ m['content'] }}{% endfor %}"
    fast.save_pretrained(folder)
    set_seed(0)
    config = Qwen2Config(
        vocab_size=257, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=256, eos_token_id=256,
    )  # fmt: skip
    Qwen2ForCausalLM(config).save_pretrained(folder)
    return folder


def test_transformers_streams_greedily_and_repeatably(tiny: Path) -> None:
    model = HuggingFace(tiny, threads=1, device="cpu")
    once = list(model.stream(ASK, max_tokens=12))
    assert "".join(once) == complete(model, ASK, max_tokens=12)


def test_transformers_counts_its_tokens(tiny: Path) -> None:
    model = HuggingFace(tiny, threads=1, device="cpu")
    prompt = len(ASK[0].content.encode())  # the vocabulary is bytes
    complete(model, ASK, max_tokens=12)
    assert model.usage.read == prompt and 1 <= model.usage.written <= 12
    before = model.usage
    model.next_token_logprobs(ASK, ["a", "b"])
    assert model.usage - before == Usage(prompt, 0, 1)


def test_transformers_stops_when_closed(tiny: Path) -> None:
    model = HuggingFace(tiny, threads=1, device="cpu")
    before = set(threading.enumerate())
    stream = model.stream(ASK, max_tokens=100_000)
    next(stream)
    assert set(threading.enumerate()) - before
    stream.close()  # type: ignore[attr-defined]  # returns: the worker was told to stop
    for worker in set(threading.enumerate()) - before:
        worker.join(10)
        assert not worker.is_alive()


def test_transformers_logprobs_are_the_models_own(tiny: Path) -> None:
    import torch
    from transformers import AutoTokenizer, Qwen2ForCausalLM

    tokenizer, weights = AutoTokenizer.from_pretrained(tiny), Qwen2ForCausalLM.from_pretrained(tiny)
    ids = torch.tensor([tokenizer.encode(ASK[0].content)])
    expected = weights(ids).logits[0, -1].log_softmax(-1)
    found = HuggingFace(tiny, threads=1, device="cpu").next_token_logprobs(ASK, ["a", "b"])
    assert found == pytest.approx([float(expected[tokenizer.encode(c)[0]]) for c in "ab"], abs=1e-4)


def test_folder_that_is_no_model_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load model"):
        HuggingFace(tmp_path, threads=1)


class _Served(BaseHTTPRequestHandler):
    """The least of an OpenAI-compatible server: says what it was asked."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        if body["model"] == "absent":
            self._send(404, "application/json", json.dumps({"error": {"message": "no such model"}}))
        elif body.get("stream"):
            events: list[dict[str, Any]] = [
                {"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in ("一加一", "等于2。")
            ]
            if body.get("logprobs"):
                for event in events:
                    tokens = [{"token": "x", "logprob": told, "bytes": None, "top_logprobs": []} for told in (-0.1, -2)]
                    event["choices"][0]["logprobs"] = {"content": tokens}
            if body.get("stream_options", {}).get("include_usage"):
                usage = {
                    "prompt_tokens": 9,
                    "completion_tokens": 4,
                    "total_tokens": 13,
                    "prompt_tokens_details": {"cached_tokens": 5},
                }
                events.append({"choices": [], "usage": usage})
            self._send(
                200, "text/event-stream", "".join(f"data: {json.dumps(e)}\n\n" for e in events) + "data: [DONE]\n\n"
            )
        else:
            top = [{"token": "能", "logprob": -0.1, "bytes": None}, {"token": "吗", "logprob": -4.0, "bytes": None}]
            first = {"token": "能", "logprob": -0.1, "bytes": None, "top_logprobs": top}
            choice = {
                "index": 0,
                "message": {"role": "assistant", "content": "能"},
                "finish_reason": "length",
                "logprobs": {"content": [first]},
            }
            self._send(
                200,
                "application/json",
                json.dumps({"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}),
            )

    def _send(self, code: int, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


def test_openai_compatible_streams(served: str) -> None:
    model = OpenAICompatible("m", base_url=served)
    assert complete(model, ASK, max_tokens=9) == "一加一等于2。"
    assert _Served.asked[-1]["temperature"] == 0 and _Served.asked[-1]["max_tokens"] == 9


def test_openai_compatible_counts_its_tokens(served: str) -> None:
    model = OpenAICompatible("m", base_url=served)
    assert isinstance(model, Metered)
    for _ in range(2):
        complete(model, ASK, max_tokens=9)
    assert model.usage == Usage(18, 10, 8)


def test_openai_compatible_gives_logprobs_with_a_floor(served: str) -> None:
    assert OpenAICompatible("m", base_url=served).next_token_logprobs(ASK, ["能", "不"]) == [-0.1, -4.0]


def test_openai_compatible_says_how_likely_a_piece_was_once_it_is_known_to_tell(served: str) -> None:
    model = OpenAICompatible("m", base_url=served)
    untold = list(model.stream(ASK, max_tokens=9))
    model.next_token_logprobs(ASK, ["能", "不"])
    told = list(model.stream(ASK, max_tokens=9))
    assert [piece.logprob for piece in untold if isinstance(piece, Piece)] == [None, None]
    assert [piece.logprob for piece in told if isinstance(piece, Piece)] == [-2.0, -2.0]


def test_openai_compatible_failure_is_one_line(served: str) -> None:
    with pytest.raises(GenerationError, match="no such model"):
        complete(OpenAICompatible("absent", base_url=served), ASK, max_tokens=9)


def test_as_many_answers_are_written_at_a_time_as_the_settings_say() -> None:
    assert Settings().in_flight == 1 == Settings(engine="transformers", parallel=4).in_flight
    assert Settings(parallel=3).in_flight == 3 == Settings(engine="openai", parallel=3).in_flight
    assert Settings(engine="openai").in_flight == 8


def test_engine_is_chosen_by_the_settings(served: str) -> None:
    model: LanguageModel = open_language_model(Settings(engine="openai", generator="m", openai_base_url=served))
    assert model.name == "m"
    with pytest.raises(SettingsError, match="no engine 'magic'"):
        open_language_model(Settings(engine="magic"))
