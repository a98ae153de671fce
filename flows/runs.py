"""What ran: a record of each run, kept in the dataset, and how an unfinished one is taken up again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Literal

from flows import store
from flows.dataset import Dataset
from flows.locks import HeldElsewhereError, held

State = Literal["running", "published", "held back", "failed"]


@dataclass
class Record:
    """A run: when, from what, what came out, and whether it was published."""

    run_id: str
    started: str
    """In UTC, ISO form."""
    fingerprint: str
    """Digest of all that decides what comes out: equal fingerprints, equal rows."""
    paths: list[str]
    state: State = "running"
    finished: str | None = None
    reason: str = ""
    """Why it failed or was held back."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows that came out, by table."""
    counts: dict[str, int] = field(default_factory=dict)
    """read, new, changed, unchanged, duplicates, rejects"""
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall time by stage, over all workers."""
    resumed: int = 0
    """How often it was taken up again."""

    @property
    def start(self) -> datetime:
        """When it started."""
        return datetime.fromisoformat(self.started)

    def finish(self, state: State, reason: str = "") -> None:
        """Note how it ended."""
        self.state, self.reason = state, reason
        self.finished = datetime.now(UTC).isoformat()


def fingerprint(facts: Mapping[str, Any]) -> str:
    """Digest of the facts that decide what comes out of a run."""
    canonical = json.dumps(facts, sort_keys=True, default=str)
    return blake2b(canonical.encode(), digest_size=16).hexdigest()


def save(dataset: Dataset, record: Record) -> None:
    """Write a record, in place of its former state."""
    data = json.dumps(asdict(record), indent=1).encode()
    store.write_bytes(dataset.inner("runs", f"{record.run_id}.json"), data)


def records(dataset: Dataset) -> list[Record]:
    """All runs, oldest first."""
    folder = dataset.inner("runs")
    return [
        Record(**json.loads(store.read_bytes(store.join(folder, name))))
        for name in store.names(folder)
    ]


def mark_published(dataset: Dataset, run_ids: list[str]) -> None:
    """Note that runs which died while publishing have been completed."""
    for record in records(dataset):
        if record.run_id in run_ids:
            record.finish("published", "completed by a later run")
            save(dataset, record)


WORKING = "work"
"""Name of the lock of whoever works on a dataset."""


@contextmanager
def turn(dataset: Dataset, *, concurrent: bool) -> Iterator[None]:
    """Wait until no other run works on the dataset, and keep others waiting.

    Runs at once on one dataset are safe, but do each other's work twice; ``concurrent`` neither waits
    nor keeps others waiting.
    """
    with nullcontext() if concurrent else held(dataset, WORKING):
        yield


@contextmanager
def taken_up(dataset: Dataset, digest: str, paths: list[str]) -> Iterator[Record]:
    """The record of the run to do: an unfinished one of the same fingerprint, or a new one.

    It is this process's alone until the end: a run that another process still works on is not taken.
    How it ends is written down, an exception as its failure.
    """
    with ExitStack() as claim:
        record = _unfinished(dataset, digest, claim)
        if record is None:
            now = datetime.now(UTC)
            # To the millisecond, so that runs sort by their ids.
            moment = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}"
            record = Record(f"{moment}-{secrets.token_hex(3)}", now.isoformat(), digest, paths)
            _claim(dataset, record.run_id, claim)
        save(dataset, record)
        try:
            yield record
        except BaseException as error:
            record.finish("failed", f"{type(error).__name__}: {error}")
            # What made the run fail, a full disk perhaps, is what has to be heard of.
            with suppress(OSError):
                save(dataset, record)
            raise
        save(dataset, record)


def _unfinished(dataset: Dataset, digest: str, claim: ExitStack) -> Record | None:
    for record in records(dataset):
        if record.fingerprint != digest or record.state not in ("running", "failed"):
            continue
        try:
            _claim(dataset, record.run_id, claim)
        except HeldElsewhereError:
            continue
        record.resumed += 1
        record.state = "running"
        return record
    return None


def _claim(dataset: Dataset, run_id: str, claim: ExitStack) -> None:
    """Have a run for this process alone. Raises HeldElsewhereError if another works on it."""
    claim.enter_context(held(dataset, "runs", run_id, wait=False))
