"""Precision and recall against reference annotations.

A record found and a record expected pair up when their places overlap, one to one, best agreement
first. A quantity agrees in value when low and high do, and fully when the unit does as well; an
address agrees when it is the same repaired address. Expected records marked optional count neither
way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]
SPAN, VALUE, FULL = 1, 2, 3

# Names by which tools mean one unit.
_SAME = {
    "percentage": "percent",
    "%": "percent",
    "dimensionless": "",
    "fold": "times",
    "x": "times",
    "metre": "meter",
    "kilometre": "kilometer",
    "centimetre": "centimeter",
    "millimetre": "millimeter",
    "micrometre": "micrometer",
    "nanometre": "nanometer",
    "litre": "liter",
    "usd": "dollar",
    "us dollar": "dollar",
    "united states dollar": "dollar",
    "second of arc": "arcsecond",
    "degree angle": "degree",
}


def f1(
    gold: Mapping[str, Sequence[Record]],
    found: Mapping[str, Sequence[Record]],
    agreement: Callable[[Record, Record], int],
    level: int,
) -> float:
    """F1 of the pairs that reach a level of agreement, over all documents."""
    hits = expected = predicted = 0
    for document, records in gold.items():
        others = found.get(document, ())
        pairs = _pairs(records, others, agreement)
        optional = sum(bool(records[i].get("optional")) for i, _, _ in pairs)
        hits += sum(n >= level and not records[i].get("optional") for i, _, n in pairs)
        expected += sum(not record.get("optional") for record in records)
        predicted += len(others) - optional
    return 2 * hits / (expected + predicted) if expected + predicted else 0.0


def quantity_agreement(expected: Record, found: Record) -> int:
    """The level at which a quantity agrees with the expected one."""
    if not all(_same_number(expected[end], found.get(end)) for end in ("low", "high")):
        return SPAN
    units = expected["unit"] if isinstance(expected["unit"], list) else [expected["unit"]]
    return FULL if _unit(found.get("unit")) in {_unit(unit) for unit in units} else VALUE


def address_agreement(expected: Record, found: Record) -> int:
    """The level at which an address agrees with the expected one."""
    return FULL if expected["url"] == found["url"] else SPAN


def _pairs(
    expected: Sequence[Record],
    found: Sequence[Record],
    agreement: Callable[[Record, Record], int],
) -> list[tuple[int, int, int]]:
    candidates = []
    for i, wanted in enumerate(expected):
        for j, other in enumerate(found):
            end = wanted["start"] + len(wanted["text"])
            overlap = min(end, other["end"]) - max(wanted["start"], other["start"])
            if overlap > 0:
                candidates.append((agreement(wanted, other), overlap, -i, -j))
    pairs = []
    for level, _, i, j in sorted(candidates, reverse=True):
        if not any(-i == one or -j == two for one, two, _ in pairs):
            pairs.append((-i, -j, level))
    return pairs


def _same_number(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12)


def _unit(name: str | None) -> str:
    plain = (name or "").strip().lower().replace("_", " ").replace(" per ", "/")
    plain = "/".join(_SAME.get(part, part) for part in plain.split("/"))
    return "" if plain in ("score", "point") else plain
