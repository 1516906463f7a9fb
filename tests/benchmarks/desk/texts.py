"""The desk on any folder of speeches, against what can be told of the texts by other means. No text is kept.

    python -m tests.benchmarks.desk.texts [--corpus DIR] [--limit N] [--seed N] [--only NAME ...] [--show N]

phrases: runs of characters taken from the texts by chance, counted by a plain search that shares nothing with the
library's. compare: a text against a copy of it in which sentences were dropped, changed by a digit, moved and added:
each sentence must be paired with its own, or with none. digest: lines are sentences of their part, and a topic's
sentences those that a plain search finds. questions: of the aims that reports name behind 预期目标, read by a pattern
of this file alone: which of two places is higher, the difference, which reach a value; a wrong winner is counted.
"""

import argparse
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from opencc import OpenCC

from corpus import Speech
from corpus.language.segmentation import content_words
from corpus.samples import folder as sample_folder
from index import Library
from rag.desk.compare import Side, compare
from rag.desk.digest.outline import outline, points
from rag.desk.digest.topics import on_topic
from rag.desk.figures import refresh
from rag.desk.phrases.concordance import concordance
from tests.support.asking import ask_figures

QUOTES = "“”‘’\"'「」『』＂〝〞"
GLOSS = re.compile(r"\([a-zü\u00e0-\u00fc\u0101-\u01dc]+\)")
T2S = OpenCC("t2s")
HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
AIMS = {
    "地区生产总值": r"地区生产总值(?:预期)?增长",
    "一般公共预算收入": r"一般公共预算收入(?:预期)?增长",
    "社会消费品零售总额": r"社会消费品零售总额(?:预期)?增长",
    "规模以上工业增加值": r"规(?:模以)?上工业增加值(?:预期)?增长",
}
PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:省|市)|(?:广西|宁夏|新疆|西藏|内蒙古)")


@dataclass(slots=True)
class Tally:
    """Counts of one part.

    :param right: Of `wanted`, found right; `wrong` was found and should not have been.
    """

    wanted: int = 0
    right: int = 0
    wrong: int = 0
    cases: int = 0
    notes: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """Return name, cases, precision and recall."""
        found = self.right + self.wrong
        precision = self.right / found if found else 1.0
        recall = self.right / self.wanted if self.wanted else 1.0
        return f"{name:28} {self.cases:6} {precision:9.3f} {recall:9.3f}   wrong {self.wrong}"


@cache
def _simple(char: str) -> str:
    return one if len(one := T2S.convert(char)) == 1 else char


def plain(text: str) -> str:
    """Small, simplified, half-width, without glosses, blanks and quotation marks: by other means than the library's."""
    simple = "".join(map(_simple, GLOSS.sub("", text.translate(HALF))))
    return "".join(char for char in simple.lower() if not char.isspace() and char not in QUOTES)


def phrases(library: Library, chance: random.Random, limit: int) -> Iterator[tuple[str, Tally]]:
    """Count runs of the texts by both means."""
    tally = Tally()
    speeches = library.speeches()
    texts = {s.id: plain(library.source_text(s.id)[s.start : s.end]) for s in speeches}
    pool = [text for text in texts.values() if len(text) > 100]
    while tally.cases < limit:
        text = chance.choice(pool)
        start, size = chance.randrange(len(text) - 20), chance.randint(2, 9)
        words = text[start : start + size]
        if not re.fullmatch(r"[\u4e00-\u9fff0-9]+", words):
            continue
        expected = {name: text.count(words) for name, text in texts.items() if words in text}
        found: dict[str, int] = {}
        for use in concordance(library, words).uses:
            if use.speech.start <= use.words.start < use.speech.end:  # a title outside the body is a use of its own
                found[use.speech.id] = found.get(use.speech.id, 0) + 1
        tally.cases += 1
        tally.wanted += sum(expected.values())
        for name in expected.keys() | found.keys():
            both = min(expected.get(name, 0), found.get(name, 0))
            tally.right += both
            tally.wrong += found.get(name, 0) - both
            if expected.get(name, 0) != found.get(name, 0):
                tally.notes.append(
                    f"{words}: {name} {expected.get(name, 0)} by plain search, {found.get(name, 0)} found"
                )
    yield "phrases = plain search", tally


def comparisons(library: Library, chance: random.Random, limit: int) -> Iterator[tuple[str, Tally]]:
    """Compare texts with altered copies."""
    pairs, marks = Tally(), Tally()
    folder = Path(tempfile.mkdtemp())
    speeches = [s for s in library.speeches() if 800 < s.end - s.start < 12_000]
    chance.shuffle(speeches)
    strange = [_sentences(library, s) for s in speeches[-3:]]
    with Library.open(folder / "pairs") as other:
        for number, speech in enumerate(speeches[:8]):
            own = [one for one in dict.fromkeys(_sentences(library, speech)) if 14 <= len(one) <= 90][:40]
            if len(own) < 10 or pairs.cases >= 4 * limit:
                continue
            altered, gone = _altered(own, [one for text in strange for one in text if len(one) >= 20], chance)
            for name, year, lines in (("a", 2001, own), ("b", 2002, [line for line, _ in altered])):
                text = f"第{number}号讲话{name}\n（{year}年3月1日）\n同志们：\n" + "\n".join(lines) + "\n"
                (folder / f"{number}{name}.txt").write_text(text, encoding="utf-8")
            report = other.add([folder / f"{number}a.txt", folder / f"{number}b.txt"])
            if len(report.added) != 2:
                continue
            ids = {s.path[-5]: s.id for s in other.speeches() if Path(s.path).name.startswith(str(number))}
            found = compare(other, Side(ids=(ids["a"],)), Side(ids=(ids["b"],)))
            origin = {plain(line): plain(was) for line, was in altered}
            got = {plain(p.right.text): plain(p.left.text) for p in found.pairs}
            for line, was in origin.items():
                pairs.cases += 1
                pairs.wanted += bool(was)
                pairs.right += bool(was) and got.get(line) == was
                pairs.wrong += line in got and got[line] != was
                if (got.get(line) or "") != was:
                    pairs.notes.append(f"{line[:30]} <- {was[:30]}; paired with {str(got.get(line))[:30]}")
            alone = {plain(one.text) for one in found.only[0]}
            pairs.notes += [f"dropped and not alone: {line[:30]}" for line in gone if plain(line) not in alone]
            for pair in found.pairs:
                marks.cases += 1
                marks.wanted += 1
                left, right = other.source_text(pair.left.speech_id), other.source_text(pair.right.speech_id)
                whole = "".join(left[slice(*m.left)] for m in pair.marks) == pair.left.text
                whole &= "".join(right[slice(*m.right)] for m in pair.marks) == pair.right.text
                same = all(
                    plain(left[slice(*m.left)]) == plain(right[slice(*m.right)]) for m in pair.marks if m.how == "same"
                )
                marks.right += whole and same
                marks.wrong += not (whole and same)
    shutil.rmtree(folder)
    yield "compare: passages paired", pairs
    yield "compare: marks to the letter", marks


def _altered(
    own: Sequence[str], strange: Sequence[str], chance: random.Random
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return a text's sentences changed, each with what it was (empty if new), and those that were dropped."""
    lines: list[tuple[str, str]] = []
    gone = []
    for line in own:
        what = chance.choice(("same", "same", "digit", "word", "drop", "add"))
        if what == "drop":
            gone.append(line)
            continue
        if what == "digit" and (digits := [at for at, char in enumerate(line) if char.isdigit()]):
            at = chance.choice(digits)
            lines.append((line[:at] + str((int(line[at]) + 3) % 10) + line[at + 1 :], line))
        elif what == "word" and "，" in line:
            lines.append((line.replace("，", "，要切实", 1), line))
        else:
            lines.append((line, line))
        if what == "add":
            lines.append((chance.choice(strange), ""))
    at = chance.randrange(len(lines))
    return [*lines[at:], *lines[:at]], gone


def _sentences(library: Library, speech: Speech) -> list[str]:
    source = library.source_text(speech.id)
    found = [s for chunk in library.chunks(speech.id) for s in chunk.sentences if speech.start <= s.start < speech.end]
    texts = [source[s.start : s.end].strip() for s in found]
    return [text for text in texts if "\n" not in text and text.endswith(("。", "！", "？"))]


def digests(library: Library, chance: random.Random, limit: int) -> Iterator[tuple[str, Tally]]:
    """Check lines against their parts, and topics against a plain search."""
    lines, topics = Tally(), Tally()
    speeches = library.speeches()
    chance.shuffle(speeches)
    for speech in speeches[:limit]:
        source = library.source_text(speech.id)
        sections = library.sections(speech.id)
        for found in (outline(library, speech.id), points(library, speech.id, 3), points(library, speech.id, 5)):
            lines.cases += 1
            for part in found.parts:
                for one in (part.heading, part.line):
                    if one is None:
                        continue
                    lines.wanted += 1
                    inside = part.heading is None or any(
                        s.start <= part.heading.start < s.end and s.start <= one.start and one.end <= s.end
                        for s in sections
                    )
                    right = source[one.start : one.end] == one.quote and inside
                    lines.right += right
                    lines.wrong += not right
    texts = {s.id: [plain(one) for one in _spans(library, s)] for s in speeches}
    while topics.cases < limit:
        sentence = chance.choice(texts[chance.choice(speeches).id] or [""])
        known = sorted(word for word in content_words(sentence) if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word))
        if not known:
            continue
        words = chance.sample(known, min(len(known), chance.randint(1, 2)))
        topic = " ".join(words)
        topics.cases += 1
        expected = {name: sum(all(w in one for w in words) for one in spoken) for name, spoken in texts.items()}
        expected = {name: count for name, count in expected.items() if count}
        got = {item.speech.id: item.mentions for item in on_topic(library, f"{topic} ").found}
        topics.wanted += sum(expected.values())
        for name in expected.keys() | got.keys():
            both = min(expected.get(name, 0), got.get(name, 0))
            topics.right += both
            topics.wrong += got.get(name, 0) - both
            if expected.get(name, 0) != got.get(name, 0):
                topics.notes.append(f"{topic}: {expected.get(name, 0)} plain, {got.get(name, 0)} found in {name}")
    yield "digest: lines of their part", lines
    yield "digest: sentences on a topic", topics


def _spans(library: Library, speech: Speech) -> list[str]:
    source = library.source_text(speech.id)
    return [source[a:b] for a, b in {(s.start, s.end) for chunk in library.chunks(speech.id) for s in chunk.sentences}]


def aims(library: Library) -> dict[str, dict[str, float]]:
    """Return by measure and place the aims that reports name in so many words, read without the library's reader."""
    table: dict[str, dict[str, float]] = {name: {} for name in AIMS}
    for speech in library.speeches():
        text = plain(library.source_text(speech.id))
        stated = re.search(r"(?:主要)?预期(?:目标)(?:是|为)?[:,]?([^。]{20,400})", text)
        if stated is None or not speech.place or not PLACE.fullmatch(speech.place):
            continue
        for name, pattern in AIMS.items():
            value = re.search(rf"{pattern}(\d+(?:\.\d+)?)%(?!-|—|至)", stated[1])
            if value:
                table[name][speech.place] = float(value[1])
    return table


def questions(library: Library, chance: random.Random, limit: int) -> Iterator[tuple[str, Tally]]:
    """Ask which of two is higher, how far apart they are, and which reach a value."""
    refresh(library)
    two, gap, reach = Tally(), Tally(), Tally()
    asked: list[Callable[[], None]] = []
    for name, row in aims(library).items():
        places = sorted(row)
        for one in places:
            for other in places:
                if one < other:
                    asked.append(lambda name=name, row=row, a=one, b=other: _two(library, two, gap, name, row, a, b))  # type: ignore[misc]
        for value in sorted(set(row.values()))[1:]:
            asked.append(lambda name=name, row=row, value=value: _reach(library, reach, name, row, value))  # type: ignore[misc]
    chance.shuffle(asked)
    for ask in asked[: 3 * limit]:
        ask()
    yield "questions: higher of two", two
    yield "questions: difference", gap
    yield "questions: all that reach", reach


def _two(library: Library, two: Tally, gap: Tally, name: str, row: dict[str, float], one: str, other: str) -> None:
    question = f"{one}和{other}2026年{name}增长目标哪个高？"
    said = _said(library, question)
    two.cases += 1
    two.wanted += 1
    winner = re.search(r"最高的是([^：]*)：", said)
    if winner:
        best = {place for place in (one, other) if row[place] == max(row[one], row[other])}
        right = set(winner[1].split("、")) == best
        two.right += right
        two.wrong += not right
        if not right:
            two.notes.append(f"{question} {said[:80]} {row[one]} {row[other]}")
    elif (found := re.search(r"([^；]+?)比([^；]+?)高(\d+(?:\.\d+)?)个百分点", said)) or "两者相等" in said:
        equal = row[one] == row[other]
        right = equal if not found else (row[one] > row[other]) == (found[1] == one) and not equal
        two.right += right
        two.wrong += not right
        if not right:
            two.notes.append(f"{question} {said[:80]} {row[one]} {row[other]}")
    else:
        two.notes.append(f"not answered: {question} {said[:60]}")
    question = f"{one}与{other}2026年的{name}增长目标相差多少？"
    said = _said(library, question)
    gap.cases += 1
    gap.wanted += 1
    found = re.search(r"高(\d+(?:\.\d+)?)个百分点", said)
    if found or "两者相等" in said:
        told = float(found[1]) if found else 0.0
        right = abs(told - abs(row[one] - row[other])) < 1e-9
        gap.right += right
        gap.wrong += not right
        if not right:
            gap.notes.append(f"{question} {said[:80]} {row[one]} {row[other]}")
    else:
        gap.notes.append(f"not answered: {question} {said[:60]}")


def _reach(library: Library, reach: Tally, name: str, row: dict[str, float], value: float) -> None:
    question = f"哪些省市2026年{name}增长目标不低于{value:g}%？"
    said = _said(library, question)
    reach.cases += 1
    wanted = {place for place, aim in row.items() if aim >= value}
    reach.wanted += len(wanted)
    head = said.split("；")[0].split("。")[0]
    if "不低于" not in head:
        reach.notes.append(f"not answered: {question}")
        return
    got = set(head.rpartition("：")[2].split("、")) if "：" in head else set()
    reach.right += len(got & wanted)
    reach.wrong += len({place for place in got & row.keys() if row[place] < value})
    if wanted - got:
        reach.notes.append(f"{question} missing {wanted - got}")


def _said(library: Library, question: str) -> str:
    found = ask_figures(library, question)
    return found.statements[0].text if found and found.statements else ""


PARTS = {"phrases": phrases, "compare": comparisons, "digest": digests, "questions": questions}


def main() -> None:
    """Print precision and recall of each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=sample_folder())
    parser.add_argument("--limit", type=int, default=60, help="cases of each part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--show", type=int, default=0, help="notes printed of each part")
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.corpus.iterdir() if path.is_file() and path.suffix not in (".py", ".pyc"))
    folder = Path(tempfile.mkdtemp())
    with Library.open(folder / "library") as library:
        library.add(files)
        print(f"{'':28} {'cases':>6} {'precision':>9} {'recall':>9}")
        for name in arguments.only:
            for part, tally in PARTS[name](library, random.Random(arguments.seed), arguments.limit):
                print(tally.line(part), flush=True)
                for note in tally.notes[: arguments.show]:
                    print("   ", note)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
