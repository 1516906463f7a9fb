"""A language model that says what a test tells it to."""

from collections.abc import Callable, Iterator, Sequence

from rag.models.language_model import Message


class ScriptedModel:
    """Implements `rag.models.language_model.LanguageModel`.

    :param reply: The text of every reply, or a function of the messages.
    :param logit: log P(yes) - log P(no) of every yes/no question, or a function of the messages.
    """

    name = "scripted"

    def __init__(
        self,
        reply: str | Callable[[Sequence[Message]], str] = "",
        logit: float | Callable[[Sequence[Message]], float] = 9.0,
    ) -> None:
        self.reply = reply
        self.logit = logit
        self.prompts: list[str] = []
        self.closed = False
        self.cut_short = False

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        self.prompts.append(messages[-1].content)
        text = self.reply if isinstance(self.reply, str) else self.reply(messages)
        for word in stop:
            text = text.split(word)[0]
        done = False
        try:
            for start in range(0, min(len(text), 2 * max_tokens), 2):  # two characters a token
                yield text[start : start + 2]
            done = True
        finally:
            self.cut_short = not done

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        self.prompts.append(messages[-1].content)
        return [self.logit(messages) if callable(self.logit) else self.logit, 0.0]

    def close(self) -> None:
        self.closed = True
