"""Two numbers that state one: ratios (3:1) and a value with its spread (5.2 ± 0.3)."""

from __future__ import annotations

import regex

from extractors.quantities.mentions import Mention
from extractors.quantities.names import is_clock, is_code
from extractors.quantities.units import unit_at

_RATIO = regex.compile(r"[ ]?:[ ]?")
_SPREAD = regex.compile(r"[ ]*+\(?[ ]*+(?:±|\+/[-−–]|\+-)[ ]*+")


def ratios(text: str, mentions: list[Mention]) -> list[Mention]:
    """Join the numbers of ratios: 3:1 is worth 3, 1:10 a tenth. What is part of a time of day measures nothing."""
    if ":" not in text:
        return mentions
    result: list[Mention] = []
    for mention in mentions:
        left = result[-1] if result else None
        if left is not None and _is_ratio(text, left, mention):
            left.low = left.high = (left.low or 0.0) / mention.numeral.value
            left.end = left.unit_end = left.unit_start = mention.end
            left.unit, left.meaning, left.rule = "", None, "ratio"
            left.integer = left.dead = False
            continue
        if mention.integer and is_clock(text, mention.numeral.start, mention.end):
            mention.dead = True
        result.append(mention)
    return result


def _is_ratio(text: str, left: Mention, right: Mention) -> bool:
    if left.words or not left.bare or not left.integer or not right.integer:
        return False
    if not _RATIO.fullmatch(text, left.end, right.numeral.start) or text.startswith(":", right.end):
        return False
    if is_code(text, left.numeral.start, left.end):
        return False
    value, digits = right.numeral.value, right.numeral.digits
    time_of_day = (
        len(digits) == 2 and value < 60 and digits[0] in "0345" and left.numeral.value < 24
    )
    return value > 0 and not (time_of_day and text[left.end] == ":")


def spreads(text: str, mentions: list[Mention]) -> list[Mention]:
    """Join values with their spreads; a spread alone, ±5%, goes from -5 to 5."""
    if "±" not in text and "+/" not in text and "+-" not in text:
        return mentions
    result: list[Mention] = []
    for mention in mentions:
        left = result[-1] if result else None
        if left is not None and _has_spread(text, left, mention):
            _spread(text, left, mention)
            continue
        sign = text.rfind("±", max(0, mention.start - 2), mention.start)
        if (
            sign >= 0
            and not text[sign + 1 : mention.start].strip()
            and not mention.dead
            and mention.high is not None
        ):
            mention.high = abs(mention.high)
            mention.low, mention.bound, mention.rule = -mention.high, "plus_minus", "plus_minus"
            mention.start = mention.expression_start = sign
        result.append(mention)
    return result


def _has_spread(text: str, value: Mention, spread: Mention) -> bool:
    if (
        value.dead
        or spread.dead
        or value.low is None
        or value.low != value.high
        or spread.high is None
    ):
        return False
    if spread.unit is not None and (value.counted or value.unit not in {None, spread.unit}):
        return False  # an arm of 2 DoF (±90°)
    return _SPREAD.fullmatch(text, value.unit_end, spread.start) is not None


def _spread(text: str, value: Mention, spread: Mention) -> None:
    middle, width = value.low or 0.0, abs(spread.high or 0.0)
    bracketed = "(" in text[value.unit_end : spread.start]
    if value.factor == 1.0 and spread.factor != 1.0:
        middle *= spread.factor
    value.low, value.high = round(middle - width, 12), round(middle + width, 12)
    value.bound = value.rule = "plus_minus"
    value.end = spread.end
    if value.unit is None and value.counted is None:
        value.unit, value.meaning, value.counted = spread.unit, spread.meaning, spread.counted
    value.unit_start, value.unit_end = spread.unit_start, spread.unit_end
    if bracketed and text.startswith(")", value.unit_end):
        value.end = max(value.end, value.unit_end)
        value.unit_end += 1
        measure = unit_at(text, value.unit_end) if value.bare else None
        if measure is not None:  # 5.2 (± 0.3) s
            value.unit_start = measure.end - len(text[value.unit_end : measure.end].lstrip(" -"))
            value.take(measure)
