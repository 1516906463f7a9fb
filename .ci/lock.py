"""Write the lock files anew: every package with its exact version and the SHA-256 of each file that may be installed.

    python .ci/lock.py UV [--upgrade]     # UV: the program of that name; `make lock` installs it for this

What is locked keeps its version, so that a new dependency changes nothing else; with --upgrade all are the newest.

requirements-build.lock what packages without a wheel, and this project, are built with: installed first
requirements.lock       what runs the application
requirements-dev.lock   what the tests need besides
requirements-torch-cpu.lock   PyTorch's CPU build, and
requirements-torch.lock       the build of the package index, with what it needs: taken where there is no CPU build

The CPU build is no file of the package index: its hash here is that of the file that pip finds on this machine, or
stays as it was. It has a file of its own because pip, asked for hashes, prefers links that state one, as a folder of
wheels does not.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
GPU = re.compile(r"(nvidia|cuda|triton|pytorch-triton)\b")
HEAD = "# Every package with its exact version and the SHA-256 of its files, written by: make lock\n"

Blocks = dict[str, list[str]]  # the lines of each requirement by its name


def compiled(uv: str, source: str, *options: str) -> Blocks:
    command = [uv, "pip", "compile", source, "--universal", "--generate-hashes", "--no-header", "--quiet"]
    command += ["--python-version", "3.11", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", *options]
    wanted = "\n".join(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"])
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, input=wanted, text=True)
    blocks: Blocks = {}
    name = ""
    for line in done.stdout.splitlines():
        if not line.startswith((" ", "#")):
            name = re.split(r"[=\[ ]", line)[0]
        if not line.startswith("#"):
            blocks.setdefault(name, []).append(line)  # one name may stand twice, for newer Pythons
    return blocks


def cpu_build(version: str) -> Blocks:
    """PyTorch's CPU build as a requirement, of the file that pip takes here; empty if there is none."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"torch=={version}+cpu"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, wanted]
        if subprocess.run(command).returncode:
            return {}
        [file] = Path(folder).iterdir()
        return {"torch": [f"{wanted} \\", f"    --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"]}


def versions(lines: list[str]) -> set[str]:
    """The versions that a requirement's lines pin, whatever their platforms."""
    return {line.split(";")[0].strip(" \\") for line in lines if not line.startswith(" ")}


def write(name: str, blocks: Blocks) -> None:
    text = HEAD + "".join("\n".join(lines) + "\n" for _, lines in sorted(blocks.items()))
    (ROOT / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(blocks)} packages")


def kept() -> list[str]:
    """What is locked now, as constraints."""
    pins = []
    for path in ROOT.glob("requirements*.lock"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith((" ", "#")) and "+cpu" not in line:
                pins.append(line.removesuffix("\\").strip())
    return pins


def main() -> None:
    uv, *options = sys.argv[1:]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as constraints:
        if "--upgrade" not in options:
            constraints.write("\n".join(kept()) + "\n")
            constraints.flush()
        options = [*(option for option in options if option != "--upgrade"), "--constraint", constraints.name]
        build = compiled(uv, "-", *options)
        run = compiled(uv, "pyproject.toml", *options)
        everything = compiled(uv, "pyproject.toml", "--extra", "dev", *options)
    differ = [name for name, lines in run.items() if versions(everything[name]) != versions(lines)]
    assert not differ, f"the tests need another version than the run: {differ}"
    run = {name: everything[name] for name in run}  # the same version, on the platforms where either needs it
    torch = {n: lines for n, lines in run.items() if n == "torch" or GPU.match(n)}
    write("requirements-build.lock", build)
    write("requirements.lock", {n: lines for n, lines in run.items() if n not in build | torch})
    write("requirements-torch.lock", torch)
    if found := cpu_build(torch["torch"][0].split("==")[1].split()[0]):
        write("requirements-torch-cpu.lock", found)
    write("requirements-dev.lock", {name: lines for name, lines in everything.items() if name not in run | build})


if __name__ == "__main__":
    main()
