"""`yinzheng start`, `serve` and `mcp`, and `yinzheng feedback`, which reads what readers left there."""

import os
import shlex
import sys
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from corpus import InputError, SettingsError
from rag import Settings
from ui.cli import console
from ui.cli.add_report import added_to, print_report
from ui.cli.console import common, download_bar, emit, err, progress_bar, recorded

if TYPE_CHECKING:
    from ui.server import Options
    from ui.services.accounts.oidc import Oidc


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 address to listen on")
@click.option(
    "--port", default=7860, show_default=True, type=click.IntRange(0, 65535), help="端口 port; 0: any free one"
)
@click.option("--corpus", type=click.Path(), help="先索引这个文件夹，只在其中问答 index this folder and serve it alone")
@click.option("--allow-host", "hosts", multiple=True, help="还可用这个主机名访问 another name it is reached by")
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="反向代理的地址，信它转述的来客地址 a reverse proxy that is believed who asks",
)
@click.option(
    "--password-file", type=click.Path(), help="口令文件，也可用 YINZHENG_PASSWORD，YINZHENG_TOKEN password file"
)
@click.option(
    "--queue",
    "waiting",
    default=24,
    show_default=True,
    type=click.IntRange(0, 36),
    help="最多几人排队 how many may wait",
)
@click.option(
    "--time-limit",
    default=300,
    show_default=True,
    type=click.IntRange(1, 86400),
    help="一次回答最多几秒 seconds an answer may take",
)
@click.option(
    "--log",
    "log_file",
    type=click.Path(),
    help="日志文件，每行一个 JSON；- 为终端 log file, JSON lines; - for the terminal",
)
@click.option(
    "--watch-folder",
    "folders",
    multiple=True,
    type=click.Path(),
    help="自动读入这个文件夹里新来的文件 a folder whose new files are read by themselves (repeatable)",
)
@click.option("--log-contents", is_flag=True, help="日志里也记问题和回答 log questions and answers too")
@common
def serve(  # noqa: PLR0913  one for each option
    host: str,
    port: int,
    corpus: str | None,
    hosts: tuple[str, ...],
    proxies: tuple[str, ...],
    password_file: str | None,
    waiting: int,
    time_limit: int,
    log_file: str | None,
    folders: tuple[str, ...],
    log_contents: bool,
    settings: Settings,
    as_json: bool,
) -> None:
    """启动网页和 HTTP 接口；监听本机以外的地址须设口令。 Serve the chat page and the HTTP endpoints."""
    from ui.middleware import logging_json
    from ui.server import Options, check_exposure

    known = _secrets(password_file)
    others = bool(settings.login_header or settings.oidc_issuer) or _accounts(settings)
    check_exposure(host, known, others=others)
    options = Options(
        secrets=known,
        header=settings.login_header,
        newcomers=settings.login_role,
        oidc=_oidc(settings),
        waiting=waiting,
        running=settings.in_flight,
        limit=time_limit,
        log_contents=log_contents,
        proxies=proxies,
        database_url=settings.database_url,
    )
    if log_file or log_contents:
        logging_json.start(_log_stream(log_file or "-"))
    _run(settings, corpus, host, port, hosts, options, folders, as_json=as_json)


@click.command()
@click.argument("corpus", required=False, type=click.Path())
@click.option(
    "--port", default=7860, show_default=True, type=click.IntRange(0, 65535), help="端口 port; 0: any free one"
)
@common
def start(corpus: str | None, port: int, settings: Settings, as_json: bool) -> None:
    """从零开始：下载缺少的模型，索引文件夹，打开网页。 Fetch the models, index a folder, serve it.

    CORPUS: 文件夹或文件；不写则用已有的资料库，库是空的就用示例讲话。 Default: the library, or the samples.
    """
    from corpus.samples import folder
    from rag.models.store import MODELS, ensure
    from ui.server import Options

    _check(corpus)
    for name in (settings.generator, settings.embedding):
        if name in MODELS:
            with nullcontext() if as_json else download_bar(name, console=err) as progress:
                ensure(name, progress=progress)
    if corpus is None and not settings.library:
        with console.opened(settings) as assistant:
            stocked = bool(assistant.speeches())
        corpus = None if stocked else str(folder())
    _run(settings, corpus, "127.0.0.1", port, (), Options(), as_json=as_json)


def _run(  # noqa: PLR0913  one for each option
    settings: Settings,
    corpus: str | None,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    options: "Options",
    folders: tuple[str, ...] = (),
    *,
    as_json: bool,
) -> None:
    """Index a folder, if one is named, and serve until interrupted."""
    from ui.server import listen
    from ui.server import serve as run
    from ui.services.running_service import remember
    from ui.services.watched_folders import WatchedFolders

    def ready(address: str) -> None:
        if as_json:
            click.echo(f'{{"address": "{address}"}}')
        else:
            click.echo(f"引证已就绪 serving at {address}")

    _check(corpus)
    listen(host, port).close()  # a port that is taken is said before the models load
    if corpus and not settings.library:
        settings = replace(settings, library=str(Settings.library_of(corpus)), journal_url="")
        remember(settings.library_path)
        err.print(
            f"命令行里问同一个资料库 ask it from a terminal: yinzheng ask … --library {shlex.quote(settings.library)}",
            style="dim",
        )
    with console.opened(settings) as assistant:

        def read(folder: str) -> None:
            with recorded(settings, "document.add", folder) as came:
                came.extend(added_to(assistant.add(folder)))

        watched = WatchedFolders(folders, read)
        if corpus:
            with recorded(settings, "document.add", corpus) as came, progress_bar("读取 reading") as progress:
                report = assistant.add(corpus, progress=progress, later=True)
                came.extend(added_to(report))
            print_report(report, err)
        err.print("正在载入模型 loading the models …", style="dim")
        assistant.warm()
        assistant.library.embed_soon()
        with watched:
            run(assistant, host, port, on_ready=ready, hosts=hosts, options=options)


def _check(corpus: str | None) -> None:
    """Refuse a folder that is not there before a library is made for it.

    :raises InputError: If it is not.
    """
    if corpus is not None and not Path(corpus).expanduser().exists():
        raise InputError("there is no {path!r}; --corpus names a file or a folder", code="no_such_corpus", path=corpus)


@click.command()
@click.option("--http", is_flag=True, help="用 HTTP，不用标准输入输出 serve streamable HTTP instead")
@click.option("--port", default=7861, show_default=True, type=click.IntRange(1, 65535), help="HTTP 的端口 its port")
@common
def mcp(http: bool, port: int, settings: Settings, as_json: bool) -> None:
    """给智能体用的 MCP 服务；HTTP 只监听本机。 Serve agents over MCP; HTTP on this machine alone."""
    try:
        from ui.integrations.mcp_server import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise SettingsError("yinzheng mcp needs a package; install it with: pip install 'yinzheng[mcp]'") from None
    with console.opened(settings) as assistant:
        if http:
            from ui.integrations.mcp_http import run

            err.print(f"引证已就绪 serving MCP at http://127.0.0.1:{port}/mcp")
            run(server(assistant), settings.library_path, port, _secrets(None), settings.database_url)
        else:
            server(assistant).run("stdio")


@click.command()
@click.option("--export", "file", type=click.Path(), help="导出为评测题 write an evaluation file")
@click.option(
    "--all", "everything", is_flag=True, help="导出全部反馈，不只评测题 all that is kept, not only gold questions"
)
@common
def feedback(file: str | None, everything: bool, settings: Settings, as_json: bool) -> None:
    """读者对回答的评价；导出为评测题。 What readers think of answers; export it as gold questions."""
    from dataclasses import asdict

    from ui.services.feedback_store import FILE, Feedback, gold, to_jsonl

    path = settings.library_path / FILE
    judgements = []
    if settings.database_url or path.exists():
        with closing(Feedback(settings.database_url or path)) as kept:
            judgements = kept.all()
    questions = list(gold(judgements))
    if file:
        try:
            Path(file).write_text(to_jsonl(judgements, everything=everything), encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot write {file!r}: {error.strerror}; name another file with --export") from None
    good = sum(judgement.up for judgement in judgements)
    if as_json:
        items = [asdict(judgement) for judgement in judgements] if everything else questions
        emit({"judgements": len(judgements), "up": good, "down": len(judgements) - good, "items": items})
        return
    click.echo(f"评价 {len(judgements)} 条：好 {good}，不好 {len(judgements) - good}；可作评测题 {len(questions)} 条")
    if not file and judgements:
        click.echo("导出 export: yinzheng feedback --export gold.jsonl")


def _secrets(password_file: str | None) -> tuple[str, ...]:
    """Return the passwords and tokens that are set: never given on the command line, where others can see them."""
    found = [os.environ.get(name, "") for name in ("YINZHENG_PASSWORD", "YINZHENG_TOKEN")]
    if password_file:
        try:
            text = Path(password_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"cannot read --password-file {password_file!r}: {error}") from None
        if not text:
            raise SettingsError(f"--password-file {password_file!r} is empty; write a password into it")
        found.append(text)
    return tuple(secret for secret in found if secret)


def _accounts(settings: Settings) -> bool:
    """Return whether the library has accounts."""
    from ui.services.accounts.store import Accounts

    with closing(Accounts.beside(settings.library_path, settings.database_url)) as accounts:
        return accounts.any()


def _oidc(settings: Settings) -> "Oidc | None":
    from ui.services.accounts.oidc import Oidc

    if not settings.oidc_issuer:
        return None
    return Oidc(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_claim)


def _log_stream(name: str) -> TextIO:
    if name == "-":
        return sys.stderr
    try:
        return open(name, "a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise SettingsError(f"cannot write --log {name!r}: {error.strerror}; name another file") from None
