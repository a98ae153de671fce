"""How far a run is, for whoever watches: on the run's page in Prefect, and in a terminal.

Prefect learns of it every few seconds only: an update costs a request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

PAUSE = 5.0
"""Seconds from one update of the artifact to the next, at least."""


class Progress:
    """Documents on their way: ``share`` of the input's bytes that is read, ``counts`` of what was read."""

    def __init__(self, share: Callable[[], float], counts: Callable[[], Mapping[str, int]]) -> None:
        self._share, self._counts = share, counts
        self._computed = 0
        self.on_change: Callable[[], None] = lambda: None

    def computed(self, documents: int) -> None:
        """Note that a part of so many documents is done."""
        self._computed += documents
        self.on_change()

    @property
    def done(self) -> int:
        """Documents that are computed, and everything else that was read and need not be."""
        counts = self._counts()
        return counts["read"] - counts["new"] - counts["changed"] + self._computed

    @property
    def fraction(self) -> float:
        """How much of the work is done, 0 to 1, judged by the bytes of the input."""
        read = self._counts()["read"]
        return self._share() * self.done / read if read else 0.0


terminal: ContextVar[Callable[[Progress], AbstractContextManager[object]]] = ContextVar(
    "terminal", default=nullcontext
)
"""What shows it to somebody at a terminal as long as it is entered; nothing unless a command sets it."""


@contextmanager
def shown(progress: Progress) -> Iterator[None]:
    """Show progress until the end: as an artifact of the flow run, and at the terminal if there is one."""
    # Prefect's signature allows for asynchronous callers as well; this is none.
    artifact = cast(
        UUID, create_progress_artifact(0.0, key="progress", description="Nothing done yet")
    )
    updated = time.monotonic()

    def update() -> None:
        nonlocal updated
        if time.monotonic() - updated >= PAUSE:
            updated = time.monotonic()
            update_progress_artifact(artifact, *_state(progress))

    progress.on_change = update
    with terminal.get()(progress):
        yield
    update_progress_artifact(artifact, *_state(progress))


def _state(progress: Progress) -> tuple[float, str]:
    return round(100 * progress.fraction, 1), f"{progress.done:,} documents done"
