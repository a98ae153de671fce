"""Dimension, SI unit, SI values and kind of quantities, told anew from unit and value.

Pint is asked once for each unit that occurs; the values are then converted all together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from extractors.quantities.dimensions import Normal
from extractors.quantities.kinds import kinds_of
from extractors.quantities.unit_names import conversions
from flows.validation.arrow import Floats, Mask, floats, mask, pc
from flows.validation.violations import Violations

TOLERANCE = 1e-9
"""Relative difference up to which two SI values are the same."""
NO_DIMENSION = (None, "dimensionless")
"""What the dimension may be of a unit without conversion: not known, or of what is only counted."""


class _Reading(NamedTuple):
    """How the rows agree with one reading of their units' names."""

    judged: Mask
    """Whether the row's unit has the reading."""
    named: Mask
    """Whether dimension and SI unit are those of the reading."""
    converted: Mask
    """Whether the SI values are."""


def check_conversions(quantities: pa.Table, violations: Violations) -> None:
    """Check that dimension, SI unit and SI values are those of unit and value.

    A unit whose name can be read in several ways has to agree with one of them.
    """
    units = quantities.column("unit").combine_chunks().dictionary_encode()
    unit_of = pc.fill_null(units.indices, 0).to_numpy(zero_copy_only=False)
    unknown = mask(pc.is_null(quantities.column("unit")))
    counted = mask(pc.equal(quantities.column("dimension"), "dimensionless"))
    of_unit = [conversions(str(name)) for name in units.dictionary.to_pylist()]
    readings = [
        _read(quantities, unit_of, [each[at : at + 1] for each in of_unit])
        for at in range(max(map(len, of_unit), default=0))
    ]
    # What is counted may go by a name like a unit's: a four-bar linkage.
    none = _read(quantities, unit_of, [(None,)] * len(of_unit))
    agrees = unknown | (counted & none.named & none.converted)
    named = agrees.copy()
    judged = np.zeros(len(unit_of), dtype=bool)
    for reading in readings:
        judged |= reading.judged
        named |= reading.judged & reading.named
        agrees |= reading.judged & reading.named & reading.converted
    violations.add(
        "quantities.dimension", quantities, judged & ~named, "dimension or SI unit is another"
    )
    violations.add("quantities.si", quantities, judged & ~agrees, "converts to something else")


def check_kinds(quantities: pa.Table, violations: Violations) -> None:
    """Check that a quantity's kind is one that its unit and dimension allow.

    Which of them it is depends on the words around it and is left open.
    """
    columns = [quantities.column(name).to_pylist() for name in ("unit", "dimension", "kind")]
    wrong = [
        unit is not None and kind is not None and kind not in kinds_of(unit, dimension)
        for unit, dimension, kind in zip(*columns, strict=True)
    ]
    violations.add("quantities.kind", quantities, np.array(wrong, bool), "not of such a unit")


def _read(
    quantities: pa.Table, unit_of: Floats, readings: Sequence[tuple[Normal | None, ...]]
) -> _Reading:
    """Hold the rows against one reading of each unit; units without it have an empty tuple."""
    read = [reading[0] if reading else None for reading in readings]
    factor, offset = (
        np.array([getattr(r, name) if r else np.nan for r in read], dtype=np.float64)[unit_of]
        for name in ("factor", "offset")
    )
    none = np.array([r is None for r in read], dtype=bool)[unit_of]
    with np.errstate(over="ignore", invalid="ignore"):
        wanted = {end: floats(quantities, end) * factor + offset for end in ("low", "high")}
    # What no float holds in SI units is left out there, both ends and the unit.
    beyond = _beyond_floats(wanted["low"]) | _beyond_floats(wanted["high"])
    named = np.ones(len(unit_of), dtype=bool)
    for name, values in (
        ("dimension", [r.dimension if r else None for r in read]),
        ("si_unit", [(r.unit or "dimensionless") if r else None for r in read]),
    ):
        found = quantities.column(name).to_numpy()
        expected = np.array([*values, None], dtype=object)[unit_of]
        if name == "si_unit":
            expected[beyond] = None
        named &= found == expected
        if name == "dimension":
            named |= none & np.isin(found, np.array(NO_DIMENSION, dtype=object))
    converted = np.ones(len(unit_of), dtype=bool)
    for end, values in wanted.items():
        values[beyond] = np.nan
        converted &= np.isclose(
            floats(quantities, f"si_{end}"), values, rtol=TOLERANCE, atol=0.0, equal_nan=True
        )
    judged = np.array([bool(reading) for reading in readings], dtype=bool)[unit_of]
    return _Reading(judged, named, converted)


def _beyond_floats(values: Floats) -> Mask:
    """One boolean a value: whether it is too large for a float, or too small for its full precision."""
    size = np.abs(values)
    return np.asarray(
        np.isinf(size) | ((size > 0) & (size < np.finfo(np.float64).tiny)), dtype=bool
    )
