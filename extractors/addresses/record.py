"""What comes out: one address of a text."""

from __future__ import annotations

from typing import NamedTuple


class Address(NamedTuple):
    """An address as the text gives it and as it was meant.

    ``sentence`` is an index into the spans given, that of the sentence in which it begins;
    ``start`` and ``end`` are code points of the text. The other fields are columns of the table
    urls, which says what they mean.
    """

    sentence: int
    start: int
    end: int
    url: str
    canonical_url: str
    host: str
    registered_domain: str | None
    kind: str
    repository: str | None
    identifier: str | None
    repairs: tuple[str, ...]
