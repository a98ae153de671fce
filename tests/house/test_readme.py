"""What the README shows is what comes out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors.batch import tabulate
from extractors.quantities import find_quantities
from extractors.sentences import split
from schemas import Document

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def example() -> str:
    """The abstract that is quoted at the head."""
    quoted = [line.removeprefix("> ") for line in README.splitlines() if line.startswith("> ")]
    return " ".join(quoted)


def shown() -> list[list[str]]:
    """The rows of the table below it, as written."""
    rows = [line.strip("|").split("|") for line in README.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:6]]


def block(language: str) -> str:
    """The first block of code in a language."""
    return README.partition(f"```{language}\n")[2].partition("```")[0]


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


def test_the_query_runs_over_the_tables(tmp_path: Path) -> None:
    document = Document("one", "A title", example(), source="jsonl", source_uri="here")
    quantities = tabulate([document], run_id="run")["quantities"]
    (tmp_path / "quantities").mkdir()
    pq.write_table(quantities, tmp_path / "quantities" / "part.parquet")
    answer = duckdb.sql(block("sql").replace("DIR", str(tmp_path))).fetchall()
    assert answer == [("one", "7B-parameter", 7e9)]


def test_the_pipeline_runs() -> None:
    names: dict[str, object] = {}
    exec(compile(block("python"), "README.md", "exec"), names)
    doc = names["doc"]
    assert [quantity.low for quantity in doc._.quantities] == [1.3e9]
    assert [address.host for address in doc._.addresses] == ["github.com"]
