"""What stands left of a number in digits: a currency, a sign, ×, or the name or word that the number is a part of.

$5   −3   ×1.92   sub-10   the 4 of GPT-4   the 0.5 of mAP@0.5   the 7B of FinBloom-7B
"""

from __future__ import annotations

import regex

from extractors.quantities.mentions import Mention
from extractors.quantities.units import unit_at

_CURRENCY = regex.compile(
    r"(?r)(?:(?:US|AU|CA|HK|NZ|S|C|A)?(?P<sign>[$€£¥₹])|\b(?P<code>USD|EUR|GBP|JPY|CNY|RMB|INR|CHF)) ?"
)
# Name and Pint's name of each currency
_CURRENCIES = {
    "$": ("dollar", "USD"), "USD": ("dollar", "USD"), "€": ("euro", "EUR"), "EUR": ("euro", "EUR"),
    "£": ("pound sterling", "GBP"), "GBP": ("pound sterling", "GBP"), "¥": ("yen", "JPY"), "JPY": ("yen", "JPY"),
    "CNY": ("yuan", "CNY"), "RMB": ("yuan", "CNY"), "₹": ("rupee", "INR"), "INR": ("rupee", "INR"),
    "CHF": ("swiss franc", "CHF"),
}  # fmt: skip
_IN_FRACTION = regex.compile(r"(?r)\\frac[ ]{0,4}")
_BEFORE_FACTOR = regex.compile(r"(?r)\b(?:by|an?|about|around|than|over|nearly|to) ")
_MORE = regex.compile(r"[ ](?:[a-z]{2,}er|more|less)\b")  # (x7 | faster)
_BEFORE_COLON = frozenset("0123456789)")  # 12:30, 31(5):783
_NAME_TAIL = regex.compile(r"(?r)[^\s,;:()\[\]\"“”]{1,40}")  # what a hyphen joins a number to
_SIZES_IN_NAMES = frozenset("BTMKkb")  # letters that a size in a name may carry: FinBloom-7B


def look_left(text: str, mention: Mention, previous: Mention | None) -> None:
    """Read what stands left of the number at `mention.start`, a number in digits; the mention dies of a name."""
    first = mention.start
    if first == 0:
        return
    left, before = text[first - 1], text[first - 2] if first > 1 else " "
    if left == " " and before == "@" and text[first - 3 : first - 2] == " ":
        measure = unit_at(text, mention.end)
        mention.dead = measure is None or measure.name in {"percent", "times"}  # maps @ 0.6 m
    elif left in " [(" and (before in "_^@" or _IN_FRACTION.match(text, 0, first)):
        mention.dead = True  # CO _{2}, mAP@[0.5:0.95], \\frac{1}
    elif left in "×x" and _is_factor(text, mention, before, previous):
        mention.unit, mention.meaning, mention.rule = "times", "times", "factor"
        mention.start = mention.expression_start = first - 1
    elif left == " " and before == "−" and _is_minus_apart(text, first, previous):
        mention.start = mention.expression_start = first - 2
        _negate(mention)
    elif left not in "([\"'" and (currency := _CURRENCY.match(text, 0, first)) is not None:
        mention.unit, mention.meaning = _CURRENCIES[currency["sign"] or currency["code"]]
        mention.start = mention.expression_start = currency.start()
    elif left == "%" and before == " ":
        mention.unit, mention.meaning = "percent", "percent"
        mention.start = mention.expression_start = first - 1
    elif left in "-−–":
        _behind_hyphen(text, mention, before, previous)
    elif left in "./":
        listed = (
            left == "/"
            and previous is not None
            and previous.unit_end == first - 1
            and not previous.dead
        )
        mention.dead = before != " " and not listed
    elif left.isalpha():
        mention.dead = left not in "xX" or not (
            before.isdigit() or (previous is not None and previous.unit_end == first - 1)
        )
    else:
        mention.dead = (
            left.isdigit() or left in "@_#^'" or (left == ":" and before in _BEFORE_COLON)
        )


def _is_factor(text: str, mention: Mention, before: str, previous: Mention | None) -> bool:
    """Whether × before a number tells a factor and not a dimension or a variable: ×1.9, a gain (x4), but x2 and x3."""
    first = mention.start
    if before not in " (~≈<>≤≥" or (previous is not None and previous.unit_end == first - 2):
        return False
    if text[first - 1] == "×":
        return not text[: first - 1].rstrip()[-1:].isdigit()
    last = mention.end
    if mention.letter or (mention.low or 0.0) < 2 or text[last : last + 1].isalnum():
        return False
    if before == "(":
        return text.startswith(")", last) or _MORE.match(text, last) is not None
    return _BEFORE_FACTOR.match(text, 0, first - 1) is not None


def _is_minus_apart(text: str, first: int, previous: Mention | None) -> bool:
    """Whether the true minus before a blank is a sign and not the dash of a range: ≈ − 10, but 5x − 7x."""
    if text[first - 3 : first - 2] not in {" ", "", "~", "≈"}:
        return False
    return previous is None or previous.dead or previous.unit_end < first - 3


def _behind_hyphen(text: str, mention: Mention, before: str, previous: Mention | None) -> None:
    first = mention.start
    if (
        previous is not None
        and previous.unit_end == first - 1
        and not previous.in_name
        and not previous.dead
    ):
        return  # a range: 2-5%, 10%-20%
    if before.isalnum() or before in ")]":
        name = _NAME_TAIL.match(text, 0, first - 1)
        if name is not None and name[0].lower() == "sub":
            mention.bound, mention.low, mention.rule = "at_most", None, "sub"
        elif mention.letter in _SIZES_IN_NAMES and before.isalnum():
            mention.in_name = True
        else:
            mention.dead = mention.listed = (
                True  # CIFAR-10, and the 100 of "CIFAR-10 and 100" with it
            )
    elif before == " " and text[:first].rstrip(" -−–").endswith(("^", "_")):
        mention.dead = True  # x^{-2}
    elif before in " (=<>≤≥~≈±[,:":
        mention.start = mention.expression_start = first - 1
        _negate(mention)


def _negate(mention: Mention) -> None:
    if mention.low:
        mention.low = mention.high = -mention.low
