import pytest

from rag.evaluation.significance import interval, mcnemar


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [
        (0, 0, 1.0),
        (3, 3, 1.0),
        (6, 0, 2 / 64),
        (0, 6, 2 / 64),
        (1, 5, 2 * (1 + 6) / 64),
        (2, 8, 2 * (1 + 10 + 45) / 1024),
    ],
)
def test_p_value_is_that_of_a_coin_worked_by_hand(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost) == p


def test_interval_is_that_of_the_binomial_distribution() -> None:
    # the mean of 100 draws of 0 and 1 lies between .40 and .60 in 96 % of all cases, between .41 and .59 in 94 %
    low, high = interval([0, 1] * 50) or (0, 0)
    assert low == pytest.approx(0.4, abs=0.015) and high == pytest.approx(0.6, abs=0.015)


def test_two_questions_tell_nothing() -> None:
    assert interval([0, 1]) == (0, 1)  # one in four resamples is 0, one in four 1


def test_interval_is_the_same_each_time_and_around_the_mean() -> None:
    values = [True] * 17 + [False] * 3
    low, high = interval(values) or (0, 0)
    assert interval(values) == (low, high) and low < 0.85 < high


def test_equal_values_leave_no_width_and_no_values_no_interval() -> None:
    assert interval([1, 1, 1]) == (1, 1) and interval([]) is None
