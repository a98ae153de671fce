"""A local server that plays a feed's answers one after the other, faults included."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest


class Play(NamedTuple):
    """One answer."""

    body: str = ""
    status: int = 200
    kind: str = "text/xml"
    headers: tuple[tuple[str, str], ...] = ()
    declared: int | None = None
    """Length that the answer says it has."""
    is_silent: bool = False
    """Whether it never comes."""


class Stage:
    """What is played next, and what was asked."""

    def __init__(self) -> None:
        self.is_over = threading.Event()
        self.plays: list[Play] = []
        self.asked: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.address = ""

    def play(self, *plays: Play | str) -> None:
        self.plays.extend(Play(play) if isinstance(play, str) else play for play in plays)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stage.asked.append(dict(parse_qsl(urlsplit(self.path).query)))
            stage.headers.append(dict(self.headers))
            play = stage.plays.pop(0) if stage.plays else Play("nothing left", 418)
            if play.is_silent:
                stage.is_over.wait()
                return
            data = play.body.encode()
            try:
                self.send_response(play.status)
                self.send_header("Content-Type", play.kind)
                length = len(data) if play.declared is None else play.declared
                self.send_header("Content-Length", str(length))
                for name, value in play.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            except BrokenPipeError:
                pass
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    stage.address = f"http://127.0.0.1:{server.server_port}/feed"
    yield stage
    stage.is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()
