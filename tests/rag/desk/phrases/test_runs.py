"""Runs counted level by level, against counting every run by itself."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.desk.phrases.runs import LONGEST, SHORTEST, differing, log_likelihood

TEXTS = st.lists(st.text(alphabet="竹纸业，5", max_size=24), min_size=1, max_size=6).map(
    lambda parts: "".join(f"{part}\n" for part in parts)
)
SURE = 3.84


def counted(text: str) -> Counter[str]:
    """Every run of letters of a text, those that overlap themselves, too."""
    found: Counter[str] = Counter()
    for length in range(SHORTEST, LONGEST + 1):
        found.update(text[at : at + length] for at in range(len(text) - length + 1))
    return Counter({run: count for run, count in found.items() if run.isalnum()})


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_all_runs_that_differ_are_found_with_their_counts(before: str, after: str) -> None:
    one, other = counted(before), counted(after)
    sizes = [len(text.replace("\n", "")) for text in (before, after)]
    expected = {
        run: (one[run], other[run])
        for run in one.keys() | other.keys()
        if one[run] + other[run] >= 3 and log_likelihood(one[run], other[run], *sizes) >= SURE
    }
    found = differing(before, after, SURE, 10_000)
    assert {run.words: (run.before, run.after) for run in found} == expected
    for run in found:
        assert all((before + after)[at : at + len(run.words)] == run.words for at in run.places)
        more = run.after * sizes[0] > run.before * sizes[1]
        assert all((at >= len(before)) is more for at in run.places)


def test_no_more_are_returned_than_are_wanted_and_the_surest_come_first() -> None:
    found = differing("低空经济\n" * 9 + "竹纸\n", "竹纸产业\n" * 30, SURE, 3)
    assert [run.words for run in found] == ["低空经济", "低空经", "空经济"]
