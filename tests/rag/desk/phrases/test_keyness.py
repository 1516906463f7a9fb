import math

import pytest

from corpus import InputError
from index import Filters, Library
from rag.desk.phrases.concordance import concordance
from rag.desk.phrases.keyness import keyness
from rag.desk.phrases.runs import log_likelihood


def test_the_statistic_is_dunnings() -> None:
    # the worked case of Rayson and Garside's web calculator: equal rates say nothing, all on one side says most
    assert log_likelihood(10, 10, 1000, 1000) == 0
    assert log_likelihood(20, 0, 1000, 1000) == pytest.approx(2 * 20 * math.log(2))
    assert log_likelihood(5, 20, 1000, 2000) == pytest.approx(
        2 * (5 * math.log(5 / (1000 * 25 / 3000)) + 20 * math.log(20 / (2000 * 25 / 3000)))
    )


def test_what_tells_two_sets_apart_is_counted_as_a_concordance_counts(sample_library: Library) -> None:
    before, after = Filters(speakers=["顾望舒"]), Filters(speakers=["沈砚秋"])
    found = keyness(sample_library, before, after, sure=3.84)
    assert found.phrases
    for item in found.phrases:
        for filters, count in ((before, item.before), (after, item.after)):
            assert count == len(concordance(sample_library, item.phrase, filters).uses)
        assert item.examples and item.trend in ("new", "vanished", "more", "less")
        assert (item.trend == "new") == (item.before == 0)


def test_an_empty_set_is_refused(sample_library: Library) -> None:
    with pytest.raises(InputError, match="the later set has no speeches"):
        keyness(sample_library, Filters(), Filters(since="2090"))
