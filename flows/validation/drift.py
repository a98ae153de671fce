"""How far this run lies from the one before."""

from __future__ import annotations

from collections.abc import Mapping
from math import log, log2
from typing import NamedTuple

from flows.validation.summary import FACTS, Summary


class Drift(NamedTuple):
    """The distance between two runs' shares, and what it was taken from."""

    divergence: float
    """Jensen-Shannon divergence beyond ``noise``, 0 to 1."""
    noise: float
    """What two samples of these sizes from one source differ by on average."""
    size: int
    """Things counted in the smaller of both runs."""
    shifts: list[tuple[str, float, float]]
    """The values whose share changed most: name, share before, share now."""


MOST_SHIFTS = 5


def drift(name: str, now: Summary, before: Summary) -> Drift:
    """Compare what ``name`` counts, ``facts`` or a mix of the summary, between two runs."""
    return compare(_counts(name, before), _counts(name, now))


def compare(before: Mapping[str, int], now: Mapping[str, int]) -> Drift:
    """Jensen-Shannon divergence (Lin 1991), less what is expected by chance.

    For two samples of m and n from one distribution over k values the divergence in bits is
    (k - 1) (1/m + 1/n) / (8 ln 2) on average, from the quadratic approximation by chi-squared.
    """
    m, n = sum(before.values()), sum(now.values())
    if not m or not n:
        return Drift(0.0, 0.0, 0, [])
    names = sorted(before.keys() | now.keys())
    shares = [(name, before.get(name, 0) / m, now.get(name, 0) / n) for name in names]
    divergence = sum(_towards_middle(p, q) + _towards_middle(q, p) for _, p, q in shares) / 2
    noise = (len(names) - 1) * (1 / m + 1 / n) / (8 * log(2))
    moved = sorted(shares, key=lambda share: (-abs(share[1] - share[2]), share[0]))
    return Drift(max(0.0, divergence - noise), noise, min(m, n), moved[:MOST_SHIFTS])


def _towards_middle(p: float, q: float) -> float:
    return p * log2(2 * p / (p + q)) if p else 0.0


def _counts(name: str, summary: Summary) -> dict[str, int]:
    if name == "facts":
        return {str(least): count for least, count in zip(FACTS, summary.facts, strict=True)}
    return summary.mixes.get(name, {})
