"""True sentences with their evidence, and what is false of them after one small change.

Knows nothing of the verifier: words, figures and names are found by its own patterns, so that what the verifier does
not see is mutated as well. All choices come from the random generator that is passed in.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from opencc import OpenCC

from corpus import fold, simplify
from corpus.language.names.places import find_place
from rag.datamodel import Evidence

_DIGITS = "〇一二三四五六七八九"
_FIGURE = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>[万亿千百]*(?:元|%|％|个百分点|倍|项|个|家|人次|人|户|件|次|所|座|处|条|公里|千米|平方米|"
    r"平方公里|亩|公顷|吨|千瓦时|千瓦|天|小时|分钟|台|套|架次|艘|辆|岁|名|位|公斤|美元|斤|篇|种|类|期|批|场|周年|多)?)(?!\d|年|月|日|:|：|-|／|/)"
)
_NUMBER = re.compile(r"(?P<kept>“[^”]*”|《[^》]*》)|(?<![\d.,:：-])(?P<number>\d{1,4})(?![\d.,年月日:：-])")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_QUOTE = re.compile("“([^“”]{4,})”")
_ORGANISATION = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}(?:集团|公司|大学|学院|银行|研究院|医院|党校|法院|检察院|委员会|办公室|教育厅|财政局|公安局|民政局|统计局|农业农村局|税务局|水利局|林业局))"
)
_NEGATIONS = tuple(
    (old, new)
    for old, _, new in (
        pair.partition(">")
        for pair in """
    不再>再 不能>能 不会>会 不得>得 没有>有 尚未>已 无法>可以 从未>曾 并非>正是 不是>是 未能>能 不要>要 不准>准
    不允许>允许 不> 未>
""".split()
    )
)
_LEXICAL = re.compile(
    r"[不未](?:断|仅|但|同|少|足|久|管|论|过|来|必|料|忘初心|止|如|只|光|单|禁|愧|惜|见|约|均|利|良|错|可|法|安|满|知|等|甚|凡|妨)|"
    r"(?<=[对差好丁毫绝从永并决])不|要不|能不|是不|不\w不|(?<=不)[\w]{1,2}不|密不可|不屈不|不折不|不骄不|不忘|牢不|锲而不|必不|供不|攻坚不|风雨不|矢志不|坚定不|源源不"
)
_ANTONYMS = tuple(
    (old, new)
    for old, _, new in (
        pair.partition(">")
        for pair in """
    增长>下降 提高>降低 以上>以下 超过>不足 上升>减少 增加>减少 提升>下降 扩大>缩小 加强>削弱 加快>放慢
    高于>低于 突破>不足 下降>增长 减少>增加 降低>提高 低于>高于 缩短>延长 最高>最低 最大>最小 改善>恶化
    支持>反对 同意>反对 开通>关闭 新增>减少 不低于>低于 不少于>少于 缩小>扩大 多于>少于 之前>之后 以前>以后
    成功>失败 上涨>下跌
""".split()
    )
)
_VERBS = """
    实现 完成 建成 开通 达到 超过 突破 提高 推进 召开 举行 通过 制定 落实 获得 取得 解决 成为 坚持 增长 下降
    实施 开展 建立 形成 印发 出台 参加 出席 主持 支持 要求 允许 存在 影响 包括 接受 扩大 减少 加强 推动 促进
    保持 引进 培育 发挥 覆盖 启动 建设 组织 应当 可以 必须 能够 需要
""".split()
# what is measured, in one line what is measured in the same unit; of one line what is alike is written with /
_MEASURES = tuple(
    tuple(tuple(alike.split("/")) for alike in line.split())
    for line in """
    产值/总产值 营收/营业收入 税收 利润/净利润 增加值 生产总值/GDP/gdp 投资 出口/出口额 进口/进口额 支出 贷款 销售额
    就业 人口 从业人员 游客
    产量/总产量 产能 销量 储量
    覆盖率 入住率 普及率 就业率 合格率 满意率
    增速/增幅/增长率 占比/比重
""".strip().splitlines()
)
_ALIKE = {word: alike for line in _MEASURES for alike in line for word in alike}
_MEASURED = re.compile(
    f"(?<!进)(?P<word>{'|'.join(sorted(_ALIKE, key=len, reverse=True))})"
    r"(?P<between>(?:总额|额|人数|分别|已|已经|累计|同比|年均|实际|比上年|增长|下降|达|达到|超|超过|突破|完成|为|近|约|了|的)*)"
    rf"(?=(?P<figure>{_FIGURE.pattern}))"
)
_SAYS = "指出|强调|表示|要求|认为|说|介绍|提出|希望"


@dataclass(frozen=True, slots=True)
class Item:
    """A true sentence.

    :param source: The evidence sentence it was made from.
    :param evidence: That one and distractors, in any order.
    :param how: By which rule it was rewritten.
    """

    text: str
    source: Evidence
    evidence: tuple[Evidence, ...]
    how: str


@dataclass(slots=True)
class Pool:
    """What the corpus offers as replacement."""

    people: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)


def rewritings(item: Evidence, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (how, text) of sentences that are true because the evidence is."""
    text = item.text.strip()
    yield "verbatim", text
    parts = re.findall(r"[^，；]+[，；。！？]?”?", text)
    if len(parts) > 2 and not re.search("[“”《》（）()]", text):
        kept = "".join(parts[: rng.randint(2, len(parts) - 1)]).rstrip("，；。")
        if len(kept) > 10:
            yield "clauses", kept + "。"
    if _FIGURE.search(text) or _YEAR.search(text):
        yield "numerals", _NUMBER.sub(lambda m: m["kept"] or spell(int(m["number"])), text)
        yield "full width", text.translate({ord("0") + i: 0xFF10 + i for i in range(10)})
    yield "traditional", _s2t().convert(text)
    yield "title", f"据《{item.speech.title}》，{text}"
    speaker = whole_speaker(item)
    if speaker and "“" not in text:
        yield "speaker", f"{speaker}{rng.choice(['指出', '强调', '表示'])}，{text}"
        date = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", item.speech.date or "")
        if date and item.speech.speaker == speaker:
            day = f"{date[1]}年{int(date[2])}月{int(date[3])}日"
            yield "date", f"{day}，{speaker}{rng.choice(['指出', '强调'])}，{text}"
        if len(text) < 80:
            yield "quoted", f"{speaker}{rng.choice(['强调', '指出'])}，“{text}”"
    if item.speech.place and re.match("全[市县]", text) and item.speech.place[-1] == text[1]:
        yield "place", item.speech.place + text[2:]


def whole_speaker(item: Evidence) -> str | None:
    """Return the one person who says all of a sentence, or None."""
    size = len(item.text.strip())
    covering = [one for one in item.said if one.end - one.start >= size - 1]
    if item.said and not (covering and all(one in covering for one in item.said)):
        return None
    name = covering[-1].speaker if covering else None
    if not item.said and item.speech.kind in ("讲话", "报告", "文章") and not re.search(_SAYS, item.text):
        name = item.speech.speaker
    name = simplify(name) if name else None
    return name if name and re.fullmatch("[\u4e00-\u9fff]{2,4}", name) and name[-1] not in "议会委府县" else None


@lru_cache(maxsize=1)
def _s2t() -> OpenCC:
    return OpenCC("s2t")


def spell(number: int) -> str:
    """Write a number below 10,000 in Chinese numerals."""
    text, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + unit
            zero = False
        else:
            zero = True
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


Mutation = Callable[[Item, Pool, random.Random], str | None]


def _replaced(text: str, match: re.Match[str], new: str, group: int | str = 0) -> str:
    return text[: match.start(group)] + new + text[match.end(group) :]


def digit(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Change one digit of a number."""
    places = [m for m in re.finditer(r"\d", item.text)]
    if not places:
        return None
    match = rng.choice(places)
    base = "0" if match.group() < ":" else "０"
    lead = not (match.start() and item.text[match.start() - 1].isdigit())
    new = rng.choice([d for d in range(1 if lead else 0, 10) if chr(ord(base) + d) != match.group()])
    return _replaced(item.text, match, chr(ord(base) + new))


def numeral(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Change one character of a numeral with a measure word."""
    places = list(
        re.finditer("[二三四五六七八九](?=[十百千万亿]*(?:个|项|条|大|次|届|家|户|元|年|月|亿|万|位|座|处))", item.text)
    )
    if not places:
        return None
    match = rng.choice(places)
    return _replaced(item.text, match, rng.choice([d for d in _DIGITS[2:] if d != match.group()]))


def unit(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Change the scale or the measure word of a figure."""
    swaps = {
        "亿": "万",
        "万": "亿",
        "%": "个百分点",
        "％": "倍",
        "个百分点": "%",
        "元": "美元",
        "公里": "米",
        "亩": "公顷",
        "吨": "公斤",
        "倍": "%",
    }
    places = [
        (m, old, new)
        for m in _FIGURE.finditer(item.text)
        for old, new in swaps.items()
        if (m["unit"] or "").startswith(old)
    ]
    if not places:
        return None
    match, old, new = rng.choice(places)
    return _replaced(item.text, match, new + match["unit"][len(old) :], "unit")


def year(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Change a year to a near one, or to another that the evidence names."""
    places = list(_YEAR.finditer(item.text))
    if not places:
        return None
    match = rng.choice(places)
    near = {str(int(match.group()) + d) for d in (-2, -1, 1, 2)}
    named = {m.group() for one in item.evidence for m in _YEAR.finditer(one.text)}
    return _replaced(item.text, match, rng.choice(sorted((near | named) - {match.group()})))


def _swap(item: Item, rng: random.Random, offered: Sequence[str]) -> str | None:
    places = [m for m in _FIGURE.finditer(item.text) if m["unit"]]
    options = [
        (match, other)
        for match in places
        for text in offered
        for other in _FIGURE.finditer(text)
        if other["unit"] == fold(match["unit"]) and other["number"] != fold(match["number"])
    ]
    if not options:
        return None
    match, other = rng.choice(options)
    return _replaced(item.text, match, other["number"], "number")


def figure_of_clause(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Put the figure of another clause of the same evidence sentence in."""
    return _swap(item, rng, [item.source.text])


def figure_of_sentence(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Put the figure of another evidence sentence in."""
    return _swap(item, rng, [one.text for one in item.evidence if one is not item.source])


def measure(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Put another measure before a figure (产值 for 营收), one that the evidence names if there is any."""
    named = "\n".join(fold(one.text) for one in item.evidence)
    options = []
    for match in _MEASURED.finditer(item.text):
        line = next(line for line in _MEASURES if _ALIKE[match["word"]] in line)
        for alike in line:
            # 产值、税收分别增长8%: who names either says nothing false
            if alike != _ALIKE[match["word"]] and not _measures(alike, match["figure"], named):
                options += [(match, word) for word in alike if word in named or word == alike[0]]
    near = [(match, word) for match, word in options if word in named]
    if not options:
        return None
    match, new = rng.choice(near if near and rng.random() < 0.6 else options)
    return _replaced(item.text, match, new, "word")


def _measures(words: Sequence[str], figure: str, text: str) -> bool:
    """Say whether one of the words may be what a figure of a text measures."""
    return bool(re.search(rf"(?:{'|'.join(words)})[^\d。！？]{{0,30}}(?<![\d.]){re.escape(fold(figure))}", text))


def quotation(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Change one character between quotation marks."""
    places = [m for m in _QUOTE.finditer(item.text)]
    if not places:
        return None
    match = rng.choice(places)
    at = rng.choice([i for i in range(match.start(1), match.end(1)) if "\u4e00" <= item.text[i] <= "\u9fff"] or [-1])
    if at < 0:
        return None
    new = rng.choice([char for char in "大新好的要人高实做全" if char != item.text[at]])
    return item.text[:at] + new + item.text[at + 1 :]


def speaker(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Put another person's name where one speaks."""
    known = {one.speaker for other in item.evidence for one in other.said} | {
        simplify(one.speech.speaker or "") for one in item.evidence
    }
    spoken = [
        name for name in (*known, *pool.people) if name and re.search(f"{name}[^，。]{{0,4}}(?:{_SAYS})", item.text)
    ]
    if not spoken:
        return None
    name = max(spoken, key=len)
    near = sorted(p for p in known if p and p in pool.people and p not in name and name not in p)
    others = near if near and rng.random() < 0.6 else [p for p in pool.people if p not in name and name not in p]
    return re.sub(name, rng.choice(others), item.text, count=1) if others else None


def place(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Put another place of the same level where one is named."""
    span = find_place(item.text)
    if span is None or item.text[span[0] : span[1]] not in pool.places:
        return None
    name = item.text[span[0] : span[1]]
    near = sorted({p for one in item.evidence for p in pool.places if p in one.text or p == one.speech.place})
    for offered in (near, pool.places):
        others = [p for p in offered if p[-1] == name[-1] and p not in item.text and name not in p]
        if others:
            return item.text[: span[0]] + rng.choice(others) + item.text[span[1] :]
    return None


def organisation(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Put another organisation of the same kind where one is named."""
    named = [name for name in pool.organisations if name in item.text]
    if not named:
        return None
    name = max(named, key=len)
    others = [o for o in pool.organisations if o[-2:] == name[-2:] and o not in item.text and o[-4:] != name[-4:]]
    return item.text.replace(name, rng.choice(others), 1) if others else None


def negation_added(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Negate a verb."""
    places = [
        m
        for m in re.finditer("|".join(_VERBS), item.text)
        if not re.search("[不未没无非别的]$", item.text[: m.start()])
    ]
    if not places:
        return None
    match = rng.choice(places)
    return (
        item.text[: match.start()]
        + rng.choice(["未", "没有", "不"][match.group()[0] == "必" :])
        + item.text[match.start() :]
    )


def negation_removed(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Take a negation away."""
    lexical = [m.span() for m in _LEXICAL.finditer(fold(item.text))]
    options = []
    for old, new in _NEGATIONS:
        for m in re.finditer(old, item.text):
            if not any(a < m.end() and m.start() < b for a, b in lexical):
                options.append((m, new))
        if options:
            break
    if not options:
        return None
    match, new = rng.choice(options)
    return _replaced(item.text, match, new)


def direction(item: Item, pool: Pool, rng: random.Random) -> str | None:
    """Turn a direction word into its opposite."""
    options = [(m, new) for old, new in _ANTONYMS for m in re.finditer(f"(?<!不){old}(?!点|口|性)", item.text)]
    if not options:
        return None
    match, new = rng.choice(options)
    return _replaced(item.text, match, new)


MUTATIONS: dict[str, Mutation] = {
    "digit": digit,
    "numeral": numeral,
    "unit": unit,
    "year": year,
    "figure of another clause": figure_of_clause,
    "figure of another sentence": figure_of_sentence,
    "measure": measure,
    "quotation character": quotation,
    "speaker": speaker,
    "place": place,
    "organisation": organisation,
    "negation added": negation_added,
    "negation removed": negation_removed,
    "direction": direction,
}


def find_organisations(text: str) -> list[str]:
    """Return the names of bodies that begin a clause of a text."""
    return [
        m.group() for m in re.finditer(f"(?<![\u4e00-\u9fff]){_ORGANISATION.pattern}", text) if "的" not in m.group()
    ]
