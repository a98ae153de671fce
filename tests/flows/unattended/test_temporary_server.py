"""The server that a command starts for itself ends with it, however that ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.flows.unattended.conftest import wait_for
from tests.flows.whole_runs import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unattended")]

COMMAND = """
import os, sys
from flows.quiet import keep_terminal_clean
from flows.temporary_server import TemporaryServer

keep_terminal_clean()
server = TemporaryServer()
if sys.argv[1] == "while it starts":
    print(server._process.pid, flush=True)
    os.kill(os.getpid(), 9)
from prefect import flow
server.ready()
flow(lambda: None, name="nothing")()
print(server._process.pid, flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("end", ["by itself", "killed", "while it starts"])
def test_it_ends_with_its_command(tmp_path: Path, end: str) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, end],
        env={**environment, "PREFECT_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode == 0) == (end == "by itself")
    server = int(done.stdout)
    wait_for(lambda: not psutil.pid_exists(server), "the end of the server")


def test_several_at_once_make_one_database(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", COMMAND, "by itself"],
            env={**environment, "PREFECT_HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [command.communicate(timeout=PATIENCE) for command in commands]
    assert [command.returncode for command in commands] == [0, 0, 0], said


def test_a_server_that_cannot_start_is_told_of(tmp_path: Path, root: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    command = ["extract", str(root / "data" / "abstracts.jsonl"), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import app; app()", *command],
        env={**environment, "PREFECT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "Prefect's server did not start" in done.stderr
