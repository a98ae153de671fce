"""paperfacts report: the validation report of the last run."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.ending import one_line_errors

Folder = Annotated[
    str, typer.Argument(metavar="DIR", help="Dataset: a folder, or s3://..., gs://...")
]
Open = Annotated[bool, typer.Option("--open", help="Show the page in the browser.")]


def report(folder: Folder, open: Open = False) -> None:
    """Say how the last run went, and where its report lies."""
    from rich.console import Console
    from rich.text import Text

    with one_line_errors():
        from flows import store
        from flows.report.folder import PAGE, REPORT, last

        reports = last(folder)
        page = store.join(reports, PAGE)
        found = json.loads(store.read_bytes(store.join(reports, REPORT)))
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
            typer.launch(_at_hand(page))


def _at_hand(page: str) -> str:
    """An address under which a browser finds the page; that of a store is copied to this machine."""
    from flows import store

    if not store.is_remote(page):
        return store.local(page).resolve().as_uri()
    with tempfile.NamedTemporaryFile(suffix=".html", delete=False) as copy:
        copy.write(store.read_bytes(page))
    return Path(copy.name).as_uri()
