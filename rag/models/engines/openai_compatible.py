"""Any OpenAI-compatible server (vLLM, SGLang, llama-server, a hosted one) through the official client.

Choosing this engine sends the question and the passages to that server: it is the one way in which text
leaves the process, and only the settings can choose it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus import GenerationError, ModelError
from rag.models.language_model import Message, Usage


class OpenAICompatible:
    """A served chat model.

    :param model: The served model's name.
    :param base_url: Such as `http://127.0.0.1:8000/v1`.
    :param api_key: If the server wants one.
    :param timeout: Seconds without a byte before giving up.
    :raises ModelError: If the `openai` package is not installed.
    """

    def __init__(self, model: str, *, base_url: str, api_key: str = "", timeout: float = 120.0) -> None:
        try:
            import openai
        except ImportError:
            raise ModelError(
                "the engine 'openai' needs a package; install it with: pip install 'yinzheng[openai]'",
                code="engine_not_installed",
            ) from None
        self.name = model
        self.usage = Usage()
        self._errors = openai.OpenAIError
        self._client = openai.OpenAI(base_url=base_url, api_key=api_key or "none", timeout=timeout, max_retries=1)
        self._base_url = base_url

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        """Yield the reply as it is written; see `rag.models.language_model.LanguageModel`."""
        try:
            with self._create(
                messages,
                max_tokens=max_tokens,
                stop=list(stop) or None,
                stream=True,
                stream_options={"include_usage": True},
            ) as events:
                for event in events:
                    self.usage += _usage_of(event)
                    if event.choices and event.choices[0].delta.content:
                        yield event.choices[0].delta.content
        except self._errors as error:
            raise self._failed(error) from None

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Return log-probabilities of the first token; see `rag.models.language_model.LanguageModel`."""
        try:
            reply = self._create(messages, max_tokens=1, logprobs=True, top_logprobs=20)
        except self._errors as error:
            raise self._failed(error) from None
        self.usage += _usage_of(reply)
        logprobs = reply.choices[0].logprobs
        if logprobs is None or not logprobs.content:
            raise GenerationError(
                "{server!r} gives no log-probabilities for {model!r}",
                code="server_no_logprobs",
                server=self._base_url,
                model=self.name,
            )
        seen = {entry.token: entry.logprob for entry in logprobs.content[0].top_logprobs}
        floor = min(seen.values())
        return [seen.get(choice, floor) for choice in choices]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _create(self, messages: Sequence[Message], **options: Any) -> Any:
        chat: list[Any] = [{"role": message.role, "content": message.content} for message in messages]
        return self._client.chat.completions.create(model=self.name, messages=chat, temperature=0, **options)

    def _failed(self, error: Exception) -> GenerationError:
        return GenerationError(
            "the model server at {server!r} failed: {reason}",
            code="model_server_failed",
            server=self._base_url,
            reason=str(error),
        )


def _usage_of(event: Any) -> Usage:
    """Return what a reply has cost; only its last piece says so."""
    usage = getattr(event, "usage", None)
    if usage is None:
        return Usage()
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(usage.prompt_tokens, getattr(details, "cached_tokens", None) or 0, usage.completion_tokens)
