"""`paperfacts extract`, from reading to validated Parquet."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from benchmarks.measured import Cost, cost

COMMAND = str(Path(sys.executable).with_name("paperfacts"))


def extract(
    source: Path, out: Path, *, workers: int, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run the whole job on a file, its tables in ``out``, and return what it cost."""
    shutil.rmtree(out, ignore_errors=True)
    command = [COMMAND, "extract", str(source), "--out", str(out), "--workers", str(workers)]
    return cost(command, environment)


def found(out: Path, table: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a table that come from abstracts, by document."""
    rows = ds.dataset(out / table, format="parquet").to_table().to_pylist()
    by_document: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["section"] == "abstract":
            by_document.setdefault(row["doc_id"], []).append(row)
    return by_document
