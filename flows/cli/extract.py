"""paperfacts extract: the main job, run as it is run on a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from flows.cli.ending import FAILED, one_line_errors
from flows.errors import InputError

if TYPE_CHECKING:
    from flows.parameters import FormatName

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders and patterns.")]
Out = Annotated[
    str, typer.Option("--out", metavar="DIR", help="Dataset: a folder, or s3://..., gs://...")
]
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
Runner = Annotated[
    Literal["process", "dask"],
    typer.Option(
        "--runner", metavar="R", help="process: on this machine; dask: on a Dask cluster."
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        "--address", metavar="TCP", help="Scheduler of the Dask cluster: tcp://HOST:8786."
    ),
]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="spaCy pipeline whose entities are added."),
]
Full = Annotated[bool, typer.Option("--full", help="Extract unchanged documents as well.")]
Prune = Annotated[bool, typer.Option("--prune", help="Remove documents that are not in the input.")]
Retain = Annotated[
    int, typer.Option("--retain", metavar="DAYS", min=0, help="Days of history that stay readable.")
]
Expectations = Annotated[
    str | None,
    typer.Option("--expectations", metavar="FILE", help="TOML of thresholds that differ."),
]
PublishAnyway = Annotated[
    bool, typer.Option("--publish-anyway", help="Publish whatever validation says; recorded.")
]

Repair = Annotated[
    bool, typer.Option("--repair/--no-repair", help="Mend mojibake and HTML entities of a feed.")
]
Concurrent = Annotated[
    bool, typer.Option("--concurrent", help="Do not wait for other runs on the dataset to end.")
]


def extract(
    paths: Paths,
    out: Out,
    format: Format = None,
    field_map: FieldMap = [],  # noqa: B006 - typer copies it
    workers: WorkerCount = None,
    runner: Runner = "process",
    address: Address = None,
    model: Model = None,
    full: Full = False,
    prune: Prune = False,
    retain: Retain = 7,
    expectations: Expectations = None,
    publish_anyway: PublishAnyway = False,
    repair: Repair = True,
    concurrent: Concurrent = False,
) -> None:
    """Extract quantities and addresses from abstracts into Parquet tables."""
    from flows.quiet import keep_terminal_clean
    from flows.temporary_server import TemporaryServer

    with one_line_errors():
        keep_terminal_clean()
        server = TemporaryServer()
        from flows.dataset import Dataset, check_target
        from flows.locks import is_held
        from flows.models import check_model
        from flows.sources import read_files
        from flows.validation.expectations import load as load_expectations
        from flows.workers import check_runner

        fields = _fields(field_map)
        # Looked at while Prefect starts, which takes seconds.
        check_target(out)
        check_model(model)
        check_runner(runner, address)
        load_expectations(expectations)
        read_files(paths, format=format, field_map=fields)
        from flows.cli.bar import bar
        from flows.cli.outcome import print_outcome
        from flows.extract import HeldBackError
        from flows.extract import extract as flow
        from flows.progress import terminal
        from flows.runs import WORKING

        if not concurrent and is_held(Dataset(out), WORKING):
            typer.echo(
                f"another run works on {out}; waiting for its end (--concurrent goes ahead)",
                err=True,
            )
        server.ready()
        terminal.set(bar)
        try:
            outcome = flow(
                paths,
                out,
                format=cast("FormatName | None", format),
                field_map=fields,
                workers=workers,
                runner=runner,
                address=address,
                model=model,
                full=full,
                prune=prune,
                retain_days=retain,
                expectations=expectations,
                publish_anyway=publish_anyway,
                repair=repair,
                concurrent=concurrent,
            )
        except HeldBackError as error:
            print_outcome(error.outcome)
            raise typer.Exit(FAILED) from None
        print_outcome(outcome)


def _fields(field_map: list[str]) -> dict[str, str]:
    pairs = {}
    for entry in field_map:
        part, equals, name = entry.partition("=")
        if not equals or not name:
            raise InputError(f"--map {entry}: write it as PART=FIELD, as in --map abstract=body")
        pairs[part] = name
    return pairs
