"""A BERT encoder in sixty lines of torch, so that the default embedding loads in a second or two.

sentence-transformers opens any embedding, but its import alone takes five seconds and more on two cores. Most small
Chinese embeddings (multilingual-e5-small, bge, gte, m3e) are this one architecture, which needs only torch, the
tokenizer and the weights. The vectors equal sentence-transformers' to rounding; a test holds them to that.

Source of the formulas: Devlin et al. 2018, https://arxiv.org/abs/1810.04805 (post-norm encoder, GELU).
Knows nothing of queries, passages or batches; see `index.embedding.encoder`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear, normalize, scaled_dot_product_attention

TOKEN_CHARACTERS = 32  # the longest piece has 16; what lies beyond is cut before it costs time
MODULES = ("Transformer", "Pooling", "Normalize")
FILES = ("config.json", "modules.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json")


def is_bert(folder: Path) -> bool:
    """Say whether a sentence-transformers folder holds what this module can run."""
    if not all((folder / name).is_file() for name in FILES):
        return False
    config = read_json(folder / "config.json")
    types = tuple(module["type"].rsplit(".", 1)[-1] for module in read_json(folder / "modules.json"))
    pooling = read_json(folder / "1_Pooling" / "config.json")
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act", "gelu") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and types in (MODULES, MODULES[:2])
        and pooling_mode(pooling) is not None
        and pooling.get("include_prompt", True)
    )


def pooling_mode(pooling: dict[str, Any]) -> str | None:
    """Return `mean` or `cls`, or None if the folder pools in another way."""
    named = pooling.get("pooling_mode")
    modes = [named] if named else [k for k, v in pooling.items() if k.startswith("pooling_mode_") and v is True]
    modes = [mode.removeprefix("pooling_mode_").removesuffix("_tokens").removesuffix("_token") for mode in modes]
    return modes[0] if modes in (["mean"], ["cls"]) else None


def read_json(path: Path) -> Any:
    """Return a JSON file's value; an empty dict if there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def fast_dtype(device: str = "cpu") -> torch.dtype:
    """Return bfloat16 where the CPU multiplies it in hardware (twice to five times as fast there), else float32."""
    if device != "cpu":
        return torch.float32
    flags = torch.cpu.get_capabilities()
    return torch.bfloat16 if flags.get("avx512_bf16") or flags.get("amx_bf16") else torch.float32


class Bert:
    """A loaded model: texts in, pooled vectors out.

    :param folder: One that `is_bert` accepts.
    :param dtype: What matrices are multiplied in; everything between stays float32.
    """

    def __init__(self, folder: Path, *, dtype: torch.dtype | None = None, device: str = "cpu") -> None:
        config = read_json(folder / "config.json")
        self.dtype = dtype or fast_dtype(device)
        self.device = torch.device(device)
        self.dimension = int(config["hidden_size"])
        self.heads = int(config["num_attention_heads"])
        self.eps = float(config.get("layer_norm_eps", 1e-12))
        self.pooling = pooling_mode(read_json(folder / "1_Pooling" / "config.json"))
        limit = (
            read_json(folder / "sentence_bert_config.json").get("max_seq_length") or config["max_position_embeddings"]
        )
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.limit = min(int(limit), int(config["max_position_embeddings"]))  # tokens, special ones included
        self.tokenizer.enable_truncation(self.limit)
        self.tokenizer.no_padding()

        weights = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
        self.word = weights["embeddings.word_embeddings.weight"].to(
            self.device
        )  # looked up, never multiplied: as stored
        position = weights["embeddings.position_embeddings.weight"].float()
        # every token is of type 0, so its vector is part of every position's
        self.position = (position + weights["embeddings.token_type_embeddings.weight"][0].float()).to(self.device)
        self.norm = self._norm(weights, "embeddings.LayerNorm")
        self.layers = [self._layer(weights, f"encoder.layer.{i}.") for i in range(config["num_hidden_layers"])]

    def _norm(self, weights: dict[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
        return weights[f"{name}.weight"].float().to(self.device), weights[f"{name}.bias"].float().to(self.device)

    def _linear(self, weights: dict[str, Tensor], *names: str) -> tuple[Tensor, Tensor]:
        weight = torch.cat([weights[f"{name}.weight"] for name in names]).to(self.device, self.dtype)
        return weight, torch.cat([weights[f"{name}.bias"] for name in names]).to(self.device, self.dtype)

    def _layer(self, weights: dict[str, Tensor], at: str) -> dict[str, tuple[Tensor, Tensor]]:
        return {
            "qkv": self._linear(weights, *(f"{at}attention.self.{name}" for name in ("query", "key", "value"))),
            "out": self._linear(weights, f"{at}attention.output.dense"),
            "norm1": self._norm(weights, f"{at}attention.output.LayerNorm"),
            "up": self._linear(weights, f"{at}intermediate.dense"),
            "down": self._linear(weights, f"{at}output.dense"),
            "norm2": self._norm(weights, f"{at}output.LayerNorm"),
        }

    def encode(self, texts: Sequence[str], prompt: str = "") -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimension), of one batch of texts, each cut to the model's length."""
        most = self.limit * TOKEN_CHARACTERS
        encodings = self.tokenizer.encode_batch_fast([(prompt + text)[:most] for text in texts])
        return np.asarray(self.forward([encoding.ids for encoding in encodings]).cpu(), np.float32)

    @torch.inference_mode()
    def forward(self, batch: Sequence[Sequence[int]]) -> Tensor:
        """Return unit vectors, float32, shape (len(batch), dimension), of token ids, special ones included."""
        length = max(map(len, batch))
        ids = torch.tensor([[*row, *[0] * (length - len(row))] for row in batch], device=self.device)  # (b, t)
        sizes = torch.tensor([len(row) for row in batch], device=self.device)
        real = torch.arange(length, device=self.device) < sizes[:, None]  # (b, t), False at padding
        mask = None if bool(real.all()) else real[:, None, None, :]

        x = self.word[ids].float() + self.position[:length]  # (b, t, h)
        x = layer_norm(x, (self.dimension,), *self.norm, self.eps)
        for layer in self.layers:
            qkv = linear(x.to(self.dtype), *layer["qkv"])
            # each (b, heads, t, h / heads)
            q, k, v = qkv.view(len(batch), length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            y = scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(2)
            x = layer_norm(x + linear(y, *layer["out"]).float(), (self.dimension,), *layer["norm1"], self.eps)
            y = gelu(linear(x.to(self.dtype), *layer["up"]))
            x = layer_norm(x + linear(y, *layer["down"]).float(), (self.dimension,), *layer["norm2"], self.eps)
        # dividing by the count would only change the length
        pooled = x[:, 0] if self.pooling == "cls" else (x * real[:, :, None]).sum(1)
        return normalize(pooled, dim=1)
