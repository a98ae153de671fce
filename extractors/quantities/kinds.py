"""What sort of quantity it is: by its unit, its physical dimension and the words around it."""

from __future__ import annotations

from functools import lru_cache

import regex

from extractors.lexicon.loading import values

_BY_UNIT = values("nouns.txt", "kinds")
BY_DIMENSION = {
    "[length]": "length",
    "[length] ** 2": "area",
    "[length] ** 3": "volume",
    "[mass]": "mass",
    "[time]": "duration",
    "[temperature]": "temperature",
    "[length] / [time]": "speed",
    "[length] / [time] ** 2": "acceleration",
    "[length] ** 2 * [mass] / [time] ** 3": "power",
    "[length] ** 2 * [mass] / [time] ** 2": "energy",
    "[length] * [mass] / [time] ** 2": "force",
    "[mass] / [length] / [time] ** 2": "pressure",
    "[length] ** 2 * [mass] / [current] / [time] ** 3": "voltage",
    "[current]": "current",
    "[substance] / [length] ** 3": "concentration",
    "[mass] / [length] ** 3": "concentration",
    "1 / [time]": "frequency",
}
_OF_ENERGY = "[length] ** 2 * [mass] / [time] ** 2"
_TORQUES = ("newton meter", "newton millimeter", "newton centimeter")
_CONTEXT = regex.compile(r"(?i)\b(?:context|window|input|sequence|prompt)s?\b")
_TRAINED = regex.compile(r"(?i)\b(?:train|pretrain|pre-train|corpus|corpora)")
_NEAR = 60


def kind_of(text: str, unit: str, dimension: str | None, position: int, *, counted: bool) -> str:
    """Tell the kind (a value of QUANTITY_KINDS) of a quantity with this unit whose unit stands at `position`."""
    if unit == "":
        return "score"
    if unit == "token":
        around = text[max(0, position - _NEAR) : position + _NEAR]
        return (
            "context_length"
            if _CONTEXT.search(around) and not _TRAINED.search(around)
            else "training_data"
        )
    if (
        unit == "hour"
        and text.startswith(" of", position)
        and regex.match(
            r" of (?:\w+[ -]){0,4}(?:speech|audio|video|data|recording|driving|music|footage)",
            text[position : position + 60],
        )
    ):
        return "training_data"
    kind = _BY_UNIT.get(unit)
    if kind is not None:
        return kind
    head = unit.rpartition(" ")[2]
    # Three consecutive years are a duration, though counted like things.
    if counted and dimension != "[time]":
        return _BY_UNIT.get(head, "count")
    if "byte" in unit or "bit" in unit:
        return "bandwidth" if "/second" in unit or "/minute" in unit else "memory"
    if unit.partition("/")[0] in {
        "dollar",
        "euro",
        "yuan",
        "yen",
        "pound sterling",
        "rupee",
        "swiss franc",
    }:
        return "money"
    if dimension is None:
        return "other"
    if dimension == _OF_ENERGY and unit.endswith(_TORQUES):
        return "physical"
    by_dimension = BY_DIMENSION.get(dimension)
    if by_dimension is not None:
        return by_dimension
    if "/second" in unit or "/minute" in unit:
        return (
            "throughput"
            if dimension.startswith(("[token]", "[image]", "[query]", "[computation]"))
            else "physical"
        )
    return "ratio" if dimension == "dimensionless" else "physical"


@lru_cache(maxsize=4096)
def kinds_of(unit: str, dimension: str | None) -> frozenset[str]:
    """The kinds that quantities of a unit may have, whatever stands around them."""
    kinds = {kind_of("", unit, dimension, 0, counted=counted) for counted in (False, True)}
    if unit == "hour":
        kinds.add("training_data")
    if unit == "token":
        kinds.add("context_length")
    return frozenset(kinds)
