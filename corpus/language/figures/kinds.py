"""How a text states a figure: reached or aimed at, how exact, and whether as a value or as a change."""

from enum import StrEnum


class Kind(StrEnum):
    """Whether a figure is a fact."""

    RESULT = "result"  # reached, counted, in force
    AIM = "aim"  # a value that an indicator is to reach
    PLAN = "plan"  # so much is to be built, done or spent


class Bound(StrEnum):
    """How exact the text says a figure is."""

    EXACT = "exact"
    ABOUT = "about"  # 左右, 约, 近
    OVER = "over"  # 超过, 突破, 以上, 余
    UNDER = "under"  # 以内, 不超过


class Change(StrEnum):
    """What a figure says of its measure: how much there is, or how it differs from something else."""

    NONE = ""  # the value itself
    RATE = "rate"  # growth or fall in per cent
    AMOUNT = "amount"  # more or less by so much of the unit
    TIMES = "times"  # a multiple
    RANK = "rank"  # a place in an order
