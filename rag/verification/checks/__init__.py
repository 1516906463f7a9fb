"""The checks of a sentence against evidence. Each is a pure function of both; a new one is added to `CHECKS`.

Checks know of each other nothing but what a figure is; their order is that of the findings, and the first ones are
the cheapest, as a sentence that rests on one piece of evidence need fail but once elsewhere.

From outside: `content`, `polarity`, what a finding is called that tells more than that a claim fails, and what speaks
against such a claim.
"""

from collections.abc import Callable, Iterator

from rag.verification.checks.attribution import misattributed
from rag.verification.checks.content import missing_content
from rag.verification.checks.dates import figures_of_another_year, missing_days
from rag.verification.checks.entities import altered_items, masked_names, swapped_names, unknown_names
from rag.verification.checks.figures import missing_figures
from rag.verification.checks.measures import wrong_measures
from rag.verification.checks.places import unknown_bodies, wrong_places
from rag.verification.checks.polarity import opposite_directions, opposite_polarity
from rag.verification.checks.quotations import altered_quotations, unknown_titles
from rag.verification.checks.roles import missing_deeds, wrong_offices
from rag.verification.checks.stated_figures import taken_for_results, taken_for_values
from rag.verification.checks.undated_figures import told_for_the_year, undated_figures
from rag.verification.claim import OF_ANOTHER_YEAR, CandidateClaim, Finding
from rag.verification.support import Support

__all__ = ["CHECKS", "OF_ANOTHER_YEAR", "Check", "told_for_the_year"]

Check = Callable[[CandidateClaim, Support], Iterator[Finding]]
"""Yields what of a sentence its evidence does not support; nothing if it supports all that the check looks at."""

CHECKS: tuple[Check, ...] = (
    masked_names,
    unknown_names,
    altered_items,
    missing_content,
    unknown_titles,
    altered_quotations,
    unknown_bodies,
    wrong_offices,
    missing_days,
    missing_figures,
    figures_of_another_year,
    taken_for_values,
    taken_for_results,
    undated_figures,
    wrong_measures,
    wrong_places,
    missing_deeds,
    misattributed,
    opposite_directions,
    opposite_polarity,
    swapped_names,
)
