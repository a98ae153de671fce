"""The part of the contract that `schemas/` states: columns, types, nulls, vocabularies, keys, order.

Whatever is checked here is derived from the definitions; a new column is checked without a line of
code. Types and values are for pandera to check; the names of the columns come before, since a table
of Arrow may have a name twice, and keys and order after, since they take several columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from flows.validation import frames
from flows.validation.arrow import Mask, mask, pc
from flows.validation.violations import Violations
from schemas import TABLES, Table

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
        elif check_values(table, definition, violations):
            _check_rows(table, definition, violations)
            sound[name] = table
    return sound


def check_values(
    table: pa.Table, definition: Table, violations: Violations, where: str = ""
) -> bool:
    """Check columns, types and values of a table; returns whether columns and types are right.

    ``where`` tells in the examples which file it is.
    """
    name, expected = definition.name, definition.column_names
    ahead = f"{where}: " if where else ""
    if tuple(table.column_names) != expected:
        missing = [column for column in expected if column not in table.column_names]
        foreign = [column for column in table.column_names if column not in expected]
        detail = f"missing: {', '.join(missing) or '-'}; not defined: {', '.join(foreign) or '-'}"
        order = "" if missing or foreign else "; in another order, or twice"
        violations.note(f"{name}.columns", ahead + detail + order)
        return False
    found = frames.broken(table, definition)
    for broken in found:
        values = table.column(broken.column)
        if broken.rows is None:
            wanted = definition.column(broken.column).type
            detail = f"{ahead}{broken.column} is {values.type}, not {wanted}"
            violations.note(f"{name}.{broken.check}", detail)
        else:
            detail = f"{ahead}{broken.column}: {_first(values, broken.rows)}"
            violations.add(f"{name}.{broken.check}", table, broken.rows, detail)
    return all(broken.rows is not None for broken in found)


def _check_rows(table: pa.Table, definition: Table, violations: Violations) -> None:
    name = definition.name
    if definition.key:
        violations.add(f"{name}.unique", table, _repeated(table, definition.key), "key met before")
    violations.add(
        f"{name}.sorted", table, out_of_order(table, definition.sort_key), "after a greater key"
    )


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
