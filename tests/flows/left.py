"""Runs published in this process: what a run leaves in the dataset, without the rest of the flow."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from extractors.batch import tabulate
from flows import store
from flows.dataset import Dataset
from flows.planning import Keeps
from flows.publish import publish
from flows.staging import Staging
from schemas import TABLES, Document, Reject


def leave(
    out: Path,
    run_id: str,
    documents: list[Document],
    rejects: list[Reject] | None = None,
    *,
    size: int = 50,
    retain_days: int = 7,
    keeps: Keeps | None = None,
) -> None:
    """Publish a run of these documents, in parts of ``size``."""
    dataset = Dataset(str(out))
    staging = Staging(dataset.staging(run_id))
    for part, start in enumerate(range(0, len(documents), size)):
        tables = tabulate(documents[start : start + size], run_id=run_id)
        for name, table in tables.items():
            store.write_parquet(table, staging.table(name, part))
    rows = [{**reject._asdict(), "run_id": run_id} for reject in rejects or ()]
    table = pa.Table.from_pylist(rows, TABLES["rejects"].arrow_schema)
    store.write_parquet(table, staging.table("rejects", 0))
    publish(dataset, staging, run_id, retain_days=retain_days, keeps=keeps)
    store.remove(staging.folder)


def document(doc_id: str, text: str) -> Document:
    """A document of a few facts."""
    return Document(doc_id, "A title", text, "jsonl", "in.jsonl")
