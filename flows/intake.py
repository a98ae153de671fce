"""What comes in, counted: each document once, nothing lost on the way.

documents read = documents handed on + rejects + exact duplicates
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from flows.sources import Located
from flows.sources.accepting import reject
from flows.sources.record import Fault
from schemas.records import Document, Reject
from schemas.vocabularies import NO_ABSTRACT

ID_BYTES = 15
"""Bytes kept of each id's digest: among a thousand million ids two agree by chance in 1 of 10^18
runs."""


@dataclass
class Counts:
    """How many of what came in."""

    documents: int = 0
    """Documents handed on."""
    rejects: int = 0
    without_abstract: int = 0
    """Those of the rejects for which the source has no abstract."""
    duplicates: int = 0
    """Documents met before with the same id and the same text, which are dropped."""
    files: dict[str, int] = field(default_factory=dict)
    """Documents read from each file, by its uri, duplicates included."""

    @property
    def read(self) -> int:
        """Everything that the sources yielded."""
        return self.documents + self.rejects + self.duplicates


class Intake:
    """Hands documents on once each; iterate over it, then look at ``counts``.

    A document met before (same id, same title and abstract) is dropped and counted; one whose id
    was met with another text becomes a reject (``duplicate_id``). Some 130 bytes are kept a
    document.
    """

    def __init__(self, located: Iterable[Located]) -> None:
        self._located = located
        self._texts: dict[bytes, int] = {}
        self.counts = Counts()

    def __iter__(self) -> Iterator[Document | Reject]:
        # From the start, each time: whoever staged a part of it may have to begin anew.
        self.counts, self._texts = Counts(), {}
        counts, texts = self.counts, self._texts
        for position, item in self._located:
            if isinstance(item, Reject):
                counts.rejects += 1
                counts.without_abstract += item.reason in NO_ABSTRACT
                yield item
                continue
            counts.files[item.source_uri] = counts.files.get(item.source_uri, 0) + 1
            key = blake2b(item.doc_id.encode(), digest_size=ID_BYTES).digest()
            text = _text_digest(item)
            met = texts.setdefault(key, text)
            if met != text:
                counts.rejects += 1
                yield _second(item, position)
            elif len(texts) > counts.documents:
                counts.documents += 1
                yield item
            else:
                counts.duplicates += 1


def _text_digest(document: Document) -> int:
    """60 bits of a digest over title and abstract."""
    digest = blake2b(document.title.encode(), digest_size=8)
    digest.update(b"\0")
    digest.update(document.abstract.encode())
    return int.from_bytes(digest.digest()) >> 4


def _second(document: Document, position: str) -> Reject:
    detail = f"the id {document.doc_id} was met before with another text"
    raw = f"{document.title}\n{document.abstract}"
    return reject(Fault(position, "duplicate_id", detail, raw), document.source_uri)
