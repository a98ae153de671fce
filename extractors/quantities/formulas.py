"""Numbers of general mathematics, which measure nothing: O(n^2), (1 + δ), κ > 1, $L_2$, a (2, 2)-approximation."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from extractors.quantities.mentions import Mention

_MATH = regex.compile(r"\$(?=[^\s$])[^$\n]{1,300}+\$|\\\((?:[^\\\n]|\\[^)\n]){1,300}+\\\)")
# Commands and text that may stand in the mathematics of a plain number: $10^5$, $87.2\%$, $5\,\mathrm{mm}$
_PLAIN_PARTS = regex.compile(
    r"\\(?:sim|approx|simeq|times|pm|mp|leq?|geq?|leqslant|geqslant|ll|gg|lt|gt|lesssim|gtrsim|cdot|mu|circ|degree|to|ldots|dots|percent)(?![A-Za-z])"
    r"|\\(?:text|math)[a-z]*\s*\{[^{}]*\}|(?<![A-Za-z\\])(?:x|[kKMBT]|[µmkcn]?m|ms|s|%|pp|GB|dB|Hz|kHz|MHz|GHz)(?![A-Za-z_^])"
)
_SYMBOL = regex.compile(r"\\?[A-Za-zΑ-Ωα-ωℓ]")
# Letters of statistics, whose values are measures: p < 0.05
_STATISTIC = regex.compile(r"(?r)(?<![A-Za-z\d])[pnPNrRFtTzk][ ]?[=<>≤≥][ ]?")
_SAMPLE_SIZE = regex.compile(r"(?r)[(;,][ ]?[nN][ ]?=[ ]?")  # (n = 3)
# An operator in front of a number, or behind it, and what it works on: κ >, δ =, 1 + δ, 1/ε
_OPERAND_BEFORE = regex.compile(
    r"(?r)(?<![A-Za-z])(?:[a-zA-Zα-ωΑ-Ω]|\\[a-z]{2,10}|[a-zA-Zα-ω][_^]\S{1,4}|\|)[ ]?[=<>≤≥≠+−*^-][ ]?"
)
_OPERAND_BEHIND = regex.compile(
    r"[ ]?[+−*<>≤≥^-][ ]?(?:[a-zA-Zα-ωΑ-Ω](?![A-Za-z])|\\[a-z]{2,10})"
    r"|[ ]?[-−+][ ]?\d?/[a-zA-Zα-ω]|/(?:[a-zA-Zα-ωε](?![A-Za-z])|\\[a-z]{2,10})"
)
# O( and the like, still open
_ORDER = regex.compile(
    r"(?r)(?:[OΘΩoÕ]|\\(?:tilde|mathcal|Theta|Omega)[^()]{0,6})[ ]?\([^()]{0,40}"
)
_LONE_LETTER = regex.compile(r"(?r)(?<![A-Za-z])[A-Zα-ω][ ]?")


def formulas(text: str) -> list[tuple[int, int]]:
    """The spans of `text` set as mathematics that holds symbols and not just a number, in order."""
    if "$" not in text and "\\(" not in text:
        return []
    return [
        match.span()
        for match in _MATH.finditer(text)
        if _SYMBOL.search(_PLAIN_PARTS.sub("", match[0]))
    ]


def is_inside(spans: list[tuple[int, int]], mention: Mention, offset: int) -> bool:
    """Whether a mention without a written unit, of a sentence at `offset`, stands in a formula."""
    if mention.unit and mention.unit_end > mention.end and mention.counted is None:
        return False
    place = mention.start + offset
    index = bisect_right(spans, place, key=itemgetter(0)) - 1
    return index >= 0 and spans[index][0] <= place < spans[index][1]


def holds_formula(text: str, first: int, last: int) -> bool:
    """Whether the bare number `text[first:last]` of a sentence is a part of a formula."""
    if _OPERAND_BEHIND.match(text, last) or _ORDER.match(text, 0, first):
        return True
    before = _OPERAND_BEFORE.match(text, 0, first)
    if before is not None:
        return not _is_value(text, first, last, before[0].rstrip()[-1])
    return text[first] in "-−" and _LONE_LETTER.match(text, 0, first) is not None


def is_operand(text: str, first: int) -> bool:
    """Whether a sum or product with a symbol ends in the number at `first`: n + 1 legs."""
    before = _OPERAND_BEFORE.match(text, 0, first)
    if before is None or before[0].rstrip()[-1] not in "+−*^≠-":
        return False
    return " " in before[0] or text[before.start() - 1 : before.start()].isdigit()  # n + 1, 3n+1


def _is_value(text: str, first: int, last: int, operator: str) -> bool:
    """p < 0.05 and n = 24 tell a statistic, α = 0.05 a setting; κ > 1 and n = 1, 2, ... are mathematics."""
    decimal = "." in text[first:last]
    if _STATISTIC.match(text, 0, first):
        return decimal or last - first > 1 or _SAMPLE_SIZE.match(text, 0, first) is not None
    return decimal and operator == "="
