"""paperfacts serve: the scheduled and the ad-hoc deployments, on this machine."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from flows.cli.ending import one_line_errors
from flows.cli.harvest import Address, Contact
from flows.errors import InputError

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.flows import Flow
    from prefect.schedules import Schedule

Inbox = Annotated[
    list[str], typer.Option("--inbox", metavar="PATH", help="What the nightly runs read.")
]
Out = Annotated[str, typer.Option("--out", metavar="DIR", help="Dataset that they write to.")]
Cron = Annotated[str, typer.Option("--cron", metavar="EXPR", help="When they start, in UTC.")]
Every = Annotated[
    float | None,
    typer.Option(
        "--every", metavar="S", min=1.0, help="Seconds between starts, in place of --cron."
    ),
]
Feed = Annotated[
    str | None, typer.Option("--harvest", metavar="FEED", help="arxiv, pubmed or hf-papers.")
]
Set = Annotated[str, typer.Option("--set", metavar="SET", help="Set of arXiv to harvest: cs.CL.")]
Query = Annotated[str, typer.Option("--query", metavar="QUERY", help="What to harvest of PubMed.")]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="First day to harvest; asked for once."),
]
HarvestCron = Annotated[
    str, typer.Option("--harvest-cron", metavar="EXPR", help="When harvests start, in UTC.")
]


def serve(
    inbox: Inbox,
    out: Out,
    cron: Cron = "0 2 * * *",
    every: Every = None,
    feed: Feed = None,
    topic: Set = "",
    query: Query = "",
    first: From = None,
    harvest_cron: HarvestCron = "0 1 * * *",
    contact: Contact = "",
    address: Address = None,
) -> None:
    """Run the deployments nightly and ad-hoc here until interrupted, and harvest where a feed is named.

    Needs a Prefect server.
    """
    with one_line_errors():
        from prefect.settings import get_current_settings

        if get_current_settings().api.url is None:
            raise InputError(
                "no Prefect server is configured; start one (prefect server start) and set"
                " PREFECT_API_URL to its address, http://127.0.0.1:4200/api"
            )
        from prefect import serve as serve_deployments
        from prefect.schedules import Interval

        from flows.dataset import Dataset, check_target
        from flows.extract import extract
        from flows.harvest.coverage import Coverage
        from flows.harvest.flow import feed_of, harvest, window_of

        check_target(out)
        nightly = _cron(cron, "--cron") if every is None else Interval(every)
        work: dict[str, Any] = {"paths": inbox, "out": out}
        deployments = [
            _deployment(extract, "nightly", work, nightly),
            _deployment(extract, "ad-hoc", work, None),
        ]
        if feed is not None:
            wanted = feed_of(feed, topic or query, address)
            # Says now, rather than every night, that a first day is needed.
            window_of(Coverage.load(Dataset(out), wanted), first and first.date(), None)
            parameters = {
                "source": feed,
                "out": out,
                "topic": topic or query,
                "first": first and first.date().isoformat(),
                "contact": contact,
                "base": address,
            }
            when = _cron(harvest_cron, "--harvest-cron")
            deployments.append(_deployment(harvest, "harvest", parameters, when))
        serve_deployments(*deployments)


def _deployment(
    flow: Flow[..., Any], name: str, parameters: dict[str, Any], schedule: Schedule | None
) -> RunnerDeployment:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.types.entrypoint import EntrypointType

    deployment = flow.to_deployment(
        name,
        schedule=schedule,
        parameters={key: value for key, value in parameters.items() if value is not None},
        # Two runs on one dataset are safe but would do each other's work.
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # Prefect's signature allows for asynchronous callers as well; this is none.
    return cast("RunnerDeployment", deployment)


def _cron(expression: str, option: str) -> Schedule:
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.schedules import Cron

    try:
        CronSchedule(cron=expression, timezone="UTC")
    except ValueError:
        raise InputError(
            f"{option} {expression!r}: not a cron expression; write minute, hour, day, month and"
            ' day of the week, as in "0 2 * * *"'
        ) from None
    return Cron(expression, timezone="UTC")
