"""What tests of whole runs share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.flows.whole_runs import PATIENCE, Command, command


@contextmanager
def unheard_port() -> Iterator[int]:
    """A port of this machine that nobody listens at, nor can until the end."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def listening(
    module: list[str], environment: dict[str, str], is_up: Callable[[int], bool]
) -> Iterator[int]:
    """The port that a Python module listens at, as a process of its own: its last argument."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with unheard_port() as port:
            pass
        process = subprocess.Popen(
            [sys.executable, "-m", *module, str(port)],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            # One that has ended found that somebody else had taken the port meanwhile.
            while process.poll() is None and time.monotonic() < end:
                if _answers(is_up, port):
                    yield port
                    return
                time.sleep(0.1)
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    pytest.fail(f"{module[0]} does not come up")


def _answers(is_up: Callable[[int], bool], port: int) -> bool:
    try:
        return is_up(port)
    except (OSError, httpx.TransportError):
        return False


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """The environment that leads to a real Prefect server, which keeps what it has in a folder."""
    environment = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }

    def is_up(port: int) -> bool:
        return httpx.get(f"http://127.0.0.1:{port}/api/health").is_success

    with listening(["prefect", "server", "start", "--no-ui", "--port"], environment, is_up) as port:
        yield {**environment, "PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment that leads to a Prefect server that the tests of a session share."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as environment:
        yield environment


@pytest.fixture
def paperfacts(server: dict[str, str]) -> Command:
    """The command, with a server up."""
    return command(server)


@pytest.fixture(scope="module")
def s3_port() -> Iterator[int]:
    """The port of an empty S3 store on this machine: moto's server.

    It is a process of its own: the Delta library waits for a store without letting go of its process.
    """

    def is_up(port: int) -> bool:
        socket.create_connection(("127.0.0.1", port)).close()
        return True

    with listening(["moto.server", "-p"], {}, is_up) as port:
        yield port
