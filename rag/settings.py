"""Every setting, its default and why; where settings come from.

    command-line option  >  environment YINZHENG_<NAME>  >  config.toml  >  default

`config.toml` lies in the user's configuration directory (`yinzheng doctor` prints it), or where
`YINZHENG_CONFIG` says.
"""

import hashlib
import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import platformdirs

from corpus import SettingsError
from index import SearchSettings


def default_library() -> Path:
    """Return the library directory used when none is named."""
    return Path(platformdirs.user_data_dir("yinzheng", appauthor=False)) / "library"


LIST_BUDGET = 2
"""A question for a list gets so many times the evidence and the reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be configured.

    :param library: The library directory; empty: below the user's data directory.
    :param engine: `llama.cpp`, `transformers` or `openai`.
    :param generator: A name of `yinzheng models`, a .gguf file, a transformers folder, a hub id, or, for the
        engine `openai`, the served model's name.
    :param embedding: A name of `yinzheng models`, a sentence-transformers folder or a hub id.
    :param openai_base_url: Of the OpenAI-compatible server, for the engine `openai`.
    :param openai_api_key: Its key, if it wants one.
    :param parallel: Answers written at the same time; 0: one by a model in this process, eight by a server. In this
        process each has a window of its own, and they share the cores: more than one is for more than two cores.
    :param embedding_base_url: Of an OpenAI-compatible embedding server (TEI, vLLM), which then runs `embedding`;
        empty: in this process.
    :param embedding_api_key: Its key, if it wants one.
    :param threads: CPU threads for the models; 0: one a core.
    :param context_tokens: The generator's window. Memory grows with it (28 KiB a token for the 1.5B model).
    :param candidates: How many chunks each search proposes.
    :param passages: How many of the best go into the prompt.
    :param evidence_characters: The most that their text may come to; it bounds the time to the first token.
    :param evidence_mass: Fewer passages do once they hold the answer with this chance, by the ranking; 1: never fewer.
    :param answer_tokens: The longest reply.
    :param answerable_logit: Below this difference of log-probabilities (yes minus no) nothing is written.
    :param confidence: Refuse what is right with a smaller chance than this (`answering.likelihood.confidence`), 0 to 1.
    :param dense_weight: Share of the dense score in the fusion, 0 to 1; BM25 has the rest.
    :param reranker: A CrossEncoder, folder or hub id, that orders the best hits anew; empty: none.
    :param reranked: How many of the best it reads.
    :param backend: Where chunks are searched: `embedded` or `milvus` (`index.SearchSettings`).
    :param milvus_uri: Of the Milvus server, or a file of Milvus Lite; empty: such a file in the library's directory.
    :param milvus_token: `user:password` or a key, if the server wants one.
    :param database_url: A PostgreSQL database for conversations, feedback, accounts and the record of changes,
        `postgresql+psycopg://…`; empty: files beside the library. Documents are by `journal_url`.
    :param journal_url: A PostgreSQL database that keeps the changes of the library, which each machine follows with
        files of its own; it may be that of `database_url`. Empty: the library is of this machine alone.
    :param login_header: A header in which a trusted proxy names who is logged in, such as `X-Forwarded-User`; empty:
        none does.
    :param login_role: `reader`, `editor` or `admin`: of who comes by the proxy or OIDC without an account; empty: is
        not let in.
    :param oidc_issuer: The address of an OpenID Connect provider; empty: there is none.
    :param oidc_client_id: What it knows this service by.
    :param oidc_client_secret: Its secret for this service, if it wants one.
    :param oidc_claim: Of its ID token: what names a person.
    :param ranking: Whether the candidates are ranked by what stands around them too (1) or by the fusion alone (0).
    """

    library: str = ""
    engine: str = "llama.cpp"
    generator: str = "qwen2.5-coder-1.5b-instruct-q4_k_m"
    embedding: str = "multilingual-e5-small"
    openai_base_url: str = "http://127.0.0.1:8000/v1"
    openai_api_key: str = ""
    parallel: int = 0
    embedding_base_url: str = ""
    embedding_api_key: str = ""
    threads: int = 0
    context_tokens: int = 4096
    candidates: int = 50
    passages: int = 5
    evidence_characters: int = 480
    evidence_mass: float = 0.98
    answer_tokens: int = 220
    answerable_logit: float = 0.0
    confidence: float = 0.42
    dense_weight: float = 0.45
    ranking: int = 1
    reranker: str = ""
    reranked: int = 20
    backend: str = "embedded"
    milvus_uri: str = ""
    milvus_token: str = ""
    database_url: str = ""
    journal_url: str = ""
    login_header: str = ""
    login_role: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_claim: str = "preferred_username"

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """Read the file and the environment; `overrides` that are not None win.

        :raises SettingsError: If a name is unknown or a value is of the wrong type; the message names both.
        """
        values: dict[str, Any] = {}
        path = cls.config_path()
        if path.is_file():
            try:
                values.update(tomllib.loads(path.read_text(encoding="utf-8")))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise SettingsError(f"cannot read settings {str(path)!r}: {error}") from None
        known = {field.name: field for field in fields(cls)}
        unknown = sorted(values.keys() - known.keys())
        if unknown:
            raise SettingsError(f"unknown setting {unknown[0]!r} in {str(path)!r}; known: {', '.join(known)}")
        for name in known:
            value = os.environ.get(f"YINZHENG_{name.upper()}")
            if value is not None:
                values[name] = value
        values.update({name: value for name, value in overrides.items() if value is not None})
        return cls(**{name: _convert(name, value, type(known[name].default)) for name, value in values.items()})

    @staticmethod
    def config_path() -> Path:
        """Return where the settings file is looked for."""
        named = os.environ.get("YINZHENG_CONFIG")
        return Path(named) if named else Path(platformdirs.user_config_dir("yinzheng", appauthor=False)) / "config.toml"

    @staticmethod
    def library_of(corpus: str | Path) -> Path:
        """Return the library directory that `rag.ask` keeps for a folder of documents."""
        resolved = Path(corpus).expanduser().resolve()
        digest = hashlib.sha256(str(resolved).encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return default_library().parent / "corpora" / f"{resolved.name or 'root'}-{digest}"

    @property
    def library_path(self) -> Path:
        """The library directory."""
        return Path(self.library).expanduser() if self.library else default_library()

    @property
    def in_flight(self) -> int:
        """How many answers are written at the same time, at least 1. A model of transformers writes one."""
        if self.engine == "transformers":
            return 1
        return self.parallel or (8 if self.engine == "openai" else 1)

    @property
    def search(self) -> SearchSettings:
        """Where the library's chunks are searched.

        :raises SettingsError: If there is no such backend.
        """
        return SearchSettings(backend=self.backend, milvus_uri=self.milvus_uri, milvus_token=self.milvus_token)

    @property
    def thread_count(self) -> int:
        """CPU threads for the models, at least 1."""
        return self.threads or usable_cores()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _convert(name: str, value: Any, kind: type) -> Any:
    try:
        converted = kind(value)
    except (TypeError, ValueError):
        raise SettingsError(f"setting {name!r} must be {kind.__name__}, not {value!r}") from None
    if kind is not str and not isinstance(value, str) and not isinstance(value, (int, float)):
        raise SettingsError(f"setting {name!r} must be {kind.__name__}, not {value!r}")
    if isinstance(converted, (int, float)) and converted < 0 and name != "answerable_logit":
        raise SettingsError(f"setting {name!r} must not be negative: {value!r}")
    return converted
