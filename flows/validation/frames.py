"""The definitions in `schemas/` as pandera's schemas: what type, nulls and values each column has.

pandera tells which column breaks what; which rows do is looked up afterwards, where any do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pyarrow as pa

from flows.validation.arrow import Mask, mask, pc
from schemas import TABLES, Column, Table

if TYPE_CHECKING:
    from pandera.errors import SchemaError
    from pandera.pyarrow import DataFrameSchema, PyArrowData


class Broken(NamedTuple):
    """A column that breaks a check."""

    check: str
    """types, nulls, or what the column's definition asks of its values."""
    column: str
    rows: Mask | None
    """One boolean a row; None where the whole column does, by its type."""


def broken(table: pa.Table, definition: Table) -> list[Broken]:
    """What breaks the definition in a table with its columns: types, where they are right values."""
    frame = _frames()[definition.name]
    from pandera.config import ValidationDepth, config_context
    from pandera.errors import SchemaErrors

    try:
        # Said here, since the environment may have switched it off.
        with config_context(
            validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA
        ):
            frame.validate(table, lazy=True)
    except SchemaErrors as found:
        errors = found.schema_errors
    else:
        return []
    if any(_check(error) == "types" for error in errors):
        wrong = [c.name for c in definition.columns if table.schema.field(c.name).type != c.type]
        return [Broken("types", name, None) for name in wrong]
    return [Broken(_check(error), error.schema.name, _rows(error, table)) for error in errors]


def _check(error: SchemaError) -> str:
    from pandera.errors import SchemaErrorReason

    if error.reason_code is SchemaErrorReason.WRONG_DATATYPE:
        return "types"
    if error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS:
        return "nulls"
    return str(error.check.name)


def _rows(error: SchemaError, table: pa.Table) -> Mask:
    import narwhals.stable.v1 as nw

    values = table.column(error.schema.name)
    if _check(error) == "nulls":
        return mask(pc.is_null(values))
    passes = nw.from_native(table, eager_only=True).select(passes=error.check_output)
    # A null is none of the values that a check speaks of.
    return np.asarray(~mask(passes.to_arrow().column("passes")) & mask(pc.is_valid(values)))


@cache
def _frames() -> dict[str, DataFrameSchema]:
    """The schema of each table."""
    # Loading pandera takes a third of a second: only a process that validates pays for it.
    with _without("hypothesis", "polars", "pyspark"):
        from pandera.pyarrow import Check, DataFrameSchema

        frames = {
            name: DataFrameSchema(
                {column.name: _column(column) for column in definition.columns},
                checks=Check(_has_types(definition), name="types"),
                name=name,
            )
            for name, definition in TABLES.items()
        }
        # It loads the better part of itself at the first call.
        frames["rejects"].validate(TABLES["rejects"].arrow_schema.empty_table(), lazy=True)
    return frames


@contextmanager
def _without(*packages: str) -> Iterator[None]:
    """Have packages taken for missing, loaded or not.

    pandera loads these where they are installed, 0.4 s of CPU and a warning of Spark's, and needs none
    of them for Arrow's tables; where it finds Polars it fails to put what broke a type and what broke a
    check into one frame.
    """
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    loaded = {package: modules[package] for package in packages if package in modules}
    modules.update(dict.fromkeys(packages))
    try:
        yield
    finally:
        for package in packages:
            del modules[package]
        modules.update(loaded)


def _column(column: Column) -> Any:
    from pandera.pyarrow import Check
    from pandera.pyarrow import Column as PanderaColumn

    checks = []
    if column.non_empty:
        checks.append(Check.ne("", name="empty"))
    if column.vocabulary is not None and not column.vocabulary.open:
        checks.append(Check.isin(column.vocabulary.values, name="vocabulary"))
    if column.minimum is not None:
        checks.append(Check.ge(column.minimum, name="minimum"))
    if pa.types.is_floating(column.type):
        checks.append(Check(lambda values: values.is_finite(), name="finite", native=False))
    return PanderaColumn(column.type, checks, nullable=column.nullable, name=column.name)


def _has_types(definition: Table) -> Callable[[PyArrowData], bool]:
    """Whether the types are exactly the table's: pandera itself takes a large string for a string."""
    return lambda data: bool(data.table.schema.types == definition.arrow_schema.types)
