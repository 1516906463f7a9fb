"""`yinzheng journal`: one library on several machines, whose changes PostgreSQL keeps in order."""

import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import asdict

import click

from corpus import SettingsError
from index import Library, open_library
from rag import Settings
from ui.cli.console import common, emit, err, out, progress_bar, recorded


@click.group()
def journal() -> None:
    """几台机器共用一个资料库，变更依次记在 PostgreSQL。 One library on several machines, by a journal."""


@journal.command()
@common
def init(settings: Settings, as_json: bool) -> None:
    """把现有资料库写成日志的开头。 Make the library that is here the beginning of an empty journal."""
    from index.journal.founding import found

    url = _url(settings)
    bar = nullcontext() if as_json else progress_bar("写入 writing")
    with recorded(settings, "library.journal", "init") as came, bar as progress:
        count = found(settings.library_path, url, progress)
        came.append({"changes": count})
    if as_json:
        emit({"changes": count})
    else:
        out.print(f"日志已有 the journal has {count} 条变更 changes；其他机器 other machines: yinzheng journal follow")


@journal.command()
@click.option("--stay", is_flag=True, help="不退出，一直跟着 go on following until interrupted")
@common
def follow(stay: bool, settings: Settings, as_json: bool) -> None:
    """跟上日志：把别处的变更用到本机。 Apply to this machine what the journal has."""
    bar = nullcontext() if as_json else progress_bar("跟进 following")
    with bar as progress, closing(_opened(settings, progress)) as library:
        _say(library, as_json=as_json)
        while stay:
            time.sleep(1)


@journal.command()
@common
def status(settings: Settings, as_json: bool) -> None:
    """日志有多少变更，本机用到第几条。 How far the journal goes, and how far this machine has followed it."""
    with closing(_opened(settings)) as library:
        _say(library, as_json=as_json)


@journal.command()
@click.option("--yes", is_flag=True, help="不再询问 do not ask")
@common
def leave(yes: bool, settings: Settings, as_json: bool) -> None:
    """让本机的资料库独立出来，不再跟日志。 Make the library of this machine one of its own; the journal stays."""
    from index.journal.opening import leave as leave_journal

    if not yes:
        asked = "之后的变更只在本机，不能再跟这个日志 changes will be of this machine alone；继续 go on?"
        click.confirm(asked, abort=True)
    with recorded(settings, "library.journal", "leave"):
        left = leave_journal(settings.library_path)
    if as_json:
        emit({"left": left})
    else:
        out.print("已独立 on its own now" if left else "本来就不跟日志 it followed no journal")


def _url(settings: Settings) -> str:
    if not settings.journal_url:
        raise SettingsError(
            "no journal is configured; set YINZHENG_JOURNAL_URL to postgresql+psycopg://USER:PASSWORD@HOST/NAME",
            code="journal_not_configured",
        )
    return settings.journal_url


def _opened(settings: Settings, progress: Callable[[int, int, str], None] | None = None) -> Library:
    """Open the library without its models."""
    return open_library(settings.library_path, None, settings.search, journal_url=_url(settings), progress=progress)


def _say(library: Library, *, as_json: bool) -> None:
    from index.journal.shared_library import SharedLibrary

    assert isinstance(library, SharedLibrary)
    state, count = library.following(), len(library.speeches())
    waiting = library.count_pending()
    if as_json:
        emit({**asdict(state), "speeches": count, "without_vectors": waiting})
        return
    head = "连不上 not reached" if state.head is None else f"{state.head} 条变更 changes"
    out.print(f"日志 journal: {head}")
    out.print(f"本机 this library: {state.number} 条 changes，{count} 篇 speeches，{waiting} 段无向量 without vectors")
    if state.failure:
        err.print(f"注意 note: {' '.join(state.failure.split())}", style="yellow")
