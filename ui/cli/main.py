"""The command `yinzheng`: one group, to which every command is added here by name."""

import click

from ui.cli.accounts import account, audit
from ui.cli.commands import COMMANDS
from ui.cli.console import Group
from ui.cli.desk import compare, figures
from ui.cli.drafts import DRAFTS
from ui.cli.evaluation.command import evaluate
from ui.cli.journal import journal
from ui.cli.service import feedback, mcp, serve, start


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yinzheng", prog_name="yinzheng")
def cli() -> None:
    """引证：讲话问答，句句有据。 Question answering over Chinese speeches, every sentence cited."""


for _command in (*COMMANDS, *DRAFTS, figures, compare, evaluate, start, serve, mcp, feedback, account, audit, journal):
    cli.add_command(_command)


def main() -> None:
    """Run the command line."""
    cli(prog_name="yinzheng")
