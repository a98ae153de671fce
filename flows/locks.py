"""Locks on a dataset: one holder at a time, across processes and machines; none outlives its holder.

On a file system a lock is the kernel's, which ends with its process, however that ends. An object
store has none, but it can put an object only if there is none of that name. There a lock is a row of
numbered objects:

    .paperfacts/locks/NAME/000000007    the latest: whoever put it holds the lock

The holder renews its object every ``RENEWAL`` seconds. Whoever comes next may put number 8 once the
holder has marked number 7 as released, or has not renewed it for ``LEASE`` seconds because it died.
As each number can be put only once, no two can take over at the same time. Clocks of the machines
have to agree to within a few seconds.
"""

from __future__ import annotations

import fcntl
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from flows import store
from flows.dataset import Dataset

LEASE = 30.0
"""Seconds after which a lock in an object store that was not renewed is free."""
RENEWAL = 5.0
"""Seconds between two renewals."""
LOOK = 0.2
"""Seconds between two looks at a lock that is held."""
LOOK_AGAIN = 0.01
"""Seconds, at most, until another try at a lock that somebody looks at."""


class HeldElsewhereError(Exception):
    """Somebody else holds the lock."""


class LockLostError(OSError):
    """The lock could not be renewed in time; somebody else may hold it now."""


class Hold:
    """A lock while it is held."""

    def ensure(self) -> None:
        """Raise LockLostError if it may be somebody else's by now; the kernel's never is."""


@contextmanager
def held(dataset: Dataset, *name: str, wait: bool = True) -> Iterator[Hold]:
    """Hold a dataset's lock of this name.

    Raises HeldElsewhereError if somebody else does and not ``wait``.
    """
    folder = dataset.inner("locks", *name)
    if not dataset.is_local:
        with _leased(folder, wait) as lease:
            yield lease
        return
    path = store.local(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        if wait:
            fcntl.flock(file, fcntl.LOCK_EX)
        else:
            _take_now(file)
        yield Hold()


def _take_now(file: TextIO) -> None:
    """Lock a file without waiting for its holder. Raises HeldElsewhereError if there is one."""
    while not _has_locked(file, fcntl.LOCK_EX):
        # Whoever only looks (``is_held``) shares the lock for that moment; a holder shares it with nobody.
        if not _has_locked(file, fcntl.LOCK_SH):
            raise HeldElsewhereError(file.name)
        fcntl.flock(file, fcntl.LOCK_UN)
        time.sleep(random.uniform(0.0, LOOK_AGAIN))


def _has_locked(file: TextIO, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(dataset: Dataset, *name: str) -> bool:
    """Whether somebody holds a lock at this moment."""
    folder = dataset.inner("locks", *name)
    if not dataset.is_local:
        return not _is_free(folder, _latest(folder))
    try:
        # For reading: whoever looks need not be allowed to write.
        with store.local(folder).open() as file:
            return not _has_locked(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


class _Lease(Hold):
    """A lock in an object store, renewed by a thread of its own."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._renewed = time.time()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)
        self._thread.start()

    def ensure(self) -> None:
        if self._is_over():
            raise LockLostError(f"{self._address}: could not be renewed; the store was away")

    def _is_over(self) -> bool:
        return time.time() - self._renewed > LEASE

    def _renew(self) -> None:
        while not self._over.wait(RENEWAL):
            now = time.time()
            try:
                store.write_bytes(self._address, _content(now + LEASE))
            except OSError:
                # A store that is away may be back for the next renewal.
                continue
            if self._is_over():
                # Too late, as after a sleep of the machine: somebody else may have taken it meanwhile.
                return
            self._renewed = now

    def release(self) -> None:
        self._over.set()
        self._thread.join()
        # In a store that is away the lock ends by itself, and what went wrong is told by who held it.
        with suppress(OSError):
            store.write_bytes(self._address, _content(0.0))


@contextmanager
def _leased(folder: str, wait: bool) -> Iterator[_Lease]:
    while True:
        latest = _latest(folder)
        if _is_free(folder, latest):
            address = store.join(folder, f"{latest + 1:09d}")
            if store.create(address, _content(time.time() + LEASE)):
                break
        elif not wait:
            raise HeldElsewhereError(folder)
        time.sleep(LOOK)
    lease = _Lease(address)
    try:
        for name in store.names(folder):
            if int(name) < latest + 1:
                store.remove(store.join(folder, name))
        yield lease
    finally:
        lease.release()


def _content(until: float) -> bytes:
    return json.dumps({"until": until}).encode()


def _latest(folder: str) -> int:
    """The highest number in a lock's folder; 0 if nobody has held it yet."""
    return max((int(name) for name in store.names(folder)), default=0)


def _is_free(folder: str, number: int) -> bool:
    if number == 0:
        return True
    try:
        content = store.read_bytes(store.join(folder, f"{number:09d}"))
    except FileNotFoundError:
        # A later holder has cleared it away: look again.
        return False
    until: float = json.loads(content)["until"]
    return time.time() > until
