from collections.abc import Iterator

import pytest

from corpus import fold
from corpus.samples import folder
from index import Hit, Library
from rag import Turn
from rag.answering.refusal.wording import reason_text
from rag.desk.figures.names import Names
from rag.extractive.dispatch import answer_directly
from rag.question.analysis import Question, narrow, read_alone, understand, with_library
from rag.retrieval.retriever import retrieve
from rag.settings import Settings
from tests.data.conversations import DIRECT, FOLLOW_UPS
from tests.support.fakes import HashEncoder

PEOPLE = ("顾望舒", "沈砚秋", "尉迟清和", "闻人楷", "钟离澍", "桑柏舟", "宇文澈")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library.open(tmp_path_factory.mktemp("conversations") / "library", HashEncoder())
    opened.add([folder()])
    yield opened
    opened.close()


def _found(library: Library, question: Question, k: int) -> list[Hit]:
    """Search as the assistant does: what the question says of the speeches narrows it."""
    narrowed = narrow(question, library)
    filters = narrowed.narrowed.filters if narrowed.narrowed else None
    return retrieve(library, narrowed, k=k, settings=Settings(), filters=filters)


@pytest.mark.parametrize(("before", "said", "question", "holds", "lacks"), FOLLOW_UPS)
def test_follow_up_becomes_a_whole_question(
    before: str, said: str, question: str, holds: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    whole = understand(question, [Turn("user", before), Turn("assistant", said)], PEOPLE).query
    assert all(words in whole for words in holds), whole
    assert not any(words in whole for words in lacks), whole


@pytest.mark.parametrize(
    ("before", "said", "question", "path"),
    [
        (
            "闻人楷在推进会上说了什么？",
            "要把航线开到竹农的家门口。",
            "这句话是什么意思？",
            "qingchen_meeting_2024.txt",
        ),
        (
            "《让一张竹纸托起富民强市的大产业》里提了哪三篇文章？",
            "",
            "这篇讲话是什么时候作的？",
            "zhuzhi_speech_2024.txt",
        ),
    ],
)
def test_what_a_follow_up_that_stays_incomplete_needs_is_searched_too(
    library: Library, before: str, said: str, question: str, path: str
) -> None:
    understood = understand(question, [Turn("user", before), Turn("assistant", said)], PEOPLE)
    assert understood.before
    assert _found(library, understood, 3)[0].speech.path.endswith(path)


@pytest.mark.parametrize(("question", "holds"), DIRECT)
def test_direct_question_is_answered_from_the_whole_library(
    library: Library, question: str, holds: tuple[str, ...]
) -> None:
    read = with_library(read_alone(question), library, Names(library))
    answer = answer_directly(library, read, _found(library, read, 10))
    assert answer is not None
    said = [reason_text(answer.refusal)] if answer.refusal else [statement.text for statement in answer.statements]
    text = fold("\n".join(said))
    for words in holds:
        assert any(fold(other) in text for other in words.split("|")), (words, text)
