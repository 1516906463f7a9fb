"""Look up known vulnerabilities of what is locked; where the database cannot be reached, say so and fail nothing.

python .ci/audit.py requirements.lock …     # in an environment that has pip-audit; `make audit` makes one
"""

import subprocess
import sys
from pathlib import Path


def main() -> None:
    command = [str(Path(sys.executable).with_name("pip-audit")), "--disable-pip", "--require-hashes", "--no-deps"]
    for lock in sys.argv[1:]:
        command += ["--requirement", lock]
    done = subprocess.run([*command, "--timeout", "15"], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    skipped = sum("could not be audited" in line for line in lines)
    for line in lines:
        if "could not be audited" not in line:
            print(line)
    if skipped:
        print(f"not audited: {skipped} packages; the vulnerability database cannot be reached from here")
    elif done.returncode and not lines:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"not audited: {last}")
        sys.exit(0 if "Connection" in done.stderr or "HTTP" in done.stderr else done.returncode)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
