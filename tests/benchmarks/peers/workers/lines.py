"""How a worker is spoken to: a line of JSON in, a line out. Runs in every environment, and needs no package."""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def serve(begin: Callable[[Json], Callable[[str], Json]]) -> None:
    """Answer questions until the input ends.

    :param begin: Reads the documents in, of the first line; returns what answers a question.
    """
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no reply
    ask: Callable[[str], Json] | None = None
    for line in sys.stdin:
        request = json.loads(line)
        began, cpu = time.perf_counter(), _cpu()
        try:
            if ask is None:
                ask = begin(request)
                reply: Json = {"cpu": max(_cpu() - cpu, 0.001)}
            else:
                reply = ask(request["question"])
            reply["seconds"] = time.perf_counter() - began
        except Exception as error:  # noqa: BLE001 - whatever a system raises is its failure
            reply = {"error": f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"}
        out.write(json.dumps(reply) + "\n")
        out.flush()


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
