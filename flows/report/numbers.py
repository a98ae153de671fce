"""Numbers for people."""

from __future__ import annotations

from collections.abc import Callable

_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def words(x: float) -> str:
    """A number as one would say it: 7 billion, 12,345, 0.0012, 3.1e-09."""
    for size, word in _WORDS:
        if size <= abs(x) < 1000 * size:
            return f"{x / size:.6g} {word}"
    if x == int(x) and abs(x) < 1e15:
        return f"{int(x):,}"
    return f"{x:.6g}"


def digits(x: float) -> str:
    """A number with all its digits: 7,000,000,000."""
    return f"{x:,.15g}"


def value(low: float | None, high: float | None, spelled: Callable[[float], str] = words) -> str:
    """A value with its bounds: 7 billion, 1 to 3, at least 5, at most 9."""
    if low is None:
        return "any" if high is None else f"at most {spelled(high)}"
    if high is None:
        return f"at least {spelled(low)}"
    return spelled(low) if low == high else f"{spelled(low)} to {spelled(high)}"
