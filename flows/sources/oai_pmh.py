"""OAI-PMH, arXiv's own forms (arXiv, arXivRaw) and Dublin Core (oai_dc), whole responses.

    doc_id      arXiv and arXivRaw: id; otherwise the header's identifier
    title       title
    abstract    abstract; oai_dc: the first description in English, or else the first
    published   arXiv: created; arXivRaw: the first version's date; oai_dc: the first date
    categories  arXiv: categories; oai_dc: subject, all; otherwise the header's sets

A deleted record becomes a reject, as do further descriptions, which are translations mostly, and an
error that the server reports. arXiv's comments among the descriptions are passed over; that no records
match is an empty answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from flows.sources.arxiv_ids import bare_id
from flows.sources.dates import day_of
from flows.sources.elements import find, xml_format
from flows.sources.markup import text_of
from flows.sources.record import Fault, Record

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
COMMENT = "Comment: "
"""Before what arXiv gives as a description beside the abstract."""


def record(element: etree._Element, position: str) -> Iterator[Record | Fault]:
    """The record of an OAI record; a fault for one that is deleted."""
    header = find(element, "header")
    if header is None:
        yield Fault(position, "no_abstract", "a record without a header", element)
        return
    identifier = _texts(header, "identifier")[:1]
    if header.get("status") == "deleted":
        detail = f"the feed says that {''.join(identifier)} was deleted"
        yield Fault(position, "deleted", detail, element)
        return
    metadata = find(element, "metadata")
    body = metadata[0] if metadata is not None and len(metadata) else element
    own_id = _texts(body, "id")[:1]
    abstract = _texts(body, "abstract") or _descriptions(body)
    version = find(body, "version", "date")
    dates = _texts(body, "created") or _texts(body, "date")
    categories = _texts(body, "categories") or _texts(body, "subject")
    yield Record(
        bare_id("".join(own_id or identifier)),
        "".join(_texts(body, "title")[:1]),
        abstract[0] if abstract else None,
        day_of(text_of(version)) if version is not None else (dates[0] if dates else None),
        categories[0].split() if len(categories) == 1 and own_id else categories,
        position,
        element,
    )
    for further in abstract[1:]:
        detail = f"a further description of {''.join(own_id or identifier)}"
        yield Fault(position, "further_abstract", detail, further)


def _descriptions(body: etree._Element) -> list[str]:
    """The descriptions of Dublin Core, those in English first."""
    found = [
        (child.get(LANGUAGE) or "", text_of(child)) for child in body.iterchildren("{*}description")
    ]
    found.sort(key=lambda entry: not entry[0].casefold().startswith("en"))
    return [text for _, text in found if text and not text.startswith(COMMENT)]


def error(element: etree._Element, position: str) -> Iterator[Fault]:
    """A fault for an error that the server reports, none where it says that nothing matches."""
    code = element.get("code") or "unknown"
    if code != "noRecordsMatch":
        detail = f"the server reports {code}: {text_of(element)}"
        yield Fault(position, "feed_error", detail, element)


def _texts(element: etree._Element, name: str) -> list[str]:
    return [text_of(child) for child in element.iterchildren(f"{{*}}{name}")]


FORMAT = xml_format(
    "oai-pmh",
    "OAI-PMH responses: arXiv, arXivRaw and oai_dc records",
    ("OAI-PMH",),
    {"record": record, "error": error},
)
