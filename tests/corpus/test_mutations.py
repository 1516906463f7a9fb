"""Real files of every format, damaged at random: each gives documents or an error with a reason, soon.

YINZHENG_MUTATIONS=12000 python -m pytest tests/corpus/test_mutations.py -s     # the long run
"""

import copy
import io
import os
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from corpus import ReadError, samples
from corpus.readers.sources import iter_sources
from corpus.workers.process import Job, work
from tests.support.document_makers import PARAGRAPHS, pdf_file, word_file

# in all; `tests.robustness.fuzzing` damages the same files in the same ways, and its short campaign is a test too
COUNT = int(os.environ.get("YINZHENG_MUTATIONS", "120"))
SLOW = 15.0  # seconds of processor that no small file may take, the first one's word lists included

TABLE = "标题,讲话人,日期,正文\n" + "".join(f'竹纸{n},顾望舒,2024-03-{n:02},"{PARAGRAPHS[0]}"\n' for n in range(1, 9))
LINES = "".join(f'{{"title": "竹纸{n}", "date": "2024-03-{n:02}", "text": "{PARAGRAPHS[2]}"}}\n' for n in range(1, 9))
PIECES = [
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xef\xbf\xbd", b"\n" * 50, b'"', b"'", b"---\n", b"\\ud800", b"<"),
    *(b"<div>" * 300, b"</html>", b"]]>", b"&#0;", b"<!--", b"endobj", b"stream\n", b"%PDF", b"PK\x03\x04"),
    *(b"PK\x01\x02", b"(" * 90, b"9" * 40, b"-1", b"\xd6\xd0"),
    *(text.encode() for text in ("（" * 30, "國(guó)", "“", "一、" * 9, "一是" * 20)),
]


def archive_file() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("一/讲话.txt", "\n".join(PARAGRAPHS))
        archive.writestr("b.csv", TABLE)
        archive.writestr("c.docx", word_file())
        archive.writestr("metadata.csv", "path,speaker\nb.csv,顾望舒\n")
    return stream.getvalue()


def stored_again(data: bytes, chance: random.Random) -> bytes:
    """Damage one part inside a zip file and pack it properly again: damage that reaches the XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        names = source.namelist()
        chosen = chance.choice([name for name in names if "document.xml" in name] * 9 + names)
        damage = rebuilt if chosen.endswith((".xml", ".rels")) and chance.random() < 0.7 else mutated
        for name in names:
            part = source.read(name)
            if name == chosen and chance.random() < 0.1:
                continue
            target.writestr(name, damage(part, chance) if name == chosen else part)
    return stream.getvalue()


def rebuilt(data: bytes, chance: random.Random) -> bytes:
    """Return well-formed XML with some elements moved, doubled, renamed, emptied or taken out."""
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 8)):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        element, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(6):
            case 0 if element is not root:
                element.getparent().remove(element)
            case 1 if len(elements) < 3_000:
                other.append(copy.deepcopy(element))
            case 2:
                element.tag = other.tag
            case 3:
                for name in list(element.attrib):
                    element.set(name, chance.choice(["", "-1", "x", "9" * 20, "%1、"]))
            case 4:
                element.text = chance.choice(["", "竹纸", "。" * 50, "（" * 50, "一、" * 20])
            case 5 if element is not root and other not in element.iter():
                other.append(element)
    return bytes(etree.tostring(root))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with up to six pieces changed, cut out, doubled, moved or put in."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        length = min(int(chance.paretovariate(0.5)), len(changed) // 3 + 1)
        match chance.randrange(6):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at:at] = chance.choice(PIECES)
            case 4:
                changed[at : at + min(length, 200)] = chance.randbytes(min(length, 200))
            case 5:
                source = chance.randrange(len(changed) + 1)
                changed[at : at + length] = changed[source : source + length]
    return bytes(changed)


SEEDS: dict[str, Callable[[], list[bytes]]] = {
    ".txt": lambda: (
        [file.read_bytes() for file in sorted(samples.folder().glob("*.txt"))[:4]]
        + ["\n".join(PARAGRAPHS).encode(encoding) for encoding in ("gb18030", "utf-16")]
    ),
    ".md": lambda: [file.read_bytes() for file in samples.folder().glob("*.md")],
    ".html": lambda: [file.read_bytes() for file in samples.folder().glob("*.html")],
    ".csv": lambda: [TABLE.encode(), TABLE.encode("gb18030")],
    ".jsonl": lambda: [LINES.encode()],
    ".docx": lambda: [word_file()],
    ".pdf": lambda: [pdf_file(PARAGRAPHS * 2), pdf_file(columns=2)],
    ".zip": lambda: [archive_file()],
}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("suffix", SEEDS)
def test_damaged_files_give_documents_or_reasons(tmp_path: Path, suffix: str) -> None:
    chance = random.Random(f"{suffix} 20240318")
    seeds = SEEDS[suffix]()
    file = tmp_path / f"a{suffix}"
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    begin = time.process_time()
    for number in range(COUNT // len(SEEDS)):
        seed = chance.choice(seeds)
        inside = suffix in (".docx", ".zip") and chance.random() < 0.7
        file.write_bytes(stored_again(seed, chance) if inside else mutated(seed, chance))
        started = time.process_time()
        outcome = "nothing"
        for source in iter_sources([file]):
            result = source if isinstance(source, ReadError) else work(Job(source, f"{number:012}"))
            outcome = "error" if isinstance(result, ReadError) else "document"
            if isinstance(result, ReadError):
                assert "please report" not in result.reason, result
                assert result.reason and "\n" not in str(result)
            else:
                document, parsed = result
                assert 0 <= parsed.speech.start < parsed.speech.end <= len(document.text)
                assert all(document.text[chunk.start : chunk.end].strip() for chunk in parsed.chunks)
        outcomes[outcome] += 1
        slowest = max(slowest, time.process_time() - started)
    assert slowest < SLOW
    print(
        f"\n{suffix:<6} {dict(outcomes)}, slowest {slowest:.2f} s, {time.process_time() - begin:.1f} s in all", end=""
    )
