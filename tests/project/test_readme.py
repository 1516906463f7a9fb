"""Commands, options and Python of the README and the pages behind it run as written; every link leads somewhere."""

import re
import shlex
from pathlib import Path

import click
import pytest
from PIL import Image

from ui.cli.main import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("usage", "http", "settings", "english"))]
DOCUMENTED = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", DOCUMENTED, re.DOTALL)
SHELL = [line.split("#")[0].strip() for kind, block in BLOCKS if kind == "bash" for line in block.splitlines()]
COMMANDS = [line for line in SHELL if line.startswith("yinzheng ")]
MAKES = [re.sub(r"^(\w+=\S+ )+", "", line) for line in SHELL if re.match(r"(\w+=\S+ )*make ", line)]


def test_readme_names_the_two_commands() -> None:
    assert "make run" in MAKES and "make test" in MAKES


@pytest.mark.parametrize("line", MAKES)
def test_make_target_exists(line: str) -> None:
    target = line.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_command_parses(line: str) -> None:
    words = shlex.split(line)[1:]
    command = cli.commands[words[0]]
    assert isinstance(command, click.Command)
    command.make_context(words[0], words[1:], resilient_parsing=False)


def test_every_command_is_documented() -> None:
    documented = {shlex.split(line)[1] for line in COMMANDS}
    assert documented == set(cli.commands)


@pytest.mark.parametrize("block", [block for kind, block in BLOCKS if kind == "python"])
def test_python_compiles_and_imports_what_exists(block: str) -> None:
    import rag

    compile(block, "README.md", "exec")
    for names in re.findall(r"from rag import (.+)", block):
        for name in names.split(","):
            assert hasattr(rag, name.strip())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_exist(page: Path) -> None:
    for target in re.findall(r"\]\(((?!https?://)[^)]+)\)", page.read_text(encoding="utf-8")):
        file, _, heading = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), target
        if heading:
            titles = re.findall(r"(?m)^#+ (.+)$", there.read_text(encoding="utf-8"))
            assert heading in {re.sub(r"[^\w-]", "", title.lower().replace(" ", "-")) for title in titles}, target


def test_readme_is_short_and_leads_to_every_page() -> None:
    assert len(README.splitlines()) <= 90
    for page in PAGES[1:]:
        assert f"(docs/{page.name})" in README


def test_a_moving_picture_shows_the_way_from_a_question_to_its_words() -> None:
    picture = ROOT / "docs" / "pictures" / "ask.webp"
    assert f"(docs/pictures/{picture.name})" in README
    with Image.open(picture) as shown:
        assert getattr(shown, "n_frames", 1) >= 8
    assert picture.stat().st_size < 600_000  # bytes: it is loaded with the page


def test_every_setting_is_documented() -> None:
    from dataclasses import fields

    from rag import Settings

    for field in fields(Settings):
        assert f"`{field.name}`" in DOCUMENTED, field.name


def test_ci_runs_the_readmes_second_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
