"""A numeral: a number as it stands in a text, whether in digits or in words."""

from __future__ import annotations

import regex

from extractors.lexicon.loading import values

PLURALS = {word: float(value) for word, value in values("numbers.txt", "plurals").items()}
SHORT = {word: float(value) for word, value in values("numbers.txt", "short multipliers").items()}
MULTIPLIERS = (
    {word: float(value) for word, value in values("numbers.txt", "multipliers").items()}
    | SHORT
    | {word: value for word, value in PLURALS.items() if value >= 1e3}  # 2.9 billions
)
# A word that multiplies, whose pattern needs the list `multipliers`
MULTIPLIER_WORD = r"(?i:\L<multipliers>)(?![A-Za-z])"
_WORD = regex.compile(r"[a-z]+")


class Numeral:
    """A number as it stands in a text: `text[start:end]` is worth `value`.

    `open_above` tells an unknown number of them (thousands of); `letter` is the multiplier letter glued to digits,
    whose value is in `value` already; `multiplier` is the whole factor that words or a letter contribute.
    """

    __slots__ = (
        "digits",
        "end",
        "integer",
        "letter",
        "multiplier",
        "open_above",
        "start",
        "value",
        "words",
    )

    def __init__(
        self,
        start: int,
        end: int,
        value: float,
        *,
        digits: str = "",
        letter: str = "",
        multiplier: float = 1.0,
        words: bool = False,
        open_above: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.digits = digits
        self.letter = letter
        self.multiplier = multiplier
        self.words = words
        self.open_above = open_above
        self.integer = digits.isdigit()

    def __repr__(self) -> str:
        return f"Numeral({self.start}, {self.end}, {self.value:g}{', ' + self.letter if self.letter else ''})"


def product(phrase: str, table: dict[str, float]) -> float:
    """The product of all words of a phrase that `table` knows: "hundred million" -> 1e8."""
    value = 1.0
    for word in _WORD.findall(phrase.lower()):
        value *= table.get(word, 1.0)
    return value
