"""CSL-JSON, the form in which reference managers export: an array of items.

doc_id      id, or DOI
title       title, markup as text
abstract    abstract, markup as text
published   issued
categories  keyword, or categories
"""

from __future__ import annotations

from flows.sources.dates import of_parts
from flows.sources.json_records import Value, json_format
from flows.sources.markup import line_of_markup, text_of_markup
from flows.sources.record import Record

TRAITS = ("issued", "container-title", "author", "publisher", "DOI", "citation-key", "language")
"""Fields of CSL, one of which an item has beside its type."""


def recognises(value: Value) -> bool:
    """Whether an object has a type and another of CSL's fields."""
    return (
        isinstance(value.get("type"), str)
        and not isinstance(value.get("title"), list)
        and any(name in value for name in TRAITS)
    )


def record(value: Value, position: str) -> Record:
    """The record of an item."""
    return Record(
        value.get("id") or value.get("DOI"),
        line_of_markup(value.get("title")),
        text_of_markup(value.get("abstract")),
        of_parts(value.get("issued")),
        value.get("keyword") or value.get("categories"),
        position,
        value,
    )


FORMAT = json_format("csl-json", "CSL-JSON items", recognises, record)
