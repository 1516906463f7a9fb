"""The patterns that questions for figures are read by: words of the lexicon in their surroundings."""

import re

from corpus.language.figures.vocabulary import units
from corpus.language.lexicon import pattern, words

LONG, LONGEST = 80, 30
"""Characters of a question that is read, and of a measure in it."""
OF = f"[十百千万亿]{{0,2}}(?:{'|'.join(map(re.escape, units()))})"
HIGHEST = pattern("最[高大多快强]|排名?第一|{figure_questions:highest}")
LOWEST = re.compile(r"最[低小少慢]|垫底")
REACHES = pattern("(?P<above>{figure_questions:exceeds})了?|(?P<least>不低于|不少于|达到(?:或超过)?|至少)")
BELOW = pattern("(?<!不)低于|(?<!不)不到|{figure_questions:below}|以[下内]|未达到?|没有?(?:达到|超过)|不超过")
AIM = pattern(
    "(?:主要)?(?:预期|发展|年度|工作)?(?:目标|计划|预期|预计)(?:任务|值|数)?{figure_questions:set}?|{figure_questions:aims}"
)
RESULT = re.compile(r"实际(?:上)?(?:完成)?|完成了?|实现了?|最终|达到了?|结果")
GROWTH = pattern("(?:同比|年度)?{figure_questions:growth}(?:了|率)?")
CHANGED = pattern(
    "(?<![同环])(?:比|较|相比).{0,12}{figure_questions:changed}了?(?:多少|几)(?:{of})?|"
    "{figure_questions:changed_alone}了?多少(?:{of})?",
    of=OF,
)
GAP = re.compile(
    rf"(?:(?:相差|差距|差了?)(?:有|是|了)?(?:多少|几何|多大)?|差多少|高出?多少|低多少|多多少|少多少)(?:{OF})?"
)
WHICH = pattern(
    "(?P<level4>省份?|{figure_questions:place_noun})(?:是|有|为)?哪(?:一?个|些|几个)?|哪(?:一?个|几个|[些座家])?(?P<level>省份?|"
    "{figure_questions:which_place})?(?:和地区|区市)?|谁|各(?P<level2>省份?|市|地)(?:区市)?|(?P<level3>省份|城市)"
)
MORE = pattern("更?{figure_questions:more}(?:一些|些)?")
LESS = re.compile(r"更?(?:低|小|少|慢)(?:一些|些)?")
RELATIVE = {word: int(offset) for offset in ("-1", "0", "1") for word in words("times", "figure_year", offset=offset)}
HOW_MUCH = pattern("{figure_questions:links}?(?:多少|几|多大|多高)(?:{of}|左右)?", of=OF)
FILLER = pattern(r"{figure_questions:nothing}|查一?下|说的?|提到的?|[、|,。?!:“”‘’\s]")
FRINGE = re.compile(rf"^(?:{FILLER.pattern})+|(?:{FILLER.pattern})+$")
LEVEL = pattern("[{level}](?!别)")
SHORTEST = 4  # characters of a measure that no table knows
BARE_YEAR = pattern(r"(?<![\d.])(?:(?P<full>{year})(?:年(?![\d.\-])|(?![年\d.\-]))|(?P<short>[012]\d)年)")


def with_whole_years(text: str) -> str:
    """Return a text with its years written out that stand without 年 or without their century.

    >>> with_whole_years("24年和2025比")
    '2024年和2025年比'
    """
    return BARE_YEAR.sub(lambda match: f"{match['full'] or '20' + match['short']}年", text)
