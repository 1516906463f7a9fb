"""Mutation tests of the verifier: what share of falsified sentences it catches, and how often it rejects true ones.

    python -m tests.benchmarks.quality.mutations [--corpus samples|FILE.jsonl|DIR] [--part first|second|all] [--limit
                                    N] [--seed S] [--kind KIND] [--missed N] [--json]

A true sentence is an evidence sentence or a rewriting of it by rules (`tests.benchmarks.quality.mutants`); with it
go two to four sentences beside it and two to four of other documents as evidence. Every kind of mutation is tried
once on each. `caught` is the share of falsified sentences that fail, `false alarms` the share of true ones that fail.
"""

import argparse
import json
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import Document, ParsedSpeech, YinzhengError, iter_documents, parse, simplify
from corpus.language.names.persons import is_name
from corpus.language.names.places import find_place
from corpus.samples import folder
from index import Hit
from rag.datamodel import Evidence
from rag.retrieval.evidence_selection import gather
from rag.verification.verifier import check
from tests.benchmarks.quality.mutants import MUTATIONS, Item, Pool, find_organisations, rewritings

_LENGTH = range(12, 140)
_NEAR, _FAR = (2, 4), (2, 4)


@dataclass(slots=True)
class Result:
    """What was counted.

    :param mutants: By kind (caught, all).
    :param alarms: By rewriting (rejected, all).
    :param milliseconds: Of each check.
    :param examples: What went wrong: (kind, sentence, source sentence).
    """

    mutants: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    alarms: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    milliseconds: list[float] = field(default_factory=list)
    examples: list[tuple[str, str, str]] = field(default_factory=list)

    def caught(self, *kinds: str) -> float:
        """Return the share of these kinds' mutants that were caught; of nothing it is 1."""
        counts = [self.mutants[kind] for kind in kinds or list(self.mutants)]
        return sum(hit for hit, _ in counts) / (sum(total for _, total in counts) or 1) if counts else 1.0

    @property
    def false_alarms(self) -> float:
        """Share of true sentences that were rejected."""
        return sum(hit for hit, _ in self.alarms.values()) / (sum(total for _, total in self.alarms.values()) or 1)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "caught": {k: {"share": round(h / n, 4), "of": n} for k, (h, n) in sorted(self.mutants.items()) if n},
            "false_alarms": {k: {"share": round(h / n, 4), "of": n} for k, (h, n) in sorted(self.alarms.items()) if n}
            | {"all": {"share": round(self.false_alarms, 4), "of": sum(n for _, n in self.alarms.values())}},
            "milliseconds": {
                "median": round(statistics.median(self.milliseconds), 2) if self.milliseconds else None,
                "most": round(max(self.milliseconds, default=0.0), 2),
            },
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", default="samples", help="samples, a folder, or a JSONL file with title and text")
    parser.add_argument("--part", choices=("first", "second", "all"), default="all", help="half of the documents")
    parser.add_argument("--limit", type=int, default=400, help="true sentences")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=tuple(MUTATIONS), help="this kind of mutation alone, as a rare one needs")
    parser.add_argument("--missed", type=int, default=0, help="show so many wrong outcomes of each kind")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    path = folder() if options.corpus == "samples" else Path(options.corpus)
    if not path.exists():
        sys.exit(f"no corpus at {str(path)!r}: name a folder or a JSONL file with --corpus")
    speeches = read(path, part=options.part, seed=options.seed, limit=options.limit)
    result = measure(speeches, limit=options.limit, seed=options.seed, kind=options.kind)
    if options.json:
        print(json.dumps(result.to_dict(), ensure_ascii=False, indent=1))
    else:
        show(result)
    shown: dict[str, int] = defaultdict(int)
    for kind, sentence, source in result.examples:
        shown[kind] += 1
        if shown[kind] <= options.missed:
            print(f"\n{kind}\n  {sentence}\n  {source}")


def show(result: Result) -> None:
    """Print a table."""
    table = result.to_dict()
    for heading, rows in (("caught", table["caught"]), ("false alarms", table["false_alarms"])):
        print(f"{heading:34}{'share':>8}{'of':>7}")
        for name, row in rows.items():
            print(f"  {name:32}{row['share']:>8.4f}{row['of']:>7}")
    print("ms a check: median {median}, most {most}".format(**table["milliseconds"]))


def read(path: Path, *, part: str = "all", seed: int = 1, limit: int = 400) -> list[tuple[ParsedSpeech, str]]:
    """Return parsed documents with their texts; of a large file a sample that is enough for `limit` sentences."""
    documents = list(_rows(path) if path.suffix == ".jsonl" else _files(path))
    half = len(documents) // 2
    documents = {"all": documents, "first": documents[:half], "second": documents[half:]}[part]
    random.Random(seed).shuffle(documents)
    found = []
    for number, document in enumerate(documents[: max(40, limit // 3)]):
        try:
            found.append((parse(document, speech_id=f"{number:012x}"), document.text))
        except YinzhengError:
            continue
    return found


def _files(path: Path) -> Iterator[Document]:
    return (document for document in iter_documents([path]) if isinstance(document, Document))


def _rows(path: Path) -> Iterator[Document]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        fields = ("title", "date", "speaker", "place")
        meta = tuple((f"override:{name}", str(row[name])) for name in fields if row.get(name) and row[name] != "全国")
        yield Document(row["id"], row["text"][:20000], "utf-8", "text/plain", row["id"], meta=meta)


def measure(speeches: Sequence[tuple[ParsedSpeech, str]], *, limit: int, seed: int, kind: str | None = None) -> Result:
    """Check true sentences and their mutants, of one kind or of all."""
    rng = random.Random(seed)
    sentences = [sentences_of(parsed, text) for parsed, text in speeches]
    pool = _pool([parsed for parsed, _ in speeches], sentences)
    result = Result()
    check("预热。", sentences[0][:1])  # the word lists are loaded before anything is timed
    for item in _items(sentences, rng, limit):
        passed = _passes(item.text, item, result)
        result.alarms[item.how][0] += not passed
        result.alarms[item.how][1] += 1
        if not passed:
            missing = check(item.text, item.evidence).missing
            result.examples.append((f"false alarm, {item.how} {missing}", item.text, item.source.text))
        for name, mutate in MUTATIONS.items() if kind is None else [(kind, MUTATIONS[kind])]:
            mutant = mutate(item, pool, rng)
            if mutant is None or mutant == item.text:
                continue
            caught = not _passes(mutant, item, result)
            result.mutants[name][0] += caught
            result.mutants[name][1] += 1
            if not caught:
                result.examples.append((name, mutant, item.source.text))
    return result


def _passes(text: str, item: Item, result: Result) -> bool:
    before = time.thread_time()
    passed = check(text, item.evidence).passed
    result.milliseconds.append((time.thread_time() - before) * 1000)
    return passed


def sentences_of(parsed: ParsedSpeech, text: str) -> list[Evidence]:
    """Return all sentences of a parsed document as evidence, in order."""
    hits = [Hit(parsed.speech, chunk, text[chunk.start : chunk.end], 0.0, "terms") for chunk in parsed.chunks]
    passages = gather(hits, passages=10**6, characters=10**9, utterances=lambda _: parsed.utterances)
    return [sentence for passage in passages for sentence in passage.sentences]


def _pool(parsed: Sequence[ParsedSpeech], sentences: Sequence[Sequence[Evidence]]) -> Pool:
    pool = Pool()
    heard = Counter(said.speaker for document in sentences for one in document for said in one.said)
    people = {simplify(one.speech.speaker or "") for one in parsed}
    people |= {name or "" for name, times in heard.items() if times > 2}
    pool.people = sorted(name for name in people if name and 2 < len(name) < 5 and is_name(name))
    texts = [one.text for document in sentences for one in document]
    places = {text[span[0] : span[1]] for text in texts if (span := find_place(text))}
    pool.places = sorted(
        name
        for name in places
        if len(name) <= 5 and not re.search("所有|其他|县区|基层|社区|街区|小区|每个|园区|了", name)
    )
    pool.organisations = sorted({name for text in texts for name in find_organisations(text)})
    return pool


def _items(sentences: Sequence[Sequence[Evidence]], rng: random.Random, limit: int) -> Iterator[Item]:
    every = [
        (number, at)
        for number, document in enumerate(sentences)
        for at, one in enumerate(document)
        if len(one.text.strip()) in _LENGTH and "*" not in one.text and "\ufffd" not in one.text
    ]
    rng.shuffle(every)
    for number, at in every[:limit]:
        document = sentences[number]
        source = document[at]
        near = [document[i] for i in range(max(0, at - 2), min(len(document), at + 3)) if i != at]
        others = [one for other, document in enumerate(sentences) if other != number for one in document]
        far = rng.sample(others, min(len(others), rng.randint(*_FAR)))
        evidence = [source, *rng.sample(near, min(len(near), rng.randint(*_NEAR))), *far]
        rng.shuffle(evidence)
        options = list(rewritings(source, rng))
        chosen = [options[0], *([rng.choice(options[1:])] if len(options) > 1 else [])]
        for how, text in chosen:
            yield Item(text, source, tuple(evidence), how)


if __name__ == "__main__":
    main()
