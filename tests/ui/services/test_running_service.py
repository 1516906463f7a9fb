import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import GenerationError, InputError, LibraryError
from index import Filters
from rag import Delta, Finished, Settings
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running
from ui.services.running_service import FILE, Service, announced, find

QUESTION = "疏港铁路什么时候通车？"


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
def service(assistant: ScriptedAssistant, tmp_path: Path) -> Iterator[Service]:
    settings = Settings()
    with running(assistant, instance="here") as address, announced(tmp_path, address, "here", settings):
        found = find(tmp_path, settings)
        assert found is not None
        yield found


def test_service_that_runs_answers_as_the_assistant_does(service: Service, assistant: ScriptedAssistant) -> None:
    events = list(service.stream(QUESTION, filters=Filters(speakers=["沈知远"])))
    expected = list(assistant.stream(QUESTION, filters=Filters(speakers=["沈知远"])))
    assert isinstance(events[-1], Finished) and events[-1] == expected[-1]
    assert "".join(event.text for event in events if isinstance(event, Delta)) == events[-1].answer.text
    kinds = Filters(kinds=["新闻"], folders=["speeches"], since="2024")
    assert [hit.to_dict() for hit in service.search("疏港铁路", 3, kinds)] == [
        hit.to_dict() for hit in assistant.search("疏港铁路", 3, kinds)
    ]


def test_its_errors_are_of_their_kind(service: Service) -> None:
    with pytest.raises(InputError, match="empty"):
        list(service.stream("  "))
    with pytest.raises(GenerationError, match="smaller model"):
        list(service.stream("失败"))


def test_what_was_left_behind_is_not_believed(assistant: ScriptedAssistant, tmp_path: Path) -> None:
    settings = Settings()
    with running(assistant, instance="another") as address, announced(tmp_path, address, "gone", settings):
        assert find(tmp_path, settings) is None
    with announced(tmp_path, "http://127.0.0.1:1", "gone", settings):
        assert find(tmp_path, settings) is None
    for text in ("", "[]", "{"):
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        assert find(tmp_path, settings) is None
    assert find(tmp_path / "absent", settings) is None


def test_other_settings_are_not_answered_by_it(service: Service, tmp_path: Path) -> None:
    assert find(tmp_path, Settings(passages=2)) is None
    assert find(tmp_path, Settings(library=str(tmp_path))) == service


def test_key_is_not_left_in_the_directory(tmp_path: Path) -> None:
    with announced(tmp_path, "http://127.0.0.1:1", "x", Settings(openai_api_key="very-secret-key")):
        left = (tmp_path / FILE).read_text(encoding="utf-8")
    assert "very-secret" not in left and set(json.loads(left)) == {"address", "instance", "settings"}
    assert not (tmp_path / FILE).exists()


def test_directory_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    with announced(tmp_path / "absent", "http://127.0.0.1:1", "x", Settings()):
        pass


def test_one_with_a_password_is_asked_with_it(
    assistant: ScriptedAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings()
    with (
        running(assistant, instance="here", secrets=("correct horse",)) as address,
        announced(tmp_path, address, "here", settings),
    ):
        assert find(tmp_path, settings) is None
        monkeypatch.setenv("YINZHENG_TOKEN", "correct horse")
        found = find(tmp_path, settings)
        assert found is not None and found.search("疏港铁路")


def test_service_that_is_lost_in_mid_answer_is_an_error(assistant: ScriptedAssistant) -> None:
    with pytest.raises(LibraryError, match="ask again"):
        list(Service("http://127.0.0.1:1", "x").stream(QUESTION))
