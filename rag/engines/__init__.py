"""Ways to run a language model. Each implements `rag.generation.LanguageModel`; its library loads when used."""

from collections.abc import Callable

from corpus import SettingsError
from rag.generation import LanguageModel
from rag.settings import Settings


def _llama_cpp(settings: Settings) -> LanguageModel:
    from rag.engines.llama_cpp import LlamaCpp
    from rag.hub import resolve

    return LlamaCpp(resolve(settings.generator), threads=settings.thread_count, context=settings.context_tokens)


def _transformers(settings: Settings) -> LanguageModel:
    from rag.engines.huggingface import HuggingFace
    from rag.hub import resolve

    return HuggingFace(resolve(settings.generator), threads=settings.thread_count)


def _openai(settings: Settings) -> LanguageModel:
    from rag.engines.openai_compatible import OpenAICompatible

    return OpenAICompatible(settings.generator, base_url=settings.openai_base_url, api_key=settings.openai_api_key)


ENGINES: dict[str, Callable[[Settings], LanguageModel]] = {
    "llama.cpp": _llama_cpp,
    "transformers": _transformers,
    "openai": _openai,
}


def open_language_model(settings: Settings) -> LanguageModel:
    """Load the model that the settings name.

    :raises SettingsError: If there is no such engine.
    :raises ModelError: If its weights are missing or cannot be loaded.
    """
    try:
        make = ENGINES[settings.engine]
    except KeyError:
        raise SettingsError(
            f"no engine {settings.engine!r}; set YINZHENG_ENGINE to one of: {', '.join(ENGINES)}"
        ) from None
    return make(settings)
