"""Scores of who says what, and of lists, on the hand-labelled set of made-up texts, tests/data/labelled_speech.jsonl.

    python -m tests.benchmarks.quality.attribution [--errors] [--json]

An utterance is right if its words, its speaker and whether it is quoted are all as labelled; a list if its name, its
number and every item are.
"""

import argparse
import json
from dataclasses import asdict

from tests.data.labelled_speech import ROWS, SETS, errors, score, table

WHAT = ("utterances", "enumerations")


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list what is missing and what should not be there")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.json:
        scores = {f"{what} {part}": asdict(score(part, what)) for what in WHAT for part in SETS}
        print(json.dumps({"cases": len(ROWS), **scores}, ensure_ascii=False, indent=1))
    else:
        print(f"{len(ROWS)} cases")
        print(*(table(what) for what in WHAT), sep="\n\n")
    if options.errors:
        print(*(line for what in WHAT for part in SETS for line in errors(part, what)), sep="\n")


if __name__ == "__main__":
    main()
