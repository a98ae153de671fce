"""A Prefect server for one command, where none is configured.

Prefect starts one by itself, but late, and after importing all of it in the process that only wants to
talk to it. Here it starts first, beside everything else that has to be imported, and in half the time.
It keeps its state in Prefect's database like any other, and ends with the process that asked for it,
however that ends.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

URL = "PREFECT_API_URL"
SETTINGS = {
    # Nobody looks at its pages, or asks it for a block: it is gone with the command.
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    # It has nothing to tell Prefect's makers either.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}


LAST_WORDS = 60.0
"""Seconds that a server has to write what it was sent, on a machine with much else to do."""


class TemporaryServer:
    """A server that starts at once, if one is needed; call ``ready`` before the first flow."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if os.environ.get(URL):
            return
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the server lasts
        descriptor = self._socket.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flows.temporary_server", str(descriptor)],
            env={**os.environ, **SETTINGS},
            pass_fds=[descriptor],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            # Who interrupts the command still wants its end recorded.
            process_group=0,
        )
        # Registered before Prefect's own hooks, it runs after them: they still send what they hold.
        atexit.register(self.stop)

    def ready(self) -> None:
        """Wait until it answers, and lead Prefect to it. Raises OSError if it does not come up."""
        if self._process is None:
            return
        # From here on only the server listens: if it dies, whoever waits for it is told.
        host, port = self._socket.getsockname()
        self._socket.close()
        if not _is_needed():
            return
        import httpx
        from prefect.context import refresh_global_settings_context
        from prefect.settings import get_current_settings

        url = f"http://{host}:{port}/api"
        patience = get_current_settings().server.ephemeral.startup_timeout_seconds
        try:
            httpx.get(f"{url}/health", timeout=patience).raise_for_status()
        except httpx.HTTPError as error:
            self.stop()
            raise OSError(
                f"Prefect's server did not start: {self._last_words() or error}"
            ) from None
        os.environ[URL] = url
        refresh_global_settings_context()

    def stop(self) -> None:
        """End it once it has written what it was sent."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").splitlines()
        return lines[-1] if lines else ""


def _is_needed() -> bool:
    """Whether Prefect would start a server by itself: no address in its settings, and it may."""
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    return settings.api.url is None and settings.server.ephemeral.enabled


def _serve(descriptor: int) -> None:
    """Serve on a socket until the process at the other end of standard input is gone."""
    if not _is_needed():
        return
    threading.Thread(target=_follow, daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            with _alone():
                await super().startup(sockets)

    app = create_app(ephemeral=True, final=True)
    server = Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    server.run(sockets=[socket.socket(fileno=descriptor)])


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other servers waiting that would make the same database: of two at once one fails."""
    from prefect.settings import get_current_settings

    home = get_current_settings().home
    home.mkdir(parents=True, exist_ok=True)
    with (home / "paperfacts.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _follow() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
