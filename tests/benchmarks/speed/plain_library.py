"""A library of all newscast items with texts and sentences alone: what phrases are looked for in, made in seconds.

    python -m tests.benchmarks.speed.plain_library --library DIR [--data DIR]
    python -m tests.benchmarks.speed.desk --library DIR --terms 低空经济,高质量发展,发展 --only phrases new watch

It has no terms, vectors, lists or figures: nothing else of the desk is measured with it. Times of phrases, of new
phrases and of a watch depend on nothing else, but that no neighbours of a phrase are weighed.
"""

import argparse
import hashlib
import json
import re
import sqlite3
from pathlib import Path

from index import Library
from index.analysis.phrases import condense
from tests.benchmarks.speed.large import DATA

SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


def main() -> None:
    """Make the library, and print how many items it has."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    Library.open(options.library).close()
    with sqlite3.connect(options.library / "library.sqlite3") as database:
        known: set[str] = set()
        for line in (options.data / "corpora" / "newscast.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            text = f"{item['title']}\n{item['text']}\n"
            name = hashlib.sha256(text.encode()).hexdigest()
            if name not in known:
                known.add(name)
                _put(database, item, text, name)
        database.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    print(f"{len(known)} items")


def _put(database: sqlite3.Connection, item: dict[str, str], text: str, name: str) -> None:
    row = database.execute(
        "INSERT INTO documents (path, sha256, encoding, media_type, warnings, meta, added_at, characters, text, folded)"
        " VALUES (?, ?, 'utf-8', 'text/plain', '[]', '[]', '2026-01-01T00:00:00+00:00', ?, ?, ?)",
        (f"{item['id']}.txt", name, len(text), text, condense(text)[0]),
    )
    database.execute(
        "INSERT INTO speeches VALUES (?, ?, 0, ?, NULL, NULL, ?, NULL, NULL, NULL, '新闻报道', 0, ?)",
        (name[:12], row.lastrowid, item["title"], item["date"], len(text)),
    )
    spans = [match.span() for match in SENTENCE.finditer(text)]
    database.execute(
        'INSERT INTO chunks (speech_id, ordinal, start, "end", heading_path, text, sentences)'
        " VALUES (?, 0, 0, ?, '[]', ?, ?)",
        (
            name[:12],
            len(text),
            "".join(text[start:end] for start, end in spans),
            json.dumps([(start, end, end - start) for start, end in spans]),
        ),
    )


if __name__ == "__main__":
    main()
