"""A mention: a numeral in its surroundings, with the unit read behind (or a currency before) it.

What stands left and right of the digits tells whether they can measure anything at all: the 4 of GPT-4, the 0.5 of
mAP@0.5, the 3 of 3D, a list number and a citation cannot.
"""

from __future__ import annotations

import regex

from extractors.lexicon.loading import words
from extractors.quantities import formulas, names
from extractors.quantities.nouns import Counted, counted_noun
from extractors.quantities.numerals import Numeral
from extractors.quantities.units import Measure, rate, unit_at

_CURRENCY = regex.compile(
    r"(?r)(?:(?:US|AU|CA|HK|NZ|S|C|A)?(?P<sign>[$€£¥₹])|\b(?P<code>USD|EUR|GBP|JPY|CNY|RMB|INR|CHF)) ?"
)
_CURRENCY_UNITS = {
    "$": "dollar", "€": "euro", "£": "pound sterling", "¥": "yen", "₹": "rupee", "USD": "dollar", "EUR": "euro",
    "GBP": "pound sterling", "JPY": "yen", "CNY": "yuan", "RMB": "yuan", "INR": "rupee", "CHF": "swiss franc",
}  # fmt: skip
_CURRENCY_MEANINGS = {
    "dollar": "USD", "euro": "EUR", "pound sterling": "GBP", "yen": "JPY",
    "yuan": "CNY", "rupee": "INR", "swiss franc": "CHF",
}  # fmt: skip
_NAME_TAIL = regex.compile(r"(?r)[^\s,;:()\[\]\"“”]{1,40}")
# Where a small b is a billion
_A_SIZE = regex.compile(
    r"[ -](?:param|model|llm|lm|token|version|variant|checkpoint)", regex.IGNORECASE
)
_DECADE = regex.compile(r"(?:1[5-9]|20)?\d0s")
_HYPHENATED = regex.compile(r"[ ]?-[A-Za-z]")  # 4-connected, $1$-Lipschitz
_BROKEN_WORD = regex.compile(r"-[ ](?!and\b|or\b|to\b)")  # ten- sor, broken by the end of a line
# A unit that the lexicon does not know: 3Rp, 0.9mH; behind a blank only what cannot be a word: 1012 mbsl
_UNKNOWN_UNIT = regex.compile(
    r"(?P<unit>[A-Z][A-Za-z]{0,2}[a-z]|[a-z][A-Z]|[a-z]0)(?![\w-])"
    r"|[ ](?P<unit>(?!vs\b|rd\b|th\b|st\b|nd\b|cf\b)[bcdfghjklmnpqrstvwxz]{2,5})(?![\w.-])"
)
_EXPECTS_UNIT = regex.compile(
    r"(?r)(?:\b(?:at|to|below|near|above|about|by|of|from|within|beyond|than|over|under|least|most)|[=~≈<>≤≥(])[ ]?"
)
_OPEN_NAMES = words("names.txt", "followed by name")
_SIZE_IN_NAME = frozenset("BTMKkb")


class Mention:
    """One number and what it measures; structure.py joins mentions into ranges and lists.

    `low` and `high` are in `unit`; `start` to `end` is the number (with currency), `unit_end` reaches over the unit.
    """

    __slots__ = (
        "after_name", "approximate", "bound", "change", "counted", "dead", "end",
        "expression_end", "expression_start", "factor",
        "hyphen", "high", "in_name", "integer", "letter", "low", "meaning", "modifier_from",
        "numeral", "rule", "shared", "start",
        "unit", "unit_end", "unit_from", "unit_start", "words",
    )  # fmt: skip

    def __init__(self, numeral: Numeral) -> None:
        self.numeral = numeral
        self.start = numeral.start
        self.end = self.unit_start = self.unit_end = numeral.end
        self.low: float | None = numeral.value
        self.high: float | None = numeral.value
        self.factor = numeral.multiplier
        self.letter = numeral.letter
        self.words = numeral.words
        self.integer = numeral.integer
        self.unit: str | None = None
        self.meaning: str | None = None
        self.counted: Counted | None = None
        self.bound = "at_least" if numeral.open_above else "exact"
        if numeral.open_above:
            self.high = None
        self.approximate = False
        self.in_name = False
        self.after_name = False
        self.hyphen = False
        self.shared = False
        self.unit_from: Mention | None = None
        self.change = False
        self.dead = False
        self.rule = "words" if numeral.words else "digits"
        self.expression_start = self.modifier_from = numeral.start
        self.expression_end = numeral.end

    def __repr__(self) -> str:
        state = " dead" if self.dead else ""
        return f"Mention({self.start}-{self.unit_end} {self.low} {self.high} {self.unit!r}{state})"

    def take(self, measure: Measure) -> None:
        """Give it a unit that stands right behind it."""
        self.unit, self.meaning, self.unit_end = measure.name, measure.meaning, measure.end


def mention_at(
    text: str, numeral: Numeral, start: int, end: int, previous: Mention | None
) -> Mention:
    """Read the mention of a numeral within the sentence `text[start:end]`; `dead` where it measures nothing."""
    mention = Mention(numeral)
    if not numeral.words:
        _look_left(text, mention, start, previous)
        if mention.dead:
            return mention
    elif (
        text.startswith("-", numeral.start - 1)
        and text[numeral.start - 2 : numeral.start - 1].isalpha()
    ):
        mention.dead = True
        return mention
    _look_right(text, mention, start, end)
    return mention


def _look_left(text: str, mention: Mention, start: int, previous: Mention | None) -> None:
    first = mention.start
    if first == start:
        return
    left = text[first - 1]
    if (
        left == " "
        and text[first - 2 : first - 1] == "−"
        and text[first - 3 : first - 2] in {" ", "", "~", "≈"}
        and (previous is None or previous.dead or previous.unit_end < first - 3)
    ):
        mention.start = mention.expression_start = first - 2
        _negate(mention)
        return
    if left == " " or left in "([\"'":
        currency = _CURRENCY.match(text, start, first) if left == " " else None
        if currency is None:
            return
    else:
        currency = _CURRENCY.match(text, start, first)
    if currency is not None:
        unit = _CURRENCY_UNITS[currency["sign"] or currency["code"]]
        mention.unit, mention.meaning = unit, _CURRENCY_MEANINGS[unit]
        mention.start = mention.expression_start = currency.start()
        return
    before = text[first - 2] if first - 2 >= start else " "
    if left in "-−–":
        _behind_hyphen(text, mention, start, left, before, previous)
    elif left.isalpha():
        mention.dead = not (left in "xX" and before.isdigit())
    elif left.isdigit() or left in "@_#^":
        mention.dead = True
    elif left == "." or left == "/":
        mention.dead = not (
            before == " "
            or (
                left == "/"
                and previous is not None
                and previous.unit_end == first - 1
                and not previous.dead
            )
        )
    elif left == "+" and before == "/" or left == "'":
        mention.dead = left == "'"
    elif left == ":" and before.isdigit():
        mention.dead = True


def _behind_hyphen(
    text: str, mention: Mention, start: int, hyphen: str, before: str, previous: Mention | None
) -> None:
    first = mention.start
    if (
        previous is not None
        and previous.unit_end == first - 1
        and not previous.in_name
        and not previous.dead
    ):
        return  # a range: 2-5%, 10%-20%
    if before.isalnum() or before in ")]":
        name = _NAME_TAIL.match(text, start, first - 1)
        tail = name[0] if name else ""
        if tail.lower() == "sub":
            mention.bound, mention.low = "at_most", None
            mention.rule = "sub"
        elif mention.letter in _SIZE_IN_NAME and mention.letter and before.isalnum():
            mention.in_name = True
        else:
            mention.dead = True
    elif before in " (=<>≤≥~≈±[,:" or first - 1 == start:
        mention.start = mention.expression_start = first - 1
        _negate(mention)


def _negate(mention: Mention) -> None:
    if mention.low:
        mention.low = mention.high = -mention.low


def _look_right(text: str, mention: Mention, start: int, end: int) -> None:
    last = mention.end
    following = text[last : last + 1]
    numeral = mention.numeral
    if text[mention.numeral.start : last + 2].lower().rstrip(" .,;)-") in _OPEN_NAMES or (
        following.isalpha()
        and text[mention.numeral.start : last + 1].lower() in _OPEN_NAMES
        and not text[last + 1 : last + 2].isalpha()
    ):
        mention.dead = True
        return
    if mention.unit is not None:
        per = rate(text, last, end)
        if per is not None and mention.unit:
            mention.unit_end, below, meaning = per
            mention.unit = f"{mention.unit}/{below}"
            mention.meaning = f"({mention.meaning}) / ({meaning})" if meaning else None
        return
    if following == "s" and _DECADE.match(text, mention.start, last + 1):
        mention.dead = True
        return
    if following == "." and text[last + 1 : last + 2].isdigit():
        mention.dead = True
        return
    if mention.in_name:
        mention.dead = following.isalnum()
        return
    if mention.letter and (
        names.is_reference(text, start, mention.start)
        or (
            mention.letter == "b"
            and not names.is_named(text, start, mention.start)
            and not _A_SIZE.match(text, last, end)
        )
    ):
        mention.dead = True
        return
    if following == "^" or names.is_lettered_year(text, mention.start):  # 2^n
        mention.dead = True
        return
    plus = following == "+" and text[last + 1 : last + 2] in {" ", "-"}  # 60+ fps
    measure = unit_at(text, last + plus, end)
    if measure is not None and not _rather_multiplier(text, mention, measure, end):
        if (
            not measure.word
            and measure.end - last == 1
            and names.is_reference(text, start, mention.start)
        ):
            mention.dead = True
            return
        mention.unit_start = measure.end - len(text[last : measure.end].lstrip(" -"))
        mention.hyphen = following == "-"
        mention.take(measure)
        return
    unknown = (
        _UNKNOWN_UNIT.match(text, last, end) if following.isalpha() or following == " " else None
    )
    if unknown is not None and (
        following == " " or "." in numeral.digits or _EXPECTS_UNIT.match(text, start, mention.start)
    ):
        mention.take(Measure(unknown.end(), unknown["unit"].lower(), None, word=False))
        mention.unit_start = unknown.start("unit")
        mention.rule = "unknown unit"
        return
    if following.isalpha() or following == "_":
        if not (following in "xX" and text[last + 1 : last + 2].isdigit()):
            mention.dead = True
        return
    if names.is_list_number(text, mention.start, last, end) or names.is_argument(
        text, mention.start
    ):
        mention.dead = True
        return
    counted = counted_noun(text, last, end)
    if counted is not None and formulas.is_operand(text, mention.start, start):
        mention.dead = True
    elif counted is not None:
        mention.counted = counted
        mention.hyphen = following == "-"
    elif _HYPHENATED.match(text, last, end) or (
        mention.words and _BROKEN_WORD.match(text, last, end)
    ):
        mention.dead = True
    elif formulas.holds_formula(text, mention.start, last, start, end):
        mention.dead = True


def _rather_multiplier(text: str, mention: Mention, measure: Measure, end: int) -> bool:
    """Whether a sign is a multiplier after all: 300 K images, 30m parameters, 10 k steps."""
    sign = text[mention.end : measure.end].strip()
    if sign not in {"K", "m", "M", "k"}:
        return False
    counted = counted_noun(text, measure.end, end)
    if counted is None or not (
        counted.plural
        and counted.first == _head(text, counted)
        or counted.unit in {"parameter", "token"}
    ):
        return False
    if sign == "m" and counted.unit not in {
        "parameter",
        "token",
        "image",
        "sample",
        "sentence",
        "word",
        "user",
        "example",
        "pair",
    }:
        return False
    factor = 1e3 if sign in "kK" else 1e6
    mention.low = mention.high = (mention.low or 0.0) * factor
    mention.factor, mention.letter = factor, sign.upper()
    mention.end = mention.unit_start = mention.unit_end = measure.end
    return True


def _head(text: str, counted: Counted) -> str:
    return text[text.rfind(" ", 0, counted.end) + 1 : counted.end].lower()
