"""OAI-PMH, arXiv's own forms (arXiv, arXivRaw) and Dublin Core (oai_dc), whole responses.

Of other forms (JATS, MODS, DataCite) title, abstract and year, wherever in the record they lie.

    doc_id      arXiv and arXivRaw: id; otherwise the header's identifier
    title       title
    abstract    abstract; oai_dc: the first description in English, or else the first
    published   arXiv: created; arXivRaw: the first version's date; oai_dc: the earliest date
    categories  arXiv: categories; oai_dc: subject, all

A deleted record becomes a reject, as do further descriptions, which are translations mostly, a header
without its record, and an error that the server reports. arXiv's comments among the descriptions and
repetitions of a description are passed over; that no records match is an empty answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from flows.sources.arxiv_ids import bare_id
from flows.sources.dates import day_of, iso_form
from flows.sources.elements import find, xml_format
from flows.sources.markup import text_of
from flows.sources.record import Fault, Record

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
TITLES = ("article-title", "title")
"""Of JATS; of MODS and DataCite."""
DATES = ("dateIssued", "publicationYear")
"""Of MODS; of DataCite."""
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
        yield from lone_header(header, position)
        return
    metadata = find(element, "metadata")
    body = metadata[0] if metadata is not None and len(metadata) else element
    own_id = _texts(body, "id")[:1]
    abstract = _texts(body, "abstract") or _descriptions(body) or _abstracts_within(body)
    version = find(body, "version", "date")
    dates = _texts(body, "created") or _texts(body, "date") or _within(body, *DATES)
    categories = _texts(body, "categories") or _texts(body, "subject")
    yield Record(
        bare_id("".join(own_id or identifier)),
        "".join((_texts(body, "title") or _within(body, *TITLES))[:1]),
        abstract[0] if abstract else None,
        day_of(text_of(version)) if version is not None else _earliest(dates),
        categories[0].split() if len(categories) == 1 and own_id else categories,
        position,
        element,
    )
    for further in abstract[1:]:
        detail = f"a further description of {''.join(own_id or identifier)}"
        yield Fault(position, "further_abstract", detail, further)


def lone_header(element: etree._Element, position: str) -> Iterator[Fault]:
    """A fault for a header that has no record: of one that is deleted, or in a list of identifiers."""
    identifier = "".join(_texts(element, "identifier")[:1])
    if element.get("status") == "deleted":
        yield Fault(position, "deleted", f"the feed says that {identifier} was deleted", element)
    else:
        yield Fault(position, "no_abstract", f"of {identifier} the header alone", element)


def _descriptions(body: etree._Element) -> list[str]:
    """The descriptions of Dublin Core, those in English first."""
    found = [
        (child.get(LANGUAGE) or "", text_of(child)) for child in body.iterchildren("{*}description")
    ]
    found.sort(key=lambda entry: not entry[0].casefold().startswith("en"))
    texts = dict.fromkeys(text for _, text in found)
    return [text for text in texts if text and not text.startswith(COMMENT)]


def _within(body: etree._Element, *names: str) -> list[str]:
    """The texts of all elements of these tags, at any depth, in the order of the tags."""
    return [text_of(found) for name in names for found in body.iter(f"{{*}}{name}")]


def _abstracts_within(body: etree._Element) -> list[str]:
    """The abstracts of forms that hold them deeper, without repetitions."""
    marked = (
        text_of(found)
        for found in body.iter("{*}description")
        if found.get("descriptionType") == "Abstract"
    )
    return [text for text in dict.fromkeys((*_within(body, "abstract"), *marked)) if text]


def _earliest(dates: list[str]) -> str | None:
    """The earliest date: repositories add those on which they received and released a record."""
    return min((date for text in dates if (date := iso_form(text)) is not None), default=None)


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
    {"record": record, "header": lone_header, "error": error},
    inner=("header",),
)
