"""The arXiv metadata snapshot: JSON Lines, a paper a line.

doc_id      id
title       title, unwrapped
abstract    abstract, unwrapped
published   the first version's day, or update_date
categories  categories, parted by blanks
"""

from __future__ import annotations

from flows.sources.arxiv_ids import bare_id
from flows.sources.dates import day_of
from flows.sources.json_records import Value, json_format
from flows.sources.markup import unwrapped
from flows.sources.record import Record


def recognises(value: Value) -> bool:
    """Whether an object has the snapshot's fields."""
    return "abstract" in value and ("versions" in value or "authors_parsed" in value)


def record(value: Value, position: str) -> Record:
    """The record of a paper."""
    doc_id, versions = value.get("id"), value.get("versions")
    first = versions[0] if isinstance(versions, list) and versions else {}
    created, categories = first.get("created"), value.get("categories")
    return Record(
        bare_id(doc_id) if isinstance(doc_id, str) else doc_id,
        _unwrapped(value.get("title")),
        _unwrapped(value.get("abstract")),
        day_of(created) if isinstance(created, str) else value.get("update_date"),
        categories.split() if isinstance(categories, str) else categories,
        position,
        value,
    )


def _unwrapped(text: object) -> object:
    return unwrapped(text) if isinstance(text, str) else text


FORMAT = json_format("arxiv-snapshot", "arXiv metadata snapshot, JSON Lines", recognises, record)
