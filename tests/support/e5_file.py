"""Writes a tiny `E5S1` file with random weights, straight from the format's description."""

import struct
from pathlib import Path

import numpy as np

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
PIECES = [
    *((name, 0.0) for name in SPECIAL),
    *((char, -5.0 - i / 10) for i, char in enumerate("▁，。：qupasergyabc:12025云川市长产业值年")),
    ("云川", -6.0),
    ("云川市", -6.5),
    ("产值", -6.2),
    ("市长", -6.1),
    ("2025", -7.0),
    ("～", -8.0),
    ("▁query", -7.0),
    ("▁passage", -7.0),
    ("<mask>", 0.0),
]
CHARMAP = {"\x07": "", "\n": " ", "\u3000": " ", "\u200b": " ", "，": ",", "１": "1", "㎡": "m2"}
HIDDEN, LAYERS, HEADS, FFN, POSITIONS = 64, 2, 4, 96, 40


def write_e5(path: Path, *, charmap: dict[str, str] = CHARMAP, seed: int = 0) -> dict[str, np.ndarray]:
    """Write the file and return its weights, by their names in it, flat."""
    rng = np.random.default_rng(seed)
    pieces = list(dict(PIECES).items())
    vocab = len(pieces) + 3  # a few rows that no piece has, as in the real file
    out = struct.pack("<4sI7ifi", b"E5S1", 1, HIDDEN, LAYERS, HEADS, FFN, vocab, POSITIONS, 2, 1e-12, 32)
    blob = "".join(piece for piece, _ in pieces).encode()
    out += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(blob))
    ends = np.cumsum([0, *(len(piece.encode()) for piece, _ in pieces)])
    out += ends.astype("<u4").tobytes() + np.array([score for _, score in pieces], "<f4").tobytes() + blob
    entries = b"".join(struct.pack(f"<IB{len(to)}I", ord(c), len(to), *map(ord, to)) for c, to in charmap.items())
    out += struct.pack("<iI", len(charmap), len(entries)) + entries

    shapes = {"emb.word": (vocab, HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (2, HIDDEN)}
    shapes |= {"emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{name}.w": (HIDDEN, HIDDEN), f"l{layer}.{name}.b": (HIDDEN,)}
        shapes |= {f"l{layer}.fi.w": (FFN, HIDDEN), f"l{layer}.fi.b": (FFN,)}
        shapes |= {f"l{layer}.fo.w": (HIDDEN, FFN), f"l{layer}.fo.b": (HIDDEN,)}
        shapes |= {f"l{layer}.{name}.{part}": (HIDDEN,) for name in ("aln", "oln") for part in "wb"}

    weights, datas = {}, {}
    for name, shape in shapes.items():
        packed = len(shape) == 2 and name not in ("emb.pos", "emb.type")
        if packed:
            blocks = np.prod(shape) // 32
            scales = rng.uniform(0.02, 0.1, blocks).astype("<f2")
            nibbles = rng.integers(0, 16, (blocks, 32)).astype(np.uint8)
            halves = nibbles[:, :16] | nibbles[:, 16:] << 4
            datas[name] = b"".join(scales[i].tobytes() + halves[i].tobytes() for i in range(blocks))
            weights[name] = ((nibbles.astype(np.float32) - 8) * scales[:, None].astype(np.float32)).ravel()
        else:
            values = rng.normal(1 if name.endswith("n.w") else 0, 0.2, shape).astype("<f4")
            datas[name], weights[name] = values.tobytes(), values.ravel()
    table = sum(23 + len(name) for name in datas)
    offset = (len(out) + 4 + table + 63) // 64 * 64
    body = b""
    out += struct.pack("<i", len(datas))
    for name, data in datas.items():
        kind = int(len(data) != weights[name].nbytes)
        out += struct.pack("<H", len(name)) + name.encode()
        out += struct.pack("<BIQQ", kind, weights[name].size, offset + len(body), len(data))
        body += data
    path.write_bytes(out.ljust(offset, b"\0") + body)
    return weights
