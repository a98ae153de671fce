"""What a harvest has left in the inbox: JSON Lines, a record a line as its feed gave it.

doc_id      id
title       title
abstract    abstract
published   published
categories  categories

A line with the field ``rejected`` is what was no document in the feed, such as a deleted record; it
becomes a reject of the same reason.
"""

from __future__ import annotations

from flows.sources.json_records import Value, json_format
from flows.sources.record import Fault, Record
from schemas.records import Document, Reject
from schemas.vocabularies import REASONS

FEED = "harvested_from"
"""Field of every line: the feed's name."""


def line(item: Document | Reject, feed: str) -> dict[str, object]:
    """A document or reject of a feed as it stands in the inbox."""
    if isinstance(item, Reject):
        return {FEED: feed, "rejected": item.reason, "detail": item.detail, "raw": item.raw}
    return {
        "id": item.doc_id,
        "title": item.title,
        "abstract": item.abstract,
        "published": item.published,
        "categories": item.categories,
        FEED: feed,
    }


def recognises(value: Value) -> bool:
    """Whether an object is a line of the inbox."""
    return FEED in value


def record(value: Value, position: str) -> Record | Fault:
    """The record of a line, or the fault that it tells of."""
    reason = value.get("rejected")
    if reason in REASONS.values:
        return Fault(position, str(reason), str(value.get("detail") or reason), value.get("raw"))
    if reason is not None:
        return Fault(position, "wrong_type", "rejected for a reason that is none", value)
    return Record(
        value.get("id"),
        value.get("title"),
        value.get("abstract"),
        value.get("published"),
        value.get("categories"),
        position,
        value,
    )


FORMAT = json_format("harvested", "inbox of a harvest, JSON Lines", recognises, record)
