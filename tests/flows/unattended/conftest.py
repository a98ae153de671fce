"""Deployments served to a real Prefect server, and the server's own words about what ran."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.flows.whole_runs import PAPERFACTS, PATIENCE

PREFECT = [sys.executable, "-m", "prefect"]
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class Api:
    """What the tests ask the server's HTTP API."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._url = environment["PREFECT_API_URL"]

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        answer: httpx.Response = wait_for(lambda: self._answer("POST", path, body), f"POST {path}")
        return answer

    def get(self, path: str) -> Any:
        return wait_for(lambda: self._answer("GET", path), f"GET {path}").raise_for_status().json()

    def _answer(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> httpx.Response | None:
        """None where the server, its database being busy, asks to be asked again."""
        answer = httpx.request(method, f"{self._url}/{path}", json=body, timeout=PATIENCE)
        return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer

    def deployment(self, name: str) -> dict[str, Any]:
        return wait_for(lambda: self._deployment(name), f"the deployment {name}")

    def _deployment(self, name: str) -> dict[str, Any] | None:
        answer = httpx.get(f"{self._url}/deployments/name/{name}", timeout=PATIENCE)
        return answer.json() if answer.is_success else None

    def create_run(self, name: str, parameters: dict[str, Any]) -> httpx.Response:
        path = f"deployments/{self.deployment(name)['id']}/create_flow_run"
        return self.post(path, {"parameters": parameters})

    def runs_of(self, name: str) -> list[dict[str, Any]]:
        chosen = {"deployments": {"id": {"any_": [self.deployment(name)["id"]]}}}
        found = self.post("flow_runs/filter", chosen).raise_for_status().json()
        return [run for run in found if run["start_time"]]

    def ended(self, run_id: str) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            run: dict[str, Any] = self.get(f"flow_runs/{run_id}")
            return run if run["state_type"] in ENDED else None

        return wait_for(look, f"the end of flow run {run_id}")

    def artifacts(self, run_id: str) -> dict[str, Any]:
        chosen = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
        found = self.post("artifacts/filter", chosen).raise_for_status().json()
        return {artifact["key"]: artifact["data"] for artifact in found}

    def logs(self, run_id: str) -> list[str]:
        chosen = {"logs": {"flow_run_id": {"any_": [run_id]}}, "sort": "TIMESTAMP_ASC"}
        return [log["message"] for log in self.post("logs/filter", chosen).json()]


def wait_for(look: Any, what: str) -> Any:
    """The first answer that is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"waited in vain for {what}")


@pytest.fixture(scope="session")
def api(server: dict[str, str]) -> Api:
    return Api(server)


@contextmanager
def process(
    command: list[str],
    environment: dict[str, str],
    log: Path,
    end: signal.Signals = signal.SIGINT,
) -> Iterator[None]:
    """A process that goes on for ever, until it is ended: interrupted as from a keyboard, or killed."""
    with log.open("w") as file:
        started = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(started.pid, end)
        try:
            started.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


@contextmanager
def serving(
    api: Api, *options: object, log: Path, end: signal.Signals = signal.SIGINT
) -> Iterator[None]:
    """``paperfacts serve`` with these options, from when it says so.

    Until then the server has the deployments of those before, and starts runs with their options.
    """
    with process([*PAPERFACTS, "serve", *map(str, options)], api.environment, log, end):
        wait_for(lambda: "are being served" in log.read_text(), "deployments that are served")
        yield


def deploy(api: Api, root: Path) -> None:
    """The work pool paperfacts, and the deployments of prefect.yaml in it."""
    for command in (
        ["work-pool", "create", "paperfacts", "--type", "process", "--overwrite"],
        ["--no-prompt", "deploy", "--all"],
    ):
        done = subprocess.run(
            [*PREFECT, *command],
            cwd=root,
            env={**os.environ, **api.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def texts_of(database: Path) -> str:
    """All that a database holds, as one text."""
    with sqlite3.connect(database) as connection:
        return "\n".join(connection.iterdump())


def listing(path: Path, *texts: str) -> Path:
    """A file of abstracts."""
    lines = (json.dumps({"id": f"d{n}", "abstract": text}) for n, text in enumerate(texts))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
