"""paperfacts runs: what ran on a dataset, when, how long, and whether it was published."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.cli.ending import one_line_errors
from flows.errors import InputError

Folder = Annotated[str, typer.Argument(metavar="DIR", help="Dataset: a folder, or s3://...")]


def runs(folder: Folder) -> None:
    """List the runs of a dataset, oldest first."""
    from rich.console import Console
    from rich.table import Table

    from flows.dataset import Dataset
    from flows.runs import records

    with one_line_errors():
        found = records(Dataset(folder))
        if not found:
            raise InputError(f"{folder} holds no runs; name a dataset's folder")
        grid = Table(box=None, header_style="bold")
        for column in ("run", "started", "state"):
            grid.add_column(column, no_wrap=True)
        for column in ("seconds", "read", "new", "changed", "quantities", "addresses", "rejects"):
            grid.add_column(column, justify="right")
        for record in found:
            ended = record.finished and datetime.fromisoformat(record.finished)
            numbers = [record.counts.get(name) for name in ("read", "new", "changed")]
            numbers += [record.rows.get(name) for name in ("quantities", "urls", "rejects")]
            grid.add_row(
                record.run_id,
                f"{record.start:%Y-%m-%d %H:%M:%S}",
                record.state,
                f"{(ended - record.start).total_seconds():,.0f}" if ended else "",
                *("" if number is None else f"{number:,}" for number in numbers),
            )
        Console(highlight=False).print(grid)
