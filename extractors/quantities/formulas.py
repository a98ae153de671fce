"""Numbers of general mathematics, which measure nothing: O(n^2), (1 + δ), κ > 1, $L_2$, a (2, 2)-approximation."""

from __future__ import annotations

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
# An operator in front of a number, and what it works on: κ >, δ =, 1 + δ; p and n are statistics, not symbols
_STATISTIC = regex.compile(r"(?r)(?<![A-Za-z\d])[pnPNrRFtTzk][ ]?[=<>≤≥][ ]?")
_SAMPLE_SIZE = regex.compile(r"(?r)[(;,][ ]?[nN][ ]?=[ ]?")  # (n = 3)
_OPERAND_BEFORE = regex.compile(
    r"(?r)(?<![A-Za-z\d])(?:[a-zA-Zα-ωΑ-Ω]|\\[a-z]{2,10}|[a-zA-Zα-ω][_^]\S{1,4}|\|)[ ]?[=<>≤≥+−*^-][ ]?"
)
_OPERAND_BEHIND = regex.compile(
    r"[ ]?[+−*<>≤≥^-][ ]?(?:[a-zA-Zα-ωΑ-Ω](?![A-Za-z])|\\[a-z]{2,10})"
    r"|[ ]?[-−+][ ]?\d?/[a-zA-Zα-ω]|/(?:[a-zA-Zα-ωε](?![A-Za-z])|\\[a-z]{2,10})"
)
_ORDER = regex.compile(
    r"(?r)(?:[OΘΩoÕ]|\\(?:tilde|mathcal|Theta|Omega)[^()]{0,6})[ ]?\([^()]{0,40}"
)
_LONE_LETTER = regex.compile(r"(?r)(?<![A-Za-z])[A-Zα-ω][ ]?")


def formulas(text: str) -> list[tuple[int, int]]:
    """The spans of `text` set as mathematics that holds symbols and not just a number."""
    if "$" not in text and "\\(" not in text:
        return []
    return [
        match.span()
        for match in _MATH.finditer(text)
        if _SYMBOL.search(_PLAIN_PARTS.sub("", match[0]))
    ]


def is_inside(spans: list[tuple[int, int]], mention: Mention, offset: int) -> bool:
    """Whether a mention without unit, of a sentence that begins at `offset`, stands in one of the formulas."""
    if mention.unit and mention.unit_end > mention.end and mention.counted is None:
        return False
    return any(start <= mention.start + offset < end for start, end in spans)


def holds_formula(text: str, first: int, last: int, start: int, end: int) -> bool:
    """Whether the bare number `text[first:last]` is a part of a formula within the sentence from `start` to `end`."""
    if (
        _OPERAND_BEFORE.match(text, start, first)
        and not _is_value(text, first, last, start)
        or _OPERAND_BEHIND.match(text, last, end)
        or _ORDER.match(text, start, first)
    ):
        return True
    return text[first] in "-−" and _LONE_LETTER.match(text, start, first) is not None


def is_operand(text: str, first: int, start: int) -> bool:
    """Whether a sum or product with a symbol ends in the number at `first`: n + 1 legs."""
    before = _OPERAND_BEFORE.match(text, start, first)
    return before is not None and before[0].rstrip()[-1] in "+−*^-" and " " in before[0]


def _is_value(text: str, first: int, last: int, start: int) -> bool:
    """p < 0.05 and n = 24 tell a statistic, α = 0.05 a setting; κ > 1 and n = 1, 2, ... are mathematics."""
    before = _OPERAND_BEFORE.match(text, start, first)
    if before is None:
        return False
    decimal = "." in text[first:last]
    if _STATISTIC.match(text, start, first):
        return decimal or last - first > 1 or _SAMPLE_SIZE.match(text, start, first) is not None
    return decimal and before[0].rstrip().endswith("=")
