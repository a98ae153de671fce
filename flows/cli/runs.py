"""paperfacts runs: what ran on a dataset, when, how long, and whether it was published."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.ending import one_line_errors
from flows.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

    from flows.runs import Record

Folder = Annotated[str, typer.Argument(metavar="DIR", help="Dataset: a folder, or s3://...")]
AsJson = Annotated[bool, typer.Option("--json", help="Everything that is recorded, for programs.")]

WIDEST = 1_000
"""Columns that the table may take, in terminals that have fewer as well: a number cut off says nothing."""


def runs(folder: Folder, as_json: AsJson = False) -> None:
    """List the runs of a dataset, oldest first; why they failed or were held back stands below."""
    from rich.console import Console
    from rich.table import Table

    from flows.dataset import Dataset
    from flows.runs import records

    with one_line_errors():
        found = records(Dataset(folder))
        if as_json:
            whole = [{**asdict(record), "duration": _duration(record)} for record in found]
            typer.echo(json.dumps(whole, indent=1))
            return
        if not found:
            raise InputError(f"{folder} holds no runs; name a dataset's folder")
        grid = Table(box=None, header_style="bold")
        for column in ("run", "started", "state"):
            grid.add_column(column, no_wrap=True)
        for column in ("seconds", "read", "new", "changed", "quantities", "addresses", "rejects"):
            grid.add_column(column, justify="right", no_wrap=True)
        for record in found:
            duration = _duration(record)
            numbers = [record.counts.get(name) for name in ("read", "new", "changed")]
            numbers += [record.rows.get(name) for name in ("quantities", "urls", "rejects")]
            grid.add_row(
                record.run_id,
                f"{record.start:%Y-%m-%d %H:%M:%S}",
                record.state,
                "" if duration is None else f"{duration:,.0f}",
                *("" if number is None else f"{number:,}" for number in numbers),
            )
        console = Console(highlight=False, soft_wrap=True)
        console.width = max(console.width, console.measure(grid, options=_wide(console)).maximum)
        console.print(grid)
        for record in found:
            if record.state in ("failed", "held back"):
                console.print(f"{record.run_id} {record.state}: {record.reason}", markup=False)


def _wide(console: Console) -> ConsoleOptions:
    return console.options.update_width(WIDEST)


def _duration(record: Record) -> float | None:
    """Seconds from its start to its end; None as long as it has none."""
    if record.finished is None:
        return None
    return round((datetime.fromisoformat(record.finished) - record.start).total_seconds(), 3)
