"""The models that the settings name, opened; their libraries load only then."""

from collections.abc import Callable
from pathlib import Path

from corpus import SettingsError
from index import Encoder
from rag.models.language_model import LanguageModel
from rag.settings import Settings


def _llama_cpp(settings: Settings) -> LanguageModel:
    from rag.models.engines.llama_cpp import LlamaCpp
    from rag.models.resolver import resolve

    return LlamaCpp(
        resolve(settings.generator),
        threads=settings.thread_count,
        context=settings.context_tokens,
        parallel=settings.in_flight,
    )


def _transformers(settings: Settings) -> LanguageModel:
    from rag.models.engines.huggingface import HuggingFace
    from rag.models.resolver import resolve

    return HuggingFace(resolve(settings.generator), threads=settings.thread_count)


def _openai(settings: Settings) -> LanguageModel:
    from rag.models.engines.openai_compatible import OpenAICompatible

    return OpenAICompatible(
        settings.generator,
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key,
        parallel=settings.in_flight,
    )


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
            "no engine {engine!r}; set YINZHENG_ENGINE to one of: {known}",
            code="no_engine",
            engine=settings.engine,
            known=tuple(ENGINES),
        ) from None
    return make(settings)


def open_encoder(settings: Settings) -> Encoder:
    """Load the embedding model that the settings name.

    :raises ModelError: If its weights are missing or cannot be loaded.
    """
    if settings.embedding_base_url:
        from index import RemoteEncoder

        return RemoteEncoder(
            settings.embedding, base_url=settings.embedding_base_url, api_key=settings.embedding_api_key
        )
    from index import SentenceEncoder
    from rag.models.resolver import resolve

    return SentenceEncoder(
        resolve(settings.embedding), name=Path(settings.embedding).name, threads=settings.thread_count
    )
