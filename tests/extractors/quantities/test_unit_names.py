"""The way back from the names of units to what they mean."""

from __future__ import annotations

import pytest

from extractors.lexicon import units
from extractors.lexicon.units import Unit
from extractors.quantities.dimensions import Normal, normal, registry
from extractors.quantities.unit_names import conversions
from extractors.quantities.units import composed

NAMES = [
    ("meter", "meter", 1.0),
    ("kilometer/hour", "meter / second", 1 / 3.6),
    ("newton meter", "kilogram * meter ** 2 / second ** 2", 1.0),
    ("gram/cubic centimeter", "kilogram / meter ** 3", 1000.0),
    ("meter^4", "meter ** 4", 1.0),
    ("1/square second", "1 / second ** 2", 1.0),
    ("kilowatt hour/month", "kilogram * meter ** 2 / second ** 3", 3.6e6 / 2629800),
    ("revolution/minute", "radian / second", 0.10471975511965977),
    ("gpu hour", "gpu * second", 3600.0),
    ("alignment/second", "1 / second", 1.0),
    ("person/square meter", "1 / meter ** 2", 1.0),
    ("standard gravity", "meter / second ** 2", 9.80665),
    ("decade", "second", 315576000.0),
    ("dollar/hour", "USD / second", 1 / 3600),
]


@pytest.mark.parametrize(("name", "si_unit", "factor"), NAMES)
def test_what_a_name_converts_to(name: str, si_unit: str, factor: float) -> None:
    found = conversions(name)[0]
    assert found is not None
    assert (found.unit, found.factor) == (si_unit, pytest.approx(factor))


@pytest.mark.parametrize("name", ["", "image-text pair", "degree of freedom", "point", "bl/", "/"])
def test_names_of_nothing_that_converts(name: str) -> None:
    assert conversions(name) == (None,)


def test_a_name_of_two_readings_has_both() -> None:
    assert {found.unit for found in conversions("square newton meter") if found} == {
        "kilogram ** 2 * meter ** 3 / second ** 4",
        "kilogram ** 2 * meter ** 4 / second ** 4",
    }


def test_a_name_too_long_to_read_has_none() -> None:
    assert conversions("/".join(["meter"] * 40)) == ()


@pytest.mark.parametrize("name", units.meanings())
def test_every_unit_of_the_lexicon_is_read_as_it_is_meant(name: str) -> None:
    meaning = units.meanings()[name]
    expected: Normal | None = normal(meaning) if meaning else None
    assert (expected is None) == (meaning is None), "Pint makes nothing of it"
    assert expected in conversions(name)


def test_products_are_read_as_they_are_made() -> None:
    signs = units.signs()
    for first, second in [("km", "h"), ("W", "K"), ("mg", "L"), ("kg", "m"), ("J", "mol")]:
        for powers in [(1, -1), (1, -2), (2, 1), (-1, -3), (1, 4)]:
            factors: list[tuple[Unit, int]] = [
                (signs[first], powers[0]),
                (signs[second], powers[1]),
            ]
            name, meaning = composed(factors)
            assert meaning is not None
            wanted = normal(meaning)
            assert wanted is not None
            found = [each for each in conversions(name) if each and each.unit == wanted.unit]
            assert any(each.factor == pytest.approx(wanted.factor) for each in found), name


@pytest.mark.parametrize("name", [name for name, meaning in units.meanings().items() if meaning])
def test_units_convert_as_pint_converts_values(name: str) -> None:
    meaning = units.meanings()[name]
    assert meaning is not None
    conversion = normal(meaning)
    assert conversion is not None
    parsed = (
        registry().parse_units(meaning)
        if meaning.startswith("degree_")
        else registry().parse_expression(meaning)
    )
    for value in (0.0, 7.5, -3.0):
        exact = (
            registry().Quantity(value, parsed)
            if meaning.startswith("degree_")
            else registry().Quantity(value * parsed)
        ).to_base_units()
        assert value * conversion.factor + conversion.offset == pytest.approx(exact.magnitude)
