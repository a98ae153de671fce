"""Numbers for people."""

from __future__ import annotations

_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def value(low: float | None, high: float | None) -> str:
    """A value with its bounds: 7 billion, 1 to 3, at least 5, at most 9."""
    if low is None:
        return f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def number(x: float | None) -> str:
    """A number as one would say it: 7 billion, 12,345, 0.0012, 3.1e-09."""
    if x is None:
        return "any"
    for size, word in _WORDS:
        if size <= abs(x) < 1000 * size:
            return f"{x / size:.6g} {word}"
    if x == int(x) and abs(x) < 1e15:
        return f"{int(x):,}"
    return f"{x:.6g}"
