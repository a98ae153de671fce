"""paperfacts check: an existing dataset against the contract."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.ending import FAILED, one_line_errors

Folder = Annotated[
    str, typer.Argument(metavar="DIR", help="Dataset: a folder, or s3://..., gs://...")
]


def check(folder: Folder) -> None:
    """Hold an existing dataset against the contract: exit 0 if it keeps it, 1 if not."""
    from rich.console import Console
    from rich.text import Text

    from flows.validation.dataset import check_dataset
    from flows.validation.verdict import judge_contract

    with one_line_errors():
        verdict = judge_contract(check_dataset(folder))
        console = Console(highlight=False, soft_wrap=True)
        for failed in verdict.failed:
            console.print(
                Text(f"fail  {failed.name}: {failed.what}; {failed.observed:,.0f} break it")
            )
            for example in failed.examples[:2]:
                shown = ", ".join(f"{k} {v!r}" for k, v in example.items() if v not in (None, ""))
                console.print(Text(f"      {shown}"))
        passed = len(verdict.checks) - len(verdict.failed)
        console.print(Text(f"{passed} of {len(verdict.checks)} checks passed"))
    if verdict.failed:
        raise typer.Exit(FAILED)
