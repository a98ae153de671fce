"""What pandera is told of the definitions, and what it makes of tables that break them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pandera.config import config_context

from flows.validation.frames import broken
from schemas import TABLES

Tables = dict[str, pa.Table]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_keeps_its_own_definition(sound: Tables, name: str) -> None:
    assert broken(sound[name], TABLES[name]) == []
    assert broken(sound[name].slice(0, 0), TABLES[name]) == []


@pytest.mark.parametrize(
    ("name", "column", "values", "check"),
    [
        ("documents", "title", pa.array(["a"], pa.large_string()), "types"),
        ("documents", "title", pa.array(["a"]).dictionary_encode(), "types"),
        ("documents", "repairs", pa.array([["a"]], pa.list_(pa.large_string())), "types"),
        ("documents", "ingested_at", pa.array([0], pa.timestamp("us")), "types"),
        ("sentences", "start", pa.array([0], pa.int64()), "types"),
        ("quantities", "low", pa.array([0], pa.float32()), "types"),
        ("sentences", "section", pa.array([None], pa.string()), "nulls"),
        ("sentences", "section", pa.array(["body"]), "vocabulary"),
        ("sentences", "start", pa.array([-1], pa.int32()), "minimum"),
        ("sentences", "text", pa.array([""]), "empty"),
        ("quantities", "low", pa.array([float("nan")]), "finite"),
        ("quantities", "si_high", pa.array([float("-inf")]), "finite"),
    ],
)
def test_a_column_that_breaks_its_definition(
    sound: Tables, name: str, column: str, values: pa.Array, check: str
) -> None:
    table = sound[name].slice(0, 1)
    spoilt = table.set_column(table.schema.get_field_index(column), column, values)
    [found] = broken(spoilt, TABLES[name])
    assert (found.check, found.column) == (check, column)
    assert (found.rows is None) == (check == "types")


def test_the_rows_that_break_it_are_told(sound: Tables) -> None:
    table = sound["sentences"].slice(0, 4)
    sections = pa.array(["title", "body", None, "end"])
    spoilt = table.set_column(table.schema.get_field_index("section"), "section", sections)
    rows = {found.check: list(found.rows) for found in broken(spoilt, TABLES["sentences"])}
    assert rows == {
        "nulls": [False, False, True, False],
        "vocabulary": [False, True, False, True],
    }


def test_a_null_is_no_value_of_a_column_that_allows_it(sound: Tables) -> None:
    assert pa.compute.any(pa.compute.is_null(sound["quantities"]["si_low"])).as_py()
    assert broken(sound["quantities"], TABLES["quantities"]) == []


def test_it_cannot_be_switched_off_from_outside(sound: Tables) -> None:
    table = sound["sentences"].slice(0, 1)
    spoilt = table.set_column(5, "text", pa.array([""]))
    with config_context(validation_enabled=False):
        assert [found.check for found in broken(spoilt, TABLES["sentences"])] == ["empty"]


def test_only_who_validates_loads_it(root: Path) -> None:
    probe = "import sys, flows.cli, flows.work; sys.exit('pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], cwd=root, check=False).returncode == 0


def test_a_process_that_has_loaded_polars_is_told_the_same(root: Path) -> None:
    code = """
import polars
import pyarrow as pa
from flows.validation.frames import broken
from schemas import TABLES
empty = TABLES["sentences"].arrow_schema.empty_table()
at = empty.schema.get_field_index("start")
print([found.check for found in broken(empty.set_column(at, "start", pa.array([], pa.int64())), TABLES["sentences"])])
print(polars.DataFrame({"a": [1]}).height)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.split("\n")[:2] == ["['types']", "1"], done.stderr
