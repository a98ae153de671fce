"""Processes that compute parts: one a lease, so that a part's stages meet the same memory.

Each is a pool of one process, which the standard library tells when it dies; then it alone is
replaced, and the part it had in hand is tried again. They share nothing with this process but the
store, and know nothing of Prefect: starting one costs the import of the extractors.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from queue import SimpleQueue
from typing import Literal, ParamSpec, Protocol, TypeVar

from flows.errors import InputError, WorkerLostError
from flows.quiet import forget_lost_connections

P = ParamSpec("P")
R = TypeVar("R")


class Worker(Protocol):
    """Something that calls functions: another process, or this one."""

    def call(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the function's result. Raises WorkerLostError if the process has died."""


class Here:
    """This process."""

    def call(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function."""
        return function(*args, **kwargs)


class _Elsewhere:
    """A process of its own, started at the first call."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def call(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context("spawn"), initializer=_die_with_parent
            )
        try:
            return self._pool.submit(function, *args, **kwargs).result()
        except BrokenProcessPool as error:
            self.stop()
            raise WorkerLostError from error

    def stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


class Pool(Protocol):
    """Workers, lent one at a time."""

    @property
    def size(self) -> int:
        """How many there are at this moment."""

    def lease(self) -> AbstractContextManager[Worker]:
        """A worker that nobody else has until it is given back; waits for one."""

    def stop(self) -> None:
        """End them."""


class Workers:
    """``count`` processes of this machine. With one, the work is done in this process."""

    def __init__(self, count: int) -> None:
        self.size = count
        self._processes = [_Elsewhere() for _ in range(count)] if count > 1 else []
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._processes:
            self._idle.put(worker)
        if not self._processes:
            self._idle.put(Here())

    @contextmanager
    def lease(self) -> Iterator[Worker]:
        """A worker that nobody else has until it is given back; waits for one."""
        worker = self._idle.get()
        try:
            yield worker
        finally:
            self._idle.put(worker)

    def stop(self) -> None:
        """End the processes."""
        for worker in self._processes:
            worker.stop()


def check_runner(runner: Literal["process", "dask"], address: str | None) -> None:
    """Raise InputError if parts cannot be computed by this runner, with its scheduler there."""
    if runner == "process" and address is not None:
        raise InputError("--address names the scheduler of a Dask cluster; add --runner dask")
    if runner == "dask" and find_spec("prefect_dask") is None:
        raise InputError("--runner dask needs prefect-dask; pip install 'paperfacts[dask]'")


def _die_with_parent() -> None:
    """Have this process end when the one that started it does, however that ends; quietly."""
    forget_lost_connections()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
