"""MEDLINE's tagged form, in which PubMed exports (``.nbib``): a tag a line, records begun by PMID.

doc_id      PMID
title       TI, or BTI and CTI of books
abstract    AB; OAB, a translation, where there is no AB
published   DEP, then DP (its year where it spans months)
categories  MH without qualifiers, then OT

An OAB beside an AB becomes a reject.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from flows.sources.dates import iso_date, iso_form
from flows.sources.format import Format
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile
from flows.sources.tagged import BEFORE, Dialect, Tagged, tagged

DIALECT = Dialect(
    regex.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}+)\ {0,2}+-(?: (?P<value>.*+))?$"), first="PMID"
)
"""``AB  - We propose``, ``PMID- 99000001``"""
START = regex.compile(rb"^PMID- ?\d", regex.MULTILINE)
"""``PMID- 99000001``: where a record starts"""
DAY = regex.compile(
    r"(?P<year>\d{4})(?: (?P<month>[A-Z][a-z]{2})(?: (?P<day>\d{1,2}))?+)?+(?![\w-])"
)
"""``2020``, ``2020 Feb``, ``2020 Feb 7``, but not ``2020 Jul-Aug``"""


def sniff(file: SourceFile) -> bool:
    """Whether a record starts in the file's first lines."""
    return START.search(file.data, 0, BEFORE) is not None


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each from one PMID to the next. Faults: those of ``tagged``, further_abstract."""
    for record in tagged(file, DIALECT):
        if isinstance(record, Fault):
            yield record
        else:
            yield from _record(record)


def _record(record: Tagged) -> Iterator[Record | Fault]:
    abstract, other = record.text("AB"), record.text("OAB")
    pmid = record.first("PMID")
    yield Record(
        pmid,
        record.first("TI", "BTI", "CTI"),
        abstract or other,
        _published(record),
        [
            *(heading.lstrip("*").partition("/")[0] for heading in record.all("MH")),
            *(keyword.lstrip("*") for keyword in record.all("OT")),
        ],
        record.position,
        record.raw,
    )
    if abstract and other:
        detail = f"a further abstract of {pmid}"
        yield Fault(record.position, "further_abstract", detail, other)


def _published(record: Tagged) -> str | None:
    online = record.first("DEP")
    if online and (date := iso_form(online)):
        return date
    issue = record.first("DP") or ""
    found = DAY.match(issue)
    return iso_date(*found.group("year", "month", "day")) if found else iso_date(issue[:4])


FORMAT = Format("medline", "MEDLINE's tagged form, as PubMed exports it", sniff, read)
