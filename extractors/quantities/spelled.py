"""Numerals in words: twelve, one hundred and twenty billion, half a million, two thirds, tens of thousands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractors.lexicon.loading import values, words
from extractors.quantities.numeral import (
    MULTIPLIER_WORD,
    MULTIPLIERS,
    PLURALS,
    SHORT,
    Numeral,
    product,
)

_UNITS = {word: float(value) for word, value in values("numbers.txt", "units").items()}
_TENS = {word: float(value) for word, value in values("numbers.txt", "tens").items()}
_FRACTIONS = {word: float(value) for word, value in values("numbers.txt", "fractions").items()}
_BELOW_20 = r"(?:\L<units>)(?![a-z])"
_BELOW_100 = rf"(?:(?:\L<tens>)(?![a-z])(?:[ -]{_BELOW_20})?|{_BELOW_20})"
_WORD_NUMERAL = regex.compile(
    rf"""
    (?<![\w])(?:
        (?P<half>half[ ]an?[ ]+|half[ -])           # half a million
          (?={MULTIPLIER_WORD})(?P<halfof>{MULTIPLIER_WORD})
      | (?P<part>{_BELOW_20})[ -](?P<denominator>\L<fractions>)(?![a-z-])                # two-thirds
      | (?<=\ba[ ])(?P<partial>third|quarter|fifth|tenth)(?=[ ]of\b)                   # a third of
      | (?P<plural>                                                                       # tens of thousands
          (?:\L<plurals>(?:[ ]to|[ ](?:and|or)(?:[ ]even)?)[ ])?(?:\L<plurals>[ ]of[ ]){{0,3}}
            (?:\L<plurals>|(?<=[ ]of[ ])\L<multipliers>))(?![a-z])
      | (?P<full>
          (?: {_BELOW_100} | (?!\L<short>)(?={MULTIPLIER_WORD}) )
          (?: (?:[ ]*+-?[ ]*+{MULTIPLIER_WORD})++ (?: (?:[ ]|(?<=hundred|thousand)[ ]and[ ]){_BELOW_100}(?!-\w) )? )*+
        )
        (?P<andhalf>[ ]and[ ](?:a|one)[ ]half)?                                          # two and a half
    )
    """,
    regex.VERBOSE | regex.IGNORECASE,
    units=list(_UNITS),
    tens=list(_TENS),
    multipliers=list(MULTIPLIERS),
    fractions=list(_FRACTIONS),
    plurals=list(PLURALS),
    short=list(SHORT),
)
_SEVERAL = regex.compile(r"(?r)\b(?i:few|several|many|couple|couple of) ")  # a few | hundred
_MANY = MULTIPLIERS | PLURALS  # tens of thousands, and tens of thousand
_WORD = regex.compile(r"[a-z]+")
# tens | or even | hundreds of millions
_JOINED = regex.compile(
    r"(?P<low>[a-z]++(?:[ ]of[ ][a-z]++){0,3}+)(?:[ ](?P<join>to|and|or)(?:[ ]even)?[ ](?P<rest>.++))?"
)
_SPELLED_ALIKE = regex.compile(
    r"(?:[ -]*+(?:[A-Za-z]?[a-z]*+|[A-Z]++)(?![A-Za-z]))*+"
)  # and so not ZeRO
NUMBER_WORDS = (
    frozenset(_UNITS)
    | frozenset(_TENS)
    | frozenset(MULTIPLIERS)
    | frozenset(PLURALS)
    | words("numbers.txt", "fractions")
)


def in_words(text: str, word_starts: Sequence[int], digits: Sequence[Numeral]) -> Iterator[Numeral]:
    """Find the numerals of a sentence that are written in words, in order, beside those in digits.

    `word_starts` are the places in it where words for numbers begin (see candidates).
    """
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
            yield _read_words(match, several=_SEVERAL.match(text, 0, start) is not None)


def _read_words(match: regex.Match[str], *, several: bool) -> Numeral:
    first, last = match.span()
    if match["half"]:
        factor = MULTIPLIERS[match["halfof"].lower()]
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
    several = several and value == multiplier
    return Numeral(first, last, value, multiplier=multiplier, words=True, open_above=several)


def _unknown_number(phrase: str, first: int, last: int) -> Numeral:
    """thousands of -> at least 1000; billions to trillions -> from 10^9 on; tens or hundreds of millions: from 10^7."""
    low, join, rest = _JOINED.findall(phrase)[0]
    value = product(low, _MANY)
    head, _, shared = rest.partition(" of ")
    if join in {"and", "or"} and " of " not in low and value < product(head, _MANY):
        value *= product(shared, _MANY)
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
        elif word in MULTIPLIERS:
            power = MULTIPLIERS[word]
            group = (group or 1.0) * power
            factor *= power
            if power >= 1e3:
                total, group = (
                    (total + group, 0.0)
                    if total == 0 or total > group
                    else (total * power + group, 0.0)
                )
    return total + group, factor
