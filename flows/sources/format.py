"""What a format is: how it is told from others, and how its records are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile


def _no_objection(file: SourceFile) -> None:
    """Nothing to object to."""


@dataclass(frozen=True)
class Format:
    """One format that can be read. ``name`` is what ``--format`` takes and documents.source
    says."""

    name: str
    description: str
    sniff: Callable[[SourceFile], bool]
    """Whether the first bytes look like this format."""
    read: Callable[[SourceFile], Iterator[Record | Fault]]
    """The records and faults in the order of the file.

    Raises UnreadableError where the rest is lost.
    """
    check: Callable[[SourceFile], None] = _no_objection
    """Raises InputError where a file of this format can hold no document."""
