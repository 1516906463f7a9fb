"""Speaker, date, place and kind against the labelled set of real speeches, where it is at hand."""

import json

import pytest

from tests.benchmarks.quality.metadata import DATA, FIELDS, measure

pytestmark = pytest.mark.skipif(not DATA.is_file(), reason="the labelled speeches are not beside the project")


def test_what_is_stated_is_found_and_what_is_found_is_right() -> None:
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    result = measure(rows).table
    for field in FIELDS:
        figures = result[f"{field} all"]
        # a report read out is labelled as a report, a speech that news quote in full as a speech: only its form tells
        assert figures["precision"] >= (0.93 if field == "kind" else 0.98), field
        assert figures["stated"] >= 15, field
        assert figures["recall"] >= 0.90, field
