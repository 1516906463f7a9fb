"""The environment of the peers, below `.make/peers`: made when it is first needed, or its versions have changed."""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".make" / "peers"
WANTED = Path(__file__).with_name("requirements.txt")
NAMED = ("txtai", "llama-index-core")
TORCH = ("requirements-torch-cpu.lock", "requirements-torch.lock")  # the CPU's where pip finds it


def versions() -> dict[str, str]:
    """Return the versions of the peers."""
    lines = (line.partition("#")[0].strip() for line in WANTED.read_text(encoding="utf-8").splitlines())
    pinned = dict(line.split("==") for line in lines if line)
    return {name: pinned[name] for name in NAMED}


def ensure() -> str:
    """Return the interpreter of the environment, which is made if need be.

    :raises SystemExit: If a package cannot be had.
    """
    python, ready = FOLDER / "bin" / "python", FOLDER / ".ready"
    digest = hashlib.sha256(WANTED.read_bytes()).hexdigest()
    if python.exists() and ready.is_file() and ready.read_text() == digest:
        return str(python)
    print(f"making {FOLDER.relative_to(ROOT)}: some minutes", file=sys.stderr)
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for lock in TORCH:
        if (
            subprocess.run([*pip, "--no-deps", "-r", ROOT / lock], stderr=subprocess.DEVNULL, check=False).returncode
            == 0
        ):
            break
    if subprocess.run([*pip, "-r", WANTED], check=False).returncode:
        raise SystemExit("the peers' packages cannot be had; see what pip says above")
    ready.write_text(digest)
    return str(python)
