"""Digests by digests, held against a dict."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flows.digests import FIRST, Digests, Many

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


@given(st.lists(st.lists(st.tuples(KEYS, st.integers(0, BITS)), max_size=100), max_size=4))
def test_many_at_once_are_as_one_after_the_other(batches: list[list[tuple[int, int]]]) -> None:
    digests, one_by_one = Digests(), Digests()
    for batch in batches:
        digests.add_all(*columns(batch))
        for key, value in batch:
            one_by_one.setdefault(key, value)
        assert len(digests) == len(one_by_one)
    every = [0, 1, 2, 7, FIRST, BITS, *(key for batch in batches for key, _ in batch)]
    found, values = digests.get_all(np.array(every, np.uint64))
    expected = [one_by_one.get(key) for key in every]
    assert found.tolist() == [value is not None for value in expected]
    assert values.tolist() == [value or 0 for value in expected]
    assert [digests.get(key) for key in every] == expected


def test_many_that_are_close_together() -> None:
    # All want one of two places.
    entries = [(number * 2**40 + number % 2, number) for number in range(1, 100)]
    digests = Digests()
    digests.add_all(*columns(entries))
    assert [digests.get(key) for key, _ in entries] == [value for _, value in entries]
    assert digests.get_all(columns(entries)[0])[1].tolist() == [value for _, value in entries]


def columns(entries: list[tuple[int, int]]) -> tuple[Many, Many]:
    return (
        np.array([key for key, _ in entries], np.uint64),
        np.array([value for _, value in entries], np.uint64),
    )
