from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rag import Assistant, Settings
from rag.question.analysis import understand
from rag.retrieval.retriever import retrieve, with_lists
from tests.rag.conftest import SPEECH
from tests.support.scripted_model import ScriptedModel

Make = Callable[..., Assistant]


def test_list_is_whole_whichever_item_was_found(make_assistant: Make) -> None:
    assistant = make_assistant(ScriptedModel())
    for word in ("实验室", "竹林"):
        hits = assistant.search(word, k=1)
        text = "".join(hit.text for hit in sorted(with_lists(assistant.library, hits), key=lambda hit: hit.start))
        assert all(item in text for item in ("一是坚持项目为王", "二是坚持创新驱动", "三是坚持绿色发展"))


def test_copies_of_one_speech_are_one_hit(make_assistant: Make, folder: Path) -> None:
    more = folder.parent / "more"
    more.mkdir()
    (more / "copy.txt").write_text("某网站 >> 转载\n\n" + SPEECH * 1 + "\n责任编辑：无名\n", encoding="utf-8")
    assistant = make_assistant(ScriptedModel())
    assistant.add(more)
    assert len(assistant.speeches()) == 3
    texts = [hit.text for hit in assistant.search("竹纸产业产值", k=10)]
    assert sum("86.4亿元" in text for text in texts) == 1


def test_nothing_is_searched_for_nothing(make_assistant: Make) -> None:
    assistant = make_assistant(ScriptedModel())
    assert assistant.search("竹纸", k=0) == []


def test_what_is_searched_by_is_what_was_read_of_the_question(make_assistant: Make) -> None:
    library, settings = make_assistant(ScriptedModel()).library, Settings(dense_weight=0, ranking=0)
    question = understand("竹纸产业产值是多少？")
    other = replace(question, mentions=replace(question.mentions, terms=("实验室",)))
    found = [retrieve(library, one, k=1, settings=settings)[0].text for one in (question, other)]
    assert "86.4亿元" in found[0] and "实验室" in found[1] and found[0] != found[1]
