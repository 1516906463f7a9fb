"""Who may do what: one table of every route of the service. What does not stand in it is not there.

A route has an entry for each of its methods: the least role, or that everybody may, known or not, or nobody. Where
several entries fit an address the highest role counts. The entry of a route that changes the library or the accounts
names the change: it is recorded before it is made and when it has ended (`ui.services.accounts.audit`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus import InputError, LibraryError
from ui.i18n import messages, texts
from ui.middleware import plain_page
from ui.middleware.authentication import IDENTITY
from ui.middleware.body_limits import refuse
from ui.middleware.error_responses import error_body
from ui.services.accounts.audit import Audit
from ui.services.accounts.roles import Identity, Role

_CHANGE = "yinzheng.change"


class Access(IntEnum):
    """Who may: everybody, even who is not known; somebody of a role; or nobody."""

    EVERYBODY = 0
    READER = Role.READER
    EDITOR = Role.EDITOR
    ADMIN = Role.ADMIN
    NOBODY = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table.

    :param change: What is recorded of it; empty for what changes neither the library nor the accounts.
    """

    method: str
    template: str
    access: Access
    change: str = ""


# access, methods, templates; behind a template the change that is recorded of it
_TABLE = """
everybody GET POST  /login
everybody POST      /logout
everybody GET       /login/oidc  /login/oidc/callback

reader GET   /  /config  /favicon.ico  /manifest.json  /robots.txt  /theme.css  /pwa_icon  /pwa_icon/{size}
reader GET   /assets/{path:path}  /static/{path:path}  /svelte/{path:path}  /page  /page/{path:path}
reader GET   /gradio_api/app_id  /gradio_api/info  /gradio_api/openapi.json  /gradio_api/startup-events
reader GET   /gradio_api/theme.css  /gradio_api/login_check  /gradio_api/heartbeat/{session_hash}
reader GET   /gradio_api/queue/data  /gradio_api/queue/status
reader POST  /gradio_api/queue/join  /gradio_api/run/{api_name}  /gradio_api/cancel  /gradio_api/reset

reader POST  /api/ask  /api/check  /api/compare  /api/export  /api/feedback  /v1/chat/completions
reader GET   /api/search  /api/speeches  /api/speeches/{speech_id}  /api/speeches/{speech_id}/understanding
reader GET   /api/tags  /api/figures  /api/phrases  /api/digest/{speech_id}  /api/reference  /api/feedback  /v1/models
reader GET   /api/openapi.json  /openapi.json  /api/docs  /api/docs/{name}  /healthz  /healthz/ready
reader GET   /conversations/{name}  /conversations/{key}/link  /shared/{secret}
reader POST    /conversations/{key}/link conversation.share
reader DELETE  /conversations/{key}/link conversation.unshare
reader GET   /speech/{speech_id}  /speech/{speech_id}/file  /speeches
reader GET   /library  /library/{speech_id}  /speech/{speech_id}/page/{number}  /speech/{speech_id}/boxes
reader GET   /speech/{speech_id}/pages
reader GET   /desk  /desk/figures  /desk/figures.{ending}  /desk/phrases  /desk/phrases.{ending}  /desk/compare
reader GET   /desk/digest  /desk/check  /desk/watch  /desk/watch/feed.atom  /desk/watch/news.jsonl
reader GET   /desk/new-phrases  /desk/new-phrases.{ending}
reader POST  /desk/check  /desk/watch  /desk/watch/remove
reader POST  /mcp
reader GET DELETE  /mcp
reader GET   /account  /api/account
reader POST  /account/password account.password  /account/logout

editor POST    /api/library/documents document.add  /api/speeches/{speech_id}/lines document.lines
editor POST    /api/speeches/tags document.tag
editor PATCH   /api/speeches/{speech_id} document.correct
editor DELETE  /api/speeches/{speech_id} document.remove

admin GET     /metrics  /accounts  /audit  /api/accounts  /api/audit
admin POST    /accounts account.add  /accounts/{name}/role account.role  /accounts/{name}/password account.password
admin GET     /accounts/{name}/remove
admin POST    /accounts/{name}/remove account.remove  /api/accounts account.add
admin PATCH   /api/accounts/{name} account.change
admin DELETE  /api/accounts/{name} account.remove

nobody GET   /logout  /monitoring  /monitoring/summary  /monitoring/{key}
nobody GET   /gradio_api/upload_progress  /gradio_api/vibe-code
nobody GET   /gradio_api/user  /gradio_api/token  /gradio_api/runs  /gradio_api/deep_link  /gradio_api/dev/reload
nobody GET   /gradio_api/file={path_or_url:path}  /gradio_api/file/{path:path}  /gradio_api/proxy={url_path:path}
nobody GET   /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
nobody GET   /gradio_api/call/v2/{api_name}/{event_id}  /gradio_api/call/{api_name}/{event_id}
nobody GET   /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
nobody GET   /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
nobody GET   /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}
nobody POST  /gradio_api/api/{api_name}  /gradio_api/call/v2/{api_name}  /gradio_api/call/{api_name}
nobody POST  /gradio_api/component_server  /gradio_api/process_recording  /gradio_api/upload
nobody POST  /gradio_api/stream/{event_id}  /gradio_api/stream/{event_id}/close  /gradio_api/undo-vibe-edit
nobody POST  /gradio_api/vibe-code  /gradio_api/vibe-edit  /gradio_api/vibe-starter-queries
"""


_SHOWN = 200  # characters of a path in a message


def _entries() -> Iterator[Entry]:
    for line in filter(None, map(str.strip, _TABLE.splitlines())):
        access, *words = line.split()
        methods = [word for word in words if word.isupper()]
        templates = [word for word in words if word.startswith("/")]
        changes = {before: word for before, word in pairwise(words) if before in templates and word not in templates}
        for template in templates:
            yield from (Entry(one, template, Access[access.upper()], changes.get(template, "")) for one in methods)


def _pattern(template: str) -> re.Pattern[str]:
    """Return what an address has to be to fit, as the router understands templates."""
    parts = re.split(r"(\{[a-z_]+(?::path)?\})", template)
    return re.compile(
        "".join(
            (".*" if part.endswith(":path}") else "[^/]+") if part.startswith("{") else re.escape(part)
            for part in parts
        )
    )


ENTRIES: tuple[Entry, ...] = tuple(_entries())
_PLAIN: dict[str, list[Entry]] = {}
_OTHERS: list[tuple[re.Pattern[str], Entry]] = []
for _entry in ENTRIES:
    if "{" in _entry.template:
        _OTHERS.append((_pattern(_entry.template), _entry))
    else:
        _PLAIN.setdefault(_entry.template, []).append(_entry)


def _fitting(path: str) -> list[Entry]:
    found = _exactly(path)
    return found or (_exactly(path[:-1]) if path.endswith("/") else [])


def _exactly(path: str) -> list[Entry]:
    return [*_PLAIN.get(path, ()), *(entry for pattern, entry in _OTHERS if pattern.fullmatch(path))]


def entry_for(method: str, path: str) -> Entry | None:
    """Return the entry of a request; of several the strictest. A slash at the end makes no difference."""
    method = "GET" if method == "HEAD" else method
    return max((one for one in _fitting(path) if one.method == method), key=lambda one: one.access, default=None)


def changed(connection: HTTPConnection, **details: Any) -> None:
    """Add to the record of the change that this request makes."""
    came = connection.scope.get(_CHANGE)
    if came is not None:
        came.append(details)


class Permissions:
    """ASGI middleware, within `ui.middleware.authentication.Door`: lets through what the table lets through.

    :param audit: Where changes are recorded.
    """

    def __init__(self, app: ASGIApp, audit: Audit) -> None:
        self._app = app
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "websocket":  # no route is one
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity, entry = scope.get(IDENTITY), entry_for(scope["method"], scope["path"])
        if entry is not None and entry.access is Access.EVERYBODY:
            await self._app(scope, receive, send)
        elif identity is None:
            await _unknown(scope, receive, send)
        elif entry is None and (other := [one.method for one in _fitting(scope["path"])]):
            await refuse(send, 405, "Method Not Allowed", {"allow": ", ".join(sorted(set(other)))})
        elif entry is None or entry.access is Access.NOBODY:
            await refuse(send, 404, f"{scope['method']} {scope['path'][:_SHOWN]!r}: Not Found")
        elif not identity.may(Role(entry.access)):
            await _too_little(Role(entry.access), scope, receive, send)
        elif entry.change:
            await self._recorded(entry, identity, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _recorded(self, entry: Entry, who: Identity, scope: Scope, receive: Receive, send: Send) -> None:
        came: list[dict[str, Any]] = []
        scope[_CHANGE] = came
        target = _target(entry.template, scope["path"])
        try:
            number = await run_in_threadpool(self._audit.begin, who, entry.change, target)
        except LibraryError as error:
            await JSONResponse(error_body(error, Headers(scope=scope)), 503)(scope, receive, send)
            return
        status, ended = 500, False

        def end() -> None:
            outcome = "done" if status < 400 else "failed"
            self._audit.end(number, who, entry.change, outcome, came)

        async def told_send(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body" and not message.get("more_body") and not ended:
                ended = True  # before the client knows that it was done
                await run_in_threadpool(end)
            await send(message)

        try:
            await self._app(scope, receive, told_send)
        finally:
            if not ended:  # the client has left; nothing may be waited for here
                end()


async def _unknown(scope: Scope, receive: Receive, send: Send) -> None:
    """Lead a browser to the door; tell a program that it has to say who it is."""
    if scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        target = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
        await RedirectResponse(f"/login?next={quote(target, safe='')}", 303)(scope, receive, send)
        return
    message = "no or a wrong token; send Authorization: Bearer TOKEN, or log in at /login"
    await refuse(send, 401, message, {"www-authenticate": "Bearer"})


async def _too_little(role: Role, scope: Scope, receive: Receive, send: Send) -> None:
    error = InputError("this needs the role {role}; ask an administrator", code="role_needed", role=role.word)
    headers: Mapping[str, str] = Headers(scope=scope)
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        said = plain_page.said(messages.pair(error.message))
        body = f'<p role="alert">{said}</p><p><a href="/">{plain_page.said(texts.CHAT)}</a></p>'
        await plain_page.page(texts.NOT_ALLOWED, body, 403)(scope, receive, send)
    else:
        await JSONResponse(error_body(error, headers), 403)(scope, receive, send)


def _target(template: str, path: str) -> str:
    """Return what of an address stands in the place of a template's parameter."""
    before, _, rest = template.partition("{")
    behind = rest.partition("}")[2]
    return path.removeprefix(before).removesuffix(behind) if rest else ""
