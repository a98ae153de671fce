"""The definitions of the tables: complete, consistent, and carried along by Parquet."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas import SCHEMA_VERSION, TABLES
from schemas.definition import STRINGS, Column, Table, Vocabulary
from schemas.records import Document, Reject

PROMISED = {
    "documents": "doc_id source source_uri title abstract published categories content_hash"
    " extractor_version run_id ingested_at",
    "sentences": "doc_id section sentence_id start end text",
    "quantities": "doc_id section sentence_id quantity_id start end text low high bound approximate"
    " unit unit_text dimension si_low si_high si_unit kind in_name modifier expression_start"
    " expression_end method rule",
    "urls": "doc_id section sentence_id url_id start end text url canonical_url host"
    " registered_domain kind repository identifier repairs",
    "rejects": "source_uri position reason detail raw run_id",
}
NULLABLE = {
    "documents": {"published"},
    "sentences": set(),
    "quantities": {"low", "high", "dimension", "si_low", "si_high", "si_unit", "rule"},
    "urls": {"registered_domain", "repository", "identifier"},
    "rejects": set(),
}

EVERY_COLUMN = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


def test_the_tables_are_the_promised_ones() -> None:
    assert list(TABLES) == list(PROMISED)


@pytest.mark.parametrize("name", PROMISED)
def test_columns_that_other_tools_rely_on_are_there_in_order(name: str) -> None:
    promised = PROMISED[name].split()
    assert [column for column in TABLES[name].column_names if column in promised] == promised


@pytest.mark.parametrize("name", NULLABLE)
def test_only_these_columns_may_be_null(name: str) -> None:
    assert {c.name for c in TABLES[name].columns if c.nullable} == NULLABLE[name]


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_every_column_is_described_in_a_sentence(table: Table, column: Column) -> None:
    assert len(column.description.split()) >= 4
    assert column.description.endswith(".")
    assert "  " not in column.description
    metadata = table.arrow_schema.field(column.name).metadata
    assert metadata is not None
    assert metadata[b"description"].decode() == column.description


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_types_are_plain(table: Table, column: Column) -> None:
    plain = {
        pa.string(),
        pa.int32(),
        pa.int64(),
        pa.float64(),
        pa.bool_(),
        STRINGS,
        pa.timestamp("us", tz="UTC"),
    }
    assert column.type in plain


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_checks_suit_the_type(table: Table, column: Column) -> None:
    if column.vocabulary is not None or column.non_empty:
        assert column.type == pa.string()
    if column.minimum is not None:
        assert pa.types.is_integer(column.type) or pa.types.is_floating(column.type)


@every_table
def test_names_are_unique(table: Table) -> None:
    assert len(set(table.column_names)) == len(table.columns)


@every_table
def test_keys_and_references_name_columns_that_are_never_null(table: Table) -> None:
    named = set(table.key) | set(table.sort_key)
    for reference in table.references:
        assert set(reference.columns) == set(TABLES[reference.table].key)
        named |= set(reference.columns)
    assert named
    assert not [name for name in sorted(named) if table.column(name).nullable]


def vocabularies() -> list[object]:
    return [
        pytest.param(column.vocabulary, id=f"{table.name}.{column.name}")
        for table in TABLES.values()
        for column in table.columns
        if column.vocabulary is not None
    ]


@pytest.mark.parametrize("vocabulary", vocabularies())
def test_every_value_of_a_vocabulary_is_explained(vocabulary: Vocabulary) -> None:
    assert vocabulary.values
    for value, meaning in vocabulary.meanings.items():
        assert value == value.strip().lower()
        assert meaning
        assert value in vocabulary


@every_table
def test_schema_and_descriptions_survive_parquet(table: Table, tmp_path: Path) -> None:
    path = tmp_path / f"{table.name}.parquet"
    pq.write_table(table.arrow_schema.empty_table(), path, compression="zstd")
    assert pq.read_schema(path).equals(table.arrow_schema, check_metadata=True)
    metadata = pq.read_schema(path).metadata
    assert metadata is not None
    assert metadata[b"schema_version"].decode() == SCHEMA_VERSION


def test_a_closed_vocabulary_travels_with_the_column() -> None:
    bound = TABLES["quantities"].arrow_schema.field("bound").metadata
    assert bound is not None
    assert bound[b"vocabulary"].decode().split(" | ") == [
        "exact",
        "range",
        "at_least",
        "at_most",
        "plus_minus",
    ]


def test_an_open_vocabulary_does_not() -> None:
    reason = TABLES["rejects"].arrow_schema.field("reason").metadata
    assert reason is not None
    assert b"vocabulary" not in reason


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(KeyError, match="sentences has no column mood"):
        TABLES["sentences"].column("mood")


def test_records_fit_their_tables() -> None:
    assert set(Document._fields) <= set(TABLES["documents"].column_names)
    assert set(Reject._fields) <= set(TABLES["rejects"].column_names)
