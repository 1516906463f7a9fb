"""A causal model in transformers: any folder or hub id that AutoModelForCausalLM loads, or a GGUF file."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import GenerationError, ModelError
from rag.models.language_model import Message, Usage


class HuggingFace:
    """A transformers chat model.

    :param path: A folder with the model and its tokenizer, or a .gguf file.
    :param threads: CPU threads.
    :param device: As torch names it; None: a GPU if there is one.
    :raises ModelError: If the folder holds no usable model.
    """

    def __init__(self, path: Path, *, threads: int, device: str | None = None) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.usage = Usage()
        self.name = path.stem if path.suffix == ".gguf" else path.name
        torch.set_num_threads(threads)
        gguf: dict[str, Any] = {"gguf_file": path.name} if path.suffix == ".gguf" else {}
        folder = path.parent if gguf else path
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, **gguf)
            self._model = AutoModelForCausalLM.from_pretrained(
                folder, local_files_only=True, dtype="auto" if not gguf else torch.bfloat16, **gguf
            )
        except (OSError, ValueError, ImportError) as error:
            raise ModelError(
                "cannot load model {path!r}: {reason}",
                code="model_broken",
                path=str(path),
                reason=str(error).splitlines()[0],
            ) from None
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._model.to(self._device).eval()

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        """Yield the reply as it is written; see `rag.models.language_model.LanguageModel`."""
        from transformers import StoppingCriteriaList, TextIteratorStreamer

        stopped = threading.Event()
        length = 0

        def interrupted(ids: Any, scores: Any, **_: Any) -> Any:
            import torch

            nonlocal length
            length = ids.shape[1]  # prompt and reply so far
            return torch.full((ids.shape[0],), stopped.is_set(), dtype=torch.bool, device=ids.device)

        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        inputs = self._inputs(messages)
        read = inputs["input_ids"].shape[1]
        failure: list[Exception] = []

        def work() -> None:
            try:
                self._model.generate(
                    **inputs,
                    streamer=streamer,
                    max_new_tokens=max_tokens,
                    do_sample=False,
                    stopping_criteria=StoppingCriteriaList([interrupted]),
                )
            except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller's thread
                failure.append(error)
                streamer.end()

        worker = threading.Thread(target=work, name="transformers", daemon=True)
        worker.start()
        written = ""
        try:
            for piece in streamer:
                if not piece:
                    continue
                cut = _first_stop(written + piece, stop)
                if cut is not None:
                    yield (written + piece)[len(written) : cut]
                    return
                written += piece
                yield piece
        finally:
            stopped.set()
            worker.join()
            self.usage += Usage(read, 0, max(0, length - read))
        if failure:
            raise GenerationError(
                "transformers failed: {reason}", code="transformers_failed", reason=str(failure[0])
            ) from failure[0]

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Return log-probabilities of the first token; see `rag.models.language_model.LanguageModel`."""
        import torch

        ids = [self._tokenizer.encode(choice, add_special_tokens=False)[0] for choice in choices]
        inputs = self._inputs(messages)
        with torch.inference_mode():
            logits = self._model(**inputs).logits[0, -1].float()  # (vocabulary,)
        self.usage += Usage(inputs["input_ids"].shape[1], 0, 1)
        logprobs = torch.log_softmax(logits, dim=-1)
        return [float(logprobs[token]) for token in ids]

    def close(self) -> None:
        """Free the weights."""
        del self._model

    def _inputs(self, messages: Sequence[Message]) -> Any:
        chat = [{"role": message.role, "content": message.content} for message in messages]
        return self._tokenizer.apply_chat_template(
            chat, add_generation_prompt=True, return_tensors="pt", return_dict=True
        ).to(self._device)


def _first_stop(text: str, stop: Sequence[str]) -> int | None:
    places = [place for word in stop if (place := text.find(word)) >= 0]
    return min(places) if places else None
