"""A model or embedding server in a process of its own: python -m tests.robustness.services.models PORT"""

import sys

from tests.robustness.services.arrangement import reply
from tests.support.fakes import HashEncoder
from tests.support.servers.model_server import ModelServer

if __name__ == "__main__":
    ModelServer(reply, {"是": -0.1, "否": -4.0}, HashEncoder().encode_passages, port=int(sys.argv[1])).serve_forever()
