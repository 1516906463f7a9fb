"""What peers write is judged as what we write: by sentences, their markers, and wordings of refusals."""

from collections.abc import Iterator

import pytest

from rag.evaluation.gold import Gold
from tests.benchmarks.peers.documents import Documents
from tests.benchmarks.peers.judging import REFUSALS, Verdicts, judged, plain, refuses
from tests.support.ui.real_assistant import DOCUMENTS

OUTPUT = Gold("a", "number", "竹纸产值是多少？", answers=(("86亿元",), ("8.5%",)))
NONE = Gold("b", "unanswerable", "顾望舒的生日是哪天？", unanswerable=True)
PAPER = "2023年全市竹纸产值达到86亿元，增长8.5%。"
LANES = "溪州市开通低空物流航线18条，年运送包裹320万件。"
SOURCES = [{"document": "竹纸.txt", "text": PAPER}, {"document": "航线.txt", "text": LANES}]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Documents]:
    place = tmp_path_factory.mktemp("peers")
    source = place / "source"
    source.mkdir()
    for name, text in DOCUMENTS.items():
        (source / name).write_text(text, encoding="utf-8")
    documents = Documents(source, place / "texts")
    yield documents
    documents.close()


def verdicts(documents: Documents, item: Gold, text: str, sources: list[dict[str, str]] = SOURCES) -> Verdicts:
    answer, invented = plain(item, text, sources, documents)
    return judged(item, answer, invented, documents.names)


def test_documents_are_the_texts_that_our_readers_see(documents: Documents) -> None:
    assert {path.name: path.read_text("utf-8") for path in documents.folder.iterdir()} == DOCUMENTS
    assert documents.characters == sum(map(len, DOCUMENTS.values()))
    assert documents.speech("竹纸.txt").speaker == "顾望舒" and documents.speech("无.txt").speaker is None


@pytest.mark.parametrize(
    ("text", "cited", "unsupported", "uncited"),
    [
        ("竹纸产值86亿元[1]。它增长了8.5%[1]。", 2, 0, 0),
        ("竹纸产值达到86亿元，增长8.5%。[1]", 1, 0, 0),  # after the full stop: still that sentence's
        ("竹纸产值达到86亿元，增长8.5%[Source 1].", 1, 0, 0),
        ("According to Source 1, 竹纸产值达到86亿元，增长8.5%。", 1, 0, 0),
        ("According to Source 2, 竹纸产值达到86亿元，增长8.5%。", 1, 1, 0),
        ("竹纸产值达到86亿元，增长8.5%[2]。", 1, 1, 0),  # another document says nothing of it
        ("竹纸产值达到86亿元，增长8.5%[1][7]。", 2, 1, 0),  # there is no seventh source
        ("竹纸产值达到86亿元，增长8.5%[1]。产值很高。", 1, 0, 1),
        ("竹纸产值达到86亿元，增长8.5%。", 2, 0, 0),  # nothing is marked: all sources, taken together
        ("竹纸产值达到86亿元，增长9.5%。", 2, 2, 0),
    ],
)
def test_citations_of_a_sentence(documents: Documents, text: str, cited: int, unsupported: int, uncited: int) -> None:
    found = verdicts(documents, OUTPUT, text)
    assert (found.citations, found.unsupported, found.uncited) == (cited, unsupported, uncited)
    assert found.right is ("9.5%" not in text) and not found.refused


def test_the_number_of_an_item_is_no_marker(documents: Documents) -> None:
    found = verdicts(documents, OUTPUT, "(1) 竹纸产值达到86亿元[1]。\n(2) 增长8.5%[1]。")
    assert (found.claims, found.citations, found.unsupported) == (2, 2, 0)


def test_a_decimal_point_ends_no_sentence(documents: Documents) -> None:
    assert verdicts(documents, OUTPUT, "The output grew by 8.5% to 86亿元 [1]. It is 竹纸产值 [1].").claims == 2


@pytest.mark.parametrize("entry", REFUSALS, ids=lambda entry: entry["example"])
def test_a_wording_of_a_refusal_has_its_example(entry: dict[str, str], documents: Documents) -> None:
    assert refuses(entry["example"])
    found = verdicts(documents, NONE, entry["example"])
    assert found.refused and found.right and found.claims == found.citations == 0
    assert not verdicts(documents, OUTPUT, entry["example"]).right


@pytest.mark.parametrize("text", [PAPER, LANES, *DOCUMENTS.values(), "顾望舒生于1970年1月1日。", "The output is 86."])
def test_what_states_something_is_no_refusal(text: str, documents: Documents) -> None:
    assert not refuses(text)
    assert not verdicts(documents, NONE, text).right


def test_a_right_answer_that_also_says_what_is_not_told_is_right(documents: Documents) -> None:
    found = verdicts(documents, OUTPUT, "竹纸产值达到86亿元，增长8.5%[1]。上下文没有提到其他年份。")
    assert found.right and not found.refused


def test_no_text_at_all_is_a_refusal(documents: Documents) -> None:
    assert verdicts(documents, NONE, " ").right and not verdicts(documents, OUTPUT, " ").right
