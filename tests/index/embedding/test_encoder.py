"""Texts become unit vectors, the same as sentence-transformers makes."""

import json
import shutil
import socket
import subprocess
import sys
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import ModelError, ModelMissingError
from index.embedding.bert import is_bert
from index.embedding.encoder import (
    BATCH_CHARACTERS,
    BATCH_TEXTS,
    Encoder,
    SentenceEncoder,
    length_batches,
    read_prompts,
)
from rag.models.e5_conversion import convert
from rag.models.store import DEFAULT_EMBEDDING, ensure
from tests.support.e5_file import HIDDEN, write_e5
from tests.support.fakes import HashEncoder

ROOT = Path(__file__).parents[3]
TEXTS = ["云川市长，2025年产值", "产值", "", "市" * 300, "１㎡ ～ 未知字", "产值年年年云川市长"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny BERT with random weights in sentence-transformers' format."""
    folder = tmp_path_factory.mktemp("embedding") / "tiny-bert"
    folder.mkdir()
    write_e5(folder.with_name("tiny.bin"))
    convert(folder.with_name("tiny.bin"), folder)
    return folder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"a request left the machine: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def reference(folder: Path, texts: list[str], prompt: str) -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return np.asarray(model.encode(texts, prompt=prompt, normalize_embeddings=True))


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_vectors_equal_sentence_transformers(
    folder: Path, tmp_path: Path, pooling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    mode = {"mean": "pooling_mode_mean_tokens", "cls": "pooling_mode_cls_token"}[pooling]
    config = {"word_embedding_dimension": HIDDEN, "pooling_mode_mean_tokens": False, mode: True}
    (copy / "1_Pooling" / "config.json").write_text(json.dumps(config))
    assert is_bert(copy)
    monkeypatch.setattr("index.embedding.bert.fast_dtype", lambda device="cpu": __import__("torch").float32)
    encoder = SentenceEncoder(copy, device="cpu")
    np.testing.assert_allclose(encoder.encode_passages(TEXTS), reference(copy, TEXTS, "passage: "), atol=2e-5)
    np.testing.assert_allclose(encoder.encode_queries(TEXTS), reference(copy, TEXTS, "query: "), atol=2e-5)


def test_the_fast_type_changes_little(folder: Path) -> None:
    vectors = SentenceEncoder(folder, device="cpu").encode_passages(TEXTS)
    assert (vectors * reference(folder, TEXTS, "passage: ")).sum(1).min() > 0.999


def test_another_architecture_is_run_by_the_library(folder: Path, tmp_path: Path, no_network: None) -> None:
    from transformers import XLMRobertaConfig, XLMRobertaModel

    other = shutil.copytree(folder, tmp_path / "roberta")
    vocab = json.loads((folder / "config.json").read_text())["vocab_size"]
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 48}
    XLMRobertaModel(XLMRobertaConfig(vocab_size=vocab, **sizes)).save_pretrained(other)
    (other / "1_Pooling" / "config.json").write_text(
        json.dumps({"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True})
    )
    assert not is_bert(other)
    encoder = SentenceEncoder(other, device="cpu")
    assert encoder.dimension == 32
    expected = reference(other, TEXTS, "passage: ")
    assert (encoder.encode_passages(TEXTS) * expected).sum(1).min() > 0.999  # to the rounding of the fast type


def test_vectors_are_of_unit_length_in_the_order_given_whatever_the_batch(folder: Path) -> None:
    encoder = SentenceEncoder(folder, device="cpu")
    assert isinstance(encoder, Encoder)
    assert (encoder.name, encoder.dimension) == ("tiny-bert", HIDDEN)
    together = encoder.encode_passages(TEXTS * 9)
    assert together.shape == (len(TEXTS) * 9, HIDDEN)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert (together[: len(TEXTS)] * alone).sum(1).min() > 0.9999  # padding has no part in it
    assert (alone @ alone.T - np.eye(len(TEXTS))).max() < 0.9999  # and the texts do differ


def test_no_texts_give_no_rows(folder: Path) -> None:
    encoder = SentenceEncoder(folder, device="cpu")
    assert encoder.encode_passages([]).shape == (0, HIDDEN)
    assert encoder.encode_queries([]).shape == (0, HIDDEN)


def test_queries_and_passages_have_their_own_prompts(folder: Path) -> None:
    encoder = SentenceEncoder(folder, device="cpu")
    assert not np.allclose(encoder.encode_queries(["产值"]), encoder.encode_passages(["产值"]), atol=1e-3)


def test_a_remembered_query_cannot_be_changed_by_its_caller(folder: Path) -> None:
    encoder = SentenceEncoder(folder, device="cpu")
    first = encoder.encode_queries(["产值"])
    kept = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(encoder.encode_queries(["产值"]), kept)


def test_threads_are_given_back_after_a_query(folder: Path) -> None:
    import torch

    before = torch.get_num_threads()
    try:
        encoder = SentenceEncoder(folder, device="cpu", threads=2)
        encoder.encode_queries(["产值"])
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_progress_counts_up_to_all(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    SentenceEncoder(folder, device="cpu").encode_passages(TEXTS * 8, lambda *report: seen.append(report))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1] == (48, 48)
    assert len(seen) > 2


def test_ten_megabytes_in_a_line_take_no_longer_than_the_model_reads(folder: Path) -> None:
    encoder = SentenceEncoder(folder, device="cpu")
    vectors = encoder.encode_passages(["云川" * 5_000_000, "云川" * 5_000])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-2)  # both are cut to the same tokens


def test_loading_and_encoding_need_no_network(folder: Path, no_network: None) -> None:
    SentenceEncoder(folder, device="cpu").encode_queries(["产值"])


@given(st.lists(st.integers(0, 3 * BATCH_CHARACTERS), max_size=80))
def test_batches_hold_each_text_once_and_stay_small(lengths: list[int]) -> None:
    batches = length_batches(lengths)
    assert sorted(chain.from_iterable(batches)) == list(range(len(lengths)))
    for batch in batches:
        assert 1 <= len(batch) <= BATCH_TEXTS
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= BATCH_CHARACTERS


@pytest.mark.parametrize(
    ("name", "prompts", "expected"),
    [
        ("any", {"query": "问：", "document": "文："}, ("问：", "文：")),
        ("any", {"query": "", "document": ""}, ("", "")),
        ("any", None, ("", "")),
        ("intfloat/multilingual-e5-base", None, ("query: ", "passage: ")),
        ("BAAI/bge-small-zh-v1.5", {"query": "", "document": ""}, ("为这个句子生成表示以用于检索相关文章：", "")),
    ],
)
def test_prompts_are_the_folders_or_the_model_cards(
    tmp_path: Path, name: str, prompts: dict[str, str] | None, expected: tuple[str, str]
) -> None:
    if prompts is not None:
        (tmp_path / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}))
    assert read_prompts(tmp_path, name) == expected


def test_a_folder_that_is_not_there_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"no embedding model in '.*absent'.*yinzheng models --fetch"):
        SentenceEncoder(tmp_path / "absent")


def test_a_folder_without_a_model_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load an embedding model") as caught:
        SentenceEncoder(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_spoilt_file_is_refused_in_one_line(folder: Path, tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / name).write_bytes(b"\x00 not what it was")
    with pytest.raises(ModelError, match="cannot load an embedding model") as caught:
        SentenceEncoder(copy)
    assert "\n" not in str(caught.value)


def test_importing_does_not_import_torch() -> None:
    code = "import sys, index.embedding.encoder; print('torch' in sys.modules, 'transformers' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "False"]


def test_the_fake_encoder_is_an_encoder() -> None:
    fake = HashEncoder()
    assert isinstance(fake, Encoder)
    vectors = fake.encode_passages(["陶瓷产值突破五百亿", "航空产业营收", ""])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert (fake.encode_queries(["陶瓷产值"]) @ vectors.T).argmax() == 0
    assert fake.encode_queries([]).shape == (0, 64)


@pytest.fixture(scope="module")
def real() -> SentenceEncoder:
    return SentenceEncoder(ensure(DEFAULT_EMBEDDING))


@pytest.mark.models
def test_the_real_model_ranks_the_passage_that_answers_first(real: SentenceEncoder) -> None:
    passages = [
        "云川市陶瓷产业全年产值突破三百亿元，同比增长百分之八。",
        "会议由市长主持，各区县负责同志参加。",
        "我们要坚持绿水青山就是金山银山的理念，打好污染防治攻坚战。",
        "航空产业集群实现营业收入一百二十亿元。",
        "全市新建中小学十二所，新增学位一万个。",
    ]
    questions = ["陶瓷的产值是多少？", "谁主持了会议？", "怎样保护环境？", "航空产业营收多少？", "新建了几所学校？"]
    scores = real.encode_queries(questions) @ real.encode_passages(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.models
def test_the_real_model_equals_sentence_transformers(real: SentenceEncoder) -> None:
    texts = ["云川市陶瓷产业全年产值突破三百亿元。", "2021～2025年，增长３％。", "雲川市"]
    expected = reference(ensure(DEFAULT_EMBEDDING), texts, "passage: ")
    assert (real.encode_passages(texts) * expected).sum(1).min() > 0.999
