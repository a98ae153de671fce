"""What comes in, counted: each document once, nothing lost on the way.

documents read = documents handed on + rejects + exact duplicates
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from extractors.batch import content_hash
from flows.digests import Digests, Many, id_digest, text_digest
from flows.known import Known
from flows.recall import Became, Held, Recall
from flows.sources import InputFile
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
    """Documents handed on, each the first of its id, and those that need not be."""
    rejects: int = 0
    without_abstract: int = 0
    """Those of the rejects for which the source has no abstract."""
    superseded: int = 0
    """Those of the rejects of which a later file had another version."""
    duplicates: int = 0
    """Documents met before with the same id and the same text, which are dropped."""
    recalled: int = 0
    """Those of the documents that were not read and not handed on: the dataset has them, and their file
    is as it was."""

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

    def __init__(self, files: Iterable[InputFile], recall: Recall | None = None) -> None:
        self._files, self._recall = files, recall
        self._texts = Digests()
        self.counts = Counts()
        self.key = self.text = 0
        """Digests of id and text of the document handed on last, as ``flows.digests`` gives them."""

    def __iter__(self) -> Iterator[Document | Reject]:
        # From the start, each time: whoever staged a part of it may have to begin anew.
        self.counts, self._texts = Counts(), Digests()
        recall = self._recall
        for file in self._files:
            day = day_of(file.uri)
            if recall is None:
                yield from self._read(file, day, Held())
                continue
            state = recall.state(file.uri)
            held = recall.of(file.uri, state)
            if held is not None and self._can_skip(held, day, recall.known):
                self._skip(held, day)
                continue
            held = Held()
            yield from self._read(file, day, held)
            recall.note(file.uri, state, held)

    def _read(self, file: InputFile, day: int, held: Held) -> Iterator[Document | Reject]:
        counts, texts = self.counts, self._texts
        for position, item in file.located:
            if isinstance(item, Reject):
                without_abstract = item.reason in NO_ABSTRACT
                counts.rejects += 1
                counts.without_abstract += without_abstract
                held.rejects += 1
                held.without_abstract += without_abstract
                yield item
                continue
            key, text = id_digest(item.doc_id), text_digest(content_hash(item))
            self.key, self.text = key, text
            version = _version(text, day)
            met = texts.setdefault(key, version)
            is_first = len(texts) > counts.documents
            became = Became.TAKEN if is_first else _became(version, met)
            held.add(key, text, became)
            if became is Became.TAKEN:
                counts.documents += 1
                yield item
            elif became is Became.DUPLICATE:
                counts.duplicates += 1
            else:
                counts.rejects += 1
                counts.superseded += became is Became.SUPERSEDED
                yield _second(item, position, became)

    def _can_skip(self, held: Held, day: int, known: Known) -> bool:
        """Whether reading the file that held this would hand on nothing that the dataset does not have,
        and refuse what was refused before."""
        texts, (keys, taken_texts) = self._texts, held.taken
        if texts.get_all(keys)[0].any() or not known.has_all(keys, taken_texts):
            return False
        own = set(keys.tolist()) if len(held) > len(keys) else set()
        for key, text, became in held.not_taken:
            met = texts.get(key)
            # Whatever it came after stands in this file, or in another, or is gone from the input.
            if met is None and key not in own:
                return False
            if met is not None and _became(_version(text, day), met) != became:
                return False
        return True

    def _skip(self, held: Held, day: int) -> None:
        """Count what a file held."""
        counts, (keys, texts) = self.counts, held.taken
        self._texts.add_all(keys, _versions(texts, day))
        superseded = held.count(Became.SUPERSEDED)
        counts.documents += len(keys)
        counts.recalled += len(keys)
        counts.duplicates += held.count(Became.DUPLICATE)
        counts.rejects += held.rejects + superseded + held.count(Became.SECOND)
        counts.without_abstract += held.without_abstract
        counts.superseded += superseded

    def has_met(self, doc_id: str) -> bool:
        """Whether a document of this id has come in."""
        return self._texts.get(id_digest(doc_id)) is not None


def _version(text: int, day: int) -> int:
    """What is kept of a document's text: its digest, and in the lowest bits the day of its file."""
    return text >> DAY_BITS << DAY_BITS | day


def _versions(texts: Many, day: int) -> Many:
    """As ``_version``, of many documents of one file."""
    bits = np.uint64(DAY_BITS)
    return texts >> bits << bits | np.uint64(day)


def _became(version: int, met: int) -> Became:
    """What becomes of a document of which another version has come before."""
    if met >> DAY_BITS == version >> DAY_BITS:
        return Became.DUPLICATE
    older = version % 2**DAY_BITS < met % 2**DAY_BITS
    return Became.SUPERSEDED if older else Became.SECOND


def _second(document: Document, position: str, became: Became) -> Reject:
    older = became is Became.SUPERSEDED
    where = " in a file of a later day" if older else " before"
    detail = f"the id {document.doc_id} was met{where} with another text"
    raw = f"{document.title}\n{document.abstract}"
    fault = Fault(position, "superseded" if older else "duplicate_id", detail, raw)
    return reject(fault, document.source_uri)
