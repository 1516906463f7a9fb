import ast
import re
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = ("corpus", "index", "rag", "ui")


def test_every_package_on_disk_is_shipped() -> None:
    on_disk = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for layer in LAYERS
        for path in (ROOT / layer).rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == on_disk


def test_every_data_file_is_shipped() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*"):
            if path.is_dir() or path.suffix in (".py", ".pyc"):
                continue
            package = next(p for p in path.parents if (p / "__init__.py").exists())
            name = str(package.relative_to(ROOT)).replace("/", ".")
            globs = [*patterns["*"], *patterns.get(name, ())]
            assert any(path.relative_to(package).match(glob) for glob in globs), path


LOCKS = (
    "requirements-build.lock",
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-torch.lock",
    "requirements-torch-cpu.lock",
)


def blocks(name: str) -> dict[str, str]:
    """The lines of each requirement of a lock, by its name."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==(\S+)((?:[^\n]*\\\n)+ +--hash[^\n]*)", text, re.MULTILINE)
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(found) == len(lines), name  # nothing without a version and a hash
    return {normal(package): f"{version} {hashes}" for package, version, hashes in found}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_has_a_version_for_the_oldest_python() -> None:
    served = set()
    for name in LOCKS:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith((" ", "#")):
                requirement = Requirement(line.removesuffix("\\"))
                if "python_full_version >=" not in str(requirement.marker or ""):
                    served.add(normal(requirement.name))
    for text in PROJECT["project"]["dependencies"]:
        assert normal(Requirement(text).name) in served, text


def test_locks_pin_every_dependency_exactly_and_by_hash() -> None:
    build, run, dev, torch, cpu = (blocks(name) for name in LOCKS)
    assert torch["torch"].startswith("2.13.0 ") and cpu.keys() == {"torch"} and cpu["torch"].startswith("2.13.0+cpu ")
    run |= torch
    assert not run.keys() & dev.keys() and all("--hash=sha256:" in entry for entry in (build | run | dev).values())
    optional = PROJECT["project"]["optional-dependencies"].values()
    for requirement in PROJECT["project"]["dependencies"]:
        assert normal(re.split(r"[<>=\[ ;]", requirement)[0]) in run, requirement
    for requirement in (requirement for group in optional for requirement in group):
        name = normal(re.split(r"[<>=\[ ;]", requirement)[0])
        assert name == "yinzheng" or name in run | dev | build, requirement
    for requirement in PROJECT["build-system"]["requires"]:
        assert normal(re.split(r"[<>=\[ ;]", requirement)[0]) in build, requirement


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = text[text.index("dependencies = [") : text.index("[project.optional-dependencies]")]
    lines = [line.strip() for line in listed.splitlines()]
    for before, line in pairwise(lines):
        assert not line.startswith('"') or "# " in line or before.startswith("#"), line


# what an import is called where its distribution is called otherwise
DISTRIBUTIONS = {
    "faiss": "faiss-cpu",
    "argon2": "argon2-cffi",
    "docx": "python-docx",
    "sentence_transformers": "sentence-transformers",
    "langchain_core": "langchain-core",
    "llama_index": "llama-index-core",
    "mcp_types": "mcp",
    "pptx": "python-pptx",
    "PIL": "pillow",
}


def test_nothing_undeclared_is_imported_and_nothing_declared_is_not() -> None:
    ours = {*LAYERS, "tests"}
    imported = set()
    for layer in LAYERS:
        for file in (ROOT / layer).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.level == 0:
                    names = [node.module or ""]
                imported |= {name.split(".")[0] for name in names}
    third = {normal(DISTRIBUTIONS.get(n, n)) for n in imported - ours - set(sys.stdlib_module_names)}
    extras = PROJECT["project"]["optional-dependencies"]
    required = PROJECT["project"]["dependencies"] + [
        name for extra in extras if extra != "dev" for name in extras[extra]
    ]
    declared = {normal(re.split(r"[<>=\[ ;]", requirement)[0]) for requirement in required}
    assert third - declared == set()
    # FastAPI imports the first when a route takes files; of the second only its data is read, by name; pymilvus opens a
    # file by the third, and SQLAlchemy a server by the last
    assert declared - third == {"python-multipart", "fastapi-swagger", "milvus-lite", "psycopg"}


def test_version_is_in_the_changelog() -> None:
    assert f"## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
