"""paperfacts show: a text in the terminal, what was found in it highlighted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.ending import one_line_errors
from flows.errors import InputError

if TYPE_CHECKING:
    from rich.text import Text

Subject = Annotated[
    str, typer.Argument(metavar="TEXT_OR_DOC_ID", help="A text, or with --out a document's id.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Dataset that holds the document.")
]

QUANTITY_STYLE = "bold cyan"
URL_STYLE = "underline magenta"


def show(subject: Subject, out: Out = None) -> None:
    """Show what is found in a text, or what a dataset holds of a document."""
    from rich.console import Console

    with one_line_errors():
        rows = _of_text(subject) if out is None else _of_document(subject, out)
        console = Console(highlight=False)
        document = rows["documents"][0]
        for section in ("title", "abstract"):
            found = {
                table: [row for row in rows[table] if row["section"] == section]
                for table in ("quantities", "urls")
            }
            if document[section]:
                console.print(_highlighted(document[section], found))
                console.print()
        _print_forms(console, rows)


def _of_text(text: str) -> dict[str, list[dict[str, Any]]]:
    from extractors.batch import tabulate
    from schemas import Document

    if not text.strip():
        raise InputError("the text is empty; give one, or a document's id with --out DIR")
    tables = tabulate([Document("text", "", text, "text", "-")], run_id="-")
    return {name: table.to_pylist() for name, table in tables.items()}


def _of_document(doc_id: str, out: Path) -> dict[str, list[dict[str, Any]]]:
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    from flows.dataset import standing_view

    rows = {}
    view = standing_view(out)
    for table in ("documents", "quantities", "urls"):
        if not (view / table).is_dir():
            raise InputError(f"{out} holds no table {table}; name a dataset's folder with --out")
        dataset = ds.dataset(view / table, format="parquet")
        rows[table] = (
            dataset.to_table(filter=pc.field("doc_id") == doc_id).to_pylist()
            if dataset.schema.names
            else []
        )
    if not rows["documents"]:
        raise InputError(f"{out} holds no document {doc_id}")
    return rows


def _highlighted(text: str, found: dict[str, list[dict[str, Any]]]) -> Text:
    from rich.text import Text

    shown = Text(text)
    for table, style in (("quantities", QUANTITY_STYLE), ("urls", URL_STYLE)):
        for row in found[table]:
            shown.stylize(style, row["start"], row["end"])
    return shown


def _print_forms(console: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
    from rich.table import Table

    from flows.report.numbers import digits, value

    if rows["quantities"]:
        grid = Table("quantity", "value", "unit", "SI", "kind", box=None, header_style="bold")
        for row in sorted(rows["quantities"], key=lambda row: row["quantity_id"]):
            amount = value(row["low"], row["high"], digits)
            si = value(row["si_low"], row["si_high"], digits) if row["si_unit"] is not None else ""
            grid.add_row(
                f"{row['modifier']} {row['text']}".strip(),
                f"about {amount}" if row["approximate"] else amount,
                row["unit"],
                f"{si} {row['si_unit'] or ''}".strip(),
                row["kind"] + (" (in a name)" if row["in_name"] else ""),
            )
        console.print(grid)
    if rows["urls"]:
        grid = Table("address", "canonical form", "kind", box=None, header_style="bold")
        for row in sorted(rows["urls"], key=lambda row: row["url_id"]):
            grid.add_row(row["text"], row["canonical_url"], row["kind"])
        console.print(grid)
    if not rows["quantities"] and not rows["urls"]:
        console.print("no quantity, no address")
