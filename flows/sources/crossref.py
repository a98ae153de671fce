"""Crossref works: public data files, JSON Lines, and answers of the API.

doc_id      DOI
title       title, all parts, markup as text
abstract    abstract, its JATS markup as text
published   published, or issued, print or online
categories  subject
"""

from __future__ import annotations

from flows.sources.dates import of_parts
from flows.sources.json_records import Value, json_format
from flows.sources.markup import line_of_markup, text_of_markup
from flows.sources.record import Record

DATES = ("published", "issued", "published-online", "published-print", "created")
"""The fields that hold a date, best first."""


def recognises(value: Value) -> bool:
    """Whether an object has the fields of a work, or is an answer about one."""
    work = _work(value)
    return "DOI" in work and (isinstance(work.get("title"), list) or "member" in work)


def record(value: Value, position: str) -> Record:
    """The record of a work."""
    work = _work(value)
    title = work.get("title")
    parts = title if isinstance(title, list) else [title]
    return Record(
        work.get("DOI"),
        [line_of_markup(part, escaped=True) for part in parts if part is not None],
        text_of_markup(work.get("abstract"), escaped=True),
        next((date for name in DATES if (date := of_parts(work.get(name)))), None),
        work.get("subject"),
        position,
        value,
    )


def _work(value: Value) -> Value:
    """The work itself: alone, or as the API answers when it is asked for one."""
    message = value.get("message")
    return message if isinstance(message, dict) else value


FORMAT = json_format("crossref", "Crossref works with JATS abstracts", recognises, record)
