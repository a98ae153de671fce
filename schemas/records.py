"""The two records that a source yields: a document, or what could not be read as one."""

from __future__ import annotations

from typing import NamedTuple


class Document(NamedTuple):
    """One abstract as published, with its origin. Texts are never altered."""

    doc_id: str
    title: str
    abstract: str
    source: str
    """Name of the format it was read from, such as ``listing`` or ``jsonl``."""
    source_uri: str
    """Path or address of the file it was read from."""
    published: str | None = None
    """Date of publication in ISO form, as far as the source gives it (``2024``, ``2024-03-01``)."""
    categories: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    """What was mended of text that the feed broke: ``mojibake``, ``html_entities``."""


class Reject(NamedTuple):
    """A piece of input that did not become a document, with its place and the reason."""

    source_uri: str
    position: str
    """Where in the file: ``line 12``, ``row 3``, ``record 5``."""
    reason: str
    """A short code out of ``schemas.vocabularies.REASONS``, such as ``broken_json``."""
    detail: str
    """The reason in words, for a person."""
    raw: str
    """The first ``RAW_LIMIT`` characters of what stood there."""


RAW_LIMIT = 2_000
"""How many characters of a rejected record are kept."""
