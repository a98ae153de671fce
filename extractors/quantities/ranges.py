"""Ranges, which are one mention, against changes from one value to another, which are two.

1-70 billion   from 14 million to 2.8 billion parameters   between 3 and 5   1M~60M   300 Hz to 6 kHz
rose from 37% to 89%: a change
"""

from __future__ import annotations

import regex

from extractors.quantities import names
from extractors.quantities.dimensions import normal
from extractors.quantities.mentions import Mention

_DASH = regex.compile(
    r"[ ]?[-–~−][ ]?|[ ]?(?:--|–-)[ ]?|[ ]{0,8}+~[ ]{0,8}+"
)  # the last: 10$\sim$20
_TO = regex.compile(
    r"-?[ ]+(?:to|through|until|up[ ]to|and[ ]up[ ]to|all[ ]the[ ]way[ ](?:up[ ])?to)[ ]+"
    r"(?:about[ ]|around[ ]|over[ ]|nearly[ ]|~[ ]?)?\+?"
)
_LOST_TILDE = regex.compile(r"[ ]{1,4}+")  # 10 | 50%, which was 10~50%
_AND = regex.compile(r"[ ]+and[ ]+\+?")  # between -120 | and +| 105 deg
_JOINED = regex.compile(r"(?r)(?:,|\band) ")
_BETWEEN = regex.compile(r"(?r)\b(?i:between)[ ]+(?:about[ ]|around[ ]|approximately[ ])?")
_FROM = regex.compile(
    r"(?r)\b(?i:from)[ ]+(?:about[ ]|around[ ]|approximately[ ]|an?[ ]|the[ ]|only[ ]|just[ ]|~[ ]?|\$)?"
    r"(?:[a-z]++[ ]of[ ])?"
)
# Words that open a range and belong to its expression
_OPENING = regex.compile(
    r"(?ri)(?:\b(?:in[ ]the[ ])?(?:between|rang(?:e|es|ed|ing)[ ](?:from|of|between)|from)[ ]+)"
)
# Verbs and nouns of change, by their beginnings: a value goes from A to B
_CHANGES = regex.compile(
    r"\b(?:increas|improv|reduc|decreas|drop|rais|ris(?:es|e|ing)\b|rose\b|fall|fell\b|boost|lower|chang(?:es|ed)\b|cut(?:s|ting)?\b|declin|jump|degrad"
    r"|enhanc|elevat|shrink|shrank|bring|brought|went|advanc|climb|lift|slash|goes\b|mov(?:es|ed|ing)\b|compress|gain|surg|soar|doubl|tripl|halv|driven\b)"
)
# Verbs of extent and growth, by their beginnings: many values from A to B
_EXTENTS = regex.compile(
    r"\b(?:rang|var(?:y|ie|ying)|span|scal|grow|extend|differ|distribut|between|(?<!-)tun(?:ed|able)\b|adjust)"
)
_LAST_ITEM = 20
_FAR = 250  # characters before "from" in which such a verb is looked for
# Units that may stand for one another in a range: from 5% to 7 percentage points
_FAMILIES = ({"percent", "percentage point"}, {"times", "percent"})


def ranges(text: str, mentions: list[Mention]) -> list[Mention]:
    """Join the two ends of each range into its first mention; the ends of a change are marked as such."""
    result: list[Mention] = []
    for mention in mentions:
        left = result[-1] if result else None
        if left is not None and _are_ends(left, mention) and _is_range(text, left, mention):
            if _goes_on_change(text, result[:-1], left, mention):
                left.change = mention.change = True
                result.append(mention)
                continue
            _join(left, mention)
            left.dead = _is_pointer(text, left)
            opening = _OPENING.match(text, 0, left.start)
            if opening is not None:
                left.expression_start = opening.start()
            continue
        result.append(mention)
    return result


def _goes_on_change(text: str, before: list[Mention], left: Mention, right: Mention) -> bool:
    """Whether A to B goes on a change that was told before: from 9% to 12% on one set and | 5% to 7% on another."""
    measured = next((mention for mention in reversed(before) if mention.unit is not None), None)
    return (
        measured is not None
        and measured.change
        and measured.unit == right.unit
        and _TO.fullmatch(text, left.unit_end, right.start) is not None
        and _JOINED.match(text, 0, left.start) is not None
    )


def _is_pointer(text: str, mention: Mention) -> bool:
    """Whether a range only points to items of a list: (1-3); or names the two values of an indicator: 0-1."""
    if not mention.bare or not mention.integer or mention.high is None or mention.low is None:
        return False
    if mention.low == mention.high and "-" in text[mention.start : mention.end]:
        return True  # a 6-6 platform
    bracketed = text.startswith("(", mention.start - 1) and text.startswith(")", mention.end)
    if bracketed and names.says_how_many(text, mention.start - 1):
        return False
    return (bracketed and mention.high < _LAST_ITEM) or text[mention.start : mention.end] in {
        "0-1",
        "0–1",
    }


def _are_ends(left: Mention, right: Mention) -> bool:
    """Whether two numbers could be the ends of a range by themselves: single values whose units agree."""
    for end in (left, right):
        if (
            end.dead
            or end.in_name
            or end.bound != "exact"
            or end.low is None
            or end.low != end.high
        ):
            return False
    if left.unit is None or right.unit is None:
        return left.unit is None or right.counted is None
    return (
        left.unit == right.unit
        or {left.unit, right.unit} in _FAMILIES
        or _in_unit_of(left, right) is not None
    )


def _is_range(text: str, left: Mention, right: Mention) -> bool:
    gap, at = left.unit_end, right.start
    if (
        text.startswith("/", right.unit_end)
        and text[right.unit_end + 1 : right.unit_end + 2].isalpha()
    ):
        return False  # 1−1/n
    if _DASH.fullmatch(text, gap, at):
        return _dash_means_range(left, right, text[gap:at])
    if _TO.fullmatch(text, gap, at):
        source = _FROM.match(text, 0, left.start)
        if source is not None and _is_change(text, source.start()):
            left.change = right.change = True
            return False
        return source is not None or not _falls(left, right)
    if _LOST_TILDE.fullmatch(text, gap, at):
        rises = (left.low or 0.0) < (right.low or 0.0)
        return rises and right.unit == "percent" and (left.integer or left.unit == right.unit)
    return (
        _AND.fullmatch(text, gap, at) is not None
        and _BETWEEN.match(text, 0, left.start) is not None
    )


def _dash_means_range(left: Mention, right: Mention, gap: str) -> bool:
    if (
        left.words != right.words
        or (gap == " -" and not left.bare)
        or (gap in {" -", "- "} and left.words)
    ):
        return False
    scale = right.factor if left.factor == 1.0 else 1.0
    # A 90-10 split, a score of 3-1 and 2021-05 fall
    return (left.low or 0.0) * scale <= (right.low or 0.0) or left.unit is not None or "~" in gap


def _falls(left: Mention, right: Mention) -> bool:
    """Whether two plain whole numbers go down, as in a ratio of "3 to 1"."""
    whole = left.integer and right.integer and not left.words
    return whole and left.bare and right.bare and (left.low or 0.0) > (right.low or 0.0)


def _is_change(text: str, source: int) -> bool:
    """Whether the "from" at `source` tells the change of one value: the nearest verb before it decides."""
    before = text[max(0, source - _FAR) : source].lower()
    change = max((found.start() for found in _CHANGES.finditer(before)), default=-1)
    extent = max((found.start() for found in _EXTENTS.finditer(before)), default=-1)
    return extent < change


def _join(left: Mention, right: Mention) -> None:
    low, high = left.low or 0.0, right.low or 0.0
    converted = _in_unit_of(left, right)
    if converted is not None:
        high = converted
    else:
        if left.factor == 1.0 and right.factor != 1.0 and low < 1000 and low * right.factor <= high:
            low = float(f"{low * right.factor:.15g}")
        if right.unit is not None or right.counted is not None:
            left.unit, left.meaning, left.counted = right.unit, right.meaning, right.counted
        left.factor, left.letter = right.factor, right.letter
    left.low, left.high = min(low, high), max(low, high)
    left.bound = "range" if low != high else "exact"
    left.rule = "range"
    left.unit_start, left.unit_end, left.end = right.unit_start, right.unit_end, right.end
    left.integer = left.integer and right.integer
    left.hyphen = right.hyphen


def _in_unit_of(left: Mention, right: Mention) -> float | None:
    """The value of `right` in the unit of `left`, where both have a unit of one dimension: 300 Hz and 6 kHz."""
    if not left.meaning or not right.meaning or left.meaning == right.meaning or right.low is None:
        return None
    if ("hertz" in (left.unit or "")) != ("hertz" in (right.unit or "")):
        return None  # 4 Hz and up to 400 degrees a second
    one, other = normal(left.meaning), normal(right.meaning)
    if (
        one is None
        or other is None
        or one.dimension != other.dimension
        or one.offset
        or other.offset
    ):
        return None
    return float(f"{right.low * other.factor / one.factor:.12g}")
