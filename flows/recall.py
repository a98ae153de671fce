"""What input files held when they were read last: a file that is as it was need not be read again.

Of each file, in the dataset, the documents in their order: digests of id and text, and what became of
each. With that, a run knows of a file what reading it would tell, unless there is something to do.

Who looks after a feed for a year has hundreds of files in the inbox, of which one is new.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

import numpy as np

from extractors.version import package_digest
from flows import arrays, store
from flows.dataset import Dataset
from flows.digests import Many
from flows.known import Known
from flows.runs import fingerprint
from flows.sources import Limits
from flows.sources.paths import state_of
from flows.staging import Staging

LEAST = 200
"""Documents of a file that is worth remembering: with fewer, reading it takes no longer."""

SETTLED = 2.0
"""Seconds for which a file must have been as it is before it is read: one that is still being written
may be changed once more without any sign of it, as clocks of file systems are coarse."""

LIBRARIES = ("ftfy", "lxml", "orjson", "pyarrow", "regex")
"""What files are read with, besides this project."""


class Became(IntEnum):
    """What became of a document that was read."""

    TAKEN = 0
    """It was handed on."""
    DUPLICATE = 1
    """The same had come before."""
    SECOND = 2
    """Its id had come before with another text."""
    SUPERSEDED = 3
    """As above, in a file of a later day."""


@dataclass
class Held:
    """What a file held."""

    keys: array[int] = field(default_factory=lambda: array("Q"))
    """Digests of the documents' ids, as ``flows.digests.id_digest`` gives them."""
    texts: array[int] = field(default_factory=lambda: array("Q"))
    became: bytearray = field(default_factory=bytearray)
    rejects: int = 0
    """What was no document."""
    without_abstract: int = 0
    """Those of the rejects for which the source has no abstract."""

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, key: int, text: int, became: Became) -> None:
        """Note a document."""
        self.keys.append(key)
        self.texts.append(text)
        self.became.append(became)

    @property
    def taken(self) -> tuple[Many, Many]:
        """The documents that were handed on: digests of their ids, and of their texts."""
        were = np.frombuffer(self.became, np.uint8) == Became.TAKEN
        return np.frombuffer(self.keys, np.uint64)[were], np.frombuffer(self.texts, np.uint64)[were]

    @property
    def not_taken(self) -> Iterator[tuple[int, int, Became]]:
        """The other documents."""
        for at in np.flatnonzero(np.frombuffer(self.became, np.uint8)).tolist():
            yield self.keys[at], self.texts[at], Became(self.became[at])

    def count(self, became: Became) -> int:
        """How many documents became that."""
        return self.became.count(became)


class Recall:
    """What a dataset remembers of the files of an input.

    ``facts`` are the options that decide what is read from a file; ``full`` has every file read. What
    is noted is staged first: it holds once the run is published.
    """

    def __init__(
        self,
        dataset: Dataset,
        staging: Staging,
        known: Known,
        facts: Mapping[str, Any],
        *,
        full: bool = False,
    ) -> None:
        self.known = known
        self._folder, self._staged, self._full = dataset.inner("inputs"), staging.inputs, full
        code = {"code": package_digest("flows"), "with": [version(name) for name in LIBRARIES]}
        limits = asdict(Limits.from_environment())
        self._facts = fingerprint({**facts, **code, "limits": limits})

    def of(self, uri: str, state: list[Any] | None) -> Held | None:
        """What a file in this state holds, if it was read in the same; None where nobody can tell."""
        kept = None if self._full else arrays.read(store.join(self._folder, _name(uri)))
        if kept is None or kept[0]["facts"] != self._facts or kept[0]["state"] != state:
            return None
        about, columns = kept
        held = Held(
            array("Q", columns["keys"].tobytes()),
            array("Q", columns["texts"].tobytes()),
            bytearray(columns["became"].tobytes()),
            about["rejects"],
            about["without_abstract"],
        )
        refused = held.count(Became.SECOND) + held.count(Became.SUPERSEDED)
        return held if self.known.rejects_of(uri) >= held.rejects + refused else None

    def state(self, uri: str) -> list[Any] | None:
        """What tells whether a file that is about to be read is still the same afterwards; None where it
        may be changed without a sign of it."""
        state = _state(uri)
        if state and not store.is_remote(uri) and time.time() - state[-1] / 1e9 < SETTLED:
            return None
        return state

    def note(self, uri: str, before: list[Any] | None, held: Held) -> None:
        """Stage what a file held, of which the state was ``before`` as it was opened."""
        if before is None or len(held) < LEAST or _state(uri) != before:
            return
        about = {
            "uri": uri,
            "state": before,
            "facts": self._facts,
            "rejects": held.rejects,
            "without_abstract": held.without_abstract,
        }
        arrays.write(
            store.join(self._staged, _name(uri)),
            about,
            keys=np.frombuffer(held.keys, np.uint64),
            texts=np.frombuffer(held.texts, np.uint64),
            became=np.frombuffer(held.became, np.uint8),
        )

    def keep(self) -> None:
        """Have what was noted remembered, and files forgotten that are gone.

        It saves time and nothing else: where it cannot be written, the next run reads more.
        """
        with suppress(OSError):
            noted = store.names(self._staged)
            for name in noted:
                data = store.read_bytes(store.join(self._staged, name))
                store.write_bytes(store.join(self._folder, name), data)
            if noted:
                self._forget()

    def _forget(self) -> None:
        for name in store.names(self._folder):
            address = store.join(self._folder, name)
            kept = arrays.read(address)
            if kept is None or _is_gone(kept[0]):
                store.remove(address)


def _is_gone(about: Mapping[str, Any]) -> bool:
    """Whether a file is gone; of an object nobody asks."""
    return not store.is_remote(about["uri"]) and not store.exists(about["state"][0])


def _name(uri: str) -> str:
    digest = blake2b(uri.encode(errors="surrogateescape"), digest_size=12).hexdigest()
    return f"{digest}.npz"


def _state(uri: str) -> list[Any] | None:
    """``state_of`` as JSON keeps it; None where a file is gone, which whoever reads it will say."""
    with suppress(OSError):
        return list(state_of(uri)) or None
    return None
