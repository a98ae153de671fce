"""The part of the contract that `schemas/` states: columns, types, nulls, vocabularies, keys, order.

Whatever is checked here is derived from the definitions; a new column is checked without a line of
code. The checks run on Arrow's own columns, so that they cost next to nothing beside extraction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from flows.validation.arrow import Mask, mask, pc
from flows.validation.violations import Violations
from schemas import TABLES, Column, Table

DERIVED = {
    "columns": "has exactly the columns of its definition, in that order",
    "types": "each column has the type of its definition",
    "nulls": "no null where a column does not allow it",
    "empty": "no empty text where a column does not allow it",
    "vocabulary": "only values of a column's vocabulary",
    "minimum": "no number below a column's least value",
    "finite": "no number that is infinite or not a number",
    "unique": "no key occurs twice",
    "sorted": "rows are sorted as its definition says",
}
"""Name of each derived check and what holds when a table passes it."""


def check_columns(tables: Mapping[str, pa.Table], violations: Violations) -> dict[str, pa.Table]:
    """Check each table against its definition; return those whose columns and types are right.

    Only these can be looked into further. A table that is missing altogether breaks ``present``.
    """
    sound: dict[str, pa.Table] = {}
    for name, definition in TABLES.items():
        table = tables.get(name)
        if table is None:
            violations.note(f"{name}.present", f"the table {name} is missing")
        elif _has_its_columns(table, definition, violations):
            _check_values(table, definition, violations)
            sound[name] = table
    return sound


def _has_its_columns(table: pa.Table, definition: Table, violations: Violations) -> bool:
    name, expected = definition.name, definition.column_names
    if tuple(table.column_names) != expected:
        missing = [column for column in expected if column not in table.column_names]
        foreign = [column for column in table.column_names if column not in expected]
        detail = f"missing: {', '.join(missing) or '-'}; not defined: {', '.join(foreign) or '-'}"
        order = "" if missing or foreign else "; in another order"
        violations.note(f"{name}.columns", detail + order)
        return False
    wrong = [c for c in definition.columns if table.schema.field(c.name).type != c.type]
    for column in wrong:
        got = table.schema.field(column.name).type
        violations.note(f"{name}.types", f"{column.name} is {got}, not {column.type}")
    return not wrong


def _check_values(table: pa.Table, definition: Table, violations: Violations) -> None:
    name = definition.name
    for column in definition.columns:
        values = table.column(column.name)
        if not column.nullable and values.null_count:
            rows = mask(pc.is_null(values))
            violations.add(f"{name}.nulls", table, rows, f"{column.name} is null")
        for check, broken in _broken(column, values):
            rows = mask(broken)
            violations.add(f"{name}.{check}", table, rows, f"{column.name}: {_first(values, rows)}")
    if definition.key:
        violations.add(f"{name}.unique", table, _repeated(table, definition.key), "key met before")
    violations.add(
        f"{name}.sorted", table, out_of_order(table, definition.sort_key), "after a greater key"
    )


def _broken(column: Column, values: pa.ChunkedArray[Any]) -> list[tuple[str, pa.ChunkedArray[Any]]]:
    """The value checks that the column's definition asks for, each with one boolean a row."""
    result: list[tuple[str, pa.ChunkedArray[Any]]] = []
    if column.non_empty:
        result.append(("empty", pc.equal(values, "")))
    if column.vocabulary is not None and not column.vocabulary.open:
        known = pa.array(column.vocabulary.values, pa.string())
        foreign = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=known)))
        result.append(("vocabulary", foreign))
    if column.minimum is not None:
        result.append(("minimum", pc.less(values, column.minimum)))
    if pa.types.is_floating(column.type):
        result.append(("finite", pc.invert(pc.is_finite(values))))
    return result


def _repeated(table: pa.Table, key: tuple[str, ...]) -> Mask:
    """One boolean a row: whether a row before it has the same key."""
    columns = [_codes(table.column(name)) for name in key]
    if not table.num_rows:
        return np.zeros(0, dtype=bool)
    order = np.lexsort(columns[::-1])
    same = np.ones(table.num_rows - 1, dtype=bool)
    for codes in columns:
        ordered = codes[order]
        same &= ordered[1:] == ordered[:-1]
    repeated = np.zeros(table.num_rows, dtype=bool)
    repeated[order[1:]] = same
    return repeated


def out_of_order(table: pa.Table, key: tuple[str, ...]) -> Mask:
    """One boolean a row: whether its key is less than that of the row before."""
    wrong = np.zeros(table.num_rows, dtype=bool)
    if table.num_rows < 2:
        return wrong
    undecided = np.ones(table.num_rows - 1, dtype=bool)
    for name in key:
        values = table.column(name).combine_chunks()
        before, after = values.slice(0, len(values) - 1), values.slice(1)
        wrong[1:] |= undecided & mask(pc.less(after, before))
        undecided &= mask(pc.equal(after, before))
    return wrong


def _codes(values: pa.ChunkedArray[Any]) -> Any:
    """A number for each value, equal for equal values."""
    if pa.types.is_string(values.type):
        return values.combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
    return pc.fill_null(values, -1).to_numpy()


def _first(values: pa.ChunkedArray[Any], rows: Mask) -> str:
    indices = np.flatnonzero(rows)
    return repr(values[int(indices[0])].as_py())[:100] if len(indices) else ""
