"""Requests that no honest client makes, byte by byte, to every route that the service has when it runs."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get")
_WRITING = ("POST", "PUT", "PATCH", "DELETE")
_ENOUGH = 65_536  # bytes of an answer that are looked at: some streams have no end
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Route:
    """A template such as `/speech/{speech_id}` with the methods that it takes."""

    path: str
    methods: tuple[str, ...]

    def filled(self, value: str) -> str:
        return re.sub(r"\{[^}]*\}", lambda _: value, self.path)


def routes_of(app: FastAPI) -> list[Route]:
    """Every route of an app: its own, of the routers it includes, and of the apps mounted in it."""
    found: dict[str, set[str]] = {}

    def walk(routes: Iterable[Any], prefix: str) -> None:
        for route in routes:
            if hasattr(route, "effective_candidates"):  # a router that was included
                walk(route.effective_candidates(), prefix)
            elif inner := getattr(route, "routes", None):  # a mounted app
                walk(inner, prefix + getattr(route, "path", "").rstrip("/"))
            elif path := getattr(route, "path", None):
                methods = getattr(route, "methods", None) or getattr(getattr(route, "route", None), "methods", None)
                found.setdefault(prefix + path, set()).update(methods or ("GET",))
            if getattr(route, "path", None) == "/page":  # a folder of files
                found.setdefault("/page/{path}", set()).add("GET")

    walk(app.routes, "")
    return [Route(path, tuple(sorted(methods))) for path, methods in sorted(found.items())]


@dataclass(frozen=True)
class Attack:
    """One request.

    :param kind: What it tries.
    :param sent: Its bytes; the connection stays open behind them.
    :param answers: Statuses that are right; empty for any below 500. 0: the connection is closed without a word.
    """

    kind: str
    sent: bytes
    answers: frozenset[int] = frozenset()


def attacks(route: Route, secrets: Path, host: str, *, every: bool, token: str = "") -> Iterator[Attack]:
    """What is tried on one route.

    :param secrets: A folder with `secret.txt`, outside of what is served.
    :param every: Every variant, not one of each kind.
    :param token: Whose it is that tries.
    """
    known = [f"Authorization: Bearer {token}"] if token else []
    some = slice(None) if every else slice(1)
    plain = route.filled("x")
    writing = [method for method in route.methods if method in _WRITING]
    method = (writing or [route.methods[0]])[0]

    def request(method: str, path: str, *lines: str, host: str | None = host, body: bytes = b"") -> bytes:
        head = [f"{method} {path} HTTP/1.1", *([f"Host: {host}"] if host is not None else []), *known, *lines]
        return "\r\n".join([*head, "", ""]).encode("latin-1") + body

    for size in (1 << 40, 65 << 20)[some]:
        declared = request(method, plain, f"Content-Length: {size}", "Content-Type: application/json")
        yield Attack("body declared too large", declared, frozenset((404, 413)))
    chunks = b"%x\r\n%s\r\n" % (65_536, b" " * 65_536)
    endless = request(method, plain, "Transfer-Encoding: chunked", "Content-Type: application/json", body=chunks * 20)
    yield Attack("body larger than told, chunked", endless)
    for forged in ("evil.example", "127.0.0.1.evil.example", "evil.example:80", "127.0.0.1@evil.example", "0.0.0.0",
                   "[::1].evil", "127.0.0.1 evil.example", "", "localhost.")[some]:  # fmt: skip
        yield Attack("forged host", request(method, plain, host=forged), frozenset((400,)))
    yield Attack("no host", request(method, plain, host=None), frozenset((400,)))
    yield Attack("two hosts", request(method, plain, "Host: evil.example"), frozenset((400,)))
    yield Attack("another target than host", request(method, f"http://evil.example{plain}"))
    for origin in ("https://evil.example", "null", f"http://{host}.evil.example", "http://127.0.0.1:1")[some]:
        for verb in (writing or ["POST"])[some]:
            yield Attack("forged origin", request(verb, plain, f"Origin: {origin}"), frozenset((403, 404)))
    yield Attack("another site's form", request("POST", plain, "Sec-Fetch-Site: cross-site"), frozenset((403, 404)))
    tricks = list(paths(secrets / "secret.txt"))
    for number, trick in enumerate(tricks):
        if every or number % 9 == len(route.path) % 9:
            for verb in route.methods:
                yield Attack("path trick", request(verb, route.filled(trick), f"Content-Length: {0}"))
            yield Attack("path trick", request("GET", f"{plain.rstrip('/')}/{trick}"))
    for verb in METHODS if every else METHODS[len(route.path) % 3 :: 3]:
        yield Attack("method", request(verb, plain, "Content-Length: 0"))
    for version in ("13", "0")[some]:
        upgrade = ("Connection: Upgrade", "Upgrade: websocket", f"Sec-WebSocket-Version: {version}",
                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")  # fmt: skip
        yield Attack("websocket", request("GET", plain, *upgrade))
    yield Attack("other protocol", request("GET", plain, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"))
    for number, body in enumerate(bodies()):
        if not every and number % 6 != len(route.path) % 6:
            continue
        lines = ("Content-Type: application/json", f"Content-Length: {len(body)}")
        yield Attack("body that is none", request(method, plain, *lines, body=body))
    smuggled = request(method, plain, "Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\nGET /x ")
    yield Attack("two lengths", smuggled)
    yield Attack("two lengths", request(method, plain, "Content-Length: 1", "Content-Length: 2"), frozenset((400,)))
    yield Attack("malformed", request(method, plain, "Transfer-Encoding: chunked", body=b"zz\r\n"))
    yield Attack("malformed", request(method, plain, "X: a\x00b"), frozenset((400,)))
    yield Attack("malformed", request(method, plain, "X: " + "a" * 100_000), frozenset((0, 400, 431)))
    yield Attack("malformed", request(method, plain + "/" + "a" * 100_000), frozenset((0, 400, 414)))


def bodies() -> list[bytes]:
    """Bodies that are not the JSON they say to be, or are and should not be."""
    return [
        b"[" * 400_000,
        b'{"question": "\xff\xfe"}',
        b'{"question": ' + b"9" * 5_000 + b"}",
        b'{"question": "\\ud800", "text": "\\udfff", "data": ["\\ud800"], "fn_index": 0, "session_hash": "\\ud800"}',
        b'{"question": NaN, "data": Infinity, "fn_index": -1}',
        b'{"data": [], "fn_index": 999999, "session_hash": "../../x"}',
        b'{"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}], "fn_index": 0}',
        b'{"data": [[]], "component_id": 1, "fn_name": "__class__", "session_hash": "x"}',
        b'{"a": ' * 50_000 + b"1" + b"}" * 50_000,
        b"",
        b"null",
        b"\x00" * 100,
    ]


def paths(secret: Path) -> Iterator[str]:
    """Names for a parameter of a path that would lead to a file outside."""
    name = str(secret)
    up = "../" * 12
    yield name
    yield name.replace("/", "%2F")
    yield name.replace("/", "%252F")
    yield f"/{name}"
    yield f"file://{name}"
    yield f"{up}{name}"
    yield f"{up.replace('..', '%2e%2e')}{name[1:]}"
    yield f"..%2f..%2f..%2f..%2f..%2f{name[1:]}"
    yield f"..%5c..%5c{name}"
    yield f"..\\..\\{name}"
    yield f"....//....//{name}"
    yield f"..;/..;/{name}"
    yield f"%c0%ae%c0%ae/{name}"
    yield f"{name}%00.css"
    yield f"%00{name}"
    yield "%0d%0aSet-Cookie:%20a=b"
    yield "%ff%fe"
    yield "%ed%a0%80"
    yield "C:%5cWindows%5cwin.ini"
    yield "%5c%5c127.0.0.1%5cshare"
    yield f"{secret.parent}/library/library.sqlite3"
    yield "/proc/self/environ"
    yield "http://127.0.0.1:9/x"
    yield "http://169.254.169.254/latest/meta-data"
    yield "=" * 200
    yield "%"
    yield "%zz"
    yield "a" * 5_000


@dataclass
class Outcome:
    """What became of all attacks.

    :param table: (route, kind) -> how many.
    :param fallen: What was answered wrongly.
    """

    table: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    fallen: list[str] = field(default_factory=list)

    def rows(self) -> str:
        """Return a line for each kind of attack: how many, on how many routes, how they were answered."""
        lines = [f"{'attack':34}{'requests':>9}{'routes':>8}{'fallen':>8}  answers"]
        for kind in dict.fromkeys(kind for _, kind in self.table):
            count = sum(number for (_, k), number in self.table.items() if k == kind)
            routes = len({route for route, k in self.table if k == kind})
            fallen = sum(line.startswith(f"{kind}:") for line in self.fallen)
            answered = sorted((s, n) for (k, s), n in self.statuses.items() if k == kind)
            said = " ".join(f"{status or 'closed'}:{number}" for status, number in answered)
            lines.append(f"{kind:34}{count:9}{routes:8}{fallen:8}  {said}")
        return "\n".join(lines)


async def send(address: tuple[str, int], sent: bytes, seconds: float = 60.0) -> tuple[int, bytes]:
    """Send bytes; return (status, the answer's beginning). 0 if the connection was closed without one, -1 if silent."""
    reader, writer = await asyncio.open_connection(*address)
    got = b""
    try:

        async def push() -> None:
            writer.write(sent)
            await writer.drain()

        async def pull() -> AsyncIterator[bytes]:
            while piece := await reader.read(_ENOUGH):
                yield piece

        pushing = asyncio.ensure_future(push())
        try:
            async with asyncio.timeout(seconds):
                async for piece in pull():
                    got += piece
                    head, blank, body = got.partition(b"\r\n\r\n")
                    told = re.search(rb"(?i)content-length: *(\d+)", head)
                    # an answer without a length is a stream: its first piece is enough
                    if blank and (len(body) >= min(int(told[1]) if told else 1, _ENOUGH)):
                        break
                    if blank and (sent.startswith(b"HEAD") or head.split()[1] in (b"204", b"304")):
                        break
        except TimeoutError:
            return (-1 if not got else int(got.split()[1])), got
        except OSError:
            pass  # it hung up while we were still sending
        finally:
            pushing.cancel()
    finally:
        writer.transport.abort()
    match = re.match(rb"HTTP/1\.1 (\d{3}) ", got)
    return (int(match[1]) if match else 0), got


async def campaign(
    address: tuple[str, int],
    routes: Iterable[Route],
    secrets: Path,
    *,
    every: bool,
    leaks: tuple[bytes, ...],
    token: str = "",
) -> Outcome:
    """Try everything on every route, eight at a time.

    :param leaks: What no answer may hold.
    :param token: Whose it is that tries; a role more is denied to some, which is right in any case.
    """
    outcome, places = Outcome(), asyncio.Semaphore(8)

    async def one(route: Route, attack: Attack) -> None:
        async with places:
            status, got = await send(address, attack.sent)
        outcome.table[route.path, attack.kind] += 1
        outcome.statuses[attack.kind, status] += 1
        denied = token and status in (401, 403, 405)  # 405: the table denies a method before the attack is looked at
        right = status in attack.answers or denied if attack.answers else 0 <= status < 500 and status != 101
        if not right or any(leak in got for leak in leaks):
            begin = attack.sent[:160].decode("latin-1").replace("\r\n", " | ")
            outcome.fallen.append(f"{attack.kind}: {status} for {begin!r}: {got[:200]!r}")

    async with asyncio.TaskGroup() as group:
        for route in routes:
            for attack in attacks(route, secrets, f"{address[0]}:{address[1]}", every=every, token=token):
                group.create_task(one(route, attack))
    return outcome
