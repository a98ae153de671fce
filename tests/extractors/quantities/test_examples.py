"""The tables of examples under examples/, each line against what is found; their grammar stands at their heads.

    text => quantity ; quantity ...        nothing behind the arrow: nothing is found
    quantity:  [~] low [.. high] [unit] [@name]

    5 byte            exactly 5
    3..5 byte         a range, or a value and its spread
    3..  byte         at least: open above
    ..5  byte         at most: open below
    ~5 byte           approximate
    7e9 parameter @name    a measure within a proper name
    0.93              a bare number: no unit
    2 a|b             either unit is right

A line that begins with # is a comment; [a section] tells where its examples come from; ⏎ in a text is a line's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import regex

from extractors.quantities import Quantity, find_quantities

FOLDER = Path(__file__).with_name("examples")
KNOWN_FAILURES = "known_failures.txt"
SECTIONS = {"in the wild (own words)", "synthetic", "negative"}
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_QUANTITY = regex.compile(
    rf"(?P<about>~)?(?P<low>{_NUMBER})?(?P<range>\.\.)?(?P<high>{_NUMBER})?"
    r"(?:[ ]+(?P<unit>[^@]*[^@ ]))?(?P<name>[ ]+@name)?"
)


class Expected(NamedTuple):
    low: float | None
    high: float | None
    unit: str
    approximate: bool
    in_name: bool


class Example(NamedTuple):
    file: str
    line: int
    section: str
    text: str
    quantities: tuple[Expected, ...]


def expected(written: str) -> Expected:
    match = _QUANTITY.fullmatch(written)
    assert match is not None, f"not a quantity: {written!r}"
    assert match["low"] or match["high"], f"no number: {written!r}"
    low = float(match["low"]) if match["low"] else None
    high = float(match["high"]) if match["high"] else None
    if not match["range"]:
        high = low
    return Expected(
        low, high, match["unit"] or "", match["about"] is not None, match["name"] is not None
    )


def examples(path: Path) -> Iterator[Example]:
    section = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("# ") or line == "#":
            continue
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            continue
        text, arrow, found = line.partition(" =>")
        assert arrow, f"{path.name}:{number}: no arrow"
        yield Example(
            path.name,
            number,
            section,
            text.replace("⏎", "\n"),
            tuple(expected(part.strip()) for part in found.split(";") if part.strip()),
        )


EXAMPLES = [example for path in sorted(FOLDER.glob("*.txt")) for example in examples(path)]


def rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.9g}")


def as_expected(found: Quantity) -> Expected:
    return Expected(found.low, found.high, found.unit, found.approximate, found.in_name)


def as_rounded(quantities: Iterator[Expected]) -> list[Expected]:
    return [
        quantity._replace(low=rounded(quantity.low), high=rounded(quantity.high))
        for quantity in quantities
    ]


def one_of(units: str, found: str) -> str:
    """Of equally right units the one that was found, or all of them."""
    return found if found in units.split("|") else units


def identifier(example: Example) -> str:
    return f"{example.file.removesuffix('.txt')}-{example.line}"


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(
            example,
            id=identifier(example),
            marks=[pytest.mark.xfail(strict=True, reason=example.section)]
            if example.file == KNOWN_FAILURES
            else [],
        )
        for example in EXAMPLES
    ],
)
def test_what_is_found_is_what_the_text_says(example: Example) -> None:
    found = as_rounded(map(as_expected, find_quantities(example.text, [(0, len(example.text))])))
    meant = as_rounded(iter(example.quantities))
    if len(found) == len(meant):
        meant = [
            right._replace(unit=one_of(right.unit, unit))
            for right, (_, _, unit, *_) in zip(meant, found, strict=True)
        ]
    assert found == meant


def test_every_table_has_both_kinds_of_examples() -> None:
    for path in FOLDER.glob("*.txt"):
        if path.name == KNOWN_FAILURES:
            continue
        here = [example for example in EXAMPLES if example.file == path.name]
        assert {example.section for example in here} <= SECTIONS, path.name
        assert any(example.quantities for example in here), path.name
        assert any(example.section == "negative" for example in here), path.name


def test_no_text_stands_twice() -> None:
    texts = [example.text for example in EXAMPLES]
    assert sorted(set(texts)) == sorted(texts)
