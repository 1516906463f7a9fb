"""An OpenAI-compatible server over real HTTP: chat replies that a test scripts, embeddings of an encoder that runs."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from index.embedding.encoder import Vectors

Json = dict[str, Any]


class ModelServer(ThreadingHTTPServer):
    """Serves `/v1/chat/completions` and `/v1/embeddings`.

    :param reply: The text of every chat reply, or what makes it of the request.
    :param logprobs: Of the first token, by choice; None: the server tells none.
    :param embed: What makes vectors of the texts, exactly as they arrive.
    :param port: 0: any free one.
    :ivar faults: Status codes with which the next requests fail, the first first; 0: the connection is closed.
    :ivar breaks: Whether a streamed reply ends after its first piece, without a word.
    :ivar seconds: How long each request takes.
    """

    daemon_threads = True

    def __init__(
        self,
        reply: str | Callable[[Json], str] = "",
        logprobs: dict[str, float] | None = None,
        embed: Callable[[Sequence[str]], Vectors] | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.reply, self.logprobs, self.embed = reply, logprobs, embed
        self.faults: list[int] = []
        self.breaks = False
        self.seconds = 0.0
        self.asked: list[Json] = []
        self.in_flight = self.most_in_flight = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def said(self, body: Json) -> str:
        return self.reply if isinstance(self.reply, str) else self.reply(body)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that closes is no fault of a test."""


@contextmanager
def serving(server: ModelServer) -> Iterator[ModelServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body: Json = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            server.asked.append(body)
            server.in_flight += 1
            server.most_in_flight = max(server.most_in_flight, server.in_flight)
            fault = server.faults.pop(0) if server.faults else 200
        try:
            time.sleep(server.seconds)
            if fault == 0:
                self.close_connection = True
            elif fault != 200:
                self._send(fault, {"error": {"message": f"fault {fault}"}})
            elif self.path.endswith("/embeddings"):
                self._embeddings(body)
            elif body.get("stream"):
                self._streamed(body)
            else:
                self._chat(body)
        finally:
            with server.lock:
                server.in_flight -= 1

    def _embeddings(self, body: Json) -> None:
        assert self.server.embed is not None
        rows = self.server.embed(body["input"]).tolist()
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        # in another order than asked: a client must go by `index`
        self._send(200, {"object": "list", "model": body["model"], "data": data[::-1], "usage": usage})

    def _chat(self, body: Json) -> None:
        choice: Json = {
            "index": 0,
            "finish_reason": "length",
            "message": {"role": "assistant", "content": self.server.said(body)[:1]},
        }
        if self.server.logprobs is not None:
            top = [{"token": token, "logprob": value, "bytes": None} for token, value in self.server.logprobs.items()]
            choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
        self._send(200, {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]})

    def _streamed(self, body: Json) -> None:
        reply = self.server.said(body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(reply), 4):
            piece = {"index": 0, "delta": {"content": reply[at : at + 4]}}
            self._chunk({"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [piece]})
            if self.server.breaks:
                self.close_connection = True
                return
        self.wfile.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")

    def _chunk(self, event: Json) -> None:
        data = f"data: {json.dumps(event)}\n\n".encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, code: int, value: Json) -> None:
        data = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass
