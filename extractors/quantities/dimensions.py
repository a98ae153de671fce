"""Dimension and SI value of a unit, by Pint with this field's units on top of its own registry."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from math import isfinite
from sys import float_info
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pint


class Normal(NamedTuple):
    """How a unit converts: value * factor + offset, in `unit`, whose physical dimension is `dimension`."""

    dimension: str
    unit: str
    factor: float
    offset: float

    def of(self, value: float | None) -> float | None:
        """The value in ``unit``; None for an open end."""
        return None if value is None else value * self.factor + self.offset

    def holds(self, value: float | None) -> bool:
        """Whether the converted value is a number of full precision: 1e308 km in metres is none."""
        converted = self.of(value)
        if not value or converted is None:
            return True
        return isfinite(converted) and (bool(self.offset) or abs(converted) >= float_info.min)


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Pint's default registry with the definitions of `lexicon/field_units.txt`."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    definitions = (
        files("extractors.lexicon").joinpath("field_units.txt").read_text(encoding="utf-8")
    )
    units.load_definitions(definitions.splitlines())
    return units


@lru_cache(maxsize=4096)
def normal(meaning: str) -> Normal | None:
    """The conversion of a unit given as an expression for Pint; None where Pint cannot make sense of it.

    Temperatures convert with their zero point where they stand alone, and as differences where they are divided.
    """
    import pint

    units = registry()
    try:
        offset = (
            meaning.strip("()").startswith("degree_") and "*" not in meaning and "/" not in meaning
        )
        expression = (
            meaning
            if offset
            else meaning.replace("degree_Celsius", "delta_degree_Celsius").replace(
                "degree_Fahrenheit", "delta_degree_Fahrenheit"
            )
        )
        one = (
            units.Quantity(1.0, units.parse_units(expression.strip("()")))
            if offset
            else units.Quantity(units.parse_expression(expression)).to_base_units()
        )
        if offset:
            zero = units.Quantity(0.0, one.units).to_base_units()
            base = one.to_base_units()
            factor, shift = float(base.magnitude - zero.magnitude), float(zero.magnitude)
        else:
            base, factor, shift = one, float(one.magnitude), 0.0
    except (pint.errors.PintError, ZeroDivisionError, AttributeError, TypeError):
        return None
    return Normal(_spelled(base.dimensionality), _unit_name(base.units), factor, shift)


def _spelled(dimensionality: Any) -> str:
    """A dimension's name, the same in whatever order Pint holds its parts: [length] * [mass] / [time] ** 2."""
    powers = sorted(dimensionality.items())
    above = " * ".join(_raised(name, power) for name, power in powers if power > 0)
    below = [_raised(name, -power) for name, power in powers if power < 0]
    return " / ".join([above or "1", *below]) if powers else "dimensionless"


def _raised(name: str, power: float) -> str:
    return name if power == 1 else f"{name} ** {power:g}"


def _unit_name(units: Any) -> str:
    name = format(units, "D")
    return "" if name == "dimensionless" else name
