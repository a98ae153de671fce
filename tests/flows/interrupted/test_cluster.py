"""The same run on a Dask cluster: a scheduler and two workers that are processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import Client

from tests.flows.conftest import unheard_port
from tests.flows.interrupted.conftest import Story
from tests.flows.whole_runs import PAPERFACTS, PATIENCE, Command

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(root: Path, tmp_path: Path) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The address of a scheduler, and its workers; none of them knows of Prefect's server."""
    told = tmp_path / "scheduler.json"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    environment |= {"PYTHONPATH": str(root), "PREFECT_API_URL": "http://127.0.0.1:9/api"}

    def dask(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    file = ("--scheduler-file", str(told), "--no-dashboard")
    processes = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", *file)]
    try:
        while not told.exists():
            assert processes[0].poll() is None
            time.sleep(0.1)
        processes += [dask("worker", "--nthreads", "1", "--no-nanny", *file) for _ in range(2)]
        with Client(scheduler_file=str(told), timeout=PATIENCE) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
            address = client.scheduler.address
        yield address, [psutil.Process(worker.pid) for worker in processes[1:]]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_cluster_gives_the_same_tables(
    story: Story, begun: Path, paperfacts: Command, cluster: tuple[str, list[psutil.Process]]
) -> None:
    address, _ = cluster
    options = ("--runner", "dask", "--address", address)
    done = paperfacts("extract", story.second, "--out", begun, *options)
    assert done.returncode == 0, done.stderr
    story.assert_same(begun)


def test_a_killed_worker_costs_a_retry(
    story: Story,
    begun: Path,
    server: dict[str, str],
    cluster: tuple[str, list[psutil.Process]],
) -> None:
    address, workers = cluster
    run = subprocess.Popen(
        [
            *PAPERFACTS,
            "extract",
            str(story.second),
            "--out",
            str(begun),
            "--runner",
            "dask",
            "--address",
            address,
        ],
        env={**os.environ, **server},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # The third part is staged once the first two are in the workers' hands.
    while not list(begun.glob(".paperfacts/staging/*/input/part-00002.arrow")):
        assert run.poll() is None
        time.sleep(0.02)
    workers[0].kill()
    _, stderr = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, stderr
    story.assert_same(begun)


def test_a_cluster_of_processes_here_where_no_address_is_given(
    story: Story, begun: Path, paperfacts: Command
) -> None:
    done = paperfacts("extract", story.second, "--out", begun, "--runner", "dask", "--workers", 2)
    assert done.returncode == 0, done.stderr
    story.assert_same(begun)


def test_no_scheduler_at_the_address(tmp_path: Path, story: Story, paperfacts: Command) -> None:
    with unheard_port() as port:
        options = ("--runner", "dask", "--address", f"tcp://127.0.0.1:{port}")
        done = paperfacts("extract", story.first, "--out", tmp_path / "out", *options)
    assert done.returncode == 2
    assert "no Dask scheduler answers there" in done.stderr
    assert len(done.stderr.splitlines()) == 1
