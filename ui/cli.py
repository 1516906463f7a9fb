"""The command line with `serve`: the console script's entry point."""

from dataclasses import replace
from pathlib import Path

import click

from rag.assistant import library_of
from rag.cli import cli, common, err, opened, print_report, progress_bar
from rag.settings import Settings


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 address to listen on")
@click.option(
    "--port", default=7860, show_default=True, type=click.IntRange(0, 65535), help="端口 port; 0: any free one"
)
@click.option("--corpus", type=click.Path(), help="先索引这个文件夹，只在其中问答 index this folder and serve it alone")
@common
def serve(host: str, port: int, corpus: str | None, settings: Settings, as_json: bool) -> None:
    """启动网页和 HTTP 接口。 Serve the chat page and the HTTP endpoints."""
    from ui import serve as run

    def ready(address: str) -> None:
        if as_json:
            click.echo(f'{{"address": "{address}"}}')
        else:
            click.echo(f"引证已就绪 serving at {address}")

    if corpus and not settings.library:
        settings = replace(settings, library=str(library_of(Path(corpus))))
    with opened(settings) as assistant:
        if corpus:
            with progress_bar("索引 indexing") as progress:
                report = assistant.add(corpus, progress=progress)
            print_report(report)
        err.print("正在载入模型 loading the models …", style="dim")
        assistant.warm()
        run(assistant, host, port, on_ready=ready)


def main() -> None:
    """Run the command line."""
    cli(prog_name="yinzheng")


if __name__ == "__main__":
    main()
