"""What ran: a record of each run, kept in the dataset, and how an unfinished one is taken up again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal

from flows import store
from flows.dataset import Dataset
from flows.locks import HeldElsewhereError, held, is_held
from flows.staging import Staging

State = Literal["running", "broken off", "published", "held back", "failed"]
"""``broken off`` is never written down: whoever could is gone."""

KEPT_DAYS = 7
"""Days for which a run that broke off is taken up again, and what a run that was held back has staged is
kept."""


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

    @property
    def is_unfinished(self) -> bool:
        """Whether it can be taken up again, if nobody works on it."""
        return self.state in ("running", "failed")

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


def load(dataset: Dataset, run_id: str) -> Record:
    """The record of a run. Raises FileNotFoundError if there is none: somebody removed it."""
    return Record(**json.loads(store.read_bytes(dataset.inner("runs", f"{run_id}.json"))))


def latest(dataset: Dataset) -> Iterator[Record]:
    """All runs, newest first; each is read when its turn comes, as a dataset may have seen thousands."""
    for name in reversed(store.names(dataset.inner("runs"))):
        yield load(dataset, name.removesuffix(".json"))


def records(dataset: Dataset) -> list[Record]:
    """All runs, oldest first; those that died without a word are ``broken off``."""
    return [_as_it_is(dataset, record) for record in latest(dataset)][::-1]


def _as_it_is(dataset: Dataset, record: Record) -> Record:
    """A record, ``broken off`` if its run died without a word."""
    if record.state != "running" or is_held(dataset, "runs", record.run_id):
        return record
    # It may have come to its end since it was read, which is written down before the lock is given back.
    record = load(dataset, record.run_id)
    if record.state == "running":
        record.state = "broken off"
    return record


def mark_published(dataset: Dataset, run_id: str) -> bool:
    """Note that a run which died while publishing has been completed; False if it has noted that itself."""
    try:
        record = load(dataset, run_id)
    except FileNotFoundError:
        return True
    if record.state == "published":
        return False
    record.finish("published", "completed by a later run")
    save(dataset, record)
    return True


def give_up(dataset: Dataset) -> None:
    """Delete what runs have staged that broke off or were held back ``KEPT_DAYS`` days ago.

    Their input has changed since, or nobody called them again. A run that works on, or has begun to
    publish, is left alone.
    """
    for run_id in store.names(dataset.inner("staging")):
        if _is_recent(run_id):
            continue
        staging = Staging(dataset.staging(run_id))
        with suppress(HeldElsewhereError), held(dataset, "runs", run_id, wait=False):
            # Once nobody works on it: it may have begun to publish just before that.
            if store.exists(staging.plan):
                continue
            with suppress(FileNotFoundError):
                record = load(dataset, run_id)
                if record.state == "running":
                    record.finish("failed", f"broke off, and was not taken up in {KEPT_DAYS} days")
                    save(dataset, record)
            store.remove(staging.folder)


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
            record = Record(
                f"{_moment(now)}-{secrets.token_hex(3)}", now.isoformat(), digest, paths
            )
            _claim(dataset, record.run_id, claim)
        save(dataset, record)
        try:
            yield record
        except BaseException as error:
            # What goes wrong after that takes nothing back.
            if record.state != "published":
                interrupted = isinstance(error, KeyboardInterrupt)
                told = "interrupted" if interrupted else f"{type(error).__name__}: {error}"
                record.finish("failed", told)
            # What made the run fail, a full disk perhaps, is what has to be heard of.
            with suppress(OSError):
                save(dataset, record)
            raise
        save(dataset, record)


def _unfinished(dataset: Dataset, digest: str, claim: ExitStack) -> Record | None:
    for record in latest(dataset):
        if not _is_recent(record.run_id):
            break
        if record.fingerprint != digest or not record.is_unfinished:
            continue
        with ExitStack() as its_claim:
            try:
                _claim(dataset, record.run_id, its_claim)
            except HeldElsewhereError:
                continue
            # Whoever had it until now may have finished it since it was read.
            record = load(dataset, record.run_id)
            if not record.is_unfinished:
                continue
            claim.push(its_claim.pop_all())
        record.resumed += 1
        record.state = "running"
        return record
    return None


def _moment(time: datetime) -> str:
    """What a run's id begins with: to the millisecond, so that runs sort by their ids."""
    return f"{time:%Y%m%dT%H%M%S}{time.microsecond // 1000:03d}"


def _is_recent(run_id: str) -> bool:
    """Whether a run began within the days for which it can be taken up again."""
    return run_id >= _moment(datetime.now(UTC) - timedelta(days=KEPT_DAYS))


def _claim(dataset: Dataset, run_id: str, claim: ExitStack) -> None:
    """Have a run for this process alone. Raises HeldElsewhereError if another works on it."""
    claim.enter_context(held(dataset, "runs", run_id, wait=False))
