"""The gold sets of the desk: what each feature finds, and how much of it is right.

    python -m tests.benchmarks.desk.gold [--library DIR] [--only NAME ...] [--show]

Without a library, over the samples. With one, over the 185 public documents that it was made of (`real_corpus.py`),
which are not part of this project: their labels are files and offsets, or are counted by a plain search. Nothing is
asked of a generator; retrieval is by terms.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from corpus.samples import folder
from index import Library
from tests.benchmarks.desk.gold import comparisons, digests, drafts, figures, phrases
from tests.benchmarks.desk.gold.scores import Score
from tests.support.fakes import HashEncoder

FEATURES: dict[str, Callable[[Library, str], dict[str, Score]]] = {
    "figures": figures.measure,
    "phrases": phrases.measure,
    "compare": comparisons.measure,
    "check": drafts.measure,
    "digest": digests.measure,
}


def samples(directory: str) -> Library:
    """Return a library of the samples in an empty folder, without a model."""
    library = Library.open(directory, HashEncoder())
    library.add([path for path in folder().iterdir() if path.suffix in (".txt", ".md", ".html")])
    return library


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--only", nargs="*", choices=FEATURES, default=list(FEATURES))
    parser.add_argument("--show", action="store_true", help="print what was missed or is wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        real = options.library is not None
        with Library.open(options.library) if real else samples(directory) as library:
            for name in options.only:
                rows = FEATURES[name](library, "real" if real else "samples")
                for kind, row in rows.items():
                    print(row.line(f"{name}: {kind}"), flush=True)
                if options.show:
                    for row in rows.values():
                        for note in row.notes:
                            print("   ", note)


if __name__ == "__main__":
    main()
