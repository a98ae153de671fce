"""A mention: a numeral and what it measures, as it grows from step to step."""

from __future__ import annotations

from extractors.quantities.nouns import Counted
from extractors.quantities.numeral import Numeral
from extractors.quantities.units import Measure

BLOCKED = "\ufffc"
"""Unicode's sign for an object in a text: stands for a character of an address."""


class Mention:
    """One number and what it measures; ranges and spreads join two into one.

    `low` and `high` are in `unit`, whose meaning to Pint is `meaning`; `unit` is None as long as nothing is decided,
    `counted` the noun it may count. `start` to `end` is the number (with its currency), `unit_start` to `unit_end` the
    unit. A mention that turns out to measure nothing is `dead`; it stays in its place among its neighbours.
    """

    __slots__ = (
        "approximate", "bound", "change", "continues", "counted", "dead", "end", "expression_end", "expression_start",
        "factor", "formula", "high", "hyphen", "in_name", "integer", "letter", "listed", "low", "meaning", "numeral",
        "rule", "shared", "start", "unit", "unit_end", "unit_from", "unit_start", "words",
    )  # fmt: skip

    def __init__(self, numeral: Numeral) -> None:
        self.numeral = numeral
        self.start = self.expression_start = numeral.start
        self.end = self.unit_start = self.unit_end = self.expression_end = numeral.end
        self.low: float | None = numeral.value
        self.high: float | None = None if numeral.open_above else numeral.value
        self.bound = "at_least" if numeral.open_above else "exact"
        self.factor = numeral.multiplier
        self.letter = numeral.letter
        self.words = numeral.words
        self.integer = numeral.integer
        self.unit: str | None = None
        self.meaning: str | None = None
        self.counted: Counted | None = None
        self.unit_from: Mention | None = None  # the mention of a list that lends its unit
        self.shared = False
        self.approximate = False
        self.in_name = False
        self.hyphen = False
        self.change = False
        self.continues = False  # a "one" that counts what the number before it counts
        self.formula = False
        self.listed = False  # it died as one of several labels or years
        self.dead = False
        self.rule = "words" if numeral.words else "digits"

    def __repr__(self) -> str:
        state = " dead" if self.dead else ""
        return f"Mention({self.start}-{self.unit_end} {self.low} {self.high} {self.unit!r}{state})"

    @property
    def bare(self) -> bool:
        """Whether neither a unit nor a counted noun has been found for it."""
        return self.unit is None and self.counted is None

    def take(self, measure: Measure) -> None:
        """Give it a unit that stands right behind it."""
        self.unit, self.meaning, self.unit_end = measure.name, measure.meaning, measure.end
