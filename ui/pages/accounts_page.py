"""The pages of one's own account, of all accounts, and of the record of changes. Their forms work without a script."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from corpus import Message, YinzhengError
from ui.i18n import messages, texts
from ui.i18n.texts import Pair
from ui.middleware.authentication import Doorkeeper, identity_of
from ui.middleware.permissions import changed
from ui.pages import page_frame
from ui.rendering.markup import attribute, both, escape
from ui.services.accounts import management
from ui.services.accounts.audit import Audit, Change
from ui.services.accounts.passwords import LONGEST, SHORTEST
from ui.services.accounts.roles import Identity, Role
from ui.services.accounts.store import NAME_LENGTH, Account, Accounts

_SHOWN = 100  # changes of one page
_Field = Annotated[str, Form(max_length=LONGEST)]
ACTIONS: dict[str, Pair] = {
    "document.add": ("添加讲话", "speeches added"),
    "document.correct": ("更正信息", "metadata corrected"),
    "document.tag": ("归入批次", "tagged"),
    "document.lines": ("放回未编入的行", "lines put back"),
    "document.remove": ("移除讲话", "speech removed"),
    "account.add": ("添加账户", "account added"),
    "account.change": ("修改账户", "account changed"),
    "account.role": ("改角色", "role changed"),
    "account.password": ("改口令", "password changed"),
    "account.token": ("发令牌", "token made"),
    "account.remove": ("移除账户", "account removed"),
    "conversation.share": ("生成只读链接", "read-only link made"),
    "conversation.unshare": ("收回只读链接", "read-only link taken back"),
    "library.restore": ("恢复备份", "backup restored"),
}
_OUTCOMES: dict[str, Pair] = {
    "done": ("完成", "done"),
    "failed": ("没有成功", "failed"),
    "": ("没有记到结果", "its end is not known"),
}


def router(keeper: Doorkeeper, audit: Audit) -> APIRouter:
    """Return the pages over the accounts and the record of one library."""
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    _of_oneself(routes, keeper)
    _of_all(routes, keeper.accounts)
    _of_removal(routes, keeper.accounts)

    @routes.get("/audit")
    def record(
        request: Request,
        who: Annotated[str, Query(max_length=NAME_LENGTH)] = "",
        action: Annotated[str, Query(max_length=40)] = "",
        before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    ) -> HTMLResponse:
        found = audit.changes(_SHOWN + 1, before, who.strip(), action)
        return _page(texts.AUDIT, identity_of(request.scope), _changes(found, who.strip(), action))

    return routes


def _of_oneself(routes: APIRouter, keeper: Doorkeeper) -> None:
    accounts = keeper.accounts

    def mine(who: Identity, problem: Message | None = None) -> HTMLResponse:
        return _page(texts.ACCOUNT, who, _own(who), problem)

    @routes.get("/account")
    def account(request: Request) -> HTMLResponse:
        return mine(identity_of(request.scope))

    @routes.post("/account/password")
    def own_password(request: Request, password: _Field = "", new: _Field = "") -> Response:
        who = identity_of(request.scope)
        wait = keeper.names.attempt(who.name)
        try:
            if wait:
                raise YinzhengError("too many wrong passwords; wait {seconds} seconds", code="wait", seconds=wait)
            management.own(accounts, who, password, new)
        except YinzhengError as error:
            return mine(who, error.message)
        keeper.names.succeeded(who.name)
        changed(request, name=who.name)
        return RedirectResponse("/login?next=/account", 303)

    @routes.post("/account/logout")
    def leave_everywhere(request: Request) -> Response:
        who = identity_of(request.scope)
        if who.account:
            accounts.close_sessions(who.name)
        return RedirectResponse("/login", 303)


def _every(accounts: Accounts, who: Identity, problem: Message | None = None) -> HTMLResponse:
    return _page(texts.ACCOUNTS, who, _all(accounts.all(), who), problem)


def _of_all(routes: APIRouter, accounts: Accounts) -> None:
    @routes.get("/accounts")
    def listed(request: Request) -> HTMLResponse:
        return _every(accounts, identity_of(request.scope))

    @routes.post("/accounts")
    def add(request: Request, name: _Field = "", role: _Field = "reader", password: _Field = "") -> Response:
        try:
            made = management.add(accounts, name, Role.of(role), password or None)
        except YinzhengError as error:
            return _every(accounts, identity_of(request.scope), error.message)
        changed(request, name=made.name, role=made.role.word)
        return RedirectResponse("/accounts", 303)

    @routes.post("/accounts/{name}/role")
    def set_role(request: Request, name: str, role: _Field = "") -> Response:
        return alter(request, name, role=role)

    @routes.post("/accounts/{name}/password")
    def set_password(request: Request, name: str, password: _Field = "") -> Response:
        return alter(request, name, password=password)

    def alter(request: Request, name: str, role: str | None = None, password: str | None = None) -> Response:
        try:
            account, came = management.change(accounts, name, role, password)
        except YinzhengError as error:
            return _every(accounts, identity_of(request.scope), error.message)
        changed(request, name=account.name, **came)
        return RedirectResponse("/accounts", 303)


def _of_removal(routes: APIRouter, accounts: Accounts) -> None:
    @routes.get("/accounts/{name}/remove")
    def ask_before(request: Request, name: str) -> HTMLResponse:
        who = identity_of(request.scope)
        try:
            doomed = accounts.removable(name)
        except YinzhengError as error:
            return _every(accounts, who, error.message)
        return _page(texts.REMOVE_ACCOUNT, who, _sure(doomed))

    @routes.post("/accounts/{name}/remove")
    def remove(request: Request, name: str) -> Response:
        try:
            gone = accounts.remove(name)
        except YinzhengError as error:
            return _every(accounts, identity_of(request.scope), error.message)
        changed(request, name=gone.name, role=gone.role.word)
        return RedirectResponse("/accounts", 303)


def _page(title: Pair, who: Identity, body: str, problem: Message | None = None) -> HTMLResponse:
    links = ((texts.ACCOUNT, "/account"), (texts.ACCOUNTS, "/accounts"), (texts.AUDIT, "/audit"))
    tabs = "".join(
        f'<a href="{href}"{" aria-current=page" if name == title else ""}>{both(name)}</a>' for name, href in links
    )
    alert = f'<p role="alert">{both(messages.pair(problem))}</p>' if problem else ""
    status = 200 if problem is None else 404 if problem.code == "no_account" else 400
    head = f"<header><h1>{both(title)}</h1></header>{alert}"
    menu = f'<p class="tabs">{tabs}</p>' if who.may(Role.ADMIN) else ""
    framed = page_frame.page(title[0], menu + head + body, dialog=False)
    response = page_frame.response(framed, status)
    response.headers["Referrer-Policy"] = "same-origin"  # else a browser sends forms as if from nowhere
    return response


def _own(who: Identity) -> str:
    role = both(texts.ROLES[who.role.word])
    if who.how == "local":
        none = (
            "没有账户，不用登录：在这台电脑上谁都有全部权限。添加第一个账户（管理员）后，人人都要登录。",
            "There are no accounts and no login: whoever is at this machine may everything. Once there is a first "
            "account, an administrator's, everybody has to log in.",
        )
        return f'<p>{both(none)}</p><p><a href="/accounts">{both(("添加账户", "Add an account"))}</a></p>'
    if not who.account:
        shared = ("用服务口令登录，有全部权限。", "Logged in with the service's own password, which may everything.")
        return f"<p>{both(shared)}</p>{_button('/logout', texts.LOG_OUT)}"
    everywhere = ("在所有设备上退出", "Log out everywhere")
    proxy = ("由单位的登录门户登录，在那里退出。", "Logged in by the organisation's portal; log out there.")
    out = f"<p>{both(proxy)}</p>" if who.how == "proxy" else _button("/logout", texts.LOG_OUT)
    form = (
        f'<h2>{both(("改口令", "Change the password"))}</h2><form class="account-form" method="post" '
        'action="/account/password">'
        + _password("password", ("现在的口令", "Present password"), "current-password")
        + _password("new", ("新口令", "New password"), "new-password")
        + f"<button>{both(texts.SAVE)}</button></form>"
        f"<p><small>{both(('改后所有设备都要重新登录，令牌作废。', 'All devices have to log in again.'))}</small></p>"
    )
    return (
        f"<p><b>{escape(who.name)}</b> · {role}</p>{out}{_button('/account/logout', everywhere)}"
        f"{form if who.how == 'password' else ''}"
    )


def _all(accounts: Sequence[Account], who: Identity) -> str:
    rows = "".join(_row(account, account.id == who.account) for account in accounts)
    head = "".join(
        f'<th scope="col">{both(pair)}</th>'
        for pair in (texts.ACCOUNT, ("角色", "Role"), ("新口令", "New password"), ("移除", "Remove"))
    )
    table = (
        f'<div class="scroll" tabindex="0" role="group" {attribute("aria-label", texts.ACCOUNTS)}><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    first = ("第一个账户须是管理员；添加后人人都要登录。", "The first has to be an administrator's; then all log in.")
    hint = ("口令留空：由单位登录门户或 OIDC 登录。", "Without a password: by OIDC or a trusted proxy.")
    role = Role.READER if accounts else Role.ADMIN
    return (
        (table if accounts else f"<p>{both(first)}</p>")
        + f'<h2>{both(("添加账户", "Add an account"))}</h2><form class="account-form" method="post" action="/accounts">'
        f'<label>{both(texts.ACCOUNT)}<input name="name" required maxlength="{NAME_LENGTH}" autocomplete="off"></label>'
        f"<label>{both(('角色', 'Role'))}{_roles(role)}</label>"
        + _password("password", texts.PASSWORD, "new-password", required=False)
        + f"<button>{both(('添加', 'Add'))}</button></form><p><small>{both(hint)}</small></p>"
    )


def _row(account: Account, own: bool) -> str:
    path = f"/accounts/{quote(account.name, safe='')}"
    about = (" · 你", " · you") if own else (" · 单位登录", " · external") if account.external else ("", "")
    label = attribute("aria-label", (f"{account.name} 的角色", f"Role of {account.name}"))
    secret = attribute("aria-label", (f"{account.name} 的新口令", f"New password of {account.name}"))
    gone = attribute("aria-label", (f"移除账户 {account.name}", f"Remove the account {account.name}"))
    return (
        f'<tr><th scope="row">{escape(account.name)}<small>{both(about)}</small></th>'
        f'<td><form method="post" action="{path}/role">{_roles(account.role, label)}'
        f'<button class="quiet">{both(texts.SAVE)}</button></form></td>'
        f'<td><form method="post" action="{path}/password"><input type="password" name="password" required '
        f'minlength="{SHORTEST}" maxlength="{LONGEST}" autocomplete="new-password" {secret}>'
        f'<button class="quiet">{both(texts.SAVE)}</button></form></td>'
        f'<td><a class="danger" href="{path}/remove" {gone}>{both(page_frame.REMOVE)}</a></td></tr>'
    )


def _sure(account: Account) -> str:
    """Return what is asked before an account is removed."""
    question = (
        f"移除账户“{account.name}”（{texts.ROLES[account.role.word][0]}）？它在所有设备上的登录立即失效，不能恢复。",
        f"Remove the account “{account.name}” ({texts.ROLES[account.role.word][1]})? It is logged out everywhere at "
        "once; this cannot be undone.",
    )
    path = f"/accounts/{quote(account.name, safe='')}/remove"
    return (
        f'<p>{both(question)}</p><form class="account-form" method="post" action="{path}">'
        f'<a class="button" href="/accounts">{both(texts.CANCEL)}</a>'
        f'<button class="danger">{both(page_frame.REMOVE)}</button></form>'
    )


def _changes(found: Sequence[Change], who: str, action: str) -> str:
    options = "".join(
        f'<option value="{name}" data-en="{escape(pair[1])}"{" selected" if name == action else ""}>'
        f"{escape(pair[0])}</option>"
        for name, pair in {"": ("全部", "All"), **ACTIONS}.items()
    )
    form = (
        '<form class="account-form" method="get" action="/audit" role="search">'
        f'<label>{both(("谁", "Who"))}<input name="who" value="{escape(who)}" maxlength="{NAME_LENGTH}"></label>'
        f'<label>{both(("什么", "What"))}<select name="action">{options}</select></label>'
        f"<button>{both(texts.FILTERED)}</button></form>"
    )
    if not found:
        return form + f'<p class="empty">{both(("还没有变更。", "No changes yet."))}</p>'
    names = (("时间", "When"), ("谁", "Who"), ("什么", "What"), ("对象", "Of what"), ("结果", "Outcome"))
    head = "".join(f'<th scope="col">{both(pair)}</th>' for pair in names)
    rows = "".join(_change(one) for one in found[:_SHOWN])
    table = (
        f'<div class="scroll" tabindex="0" role="group" {attribute("aria-label", texts.AUDIT)}><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    query = urlencode({"who": who, "action": action, "before": found[_SHOWN - 1].id}) if len(found) > _SHOWN else ""
    older = f'<p class="pager"><a href="/audit?{escape(query)}">{both(("更早的", "Older"))}</a></p>' if query else ""
    return form + table + older


def _change(one: Change) -> str:
    at = datetime.datetime.fromtimestamp(one.at).strftime("%Y-%m-%d %H:%M:%S")
    how = f" <small>{escape(one.how)}</small>" if one.how not in ("password", "local") else ""
    came = "；".join(_came(thing, one.target) for thing in one.details)
    return (
        f'<tr><th scope="row"><time>{at}</time></th><td>{escape(one.who)}{how}</td>'
        f"<td>{both(ACTIONS.get(one.action, (one.action, one.action)))}</td>"
        f"<td>{escape(one.target)}{' ' if one.target and came else ''}<small>{escape(came)}</small></td>"
        f"<td>{both(_OUTCOMES.get(one.outcome, (one.outcome, one.outcome)))}</td></tr>"
    )


def _came(thing: Mapping[str, Any], target: str) -> str:
    """Return one thing that came of a change; what it was made to stands before it already."""
    said = {name: value for name, value in thing.items() if value != target and name != "was"}
    if "was" in thing:
        said["role"] = f"{thing['was']} → {thing['role']}"
    return "，".join(map(str, said.values()))


def _roles(chosen: Role, label: str = "") -> str:
    options = "".join(
        f'<option value="{role.word}" data-en="{escape(texts.ROLES[role.word][1])}"'
        f"{' selected' if role is chosen else ''}>{escape(texts.ROLES[role.word][0])}</option>"
        for role in Role
    )
    return f'<select name="role" {label}>{options}</select>'


def _password(name: str, label: Pair, complete: str, *, required: bool = True) -> str:
    least = f'minlength="{SHORTEST}" ' if complete == "new-password" else ""
    return (
        f'<label>{both(label)}<input type="password" name="{name}" {least}maxlength="{LONGEST}" '
        f'autocomplete="{complete}"{" required" if required else ""}></label>'
    )


def _button(path: str, label: Pair) -> str:
    return f'<form class="inline" method="post" action="{path}"><button class="quiet">{both(label)}</button></form>'
