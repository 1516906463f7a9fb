"""Look up known vulnerabilities of what is locked. A finding fails; a database out of reach is said, and fails nothing.

python .ci/audit.py requirements.lock …     # in an environment that has pip-audit; `make audit` makes one
python .ci/audit.py --absent                # pip-audit could not be installed: say so
"""

import re
import subprocess
import sys
from pathlib import Path

_AWAY = re.compile(r"Connection|HTTPError|Timeout|Max retries|Name or service|unreachable|ServiceError|\b50[0-9]\b")


def look_up(lock: str) -> tuple[int, str, str]:
    """Return (exit status, what pip-audit says, why the database could not be asked: empty if it was)."""
    program = str(Path(sys.executable).with_name("pip-audit"))
    command = [program, "--disable-pip", "--require-hashes", "--no-deps", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, "--timeout", "15", "--requirement", lock], capture_output=True, text=True, timeout=300
        )
    except subprocess.TimeoutExpired:
        return 0, "", "no answer in 5 minutes"
    lines = done.stdout.splitlines()
    told = [line for line in lines if "could not be audited" not in line]
    last = (done.stderr.strip().splitlines() or ["no message"])[-1][:160]
    if re.search(r"Found \d+ known vulnerabilit", done.stderr):
        return 1, "\n".join(told), ""
    if len(told) < len(lines):
        return 0, "", f"{len(lines) - len(told)} packages skipped"
    if done.returncode and not told and _AWAY.search(done.stderr):
        return 0, "", last
    return done.returncode, "\n".join(told) or last, ""


def main() -> int:
    locks = sys.argv[1:]
    if locks == ["--absent"]:
        print("audit: NOT DONE: pip-audit cannot be installed here; run `make audit` where a package index is reached")
        return 0
    found = asked = away = 0
    for lock in locks:
        packages = len(re.findall(r"^[\w.-]+==", Path(lock).read_text(encoding="utf-8"), re.MULTILINE))
        status, said, why = (0, "", "not tried") if away else look_up(lock)
        if why:
            away += packages
            print(f"audit: {lock} NOT DONE: the vulnerability database cannot be reached from here ({why})")
            continue
        asked += packages
        if status:
            found += 1
            print(f"audit: {lock}:\n{said}")
    print(f"audit: {asked} locked packages looked up, {away} not; lock files with findings: {found}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
