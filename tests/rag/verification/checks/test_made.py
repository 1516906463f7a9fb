import pytest

from rag.verification.checks.made import mismatched

TOLD = ["要求我们“把竹山当码头,把航线当公路”,全县各级要落实。"]


@pytest.mark.parametrize(
    "claim, wrong",
    [
        ("要求把竹山当作码头。", []),
        ("要求把竹山当作码头,把航线当作公路。", []),
        ("要求把航线当作码头。", ["码头"]),
        ("要求把竹山当作公路。", ["公路"]),
        ("要求把青瓷当作名片。", []),  # nothing of it is told: other checks say so
        ("航线开到了竹山。", []),
    ],
)
def test_what_is_made_of_what(claim: str, wrong: list[str]) -> None:
    assert list(mismatched(claim, TOLD)) == wrong
