"""Serve an assistant, scripted or real, from a thread of the test."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from ui import create_app
from ui.backend import Backend
from ui.middleware.connections import Punctual
from ui.server import configuration, listen


@contextmanager
def running(
    assistant: Backend, *, page: bool = False, waiting: int = 4, http: type[Punctual] | None = None, **options: Any
) -> Iterator[str]:
    """Yield the address, such as `http://127.0.0.1:40123`."""
    listener = listen("127.0.0.1", 0)
    app = create_app(assistant, page=page, waiting=waiting, **options)
    server = uvicorn.Server(configuration(app, http or Punctual, options.get("proxies", ())))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def wait_until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for a condition; fail if it does not come true, be the machine ever so busy."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.01)
