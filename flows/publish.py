"""Staged tables become the dataset."""

from __future__ import annotations

from pathlib import Path

from flows.errors import InputError
from flows.staging import Staging, flush, write_parquet
from schemas import TABLES


def check_target(out: Path) -> None:
    """Raise InputError if a new dataset cannot go to ``out``."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; name a folder for the tables with --out")
    if out.is_dir() and any(out.iterdir()):
        raise InputError(f"{out} holds something already; name a new or empty folder with --out")


def publish(staging: Staging, out: Path) -> None:
    """Move all staged tables to ``out``, one folder each."""
    out.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        folder = staging.tables(table)
        if not folder.exists():
            # Readers that are given a folder expect a file in it, if only for the columns.
            empty = TABLES[table].arrow_schema.empty_table()
            write_parquet(empty, staging.table(table, 0))
        folder.rename(out / table)
    flush(out)
