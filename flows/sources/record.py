"""What a reader hands on: a record with its fields found but not yet judged, or a fault.

A reader knows its format; which values make a document is the same for all formats and is decided
in ``accepting``.
"""

from __future__ import annotations

from typing import NamedTuple


class Record(NamedTuple):
    """The fields of one record as they stand in the file, None where there is no such field."""

    doc_id: object
    title: object
    abstract: object
    published: object
    categories: object
    position: str
    """Where in the file: ``line 12``, ``row 3``, ``record 5``."""
    raw: object
    """The record as it stood there, shown when it is rejected."""


class Fault(NamedTuple):
    """A piece of a file that could not be read as a record."""

    position: str
    reason: str
    detail: str
    raw: object


class UnreadableError(Exception):
    """The rest of a file cannot be read; what came before stands."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
