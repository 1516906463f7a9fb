import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORDER = ["corpus", "index", "rag", "ui"]
MODULES = sorted(path for layer in ORDER for path in (ROOT / layer).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    later = set(ORDER[ORDER.index(layer) + 1 :])
    assert not imported(path) & (later | {"tests"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("layer", ORDER[:3])  # ui imports what it exports when asked for it
def test_init_exports_exactly_what_it_imports(layer: str) -> None:
    tree = ast.parse((ROOT / layer / "__init__.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    names |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    exported = __import__(layer).__all__
    assert sorted(exported) == sorted(names)
    assert all(hasattr(__import__(layer), name) for name in exported)


def test_public_surface_is_that_of_the_design() -> None:
    import rag

    assert {"Assistant", "Answer", "Citation", "Filters", "Turn", "ask"} <= set(rag.__all__)


def test_importing_the_packages_loads_no_model_library() -> None:
    import subprocess
    import sys

    code = (
        "import rag, ui, sys; print([m for m in ('torch', 'transformers', 'gradio', 'xllamacpp') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout.strip() == "[]"
