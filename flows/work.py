"""A part's way through the extractors, one function a stage, in the process that computes it.

What a stage leaves for the next stays in this process's memory; only counts go back. A part whose
process dies begins anew elsewhere, from its file. Nothing here knows of Prefect, so that workers
start fast.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from extractors import batch
from flows import parts, store
from flows.errors import WorkerLostError
from flows.failpoints import failpoint
from flows.staging import Staging
from flows.validation.summary import summarise
from schemas import Document


@dataclass
class _Work:
    documents: Sequence[Document]
    sections: Sequence[batch.Section] = ()
    tables: dict[str, pa.Table] = field(default_factory=dict)


_in_hand: dict[str, _Work] = {}
"""Parts between two stages, by their address: a process of a cluster may serve several runs."""


def _work(part: int, staging: Staging) -> _Work:
    try:
        return _in_hand[staging.input(part)]
    except KeyError:
        raise WorkerLostError("the worker process was replaced in the middle of a part") from None


def split(part: int, staging: Staging) -> int:
    """Read a part and find its sentences; returns their number."""
    documents = parts.load(part, staging)
    sections = batch.split(documents)
    _in_hand[staging.input(part)] = _Work(documents, sections)
    failpoint("split")
    return sum(len(section.spans) for section in sections)


def extract(part: int, staging: Staging, model: str | None) -> int:
    """Find quantities and addresses, with a model's entities if one is named; returns their number."""
    work = _work(part, staging)
    work.sections = batch.extract(work.sections, model)
    failpoint("extracted")
    return sum(len(found.quantities) + len(found.addresses) for found in work.sections)


def normalise(part: int, staging: Staging, run_id: str, started: datetime, version: str) -> int:
    """Bring what was found into tables; returns the number of their rows."""
    work = _work(part, staging)
    work.tables = batch.normalise(
        work.documents, work.sections, run_id=run_id, started=started, version=version
    )
    work.documents, work.sections = (), ()
    failpoint("normalised")
    return sum(table.num_rows for table in work.tables.values())


def validate(part: int, staging: Staging, run_id: str) -> int:
    """Hold the tables against the contract; returns the number of rows that break it.

    The summary that the run is judged by is kept beside the tables.
    """
    tables = dict(_work(part, staging).tables)
    tables["rejects"] = store.read_parquet(staging.table("rejects", part))
    summary = summarise(tables, run_id=run_id)
    store.write_bytes(staging.summary(part), summary.to_json())
    failpoint("validated")
    return sum(summary.violations.values())


def export(part: int, staging: Staging) -> dict[str, int]:
    """Write the tables, then the mark that the part is done; returns the rows of each table."""
    tables = _work(part, staging).tables
    rows = {}
    for name, table in tables.items():
        rows[name] = table.num_rows
        store.write_parquet(table, staging.table(name, part))
        failpoint("table-exported")
    store.write_bytes(staging.done(part), json.dumps(rows).encode())
    failpoint("part-done")
    return rows


def let_go(part: int, staging: Staging) -> None:
    """Forget a part, done or not: a process of a cluster outlives the run."""
    _in_hand.pop(staging.input(part), None)
