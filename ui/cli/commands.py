"""The commands over a library: its documents, questions, models, backups. `ui.cli.main` puts them in one group.

Exit codes: 0 done; 1 refused or not found; 2 wrong usage or input; 130 interrupted. With `--json` standard output is
JSON only. Errors are one line on standard error that names the fix.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from corpus import Speech
from corpus.readers.sidecar import named_columns
from index import Filters
from rag import Answer, Assistant, Delta, Finished, Settings, Turn
from ui.cli import console
from ui.cli.add_report import added_to, embedded, line_starts, print_report
from ui.cli.console import cells, common, download_bar, emit, err, filtered, out, progress_bar, recorded, shown
from ui.rendering import export
from ui.rendering.references import Paper
from ui.rendering.spreadsheet import printed
from ui.services.running_service import Service

_SERVED = 100  # hits that a service gives at most
Answering = Assistant | Service


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--rebuild", is_flag=True, help="未变的文件也重新读取和索引 read and index unchanged files again")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="表格里哪一列是什么，如 text=稿件 which column of a table holds what",
)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="归入批次或专题 file what comes in under a tag")
@common
def add(
    paths: tuple[str, ...],
    rebuild: bool,
    columns: tuple[str, ...],
    tags: tuple[str, ...],
    settings: Settings,
    as_json: bool,
) -> None:
    """添加文件、文件夹或 zip。 Add files, folders, zip archives."""
    with console.opened(settings) as assistant:
        with recorded(settings, "document.add", " ".join(paths)) as came, progress_bar("读取 reading") as progress:
            named = named_columns(columns)
            report = assistant.add(*paths, progress=progress, rebuild=rebuild, columns=named, later=True)
            came.extend(added_to(report))
            if tags:
                assistant.library.tag({one.id for one in (*report.added, *report.updated, *report.unchanged)}, tags)
        if not as_json:
            print_report(report, err)
        embedded(assistant.library)
    if as_json:
        emit(report.to_dict())
    if report.failed and not (report.added or report.updated or report.unchanged):
        sys.exit(2)


@click.command("list")
@filtered
@common
def list_speeches(settings: Settings, as_json: bool, filters: Filters) -> None:
    """列出讲话。 List the speeches."""
    with console.opened(console.asked(settings)) as assistant:
        speeches = assistant.speeches(filters)
    if as_json:
        emit([speech.to_dict() for speech in speeches])
        return
    table = Table(
        "编号 id", "日期 date", "讲话人 speaker", "地点 place", "类型 kind", "标题 title", box=None, pad_edge=False
    )
    for speech in speeches:
        table.add_row(*cells(speech.id, speech.date, speech.speaker, speech.place, speech.kind, speech.title))
    out.print(table)


@click.command()
@click.argument("speech_id", metavar="ID")
@click.option("--aside", is_flag=True, help="列出未编入的行 list the lines that are not searched, numbered")
@click.option(
    "--put-back", "numbers", multiple=True, metavar="N|all", help="把这些行放回正文 make these lines text again"
)
@common
def show(speech_id: str, aside: bool, numbers: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """显示一篇讲话的信息和原文。 Show one speech: what is known of it and its original text."""
    settings = console.asked(settings)
    with console.opened(settings) as assistant:
        speech = assistant.speech(speech_id)
        if numbers:
            with recorded(settings, "document.lines", speech.id) as came:
                starts = line_starts(numbers, assistant.library.set_aside(speech.id))
                speech = assistant.library.put_back(speech.id, starts)
                came.append({"title": speech.title})
        text = assistant.source_text(speech.id)
        lines = assistant.library.set_aside(speech.id)
        share = assistant.library.shares().get(speech.id, 1.0)
    if as_json:
        left = [{"text": text[one.start : one.end], **asdict(one)} for one in lines]
        emit({**speech.to_dict(), "share": share, "set_aside": left, "text": text})
        return
    for name, value in speech.to_dict().items():
        if value not in (None, ""):
            err.print(f"{name}: {value}", style="dim")
    err.print(f"indexed: {share:.0%}，未编入 not searched: {len(lines)} 行 lines（--aside）", style="dim")
    if not aside:
        out.print(text)
    for number, one in enumerate(lines if aside else (), 1):
        out.print(f"{number:>3}  {one.reason} {one.confidence:.0%}  {' '.join(text[one.start : one.end].split())}")


@click.command()
@click.argument("speech_ids", nargs=-1, metavar="[ID]…")
@click.option("--add", "added", multiple=True, metavar="TAG", help="归入 file them under it")
@click.option("--remove", "removed", multiple=True, metavar="TAG", help="移出 take it from them")
@common
def tag(
    speech_ids: tuple[str, ...], added: tuple[str, ...], removed: tuple[str, ...], settings: Settings, as_json: bool
) -> None:
    """给讲话加标签（批次、专题）；不带参数则列出。 File speeches under tags; without arguments list the tags."""
    with console.opened(settings) as assistant:
        if speech_ids and (added or removed):
            with recorded(settings, "document.tag", " ".join(speech_ids)) as came:
                assistant.library.tag(speech_ids, added, removed)
                came.append({"added": list(added), "removed": list(removed)})
        elif speech_ids or added or removed:
            raise click.UsageError("要有编号和 --add 或 --remove；name speeches and --add or --remove")
        tags = assistant.library.tags()
    counts = Counter(one for own in tags.values() for one in own)
    if as_json:
        emit({"tags": dict(counts.most_common()), "speeches": {speech: list(own) for speech, own in tags.items()}})
        return
    for name, count in counts.most_common():
        out.print(f"{count:>5}  {name}")


@click.command()
@common
def reindex(settings: Settings, as_json: bool) -> None:
    """由资料库重建检索，补齐缺少的向量；其间照常可查。 Make the search anew, and missing vectors."""
    with console.opened(settings) as assistant:
        with progress_bar("重建 reindexing") as progress:
            assistant.library.reindex(progress=lambda done, of: progress(done, of, settings.backend))
        embedded(assistant.library)
        chunks = assistant.library.searchable()
    if as_json:
        emit({"backend": settings.backend, "chunks": chunks})
    else:
        out.print(f"已重建 reindexed: {settings.backend}, {chunks} 段 chunks")


@click.command()
@click.argument("speech_id", metavar="ID")
@common
def remove(speech_id: str, settings: Settings, as_json: bool) -> None:
    """从资料库移除一篇讲话（不删除原文件）。 Remove a speech from the library; its file stays."""
    with console.opened(settings) as assistant:
        speech = assistant.speech(speech_id)
        with recorded(settings, "document.remove", speech.id) as came:
            came.append({"title": assistant.remove(speech.id).title})
    if as_json:
        emit({"removed": speech.to_dict()})
    else:
        out.print(f"已移除 removed {speech.id}《{speech.title}》")


@click.command()
@click.argument("query")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="条数 how many")
@filtered
@common
def search(query: str, k: int, settings: Settings, as_json: bool, filters: Filters) -> None:
    """检索原文段落。 Search for passages."""
    with console.answering(settings) if k <= _SERVED else console.opened(console.asked(settings)) as assistant:
        hits = assistant.search(query, k, filters)
    if as_json:
        emit([hit.to_dict() for hit in hits])
    else:
        for rank, hit in enumerate(hits, 1):
            out.print(
                f"{rank:>2}  {hit.score:6.2f}  {source_line(hit.speech)}  {hit.speech.id}#{hit.start}-{hit.end}",
                style="bold",
            )
            out.print(f"    {' '.join(hit.text.split())}")
    if not hits:
        if not as_json:
            err.print("没有检索到 nothing found", style="yellow")
        sys.exit(1)


@click.command()
@click.argument("question")
@click.option(
    "--passage", "passages", multiple=True, help="只依据这段文字回答 answer from this text alone (repeatable)"
)
@click.option(
    "--save",
    "file",
    type=click.Path(dir_okay=False),
    help="存为 save as .docx .md .html .txt .xlsx .csv, by its ending",
)
@filtered
@common
def ask(
    question: str, passages: tuple[str, ...], file: str | None, settings: Settings, as_json: bool, filters: Filters
) -> None:
    """问一个问题。 Ask one question."""
    form = export.form_of(file) if file else None
    with console.answering(settings) as assistant:
        if as_json:
            answer = _answer(assistant, question, (), filters, passages or None)
            emit(console.answer_dict(assistant, answer))
        else:
            answer = _print_answer(assistant, question, (), filters, passages or None)
        remarks = console.remarks(assistant, answer) if file else {}
    if file and form:
        paper = Paper(answer.question or question, answer.text, answer.citations, answer.refused, answer.rows, remarks)
        Path(file).write_bytes(export.render(paper, form)[0])
        err.print(f"  已存为 saved as {file}", style="dim")
    if answer.refused:
        sys.exit(1)


@click.command()
@filtered
@common
def chat(settings: Settings, as_json: bool, filters: Filters) -> None:
    """连续对话，可追问；空行或 Ctrl-D 结束。 Chat with follow-ups; an empty line or Ctrl-D ends."""
    history: list[Turn] = []
    with console.answering(settings) as assistant:
        while True:
            try:
                question = sys.stdin.readline() if as_json else input("问> ")
            except EOFError:
                break
            if not question.strip():
                break
            if as_json:
                answer = _answer(assistant, question, history, filters, None)
                click.echo(json.dumps(console.answer_dict(assistant, answer), ensure_ascii=False))
            else:
                answer = _print_answer(assistant, question, history, filters, None)
            history += [Turn("user", question.strip()), Turn("assistant", answer.text)]


def _answer(
    assistant: Answering,
    question: str,
    history: Sequence[Turn],
    filters: Filters,
    passages: tuple[str, ...] | None,
    show: Callable[[str], None] = lambda text: None,
) -> Answer:
    for event in assistant.stream(question, history=history, filters=filters, passages=passages):
        if isinstance(event, Delta):
            show(event.text)
        elif isinstance(event, Finished):
            return event.answer
    raise AssertionError("a stream ends with Finished")


def _print_answer(
    assistant: Answering, question: str, history: Sequence[Turn], filters: Filters, passages: tuple[str, ...] | None
) -> Answer:
    answer = _answer(assistant, question, history, filters, passages, lambda text: click.echo(shown(text), nl=False))
    click.echo()
    remarks = console.remarks(assistant, answer)
    for citation in answer.citations:
        said = f"（{remark}）" if (remark := remarks.get(citation.number)) else ""
        quote = " ".join(citation.quote.split())
        out.print(f"  [{citation.number}] {source_line(citation.speech)}{said}：“{quote}”", style="dim")
    if answer.untold:
        out.print(console.listing(*printed(answer.untold)))
    if answer.refused:
        for hit in answer.hits[:3]:
            err.print(
                f"  最接近但没有回答 nearest: {source_line(hit.speech)}：{' '.join(hit.text.split())}", style="dim"
            )
    seconds = {stage: answer.timings.get(stage, 0) / 1000 for stage in ("evidence", "total")}
    err.print(f"  {answer.model} · 检索 {seconds['evidence']:.1f} 秒 · 共 {seconds['total']:.1f} 秒", style="dim")
    return answer


@click.command()
@click.argument("names", nargs=-1)
@click.option("--fetch", is_flag=True, help="下载缺少的模型 fetch what is missing")
@click.option("--verify", "check", is_flag=True, help="重新计算 SHA-256；hash again")
@click.option("--import", "file", type=click.Path(), help="收入手工拷来的模型文件 adopt a file copied by hand")
@common
def models(
    names: tuple[str, ...], fetch: bool, check: bool, file: str | None, settings: Settings, as_json: bool
) -> None:
    """查看、下载、校验模型。 Show, fetch and verify models. NAMES: default, those of the settings."""
    from rag.models.store import MODELS, ensure, find_model, import_file, status, verify

    def bar(name: str) -> AbstractContextManager[Callable[[int, int, str], None] | None]:
        return nullcontext() if as_json else download_bar(Path(name).name, console=err)

    for name in names:
        find_model(name)
    chosen = list(names) or [name for name in (settings.generator, settings.embedding) if name in MODELS]
    if file:
        with bar(file) as progress:
            import_file(file, progress=progress)
    for name in chosen:
        if fetch:
            with bar(name) as progress:
                ensure(name, progress=progress)
        if check:
            with bar(name) as progress:
                verify(name, progress=progress)
    states = [status(name) for name in (chosen if fetch or check or names else MODELS)]
    if as_json:
        emit([state.to_dict() for state in states])
        return
    table = Table("模型 model", "用途 role", "在本机 on disk", "MB", "路径 path", box=None, pad_edge=False)
    for state in states:
        table.add_row(
            state.name, state.role, "✓" if state.present else "—", f"{state.bytes / 1e6:.0f}", str(state.path)
        )
    out.print(table)


@click.command()
@click.argument("file", metavar="FILE", type=click.Path())
@click.option("--force", is_flag=True, help="覆盖已有的文件 replace a file that is there")
@click.option(
    "--originals/--no-originals", default=True, help="是否带上上传的原文件 with the uploaded files or without"
)
@common
def backup(file: str, force: bool, originals: bool, settings: Settings, as_json: bool) -> None:
    """把整个资料库备份成一个文件，服务不用停。 Write the whole library to one file, while it serves."""
    with console.opened(settings) as assistant:
        made = assistant.library.back_up(file, force=force, originals=originals)
        count, size = assistant.library.kept_originals() if originals else (0, 0)
    if as_json:
        emit({"backup": str(made), "bytes": made.stat().st_size, "originals": count, "originals_bytes": size})
    else:
        kept = f"，其中原文件 of which originals {count}: {size / 1e6:.1f} MB（--no-originals 可不带）" if count else ""
        out.print(f"已备份 backed up to {made}: {made.stat().st_size / 1e6:.1f} MB{kept}")


@click.command()
@click.argument("file", metavar="FILE", type=click.Path())
@click.option("--force", is_flag=True, help="替换已有内容的资料库 replace a library that holds speeches")
@common
def restore(file: str, force: bool, settings: Settings, as_json: bool) -> None:
    """用备份恢复资料库。 Make the library what a backup holds."""
    from index.maintenance.backup import restore as put_back

    put_back(Path(file).expanduser(), settings.library_path, force=force)
    with recorded(settings, "library.restore", file), console.opened(settings) as assistant:
        speeches = len(assistant.speeches())
    if as_json:
        emit({"library": str(settings.library_path), "speeches": speeches})
    else:
        out.print(f"已恢复 restored {speeches} speeches to {settings.library_path}")


@click.command()
@click.option("--repair", is_flag=True, help="修复资料库中可以重新算出的部分 mend what is derived in the library")
@common
def doctor(repair: bool, settings: Settings, as_json: bool) -> None:
    """检查设置、模型和资料库。 Check settings, models and library."""
    from dataclasses import asdict

    from ui.cli.diagnostics import examine

    findings = list(examine(settings, settings.library_path, repair=repair))
    if as_json:
        emit([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            out.print(
                f"{'✓' if finding.ok else '✗'} {finding.check:<22} {finding.detail}", style="" if finding.ok else "red"
            )
    if not all(finding.ok for finding in findings):
        sys.exit(1)


def source_line(speech: Speech) -> str:
    """Return one line that names a speech: speaker, title, date."""
    who = f"{speech.speaker}：" if speech.speaker else ""
    when = f"（{speech.date}）" if speech.date else ""
    return f"{who}《{speech.title}》{when}"


COMMANDS = (add, list_speeches, show, remove, search, ask, chat, tag, models, backup, restore, reindex, doctor)
