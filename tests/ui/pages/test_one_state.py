"""What is read together belongs together, though somebody changes or removes the speech in between."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index import Library
from rag.question.suggestions import example_questions
from tests.support.fakes import HashEncoder
from tests.support.ui.library_client import FESTIVAL, ShelfAssistant, shelf
from ui import create_app


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[ShelfAssistant]:
    with shelf(tmp_path) as assistant:
        yield assistant


def then(library: Library, name: str, change: Callable[[Library], object], patched: pytest.MonkeyPatch) -> None:
    """Let another process change the library right after `name` was read for the first time."""
    real, done = getattr(library, name), list[bool]()

    def read(*given: object) -> object:
        result = real(*given)
        if not done:
            done.append(True)
            with Library.open(library.directory, HashEncoder()) as other:
                change(other)
        return result

    patched.setattr(library, name, read)


@pytest.mark.parametrize("change", ["remove", "shorten"])
@pytest.mark.parametrize("path", ["/api/speeches/{}", "/api/speeches/{}/understanding", "/speech/{}?span=0-5"])
def test_a_speech_is_shown_as_it_was(
    stocked: ShelfAssistant, monkeypatch: pytest.MonkeyPatch, change: str, path: str
) -> None:
    library: Library = stocked.library
    speech = next(one for one in library.speeches() if "竹纸" in one.title)
    file = Path(speech.path)

    def changed(other: Library) -> None:
        if change == "remove":
            other.remove(speech.id)
        else:
            file.write_text(FESTIVAL.replace("竹纸", "纸")[: len(FESTIVAL) // 2], encoding="utf-8")
            other.add(file)

    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        before = client.get(path.format(speech.id))
        then(library, "speech", changed, monkeypatch)
        meanwhile = client.get(path.format(speech.id))
        after = client.get(path.format(speech.id))
    assert before.status_code == 200
    assert (meanwhile.status_code, meanwhile.text) == (200, before.text)
    assert after.status_code == (404 if change == "remove" else 200) and after.text != before.text


def test_example_questions_are_made_though_a_speech_is_removed(
    stocked: ShelfAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    library: Library = stocked.library
    before = example_questions(library, 4)
    assert before
    then(library, "speeches", lambda other: [other.remove(one.id) for one in other.speeches()], monkeypatch)
    assert example_questions(library, 4) == before
    assert example_questions(library, 4) == []
