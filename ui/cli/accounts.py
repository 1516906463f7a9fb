"""`yinzheng account` and `yinzheng audit`: who may come in, who changed what. A password is prompted for, or read."""

import datetime
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click
from rich.table import Table

from corpus import InputError
from rag import Settings
from ui.cli.console import cells, common, emit, out, recorded
from ui.services.accounts import management
from ui.services.accounts.audit import Audit
from ui.services.accounts.roles import Role
from ui.services.accounts.store import Accounts

_ROLE = click.Choice([role.word for role in Role])


@click.group()
def account() -> None:
    """账户：谁能登录，能做什么。 Accounts: who may log in, and do what."""


@account.command("add")
@click.argument("name")
@click.option(
    "--role", type=_ROLE, help="reader 读，editor 增删改资料，admin 管账户 [default: reader, the first: admin]"
)
@click.option("--external", is_flag=True, help="不设口令，由 OIDC 或受信任的代理登录 no password: by OIDC or a proxy")
@common
def add(name: str, role: str | None, external: bool, settings: Settings, as_json: bool) -> None:
    """添加账户；口令输入两遍，或从标准输入读一行。 Add an account; its password is prompted for, or read."""
    with _opened(settings) as accounts:
        chosen = Role.of(role) if role else Role.READER if accounts.any() else Role.ADMIN
        password = None if external else _password()
        with recorded(settings, "account.add", name) as came:
            made = management.add(accounts, name, chosen, password)
            came.append({"name": made.name, "role": made.role.word})
    if as_json:
        emit(made.to_dict())
    else:
        out.print(f"已添加账户 added {made.name}，角色 role {made.role.word}")


@account.command("list")
@common
def listed(settings: Settings, as_json: bool) -> None:
    """列出账户。 List the accounts."""
    with _opened(settings) as accounts:
        found = accounts.all()
    if as_json:
        emit([one.to_dict() for one in found])
        return
    table = Table("账户 account", "角色 role", "口令 password", "添加于 added", box=None, pad_edge=False)
    for one in found:
        day = datetime.date.fromtimestamp(one.created).isoformat()
        table.add_row(*cells(one.name, one.role.word, "—" if one.external else "✓", day))
    out.print(table if found else "没有账户：不用登录 no accounts: no login")


@account.command("remove")
@click.argument("name")
@common
def remove(name: str, settings: Settings, as_json: bool) -> None:
    """移除账户，它的登录立即失效；移除最后一个后又不用登录。 Remove an account; without any there is no login."""
    with _opened(settings) as accounts, recorded(settings, "account.remove", name) as came:
        gone = accounts.remove(name, emptying=True)
        came.append({"name": gone.name, "role": gone.role.word})
    if as_json:
        emit({"removed": gone.to_dict()})
    else:
        out.print(f"已移除账户 removed {gone.name}")


@account.command("role")
@click.argument("name")
@click.argument("role", type=_ROLE)
@common
def set_role(name: str, role: str, settings: Settings, as_json: bool) -> None:
    """改角色，立即生效。 Give an account another role, at once."""
    with _opened(settings) as accounts, recorded(settings, "account.role", name) as came:
        one, details = management.change(accounts, name, role, None)
        came.append(details)
    if as_json:
        emit(one.to_dict())
    else:
        out.print(f"{one.name}：{one.role.word}")


@account.command("password")
@click.argument("name")
@common
def set_password(name: str, settings: Settings, as_json: bool) -> None:
    """改口令，所有设备上的登录和令牌随即失效。 Give another password; all sessions and tokens end."""
    with _opened(settings) as accounts:
        accounts.get(name)
        password = _password()
        with recorded(settings, "account.password", name):
            one, _ = management.change(accounts, name, None, password)
    if as_json:
        emit(one.to_dict())
    else:
        out.print(f"已改口令 changed the password of {one.name}")


@account.command("token")
@click.argument("name")
@common
def token(name: str, settings: Settings, as_json: bool) -> None:
    """给程序用的令牌，只显示这一次。 Make a token for programs; it is shown this once."""
    with _opened(settings) as accounts:
        one = accounts.get(name)
        with recorded(settings, "account.token", name):
            secret = accounts.open_session(one, "token")
    if as_json:
        emit({"name": one.name, "token": secret})
    else:
        out.print(secret)


@click.command()
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000), help="条数 how many")
@click.option("--who", default="", help="只看谁的 of this name only")
@click.option("--action", default="", help="只看哪类，如 document、account.role which kind only")
@common
def audit(limit: int, who: str, action: str, settings: Settings, as_json: bool) -> None:
    """变更记录：谁在何时增删改了什么，最近的在前。 Who added, removed or changed what, the newest first."""
    with closing(Audit.beside(settings.library_path, settings.database_url)) as record:
        found = record.changes(limit, None, who, action)
    if as_json:
        emit([one.to_dict() for one in found])
        return
    table = Table("时间 when", "谁 who", "什么 what", "对象 of what", "结果 outcome", box=None, pad_edge=False)
    for one in found:
        at = datetime.datetime.fromtimestamp(one.at).strftime("%Y-%m-%d %H:%M:%S")
        came = "；".join("，".join(map(str, thing.values())) for thing in one.details)
        table.add_row(*cells(at, f"{one.who} ({one.how})", one.action, f"{one.target} {came}", one.outcome or "?"))
    out.print(table)


@contextmanager
def _opened(settings: Settings) -> Iterator[Accounts]:
    settings.library_path.mkdir(parents=True, exist_ok=True)
    with closing(Accounts.beside(settings.library_path, settings.database_url)) as accounts:
        yield accounts


def _password() -> str:
    """Return a password that is typed twice, or one line of standard input: never of the command line."""
    if sys.stdin.isatty():
        return str(click.prompt("口令 password", hide_input=True, confirmation_prompt="再输一遍 again"))
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise InputError("no password on standard input; write one line", code="no_password")
    return given
