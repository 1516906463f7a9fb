"""Figures as data: every figure of a text with its measure, value, place, period and kind, and exact spans.

From outside: `answers`, `comparisons`, `datamodel`, `names`, `of_evidence`, `query`,
`related_measures`, `store`, `wording`.
"""

from corpus.language.figures.kinds import Bound, Change, Kind
from corpus.language.figures.vocabulary import canonical
from rag.desk.figures.answers import answer_each, answer_from_figures
from rag.desk.figures.comparing import Difference, Ranking, Threshold, at_least, difference, rank
from rag.desk.figures.comparisons import answer_comparison
from rag.desk.figures.datamodel import FigureRecord
from rag.desk.figures.query import Cell, Reading, Row, cells, conflicts, figures, table
from rag.desk.figures.store import measured, refresh

__all__ = [
    "Bound",
    "Cell",
    "Change",
    "Difference",
    "FigureRecord",
    "Kind",
    "Ranking",
    "Reading",
    "Row",
    "Threshold",
    "answer_comparison",
    "answer_each",
    "answer_from_figures",
    "at_least",
    "canonical",
    "cells",
    "conflicts",
    "difference",
    "figures",
    "measured",
    "rank",
    "refresh",
    "table",
]
