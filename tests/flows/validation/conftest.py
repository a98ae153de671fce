"""A part made of the sample abstracts, whole and sound, for tests to spoil."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from extractors.batch import tabulate
from schemas import TABLES, Document

RUN = "run-1"


@pytest.fixture(scope="session")
def sound(root: Path) -> dict[str, pa.Table]:
    """The five tables of the sample abstracts."""
    lines = (root / "data" / "abstracts.jsonl").read_text("utf-8").splitlines()
    documents = [
        Document(
            row["id"],
            row["title"],
            row["abstract"],
            "jsonl",
            "data/abstracts.jsonl",
            row["published"],
            tuple(row["categories"]),
        )
        for row in map(json.loads, lines)
    ]
    rejects = [
        ("a.jsonl", "line 3", "broken_json", "not a JSON value", "{", RUN),
        ("b.csv", "row 7", "broken_row", "3 cells instead of 4", "a,b,c", RUN),
    ]
    schema = TABLES["rejects"].arrow_schema
    columns = [
        pa.array(column, field.type)
        for column, field in zip(zip(*rejects, strict=True), schema, strict=True)
    ]
    tables = tabulate(documents, run_id=RUN)
    return {**tables, "rejects": pa.Table.from_arrays(columns, schema=schema)}
