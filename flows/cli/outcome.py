"""What a run came to, for the terminal."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table

from flows import store
from flows.dataset import standing_view
from flows.extract import Outcome
from flows.report.numbers import digits, value
from schemas import TABLES

TELLING = ("parameters", "training_data", "hardware", "compute", "throughput", "memory", "ratio")
"""Kinds of quantities that say most about a paper, in the order in which they are looked for."""

MOST = 8
"""Facts shown."""


def print_outcome(outcome: Outcome) -> None:
    """Print how many of what came out, where it lies, and a few facts."""
    console = Console(highlight=False, soft_wrap=True)
    rows, counts = outcome.rows, outcome.counts
    for run_id in outcome.completed:
        console.print(f"run {run_id} had died while publishing; it is published now")
    if outcome.resumed:
        console.print(f"run {outcome.run_id} was unfinished; taken up where it stood")
    written = {name: rows.get(name, 0) for name in TABLES}
    console.print(
        f"{written['documents']:,} documents, {written['sentences']:,} sentences,"
        f" {written['quantities']:,} quantities, {written['urls']:,} addresses,"
        f" {counts['rejects']:,} rejects"
    )
    console.print(
        f"read {counts['read']:,} = {counts['new']:,} new + {counts['changed']:,} changed"
        f" + {counts['unchanged']:,} unchanged + {counts['duplicates']:,} exact duplicates"
        f" + {counts['rejects']:,} rejects"
    )
    if removed := counts.get("removed"):
        console.print(f"{removed:,} documents removed, which the input does not hold")
    if outcome.reasons:
        often = sorted(outcome.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
        told = ", ".join(f"{reason} {count:,}" for reason, count in often)
        console.print(f"rejects by reason: {told}", markup=False)
    for trouble in outcome.troubles:
        console.print(f"{outcome.verdict}: {trouble}", markup=False)
    console.print(f"report in {outcome.page}", markup=False)
    if not outcome.published:
        console.print("not published: validation held the run back; the dataset is as it was")
        return
    console.print(f"tables in {outcome.out}", markup=False)
    if written["quantities"] and not store.is_remote(outcome.out):
        facts = _facts(Path(outcome.out), outcome.run_id)
        if facts.rows:
            console.print(facts)


def _facts(out: Path, run_id: str) -> Table:
    """One fact a document of the run's first part, the most telling kinds first."""
    columns = ["doc_id", "text", "low", "high", "unit", "kind"]
    table = Table("document", "text", "value", "unit", "kind", box=None, header_style="bold")
    seen: set[str] = set()
    # By the view that stands: the next run may be published while this one is told of.
    files = sorted((standing_view(out) / "quantities").glob(f"{run_id}-*.parquet"))
    if not files:
        # Another run has been at work since.
        return table
    quantities = store.read_parquet(str(files[0]), columns)
    for kind in TELLING:
        found = quantities.filter(pc.field("kind") == kind)
        for row in found.slice(0, MOST * 5).to_pylist():
            if len(seen) < MOST and row["doc_id"] not in seen:
                seen.add(row["doc_id"])
                amount = value(row["low"], row["high"], digits)
                table.add_row(row["doc_id"], row["text"], amount, row["unit"], row["kind"])
    return table
