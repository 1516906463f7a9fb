"""What `lint-imports` cannot hold: which modules of a room are for others, how full a room is, how long a module."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("corpus", "index", "rag", "ui")
MOST_ENTRIES = 12
MOST_LINES = 400
NOT_COUNTED = {"__init__.py", "py.typed"}
DATA = {"corpus/samples"}  # documents, not modules


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))}


def imports(path: Path) -> Iterator[str]:
    """Yield the modules of ours that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else (node.module or "")


def for_others(package: str) -> set[str]:
    """Return the modules that a package's docstring names as those to import from outside."""
    said = re.search(
        r"From outside: (.+?)\.(?:\s|$)",
        ast.get_docstring(ast.parse(MODULES[package].read_text(encoding="utf-8"))) or "",
        re.S,
    )
    if said is None:
        return set()
    inside = {name.rpartition(".")[2] for name in MODULES if name.rpartition(".")[0] == package}
    named = inside if said[1] == "every module" else set(re.findall(r"`(\w+)`", said[1]))
    assert named <= inside, f"{package} names {sorted(named - inside)} and has no such module"
    return named


def test_from_outside_a_room_its_face_is_imported_or_what_its_docstring_names() -> None:
    wrong = []
    for module, path in MODULES.items():
        for target in imports(path):
            package, _, own = target.rpartition(".")
            foreign = target in MODULES and MODULES[target].name != "__init__.py" and package
            if foreign and not f"{module}.".startswith(f"{package}.") and own not in for_others(package):
                wrong.append(f"{module} imports {target}, which {package}'s docstring does not name")
    assert not wrong, "\n".join(wrong)


def test_the_import_rules_hold() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout


def test_the_import_rules_have_no_exceptions() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rules = text[text.index("[tool.importlinter]") :]
    assert not re.search("ignore_imports|exhaustive_ignores|unmatched_ignore", rules)


@pytest.mark.parametrize("top", [*PACKAGES, "tests", "docs"])
def test_no_folder_has_more_entries_than_one_sees_at_a_glance(top: str) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", top], cwd=ROOT, capture_output=True, text=True
    ).stdout.splitlines()
    entries: dict[str, set[str]] = {}
    for file in tracked:
        for folder in Path(file).parents:
            if folder != Path("."):
                entries.setdefault(str(folder), set()).add(Path(file).relative_to(folder).parts[0])
    full = {folder: len(own - NOT_COUNTED) for folder, own in entries.items() if len(own - NOT_COUNTED) > MOST_ENTRIES}
    assert entries and not full.keys() - DATA


@pytest.mark.parametrize("top", [*PACKAGES, "tests"])
def test_modules_are_short(top: str) -> None:
    long = {str(path): lines for path in (ROOT / top).rglob("*.py") if (lines := lines_of(path)) > MOST_LINES}
    assert not long


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_say_what_they_are() -> None:
    assert not [name for name, path in MODULES.items() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]


@pytest.mark.parametrize("layer", PACKAGES[:3])  # ui imports what it exports when asked for it
def test_init_exports_exactly_what_it_imports(layer: str) -> None:
    tree = ast.parse((ROOT / layer / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module in MODULES]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    names |= {"__version__"} & set(__import__(layer).__all__)
    names |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    exported = __import__(layer).__all__
    assert sorted(exported) == sorted(names)
    assert all(hasattr(__import__(layer), name) for name in exported)


def test_public_surface_is_that_of_the_design() -> None:
    import rag

    assert {"Assistant", "Answer", "Citation", "Filters", "Turn", "ask"} <= set(rag.__all__)


def test_importing_the_packages_loads_no_model_library() -> None:
    code = (
        "import rag, ui, sys; print([m for m in ('torch', 'transformers', 'gradio', 'xllamacpp') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout.strip() == "[]"
