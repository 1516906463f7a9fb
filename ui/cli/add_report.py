"""What `add` says of each document and of its vectors, and the numbers of the lines that are not searched."""

from collections.abc import Sequence

from rich.console import Console

from corpus import InputError, SetAside
from index import AddReport, Library
from ui.cli.console import err, progress_bar

_FEW, _LINES = 3, 40  # documents of which a report lists the lines that are not searched, and how many of each


def print_report(report: AddReport, err: Console) -> None:
    """Say what became of each document, on standard error."""
    for failure in report.failed:
        err.print(f"跳过 skipped: {failure}", style="yellow")
    for path, warning in report.warnings:
        err.print(f"注意 note: {path}: {warning}", style="yellow")
    left = sum(len(one.left) for one in report.indexed)
    if left:
        err.print(f"未编入的页面杂项 lines not searched: {left}（yinzheng show ID --aside）", style="dim")
    for line in (
        (line for one in report.indexed[:_FEW] for line in one.left[:_LINES]) if len(report.indexed) <= _FEW else ()
    ):
        err.print(f"  {line.reason} {line.confidence:.0%}  {' '.join(line.text.split())[:80]}", style="dim")
    for speech in report.missing:
        err.print(
            f"原文件已不在 its file is gone: {speech.path}；移除 remove: yinzheng remove {speech.id}", style="yellow"
        )
    err.print(
        f"新增 added {len(report.added)}，更新 updated {len(report.updated)}，"
        f"未变 unchanged {len(report.unchanged)}，失败 failed {len(report.failed)}"
    )


def embedded(library: Library) -> None:
    """Make the vectors that a library lacks, with a bar; who interrupts it is told what waits.

    :raises KeyboardInterrupt: If a person does.
    :raises ModelError: If the model is missing or fails.
    """
    if not library.count_pending():
        return
    err.print("已可按字词查到；正在补语义向量 found by their words now; vectors follow …", style="dim")
    try:
        with progress_bar("向量 vectors") as progress:
            library.embed(progress)
    except BaseException:
        waiting = library.count_pending()
        err.print(
            f"还有 {waiting} 段没有向量，暂时只按字词查 passages searched by words alone: {waiting}；"
            "补齐 complete: yinzheng reindex",
            style="yellow",
        )
        raise


def added_to(report: AddReport) -> list[dict[str, str]]:
    """Return what is recorded of it: each document that was added or updated."""
    return [
        {"outcome": outcome, "id": speech.id, "title": speech.title}
        for outcome, speeches in (("added", report.added), ("updated", report.updated))
        for speech in speeches
    ]


def line_starts(numbers: Sequence[str], lines: Sequence[SetAside]) -> list[int] | None:
    """Return where the lines of these numbers start; None for all.

    :raises InputError: If there is no such line.
    """
    if "all" in numbers:
        return None
    for number in numbers:
        if not number.isdecimal() or not 1 <= int(number) <= len(lines):
            raise InputError(
                "no line {number!r} of the {count} that are not searched; write a number or all",
                code="no_such_line",
                number=number,
                count=len(lines),
            )
    return [lines[int(number) - 1].start for number in numbers]
