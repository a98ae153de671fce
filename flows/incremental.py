"""Only what is new or changed: what comes in, held against what the dataset has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flows.dataset import Dataset
from flows.intake import Intake
from flows.known import REJECT_KEYS, Known
from flows.runs import fingerprint
from flows.sources import Limits
from flows.sources.paths import expand, state_of
from schemas import Document, Reject


class Selection:
    """What of an intake has to be extracted; iterate over it, then look at ``counts``.

    A document whose text the dataset has, extracted by the same version, is passed over, and so is a
    reject that it has. ``full`` passes nothing over; ``prune`` has all else removed.
    """

    def __init__(
        self,
        intake: Intake,
        known: Known,
        *,
        full: bool = False,
        prune: bool = False,
    ) -> None:
        self._intake, self._known, self._full, self._prune = intake, known, full, prune
        self._changed = self._unchanged = 0

    def __iter__(self) -> Iterator[Document | Reject]:
        self._changed = self._unchanged = 0
        known, intake = self._known, self._intake
        for item in intake:
            if isinstance(item, Reject):
                values = tuple(getattr(item, key) for key in REJECT_KEYS)
                if self._full or not known.has_reject(values):
                    yield item
                continue
            text = known.text(intake.key)
            if text is None:
                yield item
            elif self._full or text != intake.text:
                self._changed += 1
                yield item
            else:
                self._unchanged += 1

    @property
    def keeps(self) -> Callable[[str], bool] | None:
        """Whether a document of the dataset stays, by its id; None if all do."""
        return self._intake.has_met if self._prune else None

    def counts(self) -> dict[str, int]:
        """What became of everything read: read, new, changed, unchanged, duplicates, rejects; and
        without_abstract and superseded, parts of the rejects; and removed, documents of the dataset that
        were not read."""
        counts = self._intake.counts
        unchanged = self._unchanged + counts.recalled
        return {
            "read": counts.read,
            "new": counts.documents - self._changed - unchanged,
            "changed": self._changed,
            "unchanged": unchanged,
            "duplicates": counts.duplicates,
            "rejects": counts.rejects,
            "without_abstract": counts.without_abstract,
            "superseded": counts.superseded,
            "removed": len(self._known) - self._changed - unchanged if self._prune else 0,
        }


def fingerprint_of(paths: Sequence[str], dataset: Dataset, facts: Mapping[str, Any]) -> str:
    """Digest of all that decides what comes out: the files as they are now, the dataset, the options."""
    files = [(uri, *state_of(uri)) for uri in expand(paths, Limits.from_environment())]
    table = dataset.table("documents")
    version = None if table is None else table.version()
    return fingerprint({**facts, "files": files, "dataset": version})
