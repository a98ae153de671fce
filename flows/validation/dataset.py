"""The contract on a dataset that lies on disk or in an object store, in memory that does not grow with it.

The rows of a document may lie in any file of a table. They are first dealt into buckets by a hash of
the document's id, so that each bucket holds whole documents and is checked like a part of a run; two
documents of one id always meet.
"""

from __future__ import annotations

import filecmp
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError

from flows import store
from flows.dataset import Dataset, live_files
from flows.errors import InputError
from flows.locks import LOOK, is_held
from flows.publish import PUBLISHING
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


def check_dataset(address: str) -> Violations:
    """Hold a dataset's Parquet tables against the contract: its plain view, or its Delta tables.

    A plain view must hold the same files as the Delta tables, where there are any. Raises InputError
    if there is no dataset.
    """
    violations = Violations()
    tables = _tables(address, violations)
    if not any(tables.values()):
        raise InputError(f"{address} holds no tables; name the folder given to extract as --out")
    sound = {
        name: files
        for name, files in tables.items()
        if files and _has_its_form(TABLES[name], files, violations)
    }
    for name in TABLES:
        if not tables[name]:
            violations.note(f"{name}.present", f"no Parquet file of {name}")
    if "documents" not in sound:
        return violations
    documents = sum(_open(file).metadata.num_rows for file in sound["documents"])
    buckets = min(MOST_BUCKETS, max(1, round(documents / BUCKET)))
    run_ids = _run_ids(address)
    rejects = [
        rows
        for file in sound.pop("rejects", [])
        for rows in _batches(TABLES["rejects"], [file], Violations())
    ]
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
            found = check_part(part, run_ids=run_ids)
            # A table left out above has been reported once.
            for name in TABLES.keys() - part.keys():
                found.drop(f"{name}.present")
            violations.extend(found.counts, found.examples)
    return violations


def _tables(address: str, violations: Violations) -> dict[str, list[str]]:
    """The files of each table: of the plain view, of the Delta tables where there is no view."""
    dataset = Dataset(address)
    foreign = []
    if dataset.is_local:
        folder = store.local(address)
        foreign = sorted({path.parent.name for path in folder.glob("*/*.parquet")} - TABLES.keys())
    foreign += [name for name in store.names(store.join(address, "delta")) if name not in TABLES]
    for name in foreign:
        violations.note("dataset.tables", f"there is a table {name}")
    plain, found = _settled(dataset)
    delta = {name: None if isinstance(files, str) else files for name, files in found.items()}
    for name, files in found.items():
        if isinstance(files, str):
            violations.note(f"{name}.readable", f"Delta table: {files}")
    if not any(plain.values()):
        return {name: files or [] for name, files in delta.items()}
    for name, files in delta.items():
        if files is not None and plain[name]:
            _check_view(name, plain[name], files, violations)
    return plain


Plain = dict[str, list[str]]
"""The files of the plain view, by table."""
Live = dict[str, list[str] | str | None]
"""The files of each Delta table, or why it cannot be read; None where there is no such table."""


def _settled(dataset: Dataset) -> tuple[Plain, Live]:
    """The files of both forms of each table, at a moment at which no run is being published.

    Those of the view by the folder that the link leads to, which stays when the link leads elsewhere.
    """
    seen = _look(dataset)
    while True:
        is_changing = is_held(dataset, PUBLISHING)
        again = _look(dataset)
        if again == seen and not is_changing:
            return seen
        seen = again
        time.sleep(LOOK)


def _look(dataset: Dataset) -> tuple[Plain, Live]:
    plain: Plain = {name: [] for name in TABLES}
    if dataset.is_local:
        for name in TABLES:
            folder = (store.local(dataset.address) / name).resolve()
            plain[name] = [str(path) for path in sorted(folder.glob("*.parquet"))]
    return plain, {name: _live(dataset, name) for name in TABLES}


def _live(dataset: Dataset, name: str) -> list[str] | str | None:
    try:
        table = dataset.table(name)
        if table is None:
            return None
        return [store.join(dataset.delta(name), file) for file in live_files(table)]
    except DeltaError as error:
        return str(error)


def _check_view(name: str, plain: list[str], live: list[str], violations: Violations) -> None:
    """Check that a table's plain view holds the files of its Delta table."""
    shown = {Path(file).name: file for file in plain}
    behind = {Path(file).name: file for file in live}
    if not behind:
        # Readers find a file without rows where a table has none.
        shown = {file: path for file, path in shown.items() if _rows(path)}
    for file in sorted(shown.keys() | behind.keys()):
        if file not in behind:
            violations.note(f"{name}.view", f"{file} is no part of the Delta table")
        elif file not in shown:
            violations.note(f"{name}.view", f"{file} is missing")
        elif not Path(behind[file]).exists():
            violations.note(f"{name}.view", f"{file} is gone from the Delta table")
        elif not filecmp.cmp(shown[file], behind[file], shallow=False):
            violations.note(f"{name}.view", f"{file} is another in the Delta table")


def _rows(path: str) -> int:
    """Number of rows of a file; one that cannot be read counts as having some."""
    try:
        return int(_open(path).metadata.num_rows)
    except (pa.ArrowException, OSError):
        return 1


def _run_ids(address: str) -> list[str] | None:
    """The runs that are on record; None if there are no records."""
    names = store.names(Dataset(address).inner("runs"))
    return [name.removesuffix(".json") for name in names] or None


def _open(address: str) -> pq.ParquetFile:
    """A Parquet file of the file system or of a store."""
    if store.is_remote(address):
        return pq.ParquetFile(pa.BufferReader(store.read_bytes(address)))
    return pq.ParquetFile(store.local(address))


def _has_its_form(table: Table, files: list[str], violations: Violations) -> bool:
    """Whether all files can be read and have the table's columns and types."""
    right = True
    for file in files:
        name = file.rpartition("/")[2]
        try:
            schema = _open(file).schema_arrow
        except (pa.ArrowException, OSError) as error:
            violations.note(f"{table.name}.readable", f"{name}: {error}")
            right = False
        else:
            right &= check_values(schema.empty_table(), table, violations, name)
    return right


def _deal(
    table: Table, files: list[str], folder: Path, buckets: int, violations: Violations
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


def _batches(table: Table, files: list[str], violations: Violations) -> Iterator[pa.Table]:
    for address in files:
        last: pa.Table | None = None
        name = address.rpartition("/")[2]
        for columns in _read(table, address, name, violations):
            rows = pa.Table.from_arrays(columns, schema=_nullable(table))
            together = pa.concat_tables([last, rows]) if last is not None else rows
            wrong = out_of_order(together, table.sort_key)
            violations.add(f"{table.name}.sorted", together, wrong, name)
            last = rows.slice(rows.num_rows - 1)
            yield rows


def _read(table: Table, address: str, name: str, violations: Violations) -> Iterator[Any]:
    """The columns of a file, some rows at a time; what cannot be read ends it."""
    try:
        with _open(address) as file:
            for batch in file.iter_batches(_BATCH):
                yield batch.columns
    except (pa.ArrowException, OSError) as error:
        violations.note(f"{table.name}.readable", f"{name}: {error}")


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
