import pytest

from rag.evaluation.calibration import calibration_error, risk_coverage_area

JUDGED = [(0.85, True), (0.3, False), (0.95, True), (0.85, False)]


def test_calibration_error_is_that_worked_by_hand() -> None:
    # (.9, 1]: one, right; (.8, .9]: two, half of them right; (.2, .3]: one, wrong
    by_hand = 1 / 4 * abs(1 - 0.95) + 2 / 4 * abs(0.5 - 0.85) + 1 / 4 * abs(0 - 0.3)
    assert calibration_error(JUDGED) == pytest.approx(by_hand) == pytest.approx(0.2625)


@pytest.mark.parametrize(("one", "other"), [(0.7, 0.61), (1.0, 0.91), (0.0, 0.1)])
def test_bins_hold_their_upper_end(one: float, other: float) -> None:
    # of one bin the two make up for each other; of two bins their gaps would be added
    judged = [(one, one > other), (other, other > one)]
    assert calibration_error(judged) == pytest.approx(abs(1 - one - other) / 2)


def test_confidence_that_is_always_true_has_no_error() -> None:
    assert calibration_error([(1.0, True), (0.5, True), (0.5, False), (0.0, False)]) == 0


def test_area_is_the_mean_risk_worked_by_hand() -> None:
    # .95 right; then one of two at .85 wrong, half an error each; then .3 wrong
    assert risk_coverage_area(JUDGED) == pytest.approx((0 / 1 + 0.5 / 2 + 1 / 3 + 2 / 4) / 4)


def test_area_does_not_depend_on_the_order_of_equals() -> None:
    assert risk_coverage_area(JUDGED) == risk_coverage_area(JUDGED[::-1])


def test_wrong_ones_last_is_the_best_order() -> None:
    assert risk_coverage_area([(0.9, True), (0.1, False)]) == 0.25
    assert risk_coverage_area([(0.1, True), (0.9, False)]) == 0.75


def test_of_nothing_there_is_no_figure() -> None:
    assert calibration_error([]) is None and risk_coverage_area([]) is None
