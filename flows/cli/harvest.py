"""paperfacts harvest: what is new in a feed, into the inbox, then extracted."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.ending import FAILED, one_line_errors

if TYPE_CHECKING:
    from flows.parameters import FeedName

harvest = typer.Typer(name="harvest", help="Fetch what is new in a feed, then extract it.")

Out = Annotated[str, typer.Option("--out", metavar="DIR", help="The dataset.")]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="First day; goes on after the last harvest."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="Last day; yesterday if left out."),
]
Contact = Annotated[
    str, typer.Option("--contact", metavar="ADDRESS", help="Where the feed's owner can reach you.")
]
Interval = Annotated[
    float, typer.Option("--interval", metavar="S", min=0.0, help="Seconds between requests.")
]
Address = Annotated[
    str | None,
    typer.Option("--address", metavar="URL", help="A mirror of the feed, to ask instead."),
]
Extract = Annotated[bool, typer.Option("--extract/--no-extract", help="Extract what has landed.")]


@harvest.command("arxiv")
def arxiv(
    out: Out,
    subject: Annotated[
        str, typer.Option("--set", metavar="SET", help="cs, cs.CL; all if left out.")
    ] = "",
    first: From = None,
    until: Until = None,
    contact: Contact = "",
    interval: Interval = 3.0,
    address: Address = None,
    extract: Extract = True,
) -> None:
    """What is new or changed on arXiv, by OAI-PMH."""
    _run("arxiv", out, subject, first, until, contact, interval, address, extract)


@harvest.command("pubmed")
def pubmed(
    out: Out,
    query: Annotated[str, typer.Option("--query", metavar="QUERY", help="As PubMed takes it.")],
    first: From = None,
    until: Until = None,
    contact: Contact = "",
    interval: Interval = 3.0,
    address: Address = None,
    extract: Extract = True,
) -> None:
    """What is new in PubMed for a query, by its E-utilities."""
    _run("pubmed", out, query, first, until, contact, interval, address, extract)


@harvest.command("hf-papers")
def hf_papers(
    out: Out,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="One day alone.")
    ] = None,
    first: From = None,
    until: Until = None,
    contact: Contact = "",
    interval: Interval = 3.0,
    address: Address = None,
    extract: Extract = True,
) -> None:
    """The daily papers of Hugging Face."""
    _run("hf-papers", out, "", day or first, day or until, contact, interval, address, extract)


def _run(
    source: FeedName,
    out: str,
    topic: str,
    first: datetime | None,
    until: datetime | None,
    contact: str,
    interval: float,
    address: str | None,
    extract: bool,
) -> None:
    from flows.quiet import keep_terminal_clean
    from flows.temporary_server import TemporaryServer

    with one_line_errors():
        keep_terminal_clean()
        server = TemporaryServer()
        from flows.cli.bar import bar
        from flows.cli.outcome import print_outcome
        from flows.extract import HeldBackError
        from flows.harvest.client import HarvestError
        from flows.harvest.flow import harvest as flow
        from flows.progress import terminal

        server.ready()
        terminal.set(bar)
        try:
            came_to = flow(
                source,
                out,
                topic,
                _day(first),
                _day(until),
                contact=contact,
                interval=interval,
                then_extract=extract,
                base=address,
            )
        except HarvestError as error:
            typer.echo(f"paperfacts: {error}", err=True)
            raise typer.Exit(FAILED) from None
        except HeldBackError as error:
            print_outcome(error.outcome)
            raise typer.Exit(FAILED) from None
        if not came_to.windows:
            typer.echo("nothing to fetch: all of these days have landed before")
        elif came_to.unchanged == len(came_to.windows):
            typer.echo(f"{', '.join(came_to.windows)}: unchanged since it landed")
        else:
            typer.echo(
                f"{', '.join(came_to.windows)}: {came_to.documents:,} documents landed,"
                f" {came_to.rejects:,} records without an abstract or deleted,"
                f" {came_to.repeated:,} met twice"
            )
        for file in came_to.files:
            typer.echo(f"  {file}")
        if came_to.extracted is not None:
            print_outcome(came_to.extracted)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None
