"""Public reading-comprehension sets as gold questions: DRCD, CMRC 2018, Chinese SQuAD 2.0 (SQuAD's JSON format).

    python -m tests.benchmarks.quality.reading drcd --retrieval-only                  all questions: BM25, dense, fused
    python -m tests.benchmarks.quality.reading cmrc --sample 200 --library DIR        answers over a library of its
    paragraphs python -m tests.benchmarks.quality.reading squad2 --sample 400 --passages         answers from each
    question's own paragraph

The sets lie beside the project in ../shared/data/eval; nothing of them is part of it. In a library each paragraph is a
document. DRCD's paragraphs stay Traditional and its questions are put in Simplified characters. Interrupted, a run with
`--output FILE` goes on where it stopped.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from corpus import YinzhengError, fold, simplify
from index import Encoder, Library
from index.embedding.encoder import Vectors
from rag import Assistant, Settings
from rag.evaluation.gold import Gold, parse_gold
from rag.models.loading import open_encoder, open_language_model
from ui.cli.console import out, progress_bar
from ui.cli.evaluation.command import evaluated, write_report
from ui.cli.evaluation.tables import print_report

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "eval"
SETS = {"drcd": "drcd_dev.json", "cmrc": "cmrc2018_trial.json", "squad2": "squad2_zh_dev.json"}
COLUMNS = ("hit@1", "hit@5", "hit@10", "mrr", "found")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph and the file name it has in the library."""

    name: str
    title: str
    text: str


def read_set(name: str, folder: Path) -> tuple[list[Paragraph], list[Gold]]:
    """Return the paragraphs and all questions of a set, each question with its paragraph as source and passage.

    A question without words (CMRC has two) is left out.
    """
    data = json.loads((folder / SETS[name]).read_text(encoding="utf-8"))["data"]
    paragraphs: list[Paragraph] = []
    gold: list[Gold] = []
    for article in data:
        for entry in article["paragraphs"]:
            paragraph = Paragraph(f"{len(paragraphs):05d}.txt", str(article.get("title", "")), entry["context"])
            paragraphs.append(paragraph)
            gold += [_question(name, item, paragraph) for item in entry["qas"] if item["question"].strip()]
    return paragraphs, gold


def _question(name: str, item: dict[str, Any], paragraph: Paragraph) -> Gold:
    question = simplify(item["question"]) if name == "drcd" else item["question"]
    alternatives = list(dict.fromkeys(answer["text"] for answer in item["answers"] if answer["text"].strip()))
    silent = bool(item.get("is_impossible")) or not alternatives
    line: dict[str, Any] = {
        "id": str(item["id"]),
        "type": f"{name}-unanswerable" if silent else name,
        "question": question,
        "source": paragraph.name,
        "passages": [paragraph.text],
    }
    return parse_gold(line | ({"unanswerable": True} if silent else {"answers": [alternatives]}))


def sample(gold: Sequence[Gold], size: int | None, seed: int) -> list[Gold]:
    """Return a sample, in order; half of it unanswerable, if the set has unanswerable questions."""
    if size is None or size >= len(gold):
        return list(gold)
    chance = random.Random(seed)
    silent = [index for index, item in enumerate(gold) if item.unanswerable]
    speaking = [index for index, item in enumerate(gold) if not item.unanswerable]
    half = min(size // 2, len(silent))
    chosen = chance.sample(silent, half) + chance.sample(speaking, min(size - half, len(speaking)))
    return [gold[index] for index in sorted(chosen)]


def fill(assistant: Assistant, paragraphs: Sequence[Paragraph], folder: Path, progress: Callable[..., None]) -> None:
    """Add each paragraph as a document; those that the library has stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for paragraph in paragraphs:
        path = folder / paragraph.name
        if not path.is_file():
            path.write_text(paragraph.text, encoding="utf-8")
    assistant.add(folder, progress=progress)


class Remembering:
    """An encoder that encodes each question once, however many settings are tried."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self.name = encoder.name
        self.dimension = encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""
        self.remember(texts)
        return np.stack([self._vectors[text] for text in texts])

    def remember(self, texts: Sequence[str]) -> None:
        """Encode questions that will be asked, together: several times faster than one by one."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder.encode_queries(new), strict=True))

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension)."""
        return self._encoder.encode_passages(texts, progress)


@contextmanager
def opened(directory: Path | None, settings: Settings) -> Iterator[tuple[Path, Assistant, Remembering]]:
    """Open an assistant on a library that is kept, or on one for this run alone.

    Yields its paragraphs' folder, the assistant and its encoder.
    """
    with tempfile.TemporaryDirectory() as scratch:
        root = directory or Path(scratch)
        encoder = Remembering(open_encoder(settings))
        library = Library.open(root / "library", encoder)
        with Assistant(library, lambda: encoder, lambda: open_language_model(settings), settings) as assistant:
            yield root / "paragraphs", assistant, encoder


def searches_tried(settings: Settings) -> dict[str, Settings]:
    """Return the settings that `--retrieval-only` tries, by name; the last is the product's own."""
    weight = settings.dense_weight
    return {
        "BM25": replace(settings, dense_weight=0.0, ranking=0),
        "dense": replace(settings, dense_weight=1.0, ranking=0),
        f"fused {weight:g}": replace(settings, ranking=0),
        "ranked": replace(settings, ranking=1),
    }


def compare_searches(assistant: Assistant, gold: Sequence[Gold], output: str | None) -> dict[str, Any]:
    """Return a report for BM25 alone, dense alone, both fused and ranked, over the same questions.

    :param output: Where all go in the end. Until then each that is finished is kept beside it.
    """
    result: dict[str, Any] = {}
    settings = assistant.settings
    files: list[Path] = []
    for name, tried in searches_tried(settings).items():
        assistant.settings = tried
        file = Path(f"{output}.{name.replace(' ', '')}") if output else None
        if file and file.is_file():
            result[name] = json.loads(file.read_text(encoding="utf-8"))
        else:
            result[name] = evaluated(assistant, list(gold), retrieval_only=True, output=file)
        if not result[name]["complete"]:
            return result
        if file:
            write_report(file, result[name])
            files.append(file)
    assistant.settings = settings
    if output:
        write_report(Path(output), result)
        for file in files:
            file.unlink()
    return result


def print_searches(result: dict[str, Any]) -> None:
    """Print one line for each search."""
    table = Table("检索 search", "题数 questions", *COLUMNS, box=None, pad_edge=False)
    for name, own in result.items():
        figures = own["all"]
        table.add_row(name, str(figures["questions"]), *(f"{figures[column]:.4f}" for column in COLUMNS))
    out.print(table)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--sample", type=int, help="so many questions; default all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--retrieval-only", action="store_true", help="BM25, dense and fused; no language model")
    parser.add_argument("--passages", action="store_true", help="answer from the question's own paragraph")
    parser.add_argument("--leave-out", action="store_true", help="ask each question without its paragraph as well")
    parser.add_argument("--library", type=Path, help="keep the library here and use it again")
    parser.add_argument("--output", help="write the report, as JSON; a run that was interrupted goes on")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (DATA / SETS[options.set]).is_file():
        sys.exit(f"{SETS[options.set]!r} is not beside the project in ../shared/data/eval; nothing was measured")
    if options.retrieval_only and options.passages:
        sys.exit("--retrieval-only searches a library: leave out --passages")
    if options.leave_out and (options.passages or options.retrieval_only):
        sys.exit("--leave-out asks a library for answers: leave out --passages and --retrieval-only")
    try:
        result = measure(options)
    except YinzhengError as error:
        sys.exit(f"error: {error}")
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def longest_common(answer: str, wanted: str) -> float:
    """Return the share of a wanted answer that its longest stretch found in the answer makes up, 0 to 1.

    The recall of CMRC 2018's own measure (Cui et al., EMNLP 2019: characters, longest common substring). Its answers
    are whole stretches of text, so that one in other words or with less around it does not contain them.
    """
    said, text = (re.sub(r"[^\w%.]|_", "", fold(simplify(part))) for part in (re.sub(r"\[\d+\]", "", answer), wanted))
    match = SequenceMatcher(None, said, text, autojunk=False).find_longest_match()
    return match.size / len(text) if text else 1.0


def overlap(gold: Sequence[Gold], outcomes: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return how much of the wanted answers the answers have: mean share, and share of questions with half or more."""
    wanted = {item.id: item.answers for item in gold if not item.unanswerable}
    shares = [
        0.0
        if own["refused"]
        else min(max(longest_common(own["answer"], one) for one in part) for part in wanted[own["id"]])
        for own in outcomes
        if own["id"] in wanted and own["refused"] is not None
    ]
    return (
        {"questions": len(shares), "mean": mean(shares), "half": mean(share >= 0.5 for share in shares)}
        if shares
        else {}
    )


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Run what the options ask for; print tables unless they ask for JSON; return the report."""
    paragraphs, questions = read_set(options.set, DATA)
    gold = sample(questions, options.sample, options.seed)
    if not options.passages:
        gold = [replace(item, passages=()) for item in gold]
    with opened(options.library, Settings.load()) as (folder, assistant, encoder):
        if not options.passages:
            with progress_bar("索引 indexing") as progress:
                fill(assistant, paragraphs, folder, progress)
        if options.retrieval_only:
            encoder.remember([fold(simplify(item.question.strip())) for item in gold])
            searches = compare_searches(assistant, gold, options.output)
            if not options.json:
                print_searches(searches)
            return searches
        result = evaluated(assistant, gold, left_out=options.leave_out, output=options.output)
    result["overlap"] = overlap(gold, result["outcomes"])
    if options.output:
        write_report(Path(options.output), result)
    if not options.json:
        print_report(out, result)
        out.print("与标准答案的最长公共部分 longest stretch of the answer found:", result["overlap"])
    return result


if __name__ == "__main__":
    main()
