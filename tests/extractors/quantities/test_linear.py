"""The time that a text takes grows as its length does, whatever it holds."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from extractors.quantities import find_quantities
from extractors.quantities.candidates import candidates
from extractors.quantities.numerals import numerals
from extractors.view import view

RUNS = [
    "1", "12 ", "1,", "1,000,", "1 000 ", "1.", "-", "–", "~", "$", "$1$ ", "\\", "\\text", "{", "\\(", "^", "10^",
    "10^{", "×10", "1e", "one hundred ", "half a ", "million ", "twenty-", "thousands of ", "5 m s ", "5 m s-1 ",
    "5/", "5 m/(", "5-", "1-1-", "a-b-c ", "a-", "(", "[1", "1] ", "3 and ", "3, ", "up to 5% and ", "between 3 and ",
    "from 3 to 5 ", "5 ± 3 ", "5:3:", "256x", "B 7B-", "GPT-4-", "7 billion ", "x ", "5 a b, ", "1 new ", "A 5 ",
    "a and ", "µ ", "\\mu ", "5 (a ", "increase from 1 to 2 ", "1 data ", "5 GB per ", "2019 ", "&lt;", "²", "½", "O(",
    "1, a; ", "ab 22, 400 ", "\\[ 2", "100s of ", "five  ", " ", "\u00ad", "é",
]  # fmt: skip
LONGER = 5_000
GROWTH = 2.5  # twice the length takes twice the time; what is above leaves room for noise
NOTHING = 0.02  # seconds of CPU: too little to tell growth from noise
TRIES = 10  # of which one counts: what else the machine does shows in a few at a time


def seconds(work: Callable[[str], object], text: str) -> float:
    """The least CPU time that the work on the text took, of two tries."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def grows_linearly(work: Callable[[str], object], text: str) -> bool:
    """Whether the text takes at most about twice the time of its first half, at one of some tries."""
    half = text[: len(text) // 2]
    for _ in range(TRIES):
        whole = seconds(work, text)
        if whole < NOTHING or whole / seconds(work, half) < GROWTH:
            return True
    return False


def one_sentence(text: str) -> object:
    return find_quantities(text, [(0, len(text))])


def many_sentences(text: str) -> object:
    return find_quantities(text, [(at, at + 50) for at in range(0, len(text), 50)])


def many_blocked(text: str) -> object:
    spans = [(at, at + 50) for at in range(0, len(text), 50)]
    return find_quantities(text, spans, [(start, start + 5) for start, _ in spans])


def only_candidates(text: str) -> object:
    return candidates(text, [(0, len(text))])


def only_numerals(text: str) -> object:
    return numerals(text, range(0, len(text), 10))


@pytest.mark.parametrize("run", RUNS, ids=repr)
def test_twice_the_length_takes_no_more_than_twice_the_time(run: str) -> None:
    assert grows_linearly(one_sentence, run * (LONGER // len(run)))


@pytest.mark.parametrize("work", [view, only_candidates, only_numerals])
@pytest.mark.parametrize(
    "run", ["$", "\\", "{", "1", "-", "µ ", "one ", "$a", "~", "thousands of "]
)
def test_each_step_by_itself_is_linear(work: Callable[[str], object], run: str) -> None:
    assert grows_linearly(work, run * (60_000 // len(run)))


@pytest.mark.parametrize("work", [many_sentences, many_blocked])
def test_more_sentences_take_no_more_time_each(work: Callable[[str], object]) -> None:
    assert grows_linearly(work, "We use 5 GB and up to three maps; 7B it is, or 10 m. " * 800)


@pytest.mark.parametrize("run", ["1", "a", " ", "$", "\\", "-", ","])
def test_a_megabyte_takes_no_more_than_twice_the_time_of_half_of_it(run: str) -> None:
    assert grows_linearly(one_sentence, run * (1_000_000 // len(run)))


@pytest.mark.parametrize("run", ["12 ", "B 7B-", "5-", "(", "one hundred ", "3, "])
def test_a_long_run_is_read_to_its_end(run: str) -> None:
    found = one_sentence(run * 2_000)
    assert isinstance(found, list)
