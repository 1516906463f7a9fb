import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from corpus import BusyError, SettingsError
from rag.answering.events import Delta, Event
from ui.server import listen
from ui.services.generation_queue import Gate


def test_taken_port_is_an_error_that_names_the_way_out() -> None:
    with closing(listen("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} .*--port"):
            listen("127.0.0.1", port)


def test_host_of_another_machine_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"'203\.0\.113\.7'"):
        listen("203.0.113.7", 7860)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts another process by a signal")
def test_serve_says_its_address_answers_and_ends_on_interrupt() -> None:
    code = (
        "from tests.support.ui.scripted_assistant import ScriptedAssistant; from ui import serve;"
        "serve(ScriptedAssistant(), port=0, page=False, on_ready=lambda address: print(address, flush=True))"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            assert httpx.get(f"{address}healthz").json()["status"] == "ok"
            assert httpx.get(f"{address}healthz", headers={"host": "evil.example"}).status_code == 400
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0


def test_package_import_is_cheap() -> None:
    code = "import sys, ui; print('fastapi' in sys.modules, 'gradio' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]


def test_service_without_the_page_does_not_import_gradio() -> None:
    code = "import sys, ui; ui.create_app; print('gradio' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False"]


def test_gate_frees_its_place_when_a_stream_is_closed_or_fails() -> None:
    gate = Gate(waiting=0)

    def events() -> list[Event]:
        return [Delta("一"), Delta("二")]

    stream = gate.stream(lambda: iter(events()))
    assert next(stream) == Delta("一")
    with pytest.raises(BusyError, match="try again"):
        next(gate.stream(lambda: iter(events())))
    stream.close()
    assert gate.inside == 0

    def broken() -> list[Event]:
        raise KeyError("x")

    with pytest.raises(KeyError):
        next(gate.stream(lambda: iter(broken())))
    assert list(gate.stream(lambda: iter(events()))) == events()


def test_gate_holds_nothing_for_a_stream_never_begun() -> None:
    gate = Gate(waiting=0)
    _ = gate.stream(lambda: iter(()))
    assert list(gate.stream(lambda: iter(()))) == []


def test_gate_gives_up_on_a_turn_that_does_not_come() -> None:
    gate = Gate(waiting=1, patience=0.05)
    first = gate.stream(lambda: iter([Delta("一")]))
    next(first)
    with pytest.raises(BusyError, match=r"no turn in 0\.05 seconds"):
        next(gate.stream(lambda: iter(())))
    first.close()
