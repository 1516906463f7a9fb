"""The embedding's file becomes a folder with the same weights and the same tokens."""

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from corpus import ModelError
from rag.models.e5_conversion import build_tokenizer, convert, read_e5, unpack_q4
from rag.models.store import DEFAULT_EMBEDDING, ensure
from tests.support.e5_file import CHARMAP, FFN, HIDDEN, PIECES, POSITIONS, write_e5


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("e5") / "tiny.bin"
    write_e5(path)
    return path


@pytest.fixture(scope="module")
def folder(source: Path) -> Path:
    folder = source.with_name("tiny")
    folder.mkdir()
    convert(source, folder)
    return folder


def viterbi(text: str, pieces: dict[str, float], charmap: dict[str, str]) -> list[str]:
    """Reference: best path over pieces, as Kudo 2018 (arXiv:1804.10959) has it, after character-wise normalisation."""
    text = "".join(charmap.get(c, c) for c in text)
    while "  " in text:
        text = text.replace("  ", " ")
    if not text:
        return []
    text = text.replace(" ", "▁")
    text = text if text.startswith("▁") else "▁" + text
    unknown = min(pieces.values()) - 10
    longest = max(map(len, pieces))
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(text) + 1):
        options = []
        for start in range(max(0, end - longest), end):
            piece = text[start:end]
            if piece in pieces:
                options.append((best[start][0] + pieces[piece], [*best[start][1], piece]))
            elif end == start + 1:
                options.append((best[start][0] + unknown, [*best[start][1], "<unk>"]))
        best.append(max(options, key=lambda option: option[0]))
    fused: list[str] = []
    for piece in best[-1][1]:
        if piece != "<unk>" or fused[-1:] != ["<unk>"]:
            fused.append(piece)
    return fused


def test_a_block_worked_by_hand() -> None:
    # scale 0.5; first byte 0x1F: weight 0 is (15 - 8) / 2, weight 16 is (1 - 8) / 2; the rest 0x88 are zeros
    raw = np.frombuffer(np.float16(0.5).tobytes() + bytes([0x1F]) + bytes([0x88] * 15), np.uint8)
    expected = np.zeros(32, np.float32)
    expected[0], expected[16] = 3.5, -3.5
    assert unpack_q4(raw).tolist() == expected.tolist()


def test_weights_keep_their_values_and_get_berts_names(folder: Path, tmp_path: Path) -> None:
    weights = write_e5(tmp_path / "same.bin")  # the seed is the same
    converted = load_file(folder / "model.safetensors")
    for old, new, shape in (
        ("emb.word", "embeddings.word_embeddings.weight", (-1, HIDDEN)),
        ("emb.pos", "embeddings.position_embeddings.weight", (POSITIONS, HIDDEN)),
        ("emb.ln.b", "embeddings.LayerNorm.bias", (HIDDEN,)),
        ("l0.q.w", "encoder.layer.0.attention.self.query.weight", (HIDDEN, HIDDEN)),
        ("l1.ao.b", "encoder.layer.1.attention.output.dense.bias", (HIDDEN,)),
        ("l1.aln.w", "encoder.layer.1.attention.output.LayerNorm.weight", (HIDDEN,)),
        ("l1.fi.w", "encoder.layer.1.intermediate.dense.weight", (FFN, HIDDEN)),
        ("l0.fo.w", "encoder.layer.0.output.dense.weight", (HIDDEN, FFN)),
        ("l0.oln.b", "encoder.layer.0.output.LayerNorm.bias", (HIDDEN,)),
    ):
        np.testing.assert_allclose(converted[new].astype(np.float32), weights[old].reshape(shape), rtol=1e-3, atol=1e-4)


def test_folder_is_what_transformers_loads_whole(folder: Path) -> None:
    from transformers import AutoModel, AutoTokenizer

    model, info = AutoModel.from_pretrained(folder, output_loading_info=True)
    assert type(model).__name__ == "BertModel"
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    own = Tokenizer.from_file(str(folder / "tokenizer.json")).encode("云川市产值 ＋１").ids
    assert AutoTokenizer.from_pretrained(folder)("云川市产值 ＋１")["input_ids"] == own


def test_prompts_and_pooling_are_stated(folder: Path) -> None:
    config = json.loads((folder / "config_sentence_transformers.json").read_text())
    assert config["prompts"]["query"] == "query: "
    assert config["prompts"]["passage"] == "passage: "
    assert json.loads((folder / "1_Pooling" / "config.json").read_text())["pooling_mode_mean_tokens"] is True
    assert "MIT" in (folder / "README.md").read_text()


@given(text=st.text("云川市长产值年2025１，\n\u3000 \x07㎡qab未知", max_size=30))
def test_tokens_equal_a_reference_viterbi(folder: Path, text: str) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokens = tokenizer.encode(text).tokens
    assert tokens[0] == "<s>"
    assert tokens[-1] == "</s>"
    names = [token if token in dict(PIECES) else "<unk>" for token in tokens[1:-1]]
    pieces = {piece: score for piece, score in PIECES if not piece.startswith("<")}
    assert names == viterbi(text, pieces, CHARMAP)[: POSITIONS - 2]


def test_full_width_tilde_is_kept_though_nfkc_would_not(folder: Path) -> None:
    assert unicodedata.normalize("NFKC", "～") == "~"
    assert "～" in Tokenizer.from_file(str(folder / "tokenizer.json")).encode("2025～2025年").tokens


def test_a_map_that_is_not_nfkc_is_refused(tmp_path: Path) -> None:
    write_e5(tmp_path / "odd.bin", charmap={**CHARMAP, "长": "市"})
    with pytest.raises(ModelError, match=r"not NFKC.*市"):
        build_tokenizer(read_e5(tmp_path / "odd.bin"))


@given(share=st.floats(0, 0.9999))
def test_a_file_cut_short_is_refused(source: Path, share: float) -> None:
    data = source.read_bytes()
    cut = source.with_name("cut.bin")
    cut.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ModelError, match=r"not an E5S1 embedding file.*cut\.bin"):
        read_e5(cut)


@pytest.mark.parametrize("data", [b"", b"GGUF" + bytes(200), "不是模型".encode() * 1000, bytes(1000)])
def test_another_file_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other.bin").write_bytes(data)
    with pytest.raises(ModelError) as caught:
        read_e5(tmp_path / "other.bin")
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def real_folder() -> Path:
    return ensure(DEFAULT_EMBEDDING)


@pytest.mark.models
@pytest.mark.parametrize(
    "text",
    ["query: 云川市的陶瓷产值突破了多少？", "passage: 2021～2025年，增长３％。", "ＡＢＣ①㎡\u200b 雲川市", "𠮷野家🙂"],
)
def test_the_real_models_tokens_equal_a_reference_viterbi(real_folder: Path, text: str) -> None:
    tokenizer = Tokenizer.from_file(str(real_folder / "tokenizer.json"))
    vocabulary = json.loads((real_folder / "tokenizer.json").read_text())["model"]["vocab"]
    pieces = {piece: score for piece, score in vocabulary if not (piece.startswith("<") and piece.endswith(">"))}
    charmap = {c: unicodedata.normalize("NFKC", c) for c in text if c != "～"} | {"\u200b": " "}
    tokens = [vocabulary[i][0] for i in tokenizer.encode(text).ids[1:-1]]
    assert tokens == viterbi(text, pieces, charmap)
