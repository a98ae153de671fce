"""The tasks of the flow, in the order in which data meets them.

    read        documents of the input into parts
    process     a part, through the five stages that follow
    split       documents into sentences
    extract     sentences into quantities and addresses
    normalise   all of it into tables
    validate    the tables held against the contract
    export      the tables into the run's staging folder
    publish     all parts' tables into the dataset

Tasks hand on addresses of files and counts, never texts. What may fail for reasons outside (a disk, a
store, a worker that was killed) is tried again after a while; a mistake in the input or in the rules
would only fail again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from flows import parts, work
from flows.intake import Intake
from flows.parts import Part
from flows.staging import Staging
from flows.workers import Worker, WorkerLostError, Workers

P = ParamSpec("P")
R = TypeVar("R")

WAITS = [1.0, 5.0, 20.0]
"""Seconds before each further attempt."""

workers: ContextVar[Workers | None] = ContextVar("workers", default=None)
"""Where parts are computed; None in a process that is itself a worker, as on a cluster."""


class Run(NamedTuple):
    """What all parts of a run have in common."""

    id: str
    started: datetime
    staging: Staging


class Staged(NamedTuple):
    """What a part came to."""

    part: int
    rows: dict[str, int]
    seconds: dict[str, float]
    """Wall time of each stage."""
    broken: int
    """Rows that break the contract."""


def _is_outside(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failure has its cause outside of rules and input."""
    return isinstance(state.result(raise_on_failure=False), (OSError, WorkerLostError))


@task(name="read", cache_policy=NO_CACHE)
def read(intake: Intake, run: Run, size: int) -> Iterator[Part]:
    """Stage what comes in, ``size`` documents a part; yields each part once it is there."""
    yield from parts.stage(intake, run.staging, run_id=run.id, size=size)


@task(
    name="process",
    task_run_name="{name}",
    cache_policy=NO_CACHE,
    retries=len(WAITS),
    retry_delay_seconds=WAITS,
    retry_condition_fn=_is_outside,
)
def process(name: str, part: int, run: Run) -> Staged:
    """Take a part through all stages, in one worker."""
    seconds: dict[str, float] = {}
    pool = workers.get() or Workers(1)
    with pool.lease() as worker:

        def timed(stage: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
            began = time.perf_counter()
            result = stage(*args, **kwargs)
            seconds[stage.name] = round(time.perf_counter() - began, 4)
            return result

        timed(split, worker, part, run)
        timed(extract, worker, part)
        timed(normalise, worker, part, run)
        broken = timed(validate, worker, part, run)
        rows = timed(export, worker, part, run)
    return Staged(part, rows, seconds, broken)


@task(name="split", cache_policy=NO_CACHE)
def split(worker: Worker, part: int, run: Run) -> int:
    """Find the sentences of a part; returns their number."""
    return worker.call(work.split, part, run.staging)


@task(name="extract", cache_policy=NO_CACHE)
def extract(worker: Worker, part: int) -> int:
    """Find quantities and addresses; returns their number."""
    return worker.call(work.extract, part)


@task(name="normalise", cache_policy=NO_CACHE)
def normalise(worker: Worker, part: int, run: Run) -> int:
    """Bring what was found into tables; returns the number of rows."""
    return worker.call(work.normalise, part, run.id, run.started)


@task(name="validate", cache_policy=NO_CACHE)
def validate(worker: Worker, part: int, run: Run) -> int:
    """Hold the tables of a part against the contract; returns the rows that break it."""
    return worker.call(work.validate, part, run.staging, run.id)


@task(name="export", cache_policy=NO_CACHE)
def export(worker: Worker, part: int, run: Run) -> dict[str, int]:
    """Write the tables of a part to the staging folder; returns the rows of each."""
    return worker.call(work.export, part, run.staging)
