"""Accounts and the record of changes over HTTP. Who may is decided by `ui.middleware.permissions`."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ui.api.requests import Strict
from ui.api.responses import problems
from ui.middleware.authentication import identity_of
from ui.middleware.permissions import changed
from ui.services.accounts.audit import Audit
from ui.services.accounts.management import add as add_account
from ui.services.accounts.management import change
from ui.services.accounts.passwords import LONGEST
from ui.services.accounts.roles import Role
from ui.services.accounts.store import NAME_LENGTH, Accounts

_Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
_Named = Annotated[str, Path(max_length=NAME_LENGTH)]
_Word = Literal["reader", "editor", "admin"]
_Password = Annotated[str, Field(max_length=LONGEST)]


class AccountBody(Strict):
    """A new account; without a password it comes in by OIDC or a trusted proxy."""

    name: _Name
    role: _Word = "reader"
    password: _Password | None = None


class ChangeBody(Strict):
    """What is to be changed of an account. A new password ends its sessions and tokens."""

    role: _Word | None = None
    password: _Password | None = None


class AccountOut(BaseModel):
    """An account; nothing is ever told of its password."""

    name: str
    role: _Word
    external: bool
    created: float


class AccountsOut(BaseModel):
    """All accounts."""

    accounts: list[AccountOut]


class MeOut(BaseModel):
    """Who sends the request."""

    name: str
    role: _Word
    how: str
    account: bool


class ChangesOut(BaseModel):
    """Changes, the newest first; `outcome` is empty while the end of one is not known."""

    changes: list[dict[str, Any]]


def router(accounts: Accounts, audit: Audit) -> APIRouter:
    """Return the routes over the accounts and the record of one library."""
    routes = APIRouter(tags=["accounts"])

    @routes.get("/api/account", summary="Who I am", responses={200: {"model": MeOut}, **problems()})
    def me(request: Request) -> JSONResponse:
        who = identity_of(request.scope)
        return JSONResponse({"name": who.name, "role": who.role.word, "how": who.how, "account": bool(who.account)})

    @routes.get("/api/accounts", summary="All accounts", responses={200: {"model": AccountsOut}, **problems(403)})
    def every() -> JSONResponse:
        return JSONResponse({"accounts": [account.to_dict() for account in accounts.all()]})

    @routes.post("/api/accounts", summary="Add an account", responses={200: {"model": AccountOut}, **problems(403)})
    def add(body: AccountBody, request: Request) -> JSONResponse:
        made = add_account(accounts, body.name, Role.of(body.role), body.password)
        changed(request, name=made.name, role=made.role.word)
        return JSONResponse(made.to_dict())

    @routes.patch(
        "/api/accounts/{name}",
        summary="Change an account's role or password",
        responses={200: {"model": AccountOut}, **problems(403, 404, 414)},
    )
    def correct(name: _Named, body: ChangeBody, request: Request) -> JSONResponse:
        account, came = change(accounts, name, body.role, body.password)
        changed(request, name=account.name, **came)
        return JSONResponse(account.to_dict())

    @routes.delete(
        "/api/accounts/{name}",
        summary="Remove an account; its sessions end at once",
        responses={200: {"model": AccountOut}, **problems(403, 404, 414)},
    )
    def remove(name: _Named, request: Request) -> JSONResponse:
        account = accounts.remove(name)
        changed(request, name=account.name, role=account.role.word)
        return JSONResponse(account.to_dict())

    @routes.get(
        "/api/audit",
        summary="Who added, removed or changed what, and when",
        responses={200: {"model": ChangesOut}, **problems(403)},
    )
    def changes(
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
        before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
        who: Annotated[str, Query(max_length=NAME_LENGTH)] = "",
        action: Annotated[str, Query(max_length=40)] = "",
    ) -> JSONResponse:
        return JSONResponse({"changes": [one.to_dict() for one in audit.changes(limit, before, who, action)]})

    return routes
