"""The time that a text takes grows as its length does, whatever it holds."""

from __future__ import annotations

import time

import pytest

from extractors.addresses import find_addresses

RUNS = [
    "http", "https://", "http://http", "https: ", "://", ":/", "//", "/", ".", ":", "www.", "a.b.", "a.", ".com",
    "a.com/", "a.io ", "https://a.org/ ", "https://github.com/a/b c ", "https://a.org/b)(", "(", ")", "[", "](",
    "\\href{", "}{", "\\", "\\_", "&amp;", "<a href=", "@", "a@b.c ", "arXiv:", "arXiv:2101.", "10.1000/", "doi:10.",
    "1.2345", "-", "_", "h", "hhttps", "Ahttps", "ahttp:/", "%", "~", " ", "\n", "é", "\u200b",
    "https://a.org/b-\n", "code at https://a.org, ", "https://x.github.io/", "github.com", "a" * 64 + ".",
]  # fmt: skip
SHORTER = 30_000
GROWTH = 2.5  # twice the length takes twice the time; what is above leaves room for noise
NOTHING = 0.02  # seconds of CPU: too little to tell growth from noise
TRIES = 10  # of which one counts: what else the machine does shows in a few at a time


def seconds(text: str, repeats: int) -> float:
    """The least CPU time that finding the addresses of the text took."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        find_addresses(text, [(0, len(text))])
        best = min(best, time.process_time() - start)
    return best


def grows_linearly(text: str) -> bool:
    """Whether the text takes at most about twice the time of its first half, at one of some tries."""
    half = text[: len(text) // 2]
    for _ in range(TRIES):
        whole = seconds(text, 2)
        if whole < NOTHING or whole / seconds(half, 2) < GROWTH:
            return True
    return False


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_twice_the_length_takes_no_more_than_twice_the_time(run: str) -> None:
    assert grows_linearly(run * (2 * SHORTER // len(run)))


def test_a_megabyte_of_all_of_them_takes_no_more_than_twice_the_time_of_half_of_it() -> None:
    share = 500_000 // len(RUNS)
    half = "".join(run * (share // len(run)) for run in RUNS)
    assert grows_linearly(half + half)


def test_a_megabyte_of_one_address_is_none() -> None:
    assert find_addresses("https://example.org/" + "a" * 1_000_000, []) == []
