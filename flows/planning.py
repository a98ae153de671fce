"""What a run changes in a dataset, planned before anything is.

Staged files come in. Live files go, or are written anew without the documents that are replaced. Where
runs have left many small files, these become one: a dataset that grows a little every night stays one
of few files. Rows of a document lie in files of the same name in every table, so that the documents
table tells for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

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
    ids: list[pa.Array] = []
    for table in OF_DOCUMENTS:
        for addition in _staged(staging, run_id, table):
            changes[table].add.append(addition)
            if table == "documents":
                ids.append(_column(addition.source, "doc_id"))
    brought = pa.concat_arrays(ids) if ids else pa.nulls(0, pa.string())
    live = {table: dataset.files(table) for table in OF_DOCUMENTS}
    gone: dict[str, pa.Array] = {}
    small: set[str] = set()
    for file in live["documents"]:
        present = _column(store.join(dataset.delta("documents"), file), "doc_id")
        goes = pc.is_in(present, value_set=brought)
        if keeps is not None:
            stay = pa.array([keeps(doc_id) for doc_id in present.to_pylist()], pa.bool_())
            goes = pc.or_(goes, pc.invert(stay))
        replaced = present.filter(goes)
        if len(replaced):
            gone[file] = replaced
        if 0 < len(present) - len(replaced) < SMALL:
            small.add(file)

    def stays(file: str, rows: pa.Table) -> pa.Array:
        return pc.invert(pc.is_in(rows["doc_id"], value_set=gone[file]))

    for table in OF_DOCUMENTS:
        anew = _Anew(dataset, staging, run_id, table)
        anew.write(changes[table], live[table], set(gone), stays, small)


def _plan_rejects(dataset: Dataset, staging: Staging, run_id: str, change: Change) -> None:
    """Rejects come in; those of the same places go."""
    brought: set[tuple[str, str]] = set()
    for addition in _staged(staging, run_id, "rejects"):
        change.add.append(addition)
        brought |= set(_places(addition.source))
    if not brought:
        return
    live = dataset.files("rejects")
    stays: dict[str, pa.Array] = {}
    small: set[str] = set()
    for file in live:
        places = _places(store.join(dataset.delta("rejects"), file))
        stay = pa.array([place not in brought for place in places], pa.bool_())
        if stay.false_count:
            stays[file] = stay
        if 0 < stay.true_count < SMALL:
            small.add(file)
    anew = _Anew(dataset, staging, run_id, "rejects")
    anew.write(change, live, set(stays), lambda file, _: stays[file], small)


def _staged(staging: Staging, run_id: str, table: str) -> Iterator[Addition]:
    """The staged files of a table that have rows."""
    for file in store.names(staging.tables(table)):
        source = store.join(staging.tables(table), file)
        rows = store.parquet_rows(source)
        if rows:
            yield Addition(f"{run_id}-{file}", source, store.size(source), rows)


def _column(address: str, name: str) -> pa.Array:
    return store.read_parquet(address, [name])[name].combine_chunks()


def _places(address: str) -> Iterator[tuple[Any, ...]]:
    """Where in which file each reject of a file was met."""
    return store.read_rows(address, ["source_uri", "position"])


class _Anew(NamedTuple):
    """A table of which files are written anew; they are staged."""

    dataset: Dataset
    staging: Staging
    run_id: str
    table: str

    def write(
        self,
        change: Change,
        live: list[str],
        narrowed: set[str],
        stays: Callable[[str, pa.Table], pa.Array],
        small: set[str],
    ) -> None:
        """Write the live files anew that are ``narrowed``, with the rows that stay of each, and the
        ``small`` ones as one, if there are too many."""
        merged = small if len(small) > MOST_SMALL else set()
        together = []
        for file in live:
            if file not in narrowed and file not in merged:
                continue
            change.remove.append(file)
            rows = store.read_parquet(store.join(self.dataset.delta(self.table), file))
            if file in narrowed:
                rows = rows.filter(stays(file, rows))
            if file in merged:
                together.append(rows)
            else:
                change.add.extend(self._file(_successor(file), rows))
        if together:
            order = [(key, "ascending") for key in TABLES[self.table].sort_key]
            rows = pa.concat_tables(together).sort_by(order)
            change.add.extend(self._file(f"{self.run_id}-merged.parquet", rows))

    def _file(self, name: str, rows: pa.Table) -> list[Addition]:
        """A file under a name that no file has had; none without rows."""
        if not rows.num_rows:
            return []
        address = store.join(self.staging.folder, "rewritten", self.table, name)
        return [Addition(name, address, store.write_parquet(rows, address), rows.num_rows)]


def _successor(file: str) -> str:
    """``a.parquet`` is written anew as ``a.1.parquet``, that as ``a.2.parquet``."""
    stem = file.removesuffix(".parquet")
    first, dot, number = stem.rpartition(".")
    if dot and number.isdigit():
        return f"{first}.{int(number) + 1}.parquet"
    return f"{stem}.1.parquet"
