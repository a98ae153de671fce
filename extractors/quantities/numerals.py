"""Numerals: where a number stands in a text and what it is worth.

In digits (16,028  0.5  −3  4.2M  1.4 million  1.2×10^-3  1e-4  1/3  ½) and in words (twelve, one hundred and twenty
billion, half a million, two thirds), with the multiplier that belongs to them. What the number measures is not decided
here, nor whether it measures anything: a year and a page number are numerals too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, nan

import regex

from extractors.lexicon.loading import values, words

_UNITS = {word: float(value) for word, value in values("numbers.txt", "units").items()}
_TENS = {word: float(value) for word, value in values("numbers.txt", "tens").items()}
_MULTIPLIERS = {word: float(value) for word, value in values("numbers.txt", "multipliers").items()}
_LETTERS = {word: float(value) for word, value in values("numbers.txt", "letters").items()}
_PLURALS = {word: float(value) for word, value in values("numbers.txt", "plurals").items()}
_SHORT = {word: float(value) for word, value in values("numbers.txt", "short multipliers").items()}
_MULTIPLIERS |= _SHORT | {
    word: value for word, value in _PLURALS.items() if value >= 1e3
}  # 2.9 billions
_FRACTIONS = {word: float(value) for word, value in values("numbers.txt", "fractions").items()}
_GLYPHS = {sign: float(value) for sign, value in values("numbers.txt", "glyphs").items()}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


class Numeral:
    """A number as it stands in a text: `text[start:end]` is worth `value`.

    `open_above` tells an unknown number of them (thousands of); `letter` is the multiplier letter glued to digits,
    whose value is in `value` already; `multiplier` is the whole factor that words or a letter contribute.
    """

    __slots__ = (
        "digits",
        "end",
        "integer",
        "letter",
        "multiplier",
        "open_above",
        "start",
        "value",
        "words",
    )

    def __init__(
        self,
        start: int,
        end: int,
        value: float,
        *,
        digits: str = "",
        letter: str = "",
        multiplier: float = 1.0,
        words: bool = False,
        open_above: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.digits = digits
        self.letter = letter
        self.multiplier = multiplier
        self.words = words
        self.open_above = open_above
        self.integer = digits.isdigit()

    def __repr__(self) -> str:
        return f"Numeral({self.start}, {self.end}, {self.value:g}{', ' + self.letter if self.letter else ''})"


# ---- in digits

_MULTIPLIER_WORD = r"(?i:\L<multipliers>)(?![A-Za-z])"
_DIGITS = r"""
    (?: \d{1,3}(?:(?:,|,,,)\d{3})++(?!\d)(?:\.\d++)?  # 16,028   1,234.5   5{,}000, see extractors.view
      | \d{1,3}[,;][ ]0\d{2}(?:[,;][ ]\d{3})*+(?!\d)  # 1, 095, 021   20; 000: a group that begins with 0 is no number
      | \d{1,3}(?:[ ]\d{3})++(?![\d.,]?\d)            # 10 000
      | \d{1,3}\.[ ]\d{1,3}(?=[ ]?(?:°|%|[cmkµn]?m\b|[kM]?N\b|Nm\b|ms\b))   # 0. 25 mm, with a blank too many
      | \d++(?:[.·]\d++)?                             # 12   0.5   0·05
      | \.\d++                                        # .05
      | [½⅓⅔¼¾⅕⅛⅜⅝⅞]
    )
"""
# A power whose caret got lost, ×106: its exponent is told by a minus or by a mantissa of one digit before the point
_BARE_POWER = (
    r"(?:[-−–]\d{1,2}|(?<=(?<![\d.,])\d(?:\.\d{1,5})?[ ]?×[ ]?10)\d{1,2})(?![\d.,]{0,20}\d)"
)
_POWER = rf"""
    (?: [ ]*+(?:[×*·xX]|times)[ ]*+10[ ]*+(?:\^[ ]*+(?P<caret>[-−–]?[ ]?\d++)   # ×10^-3   ×10^ -3
                                           |(?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹]++)       # ×10⁻³
                                           |(?P<bare>{_BARE_POWER}))            # ×106
      | [eE](?P<exponent>[-+−]?\d{{1,3}})(?!\w|\.\d)                             # 1e-4
    )
"""
_DIGIT_NUMERAL = regex.compile(
    rf"""
    (?P<ten>(?<![\d.,\w])10(?:[ ]*+                            # 10^5, 10⁻³
      (?:\^[ ]*+(?P<tencaret>[-−–]?[ ]?\d++(?:\.\d++)?)|(?P<tenraised>[⁻⁺]?[⁰¹²³⁴-⁹]++))
      |(?P<tenbare>[−–][1-9]|-[1-9](?=[ ](?:rad|deg|m|s|K)\b))(?![\w.,%]*\d)))  # 10−4, which falls and is no range
    |
    (?P<number>{_DIGITS})
    (?: {_POWER}
      | (?P<glyph>[½⅓⅔¼¾⅕⅛⅜⅝⅞])                                # 3½
      | (?P<over>/\d++)(?![\d/.,]{{0,20}}\d|[ ]?%)                           # 1/3
    )?
    (?: (?P<letter>\L<letters>)(?![\w])(?!\s*\()                # 4.2M
      | (?P<loose>[ ][BMk])(?=[ ](?:[a-z(]|$)|[.,;)]|$)         # 12 B
      | (?P<plus>\+)?(?P<multiplier>(?:[ ]*+-?[ ]*+{_MULTIPLIER_WORD})++)    # 1.4 million, 52-billion
    )?
    """,
    regex.VERBOSE,
    letters=list(_LETTERS),
    multipliers=list(_MULTIPLIERS),
)

# ---- in words

_BELOW_20 = r"(?:\L<units>)(?![a-z])"
_BELOW_100 = rf"(?:(?:\L<tens>)(?![a-z])(?:[ -]{_BELOW_20})?|{_BELOW_20})"
_WORD_NUMERAL = regex.compile(
    rf"""
    (?<![\w])(?:
        (?P<half>half[ ]an?[ ]+|half[ -])           # half a million
          (?={_MULTIPLIER_WORD})(?P<halfof>{_MULTIPLIER_WORD})
      | (?P<part>{_BELOW_20})[ -](?P<denominator>\L<fractions>)(?![a-z-])                # two-thirds
      | (?<=\ba[ ])(?P<partial>third|quarter|fifth|tenth)(?=[ ]of\b)                   # a third of
      | (?P<plural>                                                                       # tens of thousands
          (?:\L<plurals>(?:[ ]to|[ ](?:and|or)(?:[ ]even)?)[ ])?(?:\L<plurals>[ ]of[ ]){{0,3}}\L<plurals>)(?![a-z])
      | (?P<full>
          (?: {_BELOW_100} | (?!\L<short>)(?={_MULTIPLIER_WORD}) )
          (?: (?:[ ]*+-?[ ]*+{_MULTIPLIER_WORD})++ (?: (?:[ ]|(?<=hundred|thousand)[ ]and[ ]){_BELOW_100}(?!-\w) )? )*+
        )
        (?P<andhalf>[ ]and[ ](?:a|one)[ ]half)?                                          # two and a half
    )
    """,
    regex.VERBOSE | regex.IGNORECASE,
    units=list(_UNITS),
    tens=list(_TENS),
    multipliers=list(_MULTIPLIERS),
    fractions=list(_FRACTIONS),
    plurals=list(_PLURALS),
    short=list(_SHORT),
)
_WORD = regex.compile(r"[a-z]+")
# tens | or even | hundreds of millions
_JOINED = regex.compile(
    r"(?P<low>[a-z]++(?:[ ]of[ ][a-z]++){0,3}+)(?:[ ](?P<join>to|and|or)(?:[ ]even)?[ ](?P<rest>.++))?"
)
_DIGIT = regex.compile(r"[\d½⅓⅔¼¾⅕⅛⅜⅝⅞]")
_SPELLED_ALIKE = regex.compile(
    r"(?:[ -]*+(?:[A-Za-z]?[a-z]*+|[A-Z]++)(?![A-Za-z]))*+"
)  # and so not ZeRO
NUMBER_WORDS = (
    frozenset(_UNITS)
    | frozenset(_TENS)
    | frozenset(_MULTIPLIERS)
    | frozenset(_PLURALS)
    | words("numbers.txt", "fractions")
)


def numerals(text: str, word_starts: Sequence[int]) -> list[Numeral]:
    """Find the numerals of a sentence, in order and without overlap.

    `text` is a view of the sentence (see extractors.view), `word_starts` are the places in it where words for numbers
    begin (see candidates). What is too large or too small for a floating-point number is left out.
    """
    found = list(_in_digits(text))
    if word_starts:
        found = sorted(
            [*found, *_in_words(text, word_starts, found)], key=lambda numeral: numeral.start
        )
    return [numeral for numeral in found if isfinite(numeral.value)]


def _in_digits(text: str) -> Iterator[Numeral]:
    at = 0
    while (digit := _DIGIT.search(text, at)) is not None:
        first = digit.start()
        if first > at and text[first - 1] == "." and not text[first - 2 : first - 1].isalnum():
            first -= 1
        match = _DIGIT_NUMERAL.match(text, first)
        if match is None:
            at = first + 1
            continue
        at = match.end()
        yield _read_digits(match)


def _read_digits(match: regex.Match[str]) -> Numeral:
    first, last = match.span()
    if match["ten"] is not None:
        power = (match["tencaret"] or match["tenraised"] or match["tenbare"]).translate(
            _SUPERSCRIPTS
        )
        return Numeral(first, last, _ten_to(power))
    digits = match["number"]
    value = _GLYPHS[digits] if digits in _GLYPHS else float(_plain(digits))
    power = match["caret"] or match["raised"] or match["bare"] or match["exponent"]
    if power:
        value *= _ten_to(power.translate(_SUPERSCRIPTS))
        digits = ""
    elif match["glyph"]:
        value += _GLYPHS[match["glyph"]]
        digits = ""
    elif match["over"]:
        below = float(match["over"][1:])
        value = value / below if below else value
        digits += match["over"]
    letter = match["letter"] or (match["loose"] or "").strip()
    multiplier = 1.0
    if letter:
        multiplier = _LETTERS[letter]
    elif match["multiplier"]:
        multiplier = _product(match["multiplier"])
    return Numeral(
        first,
        last,
        _times(value, multiplier),
        digits=digits,
        letter=letter,
        multiplier=multiplier,
        open_above=bool(match["plus"]),
    )


def _in_words(text: str, word_starts: Sequence[int], digits: list[Numeral]) -> Iterator[Numeral]:
    taken = {numeral.end - 1 for numeral in digits}
    last = 0
    for start in word_starts:
        if start < last:
            continue
        match = _WORD_NUMERAL.match(text, start)
        if match is None:
            continue
        last = match.end()
        if last - 1 not in taken and _SPELLED_ALIKE.fullmatch(match[0]):
            yield _read_words(match)


def _read_words(match: regex.Match[str]) -> Numeral:
    first, last = match.span()
    if match["half"]:
        factor = _MULTIPLIERS[match["halfof"].lower()]
        return Numeral(first, last, 0.5 * factor, multiplier=factor, words=True)
    if match["part"]:
        value = _UNITS[match["part"].lower()] * _FRACTIONS[match["denominator"].lower()]
        return Numeral(first, last, round(value, 15), words=True)
    if match["partial"]:
        return Numeral(first, last, _FRACTIONS[match["partial"].lower()], words=True)
    if match["plural"]:
        return _unknown_number(match["plural"].lower(), first, last)
    value, multiplier = _spelled(match["full"].lower())
    if match["andhalf"]:
        value += 0.5
    return Numeral(first, last, value, multiplier=multiplier, words=True)


def _unknown_number(phrase: str, first: int, last: int) -> Numeral:
    """thousands of -> at least 1000; billions to trillions -> from 10^9 on; tens or hundreds of millions: from 10^7."""
    low, join, rest = _JOINED.findall(phrase)[0]
    value = _product(low, _PLURALS)
    head, _, shared = rest.partition(" of ")
    if join in {"and", "or"} and " of " not in low and value < _product(head, _PLURALS):
        value *= _product(shared, _PLURALS)
    return Numeral(first, last, value, multiplier=value, words=True, open_above=True)


def _spelled(phrase: str) -> tuple[float, float]:
    """The value of a number in words, and the factor that its last multipliers make ("two million" -> 2e6, 1e6)."""
    total = group = 0.0
    factor = 1.0
    for word in _WORD.findall(phrase):
        if word in _UNITS:
            group += _UNITS[word]
            factor = 1.0
        elif word in _TENS:
            group += _TENS[word]
            factor = 1.0
        elif word in _MULTIPLIERS:
            power = _MULTIPLIERS[word]
            group = (group or 1.0) * power
            factor *= power
            if power >= 1e3:
                total, group = (
                    (total + group, 0.0)
                    if total == 0 or total > group
                    else (total * power + group, 0.0)
                )
    return total + group, factor


def _product(phrase: str, table: dict[str, float] | None = None) -> float:
    value = 1.0
    for word in _WORD.findall(phrase.lower()):
        value *= (table or _MULTIPLIERS).get(word, 1.0)
    return value


def _plain(digits: str) -> str:
    return digits.replace(",", "").replace(" ", "").replace(";", "").replace("·", ".")


def _ten_to(power: str) -> float:
    """The power of ten; nan where it, or a number of some digits times it, is none that a float can hold."""
    exponent = float(power.replace("−", "-").replace("–", "-").replace(" ", ""))
    if abs(exponent) > 300:
        return nan
    return float(f"1e{int(exponent)}") if exponent.is_integer() else 10.0**exponent


def _times(value: float, multiplier: float) -> float:
    """2.8 million is 2800000, not 2799999.9999999995: the product is rounded to the digits a text can mean."""
    return value if multiplier == 1.0 else float(f"{value * multiplier:.15g}")
