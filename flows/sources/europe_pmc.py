"""Europe PMC: answers of its search, full records ("core"), JSON.

    doc_id      pmid; of what is not in PubMed (preprints, patents) the id there
    title       title, markup as text
    abstract    abstractText, its HTML as text, each part's heading on a line
    published   firstPublicationDate, else journalInfo's date of print, else pubYear
    categories  MeSH headings, then keywords

Short records ("lite") hold no abstracts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.sources.json_records import Value, json_format
from flows.sources.markup import line_of_markup, text_of_markup
from flows.sources.record import Record


def recognises(value: Value) -> bool:
    """Whether an object is a full record."""
    return {"id", "source", "abstractText"} <= value.keys()


def record(value: Value, position: str) -> Record:
    """The record of an article, a preprint or a patent."""
    journal = value.get("journalInfo")
    printed = journal.get("printPublicationDate") if isinstance(journal, dict) else None
    return Record(
        value.get("pmid") or value.get("id"),
        line_of_markup(value.get("title"), escaped=True),
        text_of_markup(value.get("abstractText"), escaped=True),
        value.get("firstPublicationDate") or printed or value.get("pubYear"),
        list(_subjects(value)),
        position,
        value,
    )


def _subjects(value: Value) -> Iterator[object]:
    headings, keywords = value.get("meshHeadingList"), value.get("keywordList")
    if isinstance(headings, dict):
        yield from (heading["descriptorName"] for heading in headings["meshHeading"])
    if isinstance(keywords, dict):
        yield from keywords["keyword"]


FORMAT = json_format(
    "europe-pmc", "Europe PMC's answers with full records, JSON", recognises, record
)
