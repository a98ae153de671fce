"""What the README shows is what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.quantities import find_quantities
from extractors.sentences import split

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def example() -> str:
    """The abstract that is quoted at the head."""
    quoted = [line.removeprefix("> ") for line in README.splitlines() if line.startswith("> ")]
    return " ".join(quoted)


def shown() -> list[list[str]]:
    """The rows of the table below it, as written."""
    rows = [line.strip("|").split("|") for line in README.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:6]]


@pytest.mark.parametrize("row", shown(), ids=lambda row: row[0])
def test_the_table_of_the_first_example_is_true(row: list[str]) -> None:
    text = example()
    found = [
        [
            text[q.start : q.end],
            f"{q.low:,.0f}",
            f"{q.high:,.0f}",
            q.unit,
            "yes" if q.approximate else "no",
            q.kind,
        ]
        for q in find_quantities(text, split(text))
    ]
    assert row in found


def test_the_table_of_the_first_example_is_whole() -> None:
    text = example()
    assert len(find_quantities(text, split(text))) == len(shown())
