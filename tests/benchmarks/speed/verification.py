"""How long it takes to check one sentence against 20 evidence sentences, for every sentence of the samples.

    python -m tests.benchmarks.speed.verification [--evidence N] [--cold]

`first` is a true sentence, `second` the next one of the same answer against the same evidence, `false` the first one
falsified. Evidence objects are made anew for each, as a question makes them; `--cold` empties the caches of texts too.
"""

import argparse
import dataclasses
import functools
import gc
import json
import random
import statistics
import time
from collections.abc import Sequence

from corpus.samples import folder
from rag.datamodel import Evidence
from rag.verification.verifier import check
from tests.benchmarks.quality.mutations import read, sentences_of


def main() -> None:
    """Measure and print milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--evidence", type=int, default=20)
    parser.add_argument("--cold", action="store_true")
    options = parser.parse_args()
    rng = random.Random(7)
    documents = [sentences_of(parsed, text) for parsed, text in read(folder())]
    every = [sentence for document in documents for sentence in document]
    check("预热。", every[:1])  # the word lists are loaded before anything is timed
    caches = [
        one for one in gc.get_objects() if type(one) is functools._lru_cache_wrapper and _ours(str(one.__module__))
    ]
    taken: dict[str, list[float]] = {"first": [], "second": [], "false": []}
    for document in documents:
        for at, source in enumerate(document):
            evidence = _evidence(document, at, every, options.evidence, rng)
            if options.cold:
                for cache in caches:
                    cache.cache_clear()
            following = document[at + 1 if at + 1 < len(document) else at - 1]
            false = source.text.replace("市", "县").replace("1", "7").replace("增", "减")
            for name, text in (("first", source.text), ("second", following.text), ("false", false)):
                before = time.thread_time()
                check(text, evidence)
                taken[name].append((time.thread_time() - before) * 1000)
    table = {
        name: {"median": round(statistics.median(each), 3), "mean": round(statistics.mean(each), 3)}
        for name, each in taken.items()
    }
    print(json.dumps({"sentences": len(every), "evidence": options.evidence, "ms": table}))


def _ours(module: str) -> bool:
    return module.startswith(("rag.", "corpus."))


def _evidence(
    document: Sequence[Evidence], at: int, every: Sequence[Evidence], size: int, rng: random.Random
) -> list[Evidence]:
    """Return a sentence with those around it and, if they are too few, others of the samples; new objects."""
    near = [document[i] for i in range(max(0, at - 7), min(len(document), at + 8)) if i != at]
    far = rng.sample([one for one in every if one.speech.id != document[at].speech.id], max(0, size - 1 - len(near)))
    chosen = [dataclasses.replace(one) for one in [document[at], *near, *far][:size]]
    rng.shuffle(chosen)
    return chosen


if __name__ == "__main__":
    main()
