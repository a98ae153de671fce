"""paperfacts report: the validation report of the last run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.ending import one_line_errors
from flows.errors import InputError

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the dataset.")]
Open = Annotated[bool, typer.Option("--open", help="Show the page in the browser.")]


def report(folder: Folder, open: Open = False) -> None:
    """Say how the last run went, and where its report lies."""
    from rich.console import Console
    from rich.text import Text

    with one_line_errors():
        page = last_page(folder)
        found = json.loads(page.with_name("report.json").read_text("utf-8"))
        console = Console(highlight=False, soft_wrap=True)
        state = "published" if found["published"] else "not published"
        console.print(Text(f"{found['verdict']}, {state}: run {found['run']['id']}"))
        for check in found["checks"]:
            if check["outcome"] in ("warn", "fail"):
                note = f" ({check['note']})" if check["note"] else ""
                line = f"  {check['outcome']}  {check['name']}: {check['observed']:g}{note}"
                console.print(Text(line))
        console.print(Text(f"report in {page}"))
        if open:
            typer.launch(page.resolve().as_uri())


def last_page(folder: Path) -> Path:
    """The page of the last run; raises InputError if no run has left one."""
    pages = sorted(folder.glob("reports/*/report.html"))
    if not pages:
        raise InputError(f"{folder} holds no report; name the folder given to extract as --out")
    return pages[-1]
