"""`yinzheng figures` and `yinzheng compare`: texts as data, as a table, JSON or CSV."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.table import Table

from corpus import InputError
from corpus.language.lexicon import pattern
from index import Filters
from rag import (
    AlignedPair,
    Compared,
    FigureKind,
    FigureRow,
    Settings,
    compare_sides,
    find_figures,
    side_of,
)
from ui.cli import console
from ui.cli.console import cells, common, emit, err, filtered, out
from ui.rendering.spreadsheet import csv_text

_COLUMNS = ("measure", "value", "unit", "bound", "change", "against", "place", "period", "kind")
_SPEECH = ("id", "title", "date")
_YEAR = pattern("{year}")


@click.command()
@click.argument("measure", required=False)
@click.option("--of", "of", multiple=True, help="哪里的数字 of which place (repeatable)")
@click.option("--year", "years", multiple=True, help="哪年的数字 of which year, YYYY (repeatable)")
@click.option(
    "--kind", type=click.Choice([str(kind) for kind in FigureKind]), help="实绩、目标或计划 result, aim or plan"
)
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV；print CSV")
@filtered
@common
def figures(  # noqa: PLR0913 - the options of one command
    measure: str | None,
    of: tuple[str, ...],
    years: tuple[str, ...],
    kind: str | None,
    as_csv: bool,
    settings: Settings,
    as_json: bool,
    filters: Filters,
) -> None:
    """讲话里的数字，连同出处。 The figures of the speeches, with their sources."""
    for year in years:
        if not _YEAR.fullmatch(year):
            raise InputError(f"--year is not a year: {year!r}; write it in four digits: 2024")
    with console.opened(console.asked(settings)) as assistant:
        library = assistant.library
        rows = find_figures(
            library, measure=measure, places=of, years=years, kind=FigureKind(kind) if kind else None, filters=filters
        )
        texts = [library.source_text(row.speech.id)[row.figure.start : row.figure.end] for row in rows]
    if as_json:
        emit([{**row.to_dict(), "text": text} for row, text in zip(rows, texts, strict=True)])
    elif as_csv:
        _csv((*_COLUMNS, "text", "speech", "title", "date", "start", "end"), _lines(rows, texts))
    else:
        table = Table("指标 measure", "数字 figure", "地方 place", "时期 period", "性质 kind", "出处 source", box=None)
        for row, text in zip(rows, texts, strict=True):
            one = row.figure
            source = f"{row.speech.id}#{one.start}-{one.end}《{row.speech.title}》"
            change = f"（{one.change}）" if one.change else ""
            table.add_row(*cells(one.measure + change, text, one.place, one.period, str(one.kind), source))
        out.print(table)
    if not rows:
        err.print("没有这样的数字 no such figures", style="yellow")
        sys.exit(1)


@click.command()
@click.option("--left", required=True, multiple=True, help="一方：编号、年份或地方 one side: an id, a year or a place")
@click.option("--right", required=True, multiple=True, help="另一方，同上 the other side, likewise")
@click.option("--topic", help="只比较说到它的句子 only sentences about this")
@click.option("--csv", "as_csv", is_flag=True, help="把双方的数字输出为 CSV；print the figures of both as CSV")
@common
def compare(
    left: tuple[str, ...], right: tuple[str, ...], topic: str | None, as_csv: bool, settings: Settings, as_json: bool
) -> None:
    """逐字比较两篇讲话、两年或两地。 Compare two speeches, years or places to the character."""
    with console.opened(console.asked(settings)) as assistant:
        library = assistant.library
        sides = [side_of(library, " ".join(words)) for words in (left, right)]
        found = compare_sides(library, sides[0], sides[1], topic=topic)
    if as_json:
        emit(found.to_dict())
    elif as_csv:
        _csv(
            ("side", *_COLUMNS, "speech", "start", "end"),
            (
                [found.sides[side].name, *_fields(row), row.speech.id, row.figure.start, row.figure.end]
                for side, cell in found.table
                for reading in cell.readings
                for row in reading.rows
            ),
        )
    else:
        _print(found)
    for name in found.missing:
        err.print(f"资料库没有 nothing of {name}" + (f"：{topic}" if topic else ""), style="yellow")
    if found.missing:
        sys.exit(1)


def _print(found: Compared) -> None:
    for pair in found.pairs:
        out.print(
            f"{pair.score:.2f}  {found.sides[pair.left.side].name} | {found.sides[pair.right.side].name}", style="bold"
        )
        for line in _marked(pair):
            out.print(f"    {line}")
    for side, only in zip(found.sides, found.only, strict=True):
        out.print(f"只有 only {side.name}：{len(only)} 句", style="bold")
        for passage in only:
            out.print(f"    {' '.join(passage.text.split())}  {passage.speech_id}#{passage.start}-{passage.end}")


def _marked(pair: AlignedPair) -> tuple[str, str]:
    """Return both passages, what differs in brackets."""
    lines = []
    for passage, spans in ((pair.left, [m.left for m in pair.marks]), (pair.right, [m.right for m in pair.marks])):
        parts = []
        for mark, (start, end) in zip(pair.marks, spans, strict=True):
            text = passage.text[start - passage.start : end - passage.start]
            parts.append(text if mark.how == "same" or not text else f"【{text}】")
        lines.append(" ".join("".join(parts).split()))
    return lines[0], lines[1]


def _fields(row: FigureRow) -> list[Any]:
    values = row.to_dict()
    return [values[name] for name in _COLUMNS]


def _lines(rows: Sequence[FigureRow], texts: Sequence[str]) -> Iterable[list[Any]]:
    for row, text in zip(rows, texts, strict=True):
        source = [getattr(row.speech, name) for name in _SPEECH]
        yield [*_fields(row), text, *source, row.figure.start, row.figure.end]


def _csv(header: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    sys.stdout.write(csv_text(header, lines))
