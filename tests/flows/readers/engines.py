"""How each engine reads a table: its columns with their types, and its rows as plain Python values.

An engine is called with an address, a folder or a pattern, and gives a ``Read``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import DeltaTable

TYPES = {
    "string": ("VARCHAR", "String", "str", "string", "Value('string')"),
    "int32": ("INTEGER", "Int32", "int32", "int", "Value('int32')"),
    "double": ("DOUBLE", "Float64", "float64", "double", "Value('float64')"),
    "bool": ("BOOLEAN", "Boolean", "bool", "boolean", "Value('bool')"),
    "list<element: string>": (
        "VARCHAR[]",
        "List(String)",
        "object",
        "array<string>",
        "List(Value('string'))",
    ),
    "timestamp[us, tz=UTC]": (
        "TIMESTAMP WITH TIME ZONE",
        "Datetime(time_unit='us', time_zone='UTC')",
        "datetime64[us, UTC]",
        "timestamp",
        "Value('timestamp[us, tz=UTC]')",
    ),
}
"""What Arrow's types are called in each of ``NAMES``."""
NAMES = ("DuckDB", "Polars", "pandas", "Spark", "datasets")


class Read(NamedTuple):
    """What an engine read: its names of the types by column, and the rows, sorted."""

    types: dict[str, str]
    rows: list[tuple[Any, ...]]


def plain(value: Any) -> Any:
    """A value as Python's own, null as None, times in UTC."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return datetime.fromtimestamp(value.timestamp(), UTC)
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(value) if isinstance(value, list) else value


def read(types: dict[str, Any], rows: Any) -> Read:
    """What was read, in one form; a column has its value as well as its type from the engine."""
    columns = {name: str(type_) for name, type_ in types.items()}
    return Read(columns, sorted((tuple(map(plain, row)) for row in rows), key=repr))


def arrow(table: pa.Table) -> Read:
    """A table of Arrow's."""
    types = {field.name: field.type for field in table.schema}
    return read(types, zip(*(column.to_pylist() for column in table.columns), strict=True))


def by_pyarrow(address: str) -> Read:
    return arrow(ds.dataset(address, format="parquet").to_table())


def by_deltalake(address: str) -> Read:
    return arrow(DeltaTable(address).to_pyarrow_table())


def by_duckdb(address: str) -> Read:
    found = duckdb.connect().read_parquet(address)
    return read(dict(zip(found.columns, found.types, strict=True)), found.fetchall())


def by_polars(address: str) -> Read:
    found = pl.read_parquet(address)
    return read(dict(found.schema), found.rows())


def by_polars_lazily(address: str) -> Read:
    found = pl.scan_parquet(address).collect()
    return read(dict(found.schema), found.rows())


def by_polars_of_delta(address: str) -> Read:
    found = pl.read_delta(address)
    return read(dict(found.schema), found.rows())


def by_pandas(address: str) -> Read:
    found = pd.read_parquet(address)
    return read(dict(found.dtypes), found.itertuples(index=False, name=None))


def by_spark(session: Any) -> Callable[[str], Read]:
    def by(address: str) -> Read:
        found = session.read.parquet(address)
        return read(
            {field.name: field.dataType.simpleString() for field in found.schema}, found.collect()
        )

    return by


def by_datasets(cache: str) -> Callable[[str], Read]:
    """The library cannot make a split without rows, but streams one."""
    import datasets

    def by(address: str) -> Read:
        found = datasets.load_dataset(
            "parquet", data_files=address, split="train", streaming=True, cache_dir=cache
        )
        return read(found.features, (tuple(row[name] for name in found.features) for row in found))

    return by
