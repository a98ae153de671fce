"""Ways to spoil a dataset, each with the check that must notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from flows.validation.contract import CHECKS, check_part

Tables = dict[str, pa.Table]
Spoil = Callable[[Tables], None]


def change(table: str, column: str, row: int, value: Any) -> Spoil:
    """Put ``value``, or what it makes of the value there, into one cell; -1 is the last row."""

    def spoil(tables: Tables) -> None:
        old = tables[table]
        at = old.schema.get_field_index(column)
        values = old.column(column).to_pylist()
        values[row] = value(values[row]) if callable(value) else value
        field = old.schema.field(column)
        tables[table] = old.set_column(at, field, pa.array(values, field.type))

    return spoil


def where(table: str, column: str, condition: dict[str, Any], value: Any) -> Spoil:
    """As ``change``, in the first row whose other columns have the values of ``condition``."""

    def spoil(tables: Tables) -> None:
        rows = np.ones(tables[table].num_rows, dtype=bool)
        for name, wanted in condition.items():
            values = tables[table].column(name).to_pylist()
            rows &= np.array([wanted(v) if callable(wanted) else v == wanted for v in values])
        change(table, column, int(np.flatnonzero(rows)[0]), value)(tables)

    return spoil


def all_of(unit: str, column: str, value: Any) -> Spoil:
    """As ``change``, in all quantities of a unit."""

    def spoil(tables: Tables) -> None:
        units = tables["quantities"].column("unit").to_pylist()
        for row in [row for row, name in enumerate(units) if name == unit]:
            change("quantities", column, row, value)(tables)

    return spoil


def rows(table: str, chosen: Callable[[int], list[int]]) -> Spoil:
    """Keep, repeat or reorder rows: ``chosen`` gives their numbers for a number of rows."""

    def spoil(tables: Tables) -> None:
        tables[table] = tables[table].take(chosen(tables[table].num_rows))

    return spoil


def cast(table: str, column: str, kind: pa.DataType) -> Spoil:
    def spoil(tables: Tables) -> None:
        at = tables[table].schema.get_field_index(column)
        values = tables[table].column(column).cast(kind)
        tables[table] = tables[table].set_column(at, column, values)

    return spoil


def shifted(table: str) -> Spoil:
    """Move the last row of a table on by one character."""

    def spoil(tables: Tables) -> None:
        for name in ("start", "end"):
            change(table, name, -1, lambda at: at - 1)(tables)

    return spoil


def drop(table: str, column: str) -> Spoil:
    return lambda tables: tables.update({table: tables[table].drop_columns([column])})


def swap_ends(tables: Tables) -> None:
    table = tables["quantities"]
    at = pc.index(table.column("bound"), "range").as_py()
    low, high = table.column("low")[at].as_py(), table.column("high")[at].as_py()
    change("quantities", "low", at, high)(tables)
    change("quantities", "high", at, low)(tables)


def over_an_address(tables: Tables) -> None:
    """Move an address onto the quantity before it, text and all."""
    urls, quantities = tables["urls"], tables["quantities"].to_pylist()
    doc_id = urls.column("doc_id")[0].as_py()
    sections = urls.column("section")[0].as_py()
    quantity = [q for q in quantities if q["doc_id"] == doc_id and q["section"] == sections][-1]
    for name in ("start", "end", "text", "sentence_id"):
        change("urls", name, 0, quantity[name])(tables)


def one_after_all(size: int) -> list[int]:
    return [*range(1, size), 0]


NOT_EMPTY = {"si_unit": lambda value: value is not None and value != "dimensionless"}
OPEN_ABOVE = {"bound": "at_least"}
COUNTED = {"si_unit": None, "bound": "exact"}
SHARE = {"unit": "percent"}
IN_METERS = {"unit": "meter", "bound": "exact"}

MUTATIONS: list[tuple[str, Spoil, str]] = [
    # tables, columns, types
    ("lost table", lambda tables: tables.pop("urls") and None, "urls.present"),
    ("lost table of documents", lambda t: t.pop("documents") and None, "documents.present"),
    ("lost column", drop("quantities", "si_unit"), "quantities.columns"),
    (
        "foreign column",
        lambda t: t.update(urls=t["urls"].append_column("note", t["urls"].column("url"))),
        "urls.columns",
    ),
    (
        "columns in another order",
        lambda t: t.update(sentences=t["sentences"].select(t["sentences"].column_names[::-1])),
        "sentences.columns",
    ),
    ("narrower type", cast("quantities", "low", pa.float32()), "quantities.types"),
    ("wider type", cast("sentences", "start", pa.int64()), "sentences.types"),
    (
        "dictionary type",
        cast("urls", "kind", pa.dictionary(pa.int32(), pa.string())),
        "urls.types",
    ),
    (
        "large strings",
        cast("documents", "abstract", pa.large_string()),
        "documents.types",
    ),
    (
        "column twice",
        lambda t: t.update(urls=t["urls"].append_column("url", t["urls"].column("url"))),
        "urls.columns",
    ),
    (
        "time without a zone",
        cast("documents", "ingested_at", pa.timestamp("us")),
        "documents.types",
    ),
    ("number as text", cast("quantities", "high", pa.string()), "quantities.types"),
    # single values
    ("null key", change("documents", "doc_id", 3, None), "documents.nulls"),
    ("null text", change("sentences", "text", 5, None), "sentences.nulls"),
    ("null kind", change("quantities", "kind", 5, None), "quantities.nulls"),
    ("null abstract", change("documents", "abstract", 2, None), "documents.nulls"),
    ("empty id", change("documents", "doc_id", 0, ""), "documents.empty"),
    ("empty address", change("urls", "url", 0, ""), "urls.empty"),
    ("empty reason", change("rejects", "reason", 0, ""), "rejects.empty"),
    ("unknown kind", change("quantities", "kind", 8, "colour"), "quantities.vocabulary"),
    ("unknown section", change("sentences", "section", 8, "body"), "sentences.vocabulary"),
    ("unknown kind of address", change("urls", "kind", 0, "shop"), "urls.vocabulary"),
    ("unknown bound", change("quantities", "bound", 8, "between"), "quantities.vocabulary"),
    ("negative offset", change("quantities", "start", 4, -1), "quantities.minimum"),
    ("negative number", change("sentences", "sentence_id", 0, -1), "sentences.minimum"),
    ("infinite value", change("quantities", "high", 4, float("inf")), "quantities.finite"),
    ("not a number", change("quantities", "low", 4, float("nan")), "quantities.finite"),
    # documents
    (
        "document twice",
        rows("documents", lambda size: [0, *range(size)]),
        "documents.unique",
    ),
    ("document of another run", change("documents", "run_id", 7, "run-0"), "documents.run"),
    ("date in words", change("documents", "published", 1, "May 2024"), "documents.published"),
    ("month 13", change("documents", "published", 1, "2024-13"), "documents.published"),
    (
        "altered abstract",
        change("documents", "abstract", 4, lambda text: text + " More."),
        "documents.content_hash",
    ),
    ("documents out of order", rows("documents", one_after_all), "documents.sorted"),
    # sentences
    ("shifted sentence", shifted("sentences"), "sentences.text"),
    ("shifted address", shifted("urls"), "urls.text"),
    ("lost document", rows("documents", lambda size: [*range(1, size)]), "sentences.document"),
    ("sentence twice", rows("sentences", lambda n: [0, 0, *range(1, n)]), "sentences.unique"),
    ("lost sentence", rows("sentences", lambda n: [0, 1, *range(3, n)]), "sentences.complete"),
    ("gap in the numbers", rows("sentences", lambda n: [0, *range(2, n)]), "sentences.numbered"),
    ("sentence too short", change("sentences", "end", 3, lambda end: end - 1), "sentences.text"),
    ("sentence too long", change("sentences", "end", 3, lambda end: end + 4), "sentences.apart"),
    ("section mistaken", change("sentences", "section", 0, "abstract"), "sentences.text"),
    ("trimmed text", change("sentences", "text", 9, lambda text: text[1:]), "sentences.text"),
    ("sentences reversed", rows("sentences", lambda n: [*range(n)][::-1]), "sentences.sorted"),
    # quantities
    (
        "shifted offsets",
        lambda t: [
            change("quantities", name, 9, lambda at: at + 1)(t) for name in ("start", "end")
        ],
        "quantities.text",
    ),
    ("end before start", change("quantities", "end", 9, 1), "quantities.text"),
    ("end beyond the text", change("quantities", "end", -1, 10**6), "quantities.text"),
    ("foreign document", change("quantities", "doc_id", -1, "zz"), "quantities.document"),
    ("no such sentence", change("quantities", "sentence_id", 9, 99), "quantities.sentence"),
    (
        "neighbouring sentence",
        change("quantities", "sentence_id", 9, lambda at: at + 1),
        "quantities.sentence",
    ),
    ("lost quantity", rows("quantities", lambda n: [0, *range(2, n)]), "quantities.numbered"),
    ("quantity twice", rows("quantities", lambda n: [0, 0, *range(1, n)]), "quantities.unique"),
    (
        "overlap",
        lambda t: [
            change("quantities", name, 6, t["quantities"].column(name)[5].as_py())(t)
            for name in ("start", "end", "text")
        ],
        "quantities.apart",
    ),
    ("quantity in an address", over_an_address, "quantities.apart"),
    (
        "expression too short",
        change("quantities", "expression_end", 9, lambda end: end - 1),
        "quantities.expression",
    ),
    (
        "expression beyond the text",
        change("quantities", "expression_end", 9, 10**6),
        "quantities.expression",
    ),
    ("low and high swapped", swap_ends, "quantities.ends"),
    ("open end closed", where("quantities", "high", OPEN_ABOVE, 1e18), "quantities.bound"),
    (
        "other bound",
        where("quantities", "bound", OPEN_ABOVE, "at_most"),
        "quantities.bound",
    ),
    ("exact called a range's end", change("quantities", "high", 4, None), "quantities.bound"),
    (
        "SI value off",
        where("quantities", "si_low", IN_METERS, lambda value: value * 10),
        "quantities.si",
    ),
    ("SI value lost", where("quantities", "si_low", IN_METERS, None), "quantities.si"),
    ("SI unit lost", where("quantities", "si_unit", IN_METERS, None), "quantities.si"),
    (
        "SI values of a unit all off",
        all_of("meter", "si_low", lambda v: v and v * 10),
        "quantities.si",
    ),
    ("SI unit of a unit all off", all_of("meter", "si_unit", "foot"), "quantities.dimension"),
    ("dimension of a unit all off", all_of("meter", "dimension", "[time]"), "quantities.dimension"),
    ("SI value of a count", where("quantities", "si_low", COUNTED, 1.0), "quantities.si"),
    (
        "SI unit of a count",
        where("quantities", "si_unit", COUNTED, "meter"),
        "quantities.dimension",
    ),
    (
        "a temperature without its zero point",
        where("quantities", "si_low", {"unit": "degree celsius"}, lambda value: value - 273.15),
        "quantities.si",
    ),
    (
        "value off, SI value kept",
        where("quantities", "low", IN_METERS, lambda value: value * 1000),
        "quantities.si",
    ),
    ("length called money", where("quantities", "kind", IN_METERS, "money"), "quantities.kind"),
    ("percentage called a count", where("quantities", "kind", SHARE, "count"), "quantities.kind"),
    (
        "unit of another text",
        change("quantities", "unit_text", 9, "furlongs"),
        "quantities.unit_text",
    ),
    ("bound words lost", where("quantities", "modifier", OPEN_ABOVE, ""), "quantities.modifier"),
    ("bound words of others", change("quantities", "modifier", 9, "some"), "quantities.modifier"),
    (
        "unit of another size",
        where("quantities", "unit", {"unit": "millimeter"}, "meter"),
        "quantities.si",
    ),
    (
        "wrong unit",
        where("quantities", "unit", {"unit": "millimeter"}, "second"),
        "quantities.dimension",
    ),
    (
        "wrong dimension",
        where("quantities", "dimension", IN_METERS, "[mass]"),
        "quantities.dimension",
    ),
    (
        "rule without name",
        where("quantities", "rule", {"method": "rule"}, None),
        "quantities.method",
    ),
    (
        "model with a rule",
        where("quantities", "method", {"method": "rule"}, "model"),
        "quantities.method",
    ),
    # addresses
    ("address shifted", change("urls", "start", 1, lambda at: at + 1), "urls.text"),
    ("address without a host", change("urls", "url", 1, "https://"), "urls.parse"),
    ("address with a blank", change("urls", "url", 1, "https://exa mple.org"), "urls.parse"),
    ("script", change("urls", "canonical_url", 1, "javascript:alert(1)"), "urls.parse"),
    ("no scheme", change("urls", "canonical_url", 1, "github.com/a/b"), "urls.parse"),
    ("another host", change("urls", "host", 1, "example.net"), "urls.host"),
    ("host in capitals", change("urls", "host", 1, lambda host: host.upper()), "urls.host"),
    ("another domain", change("urls", "registered_domain", 1, "example.net"), "urls.host"),
    (
        "repository without owner",
        where("urls", "repository", {"repository": lambda v: v is not None}, "brindle"),
        "urls.repository",
    ),
    (
        "another repository",
        where("urls", "repository", {"repository": lambda v: v is not None}, "nobody/nothing"),
        "urls.repository",
    ),
    ("identifier without scheme", change("urls", "identifier", 0, "10.5555"), "urls.identifier"),
    ("no such sentence for it", change("urls", "sentence_id", 1, 77), "urls.sentence"),
    ("address of nobody", change("urls", "doc_id", -1, "zz"), "urls.document"),
    ("address renumbered", change("urls", "url_id", 1, 5), "urls.numbered"),
    (
        "canonical address of another host",
        change("urls", "canonical_url", 1, "https://example.net/a"),
        "urls.canonical",
    ),
    ("address lost a letter", change("urls", "url", 1, lambda url: url[:-1]), "urls.canonical"),
    (
        "repository lost",
        where("urls", "repository", {"repository": lambda v: v is not None}, None),
        "urls.canonical",
    ),
    ("identifier made up", change("urls", "identifier", 1, "doi:10.5555/x"), "urls.canonical"),
    ("domain lost", change("urls", "registered_domain", 1, None), "urls.canonical"),
    # rejects
    ("reject of another run", change("rejects", "run_id", 0, "run-0"), "rejects.run"),
    ("too much kept", change("rejects", "raw", 0, "x" * 2_001), "rejects.raw"),
    ("rejects out of order", rows("rejects", lambda size: [1, 0]), "rejects.sorted"),
]


def test_a_sound_part_breaks_nothing(sound: Tables) -> None:
    found = check_part(sound, run_ids=["run-1"])
    assert found.counts == {}, found.examples


def test_there_are_rows_of_every_table_to_spoil(sound: Tables) -> None:
    assert all(table.num_rows > 1 for table in sound.values())
    assert len(MUTATIONS) >= 40


@pytest.mark.parametrize(
    ("spoil", "check"), [row[1:] for row in MUTATIONS], ids=[row[0] for row in MUTATIONS]
)
def test_each_way_to_spoil_it_is_noticed(sound: Tables, spoil: Spoil, check: str) -> None:
    tables = dict(sound)
    spoil(tables)
    found = check_part(tables, run_ids=["run-1"])
    assert check in found.counts, found.counts
    assert found.counts.keys() <= CHECKS.keys()
    assert found.examples[check]


def test_empty_tables_break_nothing(sound: Tables) -> None:
    assert check_part({name: table.slice(0, 0) for name, table in sound.items()}).counts == {}


def test_rows_without_documents_are_noticed(sound: Tables) -> None:
    found = check_part({**sound, "documents": sound["documents"].slice(0, 0)})
    assert {"sentences.document", "quantities.document", "urls.document"} <= found.counts.keys()
