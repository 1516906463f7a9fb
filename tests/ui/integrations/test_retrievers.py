"""The retrievers with the libraries that they are for, where these are installed."""

import pytest

from index import Filters
from tests.support.ui.scripted_assistant import ScriptedAssistant


def test_langchain_documents_are_the_text_at_their_spans() -> None:
    pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
    from ui.integrations.langchain_retriever import YinzhengRetriever

    assistant = ScriptedAssistant()
    found = YinzhengRetriever(assistant=assistant, k=3).invoke("港口 吞吐量")
    assert 0 < len(found) <= 3
    for document in found:
        known = document.metadata
        text = assistant.source_text(known["speech"]["id"])[known["start"] : known["end"]]
        assert document.page_content == text
        assert document.id == f"{known['speech']['id']}:{known['start']}-{known['end']}"


def test_llamaindex_nodes_are_the_text_at_their_spans() -> None:
    pytest.importorskip("llama_index.core", reason="the extra llamaindex is not installed")
    from ui.integrations.llamaindex_retriever import YinzhengRetriever

    assistant = ScriptedAssistant()
    found = YinzhengRetriever(assistant, k=3).retrieve("港口 吞吐量")
    assert 0 < len(found) <= 3
    for item in found:
        node = item.node
        text = assistant.source_text(node.metadata["speech"]["id"])[node.start_char_idx : node.end_char_idx]
        assert node.text == text
    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True)


def test_filters_narrow_what_a_retriever_finds() -> None:
    pytest.importorskip("langchain_core", reason="the extra langchain is not installed")
    from ui.integrations.langchain_retriever import YinzhengRetriever

    nobody = Filters(speakers=["无此人"])
    assert YinzhengRetriever(assistant=ScriptedAssistant(), filters=nobody).invoke("港口") == []
