"""Numbers that belong together: ranges, spreads, ratios, dimensions, lists with a shared unit or multiplier.

1-70 billion   from 14 million to 2.8 billion parameters   between 3 and 5   1M~60M        one mention each
5.2 ± 0.3                                                                                  one mention, 4.9 to 5.5
22 Billion, 175 Billion, and 1 Trillion parameters   256 x 256 pixels                      one mention a number
rose from 37% to 89%                                                                       two: a change, not a range
"""

from __future__ import annotations

import regex

from extractors.lexicon.loading import words
from extractors.quantities.dimensions import normal
from extractors.quantities.mentions import Mention
from extractors.quantities.names import is_clock

_SPREAD = regex.compile(r"[ ]*+\(?[ ]*+(?:±|\+/[-−–]|\+-)[ ]*+")
_DASH = regex.compile(r"[ ]?[-–~−][ ]?|[ ]?(?:--|–-)[ ]?")
_TO = regex.compile(
    r"[ ]+(?:to|through|until|up[ ]to|and[ ]up[ ]to|all[ ]the[ ]way[ ](?:up[ ])?to)[ ]+"
    r"(?:about[ ]|around[ ]|over[ ]|nearly[ ])?"
)
_AND = regex.compile(r"[ ]+and[ ]+")
_BETWEEN = regex.compile(r"(?r)\bbetween[ ]+(?:about[ ]|around[ ]|approximately[ ])?")
_FROM = regex.compile(
    r"(?r)\bfrom[ ]+(?:about[ ]|around[ ]|approximately[ ]|an?[ ]|the[ ]|only[ ]|just[ ]|~[ ]?|\$)?(?:[a-z]++[ ]of[ ])?"
)
# Words that open a range
_OPENING = regex.compile(
    r"(?r)(?:\b(?:in[ ]the[ ])?(?:between|rang(?:e|es|ed|ing)[ ](?:from|of|between)|from)[ ]+)"
)
_TIMES = regex.compile(r"[ ]?[x×X*][ ]?|[ ]by[ ]|-by-")
# four of the eleven tasks, 99 out of 100 presentations
_OF = regex.compile(r"[ ](?:out[ ])?of[ ](?:the[ ]|all[ ]|these[ ]|our[ ])?")
_IMAGES = words("nouns.txt", "images")
_RATIO = regex.compile(r"[ ]?:[ ]?")
_LIST = regex.compile(
    r"""
      -?[ ]*+,[ ]*+(?:(?:and|or|&|then|and[ ]then|and[ ]subsequently[ ]to|to)[ ]+)?
      (?:\b(?:to|over|about|around|nearly|up[ ]to|even|the|a)[ ]+)*+
    | -?[ ]*+(?:\band\b|\bor\b|&|/|\bvs\.?(?=[ ])|\bversus\b|;|\band/or\b|\bplus\b)[ ]*+
      (?:\b(?:to|even|the|a|up[ ]to|about|around|nearly|over)[ ]+)*+
    """,
    regex.VERBOSE,
)
# Verbs and nouns of change: a value goes from A to B
_CHANGES = regex.compile(
    r"\b(?:increas|improv|reduc|decreas|drop|rais|ris(?:es|e|ing)\b|rose\b|fall|fell\b|boost|lower|cut(?:s|ting)?\b|declin|jump|degrad"
    r"|enhanc|elevat|shrink|shrank|bring|brought|went|going|goes|advanc|climb|lift|slash|mov(?:es|ed|ing)\b|compress|gain|surg|soar)",
)
_SPANS = regex.compile(
    r"\b(?:rang|var(?:y|ie|ying)|span|scal|grow|extend|differ|distribut|between)"
)


def joined(text: str, mentions: list[Mention], start: int) -> list[Mention]:
    """Join the mentions of one sentence, in order; those that went into another are left out."""
    result = mentions
    for step in (_ratios, _spreads, _ranges):
        result = step(text, result, start)
    _share(text, result)
    return result


def _gap(text: str, left: Mention, right: Mention) -> str:
    return text[left.unit_end : right.start]


def _ratios(text: str, mentions: list[Mention], start: int) -> list[Mention]:
    """3:1 and 1:10 are one number each."""
    if ":" not in text:
        return mentions
    result: list[Mention] = []
    for mention in mentions:
        left = result[-1] if result else None
        if (
            left is not None
            and not left.words
            and left.unit is None
            and left.counted is None
            and left.integer
            and mention.integer
            and _RATIO.fullmatch(text, left.end, mention.numeral.start)
            and not text.startswith(":", mention.end)
            and left.low is not None
            and mention.numeral.value > 0
            and not (
                len(mention.numeral.digits) == 2
                and mention.numeral.value < 60
                and left.low < 24
                and text[left.end] == ":"
                and mention.numeral.digits[0] in "0345"
            )
        ):
            left.low = left.high = left.low / mention.numeral.value
            left.end = left.unit_end = left.unit_start = mention.end
            left.unit, left.meaning, left.rule, left.integer, left.dead = (
                "",
                None,
                "ratio",
                False,
                False,
            )
            continue
        if mention.integer and is_clock(text, mention.numeral.start, mention.end):
            mention.dead = True
        result.append(mention)
    return result


def _spreads(text: str, mentions: list[Mention], start: int) -> list[Mention]:
    """5.2 ± 0.3: value and spread; "±5%" alone is a spread around nothing."""
    if "±" not in text and "+/" not in text and "+-" not in text:
        return mentions
    result: list[Mention] = []
    for mention in mentions:
        left = result[-1] if result else None
        if (
            left is not None
            and not left.dead
            and left.low is not None
            and left.low == left.high
            and _SPREAD.fullmatch(text, left.unit_end, mention.start)
        ):
            if mention.dead or mention.high is None:
                result.append(mention)
                continue
            bracketed = "(" in _gap(text, left, mention)
            spread = abs(mention.high)
            if left.factor == 1.0 and mention.factor != 1.0:
                left.low = left.low * mention.factor
            left.high, left.low = round(left.low + spread, 12), round(left.low - spread, 12)
            left.bound, left.rule = "plus_minus", "plus_minus"
            left.end = mention.end
            if left.unit is None and left.counted is None:
                left.unit, left.meaning, left.counted = (
                    mention.unit,
                    mention.meaning,
                    mention.counted,
                )
            left.unit_start, left.unit_end = mention.unit_start, mention.unit_end
            if bracketed and text.startswith(")", left.unit_end):
                left.end = max(left.end, left.unit_end)
                left.unit_end += 1
            continue
        sign = text.rfind("±", max(0, mention.start - 2), mention.start)
        if (
            sign >= 0
            and not text[sign + 1 : mention.start].strip()
            and not mention.dead
            and mention.high is not None
        ):
            mention.low, mention.bound, mention.rule = -mention.high, "plus_minus", "plus_minus"
            mention.start = mention.expression_start = sign
        result.append(mention)
    return result


def _ranges(text: str, mentions: list[Mention], start: int) -> list[Mention]:
    result: list[Mention] = []
    for mention in mentions:
        left = result[-1] if result else None
        if left is not None and _is_range(text, left, mention, start):
            _make_range(left, mention)
            opening = _OPENING.match(text, start, left.start)
            if opening is not None and opening.end() > opening.start():
                left.expression_start = opening.start()
            continue
        result.append(mention)
    return result


def _is_range(text: str, left: Mention, right: Mention, start: int) -> bool:
    if (
        left.dead
        or right.dead
        or left.bound != "exact"
        or right.bound != "exact"
        or left.in_name
        or right.in_name
    ):
        return False
    if left.low is None or right.low is None or left.low != left.high or right.low != right.high:
        return False
    if (
        left.unit is not None
        and right.unit is not None
        and left.unit != right.unit
        and not _same_family(left.unit, right.unit)
        and _in_unit_of(left, right) is None
    ):
        return False
    if left.unit is not None and right.unit is None and right.counted is not None:
        return False
    if (
        left.counted is not None
        and left.unit is None
        and (
            right.unit is not None
            or right.counted is None
            or right.counted.unit != left.counted.unit
        )
    ):
        gap_from = left.end
    else:
        gap_from = left.unit_end
    if gap_from != left.unit_end:
        return False
    at = right.start
    if (
        text.startswith("/", right.unit_end)
        and text[right.unit_end + 1 : right.unit_end + 2].isalpha()
    ):
        return False  # 1−1/n
    if _DASH.fullmatch(text, gap_from, at):
        return _dash_means_range(text, left, right)
    if _TO.fullmatch(text, gap_from, at):
        source = _FROM.match(text, start, left.start)
        if source is not None and _is_change(text, start, source.start(), left, right):
            left.change = right.change = True
            return False
        return not (
            source is None
            and left.unit is None
            and left.counted is None
            and not left.words
            and right.unit is None
            and right.counted is None
            and left.integer
            and right.integer
            and left.low > right.low
        )
    return (
        _AND.fullmatch(text, gap_from, at) is not None
        and _BETWEEN.match(text, start, left.start) is not None
    )


def _dash_means_range(text: str, left: Mention, right: Mention) -> bool:
    if left.words != right.words or left.low is None or right.low is None:
        return False
    gap = text[left.unit_end : right.start]
    if " " in gap and "-" in gap and gap != " - ":
        return False
    scaled = left.low * (right.factor if left.factor == 1.0 else 1.0)
    if scaled > right.low and left.unit is None and "~" not in gap:
        return False  # a 90-10 split, a score of 3-1, 2021-05
    return True


def _is_change(text: str, start: int, source: int, left: Mention, right: Mention) -> bool:
    """Whether "from A to B" tells a change of one value rather than a range."""
    before = text[max(start, source - 250) : source].lower()
    change = max((found.start() for found in _CHANGES.finditer(before)), default=-1)
    span = max((found.start() for found in _SPANS.finditer(before)), default=-1)
    return span < change


def _same_family(one: str, other: str) -> bool:
    return {one, other} in ({"percent", "percentage point"}, {"times", "percent"})


def _make_range(left: Mention, right: Mention) -> None:
    low, high = left.low or 0.0, right.low or 0.0
    converted = _in_unit_of(left, right)
    if converted is not None:
        left.low, left.high = min(low, converted), max(low, converted)
        left.unit_end = left.end = right.unit_end
        left.unit_start = right.unit_start
        left.bound, left.rule = "range", "range"
        return
    if left.factor == 1.0 and right.factor != 1.0 and (left.letter == "") and low < 1000:
        low = float(f"{low * right.factor:.15g}")
    if left.unit is not None and right.unit is not None and left.unit != right.unit:
        left.unit, left.meaning = right.unit, right.meaning
    elif right.unit is not None or right.counted is not None:
        left.unit, left.meaning, left.counted = right.unit, right.meaning, right.counted
    if left.start > right.start:
        return
    left.unit_start, left.unit_end, left.end = right.unit_start, right.unit_end, right.end
    left.low, left.high = min(low, high), max(low, high)
    left.bound = "range" if left.low != left.high else "exact"
    left.factor = right.factor
    left.letter = right.letter
    left.integer = left.integer and right.integer
    left.hyphen = right.hyphen
    left.rule = "range"


def _in_unit_of(left: Mention, right: Mention) -> float | None:
    """The value of `right` in the unit of `left`, where both have a unit of one dimension: 300 Hz and 6 kHz."""
    if not left.meaning or not right.meaning or left.meaning == right.meaning or right.low is None:
        return None
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


def _share(text: str, mentions: list[Mention]) -> None:
    """Give the numbers of a list the unit, and the multiplier, of its last one: 7 and 13 billion parameters."""
    for index in range(len(mentions) - 1, 0, -1):
        left, right = mentions[index - 1], mentions[index]
        if left.in_name or right.in_name or not _in_one_list(text, left, right):
            continue
        if left.unit is not None or left.counted is not None or right.dead or left.dead:
            continue
        if (
            right.hyphen
            and text[left.end : left.end + 1] != "-"
            and not _TIMES.fullmatch(text, left.unit_end, right.start)
        ):
            continue
        if (
            left.letter in {"B", "T"}
            and right.unit is not None
            and right.unit not in {"parameter", "token"}
        ):
            continue
        if right.unit is None and right.counted is None:
            _share_multiplier(left, right)
            continue
        if (
            right.counted is not None
            and right.unit is None
            and not right.shared
            and not _both_count(left, right)
        ):
            continue
        left.unit, left.meaning, left.shared, left.unit_from = (
            right.unit,
            right.meaning,
            True,
            right,
        )
        left.counted = right.counted
        if _TIMES.fullmatch(text, left.unit_end, right.start):
            _size_an_image(left, right)
        _share_multiplier(left, right)


def _size_an_image(left: Mention, right: Mention) -> None:
    """The numbers of 1280 x 720 frames count pixels, not frames."""
    for side in (left, right):
        if side.counted is not None and side.unit is None and side.counted.unit in _IMAGES:
            side.unit, side.meaning, side.counted = "pixel", "pixel", None
            side.rule = "dimensions"


def _share_multiplier(left: Mention, right: Mention) -> None:
    if (
        left.factor == 1.0
        and right.factor > 1.0
        and left.low is not None
        and left.low < 1000
        and left.low == left.high
    ):
        if right.words and not left.words:
            return
        left.low = left.high = float(f"{left.low * right.factor:.15g}")
        left.factor, left.letter = right.factor, right.letter


def _in_one_list(text: str, left: Mention, right: Mention) -> bool:
    return (
        _LIST.fullmatch(text, left.unit_end, right.start) is not None
        or _TIMES.fullmatch(text, left.unit_end, right.start) is not None
        or (left.change and right.change)
        or (
            _OF.fullmatch(text, left.unit_end, right.start) is not None
            and right.counted is not None
        )
    )


def _both_count(left: Mention, right: Mention) -> bool:
    """Whether two numbers may count the same noun: both whole, or both with a multiplier."""
    return (
        (left.integer or left.words or left.factor != 1.0)
        and (right.integer or right.words or right.factor != 1.0)
        or left.integer == right.integer
    )


def follows_in_list(text: str, left: Mention, right: Mention) -> bool:
    """Whether `right` stands right behind `left` in a coordination, so that a bound before `left` holds for it too."""
    return _LIST.fullmatch(text, left.unit_end, right.start) is not None
