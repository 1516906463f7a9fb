"""A real, tiny cross-encoder with random weights orders hits as its own scores say."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus import ModelError, NotFoundError
from corpus.samples import folder
from index import Library
from rag import Assistant, Settings
from rag.models.cross_encoder import CrossEncoderReranker, open_reranker
from rag.retrieval.reranking import rerank
from tests.support.fakes import HashEncoder
from tests.support.scripted_model import ScriptedModel

WORDS = "澜川市溪州青岑县云水先行区低空物流竹纸产值多少亿元是年月日的在了和讲话报告会议企业家航线"


def cross_encoder(path: Path, labels: int = 1) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(7)
    path.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS), *"0123456789"]
    (path / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(vocab={word: at for at, word in enumerate(vocabulary)}).save_pretrained(path)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        num_labels=labels,
    )
    BertForSequenceClassification(config).save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("rerank") / "tiny-reranker")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("reranked") / "library", HashEncoder()) as library:
        library.add(folder())
        yield library


def opened(library: Library, settings: Settings) -> Assistant:
    return Assistant(library, lambda: HashEncoder(), lambda: ScriptedModel(), settings)


def test_scores_are_the_models_log_odds_one_a_passage(path: Path) -> None:
    reranker = CrossEncoderReranker(path, name="tiny")
    scores = reranker.scores("竹纸产值是多少？", ["竹纸产值86亿元", "低空物流航线73条"])
    assert scores.shape == (2,) and scores.dtype == np.float64
    alone = reranker.scores("竹纸产值是多少？", ["低空物流航线73条"])
    assert alone[0] == pytest.approx(scores[1], abs=1e-5)


def test_hits_come_in_its_order_with_its_scores(library: Library, path: Path) -> None:
    plain = opened(library, Settings()).search("低空物流产值", k=20)
    assistant = opened(library, Settings(reranker=str(path), reranked=20))
    hits = assistant.search("低空物流产值", k=5)
    assert len(hits) == 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    by_hand = rerank(CrossEncoderReranker(path, name="tiny"), "低空物流产值", plain)
    assert [(hit.speech.id, hit.start) for hit in hits] == [(hit.speech.id, hit.start) for hit in by_hand[:5]]
    assert [(hit.speech.id, hit.start) for hit in hits] != [(hit.speech.id, hit.start) for hit in plain[:5]]


def test_it_reads_only_the_best(library: Library, path: Path) -> None:
    best = {(hit.speech.id, hit.start) for hit in opened(library, Settings()).search("低空物流产值", k=3)}
    hits = opened(library, Settings(reranker=str(path), reranked=3)).search("低空物流产值", k=3)
    assert {(hit.speech.id, hit.start) for hit in hits} == best


def test_an_answer_and_given_passages_are_ranked_by_it_too(library: Library, path: Path) -> None:
    assistant = opened(library, Settings(reranker=str(path)))
    texts = ["临溪镇新建学校三所。", "竹纸产值达到86亿元。", "低空物流航线73条。"]
    answer = assistant.ask("竹纸产值是多少？", passages=texts)
    wanted = rerank(CrossEncoderReranker(path, name="tiny"), "竹纸产值是多少？", answer.hits)
    assert [hit.text for hit in answer.hits] == [hit.text for hit in wanted] and len(answer.hits) == 3


def test_none_is_named_by_default() -> None:
    assert Settings().reranker == "" and open_reranker(Settings()) is None


def test_what_is_no_reranker_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no model 'nowhere'"):
        open_reranker(Settings(reranker="nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="YINZHENG_RERANKER") as caught:
        open_reranker(Settings(reranker=str(tmp_path / "empty")))
    assert "\n" not in str(caught.value)
    with pytest.raises(ModelError, match="3 outputs"):
        open_reranker(Settings(reranker=str(cross_encoder(tmp_path / "three", labels=3))))
