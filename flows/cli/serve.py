"""paperfacts serve: the scheduled and the ad-hoc deployment, on this machine."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from flows.cli.ending import one_line_errors
from flows.errors import InputError

Inbox = Annotated[
    list[str], typer.Option("--inbox", metavar="PATH", help="What the scheduled runs read.")
]
Out = Annotated[str, typer.Option("--out", metavar="DIR", help="Dataset that they write to.")]
Cron = Annotated[str, typer.Option("--cron", metavar="EXPR", help="When they start, in UTC.")]


def serve(inbox: Inbox, out: Out, cron: Cron = "0 2 * * *") -> None:
    """Run the deployments nightly and ad-hoc here, until interrupted. Needs a Prefect server."""
    with one_line_errors():
        from prefect.settings import get_current_settings

        if get_current_settings().api.url is None:
            raise InputError(
                "no Prefect server is configured; start one (prefect server start) and set"
                " PREFECT_API_URL to its address, http://127.0.0.1:4200/api"
            )
        from prefect import serve as serve_deployments
        from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
        from prefect.deployments.runner import RunnerDeployment
        from prefect.schedules import Cron as CronSchedule
        from prefect.types.entrypoint import EntrypointType

        from flows.extract import extract

        # Two runs on one dataset are safe but would do each other's work.
        one = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
        nightly = extract.to_deployment(
            "nightly",
            schedule=CronSchedule(cron, timezone="UTC"),
            parameters={"paths": inbox, "out": out},
            concurrency_limit=one,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        ad_hoc = extract.to_deployment(
            "ad-hoc",
            parameters={"paths": inbox, "out": out},
            concurrency_limit=one,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        # Prefect's signature allows for asynchronous callers as well; this is none.
        serve_deployments(cast(RunnerDeployment, nightly), cast(RunnerDeployment, ad_hoc))
