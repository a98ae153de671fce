"""Digests by digests, held against a dict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.digests import FIRST, Digests

BITS = 2**64 - 1

CLOSE = st.sampled_from([0, 1, 2, FIRST - 1, FIRST, FIRST + 1, BITS - 1, BITS])
"""Keys that want one place."""
KEYS = CLOSE | st.integers(0, BITS)


@given(st.lists(st.tuples(KEYS, st.integers(0, BITS)), max_size=200))
def test_as_a_dict(entries: list[tuple[int, int]]) -> None:
    digests, expected = Digests(), dict[int, int]()
    for key, value in entries:
        # 0 and 1 are one key.
        assert digests.setdefault(key, value) == expected.setdefault(key or 1, value)
        assert len(digests) == len(expected)
    for key in (0, 1, 2, 7, FIRST, BITS, *expected):
        assert digests.get(key) == expected.get(key or 1)


def test_growing_loses_nothing() -> None:
    digests = Digests()
    entries = {number * 0x9E3779B97F4A7C15 & BITS: number for number in range(20 * FIRST)}
    for key, value in entries.items():
        digests.setdefault(key, value)
    assert len(digests) == len(entries)
    assert all(digests.get(key) == value for key, value in entries.items())
    assert digests.get(5) is None
