"""paperfacts extract: the main job, run as it is run on a schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.ending import FAILED, one_line_errors
from flows.errors import InputError

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders and patterns.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the dataset.")]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="F", help="Format of the input; told from it if left out."),
]
FieldMap = Annotated[
    list[str],
    typer.Option("--map", metavar="PART=FIELD", help="Field that holds a part: abstract=body."),
]
WorkerCount = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help="Processes; one a processor if left out."),
]


def extract(
    paths: Paths,
    out: Out,
    format: Format = None,
    field_map: FieldMap = [],  # noqa: B006 - typer copies it
    workers: WorkerCount = None,
) -> None:
    """Extract quantities and addresses from abstracts into Parquet tables."""
    from flows.publish import check_target
    from flows.quiet import keep_terminal_clean
    from flows.sources import read_located

    with one_line_errors():
        fields = _fields(field_map)
        # Looked at before Prefect starts, which takes seconds.
        check_target(out)
        read_located(paths, format=format, field_map=fields)
        keep_terminal_clean()
        from flows.extract import extract as flow

        outcome = flow(paths, str(out), format=format, field_map=fields, workers=workers)
        from flows.cli.outcome import print_outcome

        print_outcome(outcome)
    if outcome.broken or not outcome.conserved:
        raise typer.Exit(FAILED)


def _fields(field_map: list[str]) -> dict[str, str]:
    pairs = {}
    for entry in field_map:
        part, equals, name = entry.partition("=")
        if not equals or not name:
            raise InputError(f"--map {entry}: write it as PART=FIELD, as in --map abstract=body")
        pairs[part] = name
    return pairs
