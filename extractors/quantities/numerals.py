"""Numerals: where a number stands in a text and what it is worth.

In digits (16,028  0.5  −3  4.2M  1.4 million  1.2×10^-3  1e-4  1/3  ½) and in words (twelve, one hundred and twenty
billion, half a million, two thirds), with the multiplier that belongs to them. What the number measures is not decided
here, nor whether it measures anything: a year and a page number are numerals too.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from extractors.quantities.digits import in_digits
from extractors.quantities.numeral import Numeral
from extractors.quantities.spelled import in_words


def numerals(text: str, word_starts: Sequence[int]) -> list[Numeral]:
    """Find the numerals of a sentence, in order and without overlap.

    `text` is a view of the sentence (see extractors.view), `word_starts` are the places in it where words for numbers
    begin (see candidates). What is too large or too small for a floating-point number is left out.
    """
    found = list(in_digits(text))
    if word_starts:
        found = sorted(
            [*found, *in_words(text, word_starts, found)], key=lambda numeral: numeral.start
        )
    return [numeral for numeral in found if isfinite(numeral.value)]
