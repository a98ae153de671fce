"""The contract on a dataset that lies on disk, in memory that does not grow with it.

The rows of a document may lie in any file of a table. They are first dealt into buckets by a hash of
the document's id, so that each bucket holds whole documents and is checked like a part of a run; two
documents of one id always meet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import InputError
from flows.validation.arrow import Integers, pc
from flows.validation.columns import check_values, out_of_order
from flows.validation.contract import check_part
from flows.validation.violations import Violations
from schemas import TABLES, Table

BUCKET = 5_000
"""Documents a bucket, about."""
MOST_BUCKETS = 250
"""Files written at a time."""
_BATCH = 20_000
"""Rows read at a time."""


def check_dataset(folder: Path) -> Violations:
    """Hold the Parquet tables in ``folder`` (one folder a table) against the contract.

    Raises InputError if there is no dataset.
    """
    tables = {name: sorted((folder / name).glob("*.parquet")) for name in TABLES}
    if not any(tables.values()):
        raise InputError(f"{folder} holds no tables; name the folder given to extract as --out")
    violations = Violations()
    sound = {
        name: files
        for name, files in tables.items()
        if files and _has_its_form(TABLES[name], files, violations)
    }
    for name in TABLES:
        if not tables[name]:
            violations.note(f"{name}.present", f"no Parquet file in {name}/")
    if "documents" not in sound:
        return violations
    documents = sum(pq.read_metadata(path).num_rows for path in sound["documents"])
    buckets = min(MOST_BUCKETS, max(1, round(documents / BUCKET)))
    rejects = [pq.read_table(path, partitioning=None) for path in sound.pop("rejects", [])]
    with tempfile.TemporaryDirectory(prefix="paperfacts-check-") as temporary:
        for name, files in sound.items():
            _deal(TABLES[name], files, Path(temporary, name), buckets, violations)
        for bucket in range(buckets):
            part = {name: _bucket(Path(temporary, name), name, bucket) for name in sound}
            part["rejects"] = TABLES["rejects"].arrow_schema.empty_table()
            if bucket == 0 and rejects:
                part["rejects"] = pa.concat_tables(rejects).sort_by(
                    [(key, "ascending") for key in TABLES["rejects"].sort_key]
                )
            found = check_part(part)
            # A table left out above has been reported once.
            for name in TABLES.keys() - part.keys():
                found.drop(f"{name}.present")
            violations.extend(found.counts, found.examples)
    return violations


def _has_its_form(table: Table, files: list[Path], violations: Violations) -> bool:
    """Whether all files have the table's columns and types; those of others are not read."""
    right = [
        check_values(pq.read_schema(path).empty_table(), table, violations, path.name)
        for path in files
    ]
    return all(right)


def _deal(
    table: Table, files: list[Path], folder: Path, buckets: int, violations: Violations
) -> None:
    """Write the rows of a table into one file a bucket, checking on the way that they are sorted."""
    folder.mkdir()
    schema = _nullable(table)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(pa.ipc.new_file(folder / f"{bucket}.arrow", schema))
            for bucket in range(buckets)
        ]
        for batch in _batches(table, files, violations):
            bucket_of = _buckets(batch, buckets)
            order = np.argsort(bucket_of, kind="stable")
            dealt = batch.take(pa.array(order))
            ends = np.searchsorted(bucket_of[order], np.arange(buckets + 1))
            for bucket in np.unique(bucket_of).tolist():
                start, end = int(ends[bucket]), int(ends[bucket + 1])
                writers[bucket].write_table(dealt.slice(start, end - start))


def _batches(table: Table, files: list[Path], violations: Violations) -> Iterator[pa.Table]:
    for path in files:
        last: pa.Table | None = None
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH):
                rows = pa.Table.from_arrays(batch.columns, schema=_nullable(table))
                together = pa.concat_tables([last, rows]) if last is not None else rows
                wrong = out_of_order(together, table.sort_key)
                violations.add(f"{table.name}.sorted", together, wrong, path.name)
                last = rows.slice(rows.num_rows - 1)
                yield rows


def _nullable(table: Table) -> pa.Schema:
    """The table's schema with nulls allowed: whether there are any is for the contract to say."""
    return pa.schema([pa.field(field.name, field.type) for field in table.arrow_schema])


def _buckets(rows: pa.Table, buckets: int) -> Integers:
    """The bucket of each row, by its doc_id."""
    ids = pc.fill_null(rows.column("doc_id"), "").combine_chunks().dictionary_encode()
    of_id = [crc32(str(doc_id).encode()) % buckets for doc_id in ids.dictionary.to_pylist()]
    return np.asarray(np.asarray(of_id, dtype=np.int64)[ids.indices.to_numpy()])


def _bucket(folder: Path, name: str, bucket: int) -> pa.Table:
    """The rows of a bucket, document by document, otherwise in the order in which they were."""
    with pa.ipc.open_file(folder / f"{bucket}.arrow") as reader:
        rows = reader.read_all()
    ids = pc.fill_null(rows.column("doc_id"), "").to_pylist()
    return rows.take(pa.array(sorted(range(len(ids)), key=ids.__getitem__), pa.int64()))
