"""Numbers of a list, which share the unit and the multiplier of the last one.

22 Billion, 175 Billion, and 1 Trillion parameters   7 and 13 billion   256 x 256 pixels   16 out of 18 datasets
"""

from __future__ import annotations

import regex

from extractors.lexicon.loading import words
from extractors.quantities import names
from extractors.quantities.mentions import Mention
from extractors.quantities.nouns import Counted, ends_phrase
from extractors.quantities.plurals import singular

_LIST = regex.compile(
    r"""
      -?[ ]*+,[ ]*+(?:(?:and|or|&|then|and[ ]then|and[ ]subsequently[ ]to|to)[ ]+)?            # , and
      (?:\b(?:to|over|about|around|nearly|up[ ]to|even|the|a)[ ]+)*+
    | -?[ ]*+(?:\band\b|\bor\b|&|/|\bvs\.?(?=[ ])|\bversus\b|;|\band/or\b|\bplus\b)[ ]*+        # 4- and 8-bit
      (?:\b(?:to|even|the|a|up[ ]to|about|around|nearly|over)[ ]+)*+\+?
    """,
    regex.VERBOSE,
)
# Two counts of one noun, each with its kind: 20 | healthy and | 15 diabetic adults, 9 | cluttered indoor and | 8 ...
_KIND_BETWEEN = regex.compile(
    r"(?:[ ](?!(?:and|or|plus)[ ])(?P<kind>[A-Za-z][A-Za-z-]++)){1,3}+(?:[ ]\([a-z-]{1,20}\))?"
    r"(?:,[ ](?:and[ ]|or[ ])?|[ ](?:and|or|plus)[ ])"
)
_TIMES = regex.compile(r"[ ]{0,8}+[x×X*][ ]{0,12}+|[ ]by[ ]|-by-|[ ]times[ ]")  # 256 x 256
_OF = regex.compile(
    r"[ ](?:out[ ])?of[ ](?:the[ ]|all[ ]|these[ ]|our[ ])?"
)  # four of the eleven tasks
_INTERVAL = regex.compile(r"[ ](?:CI\b|confidence)")
_IMAGES = words("nouns.txt", "images")
_SIZES = frozenset({"parameter", "token"})  # what numbers in B and T count
_FAR_APART = 20  # times: "7 and 13 billion" share, "10 and 1M" do not
_VERSIONS = 20  # whole numbers below that stand behind names are versions
_SMALL = 1000  # a number below, without a multiplier of its own, takes that of the list


def share(text: str, mentions: list[Mention]) -> None:
    """Give the numbers of each list the unit and the multiplier of its last one."""
    for left, right in zip(mentions[-2::-1], mentions[:0:-1], strict=True):
        if right.letter == "B" and left.integer and left.bare and are_dimensions(text, left, right):
            left.counted = Counted(left.end, "expert", plural=False, first="")  # 8x7B
            continue
        if not _may_borrow(text, left, right):
            continue
        if are_dimensions(text, left, right):
            left.rule = right.rule = "dimensions"
            if right.counted is not None and not _counts_side(right.counted):
                right.counted = None
        if right.bare:
            _share_multiplier(left, right)
        elif right.unit is not None or _both_count(left, right):
            left.unit, left.meaning, left.counted = right.unit, right.meaning, right.counted
            left.shared, left.unit_from = True, right
            if are_dimensions(text, left, right):
                _size_an_image(left, right)
            _share_multiplier(left, right)


def follows_in_list(text: str, left: Mention, right: Mention) -> bool:
    """Whether `right` stands right behind `left` in a coordination, so that a bound before `left` holds for it too."""
    return _LIST.fullmatch(text, left.unit_end, right.start) is not None


def _may_borrow(text: str, left: Mention, right: Mention) -> bool:
    if left.dead or right.dead or left.in_name or right.in_name or not left.bare:
        return False
    dimensions = are_dimensions(text, left, right)
    if right.hyphen and not dimensions and text[left.end : left.end + 1] not in {"-", "/"}:
        return False  # batch size 1 and 1.4-fold
    if left.integer and left.numeral.value < _VERSIONS and names.is_named(text, left.start):
        return False  # iPhone 8 and 125 FPS
    if left.integer and left.numeral.value < _VERSIONS and names.is_single_label(text, left.start):
        return False  # for subject 1, and the 6 minute walk
    if left.words and left.numeral.value == 1.0 and right.unit in {"percent", "times"}:
        return False  # 14% in one and 4% in the other
    if _INTERVAL.match(text, right.unit_end):
        return False  # odds ratio 2.30, 95% CI
    if right.counted is not None and not right.counted.first:
        return False  # 8x7B and | 8x22B
    if (
        left.letter
        and right.unit is not None
        and right.unit not in _SIZES
        and (left.letter in {"B", "T"} or not right.letter)
    ):
        return False  # a 7B and 1.5 hours, 0.2M, 90% fewer
    return (
        dimensions
        or _counts_kinds(text, left, right)
        or follows_in_list(text, left, right)
        or (left.change and right.change)
        or (
            right.counted is not None
            and not (left.words and left.numeral.value < 2)
            and _OF.fullmatch(text, left.unit_end, right.start) is not None
        )
    )


def _counts_kinds(text: str, left: Mention, right: Mention) -> bool:
    """Whether two whole numbers count things of two kinds: 20 healthy and 15 diabetic adults."""
    counted = right.counted
    if counted is None or not counted.plural or not _is_whole(left):
        return False
    if singular(counted.first) is not None:
        return False  # 90 accuracy and 3 models
    between = _KIND_BETWEEN.fullmatch(text, left.unit_end, right.start)
    return (
        between is not None
        and not any(map(ends_phrase, between.captures("kind")))
        and not names.names_score(between["kind"].lower())
    )


def are_dimensions(text: str, left: Mention, right: Mention) -> bool:
    """Whether a sign of times joins two numbers: 256 x 256."""
    return _TIMES.fullmatch(text, left.unit_end, right.start) is not None


def _counts_side(counted: Counted) -> bool:
    """Whether the noun behind dimensions is what they are counted in: 3 x 3 cells, but 128 x 128 dataset solvers."""
    return counted.unit in _IMAGES or singular(counted.first) is not None


def _size_an_image(left: Mention, right: Mention) -> None:
    """The numbers of 1280 x 720 frames count pixels, not frames."""
    for side in (left, right):
        if side.counted is not None and side.unit is None and side.counted.unit in _IMAGES:
            side.unit, side.meaning, side.counted = "pixel", "pixel", None


def _share_multiplier(left: Mention, right: Mention) -> None:
    if (
        left.factor != 1.0
        or right.factor <= 1.0
        or left.low is None
        or left.low != left.high
        or left.low >= _SMALL
    ):
        return
    mantissa = right.numeral.value / right.numeral.multiplier
    if (right.words and not left.words) or left.low > mantissa * _FAR_APART:
        return
    left.low = left.high = float(f"{left.low * right.factor:.15g}")
    left.factor, left.letter = right.factor, right.letter


def _both_count(left: Mention, right: Mention) -> bool:
    """Whether two numbers may count the same noun: both whole, or both with a multiplier."""
    return (_is_whole(left) and _is_whole(right)) or left.integer == right.integer


def _is_whole(mention: Mention) -> bool:
    digits = mention.numeral.digits
    return (
        mention.integer
        or mention.words
        or mention.factor != 1.0
        or ("," in digits and "." not in digits)
    )
