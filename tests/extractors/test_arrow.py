"""The functions that other programs call, called as they would."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from extractors import tabulate, tabulate_batches
from schemas import TABLES, Document

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROWS = [
    {"id": "b", "title": "Tern", "abstract": "We train on 64 GPUs for 3 days."},
    {"id": "a", "title": None, "abstract": "It has 7B parameters: https://example.org/tern."},
    {"id": "c", "title": "Nothing", "abstract": None},
]
DOCUMENTS = [Document(row["id"], row["title"] or "", row["abstract"] or "", "", "") for row in ROWS]


def called(rows: Sequence[dict[str, Any]], table: str, **options: Any) -> pa.Table:
    batches = pa.Table.from_pylist(list(rows)).to_batches(max_chunksize=2)
    schema = TABLES[table].arrow_schema
    return pa.Table.from_batches(tabulate_batches(batches, table, **options), schema)


@pytest.mark.parametrize("table", ["documents", "sentences", "quantities", "urls"])
def test_batches_give_what_their_documents_give(table: str) -> None:
    options: dict[str, Any] = {"run_id": "run", "started": NOON}
    expected = pa.concat_tables(
        tabulate(batch, **options)[table] for batch in (DOCUMENTS[:2], DOCUMENTS[2:])
    )
    result = called(ROWS, table, **options)
    assert result.num_rows
    assert result.equals(expected)
    assert result.schema.equals(TABLES[table].arrow_schema, check_metadata=True)


def test_published_documents_are_read_again() -> None:
    documents = [
        Document("a", "T", "On 8 GPUs.", "jsonl", "x", "2024", ("cs.CL",), ("mojibake",)),
        Document("b", "", "On 9 GPUs.", "csv", "y"),
    ]
    before = tabulate(documents, run_id="run", started=NOON)["documents"]
    again = tabulate_batches(before.to_batches(), "documents", run_id="run", started=NOON)
    assert pa.Table.from_batches(again).equals(before)


@pytest.mark.parametrize(
    "ids",
    [
        pa.array(["3", "4"], pa.large_string()),
        pa.array(["3", "4"]).dictionary_encode(),
        pa.array(["3", "4"], pa.string_view()),
        pa.array([3, 4], pa.int64()),
    ],
    ids=lambda ids: str(ids.type),
)
def test_any_type_that_reads_as_a_string_is_an_id(ids: pa.Array) -> None:
    abstracts = pa.array(["5 kg", "6 kg"], pa.large_string())
    batch = pa.RecordBatch.from_arrays([ids, abstracts], names=["id", "abstract"])
    (result,) = tabulate_batches([batch], "quantities")
    assert result["doc_id"].to_pylist() == ["3", "4"]
    assert result["low"].to_pylist() == [5, 6]


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(ValueError, match=r"'rejects'.*documents, sentences, quantities, urls"):
        tabulate_batches([], "rejects")
    with pytest.raises(ValueError, match="id, title and abstract are needed, there are text"):
        called([{"text": "5 kg"}], "quantities")
    with pytest.raises(ValueError, match="column id: a document needs an id"):
        called([{"id": None, "abstract": "5 kg"}, {"id": "a", "abstract": "6 kg"}], "quantities")


def test_batches_are_read_as_rows_are_asked_for() -> None:
    asked = []

    def batches() -> Any:
        for row in ROWS:
            asked.append(row["id"])
            yield pa.RecordBatch.from_pylist([row])

    rows = tabulate_batches(batches(), "sentences")
    assert asked == []
    assert next(rows)["doc_id"].to_pylist() == ["b", "b"]
    assert asked == ["b"]


def test_no_batch_and_no_row_give_no_rows() -> None:
    assert list(tabulate_batches([], "urls")) == []
    empty = pa.table({"id": [], "abstract": []}, pa.schema({"id": "string", "abstract": "string"}))
    for batches in (empty.to_batches(), [pa.RecordBatch.from_pylist([], empty.schema)]):
        assert sum(rows.num_rows for rows in tabulate_batches(batches, "urls")) == 0


def test_duckdb_queries_what_comes_out() -> None:
    connection = duckdb.connect()
    connection.register("abstracts", pa.Table.from_pylist(ROWS))
    abstracts = connection.sql("SELECT * FROM abstracts ORDER BY id").to_arrow_table()
    quantities = pa.RecordBatchReader.from_batches(
        TABLES["quantities"].arrow_schema, tabulate_batches(abstracts.to_batches(), "quantities")
    )
    connection.register("quantities", quantities)
    answer = connection.sql("SELECT doc_id, low, unit FROM quantities").fetchall()
    assert answer == [("a", 7e9, "parameter"), ("b", 64, "gpu"), ("b", 3, "day")]


def test_both_travel_to_workers() -> None:
    for function in (tabulate, tabulate_batches):
        assert pickle.loads(pickle.dumps(function)) is function


def test_the_package_costs_nothing_until_one_is_called() -> None:
    probe = (
        "import sys, extractors; print('pyarrow' in sys.modules);"
        "from extractors import *; print(callable(tabulate), callable(tabulate_batches));"
        "print(hasattr(extractors, 'no_such'), 'spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True", "False", "False"]
