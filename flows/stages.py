"""The tasks of the flow, in the order in which data meets them.

    read        documents of the input into parts
    process     a part, through the five stages that follow
    split       documents into sentences
    extract     sentences into quantities and addresses
    normalise   all of it into tables
    validate    the tables held against the contract
    export      the tables into the run's staging folder
    judge       the run as a whole held against expectations
    publish     all parts' tables into the dataset

Tasks hand on addresses of files and counts, never texts. What may fail for reasons outside (a disk, a
store, a worker that was killed) is tried again after a while; a mistake in the input or in the rules
would only fail again.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, NamedTuple, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from flows import logs, store, work
from flows import publish as publishing
from flows.dataset import Dataset
from flows.errors import InputError, StageError, WorkerLostError
from flows.failpoints import failpoint
from flows.parts import Part, Parts
from flows.report import document, folder
from flows.report.artifacts import create_artifacts
from flows.runs import Record, latest, save
from flows.staging import Staging, name_of
from flows.validation import expectations
from flows.validation.summary import Summary, merge
from flows.validation.verdict import Counts
from flows.validation.verdict import judge as judge_run
from flows.workers import Pool, Worker

P = ParamSpec("P")
R = TypeVar("R")

WAITS = [1.0, 5.0, 20.0]
"""Seconds before each further attempt."""

workers: ContextVar[Pool] = ContextVar("workers")
"""Where parts are computed."""


class Run(NamedTuple):
    """What all parts of a run have in common."""

    id: str
    started: datetime
    staging: Staging
    version: str
    """Version of the extractors that its documents are marked with."""
    model: str | None = None
    """spaCy pipeline whose entities are merged in."""


class Judged(NamedTuple):
    """What validation makes of a run."""

    published: bool
    """Whether it is to be published."""
    verdict: str
    """pass, warn or fail"""
    failed: list[str]
    """Names of the checks that hold it back."""
    troubles: list[str]
    """Checks that failed or warned, one line each."""
    page: str
    """Address of the report's page."""
    reasons: dict[str, int]
    """Rejects by reason."""

    @property
    def reason(self) -> str:
        """What the run's record says of it."""
        return "; ".join(self.troubles)


class Staged(NamedTuple):
    """What a part came to."""

    part: int
    rows: dict[str, int]
    seconds: dict[str, float]
    """Wall time of each stage."""


def _is_outside(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failure has its cause outside of rules and input."""
    return isinstance(state.result(raise_on_failure=False), (OSError, WorkerLostError))


def _tried_again(name: str, *, named: str | None = None) -> Callable[[Callable[P, R]], Task[P, R]]:
    """A task that is tried again after ``WAITS`` where the cause lies outside.

    ``named`` is how each run of it is called, by the task's arguments.
    """
    return task(
        name=name,
        task_run_name=named,
        cache_policy=NO_CACHE,
        retries=len(WAITS),
        retry_delay_seconds=WAITS,
        retry_condition_fn=_is_outside,
    )


@contextmanager
def _watched(run: Run, where: str) -> Iterator[None]:
    """Say why what is about to be tried again failed; keep what a mistake quotes out of Prefect."""
    try:
        yield
    except (OSError, WorkerLostError) as error:
        logs.warn(run.id, f"failed: {type(error).__name__}: {error}", where)
        raise
    except (InputError, StageError):
        raise
    except Exception as error:
        address = run.staging.traceback(where)
        with suppress(OSError):
            store.write_bytes(address, traceback.format_exc().encode("utf-8", "replace"))
        raise StageError(where, error, address) from None


@_tried_again("read")
def read(staged: Parts, run: Run) -> Iterator[Part]:
    """Stage what has to be extracted; yields each part once it is there.

    Another attempt reads the input from its start, and yields what follows on the last part.
    """
    with _watched(run, "read"):
        for part in staged:
            logs.note(
                run.id,
                "taken over from a former attempt" if part.done else "staged",
                name_of(part.number),
                documents=part.documents,
                rejects=part.rejects,
            )
            yield part


@_tried_again("process", named="{name}")
def process(name: str, part: int, run: Run) -> Staged:
    """Take a part through all stages, in one worker."""
    seconds: dict[str, float] = {}
    with workers.get().lease() as worker, _in_hand(worker, part, run):

        def timed(stage: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
            began = time.perf_counter()
            result = stage(*args, **kwargs)
            seconds[stage.name] = round(time.perf_counter() - began, 4)
            return result

        timed(split, worker, part, run)
        timed(extract, worker, part, run)
        timed(normalise, worker, part, run)
        timed(validate, worker, part, run)
        rows = timed(export, worker, part, run)
    logs.note(run.id, "computed", name, **rows, seconds=sum(seconds.values()))
    return Staged(part, rows, seconds)


@contextmanager
def _in_hand(worker: Worker, part: int, run: Run) -> Iterator[None]:
    """A part while a worker has it in its memory."""
    try:
        yield
    finally:
        with suppress(WorkerLostError):
            worker.call(work.let_go, part, run.staging)


def _call(
    worker: Worker, run: Run, part: int, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    with _watched(run, name_of(part)):
        return worker.call(function, *args, **kwargs)


@task(name="split", cache_policy=NO_CACHE)
def split(worker: Worker, part: int, run: Run) -> int:
    """Find the sentences of a part; returns their number."""
    return _call(worker, run, part, work.split, part, run.staging)


@task(name="extract", cache_policy=NO_CACHE)
def extract(worker: Worker, part: int, run: Run) -> int:
    """Find quantities and addresses; returns their number."""
    return _call(worker, run, part, work.extract, part, run.staging, run.model)


@task(name="normalise", cache_policy=NO_CACHE)
def normalise(worker: Worker, part: int, run: Run) -> int:
    """Bring what was found into tables; returns the number of rows."""
    return _call(
        worker, run, part, work.normalise, part, run.staging, run.id, run.started, run.version
    )


@task(name="validate", cache_policy=NO_CACHE)
def validate(worker: Worker, part: int, run: Run) -> int:
    """Hold the tables of a part against the contract; returns the rows that break it."""
    return _call(worker, run, part, work.validate, part, run.staging, run.id)


@task(name="export", cache_policy=NO_CACHE)
def export(worker: Worker, part: int, run: Run) -> dict[str, int]:
    """Write the tables of a part to the staging folder; returns the rows of each."""
    return _call(worker, run, part, work.export, part, run.staging)


def rows_of(part: int, run: Run) -> dict[str, int]:
    """Rows of each table of a part that a former attempt completed."""
    rows: dict[str, int] = json.loads(store.read_bytes(run.staging.done(part)))
    return rows


@_tried_again("judge")
def judge(
    dataset: Dataset,
    run: Run,
    record: Record,
    *,
    own_expectations: str | None,
    publish_anyway: bool,
) -> Judged:
    """Hold the run as a whole against the expectations and the run published before; report it."""
    with _watched(run, "judge"):
        return _judge(dataset, run, record, own_expectations, publish_anyway)


def _judge(
    dataset: Dataset,
    run: Run,
    record: Record,
    own_expectations: str | None,
    publish_anyway: bool,
) -> Judged:
    summaries = store.join(run.staging.folder, "summaries")
    summary = merge(
        Summary.from_json(store.read_bytes(store.join(summaries, name)))
        for name in store.names(summaries)
    )
    published = (
        other.run_id
        for other in latest(dataset)
        if other.state == "published" and other.run_id != run.id
    )
    before = folder.previous(dataset.report, published)
    verdict = judge_run(
        summary,
        expectations.load(own_expectations),
        counts=Counts(**record.counts),
        previous=before.summary if before else None,
    )
    failpoint("judged")
    goes_out = verdict.outcome != "fail" or publish_anyway
    about = document.Run(
        run.id,
        record.started,
        datetime.now(UTC).isoformat(),
        Counts(**record.counts),
        dataset.address,
        record.seconds,
        published=goes_out,
        publish_anyway=publish_anyway,
        previous=before.run_id if before else None,
    )
    page = folder.write(
        dataset.report(run.id), verdict, summary, about, before.summary if before else None
    )
    failpoint("reported")
    create_artifacts(verdict, page, run_id=run.id)
    troubles = [
        f"{check.name}: {check.note or check.what}" for check in (*verdict.failed, *verdict.warned)
    ]
    failed = [check.name for check in verdict.failed]
    return Judged(
        goes_out, verdict.outcome, failed, troubles, page, summary.mixes.get("reasons", {})
    )


@_tried_again("publish")
def publish(
    dataset: Dataset,
    run: Run,
    record: Record,
    judged: Judged,
    retain_days: int,
    keeps: Callable[[str], bool] | None,
) -> None:
    """Bring the staged tables into the dataset, all or nothing, and put that on record."""

    def noted() -> None:
        record.finish("published", judged.reason)
        save(dataset, record)

    with _watched(run, "publish"):
        publishing.publish(
            dataset, run.staging, run.id, retain_days=retain_days, keeps=keeps, record=noted
        )
