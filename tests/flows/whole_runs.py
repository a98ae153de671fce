"""Whole runs of the command: inputs for them, and what they leave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import DeltaTable

PAPERFACTS = [sys.executable, "-c", "from flows.cli import app; app()"]

PATIENCE = 900.0
"""Seconds that anything may take that ends by itself, on a slow machine with much else to do."""

Command = Callable[..., subprocess.CompletedProcess[str]]


def command(environment: dict[str, str]) -> Command:
    """The command, run to its end in this environment."""

    def run(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PAPERFACTS, *map(str, arguments)],
            env={**os.environ, **environment, "COLUMNS": "200", **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    return run


def abstracts(path: Path, count: int, *, changed: int = 0, first: int = 0) -> Path:
    """A file of short abstracts; the first ``changed`` state another number than usual."""
    with path.open("w") as file:
        for n in range(first, first + count):
            size = n + 10 if n >= first + changed else n + 11
            text = f"Our model has {size} million parameters. See https://github.com/lab/net{n}."
            file.write(json.dumps({"id": f"d{n:06d}", "title": "", "abstract": text}) + "\n")
    return path


def rows(out: Path, table: str) -> pa.Table:
    """The rows of a table in the plain view, without what names the run."""
    files = sorted((out / table).glob("*.parquet"))
    return _without_run(ds.dataset(files, format="parquet").to_table())


def delta_rows(address: str, table: str, options: dict[str, str] | None = None) -> pa.Table:
    """The rows of a Delta table, without what names the run, in the order of their keys."""
    found = DeltaTable(f"{address}/delta/{table}", storage_options=options).to_pyarrow_table()
    return in_order(_without_run(found))


def in_order(table: pa.Table) -> pa.Table:
    """Rows in an order that does not depend on the files they come from."""
    names = table.column_names
    keys = [name for name in ("doc_id", "source_uri", "position") if name in names]
    keys += [name for name in names if name.endswith("_id") and name != "doc_id"]
    return table.sort_by([(key, "ascending") for key in keys])


def _without_run(table: pa.Table) -> pa.Table:
    names = table.column_names
    return table.drop_columns([name for name in ("run_id", "ingested_at") if name in names])
