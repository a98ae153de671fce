"""Quantities that are within the contract and yet hardly meant: mostly a mistake of extraction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from flows.validation.arrow import Mask, floats, mask, pc

IMPLAUSIBLE: dict[str, str] = {
    "percentages_out_of_range": "percentages below -100 or above 10,000",
    "parameters_out_of_range": "model sizes below 1 or above 10^15 parameters",
    "years_as_numbers": "bare numbers that look like a year, 1950 to 2049",
    "durations_out_of_range": "durations above 10^11 years or below 10^-18 seconds",
    "temperatures_out_of_range": "temperatures below absolute zero",
}
"""Name of each count and what it counts."""

_YEAR = r"^(?:19[5-9]|20[0-4])[0-9]$"


def implausible(quantities: pa.Table) -> dict[str, Mask]:
    """For each name of ``IMPLAUSIBLE`` one boolean a row of ``quantities``."""
    kind = quantities.column("kind")
    low, high = floats(quantities, "low"), floats(quantities, "high")
    value = np.where(np.isnan(low), high, low)
    si_low, si_high = floats(quantities, "si_low"), floats(quantities, "si_high")
    si = np.where(np.isnan(si_low), si_high, si_low)
    bare = pc.equal(quantities.column("unit"), "")
    year = pc.match_substring_regex(quantities.column("text"), _YEAR)
    return {
        "percentages_out_of_range": _is(kind, "percentage") & ((value < -100) | (value > 10_000)),
        "parameters_out_of_range": _is(kind, "parameters") & ((value < 1) | (value > 1e15)),
        "years_as_numbers": mask(pc.and_(bare, year)),
        "durations_out_of_range": _is(kind, "duration")
        & ((si > 3.2e18) | ((si > 0) & (si < 1e-18))),
        "temperatures_out_of_range": _is(kind, "temperature") & (si < 0),
    }


def _is(kinds: pa.ChunkedArray[Any], kind: str) -> Mask:
    return mask(pc.equal(kinds, kind))
