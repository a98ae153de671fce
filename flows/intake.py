"""What comes in, counted: each document once, nothing lost on the way.

documents read = documents handed on + rejects + exact duplicates
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractors.batch import content_hash
from flows.digests import Digests, id_digest, text_digest
from flows.sources import Located
from flows.sources.accepting import reject
from flows.sources.paths import day_of
from flows.sources.record import Fault
from schemas.records import Document, Reject
from schemas.vocabularies import NO_ABSTRACT

DAY_BITS = 22
"""What is kept of a document's text is the day of the file that it stood in, in the lowest bits, and 42
bits of its digest. Two texts of one id pass for the same in 1 of 10^12 cases."""


@dataclass
class Counts:
    """How many of what came in."""

    documents: int = 0
    """Documents handed on."""
    rejects: int = 0
    without_abstract: int = 0
    """Those of the rejects for which the source has no abstract."""
    superseded: int = 0
    """Those of the rejects of which a later file had another version."""
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
    was met with another text becomes a reject: ``superseded`` if that stood in a file of a later day
    (``flows.sources.paths.day_of``), else ``duplicate_id``. Of ids 64 bits of a digest are kept: among
    ten million, two agree by chance in one of 300,000 runs.
    """

    def __init__(self, located: Iterable[Located]) -> None:
        self._located = located
        self._texts = Digests()
        self.counts = Counts()
        self.text = 0
        """Digest of the text of the document handed on last, as ``text_digest`` gives it."""

    def __iter__(self) -> Iterator[Document | Reject]:
        # From the start, each time: whoever staged a part of it may have to begin anew.
        self.counts, self._texts = Counts(), Digests()
        counts, texts = self.counts, self._texts
        for position, item in self._located:
            if isinstance(item, Reject):
                counts.rejects += 1
                counts.without_abstract += item.reason in NO_ABSTRACT
                yield item
                continue
            counts.files[item.source_uri] = counts.files.get(item.source_uri, 0) + 1
            self.text = text_digest(content_hash(item))
            version = self.text >> DAY_BITS << DAY_BITS | _day_of(item.source_uri)
            met = texts.setdefault(id_digest(item.doc_id), version)
            if met >> DAY_BITS != version >> DAY_BITS:
                counts.rejects += 1
                older = version % 2**DAY_BITS < met % 2**DAY_BITS
                counts.superseded += older
                yield _second(item, position, "superseded" if older else "duplicate_id")
            elif len(texts) > counts.documents:
                counts.documents += 1
                yield item
            else:
                counts.duplicates += 1

    def has_met(self, doc_id: str) -> bool:
        """Whether a document of this id has come in."""
        return self._texts.get(id_digest(doc_id)) is not None


_day_of = functools.lru_cache(maxsize=1)(day_of)


def _second(document: Document, position: str, reason: str) -> Reject:
    where = " in a file of a later day" if reason == "superseded" else " before"
    detail = f"the id {document.doc_id} was met{where} with another text"
    raw = f"{document.title}\n{document.abstract}"
    return reject(Fault(position, reason, detail, raw), document.source_uri)
