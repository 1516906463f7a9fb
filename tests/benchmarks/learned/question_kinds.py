"""Pattern tables against learned classifiers: what kind of answer does a question want?

    python -m tests.benchmarks.learned.question_kinds [--data ../shared/data/eval] [--limit N]

Questions of DRCD, CMRC 2018 and Chinese SQuAD 2.0 whose answer shows its kind: a number, a day, a person, a place, or
other text. Learned from is one half of the documents, told by a hash; shown is the other half, and `real_gold_dev`,
whose wordings are those of people who ask about speeches. Three classifiers: the tables
(`rag.question.answer.answer_type`), logistic regression on the question's own embedding, and on its character n-grams.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import fold, simplify
from corpus.language.names.persons import is_name
from corpus.language.numerals import numeral
from corpus.language.segmentation import tagged
from index import Encoder
from rag import Settings
from rag.models.loading import open_encoder
from rag.question.answer.answer_type import expected
from tests.benchmarks.quality.reading import DATA, SETS

KINDS = ("text", "number", "date", "person", "place")
GOLD = "real_gold_dev.jsonl"
NGRAMS = 4000
_DATE = re.compile(
    r"(?:约|公元前?)?[\d一二三四五六七八九十〇○零两百千]+(?:年|月|日|世纪|年代)[\d一二三四五六七八九十年月日底初末中旬上下午]*"
)
_NUMBER = re.compile(r"(?:约|超过|近|第)?[\d.,%％一二三四五六七八九十百千万亿两几多余]+[\u4e00-\u9fff%％]{0,4}")
Array = NDArray[np.float64]


def kind_of(answer: str) -> str:
    """Return what kind of answer a text is, by its form."""
    text = fold(simplify(answer)).strip()
    if _DATE.fullmatch(text):
        return "date"
    if _NUMBER.fullmatch(text) and (text[0].isdigit() or numeral(text[0]) is not None or text[0] in "约第超近"):
        return "number"
    flags = [flag for _, flag in tagged(text)]
    if is_name(text) and flags and flags[0].startswith("nr"):
        return "person"
    return "place" if flags and all(flag.startswith("ns") for flag in flags) else "text"


def public(folder: Path, limit: int | None) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return questions with the kind of their answers: of documents to learn from, and of those held out."""
    sides: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for name in SETS:
        for article in json.loads((folder / SETS[name]).read_text(encoding="utf-8"))["data"]:
            for entry in article["paragraphs"]:
                document = f"{name}:{article.get('title') or entry['context'][:40]}"
                held = int(hashlib.sha256(document.encode()).hexdigest(), 16) % 2
                for item in entry["qas"]:
                    if item.get("is_impossible") or not item["answers"] or not item["question"].strip():
                        continue
                    sides[held].append((simplify(item["question"]).strip(), kind_of(item["answers"][0]["text"])))
    return sides[0][:limit], sides[1][:limit]


def spoken(folder: Path) -> list[tuple[str, str]]:
    """Return the questions of `real_gold_dev` that have one answer, with its kind."""
    rows = [json.loads(line) for line in (folder / GOLD).read_text(encoding="utf-8").splitlines()]
    single = [row for row in rows if len(row.get("answers", ())) == 1 and not row.get("history")]
    return [(row["question"], kind_of(row["answers"][0][0])) for row in single]


def ruled(questions: Sequence[str]) -> list[str]:
    """Return the kind by the tables; what asks for a list, a reason or a yes wants text."""
    found = [expected(question) for question in questions]
    return [kind if kind in KINDS else "text" for kind in found]


class Ngrams:
    """Character n-grams (1 to 3) of questions, the commonest of those learned from."""

    def __init__(self, questions: Sequence[str]) -> None:
        counts = Counter(gram for question in questions for gram in set(self._grams(question)))
        self.columns = {gram: at for at, (gram, _) in enumerate(counts.most_common(NGRAMS))}

    def rows(self, questions: Sequence[str]) -> Array:
        """Return unit rows, shape (questions, n-grams)."""
        found = np.zeros((len(questions), len(self.columns)))
        for row, question in zip(found, questions, strict=True):
            row[[self.columns[gram] for gram in set(self._grams(question)) if gram in self.columns]] = 1.0
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)

    @staticmethod
    def _grams(question: str) -> list[str]:
        text = f"^{fold(question)}$"
        return [text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)]


def learn(rows: Array, kinds: Sequence[str], decay: float = 1e-4, steps: int = 800) -> Array:
    """Return weights, shape (1 + columns, kinds), of softmax regression by gradient descent with momentum."""
    inputs = np.c_[np.ones(len(rows)), rows]
    goals = np.array([[float(kind == one) for one in KINDS] for kind in kinds])
    weights = np.zeros((inputs.shape[1], len(KINDS)))
    speed = np.zeros_like(weights)
    for _ in range(steps):
        slope = inputs.T @ (_softmax(inputs @ weights) - goals) / len(rows) + decay * weights
        speed = 0.9 * speed - 4.0 * slope
        weights += speed
    return weights


def told(weights: Array, rows: Array) -> list[str]:
    """Return the likeliest kind of each row."""
    return [KINDS[at] for at in (np.c_[np.ones(len(rows)), rows] @ weights).argmax(1)]


def _softmax(scores: Array) -> Array:
    powers: Array = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def embedded(encoder: Encoder, questions: Sequence[str]) -> Array:
    """Return the questions' own embeddings, shape (questions, dimension), unit rows."""
    return np.asarray(encoder.encode_queries(list(questions)), np.float64)


def centred(rows: Array, like: Array) -> Array:
    """Return rows less the mean of others, unit again: all embeddings lie in one narrow cone."""
    moved: Array = rows - like.mean(0)
    return moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)


def report(name: str, found: Sequence[str], kinds: Sequence[str]) -> None:
    """Print how often the kind is right, and how often one is named that the answer is not: a right answer lost."""
    right = np.mean([one == kind for one, kind in zip(found, kinds, strict=True)])
    lost = np.mean([one not in ("text", kind) for one, kind in zip(found, kinds, strict=True)])
    named = np.mean([one == kind for one, kind in zip(found, kinds, strict=True) if kind != "text"])
    print(f"  {name:12} right {right:.3f}   of another kind {lost:.3f}   kinds found {named:.3f}", flush=True)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    learned, held = public(options.data, options.limit)
    encoder = open_encoder(Settings())
    questions, kinds = zip(*learned, strict=True)
    grams = Ngrams(questions)
    own = embedded(encoder, questions)
    by_grams, by_vector = learn(grams.rows(questions), kinds), learn(centred(own, own), kinds)
    print(f"learned from {len(learned)} questions", Counter(kinds))
    for name, rows in (("held out", held), (GOLD, spoken(options.data))):
        asked, goals = zip(*rows, strict=True)
        print(f"{name}: {len(rows)} questions, majority {Counter(goals).most_common(1)[0][1] / len(rows):.3f}")
        report("tables", ruled(asked), goals)
        report("embedding", told(by_vector, centred(embedded(encoder, asked), own)), goals)
        report("n-grams", told(by_grams, grams.rows(asked)), goals)


if __name__ == "__main__":
    main()
