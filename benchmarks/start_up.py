"""What a run on a few abstracts costs in wall time, beside what its tools cost alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measured import cost
from benchmarks.whole_job import COMMAND, extract

_IMPORTS = "import spacy, prefect"
_EMPTY_FLOW = "from prefect import flow\n@flow\ndef empty():\n    pass\nempty()"
_TRIES = 3


def figures(work: Path, sample: Path) -> dict[str, float]:
    """Wall seconds, the best of three tries each."""
    python = [sys.executable, "-c"]
    found = {
        "import_spacy_and_prefect": _best(lambda: cost([*python, _IMPORTS]).wall),
        "empty_flow_without_server": _best(lambda: cost([*python, _EMPTY_FLOW]).wall),
        "extract_without_server": _best(lambda: extract(sample, work / "out", workers=1).wall),
        "show": _best(lambda: cost([COMMAND, "show", "trained on 64 GPUs"]).wall),
    }
    with _server(work) as environment:
        found["extract_with_server"] = _best(
            lambda: extract(sample, work / "out", workers=1, environment=environment).wall
        )
    found["extract_to_empty_flow_without_server"] = (
        found["extract_without_server"] / found["empty_flow_without_server"]
    )
    found["extract_beyond_imports_with_server"] = (
        found["extract_with_server"] - found["import_spacy_and_prefect"]
    )
    return found


def _best(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(_TRIES))


@contextmanager
def _server(work: Path) -> Iterator[dict[str, str]]:
    """A Prefect server of its own, and the environment that leads to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PREFECT_HOME": str(work / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "0"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    api = f"http://127.0.0.1:{port}/api"
    try:
        for _ in range(120):
            time.sleep(0.5)
            try:
                with urllib.request.urlopen(f"{api}/health", timeout=2):
                    break
            except OSError:
                continue
        else:
            raise RuntimeError("the Prefect server did not come up within a minute")
        yield {**environment, "PREFECT_API_URL": api}
    finally:
        process.terminate()
        process.wait(20)
