"""How much of twenty scans is recognised: pages drawn from the sample texts, then skewed, stamped, copied badly.

    python -m tests.benchmarks.ocr.scans [--limit N] [--keep FOLDER] [--raw]

Character accuracy is 1 - edit distance / characters, blanks left out, in the order of the page: a column that is read
across costs. A line is *lost* if less than half of it stands anywhere in what was read. *Figures* are the page's
numbers that were read; an invented one is no number of the page. Every scan is made anew from its seed.

Of the gold questions, each whose answer stands on a page that was drawn is *asked*: its evidence is *whole* if the
words of the answer are in what was read of that page, and *found* if that page is among the first five that a search
by terms gives of all pages read.
"""

import argparse
import io
import json
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from corpus.language.normalization import fold
from corpus.readers.ocr.recognition import recognise
from corpus.readers.pdf.scans import read_picture
from index import Library
from tests.support.document_makers import broken

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"
GOLD = Path(__file__).parents[2] / "data" / "gold.jsonl"
FONTS = sorted(Path("/usr/share/fonts").rglob("Noto*CJK-Regular.ttc"))
COUNT = 20
_SIZE = (1240, 1100)  # two thirds of a page at 150 dots an inch
_LINES = 18
_WIDE, _NARROW = 38, 17  # characters of a line, of a line in a column
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_FIRST = 5  # pages of a search that are looked at


@dataclass(frozen=True, slots=True)
class Damage:
    """What happened to a page.

    :param skew: Degrees.
    :param noise: Share of dark dots.
    :param blur: Radius in pixels.
    :param quality: Of its JPEG file.
    :param turned: Degrees, on its side or upside down.
    :param border: Black pixels around the page, as a copier leaves them.
    :param shade: How much darker its left edge is than its right, as near the spine of a book.
    :param scale: Its size in the file; less than 1 as of a coarse scan.
    :param ruled: Whether lines are drawn under the text by hand.
    :param foot: Pixels between the last line and the edge of the picture; None: as the lines come.
    """

    name: str
    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    quality: int = 85
    stamp: bool = False
    paper: int = 255
    ink: int = 0
    columns: int = 1
    foot: int | None = None
    turned: int = 0
    border: int = 0
    shade: int = 0
    scale: float = 1.0
    ruled: bool = False


DAMAGES = (
    Damage("clean, cut close to its last line", foot=6),
    Damage("two columns", columns=2),
    Damage("two columns, skewed and stamped", skew=0.8, columns=2, stamp=True),
    Damage("skewed", skew=2.5),
    Damage("stamped", stamp=True),
    Damage("upside down", turned=180),
    Damage("on its side", turned=90, noise=0.002),
    Damage("dotted and blurred", noise=0.006, blur=0.9),
    Damage("yellowed and faint, skewed", skew=-1.5, paper=205, ink=95),
    Damage("a copy of a copy, stamped", skew=-0.8, noise=0.006, blur=0.9, quality=40, paper=225, ink=60, stamp=True),
    Damage("coarse", scale=0.6),
    Damage("with a black border", border=40, skew=0.6),
    Damage("dark towards the spine", shade=120),
    Damage("underlined by hand", ruled=True),
    Damage("skewed the other way", skew=-3.0),
    Damage("two columns, dotted", columns=2, noise=0.004),
    Damage("faint and stamped", ink=120, stamp=True),
    Damage("strongly compressed", quality=18),
    Damage("blurred, dark towards the spine", blur=1.2, shade=80),
    Damage("coarse, stamped, with a black border", scale=0.7, stamp=True, border=30, noise=0.002),
)


def pages() -> Iterator[tuple[str, list[str]]]:
    """Yield (name, paragraphs) of parts of the sample texts, each of about a page."""
    for file in sorted(SAMPLES.glob("*.txt")):
        held: list[str] = []
        first = 0
        for part in filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines())):
            held.append(part)
            if sum(len(broken(one, _WIDE)) for one in held) >= _LINES:
                yield f"{file.stem}/{first}", held
                first, held = first + len(held), []


def drawn(paragraphs: list[str], damage: Damage, seed: int) -> tuple[Image.Image, list[str]]:
    """Return (a scan of a page, its lines in reading order)."""
    random = np.random.default_rng(seed)
    font = ImageFont.truetype(str(FONTS[seed % len(FONTS)]), 26)
    wide = _WIDE if damage.columns == 1 else _NARROW
    rows = [line for part in paragraphs for line in broken(part, wide)][: _LINES * damage.columns]
    each = -(-len(rows) // damage.columns)
    bottom = 90 + 52 * (each - 1) + 34
    size = (_SIZE[0], bottom + damage.foot) if damage.foot is not None else _SIZE
    image = Image.new("RGB", size, (damage.paper, damage.paper, max(0, damage.paper - 12)))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(rows):
        column, row = divmod(number, each)
        left = 110 + 540 * column
        draw.text((left, 90 + 52 * row), line.strip("　"), font=font, fill=(damage.ink,) * 3)
    if damage.stamp:
        seal = Image.new("RGBA", size, (0, 0, 0, 0))
        pen = ImageDraw.Draw(seal)
        pen.ellipse((760, 640, 1000, 880), outline=(215, 40, 40, 190), width=9)
        pen.text((800, 740), "澜川市印章", font=font, fill=(215, 40, 40, 190))
        image = Image.alpha_composite(image.convert("RGBA"), seal).convert("RGB")
    if damage.ruled:
        pen = ImageDraw.Draw(image)
        for row in range(0, each, 3):
            low = 90 + 52 * row + 36
            pen.line([(100 + 60 * n, low + random.integers(-3, 4)) for n in range(17)], fill=(50, 60, 150), width=3)
    if damage.shade:
        darker = np.linspace(damage.shade, 0, size[0])[None, :, None]
        image = Image.fromarray((np.asarray(image) - darker).clip(0, 255).astype(np.uint8))
    if damage.blur:
        image = image.filter(ImageFilter.GaussianBlur(damage.blur))
    image = image.rotate(damage.skew, fillcolor=(damage.paper,) * 3, resample=Image.Resampling.BICUBIC)
    image = image.rotate(damage.turned, expand=True)
    if damage.noise:
        pixels = np.array(image)
        pixels[random.random(pixels.shape[:2]) < damage.noise] = 80
        image = Image.fromarray(pixels)
    if damage.border:
        image = ImageOps.expand(image, damage.border, 0)
    if damage.scale != 1:
        image = image.resize((int(image.width * damage.scale), int(image.height * damage.scale)))
    return image, rows


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question whose answer stands on a page.

    :param answers: Of each part of the answer the words that do, as `letters` writes them.
    """

    question: str
    answers: tuple[tuple[str, ...], ...]

    def answered_by(self, text: str) -> bool:
        """Return whether a text, as `letters` writes it, holds every part of the answer."""
        return all(any(one in text for one in part) for part in self.answers)


def questions() -> dict[str, list[Asked]]:
    """Return the gold questions that have an answer, by the name of the text that answers."""
    found: dict[str, list[Asked]] = {}
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if isinstance(row.get("source"), str) and row.get("answers"):
            parts = tuple(tuple(letters(one) for one in part) for part in row["answers"])
            found.setdefault(Path(row["source"]).stem, []).append(Asked(row["question"], parts))
    return found


def found_pages(read_pages: Mapping[int, str], asked: Sequence[tuple[int, Asked]]) -> list[bool]:
    """Return for each (page, question) whether that page is among the first that a search by terms gives."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number, text in read_pages.items():
            (Path(folder) / f"{number:02}.txt").write_text(text, encoding="utf-8")
        with Library.open(Path(folder) / "library") as library:
            library.add(Path(folder))
            for number, one in asked:
                hits = library.hits([(i, score, "terms") for i, score in library.search_terms(one.question, 40)])
                first = list(dict.fromkeys(Path(hit.speech.path).stem for hit in hits))[:_FIRST]
                found.append(f"{number:02}" in first)
    return found


def letters(text: str) -> str:
    """Return a text without its blanks, in one width."""
    return fold(re.sub(r"\s", "", text))


def read(data: bytes, *, raw: bool) -> str:
    """Return what is read of a picture; `raw`: what is recognised of it, before it is put in order."""
    if not raw:
        return read_picture(data).text
    with Image.open(io.BytesIO(data)) as opened:
        pixels = np.ascontiguousarray(np.asarray(opened.convert("RGB"))[:, :, ::-1])
    return "\n".join(line.text for line in recognise(pixels).lines)


def main() -> None:
    """Draw, recognise, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=int, default=COUNT, help="so many scans")
    parser.add_argument("--keep", type=Path, help="also write the pictures to this folder")
    parser.add_argument("--raw", action="store_true", help="what is recognised, before it is put in order")
    parser.add_argument("--only", help="scans whose damage has this in its name")
    options = parser.parse_args()
    wrong = characters = figures = found = invented = lost = drawn_lines = 0
    began, gold = time.process_time(), questions()
    read_pages: dict[int, str] = {}
    asked: list[tuple[int, Asked]] = []
    for number, (name, paragraphs) in zip(range(options.limit), pages(), strict=False):
        damage = DAMAGES[number % len(DAMAGES)]
        if options.only and options.only not in damage.name:
            continue
        stream = io.BytesIO()
        image, rows = drawn(paragraphs, damage, number)
        image.save(stream, "JPEG", quality=damage.quality)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{number:02}.jpg").write_bytes(stream.getvalue())
        read_pages[number] = read(stream.getvalue(), raw=options.raw)
        wanted, got = letters("".join(rows)), letters(read_pages[number])
        asked += [(number, one) for one in gold.get(name.partition("/")[0], ()) if one.answered_by(wanted)]
        distance = Levenshtein.distance(wanted, got)
        there, seen = _FIGURE.findall(wanted), _FIGURE.findall(got)
        right = sum(min(there.count(one), seen.count(one)) for one in set(there))
        gone = [row for row in rows if fuzz.partial_ratio(letters(row), got) < 50]
        wrong, characters = wrong + distance, characters + len(wanted)
        figures, found, invented = figures + len(there), found + right, invented + len(set(seen) - set(there))
        lost, drawn_lines = lost + len(gone), drawn_lines + len(rows)
        print(
            f"{number:2} {1 - distance / len(wanted):.4f}  lost {len(gone)}/{len(rows)}  "
            f"figures {right}/{len(there)}  {damage.name}  {name}  {gone}",
            flush=True,
        )
    print(
        f"characters {1 - wrong / max(characters, 1):.4f} of {characters}; lines lost {lost} of {drawn_lines}; "
        f"figures {found}/{figures}, {invented} that no page has; {time.process_time() - began:.0f} s of processor"
    )
    whole = [one.answered_by(letters(read_pages[number])) for number, one in asked]
    pages_found = found_pages(read_pages, asked)
    print(f"questions {len(asked)}: evidence whole {sum(whole)}, page among the first {_FIRST} {sum(pages_found)}")
    for (number, one), is_whole, is_found in zip(asked, whole, pages_found, strict=True):
        if not (is_whole and is_found):
            print(f"   {number:2} {one.question}  {'' if is_whole else 'broken '}{'' if is_found else 'not found'}")


if __name__ == "__main__":
    main()
