"""Staged tables become the dataset: each Delta table by one commit, the plain view by one rename.

1. Plan (``planning``): which files come in, which go. It is written down before anything changes.
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

from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.transaction import AddAction, RemoveAction

from flows import store
from flows.dataset import Dataset, storage_options
from flows.failpoints import failpoint
from flows.locks import Hold, held
from flows.planning import Addition, Change, Keeps, plan
from flows.runs import mark_published
from flows.staging import Staging
from schemas import TABLES

PUBLISHING = "publish"
"""Name of the lock that a publisher holds: one changes the dataset at a time, the others wait."""

READING_HOURS = 1
"""Hours for which views and files stay that a run has replaced: readers may still be at them."""


def publish(
    dataset: Dataset,
    staging: Staging,
    run_id: str,
    *,
    retain_days: int,
    keeps: Keeps | None = None,
    record: Callable[[], object] = lambda: None,
) -> None:
    """Publish the staged tables of a run.

    ``keeps`` None keeps every document that the run did not bring. Files that no version of the last
    ``retain_days`` days needs are deleted. ``record`` notes that the run is published; the next publisher,
    who completes whatever has a plan and is not noted, waits until it has.
    """
    with held(dataset, PUBLISHING) as hold:
        complete_others(dataset, hold, run_id)
        if not store.exists(staging.plan):
            changes = plan(dataset, staging, run_id, keeps)
            failpoint("planned")
            store.write_bytes(staging.plan, json.dumps(changes).encode())
        failpoint("plan-written")
        _carry_out(dataset, _planned(staging), run_id, hold)
        record()
        _delete_old(dataset, retain_days)


def complete_others(dataset: Dataset, hold: Hold, run_id: str = "") -> list[str]:
    """Complete runs that died while publishing; returns their ids. ``hold`` is the publishers' lock."""
    completed = []
    for other in store.names(dataset.inner("staging")):
        staging = Staging(dataset.staging(other))
        if other == run_id:
            continue
        try:
            changes = _planned(staging)
        except FileNotFoundError:
            # It has planned nothing yet; or it is done, and clears away at this moment.
            continue
        _carry_out(dataset, changes, other, hold)
        if mark_published(dataset, other):
            completed.append(other)
        store.remove(staging.folder)
    return completed


def _planned(staging: Staging) -> dict[str, Change]:
    """What a run was about to change, by table. Raises FileNotFoundError if it has no plan."""
    return {
        table: Change([Addition(*addition) for addition in add], remove)
        for table, (add, remove) in json.loads(store.read_bytes(staging.plan)).items()
    }


def _carry_out(dataset: Dataset, changes: dict[str, Change], run_id: str, hold: Hold) -> None:
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
