"""arXiv's API and its daily feeds: Atom, an entry a paper.

doc_id      id, without address and version
title       title
abstract    summary, unwrapped, without the announcement that daily feeds put before it
published   published, its day
categories  category/@term
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from lxml import etree

from flows.sources.arxiv_ids import bare_id
from flows.sources.elements import find, xml_format
from flows.sources.markup import text_of
from flows.sources.record import Fault, Record

ANNOUNCED = regex.compile(r"arXiv:\S++ Announce Type: [\w-]++ Abstract: ")
"""``arXiv:2499.00001v1 Announce Type: new Abstract: ``"""


def entry(element: etree._Element, position: str) -> Iterator[Record | Fault]:
    """The record of an entry; a fault for the entry by which the API reports an error."""
    address = _text(element, "id") or ""
    if "/api/errors" in address:
        detail = f"the feed reports an error: {_text(element, 'summary')}"
        yield Fault(position, "feed_error", detail, element)
        return
    published, summary = _text(element, "published"), _text(element, "summary")
    yield Record(
        bare_id(address),
        _text(element, "title"),
        summary[_behind_announcement(summary) :] if summary is not None else None,
        published[:10] if published else None,
        [category.get("term") for category in element.iterchildren("{*}category")],
        position,
        element,
    )


def _behind_announcement(summary: str) -> int:
    found = ANNOUNCED.match(summary)
    return found.end() if found else 0


def _text(element: etree._Element, name: str) -> str | None:
    found = find(element, name)
    return None if found is None else text_of(found)


FORMAT = xml_format("arxiv-atom", "arXiv API: Atom feed", ("feed",), {"entry": entry})
