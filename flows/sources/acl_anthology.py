"""ACL Anthology XML: a collection of volumes, a paper an element.

    doc_id      url ("2022.acl-long.1"), or collection, volume and paper put together
    title       title, its inline markup as text
    abstract    abstract, its inline markup as text, TeX as it stands
    published   the volume's year and month
    categories  the volume's venues

Front matter is no paper and is passed over.
"""

from __future__ import annotations

from lxml import etree

from flows.sources.dates import iso_date
from flows.sources.elements import find, xml_format
from flows.sources.markup import text_of
from flows.sources.record import Record


def paper(element: etree._Element, position: str) -> Record:
    """The record of a paper."""
    title, abstract = find(element, "title"), find(element, "abstract")
    volume = element.getparent()
    meta = find(volume, "meta") if volume is not None else None
    year = find(meta, "year") if meta is not None else None
    month = find(meta, "month") if meta is not None else None
    return Record(
        _id(element, volume),
        text_of(title) if title is not None else "",
        text_of(abstract) if abstract is not None else None,
        iso_date(_text(year), _text(month)),
        [_text(venue) for venue in meta.iterchildren("{*}venue")] if meta is not None else [],
        position,
        element,
    )


def _id(element: etree._Element, volume: etree._Element | None) -> str | None:
    url = _text(find(element, "url"))
    if url:
        return url.removeprefix("https://aclanthology.org/").rstrip("/")
    collection = volume.getparent() if volume is not None else None
    if collection is None or volume is None:
        return None
    return f"{collection.get('id')}-{volume.get('id')}.{element.get('id')}"


def _text(element: etree._Element | None) -> str:
    return text_of(element) if element is not None else ""


FORMAT = xml_format(
    "acl-anthology", "ACL Anthology XML", ("collection",), {"paper": paper}, keep="meta"
)
