"""paperfacts schema: the data dictionary."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.ending import one_line_errors
from flows.errors import InputError

TableName = Annotated[
    str | None, typer.Argument(metavar="[TABLE]", help="One table; all if left out.")
]


def schema(name: TableName = None) -> None:
    """Say what the tables and their columns mean."""
    from rich.console import Console
    from rich.table import Table

    from schemas import TABLES

    with one_line_errors():
        if name is not None and name not in TABLES:
            raise InputError(f"no table {name}; there are {', '.join(TABLES)}")
        console = Console(highlight=False)
        for definition in TABLES.values() if name is None else [TABLES[name]]:
            console.print(f"[bold]{definition.name}[/bold]: {definition.description}")
            grid = Table("column", "type", "null", "meaning", box=None, header_style="bold")
            for column in definition.columns:
                meaning = column.description
                if column.vocabulary is not None:
                    meaning += "\n" + "\n".join(
                        f"{value}: {what}" for value, what in column.vocabulary.meanings.items()
                    )
                null = "yes" if column.nullable else ""
                grid.add_row(column.name, str(column.type), null, meaning)
            console.print(grid)
            console.print()
