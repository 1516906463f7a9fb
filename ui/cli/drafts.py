"""`yinzheng phrases`, `new-phrases`, `check`, `digest` and `watch`: the drafter's desk. `ui.cli.main` adds them.

Exit codes: 0 done; 1 not found, or the draft has something to look at; 2 wrong usage or input.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import click
from rich.table import Table

from corpus import InputError
from index import Filters, Library
from rag import (
    FINDING_LABELS,
    WATCHES_FILE,
    Concordance,
    ConcordanceOrder,
    DispersionBy,
    DraftFinding,
    Frequency,
    Settings,
    Watches,
    by_voice,
    check_draft,
    concordance,
    contrast,
    digest_meeting,
    digest_novelty,
    digest_outline,
    digest_points,
    digest_topic,
    dispersion,
    draft_comment,
    draft_with_comments,
    keyness,
    look_for_news,
    neighbours,
    news_as_atom,
    news_as_json_lines,
    read_draft,
    watch_states,
    wording_changes,
)
from ui.cli import console
from ui.cli.add_report import added_to
from ui.cli.commands import source_line
from ui.cli.console import cells, common, emit, err, filtered, out, progress_bar


@contextmanager
def library_of(settings: Settings) -> Iterator[Library]:
    """Open the library of the settings; no model is loaded."""
    with console.opened(console.asked(settings)) as assistant:
        yield assistant.library


@click.command()
@click.argument("phrase")
@click.option("--also", multiple=True, help="也算作它的另一写法 another wording that counts as it (repeatable)")
@click.option("--against", help="与另一提法对照 another phrase to set against it")
@click.option("--by", type=click.Choice(["year", "speaker", "place", "kind"]), default="year", show_default=True)
@click.option(
    "--sort",
    "order",
    type=click.Choice(["date", "left", "right", "speaker", "place"]),
    default="date",
    show_default=True,
)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(0), help="列出几处 how many uses are listed"
)
@click.option("--neighbours", "near", is_flag=True, help="常与哪些词相邻 words that stand near it")
@click.option("--changes", "changed", is_flag=True, help="前后措辞的变化 how its sentences changed")
@click.option("--voices", is_flag=True, help="是谁的话 whose words the uses are")
@filtered
@common
def phrases(  # noqa: PLR0913  one for each option
    phrase: str,
    also: tuple[str, ...],
    against: str | None,
    by: str,
    order: str,
    limit: int,
    near: bool,
    changed: bool,
    voices: bool,
    settings: Settings,
    as_json: bool,
    filters: Filters,
) -> None:
    """一个提法的全部用例：首次、最近、各年频次、上下文。 Every use of a phrase, in context and over time."""
    with library_of(settings) as library, library.consistent():
        if against is not None:
            found = contrast(library, phrase, against, filters, by=cast(DispersionBy, by))
            if as_json:
                emit(found.to_dict(limit))
            else:
                _print_uses(found.one, "date", 0)
                _print_uses(found.other, "date", 0)
                out.print(
                    f"两者都有 both {len(found.both)}，只有前者 only the first {len(found.only_one)}，"
                    f"只有后者 only the second {len(found.only_other)}"
                )
            return
        uses = concordance(library, phrase, filters, also=also)
        rows = dispersion(uses, cast(DispersionBy, by))
        more: dict[str, Any] = {}
        if voices:
            more["voices"] = [{"who": who, "uses": count} for who, count in by_voice(library, uses).items()]
        if near:
            more["neighbours"] = [word.to_dict() for word in neighbours(library, uses)]
        if changed:
            more["changes"] = [version.to_dict() for version in wording_changes(library, uses)]
        if as_json:
            shown = uses.to_dict(cast(ConcordanceOrder, order), limit)
            emit({**shown, "by": by, "groups": [row.to_dict() for row in rows], **more})
        else:
            _print_uses(uses, cast(ConcordanceOrder, order), limit)
            _print_more(rows, by, more)
    if not uses.uses:
        sys.exit(1)


def _print_more(rows: Sequence[Frequency], by: str, more: Mapping[str, Any]) -> None:
    table = Table(by, "次数 uses", "篇数 speeches", "每百万字 per million", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*cells(row.group or "—", str(row.uses), f"{row.saying}/{row.speeches}", f"{row.per_million:.1f}"))
    out.print(table)
    for item in more.get("neighbours", ()):
        out.print(f"{item['word']}  左 {item['left']}  右 {item['right']}")
    for item in more.get("changes", ()):
        out.print(f"{item['before']['quote']}  →  {item['after']['quote']}")
    for item in more.get("voices", ()):
        out.print(f"{item['who'] or '—'}  {item['uses']}")


def _print_uses(found: Concordance, order: ConcordanceOrder, limit: int) -> None:
    searched = found.searched
    out.print(
        f"“{found.phrase}”：已查 {searched.speeches} 篇，{found.saying} 篇用到，共 {len(found.uses)} 处", style="bold"
    )
    for name, use in (("首次 first", found.first), ("最近 last", found.last)):
        if use is not None:
            out.print(f"{name}  {source_line(use.speech)}")
    if len(found.forms) > 1:
        out.print("写法 forms  " + "，".join(f"{form} {count}" for form, count in found.forms.items()))
    for use in found.ordered(order, limit):
        place = f"{use.speech.id}#{use.words.start}-{use.words.end}"
        out.print(f"{use.left:>24}【{use.words.quote}】{use.right}  {use.speech.date or ''} {place}".replace("\n", " "))


@click.command("new-phrases")
@click.option("--before", nargs=2, metavar="SINCE UNTIL", required=True, help="较早的一段 the earlier period")
@click.option("--after", nargs=2, metavar="SINCE UNTIL", required=True, help="较晚的一段 the later period")
@click.option("--speaker", "speakers", multiple=True, help="讲话人 speaker (repeatable)")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 200))
@common
def new_phrases(
    before: tuple[str, str],
    after: tuple[str, str],
    speakers: tuple[str, ...],
    limit: int,
    settings: Settings,
    as_json: bool,
) -> None:
    """两个时期相比，新出现和消失的提法。 Phrases that are new or have vanished between two periods."""
    with library_of(settings) as library:
        earlier, later = (Filters(speakers, (), *period) for period in (before, after))
        found = keyness(library, earlier, later, limit=limit)
    if as_json:
        emit(found.to_dict())
        return
    table = Table("提法 phrase", "变化 trend", "前 before", "后 after", "G²", box=None, pad_edge=False)
    for item in found.phrases:
        table.add_row(*cells(item.phrase, item.trend, str(item.before), str(item.after), f"{item.log_likelihood:.1f}"))
    out.print(table)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--docx", "target", type=click.Path(dir_okay=False), help="写出带批注的 Word 文件 a .docx with comments")
@filtered
@common
def check(file: str, target: str | None, settings: Settings, as_json: bool, filters: Filters) -> None:
    """逐句核对一份稿子（.txt、.md、.docx）。 Check a draft against the library, sentence by sentence."""
    draft = read_draft(file)
    with library_of(settings) as library, progress_bar("核对 checking") as progress:
        report = check_draft(
            library, draft, filters=filters, progress=lambda done, total: progress(done, total, draft.name)
        )
    if target:
        try:
            Path(target).write_bytes(draft_with_comments(report, draft))
        except OSError as error:
            raise InputError(f"cannot write {target!r}: {error.strerror}; name another file with --docx") from None
    if as_json:
        emit(report.to_dict())
    else:
        for item in report.items:
            if item.finding not in (DraftFinding.EXACT, DraftFinding.SHORT):
                out.print(" ".join(item.text.split()), style="bold")
                for line in draft_comment(item).splitlines():
                    out.print(f"    {line}")
        counts = "，".join(
            f"{FINDING_LABELS[DraftFinding(name)][0]} {count}" for name, count in report.counts().items()
        )
        err.print(f"已与 {report.searched} 篇比对：{counts}")
    if report.alarms:
        sys.exit(1)


@click.command()
@click.argument("speech_id", metavar="[ID]", required=False)
@click.option("--points", "count", type=click.IntRange(1, 20), help="概括成几点 in so many points")
@click.option(
    "--depth", default=2, show_default=True, type=click.IntRange(1, 6), help="提纲列到第几级 levels of the outline"
)
@click.option("--new", "fresh", is_flag=True, help="与讲话人上一篇相比的新内容 what is new against the speaker's last")
@click.option("--against", help="与这一篇相比 the speech to compare it with; with --new")
@click.option("--who", is_flag=True, help="谁说了什么 who said what")
@click.option("--topic", help="各篇怎么谈这个题目 what all speeches say on a topic; needs no ID")
@filtered
@common
def digest(  # noqa: PLR0913  one for each option
    speech_id: str | None,
    count: int | None,
    depth: int,
    fresh: bool,
    against: str | None,
    who: bool,
    topic: str | None,
    settings: Settings,
    as_json: bool,
    filters: Filters,
) -> None:
    """一篇讲话的提纲、要点、新内容，或各篇怎么谈一个题目。 A speech as cited lines."""
    if (speech_id is None) == (topic is None):
        raise InputError("name a speech's ID, or a topic with --topic; not both")
    with library_of(settings) as library:
        found: Any
        if topic is not None:
            speaker = filters.speakers[0] if len(filters.speakers) == 1 else None
            found = digest_topic(library, topic, speaker=speaker, filters=None if speaker else filters)
        elif fresh:
            found = digest_novelty(library, speech_id or "", against)
        elif who:
            found = digest_meeting(library, speech_id or "")
        else:
            of_it = speech_id or ""
            found = digest_points(library, of_it, count) if count else digest_outline(library, of_it, depth=depth)
    if as_json:
        emit(found.to_dict())
        return
    for line in _digest_lines(found):
        out.print(line)


def _digest_lines(found: Any) -> Iterator[str]:
    """Yield a digest of any kind as lines."""
    value = found.to_dict()
    for part in value.get("parts", ()):
        if part["heading"]:
            yield "  " * max(0, part["level"] - 1) + " ".join(part["heading"]["quote"].split())
        if part["line"]:
            yield "  " * part["level"] + f"“{part['line']['quote']}” {_place(part['line'])}"
    for item in value.get("found", ()):
        yield f"{item['speech']['date'] or '—'} {item['speech']['speaker'] or ''}《{item['speech']['title']}》"
        yield from (f"  {line['whose'] or '—'}：“{line['quote']}” {_place(line)}" for line in item["lines"])
    for item in value.get("said", ()):
        yield item["who"] or "—"
        yield from (f"  “{line['quote']}” {_place(line)}" for line in item["lines"])
    if "earlier" in value:
        yield f"与《{value['earlier']['title']}》（{value['earlier']['date']}）相比：相同 kept {value['kept']}"
        yield from (f"新 new  “{line['quote']}” {_place(line)}" for line in value["new"])
        for item in value["reworded"]:
            yield f"改 reworded  “{item['before']['quote']}” → “{item['after']['quote']}” {_place(item['after'])}"


def _place(excerpt: dict[str, Any]) -> str:
    return f"{excerpt['speech']['id']}#{excerpt['start']}-{excerpt['end']}"


@click.group()
def watch() -> None:
    """关注的提法和问题：新增文件后有什么新内容。 Saved phrases and questions, and what is new for them."""


@contextmanager
def _watches(library: Library) -> Iterator[Watches]:
    with closing(Watches(library.directory / WATCHES_FILE)) as kept:
        yield kept


@watch.command("add")
@click.argument("text")
@click.option("--question", is_flag=True, help="是问题，不是提法 a question, not a phrase")
@click.option("--from-start", is_flag=True, help="库中已有的也算新 what is there already is news too")
@filtered
@common
def watch_add(text: str, question: bool, from_start: bool, settings: Settings, as_json: bool, filters: Filters) -> None:
    """关注一个提法或问题。 Watch a phrase or a question."""
    with library_of(settings) as library, _watches(library) as kept:
        known = None if from_start else watch_states(library, filters)
        found = kept.add("question" if question else "phrase", text, filters, known)
    if as_json:
        emit(found.to_dict())
    else:
        out.print(f"已关注 watching {found.id}  {found.text}")


@watch.command("list")
@common
def watch_list(settings: Settings, as_json: bool) -> None:
    """列出关注的内容。 List what is watched."""
    with library_of(settings) as library, _watches(library) as kept:
        found = kept.all()
    if as_json:
        emit([item.to_dict() for item in found])
    else:
        for item in found:
            out.print(f"{item.id:>4}  {'提法 phrase' if item.kind == 'phrase' else '问题 question'}  {item.text}")


@watch.command("remove")
@click.argument("watch_id", metavar="ID", type=int)
@common
def watch_remove(watch_id: int, settings: Settings, as_json: bool) -> None:
    """不再关注。 Stop watching."""
    with library_of(settings) as library, _watches(library) as kept:
        found = kept.remove(watch_id)
    if as_json:
        emit({"removed": found.to_dict()})
    else:
        out.print(f"已取消 removed {found.id}  {found.text}")


@watch.command("run")
@click.option(
    "--folder", "folders", multiple=True, type=click.Path(), help="先读这个文件夹 read this folder before (repeatable)"
)
@common
def watch_run(folders: tuple[str, ...], settings: Settings, as_json: bool) -> None:
    """看有什么新内容；--json 为每行一个 JSON。 Look for news; --json gives JSON lines."""
    where = settings if folders else console.asked(settings)
    with console.opened(where) as assistant, _watches(assistant.library) as kept:
        if folders:
            with console.recorded(settings, "document.add", " ".join(folders)) as came:
                came.extend(added_to(assistant.add(*folders)))
        found = look_for_news(assistant.library, kept)
    if as_json:
        click.echo(news_as_json_lines(found), nl=False)
        return
    for item in found:
        out.print(f"{item.body['text']}：《{item.body['speech']['title']}》 {item.body['uses']} 处", style="bold")
        for line in item.body["lines"]:
            out.print(f"    “{line['quote']}” {item.body['speech']['id']}#{line['start']}-{line['end']}")
    err.print(f"新内容 news {len(found)}")


@watch.command("feed")
@click.option("--address", default="", help="服务的网址，用于链接 the service's address, for links")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 10_000))
@common
def watch_feed(address: str, limit: int, settings: Settings, as_json: bool) -> None:
    """已发现的新内容，Atom 格式；--json 为每行一个 JSON。 What was found, as an Atom feed."""
    with library_of(settings) as library, _watches(library) as kept:
        found = kept.news(limit)
    click.echo(news_as_json_lines(found) if as_json else news_as_atom(found, address=address), nl=False)


DRAFTS = (phrases, new_phrases, check, digest, watch)
"""The commands of the desk."""
