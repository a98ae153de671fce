"""The flow of the main job: abstracts in, published tables out. The story of a run, top to bottom."""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import stages
from flows.intake import Counts, Intake
from flows.parts import PART_SIZE
from flows.publish import check_target, publish
from flows.sources import read_located
from flows.staging import Staging, name
from flows.workers import Workers


@dataclass
class Outcome:
    """What a run came to."""

    run_id: str
    out: str
    read: Counts
    rows: Counter[str] = field(default_factory=Counter)
    """Rows written, by table."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall time by stage, over all workers."""
    broken: int = 0
    """Rows that break the contract."""

    def add(self, staged: stages.Staged) -> None:
        """Add what a part came to."""
        self.rows.update(staged.rows)
        for stage, seconds in staged.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        self.broken += staged.broken

    @property
    def conserved(self) -> bool:
        """Whether everything read is a document, a reject or an exact duplicate."""
        written = self.rows["documents"] + self.rows["rejects"]
        return self.read.read == written + self.read.duplicates


def default_workers() -> int:
    """One worker for each processor that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_RUNNER: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner()  # type: ignore[assignment]
"""Threads here; each hands its part to a worker process and waits."""


@flow(name="extract", task_runner=_RUNNER)
def extract(
    paths: Sequence[str],
    out: str,
    format: str | None = None,
    field_map: Mapping[str, str] | None = None,
    workers: int | None = None,
    part_size: int = PART_SIZE,
) -> Outcome:
    """Read abstracts, extract their quantities and addresses, publish the tables.

    ``paths`` are files, folders and patterns, ``out`` is the folder of the dataset. Raises InputError
    where input or target are unusable.
    """
    check_target(Path(out))
    started = datetime.now(UTC)
    run_id = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    intake = Intake(read_located(paths, format=format, field_map=field_map))
    staging = Staging(str(Path(out).with_name(f".{Path(out).name}-{run_id}")))
    outcome = Outcome(run_id, out, intake.counts)
    run = stages.Run(run_id, started, staging)
    try:
        _compute(intake, run, outcome, workers or default_workers(), part_size)
        if outcome.broken == 0 and outcome.conserved:
            publish(staging, Path(out))
    finally:
        shutil.rmtree(staging.folder, ignore_errors=True)
    return outcome


def _compute(intake: Intake, run: stages.Run, outcome: Outcome, count: int, part_size: int) -> None:
    """Stage the input and take every part through its stages, ``count`` at a time."""
    staged = iter(stages.read(intake, run, part_size))
    # Processes of their own are worth their start-up from the second part on.
    first = list(islice(staged, 2))
    pool = Workers(count if len(first) > 1 else 1)
    stages.workers.set(pool)
    try:
        computed: deque[PrefectFuture[stages.Staged]] = deque()
        for part in chain(first, staged):
            outcome.rows["rejects"] += part.rejects
            computed.append(stages.process.submit(name(part.number), part.number, run))
            # One part waits while the others are computed; reading further ahead gains nothing.
            if len(computed) > count:
                outcome.add(computed.popleft().result())
        for future in computed:
            outcome.add(future.result())
    finally:
        pool.stop()
