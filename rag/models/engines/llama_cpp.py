"""llama.cpp in this process, through xllamacpp (wheels for every platform, no compiler).

Why this one: it streams, stops when told, answers with log-probabilities and keeps the KV cache of a
shared prompt prefix, and it installs without a compiler. llama-cpp-python reads prompts faster when built
for the CPU at hand, but has no wheels; see docs/LOG.md for the measurements.
"""

import json
import queue
import secrets
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import GenerationError, ModelError
from rag.models.language_model import Message, Piece, Usage

_TOP = 40  # likeliest tokens asked for; the two choices of a yes/no question are always among them


class LlamaCpp:
    """A GGUF model. Calls may be made from several threads; those beyond `parallel` wait, first come, first served.

    :param path: The .gguf file.
    :param threads: CPU threads, of all replies together.
    :param context: The window of each reply in tokens, prompt and reply together.
    :param parallel: Replies written at the same time, each with a window and a prefix cache of its own.
    :param gpu_layers: Layers to put on a GPU, if the installed xllamacpp has one; -1: all that fit.
    :raises ModelError: If the file is not a usable model.
    """

    def __init__(
        self, path: Path, *, threads: int, context: int = 4096, parallel: int = 1, gpu_layers: int = -1
    ) -> None:
        import xllamacpp

        self.name = path.stem
        self.usage = Usage()
        self._usage_lock = threading.Lock()
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = context * parallel  # the engine divides it among the slots
        params.kv_unified = False  # else one long prompt takes what another needs
        # a slot keeps the prefix cache of its last prompt; the engine chooses the one that shares most with the next
        params.n_parallel = parallel
        params.n_gpu_layers = gpu_layers
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        # Repacked weights write a quarter faster but read a quarter slower than the other kernels and take 0.6 GB
        # more; an answer reads fifteen times what it writes.
        params.no_extra_bufts = True
        params.warmup = False
        params.verbosity = -1
        params.cache_ram_mib = 0  # a second copy of old prompts in memory would only cost
        # The engine opens a loopback listener of its own. Nobody is told the key, so nobody gets in.
        params.api_keys = [secrets.token_urlsafe(32)]
        params.cors_origins = "null"
        params.ui = False
        params.endpoint_slots = False
        params.endpoint_props = False
        try:
            self._server = xllamacpp.Server(params)
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                "cannot load model {path!r}: {reason}; check it with: yinzheng models --verify",
                code="model_file_broken",
                path=str(path),
                reason=str(error),
            ) from None

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        """Yield the reply as it is written; see `rag.models.language_model.LanguageModel`."""
        # timings come with every piece: a reply that is stopped early is counted too
        body = self._body(messages, max_tokens=max_tokens, stop=list(stop), stream=True, timings_per_token=True)
        body |= {"logprobs": True, "top_logprobs": 1}
        pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        stopped = threading.Event()
        spent = Usage()

        def receive(event: Any) -> bool:
            nonlocal spent
            error = _error_of(event)
            if error:
                pieces.put(GenerationError(error))
                return True
            spent = _usage_of(event) or spent
            for choice in event.get("choices", ()):
                text = choice.get("delta", {}).get("content")
                if text:
                    pieces.put(Piece(text, _logprob_of(choice)))
            return stopped.is_set()  # True ends the request

        def work() -> None:
            try:
                self._server.handle_chat_completions(body, receive)
            except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller's thread
                pieces.put(GenerationError("llama.cpp failed: {reason}", code="llama_cpp_failed", reason=str(error)))
            finally:
                pieces.put(None)

        worker = threading.Thread(target=work, name="llama.cpp", daemon=True)
        worker.start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            stopped.set()
            worker.join()
            self._count(spent)

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Return log-probabilities of the first token; see `rag.models.language_model.LanguageModel`."""
        body = self._body(messages, max_tokens=1, stream=False, logprobs=True, top_logprobs=_TOP)
        reply = self._server.handle_chat_completions(body)
        error = _error_of(reply)
        if error:
            raise GenerationError(error)
        self._count(_usage_of(reply) or Usage())
        try:
            top = reply["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        except (KeyError, IndexError, TypeError):
            raise GenerationError(
                "llama.cpp gave no log-probabilities: {reply!r}", code="llama_cpp_no_logprobs", reply=str(reply)[:200]
            ) from None
        seen = {entry["token"]: float(entry["logprob"]) for entry in top}
        floor = min(seen.values())
        return [seen.get(choice, floor) for choice in choices]

    def close(self) -> None:
        """Free the weights."""
        del self._server

    def _count(self, spent: Usage) -> None:
        with self._usage_lock:
            self.usage += spent

    def _body(self, messages: Sequence[Message], **options: Any) -> dict[str, Any]:
        return {
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": 0,
            "cache_prompt": True,
            **options,
        }


def _usage_of(event: dict[str, Any]) -> Usage | None:
    """Return what a reply, or a piece of one, has cost so far; None if it does not say."""
    timings = event.get("timings")
    if not isinstance(timings, dict):
        return None
    cached = int(timings.get("cache_n", 0))
    return Usage(int(timings.get("prompt_n", 0)) + cached, cached, int(timings.get("predicted_n", 0)))


def _logprob_of(choice: Any) -> float | None:
    """Return the least log-probability of the tokens of a piece; None if it does not say."""
    told = (choice.get("logprobs") or {}).get("content") or ()
    return min((float(token["logprob"]) for token in told), default=None)


def _error_of(event: Any) -> str | None:
    """Return the message of an error event, None for any other."""
    if isinstance(event, str):
        try:
            event = json.loads(event)
        except ValueError:
            return f"llama.cpp: {event}"
    if not isinstance(event, dict):
        return None
    error = event.get("error", event if {"code", "message"} <= event.keys() else None)
    if error is None:
        return None
    return f"llama.cpp: {error['message'] if isinstance(error, dict) and 'message' in error else error}"
