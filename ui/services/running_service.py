"""The service that serves a library now: it leaves its address in the library's directory, and a command asks it.

A command that answers one question would load the models first; a service that runs has them in memory. What it left
may be stale, so who finds it asks for its name before anything else.
"""

import contextlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from corpus import (
    BusyError,
    GenerationError,
    InputError,
    LibraryError,
    ModelError,
    NotFoundError,
    SettingsError,
    TimeLimitError,
    YinzhengError,
)
from index import Filters, Hit
from rag import Citation, Delta, Event, Finished, Implied, Retrieved, Settings, Turn
from ui.services.answer_json import read_answer, read_hit

FILE = "service.json"
LAST = "served.txt"
"""Beside the usual library: the directory of the one that was made of a folder, and served last."""
_SOON = 2.0  # seconds for a service on this machine to say its name
_LONG = 600.0  # seconds of silence in a stream
_ERRORS: dict[str, type[YinzhengError]] = {
    kind.__name__: kind
    for kind in (InputError, NotFoundError, SettingsError, BusyError, TimeLimitError, ModelError, GenerationError)
}


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs on this machine.

    :param address: Such as `http://127.0.0.1:7860`.
    :param instance: What tells it from another one that has its port by now.
    :param token: Sent as a bearer token, where one is set.
    """

    address: str
    instance: str
    token: str = ""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: Sequence[str] | None = None,
        implied: bool = True,
        ignore: Collection[str] = (),
    ) -> Iterator[Event]:
        """Yield the events of an answer, as `ui.backend.Backend.stream`.

        :raises YinzhengError: What the service says went wrong, or that it was lost.
        """
        body: dict[str, Any] = {"question": question, "stream": True, "implied": implied, "ignore": list(ignore)}
        body["history"] = [{"role": turn.role, "text": turn.text} for turn in history]
        if filters:
            body["filters"] = filters.to_dict()
        if passages is not None:
            body["passages"] = list(passages)
        with self._open("/api/ask", body, _LONG) as response, _lost(self.address):
            yield from filter(None, map(_event, _frames(response)))

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return at most `k` hits, best first.

        :raises YinzhengError: As `stream`.
        """
        chosen = filters or Filters()
        asked = {"q": query, "k": k, "since": chosen.since, "until": chosen.until}
        asked |= {"speaker": chosen.speakers, "place": chosen.places, "kind": chosen.kinds}
        asked |= {"id": chosen.ids, "folder": chosen.folders, "tag": chosen.tags}
        words = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        with self._open(f"/api/search?{words}", None, _LONG) as response, _lost(self.address):
            return [read_hit(hit) for hit in json.load(response)["hits"]]

    def remarks(self, citations: Sequence[Citation]) -> dict[int, str]:
        """Return whose words citations are, by their numbers, if not their speaker's own.

        :raises YinzhengError: As `stream`.
        """
        return {number: str(told["remark"]) for number, told in self._references(citations) if told.get("remark")}

    def whose(self, citations: Sequence[Citation]) -> dict[int, dict[str, Any]]:
        """Return whose words citations are, by their numbers, as `/api/ask` gives it, as far as that is known.

        :raises YinzhengError: As `stream`.
        """
        return {number: told["whose"] for number, told in self._references(citations) if told.get("whose")}

    def _references(self, citations: Sequence[Citation]) -> Iterator[tuple[int, dict[str, Any]]]:
        for one in citations:
            words = urlencode({"speech_id": one.speech.id, "start": one.start, "end": one.end})
            try:
                with self._open(f"/api/reference?{words}", None, _LONG) as response, _lost(self.address):
                    yield one.number, json.load(response)
            except NotFoundError:  # of a passage that was given with the question, or removed since
                continue

    def answers(self) -> bool:
        """Say whether it is there, and the one that left its address."""
        try:
            with self._open("/healthz", None, _SOON) as response:
                return bool(json.load(response).get("instance") == self.instance)
        except (YinzhengError, OSError, ValueError, HTTPException):
            return False

    def _open(self, path: str, body: Any, timeout: float) -> HTTPResponse:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers)
        try:
            # no proxy stands between this machine and itself
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            return opener.open(request, timeout=timeout)  # type: ignore[no-any-return]
        except urllib.error.HTTPError as error:
            with error:
                raise _error(error.read()) from None
        except OSError as error:
            raise _gone(self.address, error) from None


@contextlib.contextmanager
def announced(directory: Path | None, address: str, instance: str, settings: Settings | None) -> Iterator[None]:
    """Leave a service's address in its library's directory until the block ends.

    :param directory: None, or one that cannot be written: nothing is left.
    :param settings: Those it answers with.
    """
    left = None
    if directory is not None and settings is not None:
        with contextlib.suppress(OSError):
            new = directory / f"{FILE}.{instance}"
            value = {"address": address.rstrip("/"), "instance": instance, "settings": _print(settings)}
            new.write_text(json.dumps(value), encoding="utf-8")
            left = new.replace(directory / FILE)
    try:
        yield
    finally:
        if left is not None and _read(left).get("instance") == instance:
            left.unlink(missing_ok=True)


def remember(directory: Path) -> None:
    """Note that a library was made of a folder and is served, for commands that name none; if that can be written."""
    with contextlib.suppress(OSError):
        noted = Settings().library_path.parent / LAST
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.write_text(f"{directory.resolve()}\n", encoding="utf-8")


def last_served() -> Path | None:
    """Return the directory that `remember` noted; None if there is none, or no library any more."""
    try:
        directory = Path((Settings().library_path.parent / LAST).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return directory if directory.is_absolute() and directory.is_dir() else None


def find(directory: Path, settings: Settings) -> Service | None:
    """Return the service that serves a library now, with these settings; None if there is none, or it is locked."""
    left = _read(directory / FILE)
    if left.get("settings") != _print(settings):
        return None
    tokens = [value for name in ("YINZHENG_TOKEN", "YINZHENG_PASSWORD") if (value := os.environ.get(name))]
    service = Service(str(left["address"]), str(left["instance"]), tokens[0] if tokens else "")
    return service if service.answers() else None


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _print(settings: Settings) -> str:
    """Return what tells settings apart, but for where the library is; it says nothing of a key among them."""
    chosen = json.dumps(asdict(replace(settings, library="")), sort_keys=True)
    return sha256(chosen.encode()).hexdigest()[:16]


def _frames(lines: HTTPResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for raw in lines:
        line = raw.decode("utf-8").rstrip("\r\n")
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def _event(frame: tuple[str, dict[str, Any]]) -> Event | None:
    name, data = frame
    match name:
        case "retrieved":
            hits = tuple(read_hit(hit) for hit in data["hits"])
            implied = tuple(Implied(**known) for known in data["implied"])
            return Retrieved(hits, data["question"], (), implied, tuple(data.get("follows", ())))
        case "delta":
            return Delta(data["text"])
        case "finished":
            return Finished(read_answer(data))
        case "error":
            raise _error(json.dumps(data).encode())
        case _:  # its turn has not come
            return None


def _error(body: bytes) -> YinzhengError:
    """Return the error that a service answered with, of its own kind."""
    try:
        said = json.loads(body)["error"]
        kind, text = str(said["type"]), str(said["message"])
    except (ValueError, KeyError, TypeError):
        kind, text = "", body[:200].decode("utf-8", "replace")
    return _ERRORS.get(kind, LibraryError)(text)


def _gone(address: str, error: Exception) -> LibraryError:
    return LibraryError(
        "the service at {address!r} was lost: {reason}; ask again",
        code="service_lost",
        address=address,
        reason=str(error) or type(error).__name__,
    )


@contextlib.contextmanager
def _lost(address: str) -> Iterator[None]:
    try:
        yield
    except (OSError, HTTPException, ValueError, KeyError) as error:
        raise _gone(address, error) from None
