"""Serve a GGUF model by llama.cpp's own HTTP server: OpenAI's API on loopback, one slot, until the standard input ends.

    python -m tests.benchmarks.peers.workers.engine MODEL.gguf PORT WINDOW

Set as `rag.models.engines.llama_cpp` sets it for answers of this system: what differs is that others reach it.
"""

import sys

import xllamacpp

from rag.settings import usable_cores


def main(path: str, port: int, window: int) -> None:
    """Serve."""
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.port = port
    params.hostnames = ["127.0.0.1"]
    params.n_ctx = window
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = usable_cores()
    params.no_extra_bufts = True
    params.warmup = False
    params.verbosity = -1
    params.cache_ram_mib = 0
    params.ui = False
    server = xllamacpp.Server(params)
    sys.stdin.buffer.read()
    del server


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
