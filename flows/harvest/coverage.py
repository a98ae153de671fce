"""Which days of a feed have landed: the memory by which nothing is fetched twice.

Kept in the dataset, one file a feed and topic: ``OUT/.paperfacts/harvest/KEY/coverage.json``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from hashlib import blake2b

import orjson
import regex

from flows import store
from flows.dataset import Dataset
from flows.harvest.feed import Feed, Window

DAY = timedelta(days=1)


def key_of(feed: Feed) -> str:
    """A name for a feed and its topic that is fit for a file: ``arxiv-cs.CL-1a2b3c4d``."""
    digest = blake2b(f"{feed.name}\0{feed.topic}".encode(), digest_size=4).hexdigest()
    readable = regex.sub(r"[^A-Za-z0-9.]+", "-", feed.topic)[:40].strip("-.")
    return "-".join(part for part in (feed.name, readable, digest) if part)


@dataclass
class Coverage:
    """What has landed of one feed and topic."""

    address: str
    windows: list[tuple[str, str]] = field(default_factory=list)
    """First and last days, in ISO form, sorted, with gaps between them."""
    pending: list[str] = field(default_factory=list)
    """Names of files of the inbox that are still to be extracted."""
    etags: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """ETag and Last-Modified of windows of one page, by window."""

    @classmethod
    def load(cls, dataset: Dataset, feed: Feed) -> Coverage:
        """What the dataset remembers."""
        address = dataset.inner("harvest", key_of(feed), "coverage.json")
        if not store.exists(address):
            return cls(address)
        kept = orjson.loads(store.read_bytes(address))
        windows = [(first, last) for first, last in kept["windows"]]
        etags = {window: (etag, modified) for window, (etag, modified) in kept["etags"].items()}
        return cls(address, windows, kept.get("pending", []), etags)

    def save(self) -> None:
        """Write it down, whole or not at all."""
        kept = asdict(self)
        del kept["address"]
        store.write_bytes(self.address, orjson.dumps(kept))

    @property
    def last(self) -> date | None:
        """The last day that has landed."""
        return date.fromisoformat(self.windows[-1][1]) if self.windows else None

    def missing(self, wanted: Window) -> list[Window]:
        """The parts of a window that have not landed, in order."""
        gaps, first = [], wanted.first
        for covered_first, covered_last in self.windows:
            start, end = date.fromisoformat(covered_first), date.fromisoformat(covered_last)
            if end < first or start > wanted.last:
                continue
            if start > first:
                gaps.append(Window(first, start - DAY))
            first = end + DAY
        if first <= wanted.last:
            gaps.append(Window(first, wanted.last))
        return gaps

    def add(self, window: Window) -> None:
        """Count a window as landed; windows that touch become one."""
        every = sorted(
            [*((date.fromisoformat(a), date.fromisoformat(b)) for a, b in self.windows), window]
        )
        joined: list[tuple[date, date]] = []
        for first, last in every:
            if joined and first <= joined[-1][1] + DAY:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        self.windows = [(str(first), str(last)) for first, last in joined]
