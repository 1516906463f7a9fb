"""Precision and recall of grouping copies, on copies and non-copies that are made from real documents.

    python -m tests.benchmarks.quality.copies [--data DIR] [--originals 60] [--forms 120] [--seed 1] [--errors] [--json]

Truth comes from how a text was made, not from anybody's judgement. Each original (a speech or an article of 800 to
12,000 characters) gets copies, one a way of `WAYS`: Traditional characters, pinyin glosses, another site's furniture,
other paragraphs, misread characters, an excerpt (also a short and misread one), a report that quotes scattered
sentences. A copy is found if `Library.preferred` leads it to the same speech as its original. Each form (a short news
item with at least four names and numbers) is issued again with other names and other numbers: that is no copy of it.
Precision is over all pairs that `Library.copies` calls anything but 相近. As a check without construction, the news
items of a year are added too: how many pairs of different days are grouped, to be looked at with --errors.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opencc import OpenCC

from corpus import simplify
from index import Library

DATA = Path(__file__).parents[3].parent / "shared" / "data"
NOISE = 0.03  # share of characters that are misread
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE = re.compile("[^。！？\n]{12,90}[。！？]")
_NUMBER = re.compile(r"\d+")
_NARRATION = (
    "会场上座无虚席，与会人员认真记录，不时报以热烈的掌声。",
    "大家一致表示，讲话主题鲜明、内涵丰富，听了很受鼓舞。",
    "会后，来自基层一线的代表围绕讲话精神进行了分组讨论，现场气氛热烈。",
    "记者在采访中了解到，不少单位已经着手制定落实方案，倒排工期、挂图作战。",
    "分管负责同志逐项作了部署，要求各单位对照清单抓紧行动起来。",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--originals", type=int, default=60)
    parser.add_argument("--forms", type=int, default=120)
    parser.add_argument("--news", type=int, default=1500, help="real news items in a row, of which none is a copy")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", action="store_true", help="list what was missed and what was grouped wrongly")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (options.data / "corpora").is_dir():
        sys.exit(f"no folder 'corpora' in {str(options.data)!r}; name the folder of the data with --data")
    measured = measure(options.data, options.originals, options.forms, options.news, options.seed)
    if options.json:
        print(json.dumps(measured.table, ensure_ascii=False, indent=1))
    else:
        for name, figure in measured.table.items():
            print(f"{name:24}{figure}")
    if options.errors:
        print(*measured.errors, sep="\n")


@dataclass(slots=True)
class Measured:
    """What was counted, and one line for each error."""

    table: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def measure(data: Path, originals: int, forms: int, news: int, seed: int) -> Measured:
    """Make texts, add them to a library, and compare how it groups them with how they were made."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory, "texts")
        folder.mkdir()
        for name, text in _texts(data, originals, forms, news, chance):
            (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n", errors="replace")
        with Library.open(Path(directory, "library")) as library:
            report = library.add(folder)
            if report.failed:
                sys.exit(f"{len(report.failed)} texts cannot be read, the first: {report.failed[0]}")
            return _judge(library)


def _judge(library: Library) -> Measured:
    """Compare the names of texts, `family.way`, with the groups they are in."""
    result = Measured()
    names = {speech.id: Path(speech.path).stem for speech in library.speeches()}
    ids = {name: speech_id for speech_id, name in names.items()}
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    pairs: dict[tuple[str, str], str] = {}
    for speech_id, name in names.items():
        for copy in library.copies(speech_id):
            if copy.relation != "相近":
                one, other = sorted((name, names[copy.speech.id]))
                pairs[one, other] = f"{copy.relation} {copy.similarity:.2f} {copy.containment:.2f}"
        family, _, way = name.partition(".")
        if way in WAYS:
            made[way] += 1
            if library.preferred(speech_id).id == library.preferred(ids[f"{family}.original"]).id:
                found[way] += 1
            else:
                result.errors.append(f"missed {name}")
    right = wrong = 0
    grouped_news = []
    for (one, other), how in pairs.items():
        if one.startswith("news") and other.startswith("news"):
            grouped_news.append(f"news {one} {other}: {how}")
        elif one.partition(".")[0] == other.partition(".")[0] and "reissued" not in one + other:
            right += 1
        else:
            wrong += 1
            result.errors.append(f"wrong {one} {other}: {how}")
    result.table = {f"recall {way}": f"{found[way]}/{made[way]} = {found[way] / made[way]:.3f}" for way in made}
    result.table["recall"] = round(sum(found.values()) / sum(made.values()), 4)
    result.table["precision"] = f"{right}/{right + wrong} = {right / max(1, right + wrong):.4f}"
    count = sum(name.endswith(".reissued") for name in ids)
    caught = len(
        {name for error in result.errors if error.startswith("wrong") for name in re.findall(r"\w+\.reissued", error)}
    )
    result.table["forms told apart"] = f"{count - caught}/{count}"
    result.table["news pairs grouped"] = f"{len(grouped_news)} among {sum(n.startswith('news') for n in ids)} items"
    result.errors += grouped_news
    return result


def _texts(data: Path, originals: int, forms: int, news: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of everything that is added; names are `family.way`."""
    rows = [row for name in ("speeches", "articles") for row in _rows(data, name) if 800 <= len(row["text"]) <= 12_000]
    rows = [row for row in rows if "\ufffd" not in row["text"] and len(_sentences(row["text"])) >= 12]
    rows = [row for row in rows if simplify(row["text"]) == row["text"]]
    maker = _Maker(chance, _readings(data))
    for number, row in enumerate(chance.sample(rows, min(originals, len(rows)))):
        family = f"f{number:03}"
        yield f"{family}.original", f"{row['title']}\n{row['text']}"
        for way, make in WAYS.items():
            copy = make(maker, row["title"], row["text"])
            if copy != f"{row['title']}\n{row['text']}":  # without a character that a reading is known of
                yield f"{family}.{way}", copy
    items = _rows(data, "newscast")
    short = [row for row in items if 150 <= len(row["text"]) <= 700]
    made = 0
    for row in chance.sample(short, len(short)):
        if made == forms:
            break
        again, slots = maker.reissued(row["text"])
        if slots < 4:
            continue
        yield f"g{made:03}.original", f"{row['title']}\n{row['date']}\n{row['text']}"
        yield f"g{made:03}.reissued", f"{maker.reissued(row['title'])[0]}\n{row['date']}\n{again}"
        made += 1
    for row in items[:news]:
        yield f"news{row['id']}", f"{row['title']}\n{row['date']}\n{row['text']}"


@dataclass(slots=True)
class _Maker:
    """The ways in which a text comes to be there twice.

    :param readings: {character: its pinyin}, of characters that glosses were seen for.
    """

    chance: random.Random
    readings: dict[str, str]

    def traditional(self, title: str, text: str) -> str:
        return str(OpenCC("s2t").convert(f"{title}\n{text}"))

    def glossed(self, title: str, text: str) -> str:
        read = self.readings
        body = "".join(f"{c}({read[c]})" if c in read and self.chance.random() < 0.3 else c for c in text)
        return f"{title}\n{body}"

    def furnished(self, title: str, text: str) -> str:
        return (
            f"某某在线 > 要闻 > 正文\n设为首页 | 加入收藏\n{title}\n字体：大 中 小\n{text}\n责任编辑：佚名\n"
            "版权声明：本网转载内容版权归原作者所有。\n相关阅读\n我市召开重点项目推进会\n全市经济运行总体平稳\n"
        )

    def reparagraphed(self, title: str, text: str) -> str:
        joined = re.sub(r"\s+", "", text).replace("，", ",").replace("；", ";")
        return title + "\n" + re.sub("(?<=。)", lambda _: "\n　　" if self.chance.random() < 0.4 else "", joined)

    def misread(self, title: str, text: str) -> str:
        return f"{title}\n{self._noise(text)}"

    def excerpt(self, title: str, text: str) -> str:
        sentences = _sentences(text)
        count = max(8, len(sentences) // 3)
        start = self.chance.randrange(max(1, len(sentences) - count))
        return f"{title}（节选）\n" + "".join(sentences[start : start + count])

    def short_misread_excerpt(self, title: str, text: str) -> str:
        sentences = _sentences(text)
        start = self.chance.randrange(len(sentences) - 7)
        return f"{title}（摘要）\n" + self._noise("".join(sentences[start : start + 7])[:320])

    def report(self, title: str, text: str) -> str:
        """Quote six sentences from all over the text, with as much of a reporter's own between them."""
        sentences = _sentences(text)
        quoted = [sentences[at] for at in sorted(self.chance.sample(range(len(sentences)), 6))]
        told = self.chance.sample(_NARRATION, 5)
        body = "".join(f"会议强调，{said}{more}\n" for said, more in zip(quoted, [*told, ""], strict=True))
        return f"学习传达会议召开\n本报讯 近日，有关方面召开会议，学习《{title[:30]}》。\n{body}"

    def _noise(self, text: str) -> str:
        return "".join(
            chr(ord(c) + self.chance.choice((-3, -1, 1, 2))) if _HAN.match(c) and self.chance.random() < NOISE else c
            for c in text
        )

    def reissued(self, text: str) -> tuple[str, int]:
        """Return a text with other names and other numbers in the same places, and how many were replaced."""
        import jieba.posseg

        slots: dict[str, str] = {}
        parts = []
        for word, tag in jieba.posseg.cut(text):
            if _NUMBER.fullmatch(word):
                other = slots.setdefault(word, str(self.chance.randrange(10 ** (len(word) - 1), 10 ** len(word))))
            elif tag in ("nr", "ns", "nt", "nz") and len(word) >= 2:
                other = slots.setdefault(
                    word, "".join(self.chance.choices("沈顾陆闻钟令秋舒行楷澍白澜青岑溪云岭", k=len(word)))
                )
            else:
                other = word
            parts.append(other)
        return "".join(parts), len(slots)


WAYS: dict[str, Callable[[_Maker, str, str], str]] = {
    way: getattr(_Maker, way)
    for way in (
        *("traditional", "glossed", "furnished", "reparagraphed", "misread", "excerpt", "short_misread_excerpt"),
        "report",
    )
}


def _sentences(text: str) -> list[str]:
    return [match[0] for match in _SENTENCE.finditer(text)]


def _rows(data: Path, name: str) -> list[dict[str, Any]]:
    path = data / "corpora" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def _readings(data: Path) -> dict[str, str]:
    """Return the readings that glosses in the seeds give."""
    texts: Sequence[Path] = sorted((data / "seeds").glob("*.txt"))
    found = (m for path in texts for m in re.finditer(r"([\u4e00-\u9fff])\(([a-z]{2,6})\)", path.read_text("utf-8")))
    return {simplify(match[1]): match[2] for match in found}


if __name__ == "__main__":
    main()
