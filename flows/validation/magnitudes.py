"""How large the numbers are, in powers of ten, by kind."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from flows.validation.arrow import floats

DECADES = ("negative", "zero", *range(-12, 31))
"""The bins: below zero, zero, then by the power of ten at or below the value, the ends open."""
_FIRST = -12
_LAST = 30


def decades(quantities: pa.Table) -> dict[str, list[int]]:
    """For each kind the number of quantities in each bin of ``DECADES``.

    The value is that in SI units where there is one, otherwise in the quantity's own; its lower end,
    or its upper one where it is open below.
    """
    kinds = quantities.column("kind").combine_chunks().dictionary_encode()
    value = np.full(quantities.num_rows, np.nan)
    for name in ("si_low", "si_high", "low", "high"):
        column = floats(quantities, name)
        value = np.where(np.isnan(value), column, value)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Rounded, since the logarithm of 1000 may come out a little below 3.
        power = np.floor(np.round(np.log10(np.where(value > 0, value, 1.0)), 9))
    bins = power.clip(_FIRST, _LAST).astype(np.int64) - _FIRST + 2
    bins[value == 0] = 1
    bins[value < 0] = 0
    known = ~np.isnan(value)
    codes = kinds.indices.to_numpy(zero_copy_only=False)
    counts = np.zeros((len(kinds.dictionary), len(DECADES)), dtype=np.int64)
    np.add.at(counts, (codes[known], bins[known]), 1)
    return dict(zip(map(str, kinds.dictionary.to_pylist()), counts.tolist(), strict=True))
