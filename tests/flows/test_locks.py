"""Locks on a file system: who has one, and what those see and disturb who only look."""

from __future__ import annotations

import fcntl
import time
from pathlib import Path

import pytest

from flows import locks, store
from flows.dataset import Dataset
from flows.locks import HeldElsewhereError, held, is_held
from tests.flows.whole_runs import PATIENCE


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(str(tmp_path))


def test_one_holder_at_a_time(dataset: Dataset) -> None:
    assert not is_held(dataset, "work")
    with held(dataset, "work", wait=False):
        assert is_held(dataset, "work")
        with pytest.raises(HeldElsewhereError), held(dataset, "work", wait=False):
            pass
        assert is_held(dataset, "work")
    assert not is_held(dataset, "work")


def test_a_look_makes_no_file(dataset: Dataset) -> None:
    assert not is_held(dataset, "runs", "run-1")
    assert not store.exists(dataset.inner())


def test_a_lock_is_had_although_somebody_looks_at_it(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(dataset, "work"):
        pass
    pauses: list[float] = []
    with store.local(dataset.inner("locks", "work")).open() as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)

        def done_looking(seconds: float) -> None:
            pauses.append(seconds)
            fcntl.flock(looking, fcntl.LOCK_UN)

        monkeypatch.setattr(time, "sleep", done_looking)
        with held(dataset, "work", wait=False):
            assert is_held(dataset, "work")
    assert len(pauses) == 1


def test_a_lease_that_was_renewed_too_late_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine slept while somebody else could take the lock, and renews it as it wakes."""
    monkeypatch.setattr(locks, "RENEWAL", 0.001)
    slept = [0.0]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + slept[0])
    with held(Dataset("memory://lab"), "work") as lease:
        lease.ensure()
        slept[0] = locks.LEASE + 1
        assert isinstance(lease, locks._Lease)
        lease._thread.join(PATIENCE)
        with pytest.raises(locks.LockLostError):
            lease.ensure()
    store.remove("memory://lab")
