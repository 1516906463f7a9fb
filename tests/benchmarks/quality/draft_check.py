"""How well a check of a draft tells altered sentences from unchanged ones, on any folder of speeches.

    python -m tests.benchmarks.quality.draft_check [--corpus DIR] [--limit N] [--held-out N] [--seed N] [--show N]

Sentences of the corpus are altered by machine: a digit, a name, an office, a negation, whom they are given to. Others
are left as they are, or only their script, punctuation and blanks are changed. What a mutant says is looked for in all
texts beforehand: one that some text does say is no mutant. The library is searched by terms alone.

caught: an alarm of any kind; right: an alarm that names the alteration. With --held-out, N documents are not indexed
and their sentences, which the library does not say, are checked too: an alarm on them is counted by itself, as a
sentence that another text has nearly so is rightly shown with it.
"""

import argparse
import random
import re
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opencc import OpenCC

from corpus import Speech, fold
from corpus.language.figures.quantities import figures
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import is_name
from corpus.language.segmentation import tagged
from corpus.samples import folder as sample_folder
from index import Library
from rag.desk.draft_check.attribution import owner
from rag.desk.draft_check.checker import check_draft
from rag.desk.draft_check.verdicts import ALARMS, Checked, Finding
from rag.desk.excerpts import Excerpt
from rag.desk.letters import letters

NEGATORS = re.compile("(?<=[^从])(?:不能|不是|没有|绝不|决不|未能|不得|不准|不要)")
FRAMES = ("{}指出：“{}”", "{}强调，{}", "{}说：“{}”")
RIGHT: dict[str, Callable[[Checked], bool]] = {
    "digit": lambda item: kinds(item) & {"figure", "date"} != set(),
    "name": lambda item: "name" in kinds(item) or item.finding is Finding.MISATTRIBUTED,
    "office": lambda item: "office" in kinds(item),
    "negation": lambda item: "negation" in kinds(item),
    "speaker": lambda item: Finding.MISATTRIBUTED in item.findings,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A draft of one sentence and what was done to it."""

    what: str
    text: str
    was: str


def kinds(item: Checked) -> set[str]:
    return {difference.kind for difference in item.differences}


class Mutator:
    """Makes cases of the sentences of a library."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library, self.random = library, random.Random(seed)
        self.traditional = OpenCC("s2t")
        self.sentences: list[tuple[Speech, int, int, str]] = []
        whole: list[str] = []
        for speech in library.speeches():
            source = library.source_text(speech.id)
            whole.append(letters(source, 0, len(source)).text)
            for chunk in library.chunks(speech.id):
                for sentence in chunk.sentences:
                    text = source[sentence.start : sentence.end]
                    if 16 <= len(letters(text).text) <= 110 and "\n" not in text:
                        self.sentences.append((speech, sentence.start, sentence.end, text))
        self.everything = "\n".join(whole)
        self.random.shuffle(self.sentences)
        self.pools: dict[str, list[str]] = defaultdict(list)
        for _, _, _, text in self.sentences[:3000]:
            for word, flag in tagged(fold(text)):
                if flag in ("nr", "ns") and len(word) >= 2 and (flag == "ns" or is_name(word)):
                    self.pools[flag].append(word)
        self.speakers = sorted({speech.speaker for speech in library.speeches() if speech.speaker})

    def cases(self, limit: int) -> Iterator[Case]:
        """Yield at most `limit` cases of each kind."""
        made: Counter[str] = Counter()
        for speech, start, end, text in self.sentences:
            for what, new in (
                ("digit", self.digit(text)),
                ("name", self.name(text)),
                ("office", self.office(text)),
                ("negation", self.negation(text)),
            ):
                if new and made[what] < limit and letters(new).text not in self.everything:
                    made[what] += 1
                    yield Case(what, new, text)
            if made["speaker"] < limit and not re.search("[“”]", text):
                who = owner(self.library, Excerpt(speech, start, end, text))
                others = [name for name in self.speakers if who and fold(name)[:2] != fold(who)[:2]]
                if who and is_name(fold(who)) and others and self.only(text, who):
                    made["speaker"] += 1
                    frame = FRAMES[made["speaker"] % len(FRAMES)]
                    yield Case("speaker", frame.format(self.random.choice(others), text), text)
                    yield Case("unchanged, its speaker's", frame.format(who, text), text)
            if made["unchanged"] < limit:
                made["unchanged"] += 1
                yield Case("unchanged", text, text)
                yield Case("form only", self.traditional.convert(text).replace("，", ","), text)
                yield Case("form only", text.replace("“", "「").replace("”", "」").replace("、", "、 "), text)

    def only(self, text: str, who: str) -> bool:
        """Say whether nobody else says a sentence."""
        return all(
            owner(self.library, Excerpt(speech, start, end, self.library.source_text(speech.id)[start:end]))
            in (who, None)
            for speech, start, end in self.library.find(text)
        )

    def digit(self, text: str) -> str | None:
        places = [
            at
            for figure in figures(text)
            for at in range(figure.start, figure.end)
            if text[at].isascii() and text[at].isdigit()
        ]
        if not places:
            return None
        at = self.random.choice(places)
        return text[:at] + self.random.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]

    def name(self, text: str) -> str | None:
        folded, at = fold(text), 0
        found = []
        for word, flag in tagged(folded):
            if flag in self.pools and len(word) >= 2 and (flag == "ns" or is_name(word)):
                found.append((at, word, flag))
            at += len(word)
        if not found:
            return None
        at, word, flag = self.random.choice(found)
        others = [other for other in self.pools[flag] if other != word and other not in folded]
        return text[:at] + self.random.choice(others) + text[at + len(word) :] if others else None

    def office(self, text: str) -> str | None:
        found = list(re.finditer(rf"(?<![代党常])(?:{OFFICE})(?![会员性])", fold(text)))
        if not found:
            return None
        match = self.random.choice(found)
        office = match.group()
        new = (
            office.removeprefix("副")
            if office.startswith("副")
            else self.random.choice(["副" + office, "主任", "局长"])
        )
        if new == office or office in ("代表", "委员"):
            return None
        return text[: match.start()] + new + text[match.end() :]

    def negation(self, text: str) -> str | None:
        if match := NEGATORS.search(text):
            return text[: match.start()] + match.group().lstrip("不没绝决未").removeprefix("不") + text[match.end() :]
        at = 0
        verbs = []
        for word, flag in tagged(fold(text)):
            if flag == "v" and len(word) >= 2 and at and text[at - 1] not in "不未没无“":
                verbs.append(at)
            at += len(word)
        if not verbs:
            return None
        at = self.random.choice(verbs)
        return text[:at] + self.random.choice(["不", "没有", "未"]) + text[at:]


def report(rows: dict[str, list[tuple[Case, Sequence[Checked]]]], show: int) -> None:
    print(f"{'':26} {'cases':>6} {'caught':>7} {'right':>7}")
    for what, found in sorted(rows.items()):
        caught = sum(any(item.alarm for item in items) for _, items in found)
        right = sum(any(RIGHT[what](item) for item in items) for _, items in found) if what in RIGHT else None
        share = f"{right / len(found):7.3f}" if right is not None else ""
        print(f"{what:26} {len(found):6} {caught / len(found):7.3f} {share}")
        wrong = [
            (case, items)
            for case, items in found
            if (what in RIGHT) != any(item.alarm for item in items)
            or (what in RIGHT and not any(RIGHT[what](item) for item in items))
        ]
        for case, items in wrong[:show]:
            print(f"    {case.text}\n      was {case.was}")
            for item in items:
                quote = item.sources[0].quote if item.sources else ""
                changed = [(d.kind, d.draft, d.source) for d in item.differences]
                print(f"      {item.finding}: {quote} {changed} {item.said_by} {item.really_by}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=sample_folder())
    parser.add_argument("--limit", type=int, default=100, help="cases of each kind")
    parser.add_argument("--held-out", type=int, default=0, help="documents left out of the library")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="wrong ones printed of each kind")
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.corpus.iterdir() if path.is_file() and path.suffix != ".py")
    out = random.Random(arguments.seed).sample(files, arguments.held_out)
    folder = Path(tempfile.mkdtemp())
    with Library.open(folder / "library") as library:
        library.add([path for path in files if path not in out])
        rows: dict[str, list[tuple[Case, Sequence[Checked]]]] = defaultdict(list)
        spent: list[float] = []
        check_draft(library, "先把词表读进来，不计时间。")
        for case in Mutator(library, arguments.seed).cases(arguments.limit):
            begin = time.perf_counter()
            rows[case.what].append((case, check_draft(library, case.text).items))
            spent.append(time.perf_counter() - begin)
        report(rows, arguments.show)
        spent.sort()
        print(f"seconds a sentence: median {spent[len(spent) // 2]:.3f}, 95 % {spent[int(len(spent) * 0.95)]:.3f}")
        for path in out:
            begin = time.perf_counter()
            checked = check_draft(library, path.read_text(encoding="utf-8", errors="replace"))
            alarms = sum(item.finding in ALARMS for item in checked.items)
            print(
                f"held out {path.name}: {len(checked.text)} characters, {time.perf_counter() - begin:.1f} s, "
                f"{alarms}/{len(checked.items)} alarms {checked.counts()}"
            )
            for item in checked.alarms[: arguments.show]:
                changed = [(d.kind, d.draft, d.source) for d in item.differences]
                print(f"    {item.finding}: {item.text} <- {[s.quote for s in item.sources[:2]]} {changed}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
