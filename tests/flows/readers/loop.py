"""A process that reads a dataset over and over and notes what it saw.

    python -m tests.flows.readers.loop READER OUT LOG

One line of JSON for each look: the way it looked, and the hash of each table that it read, or the error.
A plain reader looks by the links, one table after another, and at all five through one resolved view.
It ends when a file called LOG.stop is there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
from deltalake import DeltaTable

COLUMNS = {
    "documents": ["doc_id", "run_id"],
    "sentences": ["doc_id", "text"],
    "quantities": ["doc_id", "text"],
    "urls": ["doc_id", "url"],
    "rejects": ["position", "detail"],
}
"""What is read of each table; a run changes the second value of what it replaces."""

Rows = Iterable[tuple[Any, ...]]


def duckdb_plain(folder: str, columns: list[str]) -> Rows:
    query = f"SELECT {', '.join(columns)} FROM read_parquet('{folder}/*.parquet')"
    return duckdb.connect().sql(query).fetchall()


def polars_plain(folder: str, columns: list[str]) -> Rows:
    return pl.scan_parquet(f"{folder}/*.parquet").select(columns).collect().rows()


def pandas_plain(folder: str, columns: list[str]) -> Rows:
    return pd.read_parquet(folder, columns=columns).itertuples(index=False, name=None)


def deltalake_delta(folder: str, columns: list[str]) -> Rows:
    table = DeltaTable(folder).to_pyarrow_table(columns=columns)
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def polars_delta(folder: str, columns: list[str]) -> Rows:
    return pl.scan_delta(folder).select(columns).collect().rows()


READERS: dict[str, Callable[[str, list[str]], Rows]] = {
    "duckdb": duckdb_plain,
    "polars": polars_plain,
    "pandas": pandas_plain,
    "deltalake": deltalake_delta,
    "polars-delta": polars_delta,
}


def state(rows: Rows) -> str:
    """The hash of a table's rows, in whatever order."""
    return blake2b(repr(sorted(map(tuple, rows))).encode(), digest_size=8).hexdigest()


def looks(reader: str, out: Path) -> Iterable[tuple[str, dict[str, str]]]:
    """The ways to look, with the folder of each table that is looked at together."""
    if reader in ("deltalake", "polars-delta"):
        for table in COLUMNS:
            yield "delta", {table: str(out / "delta" / table)}
        return
    for table in COLUMNS:
        yield "link", {table: str(out / table)}
    view = (out / "documents").resolve().parent
    yield "view", {table: str(view / table) for table in COLUMNS}


def main(reader: str, out: Path, log: Path) -> None:
    read = READERS[reader]
    with log.open("w") as file:
        while not log.with_suffix(".stop").exists():
            for way, folders in looks(reader, out):
                seen: dict[str, Any] = {"way": way}
                try:
                    for table, folder in folders.items():
                        seen[table] = state(read(folder, COLUMNS[table]))
                except Exception as error:
                    seen["error"] = f"{type(error).__name__}: {error}"
                file.write(json.dumps(seen) + "\n")
            file.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
