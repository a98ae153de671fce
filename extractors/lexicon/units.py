"""The units of `units.txt`, spelled out: each sign and each name with the unit it stands for."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from extractors.lexicon.loading import LexiconError, lines

# Letter, name and Pint's name of each SI prefix that units.txt may allow (u: all spellings of micro).
_PREFIXES = {
    "f": ("f", "femto"), "p": ("p", "pico"), "n": ("n", "nano"), "u": ("µ", "micro"), "m": ("m", "milli"),
    "c": ("c", "centi"), "d": ("d", "deci"), "h": ("h", "hecto"), "k": ("k", "kilo"), "M": ("M", "mega"),
    "G": ("G", "giga"), "T": ("T", "tera"), "P": ("P", "peta"),
}  # fmt: skip
_IRREGULAR = {
    "foot": "feet",
    "inch": "inches",
    "siemens": "siemens",
    "hertz": "hertz",
    "lux": "lux",
}


_FIRST_WORD = regex.compile(r"[a-z%]+|.")


class Unit(NamedTuple):
    """A unit: its name in the tables, what it means to Pint (None: nothing), whether its number must touch it."""

    name: str
    meaning: str | None
    glued: bool = False


@cache
def signs() -> dict[str, Unit]:
    """Every sign (km, %, GB/s, °C), upper and lower case told apart, with its unit."""
    return _lexicon()[0]


@cache
def names() -> dict[str, Unit]:
    """Every name, in lower case, singular and plural (kilometers, percent, gpu hours), with its unit."""
    return _lexicon()[1]


@cache
def names_by_first_word() -> dict[str, tuple[tuple[str, Unit], ...]]:
    """The names by their first word, longest first, so that one look tells whether any begins here."""
    grouped: dict[str, list[tuple[str, Unit]]] = {}
    for name, unit in names().items():
        grouped.setdefault(_FIRST_WORD.findall(name)[0], []).append((name, unit))
    return {
        word: tuple(sorted(found, key=lambda pair: -len(pair[0])))
        for word, found in grouped.items()
    }


@cache
def meanings() -> dict[str, str | None]:
    """What each unit means, by its name in the tables, those that no spelling gives among them."""
    return _lexicon()[2]


@cache
def without_meaning() -> frozenset[str]:
    """The names of the units that mean nothing to Pint: points, orders of magnitude."""
    return frozenset(name for name, meaning in meanings().items() if meaning is None)


@cache
def _lexicon() -> tuple[dict[str, Unit], dict[str, Unit], dict[str, str | None]]:
    own_signs: dict[str, Unit] = {}
    own_names: dict[str, Unit] = {}
    made_signs: dict[str, Unit] = {}
    made_names: dict[str, Unit] = {}
    by_name: dict[str, str | None] = {}
    for number, line in lines("units.txt"):
        fields = [field.strip() for field in line.split(";")]
        if len(fields) != 5:
            raise LexiconError(
                f"units.txt:{number}: {len(fields)} fields, five expected (name; meaning; signs; words; prefixes)"
            )
        name, meaning, sign_list, word_list, prefixes = fields
        unit = Unit(name, None if meaning == "-" else meaning)
        by_name[name] = unit.meaning
        for written in sign_list.split():
            glued = written.startswith("[glued]")
            _add(own_signs, written.removeprefix("[glued]"), unit._replace(glued=glued), number)
        singulars = [word.strip() for word in word_list.split(",") if word.strip()]
        for word in singulars:
            _add(own_names, word, unit, number)
            _add(own_names, plural(word), unit, number)
        for letter in prefixes:
            sign, spoken = _PREFIXES[letter]
            bigger = Unit(spoken + name, f"{spoken}{meaning}" if unit.meaning else None)
            by_name.setdefault(bigger.name, bigger.meaning)
            for written in sign_list.split():
                if written.isalpha() or written in {"Ω", "µ"}:
                    for spelled in (sign, "u") if letter == "u" else (sign,):
                        made_signs.setdefault(spelled + written, bigger)
            for word in singulars:
                for made in (spoken + word, spoken + plural(word)):
                    made_names.setdefault(made, bigger)
    return {**made_signs, **own_signs}, {**made_names, **own_names}, by_name


def plural(word: str) -> str:
    """The plural of a unit's name: its last word with -s, but for feet and the like."""
    head, space, last = word.rpartition(" ")
    if last in _IRREGULAR:
        return head + space + _IRREGULAR[last]
    return word if word.endswith(("s", "%", "x", "×")) else word + "s"


def _add(table: dict[str, Unit], written: str, unit: Unit, number: int) -> None:
    known = table.setdefault(written, unit)
    if known != unit:
        raise LexiconError(f"units.txt:{number}: {written!r} means {known.name!r} already")
