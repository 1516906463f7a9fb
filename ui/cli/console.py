"""What every command shares: the terminal, the errors in one line, the options, an open assistant. Holds no command."""

import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from corpus import NotFoundError, YinzhengError
from index import Filters
from rag import Answer, Assistant, Settings
from ui.rendering import attribution_labels
from ui.rendering.attribution_labels import remarks_of, with_whose
from ui.services.running_service import Service, find, last_served

# controls but tab and line break; bidirectional ones; line and paragraph separators
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    r"""Return a text safe to print: what would steer a terminal or turn the order of characters is made visible.

    >>> shown("\x1b[31m红\u202e字")
    '\ufffd[31m红\ufffd字'
    """
    return _STEERING.sub("\ufffd", text)


class Screen(Console):
    """A console that no document steers: see `shown`."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, texts made safe; what goes into a table is made so by `cells`."""
        super().print(*(shown(one) if isinstance(one, str) else one for one in objects), **options)


def cells(*values: str | None) -> list[str | None]:
    """Return the cells of a row, safe to print, each on one line."""
    return [None if value is None else shown(" ".join(value.split())) for value in values]


def listing(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return every line of a list as a table, safe to print."""
    table = Table(*head, title=f"清单 list: {len(rows)}", title_justify="left", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*cells(*row))
    return table


# a pipe has no width: tables must not be cut to 80 columns there
out = Screen(highlight=False, soft_wrap=True, markup=False, emoji=False, width=None if sys.stdout.isatty() else 200)
err = Screen(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)

Command = Callable[..., Any]


class Group(click.Group):
    """A group whose commands end in one-line errors and the exit codes above."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn errors that we raise on purpose into one line."""
        try:
            return super().invoke(ctx)
        except YinzhengError as error:
            err.print(f"错误 error: {' '.join(str(error).split())}", style="red")
            sys.exit(1 if isinstance(error, NotFoundError) else 2)
        except KeyboardInterrupt:
            err.print("已中断；已完成的部分保留 interrupted; what was done is kept", style="yellow")
            sys.exit(130)


def common(command: Command) -> Command:
    """Add the options that every command has: `--library` and `--json`."""

    @click.option("--library", metavar="DIR", help="资料库目录 library directory")
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON；print JSON")
    @wraps(command)
    def run(*args: Any, library: str | None, as_json: bool, **kwargs: Any) -> Any:
        return command(*args, settings=Settings.load(library=library), as_json=as_json, **kwargs)

    return run


def filtered(command: Command) -> Command:
    """Add the options that narrow which speeches are drawn on."""

    @click.option("--speaker", "speakers", multiple=True, help="讲话人 speaker (repeatable)")
    @click.option("--place", "places", multiple=True, help="地点 place (repeatable)")
    @click.option("--since", help="起始日期 first day, YYYY[-MM[-DD]]")
    @click.option("--until", help="截止日期 last day, YYYY[-MM[-DD]]")
    @click.option("--tag", "tags", multiple=True, help="批次、专题 tag (repeatable)")
    @wraps(command)
    def run(
        *args: Any,
        speakers: tuple[str, ...],
        places: tuple[str, ...],
        since: str,
        until: str,
        tags: tuple[str, ...],
        **kwargs: Any,
    ) -> Any:
        return command(*args, filters=Filters(speakers, places, since, until, tags=tags), **kwargs)

    return run


@contextmanager
def opened(settings: Settings) -> Iterator[Assistant]:
    """Open the assistant of the settings."""
    with Assistant.open(settings.library_path, settings=settings) as assistant:
        yield assistant


def asked(settings: Settings) -> Settings:
    """Return the settings of the library that is read where none is named: if the usual one is empty, that served last.

    `yinzheng start` over the samples or a folder makes a library of its own; who asks behind it means that one.
    """
    served = last_served()
    if settings.library or served is None:
        return settings
    if _stocked(settings):
        if find(served, settings):
            err.print(
                "注意 note: 运行着的服务用的是另一个资料库，问它加 it serves another library, ask it with "
                f"--library {shlex.quote(str(served))}",
                style="dim",
            )
        return settings
    err.print(
        f"默认资料库是空的，用上次打开的 the usual library is empty, taken is that served last: {served}", style="dim"
    )
    return replace(settings, library=str(served))


def _stocked(settings: Settings) -> bool:
    if not settings.library_path.is_dir():
        return False
    with opened(settings) as assistant:
        return bool(assistant.speeches())


@contextmanager
def answering(settings: Settings) -> Iterator[Assistant | Service]:
    """Give whoever answers fastest: the service that serves the library now, or else the assistant, opened."""
    settings = asked(settings)
    service = find(settings.library_path, settings)
    if service is not None:
        err.print(f"由正在运行的服务回答 answered by the service at {service.address}", style="dim")
        yield service
        return
    with opened(settings) as assistant:
        if waiting := assistant.library.count_pending():
            err.print(
                f"注意 note: {waiting} 段还没有向量，只按字词查 passages searched by words alone: {waiting}；"
                "补齐 complete: yinzheng reindex",
                style="dim",
            )
        yield assistant


def answer_dict(assistant: Assistant | Service, answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON types, as `/api/ask` gives it: with whose words each citation is."""
    if isinstance(assistant, Service):
        return with_whose(answer.to_dict(), assistant.whose(answer.citations))
    return attribution_labels.answer_dict(answer, assistant)


def remarks(assistant: Assistant | Service, answer: Answer) -> Mapping[int, str]:
    """Return whose words the citations of an answer are, by their numbers, if not their speaker's own."""
    cited = answer.citations
    return assistant.remarks(cited) if isinstance(assistant, Service) else remarks_of(cited, assistant)


@contextmanager
def recorded(settings: Settings, action: str, target: str = "") -> Iterator[list[dict[str, Any]]]:
    """Record a change that the block makes to the library or its accounts; it appends what came of it."""
    from ui.services.accounts.audit import Audit, terminal

    settings.library_path.mkdir(parents=True, exist_ok=True)
    where = Audit.beside(settings.library_path, settings.database_url)
    with closing(where) as audit, audit.recorded(terminal(), action, target) as came:
        yield came


def emit(value: Any) -> None:
    """Print JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar on standard error; yields `report(done, total, what)`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}"),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title, total=None, what="")

        def update(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, what=Path(what).name[:40])

        yield update


@contextmanager
def download_bar(name: str, *, console: Console | None = None) -> Iterator[Callable[[int, int, str], None]]:
    """Show how a download goes, on standard error; yields the callback that `rag.models.store.ensure` takes.

    Nothing is drawn before the first report, so a model that is already there shows no bar.
    """
    bar = Progress(
        TextColumn("{task.fields[name]} {task.description}"),
        BarColumn(bar_width=10),
        DownloadColumn(),
        TimeRemainingColumn(compact=True),
        console=console or err,
    )
    task = None

    def report(done: int, total: int, what: str) -> None:
        nonlocal task
        if task is None:
            bar.start()
            task = bar.add_task(what, total=total, name=name)
        bar.update(task, completed=done, total=total, description=what)

    try:
        yield report
    finally:
        if task is not None:
            bar.stop()
