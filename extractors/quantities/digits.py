"""Numerals in digits: 16,028  0.5  4.2M  1.4 million  1.2×10^-3  1e-4  1/3  ½."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan

import regex

from extractors.lexicon.loading import values, words
from extractors.quantities.numeral import MULTIPLIER_WORD, MULTIPLIERS, Numeral, product

_LETTERS = {word: float(value) for word, value in values("numbers.txt", "letters").items()}
_GLYPHS = {sign: float(value) for sign, value in values("numbers.txt", "glyphs").items()}
_SIGNS_WITHIN = str.maketrans({",": "", " ": "", ";": "", "·": ".", ":": "."})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
# What tells that a blank within a number is one too many: 0. 25 mm
_UNIT_BEHIND = r"[ ]?(?:°|%|[cmkµn]?m\b|[kM]?N\b|Nm\b|ms\b|[kM]?[hH]z\b)"
# What tells that groups of digits behind a comma and a blank are no list: a word of the sentence before the first, no
# label and no size, and a word that goes on behind the last; but: step 3, 150 maps   10, 100 and 200 maps
_GROUPS_APART = (
    r"(?=[ ](?!and\b|or\b)[a-z])"
    r"(?<=[a-z]{2}[ ]\d{1,3}(?:,[ ]\d{3}){1,3})(?<!\b(?:\L<labels>|\L<sizes>)s?[ ]\d{1,3}(?:,[ ]\d{3}){1,3})"
)
_DIGITS = rf"""
    (?: \d{{1,3}}(?:,{{1,3}}\d{{3}})++(?!\d)(?:\.\d++)?  # 16,028   1,234.5   5{{,}}000, see extractors.view
      | \d{{1,3}}(?=[,;][ ]\d{{3}})(?:[,;][ ]0\d{{2}}(?:[,;][ ]\d{{3}})*+(?!\d)  # 1, 095, 021   20; 000
        |(?:,[ ]\d{{3}}){{1,3}}+(?![\d.,]){_GROUPS_APART})  # 46, 730 letters
      | \d{{1,3}}(?:[ ]\d{{3}})++(?![\d.,]?\d|[BMTk]\b)   # 10 000, but: Llama 3 405B
      | \d{{1,3}}(?:\.[ ]|:)\d{{1,3}}(?={_UNIT_BEHIND})    # 0. 25 mm   9:6 cm, whose point became a colon
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
                                           |\((?P<bracket>-?\d{{1,2}})\)         # ×10(6), as PubMed has it
                                           |(?P<bare>{_BARE_POWER}))            # ×106
      | [eE](?P<exponent>[-+−]?\d{{1,3}})(?!\w|\.\d)                             # 1e-4
    )
"""
# What makes an M one of molar: 0.5M | (NH4)2SO4, but 7B (small)
_COMPOUND = r"\s*\((?:[A-Z][a-z]?\d?){1,4}\)\d"
_DIGIT_NUMERAL = regex.compile(
    rf"""
    (?P<ten>(?<![\d.,\w])10(?:[ ]*+                            # 10^5, 10⁻³
      (?:\^[ ]*+(?P<tencaret>[-−–]?[ ]?\d++(?:\.\d++)?)|(?P<tenraised>[⁻⁺]?[⁰¹²³⁴-⁹]++)
        |(?<=10)\((?P<tenbracket>-?\d{{1,2}})\)(?=[ ][A-Za-z]))     # 10(6) cells
      |(?P<tenbare>[−–][1-9]|-[1-9](?=[ ](?:rad|deg|m|s|K)\b))(?![\w.,%]*\d)))  # 10−4, which falls and is no range
    |
    (?P<number>{_DIGITS})
    (?: {_POWER}
      | (?<=(?<![\d.,/-])\d{{1,2}})[ -](?P<part>[1-9]\d?/(?:2|3|4|8|16|32))    # 8 7/8 inch
        (?=[ -]?(?:inch|in\.|foot|feet|ft|["″”]|mile|hour|year)|[ ]times)
      | (?P<glyph>[½⅓⅔¼¾⅕⅛⅜⅝⅞])                                # 3½
      | (?P<over>/(?<!\d/\d{{1,4}}/)\d++)                    # 1/3, but 3/5/7 and 140/90 mmHg
        (?![\d/.,]{{0,20}}\d|[ ]?%|[ ]?mm[ ]?Hg)(?:'?(?:th|rd)s?(?!\w))?+  # 1/5th
    )?
    (?: (?P<letter>\L<letters>)(?![\w])(?!{_COMPOUND})            # 4.2M
      | (?P<loose>[ ](?:[BMk]|bn|Bn))(?=[ ](?:[a-z(]|$)|[.,;)]|$)  # 12 B
      | (?P<loose>[ ]T)(?=[ ](?:token|param))                   # 2.5 T tokens
      | (?P<plus>\+)?(?P<multiplier>(?:[ ]*+-?[ ]*+{MULTIPLIER_WORD})++)    # 1.4 million, 52-billion
    )?
    """,
    regex.VERBOSE,
    letters=list(_LETTERS),
    multipliers=list(MULTIPLIERS),
    labels=sorted(words("names.txt", "labels") | words("names.txt", "references")),
    sizes=sorted(words("names.txt", "sizes")),
)
_DIGIT = regex.compile(r"[\d½⅓⅔¼¾⅕⅛⅜⅝⅞]")


def in_digits(text: str) -> Iterator[Numeral]:
    """Find the numerals of a sentence that are written in digits, in order."""
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
        power = (
            match["tencaret"] or match["tenraised"] or match["tenbracket"] or match["tenbare"]
        ).translate(_SUPERSCRIPTS)
        return Numeral(first, last, _ten_to(power))
    digits = match["number"]
    value = _GLYPHS[digits] if digits in _GLYPHS else float(_plain(digits))
    power = (
        match["caret"] or match["raised"] or match["bracket"] or match["bare"] or match["exponent"]
    )
    if power:
        value = _times(value, _ten_to(power.translate(_SUPERSCRIPTS)))
        digits = ""
    elif match["glyph"]:
        value += _GLYPHS[match["glyph"]]
        digits = ""
    elif match["part"]:
        above, _, beneath = match["part"].partition("/")
        value += float(above) / float(beneath)
        digits = ""
    elif match["over"]:
        below = float(match["over"][1:])
        if "." not in digits:  # 7.9/10 is a score of 7.9
            value = value / below if below else value
        digits += match["over"]
    letter = match["letter"] or (match["loose"] or "").strip()
    multiplier = 1.0
    if letter:
        multiplier = _LETTERS[letter]
    elif match["multiplier"]:
        multiplier = product(match["multiplier"], MULTIPLIERS)
    return Numeral(
        first,
        last,
        _times(value, multiplier),
        digits=digits,
        letter=letter,
        multiplier=multiplier,
        open_above=bool(match["plus"]),
    )


def _plain(digits: str) -> str:
    if digits.isdecimal():
        return digits
    return digits.translate(_SIGNS_WITHIN)


def _ten_to(power: str) -> float:
    """The power of ten; nan where it, or a number of some digits times it, is none that a float can hold."""
    exponent = float(power.replace("−", "-").replace("–", "-").replace(" ", ""))
    if abs(exponent) > 300:
        return nan
    return float(f"1e{int(exponent)}") if exponent.is_integer() else 10.0**exponent


def _times(value: float, multiplier: float) -> float:
    """2.8 million is 2800000, not 2799999.9999999995: the product is rounded to the digits a text can mean."""
    return value if multiplier == 1.0 else float(f"{value * multiplier:.15g}")
