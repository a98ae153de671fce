"""What the name of a unit in the tables means: the way back from ``units.composed``.

    kilogram/cubic meter   newton meter   gpu hour   1/square second   alignment/second   image

Whoever has only the tables can convert by it. A name of several parts may be read in several ways,
"gram/square meter/day" as (g/m^2)/d and as g/(m^2/d).
"""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from extractors.lexicon import units as lexicon
from extractors.quantities.counting import THINGS
from extractors.quantities.dimensions import Normal, normal
from extractors.quantities.nouns import FIELD_NOUNS

MOST_PARTS = 7
"""Longer names are not read: their readings are too many."""
_POWERS = {"square": 2, "cubic": 3}
_RAISED = regex.compile(r"(?P<name>.+)\^(?P<power>\d{1,2})")  # meter^4
_BETWEEN = regex.compile(r"[ /]")


@lru_cache(maxsize=4096)
def conversions(name: str) -> tuple[Normal | None, ...]:
    """The conversions that a unit of this name may have, one a reading; None stands for having none.

    A name that is too long to be read has no reading.
    """
    if len(_BETWEEN.findall(name)) >= MOST_PARTS:
        return ()
    readings = (normal(reading) if reading else None for reading in _readings(name))
    return tuple(dict.fromkeys(readings))


@cache
def _known() -> dict[str, str | None]:
    """The meaning of each unit that has a name of its own."""
    return lexicon.meanings() | {noun: noun for noun in FIELD_NOUNS} | {"1": "1"}


@lru_cache(maxsize=4096)
def _readings(name: str) -> tuple[str | None, ...]:
    """All that a name may mean to Pint; None for what is counted or has no meaning."""
    found: list[str | None] = []
    if name in _known():
        found = [_known()[name], None] if name in THINGS else [_known()[name]]
        if "/" not in name:
            return (*found,)
    if raised := _RAISED.fullmatch(name):
        found += [f"({base})**{raised['power']}" for base in _readings(raised["name"]) if base]
    for between in _BETWEEN.finditer(name):
        left, right = name[: between.start()], name[between.end() :]
        if between[0] == "/":
            found += [
                # What is counted has no meaning of its own, its rate has.
                f"({above or 1}) / ({below})" if below else None
                for above in _readings(left)
                for below in _readings(right)
            ]
            found += [None for above in _readings(left) if above is None]
        elif left in _POWERS:
            found += [f"({base})**{_POWERS[left]}" for base in _readings(right) if base]
        else:
            found += [
                f"({one}) * ({other})"
                for one in _readings(left)
                for other in _readings(right)
                if one and other
            ]
    return tuple(dict.fromkeys(found)) or (None,)
