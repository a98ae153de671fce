"""The contract of the tables, held against one document at a time.

What a column's definition says is looked at value by value here: on a table of a few rows the way by
data frames, which a run takes, costs many times more than the extraction. One in ``ONE_IN`` parts goes
that way as well.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from math import isfinite
from unittest import mock

import pyarrow as pa

from flows.validation import contract
from schemas import TABLES

ONE_IN = 500


def keep_contract(tables: Mapping[str, pa.Table]) -> None:
    """Raise AssertionError where the five tables break the contract."""
    for name, table in tables.items():
        _keep_definitions(name, table)
    if zlib.crc32(repr(tables["documents"].column("content_hash")).encode()) % ONE_IN == 0:
        found = contract.check_part(tables)
    else:
        with mock.patch.object(contract, "check_columns", lambda tables, violations: dict(tables)):
            found = contract.check_part(tables)
    assert not found.counts, found.examples


def _keep_definitions(name: str, table: pa.Table) -> None:
    """What schemas/ says of each column."""
    for column in TABLES[name].columns:
        for value in table.column(column.name).to_pylist():
            where = f"{name}.{column.name}: {value!r}"
            if value is None:
                assert column.nullable, where
                continue
            assert value != "" or not column.non_empty, where
            if column.vocabulary is not None and not column.vocabulary.open:
                assert value in column.vocabulary, where
            if column.minimum is not None:
                assert value >= column.minimum, where
            assert not isinstance(value, float) or isfinite(value), where
    keys = [tuple(row.values()) for row in table.select(TABLES[name].key).to_pylist()]
    assert not TABLES[name].key or len(set(keys)) == len(keys), f"{name}: a key twice"
