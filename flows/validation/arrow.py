"""Arrow's columns as numpy's arrays, and Arrow's functions under their usual name."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

pc: Any = pyarrow.compute
"""Untyped, since the published stubs lack most of the overloads for chunked columns."""

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def mask(booleans: Any) -> Mask:
    """Arrow's booleans, null as false."""
    return np.asarray(pc.fill_null(booleans, False).to_numpy(zero_copy_only=False), dtype=bool)


def integers(table: pa.Table, name: str) -> Integers:
    """A column of whole numbers, null as -1."""
    return np.asarray(pc.fill_null(table.column(name), -1).to_numpy(), dtype=np.int64)


def floats(table: pa.Table, name: str) -> Floats:
    """A column of numbers, null as not-a-number."""
    numbers = table.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, dtype=np.float64)
