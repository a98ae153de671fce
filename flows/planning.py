"""What a run changes in a dataset, planned before anything is.

Staged files come in. Live files go, or are written anew without the documents that are replaced. Where
runs have left many small files, these become one: a dataset that grows a little every night stays one
of few files. Rows of a document lie in files of the same name in every table, so that the documents
table tells for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows import store
from flows.dataset import Dataset
from flows.staging import Staging
from schemas import TABLES

SMALL = 2_000
"""A file of fewer documents, or rejects, is small."""

MOST_SMALL = 16
"""Small files that a table may have; with one more they become one, of 34,000 documents at most, which
100 MB of memory hold. A document is written anew some three times until its file is no longer small."""

OF_DOCUMENTS = ("documents", "sentences", "quantities", "urls")
"""Tables whose rows belong to documents."""

Keeps = Callable[[str], bool]
"""Whether a document that the run did not bring stays, by its id."""


class Addition(NamedTuple):
    """A file that comes into a table."""

    name: str
    source: str
    """Where it lies now."""
    size: int
    rows: int


class Change(NamedTuple):
    """What becomes of one table."""

    add: list[Addition]
    remove: list[str]


def plan(dataset: Dataset, staging: Staging, run_id: str, keeps: Keeps | None) -> dict[str, Change]:
    """What publishing the staged tables of a run changes, by table; files written anew are staged.

    ``keeps`` None keeps every document that the run did not bring.
    """
    changes = {table: Change([], []) for table in TABLES}
    _plan_documents(dataset, staging, run_id, keeps, changes)
    _plan_rejects(dataset, staging, run_id, changes["rejects"])
    return changes


def _plan_documents(
    dataset: Dataset,
    staging: Staging,
    run_id: str,
    keeps: Keeps | None,
    changes: dict[str, Change],
) -> None:
    brought = _bring(staging, run_id, changes)
    gone: dict[str, pa.Array] = {}
    small: set[str] = set()
    for file in dataset.files("documents"):
        address = store.join(dataset.delta("documents"), file)
        present = store.read_parquet(address, ["doc_id"])["doc_id"].combine_chunks()
        goes = pc.is_in(present, value_set=brought)
        if keeps is not None:
            stay = pa.array([keeps(doc_id) for doc_id in present.to_pylist()], pa.bool_())
            goes = pc.or_(goes, pc.invert(stay))
        replaced = present.filter(goes)
        if len(replaced):
            gone[file] = replaced
        if 0 < len(present) - len(replaced) < SMALL:
            small.add(file)
    merged = small if len(small) > MOST_SMALL else set()
    for table in OF_DOCUMENTS:
        change, together = changes[table], []
        for file in dataset.files(table):
            if file not in gone and file not in merged:
                continue
            change.remove.append(file)
            rows = store.read_parquet(store.join(dataset.delta(table), file))
            if file in gone:
                rows = rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=gone[file])))
            if file in merged:
                together.append(rows)
            else:
                change.add.extend(_written(staging, table, _successor(file), rows))
        change.add.extend(_merged(staging, table, run_id, together))


def _bring(staging: Staging, run_id: str, changes: dict[str, Change]) -> pa.Array:
    """Have the staged files of documents come in; returns the documents' ids."""
    ids: list[pa.Array] = []
    for file in store.names(staging.tables("documents")):
        for table in OF_DOCUMENTS:
            source = store.join(staging.tables(table), file)
            rows = store.parquet_rows(source)
            if rows:
                changes[table].add.append(
                    Addition(f"{run_id}-{file}", source, store.size(source), rows)
                )
        source = store.join(staging.tables("documents"), file)
        ids.append(store.read_parquet(source, ["doc_id"])["doc_id"].combine_chunks())
    return pa.concat_arrays(ids) if ids else pa.array([], pa.string())


def _plan_rejects(dataset: Dataset, staging: Staging, run_id: str, change: Change) -> None:
    """Rejects come in; those of the same places go."""
    brought = set()
    for file in store.names(staging.tables("rejects")):
        source = store.join(staging.tables("rejects"), file)
        rows = store.read_parquet(source, ["source_uri", "position"])
        if rows.num_rows:
            brought |= set(zip(*(column.to_pylist() for column in rows.columns), strict=True))
            change.add.append(
                Addition(f"{run_id}-{file}", source, store.size(source), rows.num_rows)
            )
    stays: dict[str, pa.Array] = {}
    small: set[str] = set()
    for file in dataset.files("rejects") if brought else ():
        rows = store.read_parquet(
            store.join(dataset.delta("rejects"), file), ["source_uri", "position"]
        )
        places = zip(*(column.to_pylist() for column in rows.columns), strict=True)
        stay = pa.array([place not in brought for place in places], pa.bool_())
        if stay.false_count:
            stays[file] = stay
        if 0 < stay.true_count < SMALL:
            small.add(file)
    merged = small if len(small) > MOST_SMALL else set()
    together = []
    for file in sorted(stays.keys() | merged):
        change.remove.append(file)
        rows = store.read_parquet(store.join(dataset.delta("rejects"), file))
        if file in stays:
            rows = rows.filter(stays[file])
        if file in merged:
            together.append(rows)
        else:
            change.add.extend(_written(staging, "rejects", _successor(file), rows))
    change.add.extend(_merged(staging, "rejects", run_id, together))


def _merged(staging: Staging, table: str, run_id: str, files: list[pa.Table]) -> list[Addition]:
    """Small files as one, in the order of the table."""
    if not files:
        return []
    order = [(key, "ascending") for key in TABLES[table].sort_key]
    return _written(
        staging, table, f"{run_id}-merged.parquet", pa.concat_tables(files).sort_by(order)
    )


def _written(staging: Staging, table: str, name: str, rows: pa.Table) -> list[Addition]:
    """A file with the rows that stay, under a name that no file has had; none if none stay."""
    if not rows.num_rows:
        return []
    address = store.join(staging.folder, "rewritten", table, name)
    return [Addition(name, address, store.write_parquet(rows, address), rows.num_rows)]


def _successor(file: str) -> str:
    """``a.parquet`` is written anew as ``a.1.parquet``, that as ``a.2.parquet``."""
    stem = file.removesuffix(".parquet")
    first, dot, number = stem.rpartition(".")
    if dot and number.isdigit():
        return f"{first}.{int(number) + 1}.parquet"
    return f"{stem}.1.parquet"
