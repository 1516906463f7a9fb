"""Questions made of the wordings in `tests/data/wordings`, with what each asks for. The same ones each time."""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from corpus import fold
from corpus.language.segmentation import tagged

FOLDER = Path(__file__).parents[2] / "data" / "wordings"
DESK = Path(__file__).parents[3] / "rag" / "question" / "desk" / "wordings.toml"
QUOTES = [("“", "”"), ("“", "”"), ("“", "”"), ("「", "」"), ('"', '"'), ("『", "』"), ("‘", "’"), ("【", "】")]
KINDS = ("战略行动", "工程", "行动", "计划", "机制", "精神", "专项行动", "战略")
"""What may stand behind a quoted name and belong to it."""
SEVERAL = 600
"""Questions for several facts at once."""
_CARD_ALONE = re.compile("(?!none|mixed)")
_ENDS = {
    "?": ["？", "？", "?", "", "", "", "，谢谢"],
    "!": ["", "", "。", "，谢谢"],
    "=": ["", "", "", "？", "。"],
    ".": [""],
}
_NAMED = {
    "speaker": "曹文澜",
    "place": "澄江市",
    "year": "2023年",
    "title": "《干字当头》",
    "number": "三",
    "quoted": "“渔港”",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it asks for.

    :param kind: Of a question for the library `mentions` …, `none` of an ordinary one; of a card its fields, parted by
        blanks.
    :param term: Where its term stands, half-open; None if it has none.
    :param pattern: Which wording it is of: those of one go together, to learn from or to be held out.
    """

    text: str
    kind: str
    term: tuple[int, int] | None
    pattern: str


def library(lines: int, seed: int = 20240917) -> Iterator[Asked]:
    """Yield so many questions of each wording in `library.toml`, and the wordings of the desk as ordinary ones."""
    read = tomllib.loads((FOLDER / "library.toml").read_text(encoding="utf-8"))
    chosen = random.Random(seed)
    for kind, patterns in read["patterns"].items():
        for number, wording in enumerate(patterns):
            texts = set()
            for _ in range(lines):
                text, terms = _filled(wording, read["fillers"], chosen)
                if text not in texts and len(terms) < 2:
                    term = terms[0] if terms and kind not in ("none", "catalogue") else None
                    yield Asked(text, kind, term, f"{kind} {number}")
                texts.add(text)
    desk = tomllib.loads(DESK.read_text(encoding="utf-8"))
    for job, wordings in desk.items():
        for number, wording in enumerate(wordings if job != "topics" else ()):
            text = wording.replace("{topic}", chosen.choice(desk["topics"]))
            yield Asked(re.sub(r"\{(\w+)\}", lambda m: _NAMED[m[1]], text), "none", None, f"desk {job} {number}")


def card(lines: int, seed: int = 20240917) -> Iterator[Asked]:
    """Yield so many questions of each wording in `card*.toml`, and the ordinary ones of `library.toml`."""
    fillers, patterns = _card()
    chosen = random.Random(seed)
    for fields, wordings in patterns.items():
        for number, wording in enumerate(wordings):
            texts = set()
            for _ in range(lines if "{" in wording else 1):
                text = re.sub(r"\{(\w+)\}", lambda match: chosen.choice(fillers[match[1]]), wording)
                for used in fillers["quotes_used"]:
                    text = text.replace(used, chosen.choice(fillers["quotes"]))
                if text not in texts:
                    yield Asked(
                        text, "" if fields == "none" else fields.removeprefix("mixed "), None, f"{fields} {number}"
                    )
                texts.add(text)
    yield from _several(fillers, seed)
    about = ("speaker", "date", "title", "职务", "哪天", "作者", "写的", "发表", "标题", "场合")
    for one in library(1, seed):
        if not any(word in one.text for word in about):
            yield Asked(one.text, "", None, one.pattern)


def _several(fillers: dict[str, list[str]], seed: int) -> Iterator[Asked]:
    """Yield questions for two or three facts at once, put together of `several.toml`."""
    read = tomllib.loads((FOLDER / "several.toml").read_text(encoding="utf-8"))
    chosen = random.Random(seed)
    for number in range(SEVERAL):
        frame = chosen.choice(read["frames"])
        way = "nouns" if "{nouns}" in frame else "asks"
        fields = chosen.sample(list(read[way]), chosen.choice([2, 2, 3]))
        text = chosen.choice(read[f"joins_{way}"]).join(chosen.choice(read[way][field]) for field in fields)
        text = frame.replace(f"{{{way}}}", text)
        text = re.sub(r"\{(\w+)\}", lambda match: chosen.choice(fillers[match[1]]), text)
        yield Asked(text, " ".join(sorted(fields)), None, f"several {number}")


def _card() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return what fills the slots, and the wordings of all writers by the fields that they ask for."""
    fillers, patterns = dict[str, list[str]](), dict[str, list[str]]()
    for path in sorted(FOLDER.glob("card*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        fillers |= read.get("fillers", {})
        for fields, wordings in read["patterns"].items():
            patterns.setdefault(fields, []).extend(wordings)
    return fillers, patterns


def card_frame() -> frozenset[str]:
    """Return the words of the questions for a card, but for what their slots are filled with."""
    wordings = [one for fields, several in _card()[1].items() if _CARD_ALONE.match(fields) for one in several]
    together = tomllib.loads((FOLDER / "several.toml").read_text(encoding="utf-8"))
    wordings += [*together["frames"], *chain(*together["nouns"].values(), *together["asks"].values())]
    pieces = [piece for one in wordings for piece in re.split(r"\{\w+\}|“[^”]*”", fold(one))]
    return frozenset(word for piece in pieces for word, _ in tagged(piece))


def _filled(wording: str, fillers: dict[str, Any], chosen: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """Return a wording with its slots filled, and where its terms stand."""
    mark, body = wording[0], wording[1:]
    body = re.sub(r"\[([^\[\]]*)\]", lambda match: chosen.choice(match[1].split("|")), body)
    body = body.replace("{LN}", chosen.choice(fillers["of_library"]))
    body = body.replace("{L}", chosen.choice([*fillers["library"], *[""] * 4]))
    polite = {"?": fillers["asks"], "!": fillers["requests"]}.get(mark, [])
    text = chosen.choice([*polite, *[""] * len(polite)]) if polite else ""
    terms, used = [], set[str]()
    for piece in re.split(r"(\{\w+\})", body):
        slot = piece[1:-1] if re.fullmatch(r"\{\w+\}", piece) else ""
        if not slot:
            text += piece
            continue
        value = next(value for _ in range(60) if (value := _value(slot, fillers, chosen)) not in used or _ == 59)
        used.add(value)
        if slot in ("T", "TW"):
            left, right = chosen.choice(QUOTES) if chosen.random() < 0.5 and not text.endswith("“") else ("", "")
            right += chosen.choice(KINDS) if left == "“" and chosen.random() < 0.15 else ""
            terms.append((len(text), len(text) + len(left + value + right)))
            value = left + value + right + (chosen.choice([*fillers["after"], ""]) if slot == "TW" else "")
        text += value
    return text + chosen.choice(_ENDS[mark]), terms


def _value(slot: str, fillers: dict[str, Any], chosen: random.Random) -> str:
    if slot in ("T", "TW"):
        return str(chosen.choice(fillers["long"] if chosen.random() < 0.07 else fillers["T"]))
    if slot == "R":
        name = chosen.choice(fillers["surnames"])
        office = chosen.choice(fillers["offices"])
        given = chosen.choice(fillers["given"])
        return str(name + chosen.choice([office, given, given, given, given + office]))
    return str(chosen.choice(fillers["Y" if slot == "YR" else slot]))
