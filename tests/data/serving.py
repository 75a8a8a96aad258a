"""A server for tests: it answers as it is told to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What the server has, and how it behaves."""

    content: bytes
    tag: str = '"first"'
    modified: str = ""
    ranges: bool = True  # whether it knows them
    cut_after: int | None = None  # bytes of a body after which it hangs up
    claims: int | None = None  # the length that it announces instead of the right one
    chunked: bool = False  # announces no length
    says: list[int] = field(default_factory=list)  # statuses of the next answers, before it does its work
    asked: list[str | None] = field(default_factory=list)  # the range in each request
    url: str = ""

    def answer(self, wanted: str | None, version: str | None) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers."""
        first = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        headers = {"ETag": self.tag} if self.tag else {}
        if self.modified:
            headers["Last-Modified"] = self.modified
        if not wanted or not self.ranges or version not in (self.tag, self.modified):
            return 200, self.content, headers
        if first >= len(self.content):
            return 416, b"", headers
        there = f"bytes {first}-{len(self.content) - 1}/{len(self.content)}"
        return 206, self.content[first:], headers | {"Content-Range": there}


@contextmanager
def serving(served: Served, name: str = "file.bin") -> Iterator[Served]:
    """Serve on a free port until the block ends; sets ``served.url``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.asked.append(self.headers["Range"])
            if served.says:
                self.send_response(served.says.pop(0))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status, body, headers = served.answer(self.headers["Range"], self.headers["If-Range"])
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            if not served.chunked:
                self.send_header("Content-Length", str(served.claims or len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[: served.cut_after])
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            """Say nothing: clients hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/{name}"
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
