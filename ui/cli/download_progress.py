"""A progress bar in the terminal, for the command line alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from rag.models.download import Progress as Report


@contextmanager
def download_bar(name: str, *, console: Console | None = None) -> Iterator[Report]:
    """Show how a download goes, on standard error; yields the callback that `rag.models.store.ensure` takes.

    Nothing is drawn before the first report, so a model that is already there shows no bar.
    """
    bar = Progress(
        TextColumn("{task.fields[name]} {task.description}"),
        BarColumn(bar_width=10),
        DownloadColumn(),
        TimeRemainingColumn(compact=True),
        console=console or Console(stderr=True),
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
