"""The unit behind a number: signs, names and what they are put together of.

    5 km/h   3 m s^-1   4 g m-2   7 W/(m K)   38.38%   16 GB   120 frames per second   52-GPU-hour   6 degrees Celsius

A unit that is put together is named by its parts, "kilogram/cubic meter", and means their product.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

from extractors.lexicon import units as lexicon
from extractors.lexicon.units import Unit
from extractors.quantities.nouns import FIELD_NOUNS
from extractors.quantities.plurals import singular

_SIGN = r"\L<signs>"
_EXPONENT = r"""
    (?: \^[ ]{0,12}+\(?(?P<caret>[-−–]?[ ]?\d)\)?        # m^2   s^-1   s^ -1
      | (?P<raised>⁻?[¹²³⁴⁵⁶])                     # m²   s⁻¹
      | (?P<minus>[-−–][ ]?[1-6])(?![\d.,%]*\d|-?[A-Za-z])   # s-1
      | (?P<plain>[23])(?![\d.,]*\d)               # m2
    )
"""
_FACTOR = regex.compile(
    rf"""(?P<sign>{_SIGN})
    (?: {_EXPONENT}(?![A-Za-z0-9])
      | (?![A-Za-z0-9]|[ ]?&[ ]?[A-Z]|(?<=[ ][A-Za-z])-[A-Z])   # 88.7 J&F and 1.5 d-BLEU are scores
      | (?=[x×]\d)                                    # 6cm×8cm
      | (?<=%)(?=[a-z])                                # 45%compared, a blank got lost
      | (?<=\d×)(?=[a-z]{{3}})                          # 10×speedup
    )""",
    regex.VERBOSE,
    signs=list(lexicon.signs()),
)
# Two signs written as one, the second with its exponent: kgs-1, Wm−2
_GLUED_PAIR = regex.compile(
    rf"(?P<first>{_SIGN})(?P<second>m|s|g|h)(?:(?P<minus>[-−–][ ]?[1-6])|(?P<raised>⁻[¹²³]))(?![\d\w])",
    regex.VERBOSE,
    signs=list(lexicon.signs()),
)
_BETWEEN = regex.compile(r"(?P<divided>[ ]?/[ ]?(?P<opened>\()?)|(?P<times>[ ]?[·*×][ ]?|[ ]{1,3})")
_PER = regex.compile(r"[ ](?:per|an?|each|every)[ ]|[ ]?/[ ]?|-per-")
_NOUN_BELOW = regex.compile(r"(?!(?:su[bp]|spl|min|max|and|or|not)\b)[a-z]{3,}+(?![\w/-]|[ ]\d)")
_WORD = regex.compile(r"[A-Za-z%][A-Za-z%]*+")
# What makes an x one between dimensions: 256x | 256, 3 × | 3
_DIMENSION = regex.compile(r"[ ]{0,12}+(?:\d|[A-Z]\b)")
_NEXT_FACTOR = regex.compile(r"[ ]\d[\d.]{0,8}+x(?![ ]?\d)")  # 2.7x | 3.4x, a dash got lost
# What petaflops are of where they are no rate: 120 million exaflops of computation
_OF_WORK = regex.compile(
    r"[ ](?:of[ ](?:comput|work|train|operation)|(?:in[ ])?total\b|per\b)|-?[ ]?days?\b|/s"
)
_SUPERSCRIPTS = str.maketrans("⁻¹²³⁴⁵⁶−–", "-123456--")
# Signs that may follow another one behind a blank alone: kW h, N m, Pa s
_CLOSE_PAIRS = frozenset({"m", "h", "s", "K", "A", "V", "kg", "g"})
# Signs of one letter that may follow a hyphen: a 1.2-m telescope, a 12-V battery
_AFTER_HYPHEN = frozenset("mshgVWKNTJL")
_SPEEDS = {
    "ms": "meter",
    "cms": "centimeter",
    "mms": "millimeter",
    "kms": "kilometer",
}  # m s-1 with its blank lost
_LENGTHS = ("meter", "inch", "foot", "yard", "mile", "angstrom", "second")
_APART = 24  # blanks that markup may leave between a number and its unit
_LONGEST_IN_BRACKETS = 16
_MOST_FACTORS = 8  # that units are put together of: kg·m^2·s^-3·A^-1 has four
_NAMED_POWERS = {2: "square ", 3: "cubic "}


class Measure(NamedTuple):
    """A unit as found: where it ends, its name, what it means to Pint (None where the lexicon does not know)."""

    end: int
    name: str
    meaning: str | None
    word: bool  # by name rather than by sign


def unit_at(text: str, position: int) -> Measure | None:
    """Read the unit that begins at `position`, right behind a number (blanks and one hyphen may come between)."""
    at = position
    end = len(text)
    while at < end and text[at] == " " and at - position < _APART:
        at += 1
    glued = at == position
    if at >= end:
        return None
    if glued and text.startswith("- ", at):
        # 3- fold, 6- DoF: broken by a line's end
        return _named(text, at + 2) or _long_sign(text, at + 2)
    if text[at] == "-" and at + 1 < end and (text[at + 1].isalpha()):
        found = _named(text, at + 1)
        if found is None:
            factor = _FACTOR.match(text, at + 1)
            if (
                factor
                and (len(factor["sign"]) > 1 or factor["sign"] in _AFTER_HYPHEN)
                and factor.end() == factor.end("sign")
            ):
                unit = lexicon.signs()[factor["sign"]]
                found = Measure(factor.end(), unit.name, unit.meaning, word=False)
        return found
    if text[at] in "[(":
        return _bracketed(text, at)
    found = _named(text, at) or _signed(text, at, glued=glued)
    if found is None and text.startswith("square ", at) or text.startswith("cubic ", at):
        found = _powered(text, at)
    return found and _per(text, found)


def _long_sign(text: str, at: int) -> Measure | None:
    """A unit by a sign of several letters, which cannot be a word."""
    factor = _FACTOR.match(text, at)
    if factor is None or len(factor["sign"]) < 3 or factor.end() != factor.end("sign"):
        return None
    unit = lexicon.signs()[factor["sign"]]
    return Measure(factor.end(), unit.name, unit.meaning, word=False)


def _bracketed(text: str, at: int) -> Measure | None:
    """A unit in brackets: 10 [N], 1.5[m/s], 65 (msec); in round ones none of a single letter."""
    closing = text.find("]" if text[at] == "[" else ")", at, at + _LONGEST_IN_BRACKETS)
    if text[at] == "(" and closing < at + 3:
        return None
    if closing < 0 or not (text[at + 1].isalpha() or text[at + 1] in "%°µΩ"):
        return None
    found = unit_at(text, at + 1)
    return found._replace(end=closing + 1) if found and found.end == closing else None


def _named(text: str, at: int) -> Measure | None:
    first = _WORD.match(text, at)
    if first is None:
        return None
    candidates = lexicon.names_by_first_word().get(first[0].lower())
    if candidates is None:
        return None
    ahead = text[at : at + 48].lower()
    if "  " in ahead:
        return _spread_out(text, at, candidates)
    for name, unit in candidates:
        if ahead.startswith(name) and not ahead[len(name) : len(name) + 1].isalnum():
            if name in {"x", "×", "times"} and _DIMENSION.match(text, at + len(name)):
                return None
            stop = at + len(name)
            if name.endswith("aflops") and not _OF_WORK.match(text, stop):
                return Measure(stop, f"{unit.name}/second", f"{unit.meaning} / second", word=True)
            return Measure(stop, unit.name, unit.meaning, word=True)
    return None


def _spread_out(text: str, at: int, candidates: tuple[tuple[str, Unit], ...]) -> Measure | None:
    """A name whose words stand further apart, as in texts once set in columns: percentage  points."""
    for name, unit in candidates:
        match = regex.compile(
            r"\s+".join(map(regex.escape, name.split())) + r"(?!\w)", regex.IGNORECASE
        ).match(text, at)
        if match is not None:
            return Measure(match.end(), unit.name, unit.meaning, word=True)
    return None


def _powered(text: str, at: int) -> Measure | None:
    word = text[at : text.index(" ", at) + 1]
    base = _named(text, at + len(word)) or _signed(text, at + len(word), glued=False)
    if base is None:
        return None
    power = 2 if word == "square " else 3
    return base._replace(
        name=word + base.name, meaning=base.meaning and f"({base.meaning})**{power}"
    )


def _signed(text: str, at: int, *, glued: bool) -> Measure | None:
    factor = _FACTOR.match(text, at)
    if factor is None:
        return _glued_pair(text, at)
    unit = lexicon.signs()[factor["sign"]]
    if (unit.glued and not glued) or _is_word(text, factor, glued=glued):
        return None
    if factor["plain"] and not unit.name.endswith(_LENGTHS):
        return None  # 73.36 L2 mAPH
    if not _may_be_raised(factor):
        return Measure(factor.end("sign"), unit.name, unit.meaning, word=False)
    power = _power(factor)
    if power < 0 and (speed := _SPEEDS.get(factor["sign"])) is not None:
        return Measure(factor.end(), f"{speed}/second", f"{speed} / second", word=False)
    factors = [(unit, power)]
    last = factor.end()
    below = False
    while len(factors) < _MOST_FACTORS and (gap := _BETWEEN.match(text, last)):
        following = _FACTOR.match(text, gap.end())
        if following is None:
            break
        power = _power(following)
        part = lexicon.signs()[following["sign"]]
        if part.glued:
            break
        if gap["divided"]:
            below = bool(gap["opened"])
            power = -power
        elif below:
            power = -power
        elif not (power < 0 or _close_pair(text, gap, following, factors)):
            break
        factors.append((part, power))
        last = following.end()
        if below and text.startswith(")", last):
            last, below = last + 1, False
    name, meaning = composed(factors)
    return Measure(last, name, meaning, word=False)


def _may_be_raised(factor: regex.Match[str]) -> bool:
    """Whether what follows a sign may be its exponent: s-1, but not 2%-5."""
    return factor["caret"] is not None or factor["sign"][-1].isalpha()


def _is_word(text: str, factor: regex.Match[str], *, glued: bool) -> bool:
    """Whether what looks like a sign is a word or a label: "5 A novel", "3d", "5G", "the 90s"."""
    sign, after = factor["sign"], factor.end()
    if sign in {"x", "X", "×"}:
        return _DIMENSION.match(text, after) is not None and not (
            glued and sign == "x" and _NEXT_FACTOR.match(text, after)
        )
    if sign == "A" and not glued:
        return (
            text[after : after + 1] == " "
            and text[after + 1 : after + 2].islower()
            and not text.startswith((" h", " cm", " m"), after)
        )
    if glued and sign in {"d", "D"}:
        return (
            text[factor.start() - 1] in "123456" and not text[max(0, factor.start() - 2)].isdigit()
        )
    if sign == "l":
        return glued and factor.end() == factor.end("sign") and text[after : after + 1] != "/"
    if sign == "$":  # 1$ is a dollar, but not where a formula ends
        return "$" in text[: factor.start()]
    if sign == "G":  # 5G, but: 16G, 1.5G
        return text[max(0, factor.start() - 2)] not in "0123456789."
    return False


def _close_pair(
    text: str, gap: regex.Match[str], following: regex.Match[str], factors: list[tuple[Unit, int]]
) -> bool:
    if gap["times"].strip():
        return True
    first = factors[-1][0].name
    pair = (first, following["sign"])
    return pair in {
        ("newton", "m"),
        ("kilowatt", "h"),
        ("watt", "h"),
        ("pascal", "s"),
        ("ampere", "h"),
        ("milliampere", "h"),
        ("millipascal", "s"),
    } or (following["sign"] in _CLOSE_PAIRS and following.end() != following.end("sign"))


def _glued_pair(text: str, at: int) -> Measure | None:
    pair = _GLUED_PAIR.match(text, at)
    if pair is None:
        return None
    power = int((pair["minus"] or pair["raised"]).translate(_SUPERSCRIPTS).replace(" ", ""))
    signs = lexicon.signs()
    name, meaning = composed([(signs[pair["first"]], 1), (signs[pair["second"]], power)])
    return Measure(pair.end(), name, meaning, word=False)


def _per(text: str, found: Measure) -> Measure:
    """Read what stands behind "per": meters per second, mg per day, %/year."""
    gap = _PER.match(text, found.end)
    if gap is None:
        return found
    below = _named(text, gap.end())
    if below is None and "a" not in gap[0]:
        below = _signed(text, gap.end(), glued=False)
    if below is None and gap[0] == "/" and "/" not in found.name:
        below = _counted_below(text, gap.end())
    if below is None or below.name in {"percent", "times"} or found.name == "times":
        return found
    meaning = f"({found.meaning}) / ({below.meaning})" if found.meaning and below.meaning else None
    return Measure(below.end, f"{found.name}/{below.name}", meaning, word=found.word)


def _counted_below(text: str, at: int) -> Measure | None:
    """What is counted below a stroke: 0.1 s/token, 3 J/frame."""
    match = _NOUN_BELOW.match(text, at)
    if match is None:
        return None
    noun = singular(match[0]) or match[0]
    return Measure(match.end(), noun, noun if noun in FIELD_NOUNS else None, word=True)


def rate(text: str, position: int) -> tuple[int, str, str | None] | None:
    """Read the "per second" behind a counted noun: its end, the unit's name and meaning."""
    gap = _PER.match(text, position)
    if gap is None and text.startswith(" ", position):
        inverse = _FACTOR.match(text, position + 1)
        if inverse is not None and _power(inverse) < 0:  # 11 birds ha−1
            name, meaning = composed([(lexicon.signs()[inverse["sign"]], -_power(inverse))])
            return inverse.end(), name, meaning
    if gap is None or gap[0] in {" a ", " an ", " each ", " every "}:
        return None
    below = _named(text, gap.end()) or _signed(text, gap.end(), glued=False)
    return (
        None if below is None or below.name == "percent" else (below.end, below.name, below.meaning)
    )


def _power(factor: regex.Match[str]) -> int:
    written = factor["caret"] or factor["raised"] or factor["minus"] or factor["plain"] or "1"
    return int(written.translate(_SUPERSCRIPTS).replace(" ", "")) or 1


def composed(factors: list[tuple[Unit, int]]) -> tuple[str, str | None]:
    """Name and meaning of a product of units: [(gram, 1), (meter, -2)] -> "gram/square meter"."""
    above = [_powered_name(unit.name, power) for unit, power in factors if power > 0]
    below = [_powered_name(unit.name, -power) for unit, power in factors if power < 0]
    name = "/".join([" ".join(above) or "1", *below])
    if any(unit.meaning is None for unit, _ in factors):
        return name, None
    return name, " * ".join(
        f"({unit.meaning})**{power}" if power != 1 else f"({unit.meaning})"
        for unit, power in factors
    )


def _powered_name(name: str, power: int) -> str:
    if power == 1:
        return name
    return _NAMED_POWERS[power] + name if power in _NAMED_POWERS else f"{name}^{power}"
