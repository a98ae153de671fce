"""Where a harvest lands: its pages one by one in the dataset's inner folder, all of it at once in
the inbox.

    OUT/.paperfacts/harvest/KEY/pages/page-000001.xml   pages of a window that is under way
    OUT/.paperfacts/harvest/KEY/progress.json           the window, and the token of the next page
    OUT/inbox/KEY-FIRST-LAST.jsonl                      a window that is whole, each record once

A file of the inbox is JSON Lines as ``paperfacts extract`` reads it (``flows.sources.harvested``): the
texts as the feed gave them, and what was no document, with the reason.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

from flows import store
from flows.dataset import Dataset
from flows.harvest.coverage import key_of
from flows.harvest.feed import Feed, Page, Window
from flows.locks import held
from flows.sources import Limits, harvested, read
from schemas.records import Document, Reject


class Progress(NamedTuple):
    """How far a window has come."""

    window: str
    pages: int
    token: str | None
    """Leads to the next page; None before the first."""
    tokens: list[str]
    """Digests of the tokens met so far: one that comes again would lead round for ever."""
    whole: bool
    size: int
    """Bytes of the pages."""


class Landed(NamedTuple):
    """What a window came to."""

    address: str
    """The file in the inbox; empty where there was no record."""
    documents: int
    rejects: int
    """Records without an abstract, deleted ones, and the like."""
    repeated: int
    """Records that stood on more than one page."""


class RoundAboutError(Exception):
    """The server gave a token that it had given before."""


class EndlessError(Exception):
    """The pages are more than the limits allow; the message says of what."""


@dataclass(frozen=True)
class Inbox:
    """The inbox of a dataset, for one feed and topic."""

    dataset: Dataset
    feed: Feed
    limits: Limits = field(default_factory=Limits)

    def _inner(self, *names: str) -> str:
        return self.dataset.inner("harvest", key_of(self.feed), *names)

    def name(self, window: Window) -> str:
        """Name of the file in which a window lands."""
        return f"{key_of(self.feed)}-{window.first}-{window.last}.jsonl"

    def file(self, name: str) -> str:
        """Address of a file of the inbox."""
        return store.join(self.dataset.address, "inbox", name)

    def address(self, window: Window) -> str:
        """The file in which a window lands."""
        return self.file(self.name(window))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other harvests of the same feed and topic waiting."""
        with held(self.dataset, "harvest", key_of(self.feed)):
            if self.dataset.is_local:
                # What a harvest that was killed was writing; nobody else writes these now.
                for left in Path(self.file("")).glob(f".{key_of(self.feed)}-*.tmp"):
                    left.unlink(missing_ok=True)
            yield

    def progress(self, window: Window) -> Progress:
        """How far this window has come; pages of another one are dropped."""
        if store.exists(self._inner("progress.json")):
            kept = Progress(*orjson.loads(store.read_bytes(self._inner("progress.json"))))
            if kept.window == str(window):
                return kept
        self.drop()
        return Progress(str(window), 0, None, [], False, 0)

    def keep(self, page: Page, progress: Progress) -> Progress:
        """Keep a page, and what comes next. Raises RoundAboutError, EndlessError."""
        number, size = progress.pages + 1, progress.size + len(page.answer.body)
        if number > self.limits.harvest_pages:
            raise EndlessError(f"{self.limits.harvest_pages:,} pages")
        if size > self.limits.harvest_bytes:
            raise EndlessError(f"{self.limits.harvest_bytes:,} bytes")
        tokens = progress.tokens
        if page.token is not None:
            digest = blake2b(page.token.encode(), digest_size=8).hexdigest()
            if digest in tokens:
                raise RoundAboutError(page.token)
            tokens = [*tokens, digest]
        name = f"page-{number:06d}.{self.feed.suffix}"
        # The page first: if only it was kept, it is fetched once more and takes its own place.
        store.write_bytes(self._inner("pages", name), page.answer.body)
        kept = Progress(progress.window, number, page.token, tokens, page.token is None, size)
        store.write_bytes(self._inner("progress.json"), orjson.dumps(list(kept)))
        return kept

    def drop(self) -> None:
        """Forget the window that is under way."""
        store.remove(self._inner("progress.json"))
        store.remove(self._inner("pages"))

    def land(self, window: Window, progress: Progress) -> Landed:
        """Write the records of all pages into the inbox, each once: the file is whole or is not
        there."""
        counts = {"documents": 0, "rejects": 0, "repeated": 0}
        address = self.address(window)
        records = self._records(progress.pages)
        first = next(records, None)
        if first is None:
            # No file even for a moment: whoever reads the inbox just then could not use an empty one.
            store.remove(address)
            return Landed("", **counts)
        seen: set[bytes] = set()

        def fill(file: BinaryIO) -> None:
            for item in chain([first], records):
                digest = _digest(item)
                if digest in seen:
                    counts["repeated"] += 1
                    continue
                seen.add(digest)
                counts["documents" if isinstance(item, Document) else "rejects"] += 1
                file.write(orjson.dumps(harvested.line(item, self.feed.name)) + b"\n")

        store.write(address, fill)
        return Landed(address, **counts)

    def _records(self, pages: int) -> Iterator[Document | Reject]:
        for number in range(1, pages + 1):
            name = f"page-{number:06d}.{self.feed.suffix}"
            body = store.read_bytes(self._inner("pages", name))
            # An empty list of papers is an answer, but an empty input is not.
            if body.strip() in (b"[]", b""):
                continue
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                path.write_bytes(body)
                # What the feed broke is mended when it is extracted, where that is recorded.
                yield from read([str(path)], format=self.feed.format, mend=False)


def _digest(item: Document | Reject) -> bytes:
    """The same for two records that are the same one, met on two pages."""
    if isinstance(item, Document):
        return blake2b(item.doc_id.encode(), digest_size=16, person=b"document").digest()
    told = f"{item.reason}\n{item.detail}\n{item.raw}"
    return blake2b(told.encode(), digest_size=16, person=b"reject").digest()
