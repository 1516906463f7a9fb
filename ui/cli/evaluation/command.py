"""`yinzheng eval`: gold questions from the command line.

Exit codes: 0 done; 1 a limit was not held; 2 wrong usage or input; 130 interrupted (what was done is kept).
"""

import json
import sys
from pathlib import Path
from typing import Any

import click

from corpus import InputError
from rag import Assistant, Settings
from rag.evaluation import metrics
from rag.evaluation.gold import Gold, choose, load_gold
from rag.evaluation.judge import Outcome
from rag.evaluation.leave_out import leave_out
from rag.evaluation.metrics import breaches, compare, report
from rag.evaluation.run_journal import Journal, read_outcome
from rag.evaluation.runner import conditions, run
from ui.cli import console
from ui.cli.console import common, emit, err, out, progress_bar
from ui.cli.evaluation.tables import print_comparison, print_report


@click.command("eval")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--type", "types", multiple=True, help="只评这类题 only this type (repeatable)")
@click.option("--ids", help="只评这些题，逗号分隔 only these, separated by commas")
@click.option("--limit", type=click.IntRange(1), help="抽样题数，各类按比例 sample so many, of each type its share")
@click.option("--seed", default=0, show_default=True, help="抽样种子 seed of the sample")
@click.option("--retrieval-only", is_flag=True, help="只评检索，不用语言模型 retrieval alone, no language model")
@click.option(
    "--leave-out", "left_out", is_flag=True, help="再去掉答案所在文件各问一遍，应拒答 also ask without the sources"
)
@click.option("--output", type=click.Path(dir_okay=False), help="结果写入 JSON 文件；中断后再跑会接着做 resumable")
@click.option("--compare", "old", type=click.Path(dir_okay=False), help="与旧结果比较 compare with an earlier --output")
@click.option("--floor", "floors", multiple=True, help="最低值，如 accuracy=0.85、who.accuracy=0.9；不达标退出码 1")
@click.option("--ceiling", "ceilings", multiple=True, help="最高值，如 false_refusal=0.1；超过退出码 1")
@common
def evaluate(  # noqa: PLR0913 - the options of one command
    file: str,
    types: tuple[str, ...],
    ids: str | None,
    limit: int | None,
    seed: int,
    retrieval_only: bool,
    left_out: bool,
    output: str | None,
    old: str | None,
    floors: tuple[str, ...],
    ceilings: tuple[str, ...],
    settings: Settings,
    as_json: bool,
) -> None:
    """用标准问题集评测。 Measure against gold questions (JSON Lines)."""
    wanted = [name.strip() for name in (ids or "").split(",") if name.strip()]
    gold = choose(load_gold(Path(file)), types=types, ids=wanted, limit=limit, seed=seed)
    if left_out and retrieval_only:
        raise InputError("--leave-out asks whether it is refused, which retrieval does not tell; drop --retrieval-only")
    _check_limits((*floors, *ceilings), gold, left_out=left_out)
    earlier = read_report(Path(old)) if old else None
    if output and not Path(output).absolute().parent.is_dir():
        raise InputError(f"no folder for --output {output!r}; make it first")
    with console.opened(settings) as assistant:
        result = evaluated(assistant, gold, retrieval_only=retrieval_only, left_out=left_out, output=output)
    outcomes = [read_outcome(value) for value in result["outcomes"]]
    comparison = compare(earlier, outcomes) if earlier and outcomes else None
    if comparison:
        result["comparison"] = comparison.to_dict()
    result["breaches"] = breaches(result, floors=floors, ceilings=ceilings) if result["complete"] else []
    if output:
        write_report(Path(output), result)
    if as_json:
        emit(result)
    else:
        print_report(out, result)
        if comparison:
            print_comparison(out, comparison)
    for breach in result["breaches"]:
        err.print(f"未达标 below its limit: {breach}", style="red")
    if not result["complete"]:
        sys.exit(130)
    if result["breaches"]:
        sys.exit(1)


def evaluated(
    assistant: Assistant,
    gold: list[Gold],
    *,
    retrieval_only: bool = False,
    left_out: bool = False,
    output: str | Path | None = None,
) -> dict[str, Any]:
    """Ask the questions under a progress bar and return the report; Ctrl-C ends it early, with what was done.

    :param left_out: Then ask those with a source once more, their sources left out; see `rag.evaluation.leave_out`.
    :param output: The report's file. While the run is under way its outcomes are kept beside it, in `FILE.part`.
    """
    if left_out:
        gold = [*gold, *_without_sources(assistant, gold)]
    begun = conditions(assistant, gold, retrieval_only=retrieval_only)
    journal = Journal(Path(f"{output}.part"), begun) if output else None
    outcomes: list[Outcome] = []
    complete = False
    if journal is not None and len(journal):
        err.print(f"接着上次做：已有 {len(journal)} 题 going on; done before: {len(journal)}", style="dim")
    try:
        with progress_bar("评测 evaluating") as progress:
            progress(0, len(gold), "")
            for outcome in run(assistant, gold, retrieval_only=retrieval_only, journal=journal):
                outcomes.append(outcome)
                progress(len(outcomes), len(gold), outcome.id)
        complete = True
    except KeyboardInterrupt:
        err.print("已中断；已完成的题保留 interrupted; what was done is kept", style="yellow")
    if journal is not None and complete:
        journal.remove()
    return report(outcomes, conditions=begun, complete=complete)


def _without_sources(assistant: Assistant, gold: list[Gold]) -> list[Gold]:
    again = leave_out(gold, assistant.speeches())
    asked = {item.id for item in again}
    absent = [item.id for item in gold if item.sources and not (item.unanswerable or item.passages or item.id in asked)]
    if absent:
        err.print(
            f"资料库没有这些题的来源，不再问 their sources are not in the library: {', '.join(absent)}", style="yellow"
        )
    return again


def read_report(path: Path) -> list[Outcome]:
    """Return the outcomes of a report written with `--output`, or printed with `--json`.

    :raises InputError: If the file is no report.
    """
    try:
        return [read_outcome(value) for value in json.loads(path.read_text(encoding="utf-8"))["outcomes"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{str(path)!r} is no report of yinzheng eval --output: {error!r}") from None


def write_report(path: Path, result: dict[str, Any]) -> None:
    """Write a report as JSON.

    :raises InputError: If the file cannot be written.
    """
    try:
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write the report {str(path)!r}: {error.strerror}") from None


def _check_limits(texts: tuple[str, ...], gold: list[Gold], *, left_out: bool) -> None:
    types = {item.type for item in gold}
    again = {metrics.LEAVE_OUT, *(f"{metrics.LEAVE_OUT}.{kind}" for kind in types)} if left_out else set[str]()
    known = {"all"} | types | again
    for text in texts:  # before an hour of questions, not after it
        kind, _, _ = metrics.limit(text)
        if kind not in known:
            raise InputError(f"no type {kind!r} in {text!r}; asked are: {', '.join(sorted(known))}")
