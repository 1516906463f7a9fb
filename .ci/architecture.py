"""Writes the tree in docs/architecture.md from the first line of each module's docstring: `make docs`.

`--check` writes nothing; it exits with 1 if the tree there is not the real one.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ("corpus", "index", "rag", "ui")
BEGIN, END = "<!-- tree: make docs writes it -->\n", "<!-- end of the tree -->\n"


def first_line(module: Path) -> str:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def folder(path: Path, depth: int = 0) -> list[str]:
    """Return the lines of a package: itself, its modules, then the packages in it."""
    indent = "    " * depth
    lines = [f"{indent}{path.name + '/':<{31 - len(indent)}} {first_line(path / '__init__.py')}"]
    for module in sorted(path.glob("*.py")):
        if module.name != "__init__.py":
            lines.append(f"{indent}    {module.name:<{27 - len(indent)}} {first_line(module)}")
    for inner in sorted(path.iterdir()):
        if (inner / "__init__.py").exists():
            lines += folder(inner, depth + 1)
    return lines


def tree() -> str:
    return "\n".join(["```", *(line for package in PACKAGES for line in folder(ROOT / package)), "```", ""])


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{PAGE}: the lines {BEGIN.strip()!r} and {END.strip()!r} are missing; put them around the tree")
    wanted = before + begin + tree() + end + after
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(wanted, encoding="utf-8")
    elif wanted != page:
        sys.exit("docs/architecture.md: its tree is not the real one; write it anew with: make docs")


if __name__ == "__main__":
    main()
