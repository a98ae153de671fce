"""Whole runs of the command, with a Prefect server and without one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import psutil
import pyarrow.dataset as ds
import pytest

from schemas import TABLES
from tests.flows.whole_runs import PAPERFACTS, PATIENCE, Command, abstracts, rows


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
    source = abstracts(tmp_path / "in.jsonl", 10_200)
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
    said = extract(abstracts(tmp_path / "c.jsonl", 7), "--full", "--prune")
    assert "0 new + 7 changed + 0 unchanged" in said
    assert "18 documents removed" in said
    assert rows(out, "documents").num_rows == 7
    listed = paperfacts("runs", out)
    assert listed.stdout.count("published") == 4


def test_a_file_that_has_not_changed_is_not_read(tmp_path: Path, paperfacts: Command) -> None:
    out, source = tmp_path / "out", tmp_path / "a.jsonl"

    def extract(moment: int, changed: int, *options: str) -> str:
        os.utime(abstracts(source, 300, changed=changed), (moment, moment))
        done = paperfacts("extract", source, "--out", out, *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "300 new + 0 changed" in extract(1_700_000_000, 0)
    # By size and time it is the same file: nobody can tell without reading it.
    assert "0 new + 0 changed + 300 unchanged" in extract(1_700_000_000, 3)
    assert "0 new + 3 changed + 297 unchanged" in extract(1_700_000_001, 3)
    assert "0 new + 300 changed + 0 unchanged" in extract(1_700_000_001, 9, "--full")
    sizes = rows(out, "quantities").sort_by("doc_id")["low"].to_pylist()
    assert sizes == [(n + (11 if n < 9 else 10)) * 1e6 for n in range(300)]


def test_an_unusable_file_in_an_inbox_costs_a_row(tmp_path: Path, paperfacts: Command) -> None:
    out, inbox = tmp_path / "out", tmp_path / "inbox"
    inbox.mkdir()
    abstracts(inbox / "a.jsonl", 3)
    (inbox / "page.xml").write_text("<html><body><p>Not found</p></body></html>")
    for unchanged in (0, 3):
        done = paperfacts("extract", inbox, "--out", out)
        assert done.returncode == 0, done.stderr
        assert f"read 4 = {3 - unchanged} new + 0 changed + {unchanged} unchanged" in done.stdout
    (row,) = rows(out, "rejects").to_pylist()
    assert (row["source_uri"], row["reason"]) == (str(inbox / "page.xml"), "unreadable")
    assert "web page" in row["detail"]
    # Its documents would be taken for removed.
    done = paperfacts("extract", inbox, "--out", out, "--prune")
    assert (done.returncode, "page.xml" in done.stderr) == (2, True)
    assert rows(out, "documents").num_rows == 3


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
    stdout, stderr = process.communicate(timeout=PATIENCE)
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
