"""OpenAlex works: snapshot parts (JSON Lines), and answers of the API.

doc_id      id, without the address ("W2741809807")
title       title or display_name, markup as text
abstract    abstract_inverted_index, its words put back in their places, markup as text; where there is
            none, the abstract that a client put beside it
published   publication_date, or publication_year
categories  topics, then concepts, by display_name
"""

from __future__ import annotations

import orjson

from flows.sources.json_records import Value, json_format
from flows.sources.markup import line_of_markup, text_of_markup
from flows.sources.record import Fault, Record

MOST_WORDS = 200_000
"""Words of the longest abstract put together: places beyond are no abstract's."""


def recognises(value: Value) -> bool:
    """Whether an object has the fields of a work."""
    return "abstract_inverted_index" in value


def record(value: Value, position: str) -> Record | Fault:
    """The record of a work."""
    index = value.get("abstract_inverted_index")
    if isinstance(index, str):
        index = orjson.loads(index)
    if isinstance(index, dict) and isinstance(index.get("InvertedIndex"), dict):
        index = index["InvertedIndex"]
    abstract: object = text_of_markup(value.get("abstract")) if index is None else index
    if isinstance(index, dict):
        highest = max((place for places in index.values() for place in places), default=-1)
        if highest >= MOST_WORDS:
            detail = f"the abstract's index has places beyond {MOST_WORDS:,} words"
            return Fault(position, "text_too_long", detail, value)
        words = [""] * (highest + 1)
        for word, places in index.items():
            for place in places:
                words[place] = word
        abstract = text_of_markup(" ".join(word for word in words if word))
    doc_id = value.get("id")
    subjects = value.get("topics") or value.get("concepts") or []
    return Record(
        doc_id.rpartition("/")[2] if isinstance(doc_id, str) else doc_id,
        line_of_markup(value.get("title") or value.get("display_name")),
        abstract,
        value.get("publication_date") or value.get("publication_year"),
        [subject.get("display_name") for subject in subjects],  # type: ignore[attr-defined]
        position,
        value,
    )


FORMAT = json_format("openalex", "OpenAlex works: snapshot or API", recognises, record)
