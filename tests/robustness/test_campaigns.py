"""The campaigns, short, each in a process of its own: they fork, and a process with models and threads must not."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    "cases",
    [
        "durability/cases_kills.py",
        "fuzzing/cases_fuzz.py",
        "durability/cases_power.py",
        "durability/cases_journal.py",
    ],
)
def test_campaign_holds_and_would_notice(cases: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / cases)]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout[-4000:] + done.stderr[-2000:]
