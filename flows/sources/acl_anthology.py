"""ACL Anthology XML: a collection of volumes, a paper an element; of the older form a volume alone.

    doc_id      url ("2022.acl-long.1", "P19-1001"), or collection, volume and paper put together
    title       title, its inline markup as text
    abstract    abstract, its inline markup as text, TeX as it stands
    published   the volume's year and month; of the older form the paper's
    categories  the volume's venues

Front matter is no paper and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from lxml import etree

from flows.sources.dates import iso_date
from flows.sources.elements import find, xml_format
from flows.sources.markup import text_of
from flows.sources.record import Record

ADDRESS = regex.compile(r"https?://(?:[\w-]++\.)++\w++/(?:anthology/)?+")
"""``https://aclanthology.org/``, ``http://www.aclweb.org/anthology/``"""
OLD = regex.compile(r"[A-Z][0-9]{2}")
"""``P19``: a collection from before 2020"""
NUMBER = regex.compile(r"[0-9]{1,4}")
"""Of a volume or a paper in such a collection."""


def paper(element: etree._Element, position: str) -> Iterator[Record]:
    """The record of a paper."""
    title, abstract = find(element, "title"), find(element, "abstract")
    volume = element.getparent()
    meta = find(volume, "meta") if volume is not None else None
    dated = meta if meta is not None else element
    yield Record(
        _id(element, volume),
        text_of(title) if title is not None else "",
        text_of(abstract) if abstract is not None else None,
        iso_date(_text(find(dated, "year")), _text(find(dated, "month"))),
        [_text(venue) for venue in meta.iterchildren("{*}venue")] if meta is not None else [],
        position,
        element,
    )


def _id(element: etree._Element, volume: etree._Element | None) -> str | None:
    url = _text(find(element, "url"))
    if url:
        return ADDRESS.sub("", url).removesuffix(".pdf").rstrip("/")
    if volume is None:
        return None
    collection = volume.getparent()
    if collection is None:
        return f"{volume.get('id')}-{element.get('id')}" if volume.get("id") else None
    name, part, number = (of.get("id") or "" for of in (collection, volume, element))
    if not OLD.fullmatch(name) or not (NUMBER.fullmatch(part) and NUMBER.fullmatch(number)):
        return f"{name}-{part}.{number}"
    # Workshops have many volumes of few papers.
    is_workshop = name[0] == "W" or name == "C69" or (name == "D19" and int(part) >= 5)
    return (
        f"{name}-{int(part):02}{int(number):02}"
        if is_workshop
        else f"{name}-{int(part)}{int(number):03}"
    )


def _text(element: etree._Element | None) -> str:
    return text_of(element) if element is not None else ""


FORMAT = xml_format(
    "acl-anthology", "ACL Anthology XML", ("collection", "volume"), {"paper": paper}, keep="meta"
)
