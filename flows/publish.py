"""Staged tables become the dataset: each Delta table by one commit, the plain view by one rename.

1. Plan: which staged files come in, which live files go or are written anew without the documents
   that are replaced. Rows of a document lie in files of the same name in every table, so that the
   documents table tells for all. The plan is written down before anything changes.
2. Commit: one transaction a table, with the run's id. A table that has it is passed over.
3. View: a folder of hard links to the live files, then one link is renamed.

Whoever publishes holds the dataset's lock and first completes what a publisher left that died.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.transaction import AddAction, RemoveAction

from flows import store
from flows.dataset import Dataset, storage_options
from flows.failpoints import failpoint
from flows.locks import Hold, held
from flows.staging import Staging
from schemas import TABLES

PUBLISHING = "publish"
"""Name of the lock that a publisher holds: one changes the dataset at a time, the others wait."""

READING_HOURS = 1
"""Hours for which views and files stay that a run has replaced: readers may still be at them."""

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


def publish(
    dataset: Dataset, staging: Staging, run_id: str, *, retain_days: int, keeps: Keeps | None = None
) -> None:
    """Publish the staged tables of a run.

    ``keeps`` None keeps every document that the run did not bring. Files that no version of the last
    ``retain_days`` days needs are deleted.
    """
    with held(dataset, PUBLISHING) as hold:
        complete_others(dataset, hold, run_id)
        if not store.exists(staging.plan):
            changes = _plan(dataset, staging, run_id, keeps)
            failpoint("planned")
            store.write_bytes(staging.plan, json.dumps(changes).encode())
        failpoint("plan-written")
        _carry_out(dataset, staging, run_id, hold)
        _delete_old(dataset, retain_days)


def complete_others(dataset: Dataset, hold: Hold, run_id: str = "") -> list[str]:
    """Complete runs that died while publishing; returns their ids. ``hold`` is the publishers' lock."""
    completed = []
    for other in store.names(dataset.inner("staging")):
        staging = Staging(dataset.staging(other))
        if other != run_id and store.exists(staging.plan):
            _carry_out(dataset, staging, other, hold)
            store.remove(staging.folder)
            completed.append(other)
    return completed


def _plan(
    dataset: Dataset, staging: Staging, run_id: str, keeps: Keeps | None
) -> dict[str, Change]:
    changes = {table: Change([], []) for table in TABLES}
    parts = store.names(staging.tables("documents"))
    ids: list[pa.Array] = []
    for file in parts:
        for table in ("documents", "sentences", "quantities", "urls"):
            source = store.join(staging.tables(table), file)
            rows = store.parquet_rows(source)
            if rows:
                changes[table].add.append(
                    Addition(f"{run_id}-{file}", source, store.size(source), rows)
                )
        source = store.join(staging.tables("documents"), file)
        ids.append(store.read_parquet(source, ["doc_id"])["doc_id"].combine_chunks())
    brought = pa.concat_arrays(ids) if ids else pa.array([], pa.string())
    live = {table: set(dataset.files(table)) for table in changes}
    for file in sorted(live["documents"]):
        address = store.join(dataset.delta("documents"), file)
        present = store.read_parquet(address, ["doc_id"])["doc_id"]
        goes = pc.is_in(present, value_set=brought)
        if keeps is not None:
            stay = pa.array([keeps(doc_id) for doc_id in present.to_pylist()], pa.bool_())
            goes = pc.or_(goes, pc.invert(stay))
        if pc.any(goes).as_py():
            gone = present.filter(goes).combine_chunks()
            for table in ("documents", "sentences", "quantities", "urls"):
                if file in live[table]:
                    changes[table].remove.append(file)
                    if len(gone) < len(present):
                        address = store.join(dataset.delta(table), file)
                        changes[table].add.extend(_without(address, gone, staging, table, file))
    _plan_rejects(dataset, staging, run_id, changes["rejects"])
    return changes


def _without(
    address: str, gone: pa.Array, staging: Staging, table: str, file: str
) -> list[Addition]:
    """What stays of a file when documents go."""
    rows = store.read_parquet(address)
    stay = pc.invert(pc.is_in(rows["doc_id"], value_set=gone))
    return _rewritten(staging, table, file, rows.filter(stay))


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
    for file in dataset.files("rejects") if brought else ():
        rows = store.read_parquet(store.join(dataset.delta("rejects"), file))
        places = zip(rows["source_uri"].to_pylist(), rows["position"].to_pylist(), strict=True)
        stays = pa.array([place not in brought for place in places], pa.bool_())
        if not pc.all(stays).as_py():
            change.remove.append(file)
            change.add.extend(_rewritten(staging, "rejects", file, rows.filter(stays)))


def _rewritten(staging: Staging, table: str, file: str, rows: pa.Table) -> list[Addition]:
    """A file with the rows that stay, under a name that no file has had; none if none stay."""
    if not rows.num_rows:
        return []
    name = _successor(file)
    address = store.join(staging.folder, "rewritten", table, name)
    return [Addition(name, address, store.write_parquet(rows, address), rows.num_rows)]


def _successor(file: str) -> str:
    """``a.parquet`` is written anew as ``a.1.parquet``, that as ``a.2.parquet``."""
    stem = file.removesuffix(".parquet")
    first, dot, number = stem.rpartition(".")
    if dot and number.isdigit():
        return f"{first}.{int(number) + 1}.parquet"
    return f"{stem}.1.parquet"


def _carry_out(dataset: Dataset, staging: Staging, run_id: str, hold: Hold) -> None:
    changes = {
        table: Change([Addition(*addition) for addition in add], remove)
        for table, (add, remove) in json.loads(store.read_bytes(staging.plan)).items()
    }
    for table, change in changes.items():
        hold.ensure()
        _commit(dataset, table, change, run_id)
        failpoint(f"committed-{table}")
    changed = any(change.add or change.remove for change in changes.values())
    if dataset.is_local and (changed or not Path(dataset.inner("view")).exists()):
        _show(dataset, run_id)


def _commit(dataset: Dataset, name: str, change: Change, run_id: str) -> None:
    """Bring a table to its next version, unless it has the run already."""
    table = dataset.table(name) or _create(dataset, name)
    if table.transaction_version(run_id) is not None or not (change.add or change.remove):
        return
    for addition in change.add:
        store.put_in_place(addition.source, store.join(dataset.delta(name), addition.name))
    if dataset.is_local:
        store.flush(Path(dataset.delta(name)))
    failpoint(f"placed-{name}")
    now = int(time.time() * 1000)
    actions: list[AddAction | RemoveAction] = [
        AddAction(
            addition.name, addition.size, {}, now, True, json.dumps({"numRecords": addition.rows})
        )
        for addition in change.add
    ]
    actions += [RemoveAction(file, True, now) for file in change.remove]
    table.create_write_transaction(
        actions,
        "append",
        TABLES[name].arrow_schema,
        commit_properties=CommitProperties(
            custom_metadata={"run_id": run_id}, app_transactions=[Transaction(run_id, 1)]
        ),
    )


def _create(dataset: Dataset, name: str) -> DeltaTable:
    return DeltaTable.create(
        dataset.delta(name),
        TABLES[name].arrow_schema,
        mode="ignore",
        name=name,
        description=TABLES[name].description,
        storage_options=None if dataset.is_local else storage_options(),
    )


def _show(dataset: Dataset, run_id: str) -> None:
    """Bring the plain view to the present version of all tables, by one rename."""
    link, target = Path(dataset.inner("view")), Path("views", run_id)
    # A publisher may have died after the rename: its view stands, and readers may be at it.
    if not (link.is_symlink() and link.readlink() == target):
        _link_files(dataset, link.parent / target)
        failpoint("view-linked")
        for name in TABLES:
            if not Path(dataset.address, name).is_symlink():
                _point(Path(dataset.address, name), Path(".paperfacts", "view", name))
        _point(link, target)
    failpoint("view-switched")
    _remove_views(dataset, run_id)


def _link_files(dataset: Dataset, view: Path) -> None:
    """Make a view: hard links to the live files of all tables."""
    store.remove(str(view))
    for name, definition in TABLES.items():
        (view / name).mkdir(parents=True)
        files = dataset.files(name)
        for file in files:
            os.link(Path(dataset.delta(name), file), view / name / file)
        if not files:
            # Readers that are given a folder expect a file in it, if only for the columns.
            empty = definition.arrow_schema.empty_table()
            store.write_parquet(empty, str(view / name / "empty.parquet"))
        store.flush(view / name)


def _remove_views(dataset: Dataset, present: str) -> None:
    """Remove views whose place was taken long ago: a reader may have listed one just before that."""
    views = [(view.stat().st_mtime, view) for view in Path(dataset.inner("views")).iterdir()]
    for (_, view), (taken, _) in pairwise(sorted(views)):
        if taken < time.time() - 3600 * READING_HOURS and view.name != present:
            store.remove(str(view))


def _point(link: Path, target: Path) -> None:
    """Have a symbolic link lead to ``target``, in one step."""
    temporary = link.with_name(f".{link.name}.tmp")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)
    store.flush(link.parent)


def _delete_old(dataset: Dataset, retain_days: int) -> None:
    """Delete files that no version of the last days needs."""
    for name in TABLES:
        table = dataset.table(name)
        if table is not None:
            table.vacuum(
                retention_hours=max(24 * retain_days, READING_HOURS),
                dry_run=False,
                enforce_retention_duration=False,
            )
