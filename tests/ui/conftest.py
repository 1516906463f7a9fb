from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running
from ui import create_app


@pytest.fixture
def assistant() -> Iterator[ScriptedAssistant]:
    assistant = ScriptedAssistant()
    yield assistant
    assistant.hold.set()  # a server cannot end while a stream is held


@pytest.fixture
def client(assistant: ScriptedAssistant) -> Iterator[TestClient]:
    app = create_app(assistant, page=False)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def address(assistant: ScriptedAssistant) -> Iterator[str]:
    with running(assistant, waiting=1) as address:
        yield address
        assistant.hold.set()
