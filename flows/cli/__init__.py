"""The command line: one command a file. Exit codes: 0 done, 1 held back or failed, 2 unusable input.

Commands import what they need when they are called, so that ``--help`` answers at once.
"""

from __future__ import annotations

import typer

from flows.cli.check import check
from flows.cli.extract import extract
from flows.cli.harvest import harvest
from flows.cli.report import report
from flows.cli.runs import runs
from flows.cli.schema import schema
from flows.cli.serve import serve
from flows.cli.show import show

app = typer.Typer(
    name="paperfacts",
    help="Quantities and addresses from research abstracts, as checked Parquet tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (extract, show, report, check, runs, serve, schema):
    app.command()(command)
app.add_typer(harvest)

__all__ = ["app"]
