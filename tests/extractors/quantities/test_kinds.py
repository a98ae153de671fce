"""The kind of a quantity, and the SI value and dimension that it follows from."""

from __future__ import annotations

import pytest

from extractors.quantities import find_quantities
from extractors.quantities.dimensions import normal
from extractors.quantities.kinds import BY_DIMENSION


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It has 7 billion parameters.", "parameters"),
        ("It reads 2 trillion tokens of training text.", "training_data"),
        ("It takes a context of 8,000 tokens.", "context_length"),
        ("It holds 30,000 images.", "dataset_size"),
        ("It runs on 8 GPUs.", "hardware"),
        ("It takes 90 GPU hours.", "compute"),
        ("It takes 40 fps.", "throughput"),
        ("It takes 12 GB.", "memory"),
        ("It sends 12 Mbps.", "bandwidth"),
        ("It writes 50 bits/min.", "bandwidth"),
        ("It has a 6-DoF arm.", "count"),
        ("It turns at 12 deg/s.", "speed"),
        ("It turns at 12 rpm.", "frequency"),
        ("It takes 12 ms.", "duration"),
        ("It sailed for three consecutive years.", "duration"),
        ("It sailed for 30 total hours.", "duration"),
        ("It gains 12%.", "percentage"),
        ("It is 3x smaller.", "ratio"),
        ("We asked 12 sailors.", "count"),
        ("It costs $12.", "money"),
        ("It is 12 mm long.", "length"),
        ("It covers 12 km².", "area"),
        ("It holds 12 L.", "volume"),
        ("It weighs 12 kg.", "mass"),
        ("It melts at 12 °C.", "temperature"),
        ("It turns at 12 kHz.", "frequency"),
        ("It moves at 12 m/s.", "speed"),
        ("It falls at 9.8 m/s².", "acceleration"),
        ("It draws 12 W.", "power"),
        ("It takes 12 kJ.", "energy"),
        ("It pulls with 12 N.", "force"),
        ("It turns with 12 Nm.", "physical"),
        ("It holds 12 MPa.", "pressure"),
        ("It takes 12 V.", "voltage"),
        ("It draws 12 mA.", "current"),
        ("It turns by 12°.", "angle"),
        ("It shows 640 x 480 pixels.", "resolution"),
        ("It is 12 dB louder.", "level"),
        ("It holds 12 g/L.", "concentration"),
        ("It scores 0.93.", "score"),
    ],
)
def test_its_kind_follows_from_unit_and_dimension(text: str, kind: str) -> None:
    found = find_quantities(text, [(0, len(text))])
    assert {quantity.kind for quantity in found} == {kind}


@pytest.mark.parametrize(
    "unit",
    ["meter", "meter**2", "meter**3", "kilogram", "second", "kelvin", "meter/second", "meter/second**2", "watt",
     "joule", "newton", "pascal", "volt", "ampere", "molar", "gram/liter", "hertz"],
)  # fmt: skip
def test_a_dimension_is_spelled_as_its_kind_is_listed(unit: str) -> None:
    conversion = normal(unit)
    assert conversion is not None
    assert conversion.dimension in BY_DIMENSION


def test_a_dimension_has_one_spelling() -> None:
    ways = {normal(unit) for unit in ("newton * meter", "meter * newton", "watt * second", "joule")}
    assert len({way.dimension for way in ways if way is not None}) == 1
