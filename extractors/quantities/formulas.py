"""Numbers of general mathematics, which measure nothing: O(n^2), (1 + δ), κ > 1, $L_2$, a (2, 2)-approximation."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from extractors.quantities.mentions import Mention

_MATH = regex.compile(
    r"\$(?=[^\s$])[^$\n]{1,300}+\$(?!\d)|\\\((?:[^\\\n]|\\[^)\n]){1,300}+\\\)|\\\[(?:[^\\]|\\[^\]]){1,500}+\\\]"
)
# Commands and text that may stand in the mathematics of a plain number: $10^5$, $87.2\%$, $5\,\mathrm{mm}$
_PLAIN_PARTS = regex.compile(
    r"\\(?:sim|approx|simeq|times|pm|mp|leq?|geq?|leqslant|geqslant|ll|gg|lt|gt|lesssim|gtrsim|cdot|mu|circ|degree|to|ldots|dots|percent)(?![A-Za-z])"
    r"|\\(?:text|math)[a-z]*\s*\{[^{}]*\}"
    r"|(?<=[\d.}][ ]?|\\[,;! ])(?:x|[kKMBT]|[µmkcn]?m|ms|s|%|pp|GB|dB|Hz|kHz|MHz|GHz)(?![A-Za-z_^])"
)
# A setting, which is a measure: $\epsilon = 0.1$
_SETTING = regex.compile(
    r"\$\s?(?:\\[a-zA-Z]{1,12}|[A-Za-zα-ω])(?:_\{?\w{1,8}\}?)?\s?(?:=|\\approx)\s?\d{0,4}\.\d{1,8}\s?\$"
)
# What stands before a measure within a formula: $l = 5\,\mathrm{mm}$, but not $\frac{1}{2}T$
_BEFORE_MEASURE = regex.compile(
    r"(?r)(?:\$|\\\(|[=<>≤≥≈~±∼,(]"
    r"|\\(?:sim|simeq|approx|leq?|geq?|lt|gt|pm|times|to|(?:text|math)?bf|boldsymbol)\b)[\s{}\\]*+[-−+]?"
)
_SYMBOL = regex.compile(r"\\?[A-Za-zΑ-Ωα-ωℓ]")
# Letters of statistics, whose values are measures: p < 0.05
_STATISTIC = regex.compile(r"(?r)(?<![A-Za-z\d])[pnPNrRFtTzk][ ]{0,3}(?:[<>]=|[=<>≤≥])[ ]{0,3}")
_SAMPLE_SIZE = regex.compile(r"(?r)[(;,][ ]?[nN][ ]?=[ ]?")  # (n = 3)
# An operator in front of a number, or behind it, and what it works on: κ >, δ =, 1 + δ, 1/ε
_OPERAND_BEFORE = regex.compile(
    r"(?r)(?<![A-Za-z])(?:[a-zA-Zα-ωΑ-Ω]|\\[a-z]{2,10}|[a-zA-Zα-ω][_^]\S{1,4}|\|)"
    r"[ ]{0,3}(?:[<>]=|[=<>≤≥≠+−*^-])[ ]{0,3}"
)
_OPERAND_BEHIND = regex.compile(
    r"[ ]?[+−*<>≤≥^-][ ]?(?:[a-zA-Zα-ωΑ-Ω](?![A-Za-z])|\\[a-z]{2,10}|(?:var)?eps(?:ilon)?\b|delta\b)"
    r"|[ ]?[-−+][ ]?\d?/[a-zA-Zα-ω]|/(?:[a-zA-Zα-ωε](?![A-Za-z])|(?:sqrt|log|poly)\b|\\[a-z]{2,10})"
)
_SIZE = regex.compile(r"(?r)\d[KkMBT]-")  # 7B-70B models
_ARTICLE = regex.compile(r"[Aa][ ][-−+]$")  # a +2.5 gain
# O( and the like, still open
_ORDER = regex.compile(
    r"(?r)(?:[OΘΩoÕ]|\\(?:tilde|mathcal|Theta|Omega)[^()]{0,6})[ ]?\([^()]{0,40}+"
)
_IN_SET = regex.compile(r"(?r)(?:∈|\\in(?![a-z]))[ ]{0,2}[\[({][^\[\](){}]{0,20}+")  # p ∈ [1, | 2]
_LONE_LETTER = regex.compile(r"(?r)(?<![A-Za-z])[A-Zα-ω][ ]?")


def formulas(text: str) -> list[tuple[int, int]]:
    """The spans of `text` set as mathematics that holds symbols and not just a number, in order."""
    if "$" not in text and "\\(" not in text and "\\[" not in text:
        return []
    return [
        match.span()
        for match in _MATH.finditer(text)
        if _SYMBOL.search(_PLAIN_PARTS.sub("", match[0])) and not _SETTING.fullmatch(match[0])
    ]


def is_inside(text: str, spans: list[tuple[int, int]], mention: Mention, offset: int) -> bool:
    """Whether a mention of a sentence at `offset` of `text` is a part of a formula, one of `spans`.

    A number with a written unit is one only where it is not the formula's whole side: $l = 5$ mm is a measure.
    """
    place = mention.start + offset
    index = bisect_right(spans, place, key=itemgetter(0)) - 1
    if index < 0 or not spans[index][0] <= place < spans[index][1]:
        return False
    written = mention.unit and mention.unit_end > mention.end and mention.counted is None
    return not written or (
        mention.unit != "percent" and _BEFORE_MEASURE.match(text, spans[index][0], place) is None
    )


def holds_formula(text: str, first: int, last: int) -> bool:
    """Whether the bare number `text[first:last]` of a sentence is a part of a formula."""
    if (
        _OPERAND_BEHIND.match(text, last)
        or ("(" in text and _ORDER.match(text, 0, first))
        or (("∈" in text or "\\in" in text) and _IN_SET.match(text, 0, first))
    ):
        return True
    before = _OPERAND_BEFORE.match(text, 0, first)
    if before is not None and not _ARTICLE.match(before[0]):
        return not _is_value(text, first, last, before[0].rstrip())
    return text[first] in "-−" and _LONE_LETTER.match(text, 0, first) is not None


def is_operand(text: str, first: int) -> bool:
    """Whether a sum or product with a symbol ends in the number at `first`: n + 1 legs."""
    before = _OPERAND_BEFORE.match(text, 0, first)
    if before is None or before[0].rstrip()[-1] not in "+−*^≠-" or _SIZE.match(text, 0, first):
        return False
    return " " in before[0] or text[before.start() - 1 : before.start()].isdigit()  # n + 1, 3n+1


def _is_value(text: str, first: int, last: int, before: str) -> bool:
    """p < 0.05 and n = 24 tell a statistic, α = 0.05 a setting; κ > 1 and n = 1, 2, ... are mathematics."""
    decimal = "." in text[first:last]
    if _STATISTIC.match(text, 0, first):
        return decimal or last - first > 1 or _SAMPLE_SIZE.match(text, 0, first) is not None
    return decimal and before.endswith("=") and not before.endswith((">=", "<="))
