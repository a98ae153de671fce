"""Arrow record batches of abstracts into record batches of a table: what engines ask a function for.

Spark's ``mapInArrow`` takes it as it is, DuckDB reads what it yields, and Ray's ``map_batches`` and
Hugging Face's ``Dataset.map`` hand over a table, which gives its batches and is made of others. The last
hashes all that a function refers to, which takes it long here: name a ``new_fingerprint``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

import pyarrow as pa

from extractors.batch import tabulate
from schemas import Document

MADE = ("documents", "sentences", "quantities", "urls")
"""The tables that documents give."""

LISTS = ("categories", "repairs")


def tabulate_batches(
    batches: Iterable[pa.RecordBatch],
    table: str,
    *,
    run_id: str = "",
    started: datetime | None = None,
    model: str | None = None,
) -> Iterator[pa.RecordBatch]:
    """Return the rows of one table, ``schemas.TABLES[table].arrow_schema``, of batches of abstracts.

    Columns are found by name: ``id``, ``title`` and ``abstract``. ``title`` may be missing and
    either text null. Further fields of ``schemas.Document`` are taken where there are columns of
    their names, so that a published table of documents is read as well, with its ``doc_id``; other
    columns are passed over. Ids are brought into strings; they must be unique, which is not looked
    into. Rows are sorted within each batch of the input; ``run_id``, ``started`` and ``model`` are
    those of ``extractors.tabulate``. Nothing is read before the first batch is asked for.

    Raises ValueError for a table that documents do not give, for a missing column and for a null
    id, extractors.model.ModelError for a model that cannot be used.
    """
    if table not in MADE:
        raise ValueError(f"no table {table!r} comes of documents: name one of {', '.join(MADE)}")

    def rows(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        tables = tabulate(_documents(batch), run_id=run_id, started=started, model=model)
        yield from tables[table].to_batches()

    return chain.from_iterable(map(rows, batches))


def _documents(batch: pa.RecordBatch) -> list[Document]:
    names = batch.schema.names
    key = "doc_id" if "doc_id" in names else "id"
    if key not in names or "abstract" not in names:
        raise ValueError(f"columns id, title and abstract are needed, there are {', '.join(names)}")
    if batch.column(key).null_count:
        raise ValueError(f"column {key}: a document needs an id, this batch has nulls")
    values: dict[str, list[Any]] = {
        "doc_id": _strings(batch, key),
        "title": _texts(batch, "title"),
        "abstract": _texts(batch, "abstract"),
        "source": _texts(batch, "source"),
        "source_uri": _texts(batch, "source_uri"),
    }
    if "published" in names:
        values["published"] = _strings(batch, "published")
    for name in LISTS:
        if name in names:
            values[name] = [tuple(row or ()) for row in batch.column(name).to_pylist()]
    return [
        Document(**dict(zip(values, row, strict=True)))
        for row in zip(*values.values(), strict=True)
    ]


def _strings(batch: pa.RecordBatch, name: str) -> list[Any]:
    """A column as strings and None, whatever its type."""
    return list(batch.column(name).cast(pa.string()).to_pylist())


def _texts(batch: pa.RecordBatch, name: str) -> list[str]:
    """A column as strings, empty where it has none."""
    if name not in batch.schema.names:
        return [""] * batch.num_rows
    return [value or "" for value in _strings(batch, name)]
