"""What `docs/deploy` says is well formed, by a linter for each file, and says the same as the code.

No container engine, no cluster and no GPU is needed or used: that the images build and run is not shown here.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from rag import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
BIN = Path(sys.executable).parent


def lint(*command: str | Path, program: str | None = None) -> str:
    """Run a linter of the environment, or of the machine; return what it says."""
    name = program or str(command[0])
    path = shutil.which(name, path=str(BIN)) or shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([path, *map(str, command[1:])], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_dockerfile() -> None:
    lint("hadolint", DEPLOY / "Dockerfile")


def test_compose_file() -> None:
    lint("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")


def test_kubernetes_manifests() -> None:
    lint("kubernetes-validate", "--strict", DEPLOY / "kubernetes.yaml")


def test_reverse_proxy() -> None:
    lint("caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")


def test_systemd_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "yinzheng.service").read_text(encoding="utf-8")
    copy = tmp_path / "yinzheng.service"  # the program is installed by whoever installs the unit
    copy.write_text(unit.replace("/opt/yinzheng/bin/yinzheng", "/bin/true"), encoding="utf-8")
    lint("systemd-analyze", "verify", "--man=no", copy)


def environments() -> dict[str, dict[str, Any]]:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    found = {f"compose {name}": one.get("environment", {}) for name, one in compose["services"].items()}
    for one in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")):
        if one["kind"] == "ConfigMap":
            found["kubernetes"] = one["data"]
    return found


def test_only_settings_that_there_are_are_set() -> None:
    known = {f"YINZHENG_{field.name.upper()}" for field in fields(Settings)}
    known |= {"YINZHENG_PASSWORD", "YINZHENG_TOKEN", "YINZHENG_MODELS", "YINZHENG_SITE", "YINZHENG_COOKIE_SECRET"}
    for where, values in environments().items():
        ours = {name for name in values if name.startswith("YINZHENG_")}
        assert ours <= known, where
    texts = [path.read_text(encoding="utf-8") for path in sorted(DEPLOY.iterdir())]
    named = {name for text in texts for name in re.findall(r"YINZHENG_[A-Z_]+[A-Z]", text)}
    assert named <= known | {"YINZHENG_UPSTREAMS"}


def test_options_of_serve_that_there_are_are_given() -> None:
    from ui.cli.service import serve

    known = {name for option in serve.params for name in option.opts}
    for path in sorted(DEPLOY.iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "serve" in line and "--" in line and not line.lstrip().startswith("#"):
                assert set(re.findall(r"--[a-z-]+", line)) <= known, line


def test_the_versions_of_extras_are_those_that_are_locked() -> None:
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.MULTILINE))
    for line in (DEPLOY / "extras.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = re.sub(r"\[\w+\]", "", line).split("==")
            assert locked[name] == version, line


def test_every_room_is_copied_into_the_image() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    for name in {package.partition(".")[0] for package in packages}:
        assert f"COPY {name} {name}" in text and f"!{name}\n" in ignored
