"""Parts computed on a Dask cluster, whose workers share nothing with this process but the store.

prefect-dask starts and ends a cluster, or connects to one. The tasks stay here, where Prefect's server
is known: workers get plain functions with the address of a part's files, as the processes of
``workers`` do, and need neither Prefect's server nor its settings. A worker has one part at a time, so
that a part's stages meet the same memory: give a cluster one worker process for each processor.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from distributed import Future, TimeoutError
from prefect_dask.task_runners import DaskTaskRunner

from flows.errors import InputError, WorkerLostError
from flows.workers import Worker

P = ParamSpec("P")
R = TypeVar("R")

LOOK = 1.0
"""Seconds after which a look is taken whether a worker that has not answered is still there."""
ANSWER = 20
"""Seconds within which a scheduler must answer."""
PATIENCE = 60.0
"""Seconds for which a cluster without any worker is waited for."""


class _Remote:
    """A worker of the cluster, by its address and the identity of its process."""

    def __init__(self, cluster: Cluster, address: str, process: str) -> None:
        self._cluster, self._address, self._process = cluster, address, process

    def call(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        future: Future[R] = self._cluster.client.submit(
            function,
            *args,
            workers=[self._address],
            allow_other_workers=False,
            pure=False,
            **kwargs,
        )
        try:
            while True:
                try:
                    return future.result(timeout=LOOK)
                except TimeoutError:
                    if self._cluster.processes().get(self._address) != self._process:
                        raise WorkerLostError(f"the worker {self._address} is gone") from None
        finally:
            future.release()


class Cluster:
    """The workers of a Dask cluster, lent one at a time; those that come later are taken up.

    ``address`` is that of its scheduler; None starts a cluster of ``count`` processes here.
    Raises InputError if no scheduler answers at the address.
    """

    def __init__(self, address: str | None, count: int) -> None:
        options: dict[str, Any] = {"n_workers": count, "threads_per_worker": 1}
        self._runner = (
            DaskTaskRunner(address=address, client_kwargs={"timeout": ANSWER})
            if address
            else DaskTaskRunner(cluster_kwargs=options | {"dashboard_address": None})
        )
        try:
            self._runner.__enter__()
            self.client = self._runner.client
        except OSError as error:
            raise InputError(f"--address {address}: no Dask scheduler answers there") from error
        self._lent: set[str] = set()
        self._change = threading.Condition()

    @property
    def size(self) -> int:
        """How many parts it computes at a time."""
        return max(len(self.processes()), 1)

    def processes(self) -> dict[str, str]:
        """The identity of each worker's process, by the worker's address."""
        workers = self.client.scheduler_info(n_workers=-1)["workers"]
        return {address: worker["id"] for address, worker in workers.items()}

    @contextmanager
    def lease(self) -> Iterator[Worker]:
        """A worker that nobody else has until it is given back; waits for one.

        Raises WorkerLostError if the cluster has none for ``PATIENCE`` seconds.
        """
        address, process = self._take()
        try:
            yield _Remote(self, address, process)
        finally:
            with self._change:
                self._lent.discard(address)
                self._change.notify_all()

    def _take(self) -> tuple[str, str]:
        deadline = time.monotonic() + PATIENCE
        with self._change:
            while True:
                processes = self.processes()
                for address, process in processes.items():
                    if address not in self._lent:
                        self._lent.add(address)
                        return address, process
                if processes:
                    deadline = time.monotonic() + PATIENCE
                elif time.monotonic() > deadline:
                    raise WorkerLostError(f"the cluster has had no worker for {PATIENCE:.0f} s")
                self._change.wait(LOOK)

    def stop(self) -> None:
        """Leave the cluster; end it if it was started here."""
        self._runner.__exit__(None, None, None)
