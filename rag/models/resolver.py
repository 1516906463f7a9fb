r"""A model named in the settings becomes a path: of the registry, of the user's own, or of a hub.

    qwen2.5-coder-1.5b-instruct-q4_k_m              a name of `yinzheng models`: fetched from wheels if absent
    ~/models/other.gguf, D:\models\bge-small-zh       a file or folder of the user's: used as it is
    BAAI/bge-small-zh-v1.5                          a repository of a hub: fetched once, then read from its cache
    Qwen/Qwen3-4B-GGUF:Qwen3-4B-Q4_K_M.gguf         one file of a repository

The hub is where HF_ENDPOINT says (a mirror, for example), its cache where HF_HOME says.
"""

import re
from pathlib import Path

from corpus import ModelError, NotFoundError
from rag.models.checksums import check_hub_files
from rag.models.download import Progress
from rag.models.store import MODELS, ensure

HUB_ID = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?::(?P<file>[\w./-]+))?")
WEIGHTS = ["*.json", "*.txt", "*.model", "*.safetensors", "*.jinja", "*/config.json"]  # no second copy in other formats


def resolve(model: str, *, progress: Progress | None = None) -> Path:
    """Return the path of a model by whatever name the settings have for it.

    :param model: One of the four forms above.
    :param progress: As of `rag.models.store.ensure`; a hub's own downloads do not report.
    :raises NotFoundError: If it is neither a known name, nor an existing path, nor of a hub's form.
    :raises ModelError: If the hub does not give it, or a known model cannot be fetched.
    """
    if model in MODELS:
        return ensure(model, progress=progress)
    path = Path(model).expanduser()
    if model and path.exists():  # Path('') is the current folder
        return path
    named = HUB_ID.fullmatch(model)
    if named is None or model.startswith((".", "/", "~")):
        raise NotFoundError(
            "no model {model!r}: neither known ({known}), nor a path that exists, nor like 'org/name'",
            code="no_model",
            model=model,
            known=tuple(MODELS),
        )
    return _from_hub(named["repo"], named["file"])


def _from_hub(repo: str, file: str | None) -> Path:
    from huggingface_hub import hf_hub_download, snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    def get(*, cached: bool) -> str:
        if file is not None:
            return str(hf_hub_download(repo, file, local_files_only=cached))
        return str(snapshot_download(repo, allow_patterns=WEIGHTS, local_files_only=cached))

    try:
        found = Path(get(cached=True))  # once a model is on disk, no request may leave the machine
        check_hub_files(found)
        return found
    except LocalEntryNotFoundError:
        pass
    try:
        found = Path(get(cached=False))
    except Exception as error:  # noqa: BLE001 - of three HTTP libraries, by the version installed
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError(
            "cannot get {repo!r} from the hub: {reason}; check HF_ENDPOINT, or name a folder or file that is on disk",
            code="hub_failed",
            repo=repo,
            reason=reason,
        ) from None
    check_hub_files(found)
    return found
