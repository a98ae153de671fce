"""The parts of a run through their stages, as many at a time as there are workers."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from flows import stages
from flows.progress import Progress
from flows.runs import Record
from flows.staging import name_of
from flows.workers import Pool, Workers

if TYPE_CHECKING:
    from prefect.futures import PrefectFuture

    from flows.parameters import RunnerName
    from flows.parts import Part


def default_workers() -> int:
    """One worker for each processor that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def opened(runner: RunnerName, address: str | None, count: int) -> Callable[[int], Pool]:
    """What opens the workers of a run, given the number of parts that are known to come.

    ``count`` is the number of processes here, which a cluster at an ``address`` decides by itself.
    """
    if runner == "process":
        # Processes of their own are worth their start-up from the second part on.
        return lambda parts: Workers(count if parts > 1 else 1)
    from flows.cluster import Cluster

    return lambda _: Cluster(address, count)


def compute(
    staged: Iterator[Part],
    run: stages.Run,
    record: Record,
    progress: Progress,
    pool_for: Callable[[int], Pool],
) -> None:
    """Take every part through its stages; rows and seconds are added up in the record."""
    staged = iter(staged)
    first = list(islice(staged, 2))
    pool = pool_for(len(first))
    stages.workers.set(pool)
    record.rows, record.seconds = {}, {}
    try:
        computed: deque[tuple[Part, PrefectFuture[stages.Staged]]] = deque()

        def wait_for_one() -> None:
            part, future = computed.popleft()
            came_to = future.result()
            _add(record.rows, came_to.rows)
            _add(record.seconds, came_to.seconds)
            progress.computed(part.documents)

        for part in chain(first, staged):
            _add(record.rows, {"rejects": part.rejects})
            if part.done:
                _add(record.rows, stages.rows_of(part.number, run))
                progress.computed(part.documents)
                continue
            future = stages.process.submit(name_of(part.number), part.number, run)
            computed.append((part, future))
            # One part waits while the others are computed; reading further ahead gains nothing.
            if len(computed) > pool.size:
                wait_for_one()
        while computed:
            wait_for_one()
    finally:
        pool.stop()


def _add(total: dict[str, Any], more: Mapping[str, float]) -> None:
    for key, value in more.items():
        total[key] = total.get(key, 0) + value
