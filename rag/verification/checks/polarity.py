"""What a sentence denies that its evidence asserts, the reverse, and what it turns into its opposite.

Both are seen by place: 未, 不, 没有 by the characters that they stand before, words of direction (增长, 下降) by their
surroundings. Works on characters, not on tagged words, as a denied word is often cut wrongly.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.language.annotation import Annotated
from rag.verification.alignment import MARGIN, Place, alike, most_alike
from rag.verification.claim import CandidateClaim, Finding, Span
from rag.verification.support import Support

# 不 in these is no denial of what follows
_LEXICAL = (
    "不断|不仅|不但|不光|不单|不同|不少|不久|不管|不论|不过(?!是|去|来)|不止|不禁|不均|不良|不法|不料|不愧|不妨|不如|不惜|不约而同|未来|未必(?!须|要)|未免|"
    "无论|无数|无限|无比|无私|无偿|无人机|无线|无疑|非常|非遗|非公|非法|非洲|非凡|没收|莫大|别墅|别人|别的|别样|差别|特别|级别|个别|类别|分别|性别|区别|识别|"
    "鉴别|辨别|除非|是非|南非|莫过|不足|不低于|不少于|不高于|不超过|不多于"
)
_NEGATION = re.compile(
    f"(?P<lexical>{_LEXICAL})|(?P<word>(?:从|尚|并|还|仍|毫|决|绝)?(?:未能|没能|没有|没|未|无法|无|不|非|别|莫|勿))"
)
_OPENERS = tuple("“‘《")
_BETWEEN = re.compile("(?:[“‘《]|能|会|再|得|曾|要|可|被|是|太|很|够|有|以|为|对|把|因|在|全|完|完全){0,2}$")
_LEAST_ALONE = 0.5  # where the evidence has no word of the same direction
_LEAST = 1.2  # less alike than this, two places have nothing to do with each other

_FAMILIES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("增长", "增加", "提高", "上升", "提升", "上涨", "新增", "扩大", "加强", "增强", "攀升", "回升", "壮大"),
        ("下降", "减少", "降低", "回落", "下跌", "缩小", "削弱", "下滑", "缩减", "减弱", "负增长", "减退", "压减"),
    ),
    (
        ("超过", "突破", "以上", "高于", "多于", "不低于", "不少于", "超出", "大于", "超"),
        ("不足", "以下", "低于", "少于", "不到", "不超过", "不高于", "以内", "小于", "未达到", "不多于"),
    ),
    (("加快", "加速", "缩短"), ("放慢", "放缓", "延长", "减慢", "拖慢")),
    (("之前", "以前"), ("之后", "以后")),
    (("最高", "最大", "最多", "最强", "最好"), ("最低", "最小", "最少", "最弱", "最差")),
    (("成功",), ("失败",)),
    (("支持", "同意", "赞成", "赞同"), ("反对", "抵制")),
    (("开通", "开放", "开启", "启用"), ("关闭", "停用", "停运")),
    (("改善", "好转", "优化"), ("恶化", "变差")),
)
_SIGN = {
    word: (family, sign) for family, sides in enumerate(_FAMILIES) for sign, side in enumerate(sides) for word in side
}
_DIRECTION = re.compile("|".join(sorted(_SIGN, key=len, reverse=True)))
_NOT_EXCESS = re.compile(
    "超(?:市|级|算|声|标|期|前|越|然|高清|大|强|额|导|低|高|长|常|短|龄|载|速|员|限|车|时|凡|群|脱|负)"
)


def denied(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield what a sentence denies and its evidence does not, or the reverse, as `不…`."""
    text = claim.text.folded
    mine = claim.text.derive(_negations)
    theirs = [(told.folded, told.derive(_negations)) for told in support.with_headers]
    for start, end in mine:
        word = _denied_word(text, end)
        if not word:  # 打开了没有？
            continue
        negated, asserted = _uses(word, theirs)
        here: Place = (text, (start, end))
        if not negated or (asserted and most_alike(here, asserted) > most_alike(here, negated) + MARGIN):
            yield claim.finding("negation", start, end, f"不{word}")
    for told, spans in theirs:
        for start, end in spans:
            word = _denied_word(told, end)
            for at in _occurrences(text, word):
                if _negated_at(text, at, mine):
                    continue
                here = (text, (at, at))
                likeness = alike(here, (told, (start, end)))
                if likeness > _LEAST and likeness > most_alike(here, _uses(word, theirs)[1]) + MARGIN:
                    yield claim.finding("negation", at, at + len(word), f"不{word}")


def turned(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield words of direction in whose place the evidence has a word of the opposite direction."""
    text = claim.text.folded
    mine = claim.text.derive(_directions)
    if not mine:
        return
    theirs = [(told.folded, span) for told in support.with_headers for span in told.derive(_directions)]
    for span in mine:
        family, sign = _SIGN[text[slice(*span)]]
        same: list[Place] = []
        opposite: list[Place] = []
        for told, other in theirs:
            known, other_sign = _SIGN[told[slice(*other)]]
            if known == family:
                (same if other_sign == sign else opposite).append((told, other))
        here: Place = (text, span)
        if (sign and not same) or _contrary(here, same, opposite):  # a fall, a lack, a refusal must be told
            yield claim.finding("direction", *span)


def _contrary(here: Place, same: Sequence[Place], opposite: Sequence[Place]) -> bool:
    least = max(_LEAST if same else _LEAST_ALONE, most_alike(here, same) + MARGIN)
    return bool(opposite) and most_alike(here, opposite) > least


def _negations(text: Annotated) -> tuple[Span, ...]:
    """Return the spans of what denies: 未, 没有, 尚未; not of 不断."""
    found = []
    for match in _NEGATION.finditer(text.folded):
        if match["word"]:
            # 打开了没有: what is denied is 有
            closes = match["word"].endswith("没有") and not text.folded[match.end() : match.end() + 1].isalnum()
            found.append((match.start(), match.end() - closes))
    return tuple(found)


def _directions(text: Annotated) -> tuple[Span, ...]:
    """Return the spans of words of direction."""
    matches = _DIRECTION.finditer(text.folded)
    return tuple(match.span() for match in matches if not _NOT_EXCESS.match(text.folded, match.start()))


def _uses(word: str, texts: Sequence[tuple[str, Sequence[Span]]]) -> tuple[list[Place], list[Place]]:
    """Return where the texts deny a word and where they assert it."""
    negated: list[Place] = []
    asserted: list[Place] = []
    for text, spans in texts:
        for at in _occurrences(text, word):
            before = _negated_at(text, at, spans)
            if before:
                negated.append((text, before))
            else:
                asserted.append((text, (at, at)))
    return negated, asserted


def _negated_at(text: str, at: int, spans: Sequence[Span]) -> Span | None:
    for start, end in spans:
        if end <= at <= end + 4 and _BETWEEN.fullmatch(text, end, at):
            return start, end
    return None


def _denied_word(text: str, at: int) -> str:
    """Return the two characters that a negation stands before, or the one that ends its clause."""
    at += text[at : at + 1] in _OPENERS  # 不“缺钙”
    word = text[at : at + 2]
    return word if word.isalnum() else word[:1] if word[:1].isalnum() else ""


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word) if word else -1
    while at >= 0:
        if len(word) > 1 or not text[at + 1 : at + 2].isalnum():
            yield at
        at = text.find(word, at + 1)
