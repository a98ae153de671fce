"""paperfacts serve: the scheduled and the ad-hoc deployments, on this machine."""

from __future__ import annotations

import signal
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from flows.cli.ending import one_line_errors
from flows.cli.harvest import Address, Contact
from flows.errors import InputError

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
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

MISSED = "missed"
"""Tag of a run that makes up for those that nobody was there to start."""


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

    Needs a Prefect server. Serving again replaces the options and schedules that it had.
    """
    with one_line_errors():
        from prefect.settings import get_current_settings

        if get_current_settings().api.url is None:
            raise InputError(
                "no Prefect server is configured; start one (prefect server start) and set"
                " PREFECT_API_URL to its address, http://127.0.0.1:4200/api"
            )
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
        make_up_for_missed(deployments)
        _run(deployments)


def make_up_for_missed(deployments: list[RunnerDeployment]) -> None:
    """Register deployments, with one run in place of all that are left of what was served before.

    A run has the options that were served when it was scheduled; and they pile up where a process was
    killed, one a night or every few seconds, each of which would look at the same inbox.
    """
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound

    with get_client(sync_client=True) as client:
        for deployment in deployments:
            deployment_id = cast("UUID", deployment.apply())
            missed = False
            # What comes due from here on is started: deleting may take longer than a short interval.
            now = datetime.now(UTC)
            while left := _left_over(client, deployment_id, now):
                missed = True
                for run_id in left:
                    with suppress(ObjectNotFound):
                        client.delete_flow_run(run_id)
            if missed:
                client.create_flow_run_from_deployment(deployment_id, tags=[MISSED])


def _left_over(client: SyncPrefectClient, deployment_id: UUID, moment: datetime) -> list[UUID]:
    """Runs that nobody has started by a moment and nobody has asked for by hand; some of them, if there
    are many."""
    from prefect.client.schemas.filters import DeploymentFilter, FlowRunFilter

    chosen = DeploymentFilter.model_validate({"id": {"any_": [deployment_id]}})
    kinds: tuple[dict[str, Any], ...] = (
        # By the time that was expected: the next start of a run that waits for another is put off.
        {"state": {"type": {"any_": ["SCHEDULED"]}}, "expected_start_time": {"before_": moment}},
        # Runs are taken up some seconds ahead of their time, and may then wait for another already.
        # Registering deletes what was scheduled for later, but not these.
        {"state": {"name": {"any_": ["AwaitingConcurrencySlot"]}}},
    )
    return [
        run.id
        for kind in kinds
        for run in client.read_flow_runs(
            deployment_filter=chosen, flow_run_filter=FlowRunFilter.model_validate(kind)
        )
        if (run.auto_scheduled or MISSED in run.tags) and run.run_count == 0
    ]


def _run(deployments: list[RunnerDeployment]) -> None:
    """Start what comes due until interrupted or told to end (SIGTERM, as service managers do)."""
    import asyncio

    from prefect.runner import Runner
    from prefect.settings import get_current_settings

    class Served(Runner):
        def handle_sigterm(self, *_: Any, **__: Any) -> None:
            """End as from a keyboard: Prefect's own way leaves the event loop with a traceback."""
            signal.raise_signal(signal.SIGINT)

    runner = Served()
    for deployment in deployments:
        runner.add_deployment(deployment)
    names = [f"{deployment.flow_name}/{deployment.name}" for deployment in deployments]
    typer.echo(f"{', '.join(names)} are being served until interrupted")
    typer.echo(f"start one by hand: prefect deployment run {names[1]}")
    if page := get_current_settings().ui_url:
        typer.echo(f"their runs: {page}/deployments")
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


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
    served = cast("RunnerDeployment", deployment)
    # Said aloud, as otherwise one that was deployed to a work pool stays there, for its workers as well.
    served.work_pool_name = None
    return served


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
