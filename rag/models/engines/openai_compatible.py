"""Any OpenAI-compatible server (vLLM, SGLang, llama-server, a hosted one) through the official client.

Choosing this engine sends the question and the passages to that server: it is the one way in which text
leaves the process, and only the settings can choose it.

A request that is not answered, or by 408, 409, 429 or 5xx, is tried again after a growing, random while, or as the
server's `Retry-After` says: the client does this. After several failures in a row nothing is sent for a while. What
cannot be had raises ModelServerError, upon which an answer is made without a model.
"""

import logging
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from corpus import GenerationError, ModelError, ModelServerError
from rag.models.engines.circuit_breaker import CircuitBreaker
from rag.models.language_model import Message, Piece, Usage

logger = logging.getLogger(__name__)

CONNECT = 5.0  # seconds until a server that is there has taken a connection
SPOKEN = 0.9  # chance that a reply means what it says, where a server tells none; a round number, not a measurement
_FAULTS = (408, 409, 429)  # status codes of a server that cannot answer now, beside 5xx


class OpenAICompatible:
    """A served chat model. Calls may be made from several threads.

    :param model: The served model's name.
    :param base_url: Such as `http://127.0.0.1:8000/v1`.
    :param api_key: If the server wants one.
    :param parallel: Requests in flight; more wait here, first come, first served.
    :param timeout: Seconds without a byte before giving up.
    :param retries: How often a request is tried again.
    :param breaker: When the server is left alone.
    :raises ModelError: If the `openai` package is not installed.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        api_key: str = "",
        parallel: int = 8,
        timeout: float = 60.0,
        retries: int = 2,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        try:
            import openai
        except ImportError:
            raise ModelError(
                "the engine 'openai' needs a package; install it with: pip install 'yinzheng[openai]'",
                code="engine_not_installed",
            ) from None
        self.name = model
        self.usage = Usage()
        self._openai = openai
        self._errors: tuple[type[Exception], ...] = (openai.OpenAIError, *_transport_errors())
        self._client = openai.OpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            timeout=openai.Timeout(timeout, connect=CONNECT),
            max_retries=retries,
        )
        self._base_url = base_url
        self._in_flight = threading.BoundedSemaphore(parallel)
        self._breaker = breaker or CircuitBreaker()
        self._usage_lock = threading.Lock()
        self._tells = True  # log-probabilities, until the server is found not to
        self._told = False  # it has: none is asked for of a whole reply before that

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        """Yield the reply as it is written; see `rag.models.language_model.LanguageModel`.

        :raises ModelServerError: If the server cannot be used just now.
        """
        options = {"stop": list(stop) or None, "stream": True, "stream_options": {"include_usage": True}}
        options |= {"logprobs": True} if self._told else {}
        with self._calling(), self._create(messages, max_tokens=max_tokens, **options) as events:
            for event in events:
                self._count(event)
                if event.choices and event.choices[0].delta.content:
                    yield Piece(event.choices[0].delta.content, _logprob_of(event.choices[0]))

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Return log-probabilities of the first token; see `rag.models.language_model.LanguageModel`.

        A server that tells none is asked for the reply itself: the choice that it begins with gets ln `SPOKEN`, the
        others share the rest; a reply that begins with none of them tells nothing, so that all get the same. This
        separates what can be answered from what cannot far worse than log-probabilities do (`rag.answering.
        answerability`); serve the model with them where that can be.

        :raises ModelServerError: If the server cannot be used just now.
        """
        if self._tells:
            with self._calling():
                try:
                    reply = self._create(messages, max_tokens=1, logprobs=True, top_logprobs=20)
                except self._openai.BadRequestError:  # some servers refuse the parameter
                    reply = None
            logprobs = reply.choices[0].logprobs if reply is not None and reply.choices else None
            if reply is not None:
                self._count(reply)
            if logprobs is not None and logprobs.content and logprobs.content[0].top_logprobs:
                self._told = True
                seen = {entry.token: entry.logprob for entry in logprobs.content[0].top_logprobs}
                floor = min(seen.values())
                return [seen.get(choice, floor) for choice in choices]
        said = "".join(self.stream(messages, max_tokens=4)).strip()
        if self._tells:  # only now: a request that was refused for another reason has failed again
            logger.warning("%s gives no log-probabilities for %s: its replies are gone by", self._base_url, self.name)
            self._tells = False
        return _spoken(said, choices)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _create(self, messages: Sequence[Message], **options: Any) -> Any:
        chat: list[Any] = [{"role": message.role, "content": message.content} for message in messages]
        return self._client.chat.completions.create(model=self.name, messages=chat, temperature=0, **options)

    @contextmanager
    def _calling(self) -> Iterator[None]:
        """Hold one of the places in flight, and note what came of the call."""
        if not self._breaker.allows():
            raise ModelServerError(
                "the model server at {server!r} has failed several times and is left alone for {seconds} seconds",
                code="model_server_resting",
                server=self._base_url,
                seconds=math.ceil(self._breaker.seconds_left),
            )
        with self._in_flight:
            try:
                yield
            except self._errors as error:
                status = getattr(error, "status_code", None)
                if status is not None and status < 500 and status not in _FAULTS:
                    self._breaker.succeeded()  # it answers: the request is at fault
                    raise GenerationError(
                        "the model server at {server!r} failed: {reason}",
                        code="model_server_failed",
                        server=self._base_url,
                        reason=_reason(error),
                    ) from None
                self._breaker.failed()
                raise ModelServerError(
                    "the model server at {server!r} failed: {reason}",
                    code="model_server_failed",
                    server=self._base_url,
                    reason=_reason(error),
                ) from None
            else:
                self._breaker.succeeded()

    def _count(self, event: Any) -> None:
        with self._usage_lock:
            self.usage += _usage_of(event)


def _transport_errors() -> Iterator[type[Exception]]:
    """Yield what the client's HTTP library raises where a reply breaks off: the client passes that on as it is."""
    for name in ("httpx2", "httpx"):
        with suppress(ImportError):
            yield import_module(name).HTTPError


def _spoken(said: str, choices: Sequence[str]) -> list[float]:
    """Return what a reply says of choices as log-probabilities, see `SPOKEN`."""
    begun = [said.startswith(choice) for choice in choices]
    if sum(begun) != 1:
        return [-math.log(len(choices))] * len(choices)
    return [math.log(SPOKEN if one else (1 - SPOKEN) / (len(choices) - 1)) for one in begun]


def _logprob_of(choice: Any) -> float | None:
    """Return the least log-probability of the tokens of a piece; None if it does not say."""
    told = getattr(getattr(choice, "logprobs", None), "content", None) or ()
    return min((float(token.logprob) for token in told), default=None)


def _reason(error: Exception) -> str:
    """Return what went wrong in one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _usage_of(event: Any) -> Usage:
    """Return what a reply has cost; only its last piece says so."""
    usage = getattr(event, "usage", None)
    if usage is None:
        return Usage()
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(usage.prompt_tokens, getattr(details, "cached_tokens", None) or 0, usage.completion_tokens)
