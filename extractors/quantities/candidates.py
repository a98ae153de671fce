"""The sentences that can hold a quantity, by a cheap look at the whole text: most can not, and are left alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import regex

from extractors.quantities.spelled import NUMBER_WORDS

_DIGITS = regex.compile(r"[\d½⅓⅔¼¾⅕⅛⅜⅝⅞][\d.,]*+")
_SIGNS = "-(),.:;/\"'“”‘’–—[]{}*\\~$+&|<>=_\n\t\r\u00a0\u2009"


class Candidate(NamedTuple):
    """A sentence that may hold a quantity: its index and span, and where words for numbers stand in it."""

    sentence: int
    start: int
    end: int
    words: list[int]  # offsets from `start`


def candidates(text: str, spans: Sequence[tuple[int, int]]) -> list[Candidate]:
    """Find the sentences (of `spans`, in order) with a digit or a word for a number in them."""
    places = _number_words(text)
    digits = [match.start() for match in _DIGITS.finditer(text)]
    if not places and not digits:
        return []
    starts = [start for start, _ in spans]
    words: dict[int, list[int]] = {}
    for place in digits:
        words.setdefault(bisect_right(starts, place) - 1, [])
    for place in places:
        index = bisect_right(starts, place) - 1
        words.setdefault(index, []).append(place)
    return [
        Candidate(index, *spans[index], [place - spans[index][0] for place in words[index]])
        for index in sorted(words)
        if index >= 0
    ]


def _number_words(text: str) -> list[int]:
    """Where words for numbers begin, in order."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(
            low if len(low := character.lower()) == 1 else character for character in text
        )
    plain = lowered
    for sign in _SIGNS:
        if sign in plain:
            plain = plain.replace(sign, " ")
    found = NUMBER_WORDS.intersection(plain.split())
    places: list[int] = []
    for word in found:
        place = plain.find(word)
        while place >= 0:
            last = place + len(word)
            if (place == 0 or not plain[place - 1].isalnum()) and not plain[
                last : last + 1
            ].isalnum():
                places.append(place)
            place = plain.find(word, last)
    places.sort()
    return places
