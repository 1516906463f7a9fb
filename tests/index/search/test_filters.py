import pytest

from corpus import Speech
from index import Filters


@pytest.mark.parametrize(
    ("folder", "path", "inside"),
    [
        ("2024", "/lib/2024/a.txt", True),
        ("2024/", "/lib/2024/a.txt", True),
        ("lib/2024", "/lib/2024/x/a.txt", True),
        ("2024", "/lib/2024.txt", False),
        ("2024", "/lib/x2024/a.txt", False),
        ("batch.zip", "/lib/batch.zip!/one/a.txt", True),
        ("batch.zip/one", "/lib/batch.zip!/one/a.txt", True),
        ("lib\\2024", "C:\\lib\\2024\\a.txt", True),
    ],
)
def test_folder_holds_what_lies_in_it_at_any_depth(folder: str, path: str, inside: bool) -> None:
    assert Filters(folders=[folder]).accepts(Speech("1", path, "题")) is inside


def test_folders_are_a_condition_like_others() -> None:
    assert Filters(folders=["a"]) and Filters(folders="a").folders == ("a",)
    assert Filters(**Filters(ids=["1"], folders=["a", "b"]).to_dict()) == Filters(ids=["1"], folders=["a", "b"])
    both = Filters(ids=["1"], folders=["a"])
    assert both.accepts(Speech("1", "a/x", "题")) and not both.accepts(Speech("2", "a/x", "题"))
