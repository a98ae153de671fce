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
import pyarrow.parquet as pq

from extractors import batch
from flows import parts
from flows.staging import Staging, whole, write_parquet
from flows.validation.summary import summarise
from schemas import TABLES, Document


@dataclass
class _Work:
    documents: Sequence[Document]
    sections: Sequence[batch.Section] = ()
    tables: dict[str, pa.Table] = field(default_factory=dict)


_in_hand: dict[int, _Work] = {}
"""Parts between two stages, by number: one a thread of this process."""


def split(part: int, staging: Staging) -> int:
    """Read a part and find its sentences; returns their number."""
    documents = parts.load(part, staging)
    sections = batch.split(documents)
    _in_hand[part] = _Work(documents, sections)
    return sum(len(section.spans) for section in sections)


def extract(part: int) -> int:
    """Find quantities and addresses; returns their number."""
    work = _in_hand[part]
    work.sections = batch.extract(work.sections)
    return sum(len(found.quantities) + len(found.addresses) for found in work.sections)


def normalise(part: int, run_id: str, started: datetime) -> int:
    """Bring what was found into tables; returns the number of their rows."""
    work = _in_hand[part]
    work.tables = batch.normalise(work.documents, work.sections, run_id=run_id, started=started)
    work.documents, work.sections = (), ()
    return sum(table.num_rows for table in work.tables.values())


def validate(part: int, staging: Staging, run_id: str) -> int:
    """Hold the tables against the contract; returns the number of rows that break it.

    The summary that the run is judged by is kept beside the tables.
    """
    tables = dict(_in_hand[part].tables)
    rejects = staging.table("rejects", part)
    schema = TABLES["rejects"].arrow_schema
    tables["rejects"] = pq.read_table(rejects) if rejects.exists() else schema.empty_table()
    summary = summarise(tables, run_id=run_id)
    with whole(staging.summary(part)) as path:
        path.write_bytes(summary.to_json())
    return sum(summary.violations.values())


def export(part: int, staging: Staging) -> dict[str, int]:
    """Write the tables, then the mark that the part is done; returns the rows of each table."""
    tables = _in_hand[part].tables
    rows = {}
    for name, table in tables.items():
        rows[name] = table.num_rows
        write_parquet(table, staging.table(name, part))
    with whole(staging.done(part)) as path:
        path.write_text(json.dumps(rows))
    del _in_hand[part]
    return rows
