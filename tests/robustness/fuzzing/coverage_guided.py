"""The parsers written in Python under a fuzzer that watches which branches an input reaches, and goes on from there.

    pip install atheris                 # not needed by anything else
    python -m tests.robustness.fuzzing.coverage_guided --seconds 120             # each; or --only .txt

What reads bytes in C (lxml, PDFium) is under `tests.robustness.fuzzing.fuzz`. An input that is neither a document
nor a reason of one line, or takes too long, is written beside the corpus that has been found, and ends the run with
exit code 1.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

FORMATS = (".txt", ".md", ".html", ".csv", ".jsonl", "metadata.csv")
SLOW = 20  # seconds of one input: everything is counted, which takes ten times as long


def target(suffix: str, folder: Path) -> Callable[[bytes], None]:
    """Return what takes an input of one format."""
    from tests.robustness.fuzzing.fuzz import SIDE, outcome_of

    if suffix == SIDE:
        (folder / "a.txt").write_text("竹纸产业的讲话。\n同志们，竹纸产值86亿元。\n", encoding="utf-8")

    def one(data: bytes) -> None:
        outcome, why = outcome_of(folder, suffix, data)
        if outcome in ("crash", "wrong"):
            raise AssertionError(f"{outcome}: {why}")

    return one


def work(suffix: str, arguments: list[str]) -> None:
    """Fuzz one format until the time is over; does not return."""
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    with atheris.instrument_imports(include=["corpus"]):
        import corpus.workers.process  # noqa: F401
    with tempfile.TemporaryDirectory() as folder:
        atheris.Setup([sys.argv[0], *arguments], target(suffix, Path(folder)))
        atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=120, help="of each format")
    parser.add_argument("--only", choices=FORMATS)
    parser.add_argument("--keep", type=Path, help="where the inputs that were found stay, for the next run")
    parser.add_argument("--work", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work[0], options.work[1:])
        return
    if importlib.util.find_spec("atheris") is None:
        print("skipped: atheris is not installed; install it with: pip install atheris")
        return
    from tests.robustness.fuzzing.fuzz import seeds_of

    failed = False
    for suffix in [options.only] if options.only else FORMATS:
        folder = (options.keep or Path(tempfile.mkdtemp(prefix="guided-"))) / suffix.strip(".")
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds_of(suffix)):
            (folder / f"seed{number}").write_bytes(seed)
        flags = [f"-max_total_time={options.seconds}", f"-timeout={SLOW}", "-max_len=4096", "-rss_limit_mb=3000"]
        flags += [f"-artifact_prefix={folder}/found-", "-print_final_stats=1", str(folder)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.robustness.fuzzing.coverage_guided", "--work", suffix, *flags],
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            check=False,
        )
        lines = done.stderr.splitlines()
        count = next((line.split()[-1] for line in lines if "number_of_executed_units" in line), "0")
        reached = next((line.split("cov:")[1].split()[0] for line in reversed(lines) if "cov:" in line), "?")
        failed |= bool(done.returncode)
        print(f"{suffix:<13} {count} inputs, {reached} branches reached, exit {done.returncode}", flush=True)
        if done.returncode:
            print("\n".join(lines[-12:]))
    sys.exit(failed)


if __name__ == "__main__":
    main()
