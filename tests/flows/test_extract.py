"""Whole runs of the command, with a Prefect server and without one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pandas as pd
import polars as pl
import psutil
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from schemas import TABLES

PAPERFACTS = [sys.executable, "-c", "from flows.cli import app; app()"]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment that leads to a real Prefect server."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--no-ui", "--port", str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/api"
    for _ in range(600):
        try:
            if httpx.get(f"{url}/health").is_success:
                break
        except httpx.TransportError:
            time.sleep(0.2)
    yield {**environment, "PREFECT_API_URL": url}
    process.terminate()
    process.wait(30)


@pytest.fixture
def paperfacts(server: dict[str, str]) -> Command:
    """The command, with a server up."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PAPERFACTS, *map(str, arguments)],
            env={**os.environ, **server, "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


def abstracts(path: Path, count: int, *, changed: int = 0) -> Path:
    """A file of short abstracts; the first ``changed`` state another number than usual."""
    with path.open("w") as file:
        for n in range(count):
            size = n + 10 if n >= changed else n + 11
            text = f"Our model has {size} million parameters. See https://github.com/lab/net{n}."
            file.write(json.dumps({"id": f"d{n:06d}", "title": "", "abstract": text}) + "\n")
    return path


def rows(out: Path, table: str) -> pa.Table:
    """The rows of a table in the plain view, without what names the run."""
    found = ds.dataset(sorted((out / table).glob("*.parquet")), format="parquet").to_table()
    return found.drop_columns([c for c in ("run_id", "ingested_at") if c in found.column_names])


def test_readers_agree(root: Path, tmp_path: Path, paperfacts: Command) -> None:
    out = tmp_path / "out"
    done = paperfacts("extract", root / "data" / "abstracts.jsonl", "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert f"tables in {out}" in done.stdout
    for table, definition in TABLES.items():
        pattern = str(out / table / "*.parquet")
        counts = {
            len(pd.read_parquet(out / table)),
            len(pl.read_parquet(pattern)),
            ds.dataset(out / table, format="parquet").count_rows(),
            duckdb.sql(f"select count(*) from read_parquet('{pattern}')").fetchall()[0][0],
        }
        assert len(counts) == 1, table
        written = ds.dataset(out / table, format="parquet").schema
        assert written.names == list(definition.column_names)
        assert all(field.metadata[b"description"] for field in written)


def test_hash_seed_and_workers_change_nothing(tmp_path: Path, paperfacts: Command) -> None:
    source = abstracts(tmp_path / "in.jsonl", 5_200)
    for seed, workers in (("1", 1), ("2", 2)):
        out = tmp_path / f"out{workers}"
        done = paperfacts(
            "extract", source, "--out", out, "--workers", workers, PYTHONHASHSEED=seed
        )
        assert done.returncode == 0, done.stderr
    for table in TABLES:
        one, two = rows(tmp_path / "out1", table), rows(tmp_path / "out2", table)
        assert one.equals(two), table


def test_only_new_and_changed_documents_are_extracted(tmp_path: Path, paperfacts: Command) -> None:
    out = tmp_path / "out"

    def extract(source: Path, *options: str) -> str:
        done = paperfacts("extract", source, "--out", out, *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    extract(abstracts(tmp_path / "a.jsonl", 20))
    before = {table: rows(out, table) for table in TABLES}
    assert "0 new + 0 changed + 20 unchanged" in extract(tmp_path / "a.jsonl")
    assert all(rows(out, table).equals(before[table]) for table in TABLES)
    assert "5 new + 3 changed + 17 unchanged" in extract(
        abstracts(tmp_path / "b.jsonl", 25, changed=3)
    )
    quantities = rows(out, "quantities").sort_by("doc_id")
    assert quantities["low"].to_pylist() == [(n + (11 if n < 3 else 10)) * 1e6 for n in range(25)]
    assert "0 new + 7 changed + 0 unchanged" in extract(
        abstracts(tmp_path / "c.jsonl", 7), "--full", "--prune"
    )
    assert rows(out, "documents").num_rows == 7
    listed = paperfacts("runs", out)
    assert listed.stdout.count("published") == 4


def test_a_run_that_was_killed_is_taken_up_again(
    tmp_path: Path, paperfacts: Command, server: dict[str, str]
) -> None:
    source, out = abstracts(tmp_path / "in.jsonl", 10_400), tmp_path / "out"
    killed = subprocess.Popen(
        [*PAPERFACTS, "extract", str(source), "--out", str(out), "--workers", "2"],
        env={**os.environ, **server},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    while not list(out.glob(".paperfacts/staging/*/done/*.json")):
        assert killed.poll() is None
        time.sleep(0.05)
    os.killpg(killed.pid, 9)
    killed.wait()
    done = paperfacts("extract", source, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "was unfinished; taken up where it stood" in done.stdout
    undisturbed = tmp_path / "undisturbed"
    assert paperfacts("extract", source, "--out", undisturbed).returncode == 0
    assert all(rows(out, table).equals(rows(undisturbed, table)) for table in TABLES)


def test_a_killed_worker_costs_a_retry(tmp_path: Path, server: dict[str, str]) -> None:
    source, out = abstracts(tmp_path / "in.jsonl", 10_400), tmp_path / "out"
    process = subprocess.Popen(
        [*PAPERFACTS, "extract", str(source), "--out", str(out), "--workers", "2"],
        env={**os.environ, **server},
        stdout=subprocess.PIPE,
        text=True,
    )
    victim = None
    while victim is None:
        assert process.poll() is None
        victim = next(
            (
                child
                for child in psutil.Process(process.pid).children()
                if "spawn_main" in " ".join(child.cmdline())
            ),
            None,
        )
    time.sleep(1.0)
    victim.kill()
    stdout, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    assert "10,400 documents" in stdout


def test_quiet_without_a_server(root: Path, tmp_path: Path) -> None:
    environment: dict[str, Any] = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "DO_NOT_TRACK"))
    }
    environment["PREFECT_HOME"] = str(tmp_path / "home")
    process = subprocess.Popen(
        [*PAPERFACTS, "extract", str(root / "data" / "abstracts.jsonl"), "--out", "out"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    stdout, stderr = process.communicate(timeout=300)
    assert process.returncode == 0, stderr
    assert stderr == ""
    assert "tables in out" in stdout
    left = [p.pid for p in psutil.process_iter() if _session(p.pid) == process.pid]
    assert left == []


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.jsonl", "--out", "out"), "missing.jsonl"),
        (("in.jsonl", "--out", "full"), "holds something that is no dataset"),
        (("in.jsonl", "--out", "out", "--map", "abstract"), "write it as PART=FIELD"),
        (("in.jsonl", "--out", "out", "--format", "stone"), "no such format"),
    ],
)
def test_unusable_arguments(
    tmp_path: Path, root: Path, arguments: tuple[str, ...], message: str
) -> None:
    abstracts(tmp_path / "in.jsonl", 1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    done = subprocess.run(
        [*PAPERFACTS, "extract", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]
