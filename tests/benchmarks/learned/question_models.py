"""Learn how people ask for things of the library and of a document's card, and show it on wordings held out.

    python -m tests.benchmarks.learned.question_models [--save [--only card]] [--test FILE] [--cards FILE]

Learned from are the wordings of `tests/data/wordings`, a sixth of them held out, all the questions of a wording
together. `--save` learns from all and writes `rag/question/intent/learned.npz`. FILE has lines of
`{"text": …, "kind": …, "term": …}`, of cards `{"text": …, "fields": […]}`; questions by somebody who has seen neither
wordings nor code tell most. Logistic regression, each outcome against the rest; of what it learns of a question the
pieces that weigh most are kept.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from corpus import fold
from corpus.language.segmentation import tagged
from rag.question.intent import card_question, learned, library_question
from rag.question.intent.learned import SCALE, Weights
from rag.question.intent.masking import TERM, Region, candidates, classes, features, masked, read
from rag.question.intent.term_queries import catalogue, earliest, mentions, occurrences
from tests.benchmarks.learned.wordings import Asked, card, card_frame, library
from ui.cli.console import out

LINES, CARD_LINES = 10, 4
"""Questions made of one wording."""
WRONG = 3  # runs of a question that are no term, of each kind, learned as such
RARE = 4  # a piece of fewer questions is none
KEPT = 9000  # pieces of a model
WEIGHT = 6.0  # inverse of the weight decay
FIELDS = ("speaker", "role", "date", "place", "occasion", "publisher", "title", "kind")
_END = re.compile(r"[？?。！!\s]+$")
_NAMES = {"office": "role"}

Rows = Sequence[tuple[frozenset[str], str]]


def weights(rows: Rows, names: Sequence[str], *, kept: int = KEPT) -> Weights:
    """Fit one outcome against the rest, for each; a row may have several, parted by blanks."""
    counts = Counter(piece for pieces, _ in rows for piece in pieces)
    pieces = sorted(piece for piece, count in counts.items() if count >= RARE and "\n" not in piece)
    at = {piece: number for number, piece in enumerate(pieces)}
    data, columns, ends = list[float](), list[int](), [0]
    for known, _ in rows:
        own = [at[piece] for piece in known if piece in at]
        columns += own
        data += [SCALE / np.sqrt(max(1, len(known)))] * len(own)
        ends.append(len(columns))
    matrix = csr_matrix((data, columns, ends), shape=(len(rows), len(pieces)))
    models = [
        LogisticRegression(C=WEIGHT, max_iter=400).fit(matrix, [name in label.split() for _, label in rows])
        for name in names
    ]
    table = np.stack([model.coef_[0] for model in models], axis=1)
    best = np.sort(np.argsort(-np.abs(table).max(1))[:kept])
    bias = np.array([model.intercept_[0] for model in models])
    return Weights(tuple(names), {pieces[n]: row for row, n in enumerate(best)}, table[best], bias)


def library_rows(asked: Iterable[Asked]) -> tuple[Rows, Rows, Rows]:
    """Return what the models of terms, kinds and catalogues learn from."""
    chosen = random.Random(1)
    terms, kinds, whole = list[tuple[frozenset[str], str]](), list[tuple[frozenset[str], str]](), []
    for one in asked:
        folded, named = read(one.text)
        runs = candidates(folded, named)
        whole.append((features(masked(folded, named)), "catalogue" if one.kind == "catalogue" else ""))
        wrong = list(runs)
        if one.term is not None:
            term = Region(*one.term, TERM)
            if term not in runs:
                continue  # a slogan of two clauses without quotation marks is no term to be found
            pieces = features(masked(folded, named, term))
            terms.append((pieces, "term"))
            kinds.append((pieces, one.kind))
            near = [run for run in runs if run != term and run.start < term.end and term.start < run.end]
            wrong = [run for run in runs if run != term and run not in near]
            wrong = chosen.sample(near, min(WRONG, len(near))) + chosen.sample(wrong, min(WRONG, len(wrong)))
        elif len(wrong) > WRONG:
            quoted = [run for run in wrong if run in runs[:1] and folded[run.start] in "“「"]
            wrong = quoted + chosen.sample(wrong, WRONG)
        terms += [(features(masked(folded, named, run)), "") for run in wrong]
    return terms, kinds, whole


def card_rows(asked: Iterable[Asked]) -> tuple[Rows, Rows]:
    """Return what the models of whether and of which fields learn from."""
    rows = []
    for one in asked:
        folded, named = read(one.text)
        fields = " ".join(_NAMES.get(name, name) for name in one.kind.split())
        rows.append((features(masked(folded, named), card=True), fields))
    return [(pieces, "card" if fields else "") for pieces, fields in rows], rows


def learn(of_library: Iterable[Asked], of_card: Iterable[Asked]) -> dict[str, Weights]:
    """Return all models."""
    terms, kinds, whole = library_rows(of_library)
    about, fields = card_rows(of_card)
    return {
        "term": weights(terms, ["term"]),
        "kind": weights(kinds, library_question.TERMED, kept=KEPT // 3),
        "catalogue": weights(whole, ["catalogue"], kept=KEPT // 3),
        "card": weights(about, ["card"], kept=KEPT // 2),
        "fields": weights([row for row in fields if row[1]], FIELDS, kept=KEPT // 2),
    }


def frame(asked: Iterable[Asked]) -> frozenset[str]:
    """Return the words of the questions for the library, but for what these name and their terms."""
    found = set()
    for one in asked:
        if one.kind == "none":
            continue
        folded, named = read(one.text)
        spans = [(region.start, region.end) for region in named] + ([one.term] if one.term else [])
        at = 0
        for word, _ in tagged(folded):
            if not any(start < at + len(word) and at < end for start, end in spans):
                found.add(word)
            at += len(word)
    return frozenset(found)


def by_tables(question: str) -> tuple[str, str]:
    """Return what the patterns take a question for, and its term."""
    text = _END.sub("", fold(question))
    intent = occurrences(text) or earliest(text) or mentions(text) or catalogue(text)
    kind = "none" if intent is None else str(intent.detail if intent.detail in ("years", "most") else intent.kind)
    known = kind in (*library_question.TERMED, library_question.WHOLE)
    return (kind, intent.phrase if intent else "") if known else ("none", "")


def by_models(question: str) -> tuple[str, str]:
    """Return what was learned to take a question for, and its term."""
    found = library_question.library_question(question)
    return (found.kind, found.term) if found else ("none", "")


def show(name: str, asked: Sequence[tuple[str, str, str]], how: Callable[[str], tuple[str, str]]) -> None:
    """Print how many questions are understood, of which wrongly, and how many ordinary ones are taken for one."""
    whole = wrong = false = 0
    for text, kind, term in asked:
        said, about = how(text)
        if kind == "none":
            false += said != "none"
            continue
        right = said == kind and (kind == library_question.WHOLE or about.strip("“”") == term)
        whole += right
        wrong += said != "none" and not right
    none = sum(kind == "none" for _, kind, _ in asked)
    out.print(
        f"{name}: {whole} of {len(asked) - none} understood, {wrong} wrongly; {false} of {none} ordinary ones taken"
    )


def show_cards(name: str, asked: Sequence[tuple[str, set[str]]]) -> None:
    """Print likewise of questions for a card: their text and the fields that they ask for."""
    told = [(set(card_question.fields_asked(text)), fields) for text, fields in asked]
    asks = [pair for pair in told if pair[1]]
    out.print(
        f"{name}: {sum(a == b for a, b in asks)} of {len(asks)} understood,"
        f" {sum(bool(a) and a != b for a, b in asks)} wrongly;"
        f" {sum(bool(a) for a, b in told if not b)} of {len(told) - len(asks)} ordinary ones taken"
    )


def _lines(path: Path) -> list[tuple[str, set[str]]]:
    read_lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [(one["text"], set(one["fields"])) for one in read_lines]


def main() -> None:
    """Learn and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--save", action="store_true", help="write the models learned from all wordings")
    parser.add_argument("--only", choices=["card"], help="write these alone, the others stay as they are in the file")
    parser.add_argument("--test", type=Path, help="more questions, JSON lines")
    parser.add_argument("--cards", type=Path, help="more questions for cards, JSON lines")
    options = parser.parse_args()
    if options.cards:
        show_cards(f"{options.cards.name}, as it stands", _lines(options.cards))
    of_library, of_card = list(library(LINES)), list(card(CARD_LINES))
    patterns = sorted({one.pattern for one in (*of_library, *of_card)})
    random.Random(3).shuffle(patterns)
    held = set(patterns[: len(patterns) // 6])
    models = learn(
        [one for one in of_library if one.pattern not in held], [one for one in of_card if one.pattern not in held]
    )
    loaded, known_frame = learned.load, learned.frame
    for module in (library_question, card_question):
        module.load = lambda name: models[name]  # type: ignore[attr-defined]
        for cached in (library_question.library_question, card_question.card_fields):
            cached.cache_clear()
    words = frame(of_library)
    library_question.frame = lambda name: words
    seen = Counter[str]()
    rest = []
    for one in of_library:
        seen[one.pattern] += one.pattern in held
        if one.pattern in held and seen[one.pattern] <= 2:
            folded = read(one.text)[0]
            rest.append((one.text, one.kind, folded[slice(*one.term)].strip('“”"‘’「」『』【】') if one.term else ""))
    sets = {"wordings held out": rest}
    if options.test:
        lines = [json.loads(line) for line in options.test.read_text(encoding="utf-8").splitlines()]
        sets[options.test.name] = [(one["text"], one["kind"], read(one["term"] or "")[0]) for one in lines]
    for name, asked in sets.items():
        show(f"{name}, patterns", asked, by_tables)
        show(f"{name}, learned", asked, by_models)
    cards = [one for one in of_card if one.pattern in held]
    show_cards("cards, held out", [(one.text, {_NAMES.get(n, n) for n in one.kind.split()}) for one in cards])
    models = learn(of_library, of_card)
    card_question.card_fields.cache_clear()
    if options.cards:
        show_cards(f"{options.cards.name}, learned from all", _lines(options.cards))
    if options.save:
        frames = {"library": words, "card": card_frame(), "classes": frozenset(classes().split("\n"))}
        if options.only:
            models |= {name: loaded(name) for name in ("term", "kind", "catalogue")}
            frames |= {name: known_frame(name) for name in ("library", "classes")}
        learned.save(models, frames)
        library_question.library_question.cache_clear()
        for name, asked in list(sets.items())[1:]:
            show(f"{name}, learned from all", asked, by_models)
        out.print(f"{learned.FILE.name}: {learned.FILE.stat().st_size:,} bytes")
    for module in (library_question, card_question):
        module.load = loaded  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
