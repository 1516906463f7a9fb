from pathlib import Path

import pytest

from corpus import SettingsError
from rag import Settings


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("YINZHENG_CONFIG", str(path))
    for name in ("THREADS", "ENGINE", "LIBRARY", "PASSAGES"):
        monkeypatch.delenv(f"YINZHENG_{name}", raising=False)
    return path


def test_defaults_need_no_file() -> None:
    assert Settings.load() == Settings()


def test_option_beats_environment_beats_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("threads = 3\npassages = 4\nlibrary = 'a'", encoding="utf-8")
    monkeypatch.setenv("YINZHENG_THREADS", "5")
    settings = Settings.load(library="b")
    assert (settings.threads, settings.passages, settings.library) == (5, 4, "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("treads = 3", "unknown setting 'treads'"),
        ("threads = 'many'", "'threads' must be int, not 'many'"),
        ("threads = -1", "must not be negative"),
        ("threads = [1]", "must be int"),
        ("threads =", "cannot read settings"),
    ],
)
def test_wrong_file_names_the_value(config: Path, text: str, message: str) -> None:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        Settings.load()


def test_threads_default_to_the_cores() -> None:
    assert Settings().thread_count >= 1
    assert Settings(threads=7).thread_count == 7
