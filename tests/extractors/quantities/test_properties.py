"""What holds for the quantities of any text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.lexicon.units import meanings
from extractors.quantities import Quantity, find_quantities
from extractors.quantities.dimensions import normal
from extractors.sentences import split
from schemas.vocabularies import BOUNDS, QUANTITY_KINDS

PIECES = [
    "5", "0.5", "1,000", "12", "2019", "−3", "10^5", "1e-4", "½", "７", "7B", "32K", "3M",
    "GPT-4", "Harbour-7B", "three", "one", "one hundred", "million", "half a", "dozen",
    "thousands of", "%", "\\%", "$", "$5$", "\\times", "\\pm", "±", "×", "x", "~", "≈", "<",
    "≥", "+", "-", "–", "to", "and", "or", ",", ".", ";", ":", "/", "(", ")", "[", "]", "up to",
    "at least", "about", "between", "from", "rose from", "GB", "km/h", "m s-1", "kg", "°C",
    "µm", "seconds", "percent", "parameters", "model", "tokens", "large boats", "GPU hours",
    "dollars", "per second", "of", "more", "or more", "respectively", "Table", "March", "p",
    "n", "=", "α", "O(n^2)", "\n", "  ", "\u00a0", "\u200b", "İ", "ß", "𝟙", "٣",
]  # fmt: skip
SENTENCES = [
    "The corpus holds 14,000 hours of speech.",
    "We train 7B and 13B models on 2T tokens.",
    "It cuts the cost from 12 to 4 dollars.",
    "Up to 8 GB and about 3 hours are enough.",
    "The mean was 5.2 ± 0.3 s.",
    "We tune Harbour-7B on 256 x 256 images.",
    "Between the two, 3–5% are lost.",
    "The pump draws 5\\,mW at $25^\\circ$ in 2019.",
]
texts = (
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
    | st.text(st.sampled_from("0123456789.,-–−/^%$\\{}()[]~± xkMBm:;=<>+ea"), max_size=60)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
)


def holds(text: str, spans: list[tuple[int, int]], found: list[Quantity]) -> None:
    last = 0
    for quantity in found:
        first, end = spans[quantity.sentence]
        assert first <= quantity.expression_start <= quantity.start
        assert quantity.start < quantity.end <= quantity.expression_end <= end
        assert quantity.start >= last
        last = quantity.end
        assert text[quantity.start : quantity.end].strip()
        assert quantity.unit_text in text
        low, high = quantity.low, quantity.high
        assert low is not None or high is not None
        if low is not None and high is not None:
            assert low <= high
        assert (high is None) == (quantity.bound == "at_least")
        assert (low is None) == (quantity.bound == "at_most")
        if quantity.bound == "exact":
            assert low == high
        if quantity.si_unit is not None:
            assert (quantity.si_low is None) == (low is None)
            assert (quantity.si_high is None) == (high is None)
        assert quantity.bound in BOUNDS.values
        assert quantity.kind in QUANTITY_KINDS.values


@given(texts)
@settings(max_examples=600)
@example("12 " * 2_000)
@example("1" * 400)
@example("10^999999999999 and 1e999 and 10^-99999")
@example("5/0 and 1/0 and 0:0")
@example("ten million million million " * 40)
@example("±5 and +/-")
@example("5 " + "N·m·" * 600)
@example("5 m and \U00010d40 m")  # a digit of Unicode 16
def test_what_is_found_lies_within_its_sentence_and_agrees_with_itself(text: str) -> None:
    spans = split(text)
    holds(text, spans, find_quantities(text, spans))


@given(texts)
@settings(max_examples=300)
def test_a_text_taken_as_one_sentence_holds_too(text: str) -> None:
    spans = [(0, len(text))]
    holds(text, spans, find_quantities(text, spans))


def test_a_lone_spread_with_a_minus_holds_too() -> None:
    text = "It drifts by ±-1 m."
    holds(text, [(0, len(text))], find_quantities(text, [(0, len(text))]))


@pytest.mark.parametrize("text", ["It holds 10^300 TB.", f"It is {'9' * 306} km long."])
def test_a_value_that_no_float_holds_in_si_units_has_none(text: str) -> None:
    (quantity,) = find_quantities(text, [(0, len(text))])
    assert quantity.low is not None
    assert quantity.dimension is not None
    assert (quantity.si_low, quantity.si_high, quantity.si_unit) == (None, None, None)


@pytest.mark.parametrize("name", [name for name in meanings() if name.count(" ") < name.count("/")])
def test_a_rate_means_the_same_however_it_is_written(name: str) -> None:
    thing, _, time = name.partition("/")
    text = f"It does 5 {thing}s per {time}."
    (quantity,) = find_quantities(text, [(0, len(text))])
    conversion = normal(meanings()[name] or "")
    assert quantity.unit == name
    assert conversion is not None
    assert (quantity.dimension, quantity.si_unit) == (conversion.dimension, conversion.unit)


@given(texts, st.integers(0, 80), st.integers(1, 20))
@settings(max_examples=200)
def test_nothing_begins_within_what_is_blocked(text: str, start: int, length: int) -> None:
    blocked = [(start, start + length)]
    for quantity in find_quantities(text, [(0, len(text))], blocked):
        assert not start <= quantity.start < start + length


@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=5))
def test_a_sentence_holds_the_same_alone_and_among_others(sentences: list[str]) -> None:
    spans: list[tuple[int, int]] = []
    for sentence in sentences:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(sentence)))
    together = find_quantities(" ".join(sentences), spans)
    for index, (sentence, (start, _)) in enumerate(zip(sentences, spans, strict=True)):
        here = [
            quantity._replace(
                sentence=0,
                start=quantity.start - start,
                end=quantity.end - start,
                expression_start=quantity.expression_start - start,
                expression_end=quantity.expression_end - start,
            )
            for quantity in together
            if quantity.sentence == index
        ]
        assert here == find_quantities(sentence, [(0, len(sentence))])


@given(texts)
@settings(max_examples=100)
def test_the_same_text_gives_the_same_twice(text: str) -> None:
    spans = [(0, len(text))]
    assert find_quantities(text, spans) == find_quantities(text, spans)


@pytest.mark.parametrize("text", ["", " ", "no numbers here", "\n\n"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert find_quantities(text, split(text)) == []


def test_the_seed_of_hashes_changes_nothing(root: Path) -> None:
    code = (
        "from extractors.quantities import find_quantities as f\n"
        f"t = {' '.join([*SENTENCES, *PIECES])!r}\n"
        "print(f(t, [(0, len(t))]))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(seen) == 1
    assert b"parameter" in seen.pop()
